// PersistentVolumeClaim: a request for storage, bound to a volume that fulfils it.
// Upstream: pkg/apis/core/validation/validation.go, pkg/registry/core/persistentvolumeclaim/strategy.go,
// pkg/api/persistentvolumeclaim/util.go. Finalizer and class come from sim/apiserver/admission/storageObjects.ts.

import type { IPersistentVolumeClaim } from 'kubernetes-models/v1/PersistentVolumeClaim';
import { equal, type Draft } from '../../base/json.ts';
import { defineKind } from '../api/kind.ts';
import { isQualifiedName } from '../api/names.ts';
import { compareQuantity, quantityText } from '../api/quantity.ts';
import { alsoSentEmpty } from '../api/schema/sentEmpty.ts';
import type { Served } from '../api/types.ts';
import { accessModesCell, BETA_CLASS, checkClaimSpec, claimKeeps, defaultClaimSpec, type ClaimSpec } from './shared/claims.ts';
import { internal, internalDiff } from './shared/internal.ts';
import { checkImmutable } from './shared/metadata.ts';
import { claimWarnings } from './shared/podWarnings.ts';
import type { Report } from './shared/report.ts';
import { checkResourceQuantity, isNativeResource, roundList } from './shared/resourceLists.ts';
import { reported } from './shared/rules.ts';
import { tableOf } from './shared/tableOf.ts';
import { checkBasicAmount } from './shared/volumeSpec.ts';

export type PersistentVolumeClaim = Served<IPersistentVolumeClaim>;
type Status = PersistentVolumeClaim['status'];

export const PersistentVolumeClaim = defineKind<PersistentVolumeClaim>({
  group: '',
  version: 'v1',
  kind: 'PersistentVolumeClaim',
  plural: 'persistentvolumeclaims',
  shortNames: ['pvc'],
  scope: 'Namespaced',
  simulated: 'partly',
  status: true,
  defaults(claim) {
    const status = (claim.status ??= {});
    status.phase ||= 'Pending';
    roundList(status.capacity);
    roundList(status.allocatedResources);
    defaultClaimSpec((claim.spec ??= {} as Draft<ClaimSpec>));
  },
  strategy: {
    returnsDeleted: true,
    metaOnUpdate: ['update', 'object'],
    prepareForCreate(claim) {
      claim.status = { phase: 'Pending' };
      settleSources(claim.spec as Draft<ClaimSpec>, undefined);
    },
    prepareForUpdate(claim, old) {
      settleSources(claim.spec as Draft<ClaimSpec>, old.spec);
    },
    validate: ({ spec }) => reported((report) => checkSpec(report, spec)),
    validateUpdate: (claim, old) =>
      reported((report) => {
        checkSpec(report, claim.spec, old.spec);
        checkUpdate(report, claim, old);
      }),
    validateStatusUpdate: ({ spec, status }) => reported((report) => checkStatus(report, spec, status)),
    warningsOnCreate: warnings,
    warningsOnUpdate: (claim, _old, { subresource }) => (subresource === 'status' ? [] : warnings(claim)),
  },
  table: tableOf('Name;Status;Volume;Capacity;Access Modes;StorageClass;VolumeAttributesClass;Age;VolumeMode*', ({ metadata, spec, status }, age) => [
    metadata.name,
    metadata.deletionTimestamp ? 'Terminating' : (status?.phase ?? ''),
    spec?.volumeName ?? '',
    spec?.volumeName ? quantityText(status?.capacity?.storage ?? '0') : '',
    spec?.volumeName ? accessModesCell(status?.accessModes) : '',
    metadata.annotations?.[BETA_CLASS] ?? spec?.storageClassName ?? '',
    spec?.volumeAttributesClassName ?? '<unset>',
    age,
    spec?.volumeMode ?? '<unset>',
  ]),
  selectableFields: { name: ({ metadata }) => metadata.name },
});

// ---- data sources: `dataSource` is the old field, `dataSourceRef` the new one, and a new claim has both ----

/** What older servers ignored is still ignored. Upstream: EnforceDataSourceBackwardsCompatibility, NormalizeDataSources */
function settleSources(spec: Draft<ClaimSpec>, old: ClaimSpec | undefined): void {
  if (spec.dataSourceRef?.namespace && !old?.dataSourceRef) delete spec.dataSourceRef;
  const { dataSource, dataSourceRef } = spec;
  if (dataSource && !dataSourceRef) {
    const hadOne = old?.dataSource || old?.dataSourceRef;
    if (hadOne || isOldSource(dataSource)) spec.dataSourceRef = { ...dataSource };
    else delete spec.dataSource;
  } else if (dataSourceRef && !dataSource && !dataSourceRef.namespace) {
    const { namespace: _none, ...source } = dataSourceRef;
    spec.dataSource = source;
  }
}

const isOldSource = ({ apiGroup, kind }: NonNullable<ClaimSpec['dataSource']>): boolean =>
  kind === 'PersistentVolumeClaim' ? !apiGroup : kind === 'VolumeSnapshot' && apiGroup === 'snapshot.storage.k8s.io';

// ---- validation ----

