// The volumes of a Pod: each has a name and exactly one source.
// Upstream: pkg/apis/core/validation/validation.go (ValidateVolumes, validateVolumeSource)

import { byteLength, isDNS1123Label, isDNS1123Subdomain } from '../../api/names.ts';
import { quantitySign } from '../../api/quantity.ts';
import { checkClaimTemplate } from './claims.ts';
import type { PodChecks, Volume } from './podTypes.ts';
import { checkDownwardFile, checkProjected } from './projected.ts';
import type { Report } from './report.ts';
import {
  checkAWS,
  checkAzureDisk,
  checkAzureFile,
  checkCSI,
  checkFC,
  checkFlex,
  checkFlocker,
  checkGCE,
  checkGitRepo,
  checkHostPath,
  checkISCSI,
  checkKeyed,
  checkMonitors,
  checkNFS,
  checkNames,
  checkQuobyte,
  checkRBD,
  checkSecretRefName,
  checkStorageOS,
} from './volumeSources.ts';
import { checkFileMode } from './paths.ts';
import { checkPullPolicy } from './handlers.ts';

const ONLY_ONE = 'may not specify more than 1 volume type';

/** The volumes that are in order, by name. */
export class VolumeTable {
  private readonly volumes: readonly Volume[];
  private bad: Set<number> | undefined;

  constructor(volumes: readonly Volume[] | undefined) {
    this.volumes = volumes ?? [];
  }

  reject(index: number): void {
    (this.bad ??= new Set()).add(index);
  }

  find(name: string): Volume | undefined {
    for (let i = 0; i < this.volumes.length; i++) {
      const volume = this.volumes[i] as Volume;
      if (volume.name === name && !this.bad?.has(i)) return volume;
    }
    return undefined;
  }

  /** Whether one of the first `count` has the name. */
  knownBefore(name: string, count: number): boolean {
    for (let i = 0; i < count; i++) if ((this.volumes[i] as Volume).name === name && !this.bad?.has(i)) return true;
    return false;
  }
}

/** The report stands at the Pod's spec. */
export function checkVolumes(report: Report, volumes: readonly Volume[] | undefined, checks: PodChecks): VolumeTable {
  const table = new VolumeTable(volumes);
  if (!volumes) return table;
  for (let i = 0; i < volumes.length; i++) {
    const volume = volumes[i] as Volume;
    const before = report.count;
    report.enterItem('volumes', i);
    checkSource(report, volume, checks);
    if (!volume.name) report.required('name');
    else report.faults('name', volume.name, isDNS1123Label(volume.name));
    if (table.knownBefore(volume.name, i)) report.duplicate('name', volume.name);
    if (report.count > before) table.reject(i);
    const claim = volume.persistentVolumeClaim?.claimName;
    if (claim !== undefined && checks.podName && volumes.some((v) => v.ephemeral && `${checks.podName}-${v.name}` === claim)) {
      report.invalid('persistentVolumeClaim.claimName', claim, 'must not reference a PVC that gets created for an ephemeral volume');
    }
    report.leaveItem();
  }
  return table;
}

/** Sources in the order in which they are looked at, with the names that messages use for them. */
interface SourceRule {
  readonly source: keyof Volume;
  /** Where a second source is reported; the source's own name unless said otherwise. */
  readonly conflict?: string;
  /** Where its own errors are reported. */
  readonly at?: string;
  check(report: Report, source: never, volume: Volume, checks: PodChecks): void;
}

