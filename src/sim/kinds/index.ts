// The list of built-in kinds, in the order of discovery. A new kind is one file here and one line below.

import type { Kind } from '../api/kind.ts';
import { Binding } from './binding.ts';
import { ComponentStatus } from './componentStatus.ts';
import { ConfigMap } from './configMap.ts';
import { Endpoints } from './endpoints.ts';
import { Event } from './event.ts';
import { LimitRange } from './limitRange.ts';
import { Namespace } from './namespace.ts';
import { Node } from './node.ts';
import { PersistentVolumeClaim } from './persistentVolumeClaim.ts';
import { PersistentVolume } from './persistentVolume.ts';
import { Pod } from './pod.ts';
import { PodTemplate } from './podTemplate.ts';
import { ReplicationController } from './replicationController.ts';
import { ResourceQuota } from './resourceQuota.ts';
import { Secret } from './secret.ts';
import { ServiceAccount } from './serviceAccount.ts';
import { Service } from './service.ts';
import { APIService } from './apiService.ts';
import { ControllerRevision } from './controllerRevision.ts';
import { DaemonSet } from './daemonSet.ts';
import { Deployment } from './deployment.ts';
import { ReplicaSet } from './replicaSet.ts';
import { StatefulSet } from './statefulSet.ts';
import { EventsEvent } from './eventsEvent.ts';
import { HorizontalPodAutoscaler } from './horizontalPodAutoscaler.ts';
import { HorizontalPodAutoscalerV1 } from './horizontalPodAutoscalerV1.ts';
import { CronJob } from './cronJob.ts';
import { Job } from './job.ts';
import { CertificateSigningRequest } from './certificateSigningRequest.ts';
import { IngressClass } from './ingressClass.ts';
import { Ingress } from './ingress.ts';
import { IPAddress } from './ipAddress.ts';
import { NetworkPolicy } from './networkPolicy.ts';
import { ServiceCIDR } from './serviceCIDR.ts';
import { PodDisruptionBudget } from './podDisruptionBudget.ts';
import { ClusterRoleBinding } from './clusterRoleBinding.ts';
import { ClusterRole } from './clusterRole.ts';
import { RoleBinding } from './roleBinding.ts';
import { Role } from './role.ts';
import { CSIDriver } from './csiDriver.ts';
import { CSINode } from './csiNode.ts';
import { CSIStorageCapacity } from './csiStorageCapacity.ts';
import { StorageClass } from './storageClass.ts';
import { VolumeAttachment } from './volumeAttachment.ts';
import { VolumeAttributesClass } from './volumeAttributesClass.ts';
import { MutatingAdmissionPolicy } from './mutatingAdmissionPolicy.ts';
import { MutatingAdmissionPolicyBinding } from './mutatingAdmissionPolicyBinding.ts';
import { MutatingWebhookConfiguration } from './mutatingWebhookConfiguration.ts';
import { ValidatingAdmissionPolicy } from './validatingAdmissionPolicy.ts';
import { ValidatingAdmissionPolicyBinding } from './validatingAdmissionPolicyBinding.ts';
import { ValidatingWebhookConfiguration } from './validatingWebhookConfiguration.ts';
import { PriorityClass } from './priorityClass.ts';
import { Lease } from './lease.ts';
import { RuntimeClass } from './runtimeClass.ts';
import { EndpointSlice } from './endpointSlice.ts';
import { FlowSchema } from './flowSchema.ts';
import { PriorityLevelConfiguration } from './priorityLevelConfiguration.ts';
import { DeviceClass } from './deviceClass.ts';
import { ResourceClaim } from './resourceClaim.ts';
import { ResourceClaimTemplate } from './resourceClaimTemplate.ts';
import { ResourceSlice } from './resourceSlice.ts';
import { LocalSubjectAccessReview, SelfSubjectAccessReview, SelfSubjectReview, SelfSubjectRulesReview, SubjectAccessReview, TokenReview } from './reviews.ts';
import { CustomResourceDefinition } from './customResourceDefinition.ts';

export const KINDS: readonly Kind[] = [
  Binding,
  ComponentStatus,
  ConfigMap,
  Endpoints,
  Event,
  LimitRange,
  Namespace,
  Node,
  PersistentVolumeClaim,
  PersistentVolume,
  Pod,
  PodTemplate,
  ReplicationController,
  ResourceQuota,
  Secret,
  ServiceAccount,
  Service,
  APIService,
  ControllerRevision,
  DaemonSet,
  Deployment,
  ReplicaSet,
  StatefulSet,
  EventsEvent,
  SelfSubjectReview,
  TokenReview,
  LocalSubjectAccessReview,
  SelfSubjectAccessReview,
  SelfSubjectRulesReview,
  SubjectAccessReview,
  HorizontalPodAutoscaler,
  HorizontalPodAutoscalerV1,
  CronJob,
  Job,
  CertificateSigningRequest,
  IngressClass,
  Ingress,
  IPAddress,
  NetworkPolicy,
  ServiceCIDR,
  PodDisruptionBudget,
  ClusterRoleBinding,
  ClusterRole,
  RoleBinding,
  Role,
  CSIDriver,
  CSINode,
  CSIStorageCapacity,
  StorageClass,
  VolumeAttachment,
  VolumeAttributesClass,
  MutatingAdmissionPolicy,
  MutatingAdmissionPolicyBinding,
  MutatingWebhookConfiguration,
  ValidatingAdmissionPolicy,
  ValidatingAdmissionPolicyBinding,
  ValidatingWebhookConfiguration,
  PriorityClass,
  Lease,
  RuntimeClass,
  EndpointSlice,
  FlowSchema,
  PriorityLevelConfiguration,
  DeviceClass,
  ResourceClaim,
  ResourceClaimTemplate,
  ResourceSlice,
  CustomResourceDefinition,
];
