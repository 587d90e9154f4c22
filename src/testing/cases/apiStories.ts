// Recorded patches and stories of server-side apply (patches.jsonl and apply.jsonl of the folder golden-api), played to an
// API server of our own. Used by tests and by the command line.

import { differences, otherCode, readyHarness, RECORDER, type CaseOutcome, type CasePlayer, type RecordedCase } from '../../sim/kinds/cases.ts';
import { isObject } from '../../base/json.ts';
import type { Status } from '../../sim/api/errors.ts';
import type { Method } from '../../sim/api/http.ts';
import type { KubeObject } from '../../sim/api/types.ts';
import { failure, type Difference } from './difference.ts';

export interface PatchCase extends Omit<RecordedCase, 'method' | 'body'> {
  readonly original: KubeObject;
  readonly patch: unknown;
}

export interface ApplyStep {
  readonly method: Method;
  readonly path: string;
  readonly contentType?: string;
  /** A text: YAML as sent. */
  readonly body?: unknown;
  readonly code: number;
  readonly result?: unknown;
  readonly status?: unknown;
  readonly warnings?: readonly string[];
}

export interface ApplyStory {
  readonly id: string;
  readonly area: string;
  readonly steps: readonly ApplyStep[];
  readonly unstable?: boolean;
}

export function playPatch(player: CasePlayer, { patch, status, ...recorded }: PatchCase): CaseOutcome {
  return player.play({ ...recorded, method: 'PATCH', body: patch, ...(isObject(status) ? { status: withoutManagedIn(status as unknown as Status) } : status === undefined ? {} : { status }) });
}

function withoutManagedIn(status: Status): Status {
  const { message = '', details } = status;
  const causes = details?.causes?.map((cause) => ({ ...cause, message: withoutManaged(cause.message ?? '') }));
  return { ...status, message: withoutManaged(message), ...(details ? { details: { ...details, ...(causes ? { causes } : {}) } } : {}) };
}

/** The text of an object in a refusal carries managedFields, which `original` is without. */
export function withoutManaged(message: string): string {
  const [, before = '', quoted = '', after = ''] = /^((?: "" is invalid: patch: )?Invalid value: )("(?:[^"\\]|\\.)*")(: [^]*)$/.exec(message) ?? [];
  if (!quoted) return message;
  const text = JSON.parse(quoted) as string;
  if (!text.startsWith('{')) return message;
  const object = JSON.parse(text) as { metadata?: { managedFields?: unknown } };
  delete object.metadata?.managedFields;
  return `${before}${JSON.stringify(JSON.stringify(object))}${after}`;
}

/** Each story has objects, and so a server, of its own. */
export function playStory({ steps, unstable = false }: ApplyStory, bootstrap: Readonly<Record<string, KubeObject>>): CaseOutcome {
  const out: Difference[] = [];
  try {
    const harness = readyHarness(bootstrap);
    let revision = '';
    steps.forEach((step, i) => {
      const headers = step.body === undefined ? {} : { 'content-type': step.contentType ?? 'application/json' };
      const body = step.body === undefined ? undefined : JSON.parse(JSON.stringify(step.body).replaceAll('<rv>', revision)) as unknown;
      const response = harness.send(step.method, step.path, { user: RECORDER, headers, body });
      const at = `steps[${i}]`;
      if (response.code !== step.code) out.push({ ...otherCode(step.code, response.code, response.body), field: `${at}.code` });
      const answer = response.body === undefined || typeof response.body === 'string' ? response.body : (JSON.parse(JSON.stringify(response.body)) as unknown);
      if (isObject(answer) && isObject(answer.metadata) && typeof answer.metadata.resourceVersion === 'string') revision = answer.metadata.resourceVersion;
      if (unstable) return;
      if (step.result !== undefined && response.code < 400) differences(step.result, answer, `${at}.result`, out);
      if (step.status !== undefined) differences(step.status, answer, `${at}.status`, out);
      if (step.warnings !== undefined || response.warnings?.length) differences(step.warnings ?? [], response.warnings ?? [], `${at}.warnings`, out);
    });
  } catch (error) {
    out.push(failure(error));
  }
  return { equal: out.length === 0, differences: out };
}
