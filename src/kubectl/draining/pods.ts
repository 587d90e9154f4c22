// Which Pods of a node a drain removes, and what forbids it.
// Upstream: k8s.io/kubectl/pkg/drain/filters.go

import { parseTime } from '../../base/time.ts';
import type { Sim } from '../../sim/kernel/task.ts';
import type { Pod } from '../../sim/kinds/pod.ts';
import { KubectlError, isExpected, isNotFound, messageOf } from '../errors.ts';
import { Helper, pages } from '../helper.ts';
import type { Invocation } from '../invocation.ts';
import { typed } from '../typed.ts';

export interface DrainList {
  readonly pods: readonly Pod[];
  readonly warnings: string;
  readonly errors: readonly Error[];
}

interface Verdict {
  readonly remove: boolean;
  readonly warning?: string;
  readonly error?: string;
}

const FINE: Verdict = { remove: true };
const LEFT: Verdict = { remove: false };

export function* podsToDrain(k: Invocation, node: string): Sim<DrainList> {
  const pods: Pod[] = [];
  const query = { labelSelector: k.flags.text('pod-selector'), fieldSelector: `spec.nodeName=${node}`, limit: k.flags.number('chunk-size') };
  yield* pages(new Helper(k.http, typed('v1', 'Pod')), '', query, function* (list) {
    for (const pod of (list as unknown as { readonly items: readonly Pod[] }).items) pods.push({ ...pod, kind: 'Pod', apiVersion: 'v1' });
  });
  const removed: Pod[] = [];
  const warnings = new Map<string, string[]>();
  const errors = new Map<string, string[]>();
  for (const pod of pods) {
    const { remove, warning, error } = yield* verdictOn(k, pod);
    if (remove) removed.push(pod);
    if (warning !== undefined) note(warnings, warning, pod);
    if (error !== undefined) note(errors, error, pod);
  }
  return {
    pods: removed,
    warnings: [...warnings].map(([text, names]) => `${text}: ${names.join(', ')}`).join('; '),
    errors: [...errors].map(([text, names]) => new KubectlError(`cannot delete ${text}: ${names.join(', ')}`)),
  };
}

function note(map: Map<string, string[]>, text: string, { metadata }: Pod): void {
  const name = `${metadata.namespace ?? ''}/${metadata.name}`;
  const list = map.get(text);
  if (list) list.push(name);
  else map.set(text, [name]);
}

/** The verdict of the last rule that was asked; one that leaves the Pod ends the questions. */
function* verdictOn(k: Invocation, pod: Pod): Sim<Verdict> {
  const { flags } = k;
  if (isSkipped(pod, flags.number('skip-wait-for-delete-timeout'), k.nowMs)) return LEFT;
  const over = pod.status.phase === 'Succeeded' || pod.status.phase === 'Failed';
  const owner = pod.metadata.ownerReferences?.find((o) => o.controller);
  if (owner?.kind === 'DaemonSet' && owner.apiVersion === 'apps/v1' && !over) {
    const verdict = yield* verdictOnDaemon(k, pod.metadata.namespace ?? '', owner.name);
    if (!verdict.remove) return verdict;
  }
  if (pod.metadata.annotations?.['kubernetes.io/config.mirror'] !== undefined) return LEFT;
  const local = !over && (pod.spec.volumes ?? []).some((volume) => volume.emptyDir);
  if (local && !flags.flag('delete-emptydir-data')) return { remove: false, error: 'Pods with local storage (use --delete-emptydir-data to override)' };
  // Only what the last rule says is told, so the warning about local storage is heard of nobody.
  if (over || owner) return FINE;
  return flags.flag('force') ? { remove: true, warning: 'deleting Pods that declare no controller' } : { remove: false, error: 'Pods that declare no controller (use --force to override)' };
}

function* verdictOnDaemon(k: Invocation, namespace: string, name: string): Sim<Verdict> {
  try {
    yield* new Helper(k.http, typed('apps/v1', 'DaemonSet')).get(namespace, name);
  } catch (error) {
    if (!isExpected(error)) throw error;
    return isNotFound(error) && k.flags.flag('force') ? { remove: true, warning: messageOf(error) } : { remove: false, error: messageOf(error) };
  }
  return k.flags.flag('ignore-daemonsets') ? { remove: false, warning: 'ignoring DaemonSet-managed Pods' } : { remove: false, error: 'DaemonSet-managed Pods (use --ignore-daemonsets to ignore)' };
}

/** --skip-wait-for-delete-timeout */
export function isSkipped(pod: Pod, seconds: number, nowMs: number): boolean {
  const deleted = parseTime(pod.metadata.deletionTimestamp ?? '');
  return seconds > 0 && deleted !== undefined && Math.trunc((nowMs - deleted) / 1000) > seconds;
}
