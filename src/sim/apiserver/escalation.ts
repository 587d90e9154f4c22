// Nobody grants by a role or a binding what they may not do themselves, unless they may `escalate` roles or `bind` the role.
// Upstream: pkg/registry/rbac/{escalation_check.go,role,rolebinding,clusterrole,clusterrolebinding}/policybased,
// pkg/registry/rbac/validation/{rule.go,policy_compact.go}

import { equal } from '../../base/json.ts';
import { compareText, quote } from '../../base/text.ts';
import { forbidden, notFound } from '../api/errors.ts';
import type { KubeObject } from '../api/types.ts';
import type { Exchange } from './context.ts';
import { Rbac } from './rbac.ts';

interface Rule {
  readonly verbs: readonly string[];
  readonly apiGroups?: readonly string[];
  readonly resources?: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly nonResourceURLs?: readonly string[];
}
interface Granting {
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly rules?: readonly Rule[];
  readonly roleRef?: { readonly kind: string; readonly name: string };
  readonly subjects?: readonly object[];
}

const RBAC_GROUP = 'rbac.authorization.k8s.io';

const resolvers = new WeakMap<object, Rbac>();

/** `old` where it is a change. */
export function confirmNoEscalation(exchange: Exchange, object: KubeObject, old?: KubeObject): void {
  const { kind, user, info, state } = exchange;
  if (kind.group !== RBAC_GROUP || user.groups.includes('system:masters')) return;
  const granting = object as unknown as Granting;
  const before = old as unknown as Granting | undefined;
  const isRole = kind.kind === 'Role' || kind.kind === 'ClusterRole';
  if (before && (isRole ? equal(before.rules, granting.rules) : equal(before.roleRef, granting.roleRef) && equal(before.subjects, granting.subjects))) return;
  let rbac = resolvers.get(state.store);
  if (!rbac) resolvers.set(state.store, (rbac = new Rbac(state.store)));
  const { name } = granting.metadata;
  const at = { group: RBAC_GROUP, subresource: '', namespace: info.namespace };
  let rules = granting.rules ?? [];
  if (isRole) {
    if (rbac.allowed(user, { ...at, verb: 'escalate', resource: kind.plural, name })) return;
  } else {
    const { roleRef = { kind: '', name: '' } } = granting;
    const resource = roleRef.kind === 'ClusterRole' ? 'clusterroles' : 'roles';
    if (rbac.allowed(user, { ...at, verb: 'bind', resource, name: roleRef.name })) return;
    const key = resource === 'clusterroles' ? `/registry/clusterroles/${roleRef.name}` : `/registry/roles/${info.namespace}/${roleRef.name}`;
    const role = state.store.get(key)?.value as unknown as Granting | undefined;
    if (!role) throw notFound(RBAC_GROUP, resource, roleRef.name);
    rules = role.rules ?? [];
  }
  const held = [...rbac.rulesFor(user, ''), ...(info.namespace ? rbac.rulesFor(user, info.namespace) : [])];
  const missing = rules.flatMap(brokenDown).filter((rule) => !held.some((own) => covers(own, rule)));
  if (missing.length === 0) return;
  const listed = [...new Set(compacted(missing).map(ruleText))].sort(compareText).join('\n');
  throw forbidden(kind.group, kind.plural, name, `user ${quote(user.name)} (groups=${listText(user.groups)}) is attempting to grant RBAC permissions not currently held:\n${listed}`);
}

/** One verb on one thing each. */
function brokenDown({ verbs, apiGroups = [], resources = [], resourceNames = [], nonResourceURLs = [] }: Rule): readonly Rule[] {
  const out: Rule[] = [];
  for (const group of apiGroups) {
    for (const resource of resources) {
      for (const verb of verbs) {
        if (resourceNames.length === 0) out.push({ verbs: [verb], apiGroups: [group], resources: [resource] });
        else for (const name of resourceNames) out.push({ verbs: [verb], apiGroups: [group], resources: [resource], resourceNames: [name] });
      }
    }
  }
  for (const url of nonResourceURLs) for (const verb of verbs) out.push({ verbs: [verb], nonResourceURLs: [url] });
  return out;
}

function covers(own: Rule, { verbs: [verb = ''], apiGroups, resources, resourceNames, nonResourceURLs }: Rule): boolean {
  const has = (list: readonly string[] | undefined, item: string): boolean => list?.includes('*') === true || list?.includes(item) === true;
  if (!has(own.verbs, verb)) return false;
  const [url] = nonResourceURLs ?? [];
  if (url !== undefined) return own.nonResourceURLs?.some((held) => held === '*' || held === url || (held.endsWith('*') && url.startsWith(held.slice(0, -1)))) === true;
  const [resource = ''] = resources ?? [];
  const slash = resource.indexOf('/');
  if (!has(own.apiGroups, apiGroups?.[0] ?? '')) return false;
  if (!has(own.resources, resource) && !(slash >= 0 && own.resources?.includes(`*${resource.slice(slash)}`))) return false;
  return !own.resourceNames?.length || (resourceNames !== undefined && own.resourceNames.includes(resourceNames[0] as string));
}

/** The verbs on one thing together again. */
function compacted(rules: readonly Rule[]): readonly Rule[] {
  const simple = new Map<string, { rule: Rule; verbs: string[] }>();
  const others: Rule[] = [];
  for (const rule of rules) {
    if (rule.nonResourceURLs) {
      others.push(rule);
      continue;
    }
    const id = `${rule.apiGroups?.[0]}/${rule.resources?.[0]}/${rule.resourceNames?.[0] ?? ''}`;
    const known = simple.get(id);
    if (known) known.verbs.push(...rule.verbs);
    else simple.set(id, { rule, verbs: [...rule.verbs] });
  }
  return [...others, ...Array.from(simple.values(), ({ rule, verbs }) => ({ ...rule, verbs }))];
}

const listText = (list: readonly string[]): string => `[${list.map((item) => quote(item)).join(' ')}]`;

function ruleText({ apiGroups, resources, resourceNames, nonResourceURLs, verbs }: Rule): string {
  const parts = [
    ...(apiGroups?.length ? [`APIGroups:${listText(apiGroups)}`] : []),
    ...(resources?.length ? [`Resources:${listText(resources)}`] : []),
    ...(nonResourceURLs?.length ? [`NonResourceURLs:${listText(nonResourceURLs)}`] : []),
    ...(resourceNames?.length ? [`ResourceNames:${listText(resourceNames)}`] : []),
    ...(verbs.length ? [`Verbs:${listText(verbs)}`] : []),
  ];
  return `{${parts.join(', ')}}`;
}
