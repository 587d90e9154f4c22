// How many Pods of a budget may be taken away at the moment, written into its status.
// Upstream: pkg/controller/disruption/disruption.go (trySync, getExpectedPodCount, updatePdbStatus)

import { deepFreeze, equal } from '../../../base/json.ts';
import { milliseconds, parseTime } from '../../../base/time.ts';
import { fromLabelSelector, matches } from '../../api/selectors.ts';
import type { Context } from '../../client/controller.ts';
import { referenceTo } from '../../client/recorder.ts';
import type { Sim } from '../../kernel/task.ts';
import type { Pod } from '../../kinds/pod.ts';
import { PodDisruptionBudget } from '../../kinds/podDisruptionBudget.ts';
import { goSelector } from '../../kinds/shared/admissionRules.ts';
import { scaledValue } from '../shared/intOrPercent.ts';
import { controllerOf, resolveOwner } from '../shared/owners.ts';
import { isReady } from '../shared/pods.ts';
import type { Disruption } from './disruption.ts';

/** How long an eviction may take until it is no longer believed in. */
const DELETION_TIMEOUT_MS = 120_000;

/** The budgets that select a Pod. */
export const budgetsOf = ({ budgets }: Disruption, { metadata }: Pod): readonly PodDisruptionBudget[] => [...budgets.list()].filter((b) => b.metadata.namespace === metadata.namespace && matches(fromLabelSelector(b.spec.selector), metadata.labels));

export function* syncBudget(context: Context<Disruption>, key: string): Sim<void> {
  const budget = context.state.budgets.get(key);
  if (!budget) return;
  try {
    yield* trySync(context, budget);
  } catch (error) {
    if (!(error instanceof NoScale)) throw error;
    context.recorder.event(referenceTo(budget), 'Warning', 'CalculateExpectedPodCountFailed', `Failed to calculate the number of expected pods: ${error.message}`);
    yield* write(context, budget, { ...budget.status, disruptionsAllowed: 0, conditions: condition(context, budget, budget.status.observedGeneration ?? 0, 'False', 'SyncFailed', error.message) });
  }
}

/** It cannot be told how many Pods there should be. */
class NoScale extends Error {}

function* trySync(context: Context<Disruption>, budget: PodDisruptionBudget): Sim<void> {
  const { state, recorder, kernel, note, queue } = context;
  const { metadata, status } = budget;
  const say = (type: 'Normal' | 'Warning', reason: string, message: string): void => recorder.event(referenceTo(budget), type, reason, message);
  const selector = fromLabelSelector(budget.spec.selector);
  const pods = [...state.pods.get(metadata.namespace as string)].filter((pod) => matches(selector, pod.metadata.labels));
  if (pods.length === 0) say('Normal', 'NoPods', 'No matching pods found');
  const { expected, wanted, unmanaged } = countWanted(state, budget, pods);
  if (unmanaged) say('Warning', 'UnmanagedPods', `Pods selected by this PodDisruptionBudget (selector: ${budget.spec.selector ? goSelector(budget.spec.selector) : 'nil'}) were found to be unmanaged. As a result, the status of the PDB cannot be calculated correctly, which may result in undefined behavior. To account for these pods please set ".spec.minAvailable" field of the PDB to an integer value.`);

  const disrupted: Record<string, string> = {};
  let recheck: number | undefined;
  let healthy = 0;
  for (const pod of pods) {
    if (pod.metadata.deletionTimestamp !== undefined) continue;
    const at = status.disruptedPods?.[pod.metadata.name];
    const until = at === undefined ? undefined : (parseTime(at) ?? 0) + DELETION_TIMEOUT_MS;
    if (at !== undefined && until !== undefined && until >= kernel.wallMs) {
      disrupted[pod.metadata.name] = at;
      recheck = Math.min(recheck ?? until, until);
      if (until > kernel.wallMs) continue;
    } else if (at !== undefined) recorder.event(referenceTo(pod), 'Warning', 'NotDeleted', `Pod was expected by PDB ${metadata.namespace}/${metadata.namespace} to be deleted but it wasn't`);
    if (isReady(pod)) healthy++;
  }
  const allowed = expected <= 0 ? 0 : Math.max(0, healthy - wanted);
  const { generation = 0 } = metadata;
  note('budget', { expected, healthy, wanted, allowed });
  yield* write(context, budget, {
    currentHealthy: healthy,
    desiredHealthy: wanted,
    disruptionsAllowed: allowed,
    expectedPods: expected,
    observedGeneration: generation,
    ...(Object.keys(disrupted).length ? { disruptedPods: disrupted } : {}),
    conditions: condition(context, budget, generation, allowed > 0 ? 'True' : 'False', allowed > 0 ? 'SufficientPods' : 'InsufficientPods', ''),
  });
  if (recheck !== undefined) queue.addAfter(`${metadata.namespace ?? ''}/${metadata.name}`, milliseconds(Math.max(0, recheck - kernel.wallMs)), 'recheck');
}

