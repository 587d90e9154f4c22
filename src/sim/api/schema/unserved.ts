// Versions of the API that the server's code can still read although nothing is served in them: a manifest of theirs is
// told apart from one that never existed. Lists are not counted.
// Upstream: k8s.io/client-go/kubernetes/scheme

export const UNSERVED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'admissionregistration.k8s.io': {
    v1alpha1: 'MutatingAdmissionPolicy MutatingAdmissionPolicyBinding ValidatingAdmissionPolicy ValidatingAdmissionPolicyBinding',
    v1beta1: 'MutatingAdmissionPolicy MutatingAdmissionPolicyBinding MutatingWebhookConfiguration ValidatingAdmissionPolicy ValidatingAdmissionPolicyBinding ValidatingWebhookConfiguration',
  },
  apps: {
    v1beta1: 'ControllerRevision Deployment DeploymentRollback Scale StatefulSet',
    v1beta2: 'ControllerRevision DaemonSet Deployment ReplicaSet Scale StatefulSet',
  },
  'authentication.k8s.io': {
    v1alpha1: 'SelfSubjectReview',
    v1beta1: 'SelfSubjectReview TokenReview',
  },
  'authorization.k8s.io': {
    v1beta1: 'LocalSubjectAccessReview SelfSubjectAccessReview SelfSubjectRulesReview SubjectAccessReview',
  },
  batch: {
    v1beta1: 'CronJob',
  },
  'certificates.k8s.io': {
    v1alpha1: 'ClusterTrustBundle',
    v1beta1: 'CertificateSigningRequest ClusterTrustBundle PodCertificateRequest',
  },
  'coordination.k8s.io': {
    v1alpha2: 'LeaseCandidate',
    v1beta1: 'Lease LeaseCandidate',
  },
  'discovery.k8s.io': {
    v1beta1: 'EndpointSlice',
  },
  'events.k8s.io': {
    v1beta1: 'Event',
  },
  extensions: {
    v1beta1: 'DaemonSet Deployment DeploymentRollback Ingress NetworkPolicy ReplicaSet Scale',
  },
  'flowcontrol.apiserver.k8s.io': {
    v1beta1: 'FlowSchema PriorityLevelConfiguration',
    v1beta2: 'FlowSchema PriorityLevelConfiguration',
    v1beta3: 'FlowSchema PriorityLevelConfiguration',
  },
  'internal.apiserver.k8s.io': {
    v1alpha1: 'StorageVersion',
  },
  'networking.k8s.io': {
    v1beta1: 'IPAddress Ingress IngressClass ServiceCIDR',
  },
  'node.k8s.io': {
    v1alpha1: 'RuntimeClass',
    v1beta1: 'RuntimeClass',
  },
  policy: {
    v1beta1: 'Eviction PodDisruptionBudget',
  },
  'rbac.authorization.k8s.io': {
    v1alpha1: 'ClusterRole ClusterRoleBinding Role RoleBinding',
    v1beta1: 'ClusterRole ClusterRoleBinding Role RoleBinding',
  },
  'resource.k8s.io': {
    v1alpha3: 'DeviceTaintRule ResourcePoolStatusRequest',
    v1beta1: 'DeviceClass ResourceClaim ResourceClaimTemplate ResourceSlice',
    v1beta2: 'DeviceClass DeviceTaintRule ResourceClaim ResourceClaimTemplate ResourceSlice',
  },
  'scheduling.k8s.io': {
    v1alpha2: 'PodGroup Workload',
    v1beta1: 'PriorityClass',
  },
  'storage.k8s.io': {
    v1alpha1: 'CSIStorageCapacity VolumeAttachment VolumeAttributesClass',
    v1beta1: 'CSIDriver CSINode CSIStorageCapacity StorageClass VolumeAttachment VolumeAttributesClass',
  },
  'storagemigration.k8s.io': {
    v1beta1: 'StorageVersionMigration',
  },
};
