// kubectl describe of what keeps Pods: Deployment, ReplicaSet, ReplicationController, StatefulSet, DaemonSet.
// Upstream: k8s.io/kubectl/pkg/describe (DeploymentDescriber and its like)

import { fromLabelSelector, fromMap, labelSelectorText, selectorText, type Selector } from '../../sim/api/selectors.ts';
import type { KubeObject } from '../../sim/api/types.ts';
import type { Sim } from '../../sim/kernel/task.ts';
import type { DaemonSet } from '../../sim/kinds/daemonSet.ts';
import type { Deployment } from '../../sim/kinds/deployment.ts';
import type { Pod } from '../../sim/kinds/pod.ts';
import type { ReplicaSet } from '../../sim/kinds/replicaSet.ts';
import type { ReplicationController } from '../../sim/kinds/replicationController.ts';
import { labelsCell } from '../../sim/kinds/shared/workloads.ts';
import type { StatefulSet } from '../../sim/kinds/statefulSet.ts';
import { listReplicaSets } from '../commands/rollout/shared.ts';
import { isExpected, messageOf } from '../errors.ts';
import type { RemoteObject } from '../helper.ts';
import { storageClassOf, type ClaimShape } from './claim.ts';
import { controllerText, type Describer, type Description } from './describer.ts';
import type { Page } from './page.ts';
import { describePodTemplate } from './podTemplate.ts';
import { amount, slice, timeText } from './values.ts';

type Condition = { readonly type: string; readonly status: string; readonly reason?: string };

function writeConditions(page: Page, conditions: readonly Condition[] | undefined): void {
  if (!conditions?.length) return;
  page.write(0, 'Conditions:\n  Type\tStatus\tReason\n');
  page.write(1, '----\t------\t------\n');
  for (const c of conditions) page.write(1, `${c.type} \t${c.status}\t${c.reason ?? ''}\n`);
}

const PHASES = ['Running', 'Pending', 'Succeeded', 'Failed'] as const;

/** How many of the owner's Pods are in which phase. */
function* podsLine(d: Description, owner: KubeObject, selector: Selector): Sim<string> {
  const pods = yield* d.list<Pod>('v1', 'Pod', owner.metadata.namespace ?? '', { labelSelector: selectorText(selector), limit: d.chunk });
  const own = pods.filter((pod) => pod.metadata.ownerReferences?.some((o) => o.controller && o.uid === owner.metadata.uid));
  const [running, waiting, succeeded, failed] = PHASES.map((phase) => own.filter((pod) => pod.status.phase === phase).length);
  return `${running} Running / ${waiting} Waiting / ${succeeded} Succeeded / ${failed} Failed`;
}

export const describeDeployment: Describer = function* (d) {
  const { page } = d;
  const deployment = yield* d.get<Deployment>('apps/v1', 'Deployment');
  const events = yield* d.eventsOf(deployment, 'Deployment');
  const sets = yield* replicaSets(d, deployment);
  const { metadata, spec, status } = deployment;
  page.field('Name', metadata.name);
  page.field('Namespace', metadata.namespace ?? '');
  page.field('CreationTimestamp', timeText(metadata.creationTimestamp));
  page.labels('Labels', metadata.labels);
  page.annotations('Annotations', metadata.annotations);
  page.field('Selector', selectorText(fromLabelSelector(spec.selector as never)));
  page.field(
    'Replicas',
    `${spec.replicas ?? 0} desired | ${status.updatedReplicas ?? 0} updated | ${status.replicas ?? 0} total | ${status.availableReplicas ?? 0} available | ${status.unavailableReplicas ?? 0} unavailable`,
  );
  page.field('StrategyType', spec.strategy?.type ?? '');
  page.field('MinReadySeconds', spec.minReadySeconds ?? 0);
  const rolling = spec.strategy?.rollingUpdate;
  if (rolling) page.field('RollingUpdateStrategy', `${rolling.maxUnavailable} max unavailable, ${rolling.maxSurge} max surge`);
  describePodTemplate(page, spec.template);
  writeConditions(page, status.conditions);
  if (sets.old.length || sets.current.length) {
    page.field('OldReplicaSets', replicaSetsText(sets.old));
    page.field('NewReplicaSet', replicaSetsText(sets.current));
  }
  d.writeEvents(events);
};

function* replicaSets(d: Description, deployment: Deployment): Sim<{ readonly old: readonly RemoteObject[]; readonly current: readonly RemoteObject[] }> {
  try {
    const { old, current } = yield* listReplicaSets(d.k, deployment as unknown as RemoteObject, d.chunk);
    return { old, current: current ? [current] : [] };
  } catch (error) {
    if (!isExpected(error)) throw error;
    return { old: [], current: [] };
  }
}

const replicaSetsText = (list: readonly RemoteObject[]): string =>
  list
    .map((item) => {
      const rs = item as unknown as ReplicaSet;
      return `${rs.metadata.name} (${rs.status.replicas}/${rs.spec.replicas ?? 0} replicas created)`;
    })
    .join(', ') || '<none>';

