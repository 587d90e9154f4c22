// Deleting what was found, and waiting until it is gone.
// Upstream: k8s.io/kubectl/pkg/cmd/delete/delete.go

import type { Micros } from '../base/time.ts';
import { isObject } from '../base/json.ts';
import { ApiError } from '../sim/api/errors.ts';
import type { Sim } from '../sim/kernel/task.ts';
import type { Resources } from './builder.ts';
import { withoutNotFound } from './lists.ts';
import { FOREVER_MS, isDeleted } from './commands/wait.ts';
import { KubectlError, isExpected, withSource } from './errors.ts';
import type { Flags } from './flags.ts';
import { parseBool } from './flags/values.ts';
import type { Info } from './info.ts';
import type { Invocation } from './invocation.ts';
import type { Mapping } from './restMapper.ts';

export interface DeleteHow {
  /** Seconds; -1: as the objects say. */
  readonly gracePeriod: number;
  readonly propagation: 'Background' | 'Foreground' | 'Orphan';
  readonly ignoreNotFound: boolean;
  readonly wait: boolean;
  readonly timeoutMs: number;
  readonly dryRun: Invocation['dryRun'];
  readonly nameOnly: boolean;
  readonly quiet?: boolean;
  /** Cluster-scoped things are told of where a namespace was given. */
  readonly warnClusterScope?: boolean;
  /** What the person has confirmed. */
  readonly only?: (info: Info) => boolean;
}

export function* deleteAll(k: Invocation, found: Resources, how: DeleteHow): Sim<void> {
  const deleted: Info[] = [];
  const uids = new Map<Info, string>();
  let warn = how.warnClusterScope === true;
  try {
    yield* found.visit(function* (info) {
      if (how.only && !how.only(info)) return;
      deleted.push(info);
      if (warn && !info.mapping.namespaced) {
        k.err('Warning: deleting cluster-scoped resources, not scoped to the provided namespace\n');
        warn = false;
      }
      if (how.dryRun === 'client') {
        show(k, info, how);
        return;
      }
      const body = { ...(how.gracePeriod >= 0 ? { gracePeriodSeconds: how.gracePeriod } : {}), propagationPolicy: how.propagation };
      try {
        const answer = yield* info.helper({ dryRun: how.dryRun === 'server' }).delete(info.namespace, info.name, body);
        show(k, info, how);
        const uid = uidOf(answer);
        if (uid) uids.set(info, uid);
      } catch (error) {
        throw isExpected(error) ? withSource('deleting', info.source, error) : error;
      }
    });
  } catch (error) {
    const left = how.ignoreNotFound && isExpected(error) ? withoutNotFound(error) : error;
    if (left) throw left;
  }
  if (deleted.length === 0) {
    k.out('No resources found\n');
    return;
  }
  if (!how.wait || how.dryRun !== 'none') return;
  yield* waitForAll(k, deleted, uids, how.timeoutMs);
}

function* waitForAll(k: Invocation, infos: readonly Info[], uids: ReadonlyMap<Info, string>, given: number): Sim<void> {
  const timeoutMs = given || FOREVER_MS;
  const time = { timeoutMs, deadline: (k.process.kernel.now + timeoutMs * 1000) as Micros };
  k.process.interruptCode = 1;
  for (const info of infos) {
    try {
      yield* isDeleted(k, info, time, uids.get(info));
    } catch (error) {
      // Who may delete but not look is not told of it.
      if (error instanceof ApiError && (error.reason === 'Forbidden' || error.reason === 'MethodNotAllowed')) return;
      throw error;
    }
  }
}

/** `pod`, `deployment.apps` */
export const kindWord = (m: Mapping): string => (m.group ? `${m.kind.toLowerCase()}.${m.group}` : m.kind.toLowerCase());

function show(k: Invocation, info: Info, how: DeleteHow): void {
  if (how.quiet) return;
  const kind = kindWord(info.mapping);
  if (how.nameOnly) {
    k.out(`${kind}/${info.name}\n`);
    return;
  }
  const done = how.gracePeriod === 0 ? 'force deleted' : 'deleted';
  const where = info.namespaced ? ` from ${info.namespace} namespace` : '';
  const dry = how.dryRun === 'client' ? ' (dry run)' : how.dryRun === 'server' ? ' (server dry run)' : '';
  k.out(`${kind} "${info.name}" ${done}${where}${dry}\n`);
}

function uidOf(answer: unknown): string | undefined {
  if (!isObject(answer)) return undefined;
  const holder = answer.kind === 'Status' ? answer.details : answer.metadata;
  return isObject(holder) && typeof holder.uid === 'string' ? holder.uid : undefined;
}

/** --cascade, also in its old form. */
export function cascadeOf(k: Invocation): DeleteHow['propagation'] {
  const text = k.flags.text('cascade');
  const word = CASCADES[text];
  if (word) return word;
  let yes: boolean;
  try {
    yes = parseBool(text);
  } catch (error) {
    if (error instanceof KubectlError) throw new KubectlError(`invalid cascade value (${text}). Must be "background", "foreground", or "orphan"`);
    throw error;
  }
  k.err(`warning: --cascade=${text} is deprecated (boolean value) and can be replaced with --cascade=${yes ? 'background' : 'orphan'}.\n`);
  return yes ? 'Background' : 'Orphan';
}

const CASCADES: Readonly<Record<string, DeleteHow['propagation']>> = { background: 'Background', foreground: 'Foreground', orphan: 'Orphan' };

/** The grace period that --now, --force and --grace-period ask for together. */
export function gracePeriodOf(flags: Flags): number {
  let seconds = flags.number('grace-period');
  const force = flags.flag('force');
  if (flags.has('now') && flags.flag('now')) {
    if (seconds !== -1) throw new KubectlError('--now and --grace-period cannot be specified together');
    seconds = 1;
  }
  if (seconds === 0 && !force) return 1;
  return force && seconds < 0 ? 0 : seconds;
}
