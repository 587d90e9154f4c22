// Sources of volumes, one check each; the report stands at the source. Many are of drivers that left the tree long ago:
// such volumes are still checked and stored, though nothing can mount them.
// Upstream: pkg/apis/core/validation/validation.go

import { byteLength, isDNS1123Label, isDNS1123Subdomain, rangeFault } from '../../api/names.ts';
import type { Volume } from './podTypes.ts';
import { checkFileMode, checkLocalDescending, checkLocalNonReserved, checkNoBacksteps } from './paths.ts';
import type { Report } from './report.ts';
import { checkDriverName } from './rules.ts';

type Source<K extends keyof Volume> = NonNullable<Volume[K]>;

/** Texts that must be there. */
export function checkNames(report: Report, source: object, names: readonly string[]): void {
  for (const name of names) if (!(source as Readonly<Record<string, unknown>>)[name]) report.required(name);
}

export function checkSecretRefName(report: Report, ref: { readonly name?: string } | undefined): void {
  if (ref && !ref.name) report.required('secretRef.name');
}

const HOST_PATH_TYPES = ['', 'BlockDevice', 'CharDevice', 'Directory', 'DirectoryOrCreate', 'File', 'FileOrCreate', 'Socket'];

export function checkHostPath(report: Report, source: { readonly path?: string; readonly type?: string }): void {
  if (!source.path) {
    report.required('path');
    return;
  }
  checkNoBacksteps(report, 'path', source.path);
  if (source.type !== undefined && !HOST_PATH_TYPES.includes(source.type)) report.unsupported('type', source.type, HOST_PATH_TYPES);
}

export function checkGitRepo(report: Report, source: Source<'gitRepo'>): void {
  if (!source.repository) report.required('repository');
  checkLocalDescending(report, 'directory', source.directory ?? '');
}

function checkPartition(report: Report, partition: number | undefined): void {
  if (partition !== undefined && (partition < 0 || partition > 255)) report.invalid('partition', partition, rangeFault(1, 255));
}

export function checkGCE(report: Report, source: { readonly pdName?: string; readonly partition?: number }): void {
  if (!source.pdName) report.required('pdName');
  checkPartition(report, source.partition);
}

export function checkAWS(report: Report, source: { readonly volumeID?: string; readonly partition?: number }): void {
  if (!source.volumeID) report.required('volumeID');
  checkPartition(report, source.partition);
}

interface Keyed {
  readonly defaultMode?: number;
  readonly items?: readonly KeyToPath[];
}
interface KeyToPath {
  readonly key: string;
  readonly path: string;
  readonly mode?: number;
}

/** Secret and ConfigMap volumes. */
export function checkKeyed(report: Report, nameField: string, name: string | undefined, source: Keyed): void {
  if (!name) report.required(nameField);
  checkFileMode(report, 'defaultMode', source.defaultMode);
  const items = source.items ?? [];
  for (let i = 0; i < items.length; i++) checkKeyToPath(report, i, items[i] as KeyToPath);
}

export function checkKeyToPath(report: Report, index: number, item: KeyToPath): void {
  report.enterItem('items', index);
  if (!item.key) report.required('key');
  if (!item.path) report.required('path');
  checkLocalNonReserved(report, 'path', item.path ?? '');
  checkFileMode(report, 'mode', item.mode);
  report.leaveItem();
}

export function checkNFS(report: Report, source: { readonly server?: string; readonly path?: string }): void {
  checkNames(report, source, ['server', 'path']);
  if (!source.path?.startsWith('/')) report.invalid('path', source.path ?? '', 'must be an absolute path');
}

const IQN = /iqn\.\d{4}-\d{2}\.([A-Za-z0-9\-.]+)(:[^,;*&$|\s]+)$/;
const EUI = /^eui.[A-Za-z0-9]{16}$/;
const NAA = /^naa.[A-Za-z0-9]{32}$/;

