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

export function schedulerScene(index: SceneIndex, at: number, origin: number): SchedulerScene {
  const active: { name: string; at: number }[] = [];
  const backoff: string[] = [];
  const unschedulable: string[] = [];
  const waiting: WaitingPod[] = [];
  for (const history of index.pods.values()) {
    const state = history.at(at);
    if (!state || state.pod.node !== '' || state.pod.terminating) continue;
    const [namespace = '', name = ''] = state.key.split('/').slice(3);
    const tried = (index.attempts.get(`${namespace}/${name}`) ?? []).filter((a) => a.start <= at);
    const last = tried[tried.length - 1];
    if (!last) active.push({ name, at: history.times[0] as number });
    else if (last.end > at || last.summary.node !== '') continue;
    else {
      const backing = at - last.end < Math.min(LONGEST, BACKOFF * 2 ** Math.min(4, tried.length - 1));
      (backing ? backoff : unschedulable).push(name);
      if (waiting.length < MOST) waiting.push({ key: state.key, name, reason: shortReason(last.summary.message), backoff: backing });
    }
  }
  active.sort((a, b) => a.at - b.at);
  const decided = index.decisions.at(at);
  const last = decided && decided.end >= origin ? decided : undefined;
  return {
    stopped: index.isBroken('stop kube-scheduler', at),
    active: active.map((p) => p.name),
    backoff,
    unschedulable,
    waiting,
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
