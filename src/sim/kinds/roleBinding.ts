// RoleBinding: gives the rules of a role to users, groups and service accounts in one namespace.
// Upstream: pkg/apis/rbac/validation, pkg/registry/rbac/rolebinding

import type { IRoleBinding } from 'kubernetes-models/rbac.authorization.k8s.io/v1/RoleBinding';
import { defineKind } from '../api/kind.ts';
import type { Served } from '../api/types.ts';
import { bindingDefaults, bindingStrategy, bindingTable } from './shared/rbacRules.ts';

export type RoleBinding = Served<IRoleBinding>;

export const RoleBinding = defineKind<RoleBinding>({
  group: 'rbac.authorization.k8s.io',
  version: 'v1',
  kind: 'RoleBinding',
  plural: 'rolebindings',
  scope: 'Namespaced',
  defaults: bindingDefaults,
  strategy: bindingStrategy(['Role', 'ClusterRole']),
  table: bindingTable,
});