export const describeReplicaSet: Describer = function* (d) {
  const { page } = d;
  const rs = yield* d.get<ReplicaSet>('apps/v1', 'ReplicaSet');
  const selector = fromLabelSelector(rs.spec.selector as never);
  const pods = yield* orFault(podsLine(d, rs, selector));
  const events = yield* d.eventsOf(rs, 'ReplicaSet');
  page.field('Name', rs.metadata.name);
  page.field('Namespace', rs.metadata.namespace ?? '');
  page.field('Selector', labelSelectorText(rs.spec.selector as never));
  page.labels('Labels', rs.metadata.labels);
  page.annotations('Annotations', rs.metadata.annotations);
  const owner = controllerText(rs);
  if (owner) page.field('Controlled By', owner);
  page.field('Replicas', `${rs.status.replicas} current / ${rs.spec.replicas ?? 0} desired`);
  page.field('Pods Status', pods);
  describePodTemplate(page, rs.spec.template);
  writeConditions(page, rs.status.conditions);
  d.writeEvents(events);
};

function* orFault(body: Sim<string>): Sim<string> {
  try {
    return yield* body;
  } catch (error) {
    if (!isExpected(error)) throw error;
    return `error in fetching pods: ${messageOf(error)}`;
  }
}

export const describeReplicationController: Describer = function* (d) {
  const { page } = d;
  const rc = yield* d.get<ReplicationController>('v1', 'ReplicationController');
  const selector = rc.spec.selector ?? {};
  const pods = yield* podsLine(d, rc, fromMap(selector));
  const events = yield* d.eventsOf(rc, 'ReplicationController');
  page.field('Name', rc.metadata.name);
  page.field('Namespace', rc.metadata.namespace ?? '');
  page.field('Selector', labelsCell(selector));
  page.labels('Labels', rc.metadata.labels);
  page.annotations('Annotations', rc.metadata.annotations);
  page.field('Replicas', `${rc.status.replicas} current / ${rc.spec.replicas ?? 0} desired`);
  page.field('Pods Status', pods);
  describePodTemplate(page, rc.spec.template);
  writeConditions(page, rc.status.conditions);
  d.writeEvents(events);
};

export const describeDaemonSet: Describer = function* (d) {
  const { page } = d;
  const ds = yield* d.get<DaemonSet>('apps/v1', 'DaemonSet');
  const selector = fromLabelSelector(ds.spec.selector as never);
  const pods = yield* podsLine(d, ds, selector);
  const events = yield* d.eventsOf(ds, 'DaemonSet');
  const { metadata, spec, status } = ds;
  page.field('Name', metadata.name);
  page.field('Namespace', metadata.namespace ?? '');
  page.field('Selector', selectorText(selector));
  page.field('Node-Selector', labelsCell(spec.template.spec?.nodeSelector));
  page.labels('Labels', metadata.labels);
  page.annotations('Annotations', metadata.annotations);
  page.write(0, `Desired Number of Nodes Scheduled: ${status.desiredNumberScheduled}\n`);
  page.write(0, `Current Number of Nodes Scheduled: ${status.currentNumberScheduled}\n`);
  page.write(0, `Number of Nodes Scheduled with Up-to-date Pods: ${status.updatedNumberScheduled ?? 0}\n`);
  page.write(0, `Number of Nodes Scheduled with Available Pods: ${status.numberAvailable ?? 0}\n`);
  page.write(0, `Number of Nodes Misscheduled: ${status.numberMisscheduled}\n`);
  page.field('Pods Status', pods);
  describePodTemplate(page, spec.template);
  d.writeEvents(events);
};

export const describeStatefulSet: Describer = function* (d) {
  const { page } = d;
  const set = yield* d.get<StatefulSet>('apps/v1', 'StatefulSet');
  const selector = fromLabelSelector(set.spec.selector as never);
  const pods = yield* podsLine(d, set, selector);
  const events = yield* d.eventsOf(set, 'StatefulSet');
  const { metadata, spec, status } = set;
  page.field('Name', metadata.name);
  page.field('Namespace', metadata.namespace ?? '');
  page.field('CreationTimestamp', timeText(metadata.creationTimestamp));
  page.field('Selector', selectorText(selector));
  page.labels('Labels', metadata.labels);
  page.annotations('Annotations', metadata.annotations);
  page.field('Replicas', `${spec.replicas ?? 0} desired | ${status.replicas} total`);
  page.field('Update Strategy', spec.updateStrategy?.type ?? '');
  const rolling = spec.updateStrategy?.rollingUpdate;
  if (rolling?.partition !== undefined) {
    page.inner(1, 'Partition', rolling.partition);
    if (rolling.maxUnavailable !== undefined) page.inner(1, 'MaxUnavailable', rolling.maxUnavailable);
  }
  page.field('Pods Status', pods);
  describePodTemplate(page, spec.template);
  writeClaimTemplates(page, spec.volumeClaimTemplates as readonly ClaimShape[] | undefined);
  d.writeEvents(events);
};

function writeClaimTemplates(page: Page, templates: readonly ClaimShape[] | undefined): void {
  if (!templates?.length) {
    page.field('Volume Claims', '<none>');
    return;
  }
  page.write(0, 'Volume Claims:\n');
  for (const claim of templates) {
    page.inner(1, 'Name', claim.metadata?.name ?? '');
    page.inner(1, 'StorageClass', storageClassOf(claim));
    page.labels('Labels', claim.metadata?.labels, '  ');
    page.labels('Annotations', claim.metadata?.annotations, '  ');
    const storage = claim.spec?.resources?.requests?.storage;
    page.inner(1, 'Capacity', storage === undefined ? '<default>' : amount(storage));
    page.inner(1, 'Access Modes', slice(claim.spec?.accessModes));
  }
}