function checkSpec(report: Report, spec: ClaimSpec | undefined, old?: ClaimSpec): void {
  report.enter('spec');
  checkClaimSpec(report, spec ?? ({} as ClaimSpec), old ? claimKeeps(old) : {});
  report.leave();
}

function checkUpdate(report: Report, { metadata, spec = {} as ClaimSpec, status }: PersistentVolumeClaim, old: PersistentVolumeClaim): void {
  const oldSpec = old.spec ?? ({} as ClaimSpec);
  const className = metadata.annotations?.[BETA_CLASS];
  const oldClassName = old.metadata.annotations?.[BETA_CLASS];
  const now = alsoSentEmpty({ ...spec } as Draft<ClaimSpec>, spec);
  const before = { ...oldSpec } as Draft<ClaimSpec>;
  // A volume name may be given once.
  if (!oldSpec.volumeName) setOrDelete(before, 'volumeName', spec.volumeName);
  const { storageClassName } = spec;
  const first = storageClassName !== undefined && oldSpec.storageClassName === undefined;
  if (first && oldClassName !== undefined && storageClassName === oldClassName && (className === undefined || className === oldClassName)) delete now.storageClassName;
  else {
    checkImmutable(report, `metadata.annotations.${BETA_CLASS}`, className ?? '', oldClassName ?? '');
    if (first && (oldClassName === undefined || storageClassName === oldClassName)) delete now.storageClassName;
  }
  const bound = status?.phase === 'Bound';
  if (bound && spec.resources?.requests) now.resources = { ...spec.resources, requests: { ...spec.resources.requests, storage: oldSpec.resources?.requests?.storage ?? '0' } } as NonNullable<Draft<ClaimSpec>['resources']>;
  if (bound) setOrDelete(now, 'volumeAttributesClassName', oldSpec.volumeAttributesClassName);
  const shown = internal('PersistentVolumeClaimSpec', now);
  const shownBefore = internal('PersistentVolumeClaimSpec', before);
  if (!equal(shown, shownBefore)) {
    report.forbidden('spec', `spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims\n${internalDiff(shownBefore, shown)}`);
  }
  const size = spec.resources?.requests?.storage ?? '0';
  if (compareQuantity(size, oldSpec.resources?.requests?.storage ?? '0') < 0 && compareQuantity(size, old.status?.capacity?.storage ?? '0') <= 0) {
    report.forbidden('spec.resources.requests.storage', 'field can not be less than status.capacity');
  }
  if (spec.volumeMode !== oldSpec.volumeMode) report.invalid('volumeMode', spec.volumeMode ?? null, 'field is immutable');
  if (old.status?.currentVolumeAttributesClassName === undefined || spec.volumeAttributesClassName === oldSpec.volumeAttributesClassName) return;
  const wish = spec.volumeAttributesClassName;
  if (!wish) report.forbidden('spec.volumeAttributesClassName', `update to ${wish === undefined ? 'nil' : 'empty string'} is forbidden when status.currentVolumeAttributesClassName is not nil`);
}

function setOrDelete<T extends object, K extends keyof T>(object: T, key: K, value: T[K] | undefined): void {
  if (value === undefined) delete object[key];
  else object[key] = value;
}

const RESIZE_STATUSES = ['ControllerResizeInProgress', 'ControllerResizeInfeasible', 'NodeResizeInProgress', 'NodeResizeInfeasible', 'NodeResizePending'];

function checkStatus(report: Report, spec: ClaimSpec | undefined, status: Status): void {
  if (!spec?.accessModes?.length) report.required('Spec.accessModes');
  const { capacity = {}, allocatedResourceStatuses = {}, allocatedResources = {} } = status ?? {};
  for (const name in capacity) checkBasicAmount(report, `status.capacity[${name}]`, capacity[name] as string);
  for (const name in allocatedResourceStatuses) {
    checkResourceKey(report, 'status.allocatedResourceStatuses', name);
    if (!RESIZE_STATUSES.includes(allocatedResourceStatuses[name] as string)) report.unsupported('status.allocatedResourceStatuses', name, RESIZE_STATUSES);
  }
  for (const name in allocatedResources) {
    if (!checkResourceKey(report, 'status.allocatedResources', name)) continue;
    const at = `status.allocatedResources[${name}]`;
    const amount = allocatedResources[name] as string;
    if (checkBasicAmount(report, at, amount)) checkResourceQuantity(report, at, 'storage', amount);
  }
}

/** Upstream: validatePersistentVolumeClaimResourceKey */
function checkResourceKey(report: Report, at: string, name: string): boolean {
  const faults = isQualifiedName(name);
  report.faults(at, name, faults);
  const foreign = isNativeResource(name) && name !== 'storage';
  if (!faults.length && foreign) report.unsupported(at, name, ['storage']);
  return !faults.length && !foreign;
}

function warnings({ metadata, spec }: PersistentVolumeClaim): string[] {
  const old = metadata.annotations?.[BETA_CLASS] !== undefined ? [`metadata.annotations[${BETA_CLASS}]: deprecated since v1.8; use "storageClassName" attribute instead`] : [];
  return [...old, ...claimWarnings('spec', spec)];
}
