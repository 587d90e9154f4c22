// What a PersistentVolumeClaim asks for: in a claim, in a StatefulSet's templates, in an ephemeral volume.
// Upstream: pkg/apis/core/validation/validation.go (ValidatePersistentVolumeClaimSpec)

import type { IPersistentVolumeClaim } from 'kubernetes-models/v1/PersistentVolumeClaim';
import type { Draft } from '../../../base/json.ts';
import { isDNS1123Label, isDNS1123Subdomain } from '../../api/names.ts';
import { quantitySign, quantityText } from '../../api/quantity.ts';
import type { Served } from '../../api/types.ts';
import { checkAnnotations, checkLabels, checkLabelSelector, hasInvalidSelectorValue } from './metadata.ts';
import type { ClaimTemplate } from './podTypes.ts';
import type { Report } from './report.ts';
import { roundList } from './resourceLists.ts';

export type ClaimSpec = Served<IPersistentVolumeClaim>['spec'];

export const ACCESS_MODES = ['ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOnce', 'ReadWriteOncePod'];
export const VOLUME_MODES = ['Block', 'Filesystem'];

export function defaultClaimSpec(spec: Draft<ClaimSpec>): void {
  spec.volumeMode ??= 'Filesystem';
  if (spec.resources) {
    roundList(spec.resources.limits);
    roundList(spec.resources.requests);
  }
}

/** The annotation that storageClassName replaced. */
export const BETA_CLASS = 'volume.beta.kubernetes.io/storage-class';

const SHORT_MODES = [
  ['ReadWriteOnce', 'RWO'],
  ['ReadOnlyMany', 'ROX'],
  ['ReadWriteMany', 'RWX'],
  ['ReadWriteOncePod', 'RWOP'],
] as const;

/** `RWO,ROX`      Upstream: GetAccessModesAsString */
export const accessModesCell = (modes: readonly string[] | undefined): string => SHORT_MODES.flatMap(([mode, short]) => (modes?.includes(mode) ? [short] : [])).join(',');

export interface ClaimKeeps {
  readonly selectorValues?: boolean;
  readonly dataSourceGroup?: boolean;
}

/** What an existing claim may keep. */
export const claimKeeps = (old: ClaimSpec): ClaimKeeps => ({
  selectorValues: hasInvalidSelectorValue(old.selector),
  dataSourceGroup: [old.dataSource, old.dataSourceRef].some((source) => source?.apiGroup && isDNS1123Subdomain(source.apiGroup).length > 0),
});

/** The report stands at the spec. */
export function checkClaimSpec(report: Report, spec: ClaimSpec, keeps: ClaimKeeps = {}): void {
  const modes = spec.accessModes ?? [];
  if (!modes.length) report.required('accessModes', 'at least 1 access mode is required');
  if (spec.selector) {
    report.enter('selector');
    checkLabelSelector(report, spec.selector, keeps.selectorValues);
    report.leave();
  }
  for (const mode of modes) if (!ACCESS_MODES.includes(mode)) report.unsupported('accessModes', mode, ACCESS_MODES);
  if (modes.includes('ReadWriteOncePod') && modes.some((m) => m !== 'ReadWriteOncePod' && ACCESS_MODES.includes(m))) {
    report.forbidden('accessModes', 'may not use ReadWriteOncePod with other access modes');
  }
  const storage = spec.resources?.requests?.storage;
  if (storage === undefined) report.required('resources[storage]');
  else if (quantitySign(storage) <= 0) report.invalid('resources[storage]', quantityText(storage), 'must be greater than zero');
  if (spec.storageClassName) report.faults('storageClassName', spec.storageClassName, isDNS1123Subdomain(spec.storageClassName));
  if (spec.volumeMode !== undefined && !VOLUME_MODES.includes(spec.volumeMode)) report.unsupported('volumeMode', spec.volumeMode, VOLUME_MODES);
  if (spec.dataSource) checkDataSource(report, 'dataSource', spec.dataSource, keeps);
  if (spec.dataSourceRef) {
    checkDataSource(report, 'dataSourceRef', spec.dataSourceRef, keeps);
    const { namespace } = spec.dataSourceRef;
    if (namespace) report.faults('dataSourceRef.namespace', namespace, isDNS1123Label(namespace));
  }
  checkSourcesAgree(report, spec);
  if (spec.volumeAttributesClassName) report.faults('volumeAttributesClassName', spec.volumeAttributesClassName, isDNS1123Subdomain(spec.volumeAttributesClassName));
}

function checkSourcesAgree(report: Report, { dataSource, dataSourceRef }: ClaimSpec): void {
  if (!dataSource || !dataSourceRef) return;
  const shown = report.at('dataSource');
  if (dataSourceRef.namespace) report.invalid('', shown, 'may not be specified when dataSourceRef.namespace is specified');
  else if (dataSource.apiGroup !== dataSourceRef.apiGroup || dataSource.kind !== dataSourceRef.kind || dataSource.name !== dataSourceRef.name) {
    report.invalid('', shown, 'must match dataSourceRef');
  }
}

interface Source {
  readonly apiGroup?: string;
  readonly kind: string;
  readonly name: string;
}

function checkDataSource(report: Report, field: string, source: Source, keeps: ClaimKeeps): void {
  report.enter(field);
  if (!source.name) report.required('name');
  if (!source.kind) report.required('kind');
  const group = source.apiGroup ?? '';
  if (group === '' && source.kind !== 'PersistentVolumeClaim') report.invalid('', source.kind ?? '', "must be 'PersistentVolumeClaim' when referencing the default apiGroup");
  if (group !== '' && !keeps.dataSourceGroup) report.faults('apiGroup', group, isDNS1123Subdomain(group));
  report.leave();
}

/** The report stands above `volumeClaimTemplate`. */
export function checkClaimTemplate(report: Report, template: ClaimTemplate): void {
  report.enter('volumeClaimTemplate');
  const meta = template.metadata ?? {};
  checkAnnotations(report, meta.annotations, 'metadata.annotations');
  checkLabels(report, meta.labels, 'metadata.labels');
  for (const field of TEMPLATE_META_FORBIDDEN) if (isSet((meta as Readonly<Record<string, unknown>>)[field])) report.forbidden(`metadata.${field}`, 'cannot be set');
  report.enter('spec');
  checkClaimSpec(report, template.spec ?? ({} as ClaimSpec));
  report.leave();
  report.leave();
}

/** Everything of ObjectMeta but labels and annotations, in the order of the type. */
const TEMPLATE_META_FORBIDDEN = ['name', 'generateName', 'namespace', 'selfLink', 'uID', 'resourceVersion', 'generation', 'creationTimestamp', 'deletionTimestamp', 'deletionGracePeriodSeconds', 'ownerReferences', 'finalizers', 'managedFields'];

const isSet = (value: unknown): boolean => value !== undefined && value !== null && value !== '' && value !== 0;
