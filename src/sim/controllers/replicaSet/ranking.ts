// Which Pods go first when there are too many: those that have done least, then those that stand close together, then the
// youngest. Ages count by their order of magnitude, so that it is not always the newest node that is emptied.
// Upstream: pkg/controller/controller_utils.go (ActivePodsWithRanks)

import { compareText } from '../../../base/text.ts';
import { parseTime } from '../../../base/time.ts';
import type { Pod } from '../../kinds/pod.ts';
import { isReady, readySince } from '../shared/pods.ts';

const PHASES: Readonly<Record<string, number>> = { Pending: 0, Unknown: 1, Running: 2 };
const DELETION_COST = 'controller.kubernetes.io/pod-deletion-cost';

/** Why a Pod was chosen before another: the first rule by which they differ. */
export type RankingRule = 'unassigned' | 'phase' | 'notReady' | 'deletionCost' | 'crowdedNode' | 'readyTime' | 'restarts' | 'age' | 'equal';

interface Ranked {
  readonly pod: Pod;
  readonly assigned: boolean;
  readonly phase: number;
  readonly ready: boolean;
  readonly cost: number;
  readonly crowd: number;
  readonly readyAt: number | undefined;
  readonly readyScale: number;
  readonly restarts: number;
  readonly sidecarRestarts: number;
  readonly created: number;
  readonly age: number;
}

/**
 * The first `count` Pods to delete, and by which rule the last of them came before the first that stays. `crowd` says how
 * many active Pods of the same family a node has.
 */
export function podsToDelete(pods: readonly Pod[], count: number, crowd: (node: string) => number, nowMs: number): { readonly pods: readonly Pod[]; readonly rule: RankingRule } {
  if (count >= pods.length) return { pods, rule: 'equal' };
  const ranked = pods.map((pod) => rank(pod, crowd, nowMs)).sort((a, b) => compare(a, b).order);
  return { pods: ranked.slice(0, count).map(({ pod }) => pod), rule: compare(ranked[count - 1] as Ranked, ranked[count] as Ranked).rule };
}

function rank(pod: Pod, crowd: (node: string) => number, nowMs: number): Ranked {
  const ready = isReady(pod);
  const readyAt = readySince(pod);
  const created = parseTime(pod.metadata.creationTimestamp) ?? 0;
  const node = pod.spec.nodeName ?? '';
  const restarts = maxRestarts(pod);
  return {
    pod,
    assigned: node !== '',
    phase: PHASES[pod.status?.phase ?? ''] ?? 0,
    ready,
    cost: deletionCost(pod),
    crowd: crowd(node),
    readyAt,
    readyScale: readyAt === undefined ? 0 : magnitude(nowMs - readyAt),
    restarts: restarts.regular,
    sidecarRestarts: restarts.sidecars,
    created,
    age: magnitude(nowMs - created),
  };
}

interface Verdict {
  readonly order: number;
  readonly rule: RankingRule;
}

function compare(a: Ranked, b: Ranked): Verdict {
  if (a.assigned !== b.assigned) return { order: a.assigned ? 1 : -1, rule: 'unassigned' };
  if (a.phase !== b.phase) return { order: a.phase - b.phase, rule: 'phase' };
  if (a.ready !== b.ready) return { order: a.ready ? 1 : -1, rule: 'notReady' };
  if (a.cost !== b.cost) return { order: a.cost - b.cost, rule: 'deletionCost' };
  if (a.crowd !== b.crowd) return { order: b.crowd - a.crowd, rule: 'crowdedNode' };
  if (a.ready && b.ready && a.readyAt !== b.readyAt) {
    if (a.readyAt === undefined || b.readyAt === undefined) return { order: a.readyAt === undefined ? -1 : 1, rule: 'readyTime' };
    return { order: a.readyScale - b.readyScale || byUid(a, b), rule: 'readyTime' };
  }
  if (a.restarts !== b.restarts) return { order: b.restarts - a.restarts, rule: 'restarts' };
  if (a.sidecarRestarts !== b.sidecarRestarts) return { order: b.sidecarRestarts - a.sidecarRestarts, rule: 'restarts' };
  if (a.created !== b.created) return { order: a.age - b.age || byUid(a, b), rule: 'age' };
  return { order: 0, rule: 'equal' };
}

const byUid = (a: Ranked, b: Ranked): number => compareText(a.pod.metadata.uid, b.pod.metadata.uid);

/** The exponent of the power of two below an age in nanoseconds; -1 for none. */
export function magnitude(ms: number): number {
  if (ms <= 0) return -1;
  let ns = ms * 1e6;
  let exponent = 0;
  while (ns >= 2) {
    ns /= 2;
    exponent++;
  }
  return exponent;
}

function deletionCost({ metadata }: Pod): number {
  const text = metadata.annotations?.[DELETION_COST];
  return text !== undefined && /^-?(0|[1-9]\d*)$/.test(text) ? Number(text) : 0;
}

function maxRestarts({ spec, status }: Pod): { readonly regular: number; readonly sidecars: number } {
  let regular = 0;
  for (const { restartCount = 0 } of status?.containerStatuses ?? []) regular = Math.max(regular, restartCount);
  let sidecars = 0;
  for (const { name, restartCount = 0 } of status?.initContainerStatuses ?? []) {
    if (restartCount > sidecars && spec.initContainers?.some((c) => c.name === name && c.restartPolicy === 'Always')) sidecars = restartCount;
  }
  return { regular, sidecars };
}
