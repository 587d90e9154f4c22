// What a volume is made of, in Pods and in PersistentVolumes.
// Upstream: k8s.io/kubectl/pkg/describe (describeVolumes and the print…VolumeSource functions)

import { isObject } from '../../base/json.ts';
import { quantitySign } from '../../sim/api/quantity.ts';
import type { ClaimTemplate, Volume } from '../../sim/kinds/shared/podTypes.ts';
import { goText } from '../output/goValue.ts';
import { writeClaim } from './claim.ts';
import { MAX_ANNOTATION, shortened, sortedKeys, type Page, type StringMap } from './page.ts';
import { amount, slice } from './values.ts';

type Source = { readonly [key: string]: unknown };

/** Titles with their fields, and how those are written where not as they are. */
interface Shape {
  readonly type: string;
  readonly fields: string;
}

const SHAPES: Readonly<Record<string, Shape>> = {
  hostPath: { type: 'HostPath (bare host directory volume)', fields: 'Path=path;HostPathType=type:none' },
  gcePersistentDisk: { type: 'GCEPersistentDisk (a Persistent Disk resource in Google Compute Engine)', fields: 'PDName=pdName;FSType=fsType;Partition=partition:number;ReadOnly=readOnly:bool' },
  awsElasticBlockStore: { type: 'AWSElasticBlockStore (a Persistent Disk resource in AWS)', fields: 'VolumeID=volumeID;FSType=fsType;Partition=partition:number;ReadOnly=readOnly:bool' },
  gitRepo: { type: 'GitRepo (a volume that is pulled from git when the pod is created)', fields: 'Repository=repository;Revision=revision' },
  secret: { type: 'Secret (a volume populated by a Secret)', fields: 'SecretName=secretName;Optional=optional:bool' },
  configMap: { type: 'ConfigMap (a volume populated by a ConfigMap)', fields: 'Name=name;Optional=optional:bool' },
  nfs: { type: 'NFS (an NFS mount that lasts the lifetime of a pod)', fields: 'Server=server;Path=path;ReadOnly=readOnly:bool' },
  quobyte: { type: "Quobyte (a Quobyte mount on the host that shares a pod's lifetime)", fields: 'Registry=registry;Volume=volume;ReadOnly=readOnly:bool' },
  portworxVolume: { type: 'PortworxVolume (a Portworx Volume resource)', fields: 'VolumeID=volumeID' },
  glusterfs: { type: "Glusterfs (a Glusterfs mount on the host that shares a pod's lifetime)", fields: 'EndpointsName=endpoints;Path=path;ReadOnly=readOnly:bool' },
  persistentVolumeClaim: { type: 'PersistentVolumeClaim (a reference to a PersistentVolumeClaim in the same namespace)', fields: 'ClaimName=claimName;ReadOnly=readOnly:bool' },
  vsphereVolume: { type: 'vSphereVolume (a Persistent Disk resource in vSphere)', fields: 'VolumePath=volumePath;FSType=fsType;StoragePolicyName=storagePolicyName' },
  photonPersistentDisk: { type: 'PhotonPersistentDisk (a Persistent Disk resource in photon platform)', fields: 'PdID=pdID;FSType=fsType' },
  cinder: { type: 'Cinder (a Persistent Disk resource in OpenStack)', fields: 'VolumeID=volumeID;FSType=fsType;ReadOnly=readOnly:bool;SecretRef=secretRef:ref' },
  azureDisk: { type: 'AzureDisk (an Azure Data Disk mount on the host and bind mount to the pod)', fields: 'DiskName=diskName;DiskURI=diskURI;Kind: =kind;FSType=fsType;CachingMode=cachingMode;ReadOnly=readOnly:bool' },
  azureFile: { type: 'AzureFile (an Azure File Service mount on the host and bind mount to the pod)', fields: 'SecretName=secretName;ShareName=shareName;ReadOnly=readOnly:bool' },
  storageos: { type: 'StorageOS (a StorageOS Persistent Disk resource)', fields: 'VolumeName=volumeName;VolumeNamespace=volumeNamespace;FSType=fsType;ReadOnly=readOnly:bool' },
  flocker: { type: 'Flocker (a Flocker volume mounted by the Flocker agent)', fields: 'DatasetName=datasetName;DatasetUUID=datasetUUID' },
  flexVolume: { type: 'FlexVolume (a generic volume resource that is provisioned/attached using an exec based plugin)', fields: 'Driver=driver;FSType=fsType;SecretRef=secretRef:ref;ReadOnly=readOnly:bool;Options=options:map' },
  fc: { type: 'FC (a Fibre Channel disk)', fields: 'TargetWWNs=targetWWNs:join;LUN=lun:none;FSType=fsType;ReadOnly=readOnly:bool' },
  cephfs: { type: "CephFS (a CephFS mount on the host that shares a pod's lifetime)", fields: 'Monitors=monitors:list;Path=path;User=user;SecretFile=secretFile;SecretRef=secretRef:ref;ReadOnly=readOnly:bool' },
  rbd: {
    type: "RBD (a Rados Block Device mount on the host that shares a pod's lifetime)",
    fields: 'CephMonitors=monitors:list;RBDImage=image;FSType=fsType;RBDPool=pool;RadosUser=user;Keyring=keyring;SecretRef=secretRef:ref;ReadOnly=readOnly:bool',
  },
  scaleIO: {
    type: 'ScaleIO (a persistent volume backed by a block device in ScaleIO)',
    fields: 'Gateway=gateway;System=system;Protection Domain=protectionDomain;Storage Pool=storagePool;Storage Mode=storageMode;VolumeName=volumeName;FSType=fsType;ReadOnly=readOnly:bool',
  },
  iscsi: {
    type: "ISCSI (an ISCSI Disk resource that is attached to a kubelet's host machine and then exposed to the pod)",
    fields: 'TargetPortal=targetPortal;IQN=iqn;Lun=lun:number;ISCSIInterface=iscsiInterface;FSType=fsType;ReadOnly=readOnly:bool;Portals=portals:list;DiscoveryCHAPAuth=chapAuthDiscovery:bool;SessionCHAPAuth=chapAuthSession:bool;SecretRef=secretRef:ref;InitiatorName=initiatorName:none',
  },
  image: { type: 'Image (a container image or OCI artifact)', fields: 'Reference=reference;PullPolicy=pullPolicy' },
  local: { type: 'LocalVolume (a persistent volume backed by local storage on a node)', fields: 'Path=path' },
};

