// What an API server stores when it starts on an empty etcd: the system namespaces, priority levels and flow schemas,
// its own APIServices, RBAC's roles and bindings, the service network and the Service `kubernetes`.
// Upstream: pkg/controlplane, plugin/pkg/auth/authorizer/rbac/bootstrappolicy, pkg/registry/rbac/rest/storage_rbac.go,
// k8s.io/apiserver/pkg/apis/flowcontrol/bootstrap
// Simplified: certificates are placeholders; the API server's own lease is left out; the rules of aggregated roles, which
// a controller fills in a moment later, are there at once.
//
// generated/bootstrap.json holds rules as `verbs|apiGroups|resources[|resourceNames]` or `verbs|^|nonResourceURLs`,
// separated by `;`, and bindings as `[=role] G:group U:user S:service account in kube-system …`.

import { deepFreeze, type JsonObject } from '../../base/json.ts';
import { compareText } from '../../base/text.ts';
import { keyOf } from '../api/kind.ts';
import type { Scheme } from '../api/scheme.ts';
import type { KubeObject, ObjectMeta } from '../api/types.ts';
import data from './generated/bootstrap.json' with { type: 'json' };
import { formatIPv4, parseCIDR, type Range } from './allocators.ts';
import { groupsOf, isBuiltInGroup, prioritiesOf } from './apiResources.ts';
import type { ServerConfig, ServerState } from './context.ts';

/** An object without uid and revision. */
export interface BootstrapObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: Omit<ObjectMeta, 'uid' | 'resourceVersion'>;
  readonly [field: string]: unknown;
}

/** Writes them all in one go, as the loopback client of the API server would. Returns how many there are. */
export function bootstrap(state: ServerState): number {
  const { kernel, store, scheme, config, allocators, provenance } = state;
  const now = kernel.timestamp();
  let count = 0;
  for (const object of bootstrapObjects(scheme, config, now)) {
    const kind = scheme.kind(object.apiVersion, object.kind);
    if (!kind) continue;
    const key = keyOf(kind, object.metadata.namespace, object.metadata.name);
    if (store.get(key)) continue;
    const uid = kernel.stream('uid').uuid();
    store.put(key, 0, (revision) => {
      const { name, namespace, generation, creationTimestamp, ...rest } = object.metadata;
      const metadata = { name, ...(namespace ? { namespace } : {}), uid, resourceVersion: String(revision), ...(generation ? { generation } : {}), creationTimestamp, ...rest };
      const stored = deepFreeze({ ...object, metadata }) as KubeObject;
      const manager = name.startsWith('kubeadm:') ? 'kubeadm' : 'kube-apiserver';
      // The finalizer of a namespace comes from its strategy, not from who made it.
      const sent = object.kind === 'Namespace' ? () => ({ ...stored, spec: {}, status: {} }) : undefined;
      provenance.note(stored, { before: undefined, sent, manager, apiVersion: object.apiVersion, kind: object.kind, subresource: '', time: now });
      return stored;
    });
    count++;
  }
  const { first } = parseCIDR(config.serviceCIDR) as Range;
  allocators.addresses.take(first + 1);
  return count;
}

/** In the order in which the API server's start-up hooks write them. */
export function bootstrapObjects(scheme: Scheme, config: ServerConfig, now: string): BootstrapObject[] {
  return [...namespaces(now), ...flowControl(now), ...apiServices(scheme, now), ...priorityClasses(now), ...rbac(now), ...configMaps(now), ...network(config, now)];
}

function make(apiVersion: string, kind: string, metadata: JsonObject & { readonly name: string }, now: string, fields: JsonObject): BootstrapObject {
  return { apiVersion, kind, metadata: { ...metadata, creationTimestamp: now } as BootstrapObject['metadata'], ...fields };
}

function namespaces(now: string): BootstrapObject[] {
  return ['kube-system', 'kube-public', 'kube-node-lease', 'default'].map((name) =>
    make('v1', 'Namespace', { name, labels: { 'kubernetes.io/metadata.name': name } }, now, { spec: { finalizers: ['kubernetes'] }, status: { phase: 'Active' } }),
  );
}

function flowControl(now: string): BootstrapObject[] {
  const version = 'flowcontrol.apiserver.k8s.io/v1';
  const metadata = (name: string): JsonObject & { name: string } => ({ name, generation: 1, annotations: { 'apf.kubernetes.io/autoupdate-spec': 'true' } });
  const levels = Object.entries(data.priorityLevels).map(([name, spec]) => make(version, 'PriorityLevelConfiguration', metadata(name), now, { spec, status: {} }));
  const schemas = Object.entries(data.flowSchemas).map(([name, spec]) => {
    const level = JSON.stringify(spec.priorityLevelConfiguration.name);
    const found = { type: 'Dangling', status: 'False', lastTransitionTime: now, reason: 'Found', message: `This FlowSchema references the PriorityLevelConfiguration object named ${level} and it exists` };
    return make(version, 'FlowSchema', metadata(name), now, { spec: spec as JsonObject, status: { conditions: [found] } });
  });
  return [...levels, ...schemas];
}

