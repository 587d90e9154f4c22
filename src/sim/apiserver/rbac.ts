// RBAC: may this user do this? Roles and bindings as they are stored; decisions are remembered until one of them changes.
// Upstream: plugin/pkg/auth/authorizer/rbac, k8s.io/component-helpers/auth/rbac/validation

import type { RequestInfo, UserInfo } from '../api/http.ts';
import type { KubeObject } from '../api/types.ts';
import type { Store } from '../etcd/store.ts';

interface Rule {
  readonly verbs: readonly string[];
  readonly apiGroups?: readonly string[];
  readonly resources?: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly nonResourceURLs?: readonly string[];
}
interface Role extends KubeObject {
  readonly rules?: readonly Rule[];
}
interface Binding extends KubeObject {
  readonly subjects?: readonly { readonly kind: string; readonly name: string; readonly namespace?: string }[];
  readonly roleRef: { readonly kind: string; readonly name: string };
}

export interface Attributes {
  readonly verb: string;
  readonly group: string;
  readonly resource: string;
  readonly subresource: string;
  readonly name: string;
  readonly namespace: string;
  /** For what is no resource. */
  readonly path?: string;
}

export const attributesOf = (info: RequestInfo): Attributes => ({
  verb: info.verb,
  group: info.group,
  resource: info.resource,
  subresource: info.subresource,
  name: info.name,
  namespace: info.namespace,
  ...(info.isResource ? {} : { path: info.path }),
});

export class Rbac {
  private readonly store: Store<KubeObject>;
  /** By user, what was allowed whatever the object's name is. */
  private readonly decisions = new Map<string, Set<string>>();
  private readonly rules = new Map<string, readonly Rule[]>();

  constructor(store: Store<KubeObject>) {
    this.store = store;
    store.listen(({ key }) => {
      if (!/^\/registry\/(cluster)?role(binding)?s\//.test(key)) return;
      this.decisions.clear();
      this.rules.clear();
    });
  }

  allowed(user: UserInfo, a: Attributes): boolean {
    if (user.groups.includes('system:masters')) return true;
    // Most rules name no object, so a decision without the name serves for all of them.
    const key = `${a.verb}|${a.group}|${a.resource}/${a.subresource}|${a.namespace}|${a.path ?? ''}`;
    let known = this.decisions.get(user.name);
    if (known?.has(key)) return true;
    const anyName = this.rulesFor(user, '').some((r) => permits(r, { ...a, name: '' })) || (a.namespace !== '' && this.rulesFor(user, a.namespace).some((r) => permits(r, { ...a, name: '' })));
    if (anyName) {
      if (!known) this.decisions.set(user.name, (known = new Set()));
      known.add(key);
      return true;
    }
    return this.rulesFor(user, '').some((r) => permits(r, a)) || (a.namespace !== '' && this.rulesFor(user, a.namespace).some((r) => permits(r, a)));
  }

  /** The rules a user has in a namespace, or, with '', everywhere. */
  rulesFor(user: UserInfo, namespace: string): readonly Rule[] {
    const key = `${namespace}|${user.name}|${user.groups.join(',')}`;
    let rules = this.rules.get(key);
    if (!rules) this.rules.set(key, (rules = this.collect(user, namespace)));
    return rules;
  }

  private collect(user: UserInfo, namespace: string): readonly Rule[] {
    const bindings = namespace === '' ? this.store.range('/registry/clusterrolebindings/') : this.store.range(`/registry/rolebindings/${namespace}/`);
    const out: Rule[] = [];
    // The Node authorizer. Simplified: it lets a kubelet read any Secret or ConfigMap, not only those of its Pods.
    if (namespace === '' && user.groups.includes('system:nodes')) out.push(...((this.store.get('/registry/clusterroles/system:node')?.value as Role | undefined)?.rules ?? []));
    for (const { value } of bindings) {
      const { subjects = [], roleRef } = value as Binding;
      if (!subjects.some((s) => isSubject(s, user, namespace))) continue;
      const roleKey = roleRef.kind === 'ClusterRole' ? `/registry/clusterroles/${roleRef.name}` : `/registry/roles/${namespace}/${roleRef.name}`;
      out.push(...((this.store.get(roleKey)?.value as Role | undefined)?.rules ?? []));
    }
    return out;
  }
}

function isSubject(subject: { readonly kind: string; readonly name: string; readonly namespace?: string }, user: UserInfo, namespace: string): boolean {
  if (subject.kind === 'User') return subject.name === user.name;
  if (subject.kind === 'Group') return user.groups.includes(subject.name);
  return subject.kind === 'ServiceAccount' && user.name === `system:serviceaccount:${subject.namespace ?? namespace}:${subject.name}`;
}

export function permits(rule: Rule, a: Attributes): boolean {
  const has = (list: readonly string[] | undefined, value: string): boolean => list !== undefined && (list.includes('*') || list.includes(value));
  if (!has(rule.verbs, a.verb)) return false;
  if (a.path !== undefined) {
    const { path } = a;
    return rule.nonResourceURLs?.some((u) => u === '*' || u === path || (u.endsWith('*') && path.startsWith(u.slice(0, -1)))) ?? false;
  }
  if (!has(rule.apiGroups, a.group)) return false;
  const full = a.subresource ? `${a.resource}/${a.subresource}` : a.resource;
  const resource = rule.resources?.some((r) => r === '*' || r === full || (a.subresource !== '' && r === `*/${a.subresource}`)) ?? false;
  return resource && (!rule.resourceNames?.length || rule.resourceNames.includes(a.name));
}

/** `User "u" cannot list resource "pods" in API group "" in the namespace "default"` */
export function denial(user: UserInfo, a: Attributes): string {
  if (a.path !== undefined) return `User ${JSON.stringify(user.name)} cannot ${a.verb} path ${JSON.stringify(a.path)}`;
  const resource = a.subresource ? `${a.resource}/${a.subresource}` : a.resource;
  const where = a.namespace ? `in the namespace ${JSON.stringify(a.namespace)}` : 'at the cluster scope';
  return `User ${JSON.stringify(user.name)} cannot ${a.verb} resource ${JSON.stringify(resource)} in API group ${JSON.stringify(a.group)} ${where}`;
}