const IN_VOLUMES: Readonly<Record<string, Shape>> = SHAPES;

/** PersistentVolumes name where the secrets lie, and what is behind a driver. */
const IN_PERSISTENT_VOLUMES: Readonly<Record<string, Shape>> = {
  ...SHAPES,
  glusterfs: { type: SHAPES.glusterfs?.type ?? '', fields: 'EndpointsName=endpoints;EndpointsNamespace=endpointsNamespace:unset;Path=path;ReadOnly=readOnly:bool' },
  azureFile: { type: SHAPES.azureFile?.type ?? '', fields: 'SecretName=secretName;SecretNamespace=secretNamespace;ShareName=shareName;ReadOnly=readOnly:bool' },
};

const CSI_TYPE = 'CSI (a Container Storage Interface (CSI) volume source)';

export function describeVolumes(page: Page, volumes: readonly Volume[] | undefined, indent = ''): void {
  if (!volumes?.length) {
    page.field(`${indent}Volumes`, '<none>');
    return;
  }
  page.write(0, `${indent}Volumes:\n`);
  for (const volume of volumes) {
    page.write(1, `${indent ? ' ' : ''}${volume.name}:\n`);
    if (volume.emptyDir) emptyDir(page, volume.emptyDir);
    else if (volume.ephemeral) ephemeral(page, volume.ephemeral.volumeClaimTemplate);
    else if (volume.downwardAPI) downward(page, volume.downwardAPI);
    else if (volume.projected) projected(page, volume.projected);
    else if (volume.csi) {
      const { driver, fsType = '', readOnly, volumeAttributes } = volume.csi;
      rows(page, CSI_TYPE, [`Driver:\t${driver}`, `FSType:\t${fsType}`, `ReadOnly:\t${readOnly === true}`]);
      attributes(page, volumeAttributes as StringMap | undefined);
    } else bySource(page, IN_VOLUMES, volume as unknown as Source);
  }
}

