// kubectl create role and clusterrole. Upstream: k8s.io/kubectl/pkg/cmd/create/create_role.go, create_clusterrole.go

import { compareText } from '../../base/text.ts';
import type { Flags } from '../flags.ts';
import { KubectlError } from '../output/errors.ts';
import { goForm } from '../output/goForm.ts';
import type { Item } from '../output/object.ts';
import { namespaceFor, requireName, unknownResource, type GeneratorContext, type GroupResource } from './context.ts';

const API_VERSION = 'rbac.authorization.k8s.io/v1';
const VERBS = ['*', 'get', 'delete', 'list', 'create', 'update', 'patch', 'watch', 'proxy', 'deletecollection', 'use', 'bind', 'escalate', 'impersonate'];
const URL_VERBS = ['*', 'get', 'post', 'put', 'delete', 'patch', 'head', 'options'];
const ROLES = ['roles.rbac.authorization.k8s.io', 'clusterroles.rbac.authorization.k8s.io'];
/** Verbs that only some resources know, whether they exist or not. */
const SPECIAL_VERBS: Readonly<Record<string, readonly string[]>> = {
  use: ['podsecuritypolicies.policy', 'podsecuritypolicies.extensions'],
  bind: ROLES,
  escalate: ROLES,
  impersonate: ['users.', 'serviceaccounts.', 'groups.', 'userextras.authentication.k8s.io'],
};

export function createRole(name: string, flags: Flags, context: GeneratorContext): Item {
  const asked = new Asked(flags);
  requireName(name);
  if (asked.verbs.length === 0) throw new KubectlError('at least one verb must be specified');
  warnOfVerbs(asked.verbs, context);
  if (asked.resources.length === 0) throw new KubectlError('at least one resource must be specified');
  checkResources(asked, context);
  return goForm({ apiVersion: API_VERSION, kind: 'Role', metadata: { name, namespace: namespaceFor(context) }, rules: rulesFor(asked, context) });
}

export function createClusterRole(name: string, flags: Flags, context: GeneratorContext): Item {
  const asked = new Asked(flags);
  requireName(name);
  const aggregation = flags.map('aggregation-rule');
  const object = { apiVersion: API_VERSION, kind: 'ClusterRole', metadata: { name } };
  if (aggregation.size > 0) {
    if (asked.urls.length > 0 || asked.verbs.length > 0 || asked.resources.length > 0 || asked.names.length > 0) {
      throw new KubectlError('aggregation rule must be specified without nonResourceURLs, verbs, resources or resourceNames');
    }
    return goForm({ ...object, aggregationRule: { clusterRoleSelectors: [{ matchLabels: Object.fromEntries(aggregation) }] } });
  }
  if (asked.verbs.length === 0) throw new KubectlError('at least one verb must be specified');
  if (asked.resources.length === 0 && asked.urls.length === 0) throw new KubectlError('one of resource or nonResourceURL must be specified');
  if (asked.resources.length > 0) {
    warnOfVerbs(asked.verbs, context);
    checkResources(asked, context);
  }
  if (asked.urls.length > 0) checkUrls(asked);
  return goForm({ ...object, rules: rulesFor(asked, context) });
}

/** The resources that the flags name: what `resourceFor` will be asked. */
export const resourcesAsked = (flags: Flags): readonly GroupResource[] => new Asked(flags).resources;

interface AskedResource extends GroupResource {
  readonly subresource: string;
}

/** What the flags ask for, without repetition. */
class Asked {
  readonly verbs: readonly string[];
  readonly resources: readonly AskedResource[];
  readonly names: readonly string[];
  readonly urls: readonly string[];

  constructor(flags: Flags) {
    const verbs = [...new Set(flags.list('verb'))];
    this.verbs = verbs.includes('*') ? ['*'] : verbs;
    const resources = flags.list('resource');
    // Everything is everything.
    this.resources = (resources.includes('*') ? ['*'] : resources).map(resourceOf);
    this.names = [...new Set(flags.list('resource-name'))];
    this.urls = flags.has('non-resource-url') ? [...new Set(flags.list('non-resource-url'))] : [];
  }
}

/** `deployments.apps/scale` */
function resourceOf(text: string): AskedResource {
  const [, head = '', subresource = ''] = /^([^/]*)(?:\/(.*))?$/s.exec(text) ?? [];
  const [, resource = '', group = ''] = /^([^.]*)(?:\.(.*))?$/s.exec(head) ?? [];
  return { resource, group, subresource };
}

function warnOfVerbs(verbs: readonly string[], context: GeneratorContext): void {
  for (const verb of verbs) if (!VERBS.includes(verb)) context.warn(`Warning: '${verb}' is not a standard resource verb`);
}

function checkResources(asked: Asked, context: GeneratorContext): void {
  for (const r of asked.resources) {
    if (r.resource === '') throw new KubectlError('resource must be specified if apiGroup/subresource specified');
    if (r.resource === '*') return;
    const found = context.resourceFor(r.resource, r.group);
    const { resource, group } = found ?? r;
    let special = false;
    for (const verb of asked.verbs) {
      const allowed = Object.hasOwn(SPECIAL_VERBS, verb) ? SPECIAL_VERBS[verb] : undefined;
      if (!allowed) continue;
      if (!allowed.includes(`${resource}.${group}`)) throw new KubectlError(`can not perform '${verb}' on '${resource}' in group '${group}'`);
      special = true;
    }
    if (!found && !special) throw unknownResource(r.resource, r.group);
  }
}

function checkUrls(asked: Asked): void {
  for (const verb of asked.verbs) if (!URL_VERBS.includes(verb)) throw new KubectlError(`invalid verb: '${verb}' for nonResourceURL`);
  for (const url of asked.urls) {
    if (url === '*') continue;
    if (!url.startsWith('/')) throw new KubectlError('nonResourceURL should start with /');
    if (url.slice(0, -1).includes('*')) throw new KubectlError("nonResourceURL only supports wildcard matches when '*' is at the end");
  }
}

/** One rule for each API group, one for URLs. */
function rulesFor(asked: Asked, context: GeneratorContext): readonly Item[] {
  const groups = new Map<string, string[]>();
  for (const r of asked.resources) {
    const { resource, group } = context.resourceFor(r.resource, r.group) ?? r;
    const full = r.subresource === '' ? resource : `${resource}/${r.subresource}`;
    const resources = groups.get(group) ?? [];
    if (!resources.includes(full)) resources.push(full);
    groups.set(group, resources);
  }
  const rules: Item[] = [...groups.keys()].sort(compareText).map((group) => ({ verbs: asked.verbs, resources: groups.get(group), apiGroups: [group], resourceNames: asked.names }));
  if (asked.urls.length > 0) rules.push({ verbs: asked.verbs, nonResourceURLs: asked.urls });
  return rules;
}
