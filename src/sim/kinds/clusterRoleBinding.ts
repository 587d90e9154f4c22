// ClusterRoleBinding: gives the rules of a ClusterRole to users, groups and service accounts everywhere.
// Upstream: pkg/apis/rbac/validation, pkg/registry/rbac/clusterrolebinding

import type { IClusterRoleBinding } from 'kubernetes-models/rbac.authorization.k8s.io/v1/ClusterRoleBinding';
import { defineKind } from '../api/kind.ts';
import type { Served } from '../api/types.ts';
import { bindingDefaults, bindingStrategy, bindingTable } from './shared/rbacRules.ts';

export type ClusterRoleBinding = Served<IClusterRoleBinding>;

export const ClusterRoleBinding = defineKind<ClusterRoleBinding>({
  group: 'rbac.authorization.k8s.io',
  version: 'v1',
  kind: 'ClusterRoleBinding',
  plural: 'clusterrolebindings',
  scope: 'Cluster',
  defaults: bindingDefaults,
  strategy: bindingStrategy(['ClusterRole']),
  table: bindingTable,
});
