// kubectl describe of PersistentVolumes, their claims and classes, and what drivers tell of themselves.
// Upstream: k8s.io/kubectl/pkg/describe (PersistentVolumeDescriber and its like)

import { compareText } from '../../base/text.ts';
import type { CSINode } from '../../sim/kinds/csiNode.ts';
import type { PersistentVolume } from '../../sim/kinds/persistentVolume.ts';
import type { PersistentVolumeClaim } from '../../sim/kinds/persistentVolumeClaim.ts';
import type { Pod } from '../../sim/kinds/pod.ts';
import { labelsCell } from '../../sim/kinds/shared/workloads.ts';
import type { StorageClass } from '../../sim/kinds/storageClass.ts';
import type { VolumeAttributesClass } from '../../sim/kinds/volumeAttributesClass.ts';
import { accessModesText, finalizersText, storageClassOf, writeClaim, type ClaimShape } from './claim.ts';
import type { Describer } from './describer.ts';
import type { Page, StringMap } from './page.ts';
import { amount, since, slice, timeText, yesNoUnset } from './values.ts';
import { describeVolumeSource } from './volumes.ts';

export const describePersistentVolume: Describer = function* (d) {
  const { page } = d;
  const pv = yield* d.get<PersistentVolume>('v1', 'PersistentVolume');
  const events = yield* d.eventsOf(pv, 'PersistentVolume');
  const { metadata, spec, status } = pv;
  d.head(pv, { namespaced: false });
  page.field('Finalizers', finalizersText(metadata.finalizers));
  page.field('StorageClass', storageClassOf(pv as ClaimShape));
  page.field('Status', metadata.deletionTimestamp ? `Terminating (lasts ${since(metadata.deletionTimestamp, d.nowMs)})` : (status.phase ?? ''));
  page.field('Claim', spec.claimRef ? `${spec.claimRef.namespace ?? ''}/${spec.claimRef.name ?? ''}` : '');
  page.field('Reclaim Policy', spec.persistentVolumeReclaimPolicy ?? '');
  page.field('Access Modes', accessModesText(spec.accessModes));
  if (spec.volumeMode !== undefined) page.field('VolumeMode', spec.volumeMode);
  page.field('Capacity', amount(spec.capacity?.storage));
  writeAffinity(page, spec.nodeAffinity);
  page.field('Message', status.message ?? '');
  page.write(0, 'Source:\n');
  describeVolumeSource(page, spec as unknown as { readonly [key: string]: unknown });
  d.writeEvents(events);
};

function writeAffinity(page: Page, affinity: PersistentVolume['spec']['nodeAffinity']): void {
  page.write(0, 'Node Affinity:\t');
  page.write(0, affinity?.required ? '\n' : '<none>\n');
  if (!affinity?.required) return;
  const terms = affinity.required.nodeSelectorTerms ?? [];
  page.write(1, 'Required Terms:\t');
  page.write(0, terms.length ? '\n' : '<none>\n');
  terms.forEach((term, i) => writeTerm(page, 2, `Term ${i}`, (term.matchExpressions ?? []).map((e) => `${e.key} ${e.operator.toLowerCase()}${valuesText(e.values)}`)));
}

const valuesText = (values: readonly string[] | undefined): string => (values?.length ? ` [${values.join(', ')}]` : '');

function writeTerm(page: Page, level: number, title: string, lines: readonly string[]): void {
  page.write(level, `${title}:\t`);
  if (lines.length === 0) page.write(0, '<none>\n');
  lines.forEach((line, i) => {
    if (i > 0) page.write(level, '\t');
    page.write(0, `${line}\n`);
  });
}

export const describePersistentVolumeClaim: Describer = function* (d) {
  const { page } = d;
  const claim = yield* d.get<PersistentVolumeClaim>('v1', 'PersistentVolumeClaim');
  const { name, namespace = '' } = claim.metadata;
  const pods = yield* d.list<Pod>('v1', 'Pod', namespace, { limit: d.chunk });
  const events = yield* d.eventsOf(claim, 'PersistentVolumeClaim');
  page.field('Name', name);
  page.field('Namespace', namespace);
  writeClaim(page, claim as ClaimShape, d.nowMs);
  page.lines('Used By', usersOf(claim, pods));
  const { conditions } = claim.status;
  if (conditions?.length) {
    page.write(0, 'Conditions:\n');
    page.write(1, 'Type\tStatus\tLastProbeTime\tLastTransitionTime\tReason\tMessage\n');
    page.write(1, '----\t------\t-----------------\t------------------\t------\t-------\n');
    for (const c of conditions) page.write(1, `${c.type} \t${c.status} \t${timeText(c.lastProbeTime)} \t${timeText(c.lastTransitionTime)} \t${c.reason ?? ''} \t${c.message ?? ''}\n`);
  }
  d.writeEvents(events);
};

