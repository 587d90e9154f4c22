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

import { defineController, watch } from '../../client/controller.ts';
import { ControllerRevision } from '../../kinds/controllerRevision.ts';
import { PersistentVolumeClaim } from '../../kinds/persistentVolumeClaim.ts';
import { Pod } from '../../kinds/pod.ts';
import { StatefulSet } from '../../kinds/statefulSet.ts';
import { Consistency } from '../shared/consistency.ts';
import { controllerOf, mayBelongTo } from '../shared/owners.ts';
import { orphansOf, podsByController } from '../shared/pods.ts';
import { podChanged, setChanged } from './changes.ts';
import type { State } from './state.ts';
import { sync } from './sync.ts';

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
  watches: [
    watch<StatefulSet, State>(StatefulSet, (set, context, old, gone) => setChanged(set, context, old, gone)),
    watch<Pod, State>(Pod, (pod, context, old, gone) => (mayBelongTo('StatefulSet', pod, old) ? podChanged(pod, context, old, gone) : NO_KEYS)),
  ],
  reconcile: (context, key) => sync(context, key),
});
const NO_KEYS: readonly string[] = [];
