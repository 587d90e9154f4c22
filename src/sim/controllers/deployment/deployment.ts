// Deployment: one ReplicaSet for each version of a Pod template, and the way from one to the next.
// Upstream: pkg/controller/deployment/deployment_controller.go
//
// What a reconcile notes:
//   path          { path } one of rolling, recreate, scale, paused, deleting
//   sets          { new, old, revision } the ReplicaSet of the present template ('' if there is none), how many old ones have Pods
//   bounds        { atMost, atLeast, replicas, available } the fenceposts of a rolling update and what there is
//   shrink        { allowed, newUnavailable } how many old Pods may go
//   proportional  { toAdd, sets } a new size is shared out
//   scale         { set, from, to }
//   oldPods       { left } what Recreate waits for
//   status        { replicas, updated, ready, available, progressing }
//   forget        { set, revision } · collision { set, collisions } · adopt, release { kind, name }

import { milliseconds } from '../../../base/time.ts';
import { fromLabelSelector, matches } from '../../api/selectors.ts';
import { defineController, watch, type Context, type Result } from '../../client/controller.ts';
import { keyFor } from '../../client/informer.ts';
import { referenceTo } from '../../client/recorder.ts';
import type { Sim } from '../../kernel/task.ts';
import { Deployment } from '../../kinds/deployment.ts';
import { Pod } from '../../kinds/pod.ts';
import { ReplicaSet } from '../../kinds/replicaSet.ts';
import { claim, controllerOf, resolveOwner } from '../shared/owners.ts';
import { orphansOf, podsByController } from '../shared/pods.ts';
import { conditionOf, hasDeadline, makeCondition, setCondition } from './conditions.ts';
import { rolloutRecreate } from './recreate.ts';
import { activeSets, annotated, DESIRED_REPLICAS, replicasOf, revisionOf } from './replicaSets.ts';
import { setsAndRevision, type Sets } from './revisions.ts';
import { rolloutRolling } from './rolling.ts';
import { scale } from './scale.ts';
import { cleanUp, syncStatus } from './status.ts';
import { Work, type State } from './work.ts';

export const deployment = defineController<State>({
  name: 'deployment',
  account: 'deployment-controller',
  workers: 5,
  maxRetries: 15,
  state(context) {
    const sets = context.informer(ReplicaSet);
    const pods = context.informer(Pod);
    return {
      deployments: context.informer(Deployment),
      sets,
      pods,
      setsByController: sets.index('controllerOrOrphan', (set) => [controllerOf(set)?.uid ?? orphansOf(set.metadata.namespace ?? '')]),
      podsByController: podsByController(pods),
    };
  },
  watches: [watch<Deployment, State>(Deployment, (object) => [keyFor(object)]), watch<ReplicaSet, State>(ReplicaSet, setChanged), watch<Pod, State>(Pod, podGone)],
  *reconcile(context, key): Sim<Result | void> {
    const found = context.state.deployments.get(key);
    if (!found) return;
    const work = new Work(context, key, found);
    yield* sync(work);
    if (work.requeue === 'rateLimited') context.queue.addRateLimited(key);
    else if (work.requeue !== undefined) return { requeueAfter: milliseconds(work.requeue) };
  },
});

function setChanged(set: ReplicaSet, { state }: Context<State>, old: ReplicaSet | undefined): readonly string[] {
  const reference = controllerOf(set);
  const keys: string[] = [];
  const before = old ? controllerOf(old) : undefined;
  if (old && before && before.uid !== reference?.uid) {
    const former = resolveOwner(state.deployments, before, old.metadata.namespace);
    if (former) keys.push(keyFor(former));
  }
  if (reference) {
    const owner = resolveOwner(state.deployments, reference, set.metadata.namespace);
    if (owner) keys.push(keyFor(owner));
  } else if (!old || before || old.metadata.labels !== set.metadata.labels) {
    for (const owner of state.deployments.list()) {
      if (owner.metadata.namespace === set.metadata.namespace && set.metadata.labels && matches(fromLabelSelector(owner.spec.selector), set.metadata.labels)) keys.push(keyFor(owner));
    }
  }
  return keys;
}

