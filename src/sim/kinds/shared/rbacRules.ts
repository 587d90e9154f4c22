// Rules, role references and subjects of RBAC.      Upstream: pkg/apis/rbac/validation, pkg/apis/rbac/v1/defaults.go

import { equal, type DeepReadonly } from '../../../base/json.ts';
import { failure } from '../../api/errors.ts';
import type { Strategy } from '../../api/kind.ts';
import { isDNS1123Subdomain, isPathSegmentName } from '../../api/names.ts';
import type { KubeObject } from '../../api/types.ts';
import { internalBy } from './internal.ts';
import type { Report } from './report.ts';
import { checkName, checkOneOf, each, reported } from './rules.ts';
import { tableOf } from './tableOf.ts';

const GROUP = 'rbac.authorization.k8s.io';

/** Any path segment; also in generateName a whole one. */
export const roleName = (name: string): string[] => [...isPathSegmentName(name)];

interface Rule {
  readonly verbs?: readonly string[];
  readonly apiGroups?: readonly string[];
  readonly resources?: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly nonResourceURLs?: readonly string[];
}

export function checkRules(r: Report, rules: readonly Rule[] | null | undefined, namespaced: boolean): void {
  each(rules, 'rules', ({ verbs, apiGroups, resources, resourceNames, nonResourceURLs }, at) => {
    if (!verbs?.length) r.required(`${at}.verbs`, 'verbs must contain at least one value');
    if (nonResourceURLs?.length) {
      if (namespaced) r.invalid(`${at}.nonResourceURLs`, nonResourceURLs, 'namespaced rules cannot apply to non-resource URLs');
      if (apiGroups?.length || resources?.length || resourceNames?.length) r.invalid(`${at}.nonResourceURLs`, nonResourceURLs, 'rules cannot apply to both regular resources and non-resource URLs');
      return;
    }
    if (!apiGroups?.length) r.required(`${at}.apiGroups`, 'resource rules must supply at least one api group');
    if (!resources?.length) r.required(`${at}.resources`, 'resource rules must supply at least one resource');
  });
}

interface Subject {
  apiGroup?: string;
  kind: string;
  name: string;
  namespace?: string;
}

interface Bound {
  roleRef: { apiGroup?: string; kind: string; name: string };
  subjects?: Subject[];
}
type Binding = KubeObject & DeepReadonly<Bound>;

export function bindingDefaults({ roleRef, subjects }: Bound): void {
  roleRef.apiGroup ||= GROUP;
  for (const subject of subjects ?? []) if (!subject.apiGroup && (subject.kind === 'User' || subject.kind === 'Group')) subject.apiGroup = GROUP;
}

function checkBinding(r: Report, { roleRef, subjects }: Binding, roleKinds: readonly string[]): void {
  checkOneOf(r, 'roleRef.apiGroup', roleRef.apiGroup, [GROUP]);
  checkOneOf(r, 'roleRef.kind', roleRef.kind, roleKinds, false);
  checkName(r, 'roleRef.name', roleRef.name, isPathSegmentName);
  each(subjects, 'subjects', ({ kind, name, apiGroup = '', namespace }, at) => {
    if (!name) r.required(`${at}.name`);
    if (kind === 'ServiceAccount') {
      if (name) r.faults(`${at}.name`, name, isDNS1123Subdomain(name));
      if (apiGroup) r.unsupported(`${at}.apiGroup`, apiGroup, ['']);
      if (!roleKinds.includes('Role') && !namespace) r.required(`${at}.namespace`);
    } else if (kind === 'User' || kind === 'Group') {
      checkOneOf(r, `${at}.apiGroup`, apiGroup, [GROUP]);
    } else r.unsupported(`${at}.kind`, kind ?? '', ['ServiceAccount', 'User', 'Group']);
  });
}

/** RoleBinding may refer to both kinds of roles, ClusterRoleBinding to one. */
export function bindingStrategy(roleKinds: readonly string[]): Strategy<KubeObject> {
  // Who may bind a role is asked before anything is validated, and that fails for what is no role.
  const resolve = (object: unknown): void => {
    const { kind } = (object as Binding).roleRef;
    if (kind !== 'Role' && kind !== 'ClusterRole') throw failure(500, '', `unsupported role reference kind: ${JSON.stringify(kind)}`);
  };
  return {
    nameRule: roleName,
    metaOnUpdate: ['object', 'update'],
    prepareForCreate: resolve,
    prepareForUpdate: resolve,
    validate: (o) => reported((r) => checkBinding(r, o as Binding, roleKinds)),
    validateUpdate: (o, old) =>
      reported((r) => {
        const { roleRef } = o as Binding;
        checkBinding(r, o as Binding, roleKinds);
        if (!equal(roleRef, (old as Binding).roleRef)) r.invalid('roleRef', internalBy('APIGroup Kind Name', roleRef), 'cannot change roleRef');
      }),
  };
}

export const bindingTable = tableOf<KubeObject>('Name;Role;Age;Users*;Groups*;ServiceAccounts*', (o, age) => {
  const { metadata, roleRef, subjects = [] } = o as Binding;
  const of = (kind: string): string =>
    subjects
      .filter((s) => s.kind === kind)
      .map((s) => (kind === 'ServiceAccount' ? `${s.namespace ?? ''}/${s.name}` : s.name))
      .join(', ');
  return [metadata.name, `${roleRef.kind}/${roleRef.name}`, age, of('User'), of('Group'), of('ServiceAccount')];
});