/** A Pod that mounts the claim twice is named twice. */
function usersOf(claim: PersistentVolumeClaim, pods: readonly Pod[]): readonly string[] {
  const users = pods.flatMap((pod) => (pod.spec.volumes ?? []).filter((v) => v.persistentVolumeClaim?.claimName === claim.metadata.name).map(() => pod));
  for (const owner of claim.metadata.ownerReferences ?? []) {
    const pod = owner.kind === 'Pod' ? pods.find((p) => p.metadata.uid === owner.uid) : undefined;
    if (pod && !users.includes(pod)) users.push(pod);
  }
  return users.map((pod) => pod.metadata.name).sort(compareText);
}

export const describeStorageClass: Describer = function* (d) {
  const { page } = d;
  const sc = yield* d.get<StorageClass>('storage.k8s.io/v1', 'StorageClass');
  const events = yield* d.eventsOf(sc, 'StorageClass');
  page.field('Name', sc.metadata.name);
  page.field('IsDefaultClass', isDefault(sc.metadata.annotations) ? 'Yes' : 'No');
  page.field('Annotations', labelsCell(sc.metadata.annotations));
  page.field('Provisioner', sc.provisioner);
  page.field('Parameters', labelsCell(sc.parameters));
  page.field('AllowVolumeExpansion', yesNoUnset(sc.allowVolumeExpansion));
  if (sc.mountOptions?.length) {
    page.write(0, 'MountOptions:\n');
    for (const option of sc.mountOptions) page.write(1, `${option}\n`);
  } else page.field('MountOptions', '<none>');
  if (sc.reclaimPolicy !== undefined) page.field('ReclaimPolicy', sc.reclaimPolicy);
  if (sc.volumeBindingMode !== undefined) page.field('VolumeBindingMode', sc.volumeBindingMode);
  if (sc.allowedTopologies) {
    page.write(0, `AllowedTopologies:\t${sc.allowedTopologies.length ? '' : '<none>'}\n`);
    sc.allowedTopologies.forEach((term, i) => writeTerm(page, 1, `Term ${i}`, (term.matchLabelExpressions ?? []).map((e) => `${e.key} in${valuesText(e.values)}`)));
  }
  d.writeEvents(events);
};

const isDefault = (annotations: StringMap | undefined): boolean => ['storageclass.kubernetes.io/is-default-class', 'storageclass.beta.kubernetes.io/is-default-class'].some((key) => annotations?.[key] === 'true');

export const describeVolumeAttributesClass: Describer = function* (d) {
  const { page } = d;
  const vac = yield* d.get<VolumeAttributesClass>('storage.k8s.io/v1', 'VolumeAttributesClass');
  const events = yield* d.eventsOf(vac, 'VolumeAttributesClass');
  page.field('Name', vac.metadata.name);
  page.field('Annotations', labelsCell(vac.metadata.annotations));
  page.field('DriverName', vac.driverName);
  page.field('Parameters', labelsCell(vac.parameters));
  d.writeEvents(events);
};

export const describeCSINode: Describer = function* (d) {
  const { page } = d;
  const csi = yield* d.get<CSINode>('storage.k8s.io/v1', 'CSINode');
  const events = yield* d.eventsOf(csi, 'CSINode');
  d.head(csi, { namespaced: false });
  page.field('CreationTimestamp', timeText(csi.metadata.creationTimestamp));
  page.write(0, 'Spec:\n');
  if (csi.spec.drivers) page.write(1, 'Drivers:\n');
  for (const driver of csi.spec.drivers ?? []) {
    page.write(2, `${driver.name}:\n`);
    page.inner(3, 'Node ID', driver.nodeID);
    if (driver.allocatable?.count !== undefined) {
      page.write(3, 'Allocatables:\n');
      page.inner(4, 'Count', driver.allocatable.count);
    }
    if (driver.topologyKeys) page.inner(3, 'Topology Keys', slice(driver.topologyKeys));
  }
  d.writeEvents(events);
};
