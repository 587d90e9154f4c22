// One look at a StatefulSet: its revisions, its Pods, and what it writes of them.
// Upstream: pkg/controller/statefulset/stateful_set.go (sync), stateful_set_control.go (UpdateStatefulSet)

import { seconds } from '../../../base/time.ts';
import { fromLabelSelector, matches } from '../../api/selectors.ts';
import { RetryLater, type Context, type Result } from '../../client/controller.ts';
import type { Sim } from '../../kernel/task.ts';
import { ControllerRevision } from '../../kinds/controllerRevision.ts';
import { Pod } from '../../kinds/pod.ts';
import { StatefulSet } from '../../kinds/statefulSet.ts';
import { claim } from '../shared/owners.ts';
import { orphansOf } from '../shared/pods.ts';
import { byRevision, findRevisions, forgetOld } from './revisions.ts';
import { isNamedAfter } from './setPods.ts';
import type { State } from './state.ts';
import { writeStatus } from './status.ts';
import { updateSet } from './update.ts';

export function* sync(context: Context<State>, key: string): Sim<Result | void> {
  const { state, note } = context;
  state.consistency.ensureReady(key);
  const set = state.sets.get(key);
  if (!set) return state.consistency.forget(key);
  const { uid, namespace = '' } = set.metadata;
  const owner = { owner: set, ownerKind: StatefulSet, selector: fromLabelSelector(set.spec.selector) };
  const wide = context as Context<never>;
  const orphans = orphansOf(namespace);
  const stray = [...state.revisions.get(orphans)].filter(({ metadata }) => matches(owner.selector, metadata.labels));
  if (stray.length && set.metadata.deletionTimestamp !== undefined) yield* refuseAdoption(context, set);
  const known = (yield* claim<StatefulSet, ControllerRevision>(wide, { ...owner, kind: ControllerRevision }, [...state.revisions.get(uid), ...stray])).sort(byRevision);
  const pods = yield* claim<StatefulSet, Pod>(wide, { ...owner, kind: Pod, filter: (pod) => isNamedAfter(set, pod) }, [...state.byController.get(uid), ...state.byController.get(orphans)]);
  note('count', { wanted: set.spec.replicas ?? 0, exist: pods.length });
  const revisions = yield* findRevisions(context, set, known);
  const { figures, error } = yield* updateSet(context, key, set, revisions, pods);
  yield* writeStatus(context, key, set, figures, revisions);
  yield* forgetOld(context, set, known, revisions, pods);
  if (error) throw error;
  const { minReadySeconds = 0, replicas = 0 } = set.spec;
  if (minReadySeconds > 0 && figures.availableReplicas !== replicas) return { requeueAfter: seconds(minReadySeconds) };
}

/** Its revisions were let go of, so it is on its way to its end: nothing more is done, or they would be made again. */
function* refuseAdoption({ client }: Context<State>, { metadata }: StatefulSet): Sim<never> {
  const { namespace, name } = metadata;
  const fresh = yield* client.get(StatefulSet, namespace, name);
  throw new RetryLater(`can't adopt ControllerRevisions: ${namespace}/${name} has just been deleted at ${fresh.metadata.deletionTimestamp}`);
}