/** Of a PersistentVolume's spec. */
export function describeVolumeSource(page: Page, spec: Source): void {
  if (!isObject(spec.csi)) {
    bySource(page, IN_PERSISTENT_VOLUMES, spec);
    return;
  }
  const { driver, fsType = '', volumeHandle, readOnly, volumeAttributes } = spec.csi;
  rows(page, CSI_TYPE, [`Driver:\t${driver}`, `FSType:\t${fsType}`, `VolumeHandle:\t${volumeHandle}`, `ReadOnly:\t${readOnly === true}`]);
  attributes(page, volumeAttributes as StringMap | undefined);
}

function bySource(page: Page, shapes: Readonly<Record<string, Shape>>, holder: Source): void {
  for (const key in shapes) {
    const source = holder[key];
    const shape = shapes[key];
    if (!isObject(source) || !shape) continue;
    rows(page, shape.type, shape.fields.split(';').map((item) => fieldText(item, source)));
    return;
  }
  page.write(1, '<unknown>\n');
}

const rows = (page: Page, type: string, lines: readonly string[]): void => page.write(2, `Type:\t${type}\n${lines.map((line) => `    ${line}\n`).join('')}`);

function fieldText(item: string, source: Source): string {
  const [title = '', rest = ''] = item.split('=');
  const [field = '', form = ''] = rest.split(':');
  return `${title}${title === 'ISCSIInterface' ? '' : ':'}\t${valueText(source[field], form)}`;
}

function valueText(value: unknown, form: string): string {
  switch (form) {
    case 'bool':
      return String(value === true);
    case 'number':
      return String(value ?? 0);
    case 'none':
      return String(value ?? '<none>');
    case 'unset':
      return String(value ?? '<unset>');
    case 'list':
      return slice(value as readonly string[] | undefined);
    case 'join':
      return ((value as readonly string[] | undefined) ?? []).join(', ');
    case 'map':
      return goText(value ?? {});
    case 'ref':
      return isObject(value) ? reference(value) : 'nil';
    default:
      return String(value ?? '');
  }
}

const reference = ({ name = '', namespace }: Source): string => (namespace === undefined ? `&LocalObjectReference{Name:${name},}` : `&SecretReference{Name:${name},Namespace:${namespace},}`);

function emptyDir(page: Page, { medium = '', sizeLimit }: NonNullable<Volume['emptyDir']>): void {
  const limit = sizeLimit !== undefined && quantitySign(sizeLimit) > 0 ? amount(sizeLimit) : '<unset>';
  rows(page, "EmptyDir (a temporary directory that shares a pod's lifetime)", [`Medium:\t${medium}`, `SizeLimit:\t${limit}`]);
}

function ephemeral(page: Page, template: ClaimTemplate | undefined): void {
  rows(page, 'EphemeralVolume (an inline specification for a volume that gets created and deleted with the pod)', []);
  if (template) writeClaim(page.nested(2), template);
}

function downward(page: Page, { items = [] }: NonNullable<Volume['downwardAPI']>): void {
  rows(page, 'DownwardAPI (a volume populated by information about the pod)', ['Items:']);
  for (const item of items) {
    if (item.fieldRef) page.write(3, `${item.fieldRef.fieldPath} -> ${item.path}\n`);
    if (item.resourceFieldRef) page.write(3, `${item.resourceFieldRef.resource} -> ${item.path}\n`);
  }
}

function projected(page: Page, { sources }: NonNullable<Volume['projected']>): void {
  rows(page, 'Projected (a volume that contains injected data from multiple sources)', []);
  for (const { secret, downwardAPI, configMap, serviceAccountToken } of sources ?? []) {
    if (secret) page.write(2, `SecretName:\t${secret.name ?? ''}\n    Optional:\t${secret.optional === true}\n`);
    else if (downwardAPI) page.inner(2, 'DownwardAPI', true);
    else if (configMap) page.write(2, `ConfigMapName:\t${configMap.name ?? ''}\n    Optional:\t${configMap.optional === true}\n`);
    else if (serviceAccountToken) page.inner(2, 'TokenExpirationSeconds', serviceAccountToken.expirationSeconds ?? 0);
  }
}

function attributes(page: Page, map: StringMap | undefined): void {
  const keys = sortedKeys(map);
  page.write(2, 'VolumeAttributes:\t');
  if (keys.length === 0) page.write(0, '<none>\n');
  keys.forEach((key, i) => {
    // Each part of a further line is indented, as upstream does it.
    if (i > 0) {
      page.write(2, '');
      page.write(2, '\t');
    }
    page.write(2, `${shortened(`${key}=${map?.[key]}`, MAX_ANNOTATION)}\n`);
  });
}
