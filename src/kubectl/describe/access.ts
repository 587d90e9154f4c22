// kubectl describe of roles and their bindings.
// Upstream: k8s.io/kubectl/pkg/describe (RoleDescriber and its like), k8s.io/kubectl/pkg/util/rbac

import { compareText } from '../../base/text.ts';
import type { ClusterRole } from '../../sim/kinds/clusterRole.ts';
import type { RoleBinding } from '../../sim/kinds/roleBinding.ts';
import type { Role } from '../../sim/kinds/role.ts';
import type { Describer, Description } from './describer.ts';
import { slice } from './values.ts';

/** A rule about one thing. */
interface Simple {
  readonly group?: string;
  readonly resource?: string;
  readonly name?: string;
  readonly url?: string;
  readonly verbs: string[];
}

type Rules = Role['rules'];

export const describeRole: Describer = function* (d) {
  const role = yield* d.get<Role>('rbac.authorization.k8s.io/v1', 'Role');
  d.head(role, { namespaced: false });
  writeRules(d, role.rules);
};

export const describeClusterRole: Describer = function* (d) {
  const role = yield* d.get<ClusterRole>('rbac.authorization.k8s.io/v1', 'ClusterRole');
  d.head(role, { namespaced: false });
  writeRules(d, role.rules);
};

function writeRules({ page }: Description, rules: Rules): void {
  page.write(0, 'PolicyRule:\n');
  page.write(1, 'Resources\tNon-Resource URLs\tResource Names\tVerbs\n');
  page.write(1, '---------\t-----------------\t--------------\t-----\n');
  for (const line of ruleLines(rules)) page.write(1, line);
}

/** Of each rule: what it is about, addresses, names, verbs; with a tab between. */
export const ruleLines = (rules: Rules): readonly string[] =>
  simplified(rules).map((rule) => `${subject(rule)}\t${slice(rule.url === undefined ? [] : [rule.url])}\t${slice(rule.name === undefined ? [] : [rule.name])}\t${slice(rule.verbs)}\n`);

/** `deployments.apps/scale` */
function subject({ group, resource }: Simple): string {
  if (resource === undefined) return '';
  const slash = resource.indexOf('/');
  const [plural, sub] = slash < 0 ? [resource, ''] : [resource.slice(0, slash), resource.slice(slash)];
  return `${plural}${group ? `.${group}` : ''}${sub}`;
}

/** One rule for each resource, with all its verbs; addresses stay one for each verb. */
function simplified(rules: Rules): readonly Simple[] {
  const byThing = new Map<string, Simple>();
  const out: Simple[] = [];
  for (const { apiGroups, resources, resourceNames, nonResourceURLs, verbs } of rules ?? []) {
    for (const group of apiGroups ?? []) {
      for (const resource of resources ?? []) {
        for (const name of resourceNames?.length ? resourceNames : [undefined]) {
          const key = JSON.stringify([group, resource, name]);
          let rule = byThing.get(key);
          if (!rule) byThing.set(key, (rule = { group, resource, ...(name === undefined ? {} : { name }), verbs: [] }));
          for (const verb of verbs) if (!rule.verbs.includes(verb)) rule.verbs.push(verb);
        }
      }
    }
    for (const url of nonResourceURLs ?? []) for (const verb of verbs) out.push({ url, verbs: [verb] });
  }
  return [...out, ...byThing.values()].sort((a, b) => compareText(sortText(a), sortText(b)));
}

const one = (text: string | undefined): string => `[${text ?? ''}]`;
/** As Go prints the rule: the verbs come first. */
const sortText = (r: Simple): string => `Verbs:${slice(r.verbs)},APIGroups:${one(r.group)},Resources:${one(r.resource)},ResourceNames:${one(r.name)},NonResourceURLs:${one(r.url)},`;

const binding = (kind: string): Describer =>
  function* (d) {
    const { page } = d;
    const object = yield* d.get<RoleBinding>('rbac.authorization.k8s.io/v1', kind);
    d.head(object, { namespaced: false });
    page.write(0, 'Role:\n');
    page.inner(1, 'Kind', object.roleRef.kind);
    page.inner(1, 'Name', object.roleRef.name);
    page.write(0, 'Subjects:\n');
    page.write(1, 'Kind\tName\tNamespace\n');
    page.write(1, '----\t----\t---------\n');
    for (const s of object.subjects ?? []) page.write(1, `${s.kind}\t${s.name}\t${s.namespace ?? ''}\n`);
  };

export const describeRoleBinding = binding('RoleBinding');
export const describeClusterRoleBinding = binding('ClusterRoleBinding');