const SOURCES: readonly SourceRule[] = [
  { source: 'hostPath', check: checkHostPath },
  { source: 'gitRepo', check: checkGitRepo },
  { source: 'gcePersistentDisk', at: 'persistentDisk', check: checkGCE },
  { source: 'awsElasticBlockStore', check: checkAWS },
  { source: 'secret', check: (report, source: NonNullable<Volume['secret']>) => checkKeyed(report, 'secretName', source.secretName, source) },
  { source: 'nfs', check: checkNFS },
  { source: 'iscsi', check: checkISCSI },
  { source: 'glusterfs', check: (report, source: NonNullable<Volume['glusterfs']>) => checkNames(report, source, ['endpoints', 'path']) },
  { source: 'flocker', check: checkFlocker },
  { source: 'persistentVolumeClaim', check: (report, source: NonNullable<Volume['persistentVolumeClaim']>) => checkNames(report, source, ['claimName']) },
  { source: 'rbd', check: checkRBD },
  {
    source: 'cinder',
    check: (report, source: NonNullable<Volume['cinder']>) => {
      checkNames(report, source, ['volumeID']);
      checkSecretRefName(report, source.secretRef);
    },
  },
  { source: 'cephfs', conflict: 'cephFS', check: checkMonitors },
  { source: 'quobyte', check: checkQuobyte },
  {
    source: 'downwardAPI',
    conflict: 'downwarAPI',
    check: (report, source: NonNullable<Volume['downwardAPI']>) => {
      checkFileMode(report, 'defaultMode', source.defaultMode);
      for (const file of source.items ?? []) checkDownwardFile(report, file);
    },
  },
  { source: 'fc', check: checkFC },
  { source: 'flexVolume', check: checkFlex },
  { source: 'configMap', check: (report, source: NonNullable<Volume['configMap']>) => checkKeyed(report, 'name', source.name, source) },
  { source: 'azureFile', check: checkAzureFile },
  { source: 'vsphereVolume', check: (report, source: NonNullable<Volume['vsphereVolume']>) => checkNames(report, source, ['volumePath']) },
  { source: 'photonPersistentDisk', check: (report, source: NonNullable<Volume['photonPersistentDisk']>) => checkNames(report, source, ['pdID']) },
  { source: 'portworxVolume', check: (report, source: NonNullable<Volume['portworxVolume']>) => checkNames(report, source, ['volumeID']) },
  { source: 'azureDisk', check: checkAzureDisk },
  { source: 'storageos', check: checkStorageOS },
  { source: 'projected', check: (report, source: NonNullable<Volume['projected']>, _volume, checks) => checkProjected(report, source, checks) },
  { source: 'scaleIO', check: (report, source: NonNullable<Volume['scaleIO']>) => checkNames(report, source, ['gateway', 'system', 'volumeName']) },
  { source: 'csi', check: checkCSI },
  {
    source: 'ephemeral',
    check: (report, source: NonNullable<Volume['ephemeral']>) => {
      if (!source.volumeClaimTemplate) report.required('volumeClaimTemplate');
      else checkClaimTemplate(report, source.volumeClaimTemplate);
    },
  },
  {
    source: 'image',
    check: (report, source: NonNullable<Volume['image']>, _volume, checks) => {
      if (checks.isPod && !source.reference) report.required('reference');
      checkPullPolicy(report, 'pullPolicy', source.pullPolicy);
    },
  },
];

function checkSource(report: Report, volume: Volume, checks: PodChecks): void {
  let count = 0;
  const empty = volume.emptyDir;
  if (empty) {
    count++;
    if (empty.sizeLimit !== undefined && quantitySign(empty.sizeLimit) < 0) report.forbidden('emptyDir.sizeLimit', 'SizeLimit field must be a valid resource quantity');
  }
  for (let i = 0; i < SOURCES.length; i++) {
    const rule = SOURCES[i] as SourceRule;
    const source = volume[rule.source];
    if (source === undefined || source === null) continue;
    if (count > 0) report.forbidden(rule.conflict ?? rule.source, ONLY_ONE);
    else {
      count++;
      report.enter(rule.at ?? rule.source);
      rule.check(report, source as never, volume, checks);
      report.leave();
      if (rule.source === 'ephemeral') checkClaimName(report, volume, checks);
    }
    if (rule.source === 'iscsi') checkPortalLength(report, volume);
  }
  if (count === 0) report.required('', 'must specify a volume type');
}

/** The claim that an ephemeral volume makes is named after Pod and volume. */
function checkClaimName(report: Report, volume: Volume, { podName }: PodChecks): void {
  if (!podName || !volume.name) return;
  const name = `${podName}-${volume.name}`;
  for (const fault of isDNS1123Subdomain(name)) report.invalid('name', volume.name, `PVC name ${JSON.stringify(name)}: ${fault}`);
}

function checkPortalLength(report: Report, volume: Volume): void {
  const { iscsi } = volume;
  if (iscsi?.initiatorName !== undefined && byteLength(`${volume.name}:${iscsi.targetPortal}`) > 64) {
    report.invalid('name', volume.name, 'Total length of <volume name>:<iscsi.targetPortal> must be under 64 characters if iscsi.initiatorName is specified.');
  }
}
