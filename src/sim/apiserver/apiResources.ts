// What the API server says it serves: groups in order of importance, their versions, and the resources of each version.
// Computed from the scheme, so custom kinds appear like built-in ones.
// Upstream: k8s.io/apiserver/pkg/endpoints/installer.go, k8s.io/kube-aggregator/pkg/apis/apiregistration/helpers.go,
// pkg/controlplane/apiserver/aggregator.go

import { base64, sha256 } from '../../base/sha256.ts';
import { compareText } from '../../base/text.ts';
import type { Kind } from '../api/kind.ts';
import type { Scheme } from '../api/scheme.ts';

export interface Group {
  readonly name: string;
  /** The preferred one first. */
  readonly versions: readonly string[];
}

export interface ApiResource {
  readonly name: string;
  readonly singularName: string;
  readonly namespaced: boolean;
  readonly group?: string;
  readonly version?: string;
  readonly kind: string;
  readonly verbs: readonly string[];
  readonly shortNames?: readonly string[];
  readonly categories?: readonly string[];
  readonly storageVersionHash?: string;
}

/** groupPriorityMinimum and versionPriority of the built-in APIServices; versions that are not named have 15. */
const PRIORITIES: Readonly<Record<string, readonly [number, Readonly<Record<string, number>>?]>> = {
  '': [18_000, { v1: 1 }],
  'apiregistration.k8s.io': [18_000],
  apps: [17_800],
  'events.k8s.io': [17_750],
  'authentication.k8s.io': [17_700],
  'authorization.k8s.io': [17_600],
  autoscaling: [17_500, { v2: 30 }],
  batch: [17_400],
  'certificates.k8s.io': [17_300],
  'networking.k8s.io': [17_200],
  policy: [17_100],
  'rbac.authorization.k8s.io': [17_000],
  'storage.k8s.io': [16_800],
  'apiextensions.k8s.io': [16_700],
  'admissionregistration.k8s.io': [16_700],
  'scheduling.k8s.io': [16_600],
  'coordination.k8s.io': [16_500],
  'node.k8s.io': [16_300],
  'discovery.k8s.io': [16_200],
  'resource.k8s.io': [16_200, { v1: 21 }],
  'flowcontrol.apiserver.k8s.io': [16_100, { v1: 21 }],
};

/** What an APIService of this group and version says; custom groups come last, all alike. */
export function prioritiesOf(group: string, version: string): { readonly group: number; readonly version: number } {
  const known = PRIORITIES[group];
  return known ? { group: known[0], version: known[1]?.[version] ?? 15 } : { group: 1000, version: 100 };
}

export const isBuiltInGroup = (group: string): boolean => PRIORITIES[group] !== undefined;

/** The named groups ('' is not one of them), the most important first. */
export function groupsOf(scheme: Scheme): Group[] {
  const versions = new Map<string, Set<string>>();
  for (const { group, version } of scheme.kinds) {
    if (group === '') continue;
    const set = versions.get(group);
    if (set) set.add(version);
    else versions.set(group, new Set([version]));
  }
  return [...versions]
    .map(([name, set]): Group => ({ name, versions: [...set].sort((a, b) => prioritiesOf(name, b).version - prioritiesOf(name, a).version || compareVersions(a, b)) }))
    .sort((a, b) => prioritiesOf(b.name, '').group - prioritiesOf(a.name, '').group || compareText(a.name, b.name));
}

/** Stable before beta before alpha, the higher number first, anything else last. Upstream: apimachinery/pkg/version/helpers.go */
function compareVersions(a: string, b: string): number {
  const x = versionParts(a);
  const y = versionParts(b);
  if (!x || !y) return x ? -1 : y ? 1 : compareText(a, b);
  return y[1] - x[1] || y[0] - x[0] || y[2] - x[2];
}

function versionParts(text: string): [major: number, stability: number, minor: number] | undefined {
  const m = /^v(\d+)(?:(alpha|beta)(\d+))?$/.exec(text);
  return m ? [Number(m[1]), m[2] === undefined ? 2 : m[2] === 'beta' ? 1 : 0, Number(m[3] ?? 0)] : undefined;
}