/** Whether the name begins right, and whether it is right as a whole. */
function initiatorFault(name: string): 'start' | 'format' | undefined {
  if (name.startsWith('iqn')) return IQN.test(name) ? undefined : 'format';
  if (name.startsWith('eui')) return EUI.test(name) ? undefined : 'format';
  if (name.startsWith('naa')) return NAA.test(name) ? undefined : 'format';
  return 'start';
}

interface ISCSI {
  readonly targetPortal?: string;
  readonly iqn?: string;
  readonly lun?: number;
  readonly initiatorName?: string;
  readonly chapAuthDiscovery?: boolean;
  readonly chapAuthSession?: boolean;
  readonly secretRef?: { readonly name?: string };
}

/** `volumeName`: of a PersistentVolume, whose messages differ a little. */
export function checkISCSI(report: Report, source: ISCSI, volume: unknown, _checks?: unknown): void {
  const persistent = typeof volume === 'string';
  const start = persistent ? 'must be valid format' : 'must be valid format starting with iqn, eui, or naa';
  if (!source.targetPortal) report.required('targetPortal');
  if (persistent && source.initiatorName !== undefined && byteLength(`${volume}:${source.targetPortal ?? ''}`) > 64) {
    report.invalid('targetportal', source.targetPortal ?? '', 'Total length of <volume name>:<iscsi.targetPortal> must be under 64 characters if iscsi.initiatorName is specified.');
  }
  if (!source.iqn) report.required('iqn');
  else {
    const fault = initiatorFault(source.iqn);
    if (fault) report.invalid('iqn', source.iqn, fault === 'start' ? start : 'must be valid format');
  }
  const lun = source.lun ?? 0;
  if (lun < 0 || lun > 255) report.invalid('lun', lun, rangeFault(0, 255));
  if ((source.chapAuthDiscovery || source.chapAuthSession) && !source.secretRef) report.required('secretRef');
  if (persistent) checkSecretRefName(report, source.secretRef);
  if (source.initiatorName !== undefined) {
    const fault = initiatorFault(source.initiatorName);
    if (fault) report.invalid('initiatorname', source.initiatorName, fault === 'start' ? start : 'must be valid format');
  }
}

export function checkFlocker(report: Report, source: { readonly datasetName?: string; readonly datasetUUID?: string }): void {
  const { datasetName = '', datasetUUID = '' } = source;
  if (datasetName === '' && datasetUUID === '') report.required('', 'one of datasetName and datasetUUID is required');
  if (datasetName !== '' && datasetUUID !== '') report.invalid('', 'resource', 'datasetName and datasetUUID can not be specified simultaneously');
  if (datasetName.includes('/')) report.invalid('datasetName', datasetName, "must not contain '/'");
}

export function checkRBD(report: Report, source: { readonly monitors?: readonly string[]; readonly image?: string }): void {
  if (!source.monitors?.length) report.required('monitors');
  if (!source.image) report.required('image');
}

export function checkMonitors(report: Report, source: { readonly monitors?: readonly string[] }): void {
  if (!source.monitors?.length) report.required('monitors');
}

const HOST_PORTS = 'must be a host:port pair or multiple pairs separated by commas';

export function checkQuobyte(report: Report, source: { readonly registry?: string; readonly tenant?: string; readonly volume?: string }): void {
  const { registry = '', tenant = '' } = source;
  if (registry === '') report.required('registry', HOST_PORTS);
  else if (byteLength(tenant) >= 65) report.required('tenant', 'must be a UUID and may not exceed a length of 64 characters');
  else for (const pair of registry.split(',')) if (!isHostPort(pair)) report.invalid('registry', registry, HOST_PORTS);
  if (!source.volume) report.required('volume');
}

