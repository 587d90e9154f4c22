// What a change of a StatefulSet or of a Pod means: which sets are to be looked at.
// Upstream: pkg/controller/statefulset/stateful_set.go (addPod, updatePod, deletePod)

import { equal } from '../../../base/json.ts';
import { milliseconds } from '../../../base/time.ts';
import { fromLabelSelector, matches } from '../../api/selectors.ts';
import type { Context } from '../../client/controller.ts';
import { keyFor } from '../../client/informer.ts';
import type { Pod } from '../../kinds/pod.ts';
import type { StatefulSet } from '../../kinds/statefulSet.ts';
import { controllerOf, resolveOwner } from '../shared/owners.ts';
import { isReady } from '../shared/pods.ts';
import type { State } from './state.ts';

export function setChanged(set: StatefulSet, { state }: Context<State>, _old: StatefulSet | undefined, gone: boolean): readonly string[] {
  const key = keyFor(set);
  if (gone) state.consistency.forget(key);
  return [key];
}

export function podChanged(pod: Pod, { state, queue }: Context<State>, old: Pod | undefined, gone: boolean): readonly string[] {
  const reference = controllerOf(pod);
  const moved = old !== undefined && old.metadata.ownerReferences !== pod.metadata.ownerReferences;
  const keys: string[] = [];
  const before = moved ? controllerOf(old) : undefined;
  const former = before && before.uid !== reference?.uid ? resolveOwner(state.sets, before, old?.metadata.namespace) : undefined;
  if (former) keys.push(keyFor(former));
  const owner = resolveOwner(state.sets, reference, pod.metadata.namespace);
  if (owner) {
    const key = keyFor(owner);
    keys.push(key);
    const { minReadySeconds = 0 } = owner.spec;
    if (old && !gone && minReadySeconds > 0 && !isReady(old) && isReady(pod)) queue.addAfter(key, milliseconds(minReadySeconds * 1000 + 1000), 'available');
  }
  if (reference || gone || pod.metadata.deletionTimestamp !== undefined || (old && !before && equal(old.metadata.labels, pod.metadata.labels))) return keys;
  for (const set of state.sets.list()) {
    if (set.metadata.namespace === pod.metadata.namespace && matches(fromLabelSelector(set.spec.selector), pod.metadata.labels)) keys.push(keyFor(set));
  }
  return keys;
}
