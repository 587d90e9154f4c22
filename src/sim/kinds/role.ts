// Role: what may be done in one namespace.      Upstream: pkg/apis/rbac/validation, pkg/registry/rbac/role

import type { IRole } from 'kubernetes-models/rbac.authorization.k8s.io/v1/Role';
import { defineKind } from '../api/kind.ts';
import type { Served } from '../api/types.ts';
import { checkRules, roleName } from './shared/rbacRules.ts';
import { reported } from './shared/rules.ts';
import { plainTable } from './shared/tableOf.ts';

export type Role = Served<IRole>;

export const Role = defineKind<Role>({
  group: 'rbac.authorization.k8s.io',
  version: 'v1',
  kind: 'Role',
  plural: 'roles',
  scope: 'Namespaced',
  strategy: {
    nameRule: roleName,
    metaOnUpdate: ['object', 'update'],
    validate: (o) => reported((r) => checkRules(r, o.rules, true)),
    validateUpdate: (o) => reported((r) => checkRules(r, o.rules, true)),
  },
  table: plainTable,
});
