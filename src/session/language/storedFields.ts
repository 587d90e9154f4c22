// Fields that nothing here acts on, by the type that has them: they are checked, kept and served, and that is all.
// stored.test.ts looks whether the simulation has learnt one of them since.

export const STORED_FIELDS: Readonly<Record<string, readonly string[]>> = {
  Container: ['resizePolicy', 'volumeDevices'],
  EphemeralContainer: ['resizePolicy', 'volumeDevices'],
  SecurityContext: ['appArmorProfile', 'procMount', 'windowsOptions'],
  VolumeMount: ['mountPropagation'],
  PodSpec: ['hostIPC', 'hostUsers', 'hostnameOverride', 'schedulingGroup', 'setHostnameAsFQDN'],
  PodResourceClaim: ['resourceClaimName', 'resourceClaimTemplateName'],
  PodSecurityContext: ['appArmorProfile', 'sysctls', 'windowsOptions'],
  Volume: ['azureDisk', 'azureFile', 'flexVolume', 'flocker', 'glusterfs', 'photonPersistentDisk', 'portworxVolume', 'quobyte', 'scaleIO', 'vsphereVolume'],
  VolumeProjection: ['clusterTrustBundle', 'podCertificate'],
  CSIVolumeSource: ['nodePublishSecretRef', 'volumeAttributes'],
  PersistentVolumeSpec: ['azureDisk', 'azureFile', 'flexVolume', 'flocker', 'glusterfs', 'mountOptions', 'photonPersistentDisk', 'portworxVolume', 'quobyte', 'scaleIO', 'vsphereVolume'],
  StorageClass: ['mountOptions'],
  PersistentVolumeClaimSpec: ['dataSource', 'dataSourceRef'],
  ServiceSpec: ['loadBalancerClass', 'loadBalancerSourceRanges'],
  NodeSpec: ['configSource', 'externalID'],
};