/** What Go's net.SplitHostPort takes. */
function isHostPort(text: string): boolean {
  const colon = text.lastIndexOf(':');
  if (colon < 0) return false;
  if (text.startsWith('[')) {
    const end = text.indexOf(']');
    return end >= 0 && end + 1 === colon && !/[[\]]/.test(text.slice(1, end) + text.slice(end + 1));
  }
  return !text.slice(0, colon).includes(':') && !/[[\]]/.test(text);
}

export function checkFC(report: Report, source: { readonly targetWWNs?: readonly string[]; readonly wwids?: readonly string[]; readonly lun?: number }): void {
  const { targetWWNs = [], wwids = [], lun } = source;
  if (!targetWWNs.length && !wwids.length) report.required('targetWWNs', 'must specify either targetWWNs or wwids, but not both');
  if (targetWWNs.length && wwids.length) report.invalid('targetWWNs', targetWWNs, 'targetWWNs and wwids can not be specified simultaneously');
  if (!targetWWNs.length) return;
  if (lun === undefined || lun === null) report.required('lun', 'lun is required if targetWWNs is specified');
  else if (lun < 0 || lun > 255) report.invalid('lun', lun, rangeFault(0, 255));
}

export function checkFlex(report: Report, source: { readonly driver?: string; readonly options?: { readonly [key: string]: string } }): void {
  if (!source.driver) report.required('driver');
  for (const key in source.options) {
    const slash = key.indexOf('/');
    const domain = `.${(slash < 0 ? key : key.slice(0, slash)).toLowerCase()}`;
    if (domain.endsWith('.kubernetes.io') || domain.endsWith('.k8s.io')) report.invalid(`options[${key}]`, key, 'kubernetes.io and k8s.io namespaces are reserved');
  }
}

export function checkAzureFile(report: Report, source: { readonly secretName?: string; readonly shareName?: string }): void {
  checkNames(report, source, ['secretName', 'shareName']);
}

const CACHING_MODES = ['None', 'ReadOnly', 'ReadWrite'];
const DISK_KINDS = ['Dedicated', 'Managed', 'Shared'];

export function checkAzureDisk(report: Report, source: { readonly diskName?: string; readonly diskURI?: string; readonly cachingMode?: string; readonly kind?: string }): void {
  const { diskURI = '', cachingMode, kind } = source;
  checkNames(report, source, ['diskName', 'diskURI']);
  if (cachingMode !== undefined && !CACHING_MODES.includes(cachingMode)) report.unsupported('cachingMode', cachingMode, CACHING_MODES);
  if (kind === undefined) return;
  if (!DISK_KINDS.includes(kind)) report.unsupported('kind', kind, DISK_KINDS);
  if (kind === 'Managed' && !diskURI.startsWith('/subscriptions/')) {
    report.unsupported('diskURI', diskURI, ['/subscriptions/{sub-id}/resourcegroups/{group-name}/providers/microsoft.compute/disks/{disk-id}']);
  }
  if (kind !== 'Managed' && !diskURI.startsWith('https://')) report.unsupported('diskURI', diskURI, ['https://{account-name}.blob.core.windows.net/{container-name}/{disk-name}.vhd']);
}

export function checkStorageOS(report: Report, source: { readonly volumeName?: string; readonly volumeNamespace?: string; readonly secretRef?: { readonly name?: string } }): void {
  if (!source.volumeName) report.required('volumeName');
  else report.faults('volumeName', source.volumeName, isDNS1123Label(source.volumeName));
  if (source.volumeNamespace) report.faults('volumeNamespace', source.volumeNamespace, isDNS1123Label(source.volumeNamespace));
  checkSecretRefName(report, source.secretRef);
}

export function checkCSI(report: Report, source: Source<'csi'>): void {
  checkDriverName(report, 'driver', source.driver ?? '', isDNS1123Subdomain);
  const secret = source.nodePublishSecretRef;
  if (!secret) return;
  if (!secret.name) report.required('nodePublishSecretRef.name');
  else report.faults('name', secret.name, isDNS1123Subdomain(secret.name));
}