/** The resources of a group and version with their subresources, by name. */
export function resourcesOf(scheme: Scheme, group: string, version: string): ApiResource[] {
  const out: ApiResource[] = [];
  for (const kind of scheme.kinds) {
    if (kind.group !== group || kind.version !== version) continue;
    out.push(resource(kind));
    for (const name of subresourceNames(kind)) out.push(subresource(kind, name));
  }
  return out.sort((a, b) => compareText(a.name, b.name));
}

export function subresourceNames(kind: Kind): string[] {
  return [...(kind.status ? ['status'] : []), ...(kind.scale ? ['scale'] : []), ...(kind.subresources ?? [])];
}

function resource(kind: Kind): ApiResource {
  return {
    name: kind.plural,
    singularName: kind.singular,
    namespaced: kind.namespaced,
    kind: kind.kind,
    verbs: kind.verbs,
    ...(kind.shortNames.length ? { shortNames: kind.shortNames } : {}),
    ...(kind.categories.length ? { categories: kind.categories } : {}),
    ...(isStored(kind) ? { storageVersionHash: storageVersionHash(kind) } : {}),
  };
}

const isStored = (kind: Kind): boolean => kind.verbs.includes('watch');

/** Kinds that are still written to etcd in an older form. */
const STORED_AS_BETA = new Set(['CustomResourceDefinition', 'MutatingAdmissionPolicy', 'MutatingAdmissionPolicyBinding']);

/** Upstream: k8s.io/apiserver/pkg/endpoints/discovery/storageversionhash.go */
function storageVersionHash(kind: Kind): string {
  const stored = kind.storedAs?.kind() ?? kind;
  const version = isBuiltInGroup(stored.group) && STORED_AS_BETA.has(stored.kind) ? 'v1beta1' : stored.version;
  return base64(sha256(`${stored.group}/${version}/${stored.kind}`).subarray(0, 8));
}

interface Subresource {
  /** Whose kind the bodies are; by default the resource's own. `%`: prefixed by it. */
  readonly kind?: string;
  readonly group?: string;
  readonly version?: string;
  readonly verbs: readonly string[];
}

const CONNECT = ['create', 'get'];
const PROXY = ['create', 'delete', 'get', 'patch', 'update'];
const CHANGE = ['get', 'patch', 'update'];

const SUBRESOURCES: Readonly<Record<string, Subresource>> = {
  approval: { verbs: CHANGE },
  attach: { kind: '%AttachOptions', verbs: CONNECT },
  binding: { kind: 'Binding', verbs: ['create'] },
  ephemeralcontainers: { verbs: CHANGE },
  eviction: { kind: 'Eviction', group: 'policy', version: 'v1', verbs: ['create'] },
  exec: { kind: '%ExecOptions', verbs: CONNECT },
  finalize: { verbs: ['update'] },
  log: { verbs: ['get'] },
  portforward: { kind: '%PortForwardOptions', verbs: CONNECT },
  proxy: { kind: '%ProxyOptions', verbs: PROXY },
  resize: { verbs: CHANGE },
  scale: { kind: 'Scale', group: 'autoscaling', version: 'v1', verbs: CHANGE },
  status: { verbs: CHANGE },
  token: { kind: 'TokenRequest', group: 'authentication.k8s.io', version: 'v1', verbs: ['create'] },
};

/** What may be done with a subresource. */
export const subresourceVerbs = (name: string): readonly string[] => (SUBRESOURCES[name] ?? { verbs: CHANGE }).verbs;

function subresource(kind: Kind, name: string): ApiResource {
  const known = SUBRESOURCES[name] ?? { verbs: CHANGE };
  return {
    name: `${kind.plural}/${name}`,
    singularName: '',
    namespaced: kind.namespaced,
    ...(known.group ? { group: known.group, version: known.version as string } : {}),
    kind: known.kind?.replace('%', kind.kind) ?? kind.kind,
    verbs: known.verbs,
  };
}
