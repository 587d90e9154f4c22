// FlowSchema: which requests to the API server share a priority level.
// Upstream: pkg/apis/flowcontrol/validation, pkg/registry/flowcontrol/flowschema

import type { IFlowSchema } from 'kubernetes-models/flowcontrol.apiserver.k8s.io/v1/FlowSchema';
import type { INonResourcePolicyRule } from 'kubernetes-models/flowcontrol.apiserver.k8s.io/v1/NonResourcePolicyRule';
import type { IResourcePolicyRule } from 'kubernetes-models/flowcontrol.apiserver.k8s.io/v1/ResourcePolicyRule';
import type { ISubject } from 'kubernetes-models/flowcontrol.apiserver.k8s.io/v1/Subject';
import { equal, type DeepReadonly } from '../../base/json.ts';
import { defineKind } from '../api/kind.ts';
import { isDNS1123Label, isDNS1123Subdomain } from '../api/names.ts';
import type { Served } from '../api/types.ts';
import { countGenerations, startWith } from './shared/generation.ts';
import { internal, internalBy } from './shared/internal.ts';
import type { Report } from './shared/report.ts';
import { checkFlowConditions } from './shared/flowRules.ts';
import { each, reported } from './shared/rules.ts';
import { tableOf } from './shared/tableOf.ts';

export type FlowSchema = Served<IFlowSchema>;

export const FlowSchema = defineKind<FlowSchema>({
  group: 'flowcontrol.apiserver.k8s.io',
  version: 'v1',
  kind: 'FlowSchema',
  plural: 'flowschemas',
  scope: 'Cluster',
  status: true,
  simulated: 'stored',
  defaults({ spec }) {
    spec.matchingPrecedence ||= 1000;
  },
  strategy: {
    ...countGenerations(['spec'], startWith({})),
    metaOnUpdate: ['object'],
    validate: (o) => reported((r) => check(r, o)),
    validateUpdate: (o) => reported((r) => check(r, o)),
    validateStatusUpdate: (o) => reported((r) => checkFlowConditions(r, o.status.conditions)),
  },
  table: tableOf('Name;PriorityLevel;MatchingPrecedence;DistinguisherMethod;Age;MissingPL', ({ metadata, spec, status }, age) => {
    const dangling = status.conditions?.find((c) => c.type === 'Dangling');
    return [metadata.name, spec.priorityLevelConfiguration.name, spec.matchingPrecedence ?? 0, spec.distinguisherMethod?.type ?? '<none>', age, missing(dangling?.status)];
  }),
});

const missing = (status: string | undefined): string => (status === undefined ? '?' : status);

const EVERYTHING = { resourceRules: [{ verbs: ['*'], apiGroups: ['*'], resources: ['*'], clusterScope: true, namespaces: ['*'] }], nonResourceRules: [{ verbs: ['*'], nonResourceURLs: ['*'] }] };
const group = (name: string) => ({ kind: 'Group', group: { name } });

/** Two schemas that must stay as they are. */
const MANDATORY: Readonly<Record<string, object>> = {
  exempt: { priorityLevelConfiguration: { name: 'exempt' }, matchingPrecedence: 1, rules: [{ subjects: [group('system:masters')], ...EVERYTHING }] },
  'catch-all': {
    priorityLevelConfiguration: { name: 'catch-all' },
    matchingPrecedence: 10000,
    distinguisherMethod: { type: 'ByUser' },
    rules: [{ subjects: [group('system:unauthenticated'), group('system:authenticated')], ...EVERYTHING }],
  },
};

const SHAPES = {
  Spec: 'PriorityLevelConfiguration:Name MatchingPrecedence:n DistinguisherMethod:*Type Rules:[Rules]',
  Name: 'Name',
  Type: 'Type',
  Rules: 'Subjects:[Subject] ResourceRules:[Resource] NonResourceRules:[Other]',
  Subject: 'Kind User:*Name Group:*Name ServiceAccount:*Account',
  Account: 'Namespace Name',
  Resource: 'Verbs:? APIGroups:? Resources:? ClusterScope:b Namespaces:?',
  Other: 'Verbs:? NonResourceURLs:?',
};

function check(r: Report, { metadata: { name }, spec, status }: FlowSchema): void {
  const precedence = spec.matchingPrecedence ?? 0;
  if (precedence <= 0) r.invalid('spec.matchingPrecedence', precedence, 'must be a positive value');
  if (precedence > 10_000) r.invalid('spec.matchingPrecedence', precedence, 'must not be greater than 10000');
  if (precedence === 1 && name !== 'exempt') r.invalid('spec.matchingPrecedence', precedence, "only the schema named 'exempt' may have matchingPrecedence 1");
  const method = spec.distinguisherMethod;
  if (method && !['ByNamespace', 'ByUser'].includes(method.type)) r.unsupported('spec.distinguisherMethod.type', internalBy('Type', method), ['ByNamespace', 'ByUser']);
  const level = spec.priorityLevelConfiguration?.name;
  const at = 'spec.priorityLevelConfiguration.name';
  if (level) r.faults(at, level, isDNS1123Subdomain(level));
  else r.required(at, 'must reference a priority level');
  each(spec.rules, 'spec.rules', ({ subjects, resourceRules, nonResourceRules }, path) => {
    if (!subjects?.length) r.required(`${path}.subjects`, 'subjects must contain at least one value');
    each(subjects, `${path}.subjects`, (subject, p) => checkSubject(r, p, subject));
    if (!resourceRules?.length && !nonResourceRules?.length) r.required(path, 'at least one of resourceRules and nonResourceRules has to be non-empty');
    each(resourceRules, `${path}.resourceRules`, (rule, p) => checkResourceRule(r, p, rule));
    each(nonResourceRules, `${path}.nonResourceRules`, (rule, p) => checkNonResourceRule(r, p, rule));
  });
  const fixed = MANDATORY[name];
  if (fixed && !equal(spec, fixed)) r.invalid('spec', internal('Spec', spec, SHAPES), `spec of '${name}' must equal the fixed value`);
  checkFlowConditions(r, status.conditions);
}

