// The sources of PersistentVolumes in their internal form (see internalShapes.ts, where those are that Pods share).
// Upstream: pkg/apis/core/types.go

export const VOLUME_SHAPES: Readonly<Record<string, string>> = {
  PersistentVolumeSpec: 'Capacity:{} +PersistentVolumeSource AccessModes:[] ClaimRef:*ObjectReference PersistentVolumeReclaimPolicy StorageClassName MountOptions:[] VolumeMode:? NodeAffinity:*VolumeNodeAffinity VolumeAttributesClassName:?',
  PersistentVolumeSource: 'GCEPersistentDisk:*GCEPersistentDiskVolumeSource AWSElasticBlockStore:*AWSElasticBlockStoreVolumeSource HostPath:*HostPathVolumeSource Glusterfs:*GlusterfsPersistentVolumeSource NFS:*NFSVolumeSource RBD:*RBDPersistentVolumeSource Quobyte:*QuobyteVolumeSource ISCSI:*ISCSIPersistentVolumeSource FlexVolume:*FlexPersistentVolumeSource Cinder:*CinderPersistentVolumeSource CephFS=cephfs:*CephFSPersistentVolumeSource FC:*FCVolumeSource Flocker:*FlockerVolumeSource AzureFile:*AzureFilePersistentVolumeSource VsphereVolume:*VsphereVirtualDiskVolumeSource AzureDisk:*AzureDiskVolumeSource PhotonPersistentDisk:*PhotonPersistentDiskVolumeSource PortworxVolume:*PortworxVolumeSource ScaleIO:*ScaleIOPersistentVolumeSource Local:*LocalVolumeSource StorageOS=storageos:*StorageOSPersistentVolumeSource CSI:*CSIPersistentVolumeSource',
  GlusterfsPersistentVolumeSource: 'EndpointsName=endpoints Path ReadOnly:b EndpointsNamespace:?',
  RBDPersistentVolumeSource: 'CephMonitors=monitors:[] RBDImage=image FSType RBDPool=pool RadosUser=user Keyring SecretRef:*SecretReference ReadOnly:b',
  SecretReference: 'Name Namespace',
  ISCSIPersistentVolumeSource: 'TargetPortal IQN Lun:n ISCSIInterface FSType ReadOnly:b Portals:[] DiscoveryCHAPAuth=chapAuthDiscovery:b SessionCHAPAuth=chapAuthSession:b SecretRef:*SecretReference InitiatorName:?',
  FlexPersistentVolumeSource: 'Driver FSType SecretRef:*SecretReference ReadOnly:b Options:{}',
  CinderPersistentVolumeSource: 'VolumeID FSType ReadOnly:b SecretRef:*SecretReference',
  CephFSPersistentVolumeSource: 'Monitors:[] Path User SecretFile SecretRef:*SecretReference ReadOnly:b',
  AzureFilePersistentVolumeSource: 'SecretName ShareName ReadOnly:b SecretNamespace:?',
  ScaleIOPersistentVolumeSource: 'Gateway System SecretRef:*SecretReference SSLEnabled:b ProtectionDomain StoragePool StorageMode VolumeName FSType ReadOnly:b',
  LocalVolumeSource: 'Path FSType:?',
  StorageOSPersistentVolumeSource: 'VolumeName VolumeNamespace FSType ReadOnly:b SecretRef:*ObjectReference',
  ObjectReference: 'Kind Namespace Name UID APIVersion ResourceVersion FieldPath',
  CSIPersistentVolumeSource: 'Driver VolumeHandle ReadOnly:b FSType VolumeAttributes:{} ControllerPublishSecretRef:*SecretReference NodeStageSecretRef:*SecretReference NodePublishSecretRef:*SecretReference ControllerExpandSecretRef:*SecretReference NodeExpandSecretRef:*SecretReference',
  VolumeNodeAffinity: 'Required:*NodeSelector',
};