/** One for each group and version that the API server serves; the aggregator in front of it has none of its own. */
function apiServices(scheme: Scheme, now: string): BootstrapObject[] {
  const served: [group: string, version: string][] = [['', 'v1']];
  for (const { name, versions } of groupsOf(scheme)) if (isBuiltInGroup(name) && name !== 'apiregistration.k8s.io') for (const version of versions) served.push([name, version]);
  return served
    .map(([group, version]) => {
      const { group: groupPriorityMinimum, version: versionPriority } = prioritiesOf(group, version);
      const available = { type: 'Available', status: 'True', lastTransitionTime: now, reason: 'Local', message: 'Local APIServices are always available' };
      const metadata = { name: `${version}.${group}`, labels: { 'kube-aggregator.kubernetes.io/automanaged': 'onstart' } };
      return make('apiregistration.k8s.io/v1', 'APIService', metadata, now, { spec: { ...(group ? { group } : {}), version, groupPriorityMinimum, versionPriority }, status: { conditions: [available] } });
    })
    .sort((a, b) => compareText(a.metadata.name, b.metadata.name));
}

function priorityClasses(now: string): BootstrapObject[] {
  return Object.entries(data.priorityClasses)
    .reverse()
    .map(([name, fields]) => make('scheduling.k8s.io/v1', 'PriorityClass', { name, generation: 1 }, now, { ...fields, preemptionPolicy: 'PreemptLowerPriority' }));
}

// ---- RBAC ----

const RBAC = 'rbac.authorization.k8s.io';
const RBAC_VERSION = `${RBAC}/v1`;

/** Which roles another role gathers the rules of, by a label. */
const AGGREGATED: Readonly<Record<string, readonly string[]>> = { admin: ['edit', 'system:aggregate-to-admin'], edit: ['system:aggregate-to-edit', 'view'], view: ['system:aggregate-to-view'] };

function rbac(now: string): BootstrapObject[] {
  return [
    ...each(data.clusterRoles, (name, text) => clusterRole(name, text, now)),
    ...each(data.clusterRoleBindings, (name, text) => binding('ClusterRole', { name }, text, now)),
    ...each(data.roles, (key, text) => make(RBAC_VERSION, 'Role', rbacMetadata(splitKey(key)), now, { rules: rulesOf(text) })),
    ...each(data.roleBindings, (key, text) => binding('Role', splitKey(key), text, now)),
  ];
}

const each = <T>(texts: Readonly<Record<string, string>>, make: (key: string, text: string) => T): T[] => Object.entries(texts).map(([key, text]) => make(key, text));

interface Name {
  readonly name: string;
  readonly namespace?: string;
}

function splitKey(key: string): Name {
  const slash = key.indexOf('/');
  return { name: key.slice(slash + 1), namespace: key.slice(0, slash) };
}

const rbacMetadata = ({ name, namespace }: Name, labels: JsonObject = {}): JsonObject & Name =>
  name.startsWith('kubeadm:') ? { name } : { name, ...(namespace ? { namespace } : {}), labels: { 'kubernetes.io/bootstrapping': 'rbac-defaults', ...labels }, annotations: { 'rbac.authorization.kubernetes.io/autoupdate': 'true' } };

function clusterRole(name: string, text: string, now: string): BootstrapObject {
  const into = Object.keys(AGGREGATED).find((role) => AGGREGATED[role]?.includes(name));
  const gathers = AGGREGATED[name] !== undefined;
  const metadata = rbacMetadata({ name }, into ? { [`${RBAC}/aggregate-to-${into}`]: 'true' } : {});
  return make(RBAC_VERSION, 'ClusterRole', metadata, now, {
    rules: gathers ? gatheredRules(name) : rulesOf(text),
    ...(gathers ? { aggregationRule: { clusterRoleSelectors: [{ matchLabels: { [`${RBAC}/aggregate-to-${name}`]: 'true' } }] } } : {}),
  });
}

/** The rules of the roles with the label, in the order of their names, each once. */
function gatheredRules(name: string): JsonObject[] {
  return rulesOf([...new Set(gatheredTexts(name))].join(';'));
}

function gatheredTexts(name: string): string[] {
  const texts: Readonly<Record<string, string>> = data.clusterRoles;
  return (AGGREGATED[name] ?? []).flatMap((role) => (AGGREGATED[role] ? gatheredTexts(role) : (texts[role] ?? '').split(';')));
}

