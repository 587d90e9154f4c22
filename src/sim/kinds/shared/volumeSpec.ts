// What a PersistentVolume is: capacity, modes, and exactly one source. Most sources are those of Pods' volumes, whose
// secrets here may lie in other namespaces.
// Upstream: pkg/apis/core/validation/validation.go (ValidatePersistentVolumeSpec)

import type { IPersistentVolume } from 'kubernetes-models/v1/PersistentVolume';
import type { Draft } from '../../../base/json.ts';
import { isDNS1123Label, isDNS1123Subdomain } from '../../api/names.ts';
import { quantitySign, quantityText, value } from '../../api/quantity.ts';
import type { Served } from '../../api/types.ts';
import { ACCESS_MODES, VOLUME_MODES } from './claims.ts';
import { internal } from './internal.ts';
import { checkNoBacksteps } from './paths.ts';
import { defaultLegacySources } from './podDefaults.ts';
import type { Report } from './report.ts';
import { roundList } from './resourceLists.ts';
import { checkDriverName } from './rules.ts';
import { checkNodeSelector, type NodeSelector } from './scheduling.ts';
import * as sources from './volumeSources.ts';

export type VolumeSpec = NonNullable<Served<IPersistentVolume>['spec']>;
type Source<K extends keyof VolumeSpec> = NonNullable<VolumeSpec[K]>;

interface SourceRule {
  readonly source: keyof VolumeSpec;
  /** Where a second source is reported; the source's own name unless said otherwise. */
  readonly conflict?: string;
  /** Where its own errors are reported. */
  readonly at?: string;
  check(report: Report, source: never, volumeName: string): void;
}

const named = (source: keyof VolumeSpec, names: readonly string[]): SourceRule => ({ source, check: (report, value: object) => sources.checkNames(report, value, names) });

/** In the order in which they are looked at. */
const SOURCES: readonly SourceRule[] = [
  { source: 'hostPath', check: sources.checkHostPath },
  { source: 'gcePersistentDisk', at: 'persistentDisk', check: sources.checkGCE },
  { source: 'awsElasticBlockStore', check: sources.checkAWS },
  { source: 'glusterfs', check: checkGlusterfs },
  { source: 'flocker', check: sources.checkFlocker },
  { source: 'nfs', check: sources.checkNFS },
  { source: 'rbd', check: sources.checkRBD },
  { source: 'quobyte', check: sources.checkQuobyte },
  { source: 'cephfs', conflict: 'cephFS', check: sources.checkMonitors },
  { source: 'iscsi', check: (report, source: Source<'iscsi'>, name) => sources.checkISCSI(report, source, name) },
  {
    source: 'cinder',
    check: (report, source: Source<'cinder'>) => {
      sources.checkNames(report, source, ['volumeID']);
      checkSecretThere(report, source.secretRef);
    },
  },
  { source: 'fc', check: sources.checkFC },
  { source: 'flexVolume', check: sources.checkFlex },
  {
    source: 'azureFile',
    check: (report, source: Source<'azureFile'>) => {
      sources.checkAzureFile(report, source);
      if (source.secretNamespace === '') report.required('secretNamespace');
    },
  },
  named('vsphereVolume', ['volumePath']),
  named('photonPersistentDisk', ['pdID']),
  named('portworxVolume', ['volumeID']),
  { source: 'azureDisk', check: sources.checkAzureDisk },
  named('scaleIO', ['gateway', 'system', 'volumeName']),
  { source: 'local', check: checkLocal },
  { source: 'storageos', check: checkStorageOS },
  { source: 'csi', check: checkCSI },
];

/** Upstream: zz_generated.defaults.go */
export function defaultVolumeSpec(spec: Draft<VolumeSpec>): void {
  roundList(spec.capacity);
  if (spec.hostPath) spec.hostPath.type ??= '';
  defaultLegacySources(spec);
}

