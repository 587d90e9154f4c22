// The list of built-in kinds, in the order of discovery. A new kind is one file here and one line below.

import type { Kind } from '../api/kind.ts';
import { Pod } from './pod.ts';
import { APIService } from './apiService.ts';
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
import { RuntimeClass } from './runtimeClass.ts';
import { FlowSchema } from './flowSchema.ts';
import { PriorityLevelConfiguration } from './priorityLevelConfiguration.ts';

export const KINDS: readonly Kind[] = [
  Pod,
  APIService,
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
  RuntimeClass,
  FlowSchema,
  PriorityLevelConfiguration,
];
