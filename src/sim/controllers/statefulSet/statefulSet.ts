// StatefulSet: numbered Pods, each with a name and claims that it keeps, made and replaced one after the other.
// Upstream: pkg/controller/statefulset/stateful_set.go
//
// What a reconcile notes:
//   count    { wanted, exist } Pods that should be and those that are
//   revision { name, revision, back } a new template, or (back) one that was there before · forget { name, revision }
//   create   { name } · claim { name } · adopt, release { kind, name }
//   delete   { name, why } because there are too many (scale), because of its revision (update), or because it has ended
//   wait     { name, why } nothing more is done until this Pod is gone (ending), ready, available long enough, or its claim is free
//   status   { replicas, ready, available, current, updated } what is written

import { equal } from '../../../base/json.ts';
import { milliseconds } from '../../../base/time.ts';
import { fromLabelSelector, matches } from '../../api/selectors.ts';
import { defineController, watch, type Context } from '../../client/controller.ts';
import { keyFor, type Index, type Informer } from '../../client/informer.ts';
import { ControllerRevision } from '../../kinds/controllerRevision.ts';
import { PersistentVolumeClaim } from '../../kinds/persistentVolumeClaim.ts';
import { Pod } from '../../kinds/pod.ts';
import { StatefulSet } from '../../kinds/statefulSet.ts';
import { Consistency } from '../shared/consistency.ts';
import { controllerOf, resolveOwner } from '../shared/owners.ts';
import { isReady, orphansOf, podsByController } from '../shared/pods.ts';
import { sync } from './sync.ts';

export interface State {
  readonly sets: Informer<StatefulSet>;
  readonly pods: Informer<Pod>;
  readonly byController: Index<Pod>;
  readonly claims: Informer<PersistentVolumeClaim>;
  readonly revisions: Index<ControllerRevision>;
  readonly consistency: Consistency;
}

export const statefulSet = defineController<State>({
  name: 'statefulset',
  account: 'statefulset-controller',
  workers: 5,
  state(context) {
    const pods = context.informer(Pod);
    return {
      sets: context.informer(StatefulSet),
      pods,
      byController: podsByController(pods),
      claims: context.informer(PersistentVolumeClaim),
      revisions: context.informer(ControllerRevision).index('controllerOrOrphan', (revision) => [controllerOf(revision)?.uid ?? orphansOf(revision.metadata.namespace ?? '')]),
      consistency: new Consistency(),
    };
  },
  watches: [watch<StatefulSet, State>(StatefulSet, setChanged), watch<Pod, State>(Pod, podChanged)],
  reconcile: (context, key) => sync(context, key),
});

function setChanged(set: StatefulSet, { state }: Context<State>, _old: StatefulSet | undefined, gone: boolean): readonly string[] {
  const key = keyFor(set);
  if (gone) state.consistency.forget(key);
  return [key];
}

function podChanged(pod: Pod, { state, queue }: Context<State>, old: Pod | undefined, gone: boolean): readonly string[] {
  const reference = controllerOf(pod);
  const moved = old !== undefined && old.metadata.ownerReferences !== pod.metadata.ownerReferences;
  if (reference && reference.kind !== StatefulSet.kind && !moved) return NO_KEYS;
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
const NO_KEYS: readonly string[] = [];