/** Recreate goes on when the last old Pod is gone. */
function podGone(pod: Pod, { state }: Context<State>, _old: Pod | undefined, gone: boolean): readonly string[] {
  if (!gone) return NO_KEYS;
  const set = resolveOwner(state.sets, controllerOf(pod), pod.metadata.namespace);
  const owner = set && resolveOwner(state.deployments, controllerOf(set), set.metadata.namespace);
  if (owner?.spec.strategy?.type !== 'Recreate') return NO_KEYS;
  for (const sibling of state.setsByController.get(owner.metadata.uid)) if (state.podsByController.count(sibling.metadata.uid) > 0) return NO_KEYS;
  return [keyFor(owner)];
}
const NO_KEYS: readonly string[] = [];

function* sync(work: Work): Sim<void> {
  const { context, deployment: found } = work;
  const { selector, paused, strategy } = found.spec;
  if (!selector.matchLabels && !selector.matchExpressions?.length) {
    context.recorder.event(referenceTo(found), 'Warning', 'SelectingAll', 'This deployment is selecting all pods. A non-empty selector is required.');
    return;
  }
  const path = found.metadata.deletionTimestamp !== undefined ? 'deleting' : paused ? 'paused' : strategy?.type === 'Recreate' ? 'recreate' : 'rolling';
  const sets = yield* ownSets(work);
  if (path === 'deleting') {
    context.note('path', { path });
    return yield* syncStatus(work, yield* setsAndRevision(work, sets, false));
  }
  yield* markPaused(work);
  if (path === 'paused') {
    context.note('path', { path });
    return yield* scaleOnly(work, yield* setsAndRevision(work, sets, false));
  }
  const seen = yield* setsAndRevision(work, sets, false);
  context.note('sets', { new: seen.new?.metadata.name ?? '', old: activeSets(seen.old).length, revision: seen.new ? revisionOf(seen.new) : 0 });
  if (activeSets(seen.all).some((set) => (annotated(set, DESIRED_REPLICAS) ?? replicasOf(work.deployment)) !== replicasOf(work.deployment))) {
    context.note('path', { path: 'scale' });
    return yield* scaleOnly(work, yield* setsAndRevision(work, sets, false));
  }
  context.note('path', { path });
  if (path === 'recreate') yield* rolloutRecreate(work, sets);
  else yield* rolloutRolling(work, sets);
}

function* scaleOnly(work: Work, sets: Sets): Sim<void> {
  yield* scale(work, sets);
  // What is paused or just scaled is cleaned up as well, but only when no rollout is going on.
  if (work.deployment.spec.paused) yield* cleanUp(work, sets.old);
  yield* syncStatus(work, sets);
}

/** Its ReplicaSets, after adopting what fits and letting go what does not. */
function* ownSets(work: Work): Sim<readonly ReplicaSet[]> {
  const { context, deployment: owner } = work;
  const { setsByController } = context.state;
  const candidates = [...setsByController.get(owner.metadata.uid), ...setsByController.get(orphansOf(owner.metadata.namespace ?? ''))];
  return yield* claim<Deployment, ReplicaSet>(context as Context<never>, { owner, ownerKind: Deployment, kind: ReplicaSet, selector: fromLabelSelector(owner.spec.selector) }, candidates);
}

/** Pausing and resuming show as a condition, so that the time in between does not count towards the deadline. */
function* markPaused(work: Work): Sim<void> {
  const { deployment: found, context } = work;
  if (!hasDeadline(found)) return;
  const current = conditionOf(work.conditions, 'Progressing');
  if (current?.reason === 'ProgressDeadlineExceeded') return;
  const marked = current?.reason === 'DeploymentPaused';
  const paused = found.spec.paused === true;
  if (paused === marked) return;
  const condition = paused ? makeCondition('Progressing', 'Unknown', 'DeploymentPaused', 'Deployment is paused', context.kernel.timestamp()) : makeCondition('Progressing', 'Unknown', 'DeploymentResumed', 'Deployment is resumed', context.kernel.timestamp());
  work.setConditions(setCondition(work.conditions, condition));
  yield* work.writeStatus();
}
