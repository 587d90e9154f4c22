// The scheduler's three queues, and which step of an attempt runs. The trace holds the attempts; which queue a Pod without a
// node waits in follows from its last one.

import type { SceneIndex } from './sceneIndex.ts';
import type { SchedulerScene, WaitingPod } from './sceneTypes.ts';

/**
 * Upstream: pkg/scheduler/backend/queue (initial back-off 1 s, doubled up to 10 s).
 * Simplified: a Pod counts as backing off for that long after a failed attempt, and as unschedulable from then on.
 */
const BACKOFF = 1e6;
const LONGEST = 10e6;
const MOST = 60;

/** A Pod without a node, and where it waits for one. */
export interface QueuedPod {
  readonly key: string;
  readonly name: string;
  readonly queue: 'active' | 'scheduling' | 'backoff' | 'unschedulable';
  /** Since when it is there. */
  readonly since: number;
  readonly attempts: number;
  /** What its last attempt said; '' before the first. */
  readonly message: string;
}

/** The queues at a moment, those that wait longest first. */
export function queuedPods(index: SceneIndex, at: number): readonly QueuedPod[] {
  const out: QueuedPod[] = [];
  for (const history of index.pods.values()) {
    const state = history.at(at);
    if (!state || state.pod.node !== '' || state.pod.terminating) continue;
    const [namespace = '', name = ''] = state.key.split('/').slice(3);
    const tried = (index.attempts.get(`${namespace}/${name}`) ?? []).filter((a) => a.start <= at);
    const last = tried[tried.length - 1];
    const of = { key: state.key, name, attempts: tried.length, message: last && last.end <= at ? last.summary.message : '' };
    if (!last) out.push({ ...of, queue: 'active', since: history.times[0] as number });
    else if (last.end > at || last.summary.node !== '') out.push({ ...of, queue: 'scheduling', since: last.start });
    else {
      const backing = at - last.end < Math.min(LONGEST, BACKOFF * 2 ** Math.min(4, tried.length - 1));
      out.push({ ...of, queue: backing ? 'backoff' : 'unschedulable', since: last.end });
    }
  }
  return out;
}

export function schedulerScene(index: SceneIndex, at: number, origin: number): SchedulerScene {
  const stopped = index.isBroken('stop kube-scheduler', at);
  const all = queuedPods(index, at);
  // The queues are in the scheduler's memory, and gone with it.
  const queued = stopped ? [] : all;
  const inQueue = (queue: QueuedPod['queue']): readonly string[] => queued.filter((p) => p.queue === queue).map((p) => p.name);
  const waiting = all.flatMap(({ key, name, queue, message }): WaitingPod[] => (stopped || queue === 'backoff' || queue === 'unschedulable' ? [{ key, name, reason: shortReason(message), backoff: queue === 'backoff' }] : []));
  const decided = index.decisions.at(at);
  const last = decided && decided.end >= origin ? decided : undefined;
  return {
    stopped,
    phase: index.boot?.phase('kube-scheduler', at) ?? 'on',
    active: queued.filter((p) => p.queue === 'active').sort((a, b) => a.since - b.since).map((p) => p.name),
    backoff: inQueue('backoff'),
    unschedulable: inQueue('unschedulable'),
    unattended: stopped ? all.length : 0,
    waiting: waiting.slice(0, MOST),
    steps: stepsAt(index, at),
    last: last ? { pod: last.summary.key.split('/').pop() ?? '', node: last.summary.node, message: last.summary.message } : undefined,
  };
}

/** What most nodes said: `0/4 nodes are available: 1 node(s) had untolerated taint(s), 3 Insufficient cpu. …` → Insufficient cpu. */
export function shortReason(message: string): string {
  const said = /^0\/\d+ nodes are available: (.*?)(?:\. |\.?$)/.exec(message)?.[1];
  if (said === undefined) return message;
  let most = 0;
  let reason = said;
  for (const [, count, words = ''] of said.matchAll(/(?:^|, )(\d+) (.*?)(?=, \d+ |$)/g)) {
    // Of equals the later: in the order of texts a lack of something comes after node(s) … only by its number.
    if (Number(count) < most || (Number(count) === most && words.startsWith('node(s)'))) continue;
    most = Number(count);
    reason = words;
  }
  return reason.replace(/^node\(s\) /, '');
}

/** An attempt filters, scores and reserves; the binding that follows travels. */
function stepsAt(index: SceneIndex, at: number): SchedulerScene['steps'] {
  const names = new Set(index.activeWork('kube-scheduler', at).map((w) => w.name));
  return names.has('schedule') ? (names.has('bind') ? ALL : CHOOSING) : names.has('bind') ? BINDING : [];
}

const CHOOSING = ['filter', 'score', 'reserve'] as const;
const BINDING = ['bind'] as const;
const ALL = [...CHOOSING, ...BINDING] as const;
