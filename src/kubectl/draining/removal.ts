// How a drain removes Pods: all at once, each by an eviction that is tried again while a budget forbids it, and then
// watched until it is gone.
// Upstream: k8s.io/kubectl/pkg/drain/drain.go

import { ApiError } from '../../sim/api/errors.ts';
import { goQuote } from '../../sim/api/yaml/goQuote.ts';
import { all, type Sim } from '../../sim/kernel/task.ts';
import type { Pod } from '../../sim/kinds/pod.ts';
import { formatDuration } from '../../sim/api/duration.ts';
import { KubectlError, isExpected, isForbidden, isNotFound, messageOf, throwAll } from '../errors.ts';
import { operationText } from '../generators/context.ts';
import { Helper } from '../helper.ts';
import type { Invocation } from '../invocation.ts';
import { printNames } from '../output/name.ts';
import { typed } from '../typed.ts';
import { isSkipped } from './pods.ts';

const RETRY_MS = 5000;
const POLL_MS = 1000;

const helperOf = (k: Invocation): Helper => new Helper(k.http, typed('v1', 'Pod'));

function deadlineOf(k: Invocation): { readonly at: number; readonly text: string } {
  const ms = k.flags.duration('timeout');
  return { at: ms === 0 ? Infinity : k.nowMs + ms, text: formatDuration(ms) };
}

/** Go starts the thread last made first, then the others in turn. */
const startOrder = <T>(items: readonly T[]): readonly T[] => (items.length ? [items[items.length - 1] as T, ...items.slice(0, -1)] : []);

export function* evictPods(k: Invocation, pods: readonly Pod[]): Sim<void> {
  const deadline = deadlineOf(k);
  const errors: Error[] = [];
  const bodies = startOrder(pods).map((pod) => k.attempt(evictOne(k, pod, deadline), errors));
  yield* all(k.process.kernel, 'kubectl/evict', bodies);
  throwAll(errors);
}

const words = (pod: Pod): string => `pods/${goQuote(pod.metadata.name)} -n ${goQuote(pod.metadata.namespace ?? '')}`;

function* evictOne(k: Invocation, first: Pod, deadline: { readonly at: number; readonly text: string }): Sim<void> {
  let pod = first;
  const { name, namespace = '' } = pod.metadata;
  for (;;) {
    k.out(`evicting pod ${namespace}/${name}${k.dryRun === 'server' ? ' (server dry run)' : ''}\n`);
    if (k.nowMs >= deadline.at) throw new KubectlError(`error when evicting ${words(pod)}: global timeout reached: ${deadline.text}`);
    try {
      yield* evict(k, pod);
      break;
    } catch (error) {
      if (!isExpected(error)) throw error;
      if (isNotFound(error)) return;
      if (error instanceof ApiError && error.reason === 'TooManyRequests') {
        k.err(`error when evicting ${words(pod)} (will retry after 5s): ${messageOf(error)}\n`);
      } else if (isForbidden(error) && error.status.details?.causes?.some((c) => c.reason === 'NamespaceTerminating')) {
        if (pod.metadata.deletionTimestamp) break;
        k.err(`error when evicting pod ${goQuote(name)} from terminating namespace ${goQuote(namespace)} (will retry after 5s): ${messageOf(error)}\n`);
      } else throw new KubectlError(`error when evicting ${words(pod)}: ${messageOf(error)}`);
    }
    yield* k.process.sleepMs(RETRY_MS);
    pod = (yield* fetched(k, pod)) ?? pod;
  }
  if (k.dryRun === 'server') return;
  try {
    yield* gone(k, [pod], true, deadline.at);
  } catch (error) {
    if (!isExpected(error)) throw error;
    throw new KubectlError(`error when waiting for pod ${goQuote(name)} in namespace ${goQuote(namespace)} to terminate: ${messageOf(error)}`);
  }
}

function* fetched(k: Invocation, pod: Pod): Sim<Pod | undefined> {
  try {
    return (yield* helperOf(k).get(pod.metadata.namespace ?? '', pod.metadata.name)) as unknown as Pod;
  } catch (error) {
    if (!isExpected(error)) throw error;
    return undefined;
  }
}

function deleteOptions(k: Invocation): { readonly gracePeriodSeconds?: number; readonly dryRun?: readonly string[] } {
  const grace = k.flags.number('grace-period');
  return { ...(grace >= 0 ? { gracePeriodSeconds: grace } : {}), ...(k.dryRun === 'server' ? { dryRun: ['All'] } : {}) };
}

function* evict(k: Invocation, pod: Pod): Sim<void> {
  const { name, namespace = '' } = pod.metadata;
  const body = { kind: 'Eviction', apiVersion: 'policy/v1', metadata: { name, namespace }, deleteOptions: deleteOptions(k) };
  yield* k.http.send({ method: 'POST', path: helperOf(k).path(namespace, name, 'eviction'), body });
}

export function* deletePods(k: Invocation, pods: readonly Pod[]): Sim<void> {
  const deadline = deadlineOf(k);
  for (const pod of pods) {
    try {
      yield* helperOf(k).delete(pod.metadata.namespace ?? '', pod.metadata.name, deleteOptions(k));
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
  }
  yield* gone(k, pods, false, deadline.at);
}

/** Looks every second until all are gone. */
function* gone(k: Invocation, pods: readonly Pod[], evicted: boolean, deadlineMs: number): Sim<void> {
  const say = (pod: Pod, failed: boolean): void => k.out(printNames(pod, operationText(evicted ? (failed ? 'eviction failed' : 'evicted') : failed ? 'deletion failed' : 'deleted', k.dryRun)));
  let pending = pods;
  for (;;) {
    const still: Pod[] = [];
    for (const pod of pending) {
      const { name, namespace = '', uid } = pod.metadata;
      let now: Pod;
      try {
        now = (yield* helperOf(k).get(namespace, name)) as unknown as Pod;
      } catch (error) {
        if (!isExpected(error)) throw error;
        say(pod, !isNotFound(error));
        if (!isNotFound(error)) throw error;
        continue;
      }
      const limit = k.flags.number('skip-wait-for-delete-timeout');
      if (now.metadata.uid !== uid) say(pod, false);
      else if (isSkipped(now, limit, k.nowMs)) k.out(`pod ${goQuote(name)} has DeletionTimestamp older than ${limit} seconds, skipping\n`);
      else still.push(pod);
    }
    if (still.length === 0) return;
    pending = still;
    const wait = Math.min(POLL_MS, deadlineMs - k.nowMs);
    if (wait <= 0) throw new KubectlError('context deadline exceeded');
    yield* k.process.sleepMs(wait);
    if (k.nowMs >= deadlineMs) throw new KubectlError('context deadline exceeded');
  }
}
