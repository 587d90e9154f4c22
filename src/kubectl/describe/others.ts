// kubectl describe of PodDisruptionBudgets and PriorityClasses.
// Upstream: k8s.io/kubectl/pkg/describe (PodDisruptionBudgetDescriber, PriorityClassDescriber)

import { labelSelectorText, type LabelSelector } from '../../sim/api/selectors.ts';
import type { PodDisruptionBudget } from '../../sim/kinds/podDisruptionBudget.ts';
import type { PriorityClass } from '../../sim/kinds/priorityClass.ts';
import { labelsCell } from '../../sim/kinds/shared/workloads.ts';
import type { Describer } from './describer.ts';

export const describePodDisruptionBudget: Describer = function* (d) {
  const { page } = d;
  const pdb = yield* d.get<PodDisruptionBudget>('policy/v1', 'PodDisruptionBudget');
  const events = yield* d.eventsOf(pdb, 'PodDisruptionBudget');
  const { metadata, spec, status } = pdb;
  page.field('Name', metadata.name);
  page.field('Namespace', metadata.namespace ?? '');
  if (spec.minAvailable !== undefined) page.field('Min available', spec.minAvailable);
  else if (spec.maxUnavailable !== undefined) page.field('Max unavailable', spec.maxUnavailable);
  page.field('Selector', spec.selector ? labelSelectorText(spec.selector as LabelSelector) : '<unset>');
  page.write(0, 'Status:\n');
  page.inner(2, 'Allowed disruptions', status.disruptionsAllowed ?? 0);
  page.inner(2, 'Current', status.currentHealthy ?? 0);
  page.inner(2, 'Desired', status.desiredHealthy ?? 0);
  page.inner(2, 'Total', status.expectedPods ?? 0);
  d.writeEvents(events);
};

export const describePriorityClass: Describer = function* (d) {
  const { page } = d;
  const priority = yield* d.get<PriorityClass>('scheduling.k8s.io/v1', 'PriorityClass');
  const events = yield* d.eventsOf(priority, 'PriorityClass');
  page.field('Name', priority.metadata.name);
  page.field('Value', priority.value ?? 0);
  page.field('GlobalDefault', priority.globalDefault === true);
  page.field('PreemptionPolicy', priority.preemptionPolicy ?? '');
  page.field('Description', priority.description ?? '');
  page.field('Annotations', labelsCell(priority.metadata.annotations));
  d.writeEvents(events);
};