const MEMBERS = { User: 'user', Group: 'group', ServiceAccount: 'serviceAccount' } as const;

function checkSubject(r: Report, at: string, subject: DeepReadonly<ISubject>): void {
  const kind = subject.kind as keyof typeof MEMBERS;
  if (!MEMBERS[kind]) return r.unsupported(`${at}.kind`, kind ?? '', ['Group', 'ServiceAccount', 'User']);
  const member = MEMBERS[kind];
  const field = `${at}.${member}`;
  const named = subject[member];
  if (!named) r.required(field, `${member} is required when subject kind is '${kind}'`);
  else {
    if (!named.name) r.required(`${field}.name`);
    if (kind === 'ServiceAccount') {
      if (named.name && named.name !== '*') r.faults(`${field}.name`, named.name, isDNS1123Subdomain(named.name));
      const { namespace } = subject.serviceAccount ?? {};
      if (namespace) r.faults(`${field}.namespace`, namespace, isDNS1123Label(namespace));
      else r.required(`${field}.namespace`, 'must specify namespace for service account');
    }
  }
  // In the order in which the source asks.
  for (const other of kind === 'ServiceAccount' ? (['User', 'Group'] as const) : kind === 'User' ? (['ServiceAccount', 'Group'] as const) : (['ServiceAccount', 'User'] as const)) {
    if (subject[MEMBERS[other]]) r.forbidden(`${at}.${MEMBERS[other]}`, `${MEMBERS[other]} is forbidden when subject kind is not '${other}'`);
  }
}

const VERBS = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'proxy', 'update', 'watch'];

function checkVerbs(r: Report, at: string, verbs: readonly string[] | undefined): void {
  const field = `${at}.verbs`;
  if (!verbs?.length) r.required(field, 'verbs must contain at least one value');
  else if (!checkWildcard(r, field, verbs, 'verbs') && !verbs.every((v) => VERBS.includes(v))) r.unsupported(field, verbs, VERBS);
}

/** Whether '*' is in the list, where it must be alone. */
function checkWildcard(r: Report, field: string, values: readonly string[], what: string): boolean {
  if (!values.includes('*')) return false;
  if (values.length > 1) r.invalid(field, values, `if '*' is present, must not specify other ${what}`);
  return true;
}

function checkResourceRule(r: Report, at: string, { verbs, apiGroups, resources, clusterScope, namespaces }: DeepReadonly<IResourcePolicyRule>): void {
  checkVerbs(r, at, verbs);
  if (!apiGroups?.length) r.required(`${at}.apiGroups`, 'resource rules must supply at least one api group');
  else checkWildcard(r, `${at}.apiGroups`, apiGroups, 'api groups');
  if (!resources?.length) r.required(`${at}.resources`, 'resource rules must supply at least one resource');
  else checkWildcard(r, `${at}.resources`, resources, 'resources');
  const field = `${at}.namespaces`;
  if (!namespaces?.length) {
    if (!clusterScope) r.required(field, 'resource rules that are not cluster scoped must supply at least one namespace');
  } else if (!checkWildcard(r, field, namespaces, 'namespaces')) {
    each(namespaces, field, (name, path) => r.faults(path, name, isDNS1123Label(name).map((f) => `each member of this list must be '*' or a DNS-1123 label; ${f}`)));
  }
}

function checkNonResourceRule(r: Report, at: string, { verbs, nonResourceURLs: urls }: DeepReadonly<INonResourcePolicyRule>): void {
  checkVerbs(r, at, verbs);
  const field = `${at}.nonResourceURLs`;
  if (!urls?.length) r.required(field, 'nonResourceURLs must contain at least one value');
  else if (!checkWildcard(r, field, urls, 'non-resource URLs')) {
    each(urls, field, (url, path) => {
      const fault = urlFault(url);
      if (fault) r.invalid(path, url, fault);
    });
  }
}

function urlFault(url: string): string | undefined {
  if (url === '') return 'must not be empty';
  if (url === '/') return undefined;
  if (!url.startsWith('/')) return 'must start with slash';
  if (url.includes(' ')) return 'must not contain white-space';
  if (url.includes('//')) return 'must not contain double slash';
  const stars = url.split('*').length - 1;
  return stars > 1 || (stars === 1 && !url.endsWith('/*')) ? 'wildcard can only do suffix matching' : undefined;
}
