// What kubectl checks of a manifest before it sends it: that it says what it is. Everything else is left to the server,
// once its OpenAPI document has said that it checks fields.
// Upstream: k8s.io/kubectl/pkg/validation, k8s.io/cli-runtime/pkg/resource/query_param_verifier_v3.go

import { isObject } from '../base/json.ts';
import { ApiError } from '../sim/api/errors.ts';
import { ConnectionError } from '../sim/client/transport.ts';
import type { Sim } from '../sim/kernel/task.ts';
import { KubectlError } from './errors.ts';
import type { GroupVersionKind, KindSupport, OpenApi } from './openApi.ts';

export type FieldValidation = 'Strict' | 'Warn' | 'Ignore';


export interface Validator {
  /** Throws KubectlError with what is wrong. */
  check(value: unknown): Sim<void>;
}

const HINT = 'if you choose to ignore these errors, turn validation off with --validate=false';

export class ManifestValidator implements Validator {
  private readonly openApi: OpenApi;

  constructor(openApi: OpenApi) {
    this.openApi = openApi;
  }

  *check(value: unknown): Sim<void> {
    const problem = yield* this.problem(value);
    if (problem !== undefined) throw new KubectlError(`error validating data: ${problem}; ${HINT}`);
  }

  private *problem(value: unknown): Sim<string | undefined> {
    if (!isObject(value)) return 'invalid object to validate';
    const missing = missingParts(value);
    if (missing !== undefined) return missing;
    const gvk = kindOfManifest(value);
    try {
      yield* this.verify(gvk);
    } catch (error) {
      if (error instanceof ConnectionError || error instanceof ApiError) return `failed to download openapi: ${error.message}`;
      throw error;
    }
    return isList(gvk) ? listProblem(value) : undefined;
  }

  /** Asks what the real one asks; where the server cannot check fields, nobody does. */
  private *verify(gvk: GroupVersionKind): Sim<void> {
    const { openApi } = this;
    if (isList(gvk)) {
      yield* openApi.askV2();
      return;
    }
    let support: Support = 'noKind';
    try {
      support = yield* openApi.support(gvk);
    } catch (error) {
      // The old document is tried next, and its failure is the one that is told.
      if (!(error instanceof ConnectionError)) throw error;
    }
    if (support === 'noKind') {
      yield* openApi.askV2();
      yield* openApi.hasCustomKind(gvk.group, gvk.kind);
    } else if (support === 'noGroupVersion') {
      const custom = yield* openApi.hasCustomKind(gvk.group, gvk.kind);
      if (!custom) yield* openApi.askV2();
    }
  }
}

const isList = (gvk: GroupVersionKind): boolean => gvk.group === '' && gvk.version === 'v1' && gvk.kind === 'List';

type Support = KindSupport | 'noGroupVersion' | 'noKind';

function missingParts(value: { readonly [key: string]: unknown }): string | undefined {
  const problems: string[] = [];
  const { apiVersion, kind } = value;
  if (apiVersion === undefined || apiVersion === null) problems.push('apiVersion not set');
  else if (typeof apiVersion !== 'string') problems.push("apiVersion isn't string type");
  else if (apiVersion.split('/').length > 2) problems.push(`unexpected GroupVersion string: ${apiVersion}`);
  if (kind === undefined || kind === null) problems.push('kind not set');
  else if (typeof kind !== 'string') problems.push("kind isn't string type");
  return joined(problems);
}

const joined = (problems: readonly string[]): string | undefined => (problems.length === 0 ? undefined : problems.length === 1 ? problems[0] : `[${problems.join(', ')}]`);

function listProblem(value: { readonly [key: string]: unknown }): string | undefined {
  if (!Array.isArray(value.items)) return 'invalid object to validate';
  return joined(value.items.flatMap((item: unknown) => (isObject(item) ? (missingParts(item) ?? []) : ['invalid object to validate'])));
}

export function kindOfManifest(value: { readonly [key: string]: unknown }): GroupVersionKind {
  const apiVersion = typeof value.apiVersion === 'string' ? value.apiVersion : '';
  const slash = apiVersion.indexOf('/');
  return { group: slash < 0 ? '' : apiVersion.slice(0, slash), version: apiVersion.slice(slash + 1), kind: typeof value.kind === 'string' ? value.kind : '' };
}
