// PersistentVolume: a piece of storage of the cluster, which one claim may hold.
// Upstream: pkg/apis/core/validation/validation.go, pkg/registry/core/persistentvolume/strategy.go,
// pkg/api/persistentvolume/util.go. Its finalizer comes from sim/apiserver/admission/storageObjects.ts.

import type { IPersistentVolume } from 'kubernetes-models/v1/PersistentVolume';
import { equal } from '../../base/json.ts';
import { rfc3339 } from '../../base/time.ts';
import { defineKind } from '../api/kind.ts';
import { isLabelValue } from '../api/names.ts';
import { quantityText } from '../api/quantity.ts';
import type { Served } from '../api/types.ts';
import { accessModesCell, BETA_CLASS } from './shared/claims.ts';
import { internal, internalDiff } from './shared/internal.ts';
import { checkObjectMeta } from './shared/metadata.ts';
import { nodeTermWarnings } from './shared/podWarnings.ts';
import type { Report } from './shared/report.ts';
import { reported } from './shared/rules.ts';
import { tableOf } from './shared/tableOf.ts';
import { VOLUME_SHAPES } from './shared/volumeShapes.ts';
import { checkVolumeSpec, defaultVolumeSpec, type VolumeSpec } from './shared/volumeSpec.ts';

export type PersistentVolume = Served<IPersistentVolume>;

const META_RULES = { namespaced: false, nameRule: undefined, qualifiedFinalizers: true };
const MOUNT_OPTIONS = 'volume.beta.kubernetes.io/mount-options';

export const PersistentVolume = defineKind<PersistentVolume>({
  group: '',
  version: 'v1',
  kind: 'PersistentVolume',
  plural: 'persistentvolumes',
  shortNames: ['pv'],
  scope: 'Cluster',
  simulated: 'partly',
  status: true,
  defaults(volume) {
    const spec = (volume.spec ??= {});
    (volume.status ??= {}).phase ||= 'Pending';
    spec.persistentVolumeReclaimPolicy ||= 'Retain';
    spec.volumeMode ??= 'Filesystem';
    defaultVolumeSpec(spec);
  },
  strategy: {
    returnsDeleted: true,
    // The second check of the object comes after the first of the spec.
    metaOnUpdate: ['object'],
    prepareForCreate(volume, { nowMs }) {
      volume.status = { phase: 'Pending', lastPhaseTransitionTime: rfc3339(nowMs) };
    },
    prepareForStatusUpdate(volume, old, { nowMs }) {
      volume.spec = old.spec as typeof volume.spec;
      const { status } = volume;
      if (!status) return;
      const given = status.lastPhaseTransitionTime;
      const before = old.status?.lastPhaseTransitionTime;
      if (status.phase !== old.status?.phase) {
        if (!given || given === before) status.lastPhaseTransitionTime = rfc3339(nowMs);
      } else if (!given && before) status.lastPhaseTransitionTime = before;
    },
    validate: (volume) =>
      reported((report) => {
        checkVolume(report, volume, false);
        checkMountOptions(report, volume);
      }),
    validateUpdate: (volume, old) =>
      reported((report) => {
        const keeps = hasInvalidAffinityValue(old.spec);
        checkVolume(report, volume, keeps);
        checkMountOptions(report, volume);
        checkObjectMeta(report, volume.metadata, META_RULES);
        checkVolume(report, volume, keeps);
        checkUpdate(report, volume.spec ?? {}, old.spec ?? {});
      }),
    warningsOnCreate: warnings,
    warningsOnUpdate: (volume, _old, { subresource }) => (subresource === 'status' ? [] : warnings(volume)),
  },
  table: tableOf('Name;Capacity;Access Modes;Reclaim Policy;Status;Claim;StorageClass;VolumeAttributesClass;Reason;Age;VolumeMode*', ({ metadata, spec, status }, age) => [
    metadata.name,
    quantityText(spec?.capacity?.storage ?? '0'),
    accessModesCell(spec?.accessModes),
    spec?.persistentVolumeReclaimPolicy ?? '',
    metadata.deletionTimestamp ? 'Terminating' : (status?.phase ?? ''),
    spec?.claimRef ? `${spec.claimRef.namespace ?? ''}/${spec.claimRef.name ?? ''}` : '',
    metadata.annotations?.[BETA_CLASS] ?? spec?.storageClassName ?? '',
    spec?.volumeAttributesClassName ?? '<unset>',
    status?.reason ?? '',
    age,
    spec?.volumeMode ?? '<unset>',
  ]),
  selectableFields: { name: ({ metadata }) => metadata.name },
});

function checkVolume(report: Report, { metadata, spec }: PersistentVolume, anyAffinityValues: boolean): void {
  report.enter('spec');
  checkVolumeSpec(report, spec ?? {}, metadata.name, false, anyAffinityValues);
  report.leave();
}

const TAKE_MOUNT_OPTIONS = ['gcePersistentDisk', 'awsElasticBlockStore', 'glusterfs', 'nfs', 'rbd', 'quobyte', 'iscsi', 'cinder', 'cephfs', 'azureFile', 'vsphereVolume', 'azureDisk', 'photonPersistentDisk', 'flocker', 'scaleIO', 'fc', 'portworxVolume'] as const;

/** Upstream: pkg/volume/validation/pv_validation.go */
function checkMountOptions(report: Report, { metadata, spec }: PersistentVolume): void {
  if (metadata.annotations?.[MOUNT_OPTIONS] === undefined || TAKE_MOUNT_OPTIONS.some((source) => spec?.[source])) return;
  report.forbidden(`metadata.annotations.${MOUNT_OPTIONS}`, 'may not specify mount options for this volume type');
}