function rulesOf(text: string): JsonObject[] {
  return text.split(';').map((rule) => {
    const [verbs = [], groups = [], resources = [], names] = rule.split('|').map((part) => part.split(','));
    if (groups[0] === '^') return { verbs, nonResourceURLs: resources };
    return { verbs, apiGroups: groups, resources, ...(names ? { resourceNames: names } : {}) };
  });
}

const SUBJECTS: Readonly<Record<string, string>> = { G: 'Group', U: 'User', S: 'ServiceAccount' };

function binding(roleKind: 'Role' | 'ClusterRole', at: Name, text: string, now: string): BootstrapObject {
  const words = text.split(' ').filter(Boolean);
  const role = words[0]?.startsWith('=') ? (words.shift() as string).slice(1) : at.name;
  const subjects = words.map((word): JsonObject => {
    const kind = SUBJECTS[word[0] as string] as string;
    const name = word.slice(2);
    return kind === 'ServiceAccount' ? { kind, name, namespace: 'kube-system' } : { kind, apiGroup: RBAC, name };
  });
  return make(RBAC_VERSION, `${roleKind}Binding`, rbacMetadata(at), now, { ...(subjects.length ? { subjects } : {}), roleRef: { apiGroup: RBAC, kind: roleKind, name: role } });
}

// ---- the rest ----

const CERTIFICATE = '-----BEGIN CERTIFICATE-----\nc2ltdWxhdGVkIGJ5IEt1YmVTdGFnZQ==\n-----END CERTIFICATE-----\n';

function configMaps(now: string): BootstrapObject[] {
  const namespace = 'kube-system';
  return [
    make('v1', 'ConfigMap', { name: 'extension-apiserver-authentication', namespace }, now, {
      data: {
        'client-ca-file': CERTIFICATE,
        'requestheader-allowed-names': '["front-proxy-client"]',
        'requestheader-client-ca-file': CERTIFICATE,
        'requestheader-extra-headers-prefix': '["X-Remote-Extra-"]',
        'requestheader-group-headers': '["X-Remote-Group"]',
        'requestheader-username-headers': '["X-Remote-User"]',
      },
    }),
    make('v1', 'ConfigMap', { name: 'kube-apiserver-legacy-service-account-token-tracking', namespace }, now, { data: { since: now.slice(0, 10) } }),
  ];
}

/** The service network, and the Service by which Pods reach the API server. */
function network({ serviceCIDR, advertise }: ServerConfig, now: string): BootstrapObject[] {
  const { first } = parseCIDR(serviceCIDR) as Range;
  const clusterIP = formatIPv4(first + 1);
  const [ip = '', port = ''] = advertise.split(':');
  const at = { name: 'kubernetes', namespace: 'default' };
  const https = { name: 'https', port: Number(port), protocol: 'TCP' };
  return [
    make('networking.k8s.io/v1', 'ServiceCIDR', { name: 'kubernetes', finalizers: ['networking.k8s.io/service-cidr-finalizer'] }, now, {
      spec: { cidrs: [serviceCIDR] },
      status: { conditions: [{ type: 'Ready', status: 'True', lastTransitionTime: now, reason: '', message: 'Kubernetes Service CIDR is ready' }] },
    }),
    make('networking.k8s.io/v1', 'IPAddress', { name: clusterIP, labels: { 'ipaddress.kubernetes.io/ip-family': 'IPv4', 'ipaddress.kubernetes.io/managed-by': 'ipallocator.k8s.io' } }, now, {
      spec: { parentRef: { resource: 'services', namespace: at.namespace, name: at.name } },
    }),
    make('v1', 'Service', { ...at, labels: { component: 'apiserver', provider: 'kubernetes' } }, now, {
      spec: {
        ports: [{ name: 'https', protocol: 'TCP', port: 443, targetPort: Number(port) }],
        clusterIP,
        clusterIPs: [clusterIP],
        type: 'ClusterIP',
        sessionAffinity: 'None',
        ipFamilies: ['IPv4'],
        ipFamilyPolicy: 'SingleStack',
        internalTrafficPolicy: 'Cluster',
      },
      status: { loadBalancer: {} },
    }),
    make('v1', 'Endpoints', { ...at, labels: { 'endpointslice.kubernetes.io/skip-mirror': 'true' } }, now, { subsets: [{ addresses: [{ ip }], ports: [https] }] }),
    make('discovery.k8s.io/v1', 'EndpointSlice', { ...at, generation: 1, labels: { 'kubernetes.io/service-name': at.name } }, now, {
      addressType: 'IPv4',
      endpoints: [{ addresses: [ip], conditions: { ready: true } }],
      ports: [{ name: https.name, protocol: https.protocol, port: https.port }],
    }),
  ];
}
