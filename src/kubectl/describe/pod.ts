// kubectl describe pod.
// Upstream: k8s.io/kubectl/pkg/describe (PodDescriber)

import type { Container } from '../../sim/kinds/shared/podTypes.ts';
import { qosClassOf } from '../../sim/kinds/shared/podQos.ts';
import type { Pod } from '../../sim/kinds/pod.ts';
import { describeContainers, describeResources } from './containers.ts';
import { controllerText, type Describer } from './describer.ts';
import type { Page } from './page.ts';
import { describeSpread, tolerationLines } from './podTemplate.ts';
import { since, timeText } from './values.ts';
import { describeVolumes } from './volumes.ts';

const MIRROR = 'kubernetes.io/config.mirror';

export const describePod: Describer = function* (d) {
  const pod = yield* d.get<Pod>('v1', 'Pod');
  const { name, namespace = '', uid, annotations } = pod.metadata;
  const events = yield* d.events({ name, namespace, uid: annotations?.[MIRROR] ?? uid });
  writePod(d.page, pod, d.nowMs);
  d.writeEvents(events);
};

function writePod(page: Page, pod: Pod, nowMs: number): void {
  const { metadata, spec, status } = pod;
  page.field('Name', metadata.name);
  page.field('Namespace', metadata.namespace ?? '');
  if (spec.priority !== undefined) page.field('Priority', spec.priority);
  if (spec.priorityClassName) page.field('Priority Class Name', spec.priorityClassName);
  if (spec.runtimeClassName) page.field('Runtime Class Name', spec.runtimeClassName);
  if (spec.serviceAccountName) page.field('Service Account', spec.serviceAccountName);
  page.field('Node', spec.nodeName ? `${spec.nodeName}/${status.hostIP ?? ''}` : '<none>');
  if (status.startTime) page.field('Start Time', timeText(status.startTime));
  page.labels('Labels', metadata.labels);
  page.annotations('Annotations', metadata.annotations);
  writeState(page, pod, nowMs);
  const owner = controllerText(pod);
  if (owner) page.field('Controlled By', owner);
  if (status.nominatedNodeName) page.field('NominatedNodeName', status.nominatedNodeName);
  if (spec.resources) {
    page.write(0, 'Resources:\n');
    describeResources(page, 1, spec.resources);
  }
  writeContainers(page, pod);
  writeConditions(page, pod);
  describeVolumes(page, spec.volumes);
  page.field('QoS Class', status.qosClass ?? qosClassOf(spec));
  page.labels('Node-Selectors', spec.nodeSelector);
  page.lines('Tolerations', tolerationLines(spec.tolerations));
  describeSpread(page, spec.topologySpreadConstraints);
}

function writeState(page: Page, { metadata, spec, status }: Pod, nowMs: number): void {
  if (metadata.deletionTimestamp && status.phase !== 'Failed' && status.phase !== 'Succeeded') {
    page.field('Status', `Terminating (lasts ${since(metadata.deletionTimestamp, nowMs)})`);
    page.field('Termination Grace Period', `${metadata.deletionGracePeriodSeconds ?? 0}s`);
  } else page.field('Status', status.phase ?? '');
  if (status.reason) page.field('Reason', status.reason);
  if (status.message) page.field('Message', status.message);
  const seccomp = spec.securityContext?.seccompProfile;
  if (seccomp) {
    page.field('SeccompProfile', seccomp.type);
    if (seccomp.type === 'Localhost') page.field('LocalhostProfile', seccomp.localhostProfile ?? '');
  }
  page.field('IP', status.podIP ?? '');
  if (!status.podIPs?.length) page.field('IPs', '<none>');
  else {
    page.write(0, 'IPs:\n');
    for (const { ip } of status.podIPs) page.inner(1, 'IP', ip);
  }
}

function writeContainers(page: Page, { metadata, spec, status }: Pod): void {
  // Of the fields that a variable can name, kubectl itself can read only these.
  const fieldValue = (path: string): string => (path === 'metadata.name' ? metadata.name : path === 'metadata.namespace' ? (metadata.namespace ?? '') : '');
  if (spec.initContainers?.length) describeContainers(page, { title: 'Init Containers', containers: spec.initContainers, statuses: status.initContainerStatuses, fieldValue });
  describeContainers(page, { title: 'Containers', containers: spec.containers, statuses: status.containerStatuses, fieldValue });
  if (!spec.ephemeralContainers?.length) return;
  describeContainers(page, { title: 'Ephemeral Containers', containers: spec.ephemeralContainers as readonly Container[], statuses: status.ephemeralContainerStatuses, fieldValue });
}

function writeConditions(page: Page, { spec, status }: Pod): void {
  const conditions = status.conditions ?? [];
  if (spec.readinessGates?.length) {
    page.write(0, 'Readiness Gates:\n  Type\tStatus\n');
    for (const { conditionType } of spec.readinessGates) page.write(1, `${conditionType} \t${conditions.find((c) => c.type === conditionType)?.status ?? '<none>'} \n`);
  }
  if (conditions.length === 0) return;
  page.write(0, 'Conditions:\n  Type\tStatus\n');
  for (const c of conditions) page.write(1, `${c.type} \t${c.status} \n`);
}