const hasInvalidAffinityValue = (spec: VolumeSpec | undefined): boolean =>
  spec?.nodeAffinity?.required?.nodeSelectorTerms?.some((term) => term.matchExpressions?.some(({ values }) => values?.some((value) => isLabelValue(value).length > 0))) ?? false;

function checkUpdate(report: Report, spec: VolumeSpec, old: VolumeSpec): void {
  const source = internal('PersistentVolumeSource', withoutNewExpandSecret(spec, old), VOLUME_SHAPES);
  const before = internal('PersistentVolumeSource', old, VOLUME_SHAPES);
  if (!equal(source, before)) report.forbidden('spec.persistentvolumesource', `spec.persistentvolumesource is immutable after creation\n${internalDiff(before, source)}`);
  if (spec.volumeMode !== old.volumeMode) report.invalid('volumeMode', spec.volumeMode ?? null, 'field is immutable');
  if (old.nodeAffinity && !equal(spec.nodeAffinity, withNewLabels(old.nodeAffinity, spec.nodeAffinity))) {
    const shown = spec.nodeAffinity ? internal('VolumeNodeAffinity', spec.nodeAffinity) : null;
    report.invalid('nodeAffinity', shown, 'field is immutable, except for updating from beta label to GA');
  }
  if (old.volumeAttributesClassName !== undefined && spec.volumeAttributesClassName === undefined) report.forbidden('spec.volumeAttributesClassName', 'update from non-nil value to nil is forbidden');
}

/** A secret for expanding may be given later. */
function withoutNewExpandSecret(spec: VolumeSpec, old: VolumeSpec): VolumeSpec {
  if (!spec.csi?.controllerExpandSecretRef || !old.csi || old.csi.controllerExpandSecretRef) return spec;
  const { controllerExpandSecretRef: _secret, ...csi } = spec.csi;
  return { ...spec, csi };
}

const NEW_LABELS: Readonly<Record<string, string>> = {
  'failure-domain.beta.kubernetes.io/zone': 'topology.kubernetes.io/zone',
  'failure-domain.beta.kubernetes.io/region': 'topology.kubernetes.io/region',
  'beta.kubernetes.io/os': 'kubernetes.io/os',
  'beta.kubernetes.io/arch': 'kubernetes.io/arch',
  'beta.kubernetes.io/instance-type': 'node.kubernetes.io/instance-type',
};

type VolumeNodeAffinity = NonNullable<VolumeSpec['nodeAffinity']>;

/** The old affinity with those old labels renamed that the new one has renamed. */
function withNewLabels(old: VolumeNodeAffinity, next: VolumeNodeAffinity | undefined): VolumeNodeAffinity {
  if (!old.required) return old;
  const rename = <R extends { readonly key: string }>(requirement: R, now: { readonly key: string } | undefined): R => {
    const key = NEW_LABELS[requirement.key];
    return key !== undefined && now?.key === key ? { ...requirement, key } : requirement;
  };
  const nodeSelectorTerms = (old.required.nodeSelectorTerms ?? []).map((term, i) => {
    const now = next?.required?.nodeSelectorTerms?.[i];
    return {
      ...term,
      ...(term.matchExpressions ? { matchExpressions: term.matchExpressions.map((r, j) => rename(r, now?.matchExpressions?.[j])) } : {}),
      ...(term.matchFields ? { matchFields: term.matchFields.map((r, j) => rename(r, now?.matchFields?.[j])) } : {}),
    };
  });
  return { ...old, required: { ...old.required, nodeSelectorTerms } };
}

const OLD_SOURCES = [
  ['cephfs', 'cephfs', 'deprecated in v1.28, non-functional in v1.31+'],
  ['photonPersistentDisk', 'photonPersistentDisk', 'deprecated in v1.11, non-functional in v1.16+'],
  ['scaleIO', 'scaleIO', 'deprecated in v1.16, non-functional in v1.22+'],
  ['storageos', 'storageOS', 'deprecated in v1.22, non-functional in v1.25+'],
  ['glusterfs', 'glusterfs', 'deprecated in v1.25, non-functional in v1.26+'],
  ['rbd', 'rbd', 'deprecated in v1.28, non-functional in v1.31+'],
] as const;

function warnings({ metadata, spec }: PersistentVolume): string[] {
  const out: string[] = [];
  if (metadata.annotations?.[BETA_CLASS] !== undefined) out.push(`metadata.annotations[${BETA_CLASS}]: deprecated since v1.8; use "storageClassName" attribute instead`);
  if (metadata.annotations?.[MOUNT_OPTIONS] !== undefined) out.push(`metadata.annotations[${MOUNT_OPTIONS}]: deprecated since v1.31; use "mountOptions" attribute instead`);
  if (spec?.persistentVolumeReclaimPolicy === 'Recycle') {
    out.push('spec.persistentVolumeReclaimPolicy: The Recycle reclaim policy is deprecated. Instead, the recommended approach is to use dynamic provisioning.');
  }
  spec?.nodeAffinity?.required?.nodeSelectorTerms?.forEach((term, i) => out.push(...nodeTermWarnings(`spec.nodeAffinity.required.nodeSelectorTerms[${i}]`, term, false)));
  const old = OLD_SOURCES.find(([source]) => spec?.[source]);
  if (old) out.push(`spec.${old[1]}: ${old[2]}`);
  return out;
}