/** The report stands at the spec. `inline`: part of a VolumeAttachment, without a claim of its own. */
export function checkVolumeSpec(report: Report, spec: VolumeSpec, volumeName: string, inline: boolean, anyAffinityValues = false): void {
  if (inline) checkInline(report, spec);
  checkAccessModes(report, spec.accessModes ?? []);
  if (!inline) checkCapacity(report, spec);
  checkReclaimPolicy(report, spec.persistentVolumeReclaimPolicy, inline);
  if (spec.nodeAffinity) checkNodeAffinity(report, spec.nodeAffinity, inline, anyAffinityValues);
  checkSource(report, spec, volumeName);
  if (spec.hostPath && isRoot(spec.hostPath.path) && spec.persistentVolumeReclaimPolicy === 'Recycle') {
    report.forbidden('persistentVolumeReclaimPolicy', "may not be 'recycle' for a hostPath mount of '/'");
  }
  const { storageClassName, volumeMode, volumeAttributesClassName } = spec;
  if (storageClassName) {
    if (inline) report.forbidden('storageClassName', 'may not be specified in the context of inline volumes');
    else report.faults('storageClassName', storageClassName, isDNS1123Subdomain(storageClassName));
  }
  if (volumeMode !== undefined) {
    if (!inline && !VOLUME_MODES.includes(volumeMode)) report.unsupported('volumeMode', volumeMode, VOLUME_MODES);
    if (inline && volumeMode !== 'Filesystem') report.forbidden('volumeMode', 'may not specify volumeMode other than Filesystem in the context of inline volumes');
  }
  if (volumeAttributesClassName === undefined) return;
  if (volumeAttributesClassName === '') report.required('volumeAttributesClassName', 'an empty string is disallowed');
  else report.faults('volumeAttributesClassName', volumeAttributesClassName, isDNS1123Subdomain(volumeAttributesClassName));
  if (!spec.csi) report.required('csi', 'has to be specified when using volumeAttributesClassName');
}

function checkInline(report: Report, spec: VolumeSpec): void {
  if (spec.claimRef) report.forbidden('claimRef', 'may not be specified in the context of inline volumes');
  if (Object.keys(spec.capacity ?? {}).length) report.forbidden('capacity', 'may not be specified in the context of inline volumes');
  if (!spec.csi) report.required('csi', 'has to be specified in the context of inline volumes');
}

function checkAccessModes(report: Report, modes: readonly string[]): void {
  if (!modes.length) report.required('accessModes');
  for (const mode of modes) if (!ACCESS_MODES.includes(mode)) report.unsupported('accessModes', mode, ACCESS_MODES);
  if (modes.includes('ReadWriteOncePod') && modes.some((mode) => mode !== 'ReadWriteOncePod' && ACCESS_MODES.includes(mode))) {
    report.forbidden('accessModes', 'may not use ReadWriteOncePod with other access modes');
  }
}

function checkCapacity(report: Report, spec: VolumeSpec): void {
  const { capacity } = spec;
  const names = Object.keys(capacity ?? {});
  if (!names.length) report.required('capacity');
  if (capacity?.storage === undefined || names.length > 1) report.unsupported('capacity', internal('Spec', spec, { Spec: 'Capacity:{}' }).Capacity, ['storage']);
  for (const name of names) {
    const amount = capacity?.[name] as string;
    checkBasicAmount(report, `capacity[${name}]`, amount);
    if (quantitySign(amount) <= 0) report.invalid(`capacity[${name}]`, quantityText(amount), 'must be greater than zero');
  }
}

/** Upstream: validateBasicResource */
export function checkBasicAmount(report: Report, child: string, amount: string | number): boolean {
  const whole = value(amount);
  if (whole < 0) report.invalid(child, whole, 'must be a valid resource quantity');
  return whole >= 0;
}

const RECLAIM_POLICIES = ['Delete', 'Recycle', 'Retain'];

