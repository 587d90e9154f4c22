// ClusterRole: what may be done everywhere, or in the namespaces where it is bound; it can gather the rules of others.
// Upstream: pkg/apis/rbac/validation, pkg/registry/rbac/clusterrole

import type { IClusterRole } from 'kubernetes-models/rbac.authorization.k8s.io/v1/ClusterRole';
import { defineKind } from '../api/kind.ts';
import type { Served } from '../api/types.ts';
import { checkRules, roleName } from './shared/rbacRules.ts';
import type { Report } from './shared/report.ts';
import { checkSelectorAt, each, reported } from './shared/rules.ts';
import { plainTable } from './shared/tableOf.ts';

export type ClusterRole = Served<IClusterRole>;

export const ClusterRole = defineKind<ClusterRole>({
  group: 'rbac.authorization.k8s.io',
  version: 'v1',
  kind: 'ClusterRole',
  plural: 'clusterroles',
  scope: 'Cluster',
  strategy: {
    nameRule: roleName,
    metaOnUpdate: ['object', 'update'],
    validate: (o) => reported((r) => check(r, o)),
    validateUpdate: (o) => reported((r) => check(r, o)),
  },
  table: plainTable,
});

function check(r: Report, { rules, aggregationRule }: ClusterRole): void {
  checkRules(r, rules, false);
  if (!aggregationRule) return;
  const at = 'aggregationRule.clusterRoleSelectors';
  if (!aggregationRule.clusterRoleSelectors?.length) r.required(at, 'at least one clusterRoleSelector required if aggregationRule is non-nil');
  each(aggregationRule.clusterRoleSelectors, at, (selector, path) => {
    const before = r.count;
    checkSelectorAt(r, path, selector);
    if (r.count > before) r.invalid(path, null, 'invalid label selector.');
  });
}