function* write({ client }: Context<Disruption>, budget: PodDisruptionBudget, status: PodDisruptionBudget['status']): Sim<void> {
  if (!equal(status, budget.status)) yield* client.updateStatus(PodDisruptionBudget, deepFreeze({ ...budget, status }) as PodDisruptionBudget);
}

function condition({ kernel }: Context<Disruption>, { status }: PodDisruptionBudget, observedGeneration: number, is: 'True' | 'False', reason: string, message: string): NonNullable<PodDisruptionBudget['status']['conditions']> {
  const all = status.conditions ?? [];
  const old = all.find((c) => c.type === 'DisruptionAllowed');
  const next = { type: 'DisruptionAllowed', status: is, observedGeneration, lastTransitionTime: old?.status === is ? old.lastTransitionTime : kernel.timestamp(), reason, message };
  return old ? all.map((c) => (c === old ? next : c)) : [...all, next];
}

/** How many Pods there should be, and how many of them must be healthy. */
function countWanted(state: Disruption, { spec }: PodDisruptionBudget, pods: readonly Pod[]): { readonly expected: number; readonly wanted: number; readonly unmanaged: boolean } {
  const { minAvailable, maxUnavailable } = spec;
  if (maxUnavailable === undefined && typeof minAvailable !== 'string') return { expected: minAvailable === undefined ? 0 : pods.length, wanted: minAvailable ?? 0, unmanaged: false };
  const scales = new Map<string, number>();
  let unmanaged = false;
  for (const pod of pods) {
    const owner = controllerOf(pod);
    if (!owner) unmanaged = true;
    else if (!scales.has(owner.uid)) scales.set(...scaleOf(state, pod, owner));
  }
  const expected = [...scales.values()].reduce((sum, n) => sum + n, 0);
  return { expected, wanted: maxUnavailable === undefined ? scaledValue(minAvailable, expected, true) : Math.max(0, expected - scaledValue(maxUnavailable, expected, true)), unmanaged };
}

/** Whose Pod it is in the end, and how many of them that wants. */
function scaleOf({ replicaSets, deployments, statefulSets, replicationControllers }: Disruption, pod: Pod, owner: NonNullable<ReturnType<typeof controllerOf>>): [uid: string, replicas: number] {
  const { namespace } = pod.metadata;
  const { kind, uid } = owner;
  if (kind === 'ReplicaSet') {
    const set = resolveOwner(replicaSets, owner, namespace);
    const above = set && controllerOf(set);
    if (!above && set) return [uid, set.spec.replicas ?? 1];
    const found = above?.kind === 'Deployment' ? resolveOwner(deployments, above, namespace) : undefined;
    if (found && above) return [above.uid, found.spec.replicas ?? 1];
  } else if (kind === 'StatefulSet' || kind === 'ReplicationController') {
    const found = kind === 'StatefulSet' ? resolveOwner(statefulSets, owner, namespace) : resolveOwner(replicationControllers, owner, namespace);
    if (found) return [uid, found.spec.replicas ?? 1];
  } else {
    const [group = ''] = owner.apiVersion.includes('/') ? owner.apiVersion.split('/') : [''];
    throw new NoScale(`${kind.toLowerCase()}s${group === '' ? '' : `.${group}`} does not implement the scale subresource`);
  }
  throw new NoScale(`found no controllers for pod ${JSON.stringify(pod.metadata.name)}`);
}