function checkReclaimPolicy(report: Report, policy: string | undefined, inline: boolean): void {
  if (!policy) return;
  if (inline) {
    if (policy !== 'Retain') report.forbidden('persistentVolumeReclaimPolicy', 'may only be Retain in the context of inline volumes');
  } else if (!RECLAIM_POLICIES.includes(policy)) report.unsupported('persistentVolumeReclaimPolicy', policy, RECLAIM_POLICIES);
}

function checkNodeAffinity(report: Report, affinity: NonNullable<VolumeSpec['nodeAffinity']>, inline: boolean, anyValues: boolean): void {
  if (inline) return report.forbidden('nodeAffinity', 'may not be specified in the context of inline volumes');
  if (!affinity.required) return report.required('nodeAffinity.required', 'must specify required node constraints');
  report.enter('nodeAffinity');
  report.enter('required');
  checkNodeSelector(report, affinity.required as NodeSelector, anyValues);
  report.leave();
  report.leave();
}

function checkSource(report: Report, spec: VolumeSpec, volumeName: string): void {
  let count = 0;
  for (const rule of SOURCES) {
    const source = spec[rule.source];
    if (source === undefined || source === null) continue;
    // Upstream forgot this one.
    if (count > 0 && rule.source !== 'flexVolume') {
      report.forbidden(rule.conflict ?? rule.source, 'may not specify more than 1 volume type');
      continue;
    }
    count++;
    report.enter(rule.at ?? rule.source);
    rule.check(report, source as never, volumeName);
    report.leave();
    if (rule.source === 'local' && !spec.nodeAffinity) report.required('nodeAffinity', 'Local volume requires node affinity');
  }
  if (count === 0) report.required('', 'must specify a volume type');
}

/** What Go's path.Clean makes `/` of. */
function isRoot(path: string): boolean {
  return path.startsWith('/') && path.split('/').every((part) => part === '' || part === '.' || part === '..');
}

function checkGlusterfs(report: Report, source: Source<'glusterfs'>): void {
  sources.checkNames(report, source, ['endpoints', 'path']);
  const { endpointsNamespace } = source;
  if (endpointsNamespace === '') report.invalid('endpointsNamespace', '', 'if the endpointnamespace is set, it must be a valid namespace name');
  else if (endpointsNamespace !== undefined && endpointsNamespace !== null) report.faults('endpointsNamespace', endpointsNamespace, isDNS1123Label(endpointsNamespace));
}

interface SecretReference {
  readonly name?: string;
  readonly namespace?: string;
}

function checkSecretThere(report: Report, secret: SecretReference | undefined): void {
  if (!secret) return;
  if (!secret.name) report.required('secretRef.name');
  if (!secret.namespace) report.required('secretRef.namespace');
}

function checkLocal(report: Report, { path }: Source<'local'>): void {
  if (!path) report.required('path');
  else checkNoBacksteps(report, 'path', path);
}

function checkStorageOS(report: Report, { volumeName, volumeNamespace, secretRef }: Source<'storageos'>): void {
  sources.checkStorageOS(report, { ...(volumeName ? { volumeName } : {}), ...(volumeNamespace ? { volumeNamespace } : {}) });
  checkSecretThere(report, secretRef);
}

function checkCSI(report: Report, source: Source<'csi'>): void {
  checkDriverName(report, 'driver', source.driver ?? '', isDNS1123Subdomain);
  if (!source.volumeHandle) report.required('volumeHandle');
  for (const field of ['controllerPublishSecretRef', 'controllerExpandSecretRef', 'nodePublishSecretRef', 'nodeExpandSecretRef'] as const) {
    const secret = source[field];
    if (!secret) continue;
    const { name, namespace } = secret;
    if (!name) report.required(`${field}.name`);
    else report.faults(`${field}.name`, name, isDNS1123Subdomain(name));
    if (!namespace) report.required(`${field}.namespace`);
    else report.faults(`${field}.namespace`, namespace, isDNS1123Label(namespace));
  }
}
