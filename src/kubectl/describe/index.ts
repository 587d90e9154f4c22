// Which describer describes which kind.

import { describeClusterRole, describeClusterRoleBinding, describeRole, describeRoleBinding } from './access.ts';
import { describeAutoscaler } from './autoscaler.ts';
import { describeConfigMap, describeSecret, describeServiceAccount } from './config.ts';
import type { Describer } from './describer.ts';
import { describeAnything } from './generic.ts';
import { describeCronJob, describeJob } from './jobs.ts';
import { describeLimitRange, describeNamespace, describeResourceQuota } from './namespace.ts';
import { describeIPAddress, describeNetworkPolicy, describeServiceCIDR } from './network.ts';
import { describeNode } from './node.ts';
import { describePodDisruptionBudget, describePriorityClass } from './others.ts';
import { describePod } from './pod.ts';
import { describeEndpoints, describeEndpointSlice, describeIngress, describeIngressClass, describeService } from './services.ts';
import { describeCertificateSigningRequest } from './signingRequest.ts';
import { describeCSINode, describePersistentVolume, describePersistentVolumeClaim, describeStorageClass, describeVolumeAttributesClass } from './storage.ts';
import { describeDaemonSet, describeDeployment, describeReplicaSet, describeReplicationController, describeStatefulSet } from './workloads.ts';

/** By `kind` or `kind.group`. */
const DESCRIBERS: Readonly<Record<string, Describer | undefined>> = {
  ConfigMap: describeConfigMap,
  Endpoints: describeEndpoints,
  LimitRange: describeLimitRange,
  Namespace: describeNamespace,
  Node: describeNode,
  PersistentVolume: describePersistentVolume,
  PersistentVolumeClaim: describePersistentVolumeClaim,
  Pod: describePod,
  ReplicationController: describeReplicationController,
  ResourceQuota: describeResourceQuota,
  Secret: describeSecret,
  Service: describeService,
  ServiceAccount: describeServiceAccount,
  'CSINode.storage.k8s.io': describeCSINode,
  'CertificateSigningRequest.certificates.k8s.io': describeCertificateSigningRequest,
  'ClusterRole.rbac.authorization.k8s.io': describeClusterRole,
  'ClusterRoleBinding.rbac.authorization.k8s.io': describeClusterRoleBinding,
  'CronJob.batch': describeCronJob,
  'DaemonSet.apps': describeDaemonSet,
  'Deployment.apps': describeDeployment,
  'EndpointSlice.discovery.k8s.io': describeEndpointSlice,
  'HorizontalPodAutoscaler.autoscaling': describeAutoscaler,
  'IPAddress.networking.k8s.io': describeIPAddress,
  'Ingress.networking.k8s.io': describeIngress,
  'IngressClass.networking.k8s.io': describeIngressClass,
  'Job.batch': describeJob,
  'NetworkPolicy.networking.k8s.io': describeNetworkPolicy,
  'PodDisruptionBudget.policy': describePodDisruptionBudget,
  'PriorityClass.scheduling.k8s.io': describePriorityClass,
  'ReplicaSet.apps': describeReplicaSet,
  'Role.rbac.authorization.k8s.io': describeRole,
  'RoleBinding.rbac.authorization.k8s.io': describeRoleBinding,
  'ServiceCIDR.networking.k8s.io': describeServiceCIDR,
  'StatefulSet.apps': describeStatefulSet,
  'StorageClass.storage.k8s.io': describeStorageClass,
  'VolumeAttributesClass.storage.k8s.io': describeVolumeAttributesClass,
};

export const describerFor = (group: string, kind: string): Describer => DESCRIBERS[group ? `${kind}.${group}` : kind] ?? describeAnything;
