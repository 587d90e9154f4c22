// What the server warns about in Pods and templates: old labels and fields, definitions that hide each other.
// Upstream: pkg/api/pod/warnings.go

import { equal } from '../../../base/json.ts';
import { isLabelValue } from '../../api/names.ts';
import { parseQuantity } from '../../api/quantity.ts';
import { ipWarnings } from './ipRules.ts';
import { APPARMOR, appArmorField } from './podAnnotations.ts';
import { visitContainers } from './podSpec.ts';
import type { Affinity, ClaimTemplate, Container, PodSpec, PodTemplateSpec, Volume } from './podTypes.ts';
import type { ResourceList } from './resourceLists.ts';

type Texts = { readonly [key: string]: string };

const OLD_NODE_LABELS: Texts = {
  'beta.kubernetes.io/arch': 'deprecated since v1.14; use "kubernetes.io/arch" instead',
  'beta.kubernetes.io/os': 'deprecated since v1.14; use "kubernetes.io/os" instead',
  'failure-domain.beta.kubernetes.io/region': 'deprecated since v1.17; use "topology.kubernetes.io/region" instead',
  'failure-domain.beta.kubernetes.io/zone': 'deprecated since v1.17; use "topology.kubernetes.io/zone" instead',
  'beta.kubernetes.io/instance-type': 'deprecated since v1.17; use "node.kubernetes.io/instance-type" instead',
  'app.kubernetes.io/created-by': 'deprecated since v1.9',
  'scheduler.alpha.kubernetes.io/preferAvoidPods': 'deprecated since v1.22; use Taints and Tolerations instead',
  'node-role.kubernetes.io/master': 'use "node-role.kubernetes.io/control-plane" instead',
};

/** What is wrong with using a label of nodes, if something is. */
export const oldNodeLabel = (key: string): string | undefined => (Object.hasOwn(OLD_NODE_LABELS, key) ? OLD_NODE_LABELS[key] : undefined);

const OLD_ANNOTATIONS: Texts = {
  'scheduler.alpha.kubernetes.io/critical-pod': 'non-functional in v1.16+; use the "priorityClassName" field instead',
  'security.alpha.kubernetes.io/sysctls': 'non-functional in v1.11+; use the "sysctls" field instead',
  'security.alpha.kubernetes.io/unsafe-sysctls': 'non-functional in v1.11+; use the "sysctls" field instead',
};

const OLD_VOLUMES: readonly (readonly [keyof Volume, string, string])[] = [
  ['photonPersistentDisk', 'photonPersistentDisk', 'deprecated in v1.11, non-functional in v1.16+'],
  ['gitRepo', 'gitRepo', 'deprecated in v1.11, and disabled by default in v1.33+'],
  ['scaleIO', 'scaleIO', 'deprecated in v1.16, non-functional in v1.22+'],
  ['flocker', 'flocker', 'deprecated in v1.22, non-functional in v1.25+'],
  ['storageos', 'storageOS', 'deprecated in v1.22, non-functional in v1.25+'],
  ['quobyte', 'quobyte', 'deprecated in v1.22, non-functional in v1.25+'],
  ['glusterfs', 'glusterfs', 'deprecated in v1.25, non-functional in v1.26+'],
  ['cephfs', 'cephfs', 'deprecated in v1.28, non-functional in v1.31+'],
  ['rbd', 'rbd', 'deprecated in v1.28, non-functional in v1.31+'],
];

/** `at`: where the template lies, e.g. 'spec.template'; '' for a Pod itself. */
export function podWarnings(at: string, spec: PodSpec, annotations: Texts | undefined): string[] {
  const out: string[] = [];
  const prefix = at === '' ? '' : `${at}.`;
  const specAt = `${prefix}spec`;
  schedulingWarnings(out, specAt, spec);
  for (const key in OLD_ANNOTATIONS) if (annotations?.[key] !== undefined) out.push(`${prefix}metadata.annotations[${key}]: ${OLD_ANNOTATIONS[key]}`);
  volumeWarnings(out, specAt, spec.volumes);
  repeated(out, spec.hostAliases, (alias, i) => [alias.ip ?? '', `${specAt}.hostAliases[${i}].ip: duplicate ip`]);
  const secrets = spec.imagePullSecrets;
  repeated(out, secrets, (secret, i) => [secret.name ?? '', `${specAt}.imagePullSecrets[${i}].name: duplicate name`]);
  secrets?.forEach((secret, i) => {
    if (!secret.name) out.push(`${specAt}.imagePullSecrets[${i}].name: invalid empty name ""`);
  });
  fractions(out, `${specAt}.overhead`, spec.overhead);
  const SECCOMP = 'seccomp.security.alpha.kubernetes.io/pod';
  if (annotations?.[SECCOMP] !== undefined && !spec.securityContext?.seccompProfile) {
    out.push(`${prefix}metadata.annotations[${SECCOMP}]: non-functional in v1.27+; use the "seccompProfile" field instead`);
  }
  visitContainers(spec, (container, field) => containerWarnings(out, prefix, `${specAt}.${field}`, container, spec, annotations));
  portWarnings(out, specAt, spec);
  if ((spec.terminationGracePeriodSeconds ?? 0) < 0) out.push(`${specAt}.terminationGracePeriodSeconds: must be >= 0; negative values are invalid and will be treated as 1`);
  if (spec.affinity) affinityWarnings(out, `${specAt}.affinity`, spec.affinity);
  spec.dnsConfig?.nameservers?.forEach((server, i) => out.push(...ipWarnings(`${specAt}.dnsConfig.nameservers[${i}]`, server)));
  spec.hostAliases?.forEach((alias, i) => out.push(...ipWarnings(`${specAt}.hostAliases[${i}].ip`, alias.ip ?? '')));
  return out;
}

export const templateWarnings = (at: string, template: PodTemplateSpec | undefined): string[] => (template?.spec ? podWarnings(at, template.spec, template.metadata?.annotations) : []);

function schedulingWarnings(out: string[], at: string, spec: PodSpec): void {
  for (const key in spec.nodeSelector) {
    const message = oldNodeLabel(key);
    if (message) out.push(`${at}.nodeSelector[${key}]: ${message}`);
  }
  const affinity = spec.affinity?.nodeAffinity;
  const required = `${at}.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms`;
  affinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms?.forEach((term, i) => out.push(...nodeTermWarnings(`${required}[${i}]`, term, false)));
  const preferred = `${at}.affinity.nodeAffinity.preferredDuringSchedulingIgnoredDuringExecution`;
  affinity?.preferredDuringSchedulingIgnoredDuringExecution?.forEach((term, i) => out.push(...nodeTermWarnings(`${preferred}[${i}].preference`, term.preference ?? {}, true)));
  spec.topologySpreadConstraints?.forEach((constraint, i) => {
    const message = oldNodeLabel(constraint.topologyKey);
    if (message) out.push(`${at}.topologySpreadConstraints[${i}].topologyKey: ${constraint.topologyKey} is ${message}`);
    if (!constraint.labelSelector) out.push(`${at}.topologySpreadConstraints[${i}].labelSelector: a null labelSelector results in matching no pod`);
  });
}

interface NodeTerm {
  readonly matchExpressions?: readonly { readonly key: string; readonly values?: readonly string[] }[];
}

/** Also of PersistentVolumes. */
export function nodeTermWarnings(at: string, term: NodeTerm, checkValues: boolean): string[] {
  const out: string[] = [];
  term.matchExpressions?.forEach(({ key, values }, i) => {
    const message = oldNodeLabel(key);
    if (message) out.push(`${at}.matchExpressions[${i}].key: ${key} is ${message}`);
    if (checkValues) values?.forEach((value, v) => isLabelValue(value).forEach((fault) => out.push(`${at}.matchExpressions[${i}].values[${v}]: ${value} is invalid, ${fault}`)));
  });
  return out;
}

/** One for each item whose key an earlier one has. */
function repeated<T>(out: string[], list: readonly T[] | undefined, describe: (item: T, index: number) => readonly [string, string]): void {
  if (!list || list.length < 2) return;
  const seen = new Set<string>();
  list.forEach((item, i) => {
    const [key, text] = describe(item, i);
    if (seen.has(key)) out.push(`${text} ${JSON.stringify(key)}`);
    seen.add(key);
  });
}

const FRACTIONAL = ['memory', 'ephemeral-storage'];

function fractions(out: string[], at: string, list: ResourceList | undefined, names: readonly string[] = FRACTIONAL): void {
  if (!list) return;
  for (const name of names) {
    const quantity = list[name];
    if (quantity === undefined) continue;
    const { text } = parseQuantity(quantity);
    if (wrappedMillis(quantity) % 1000n !== 0n) out.push(`${at}[${name}]: fractional byte value ${JSON.stringify(text)} is invalid, must be an integer`);
  }
}

/** The thousandths as upstream counts them, in 64 bits: huge amounts leave an odd rest. */
function wrappedMillis(quantity: string | number): bigint {
  const { nano, format, text } = parseQuantity(quantity);
  const millis = nano / 1_000_000n + (nano % 1_000_000n === 0n ? 0n : nano > 0n ? 1n : -1n);
  const wrapped = BigInt.asIntN(64, millis);
  if (wrapped === millis || format === 'BinarySI') return wrapped;
  return text.replace(/[eE].*|[^0-9]/g, '').length > 18 ? wrapped : 0n;
}

/** Upstream: pkg/api/persistentvolumeclaim/util.go */
export function claimWarnings(at: string, spec: ClaimTemplate['spec'] | undefined): string[] {
  const out: string[] = [];
  fractions(out, `${at}.resources.requests`, spec?.resources?.requests, ['storage']);
  fractions(out, `${at}.resources.limits`, spec?.resources?.limits, ['storage']);
  return out;
}

function containerWarnings(out: string[], prefix: string, at: string, container: Container, spec: PodSpec, annotations: Texts | undefined): void {
  if (annotations) {
    const seccomp = `container.seccomp.security.alpha.kubernetes.io/${container.name}`;
    if (annotations[seccomp] !== undefined && !container.securityContext?.seccompProfile) {
      out.push(`${prefix}metadata.annotations[${seccomp}]: non-functional in v1.27+; use the "seccompProfile" field instead`);
    }
    // For a Pod itself the annotation was turned into the field before.
    const apparmor = APPARMOR + container.name;
    const annotation = annotations[apparmor];
    const ofPod = spec.securityContext?.appArmorProfile;
    if (prefix !== '' && annotation !== undefined && !container.securityContext?.appArmorProfile && (!ofPod || !equal(ofPod, appArmorField(annotation)))) {
      out.push(`${prefix}metadata.annotations[${apparmor}]: deprecated since v1.30; use the "appArmorProfile" field instead`);
    }
  }
  const { resources, env } = container;
  if (resources) {
    for (const name of FRACTIONAL) {
      fractions(out, `${at}.resources.limits`, resources.limits, [name]);
      fractions(out, `${at}.resources.requests`, resources.requests, [name]);
    }
  }
  if (!env || env.length < 2) return;
  const seen = new Set<string>();
  env.forEach((variable, i) => {
    const reference = `$(${variable.name})`;
    const value = variable.value ?? '';
    if (!seen.has(variable.name)) seen.add(variable.name);
    else if (variable.valueFrom || value === reference || !value.includes(reference)) {
      out.push(`${at}.env[${i}]: hides previous definition of ${JSON.stringify(variable.name)}, which may be dropped when using apply`);
    }
  });
}

interface PlacedPort {
  readonly at: string;
  readonly hostIP: string;
  readonly hostPort: number;
}

function portWarnings(out: string[], specAt: string, spec: PodSpec): void {
  const known = new Map<string, PlacedPort[]>();
  const names: [string, string][] = [];
  visitContainers(spec, ({ ports }, field) => {
    ports?.forEach(({ name = '', containerPort = 0, protocol = '', hostPort = 0, hostIP = '' }, i) => {
      const at = `${specAt}.${field}.ports[${i}]`;
      if (hostIP !== '' && hostPort === 0) out.push(`${at}: hostIP set without hostPort: {Name:${name} HostPort:${hostPort} ContainerPort:${containerPort} Protocol:${protocol} HostIP:${hostIP}}`);
      const key = `${containerPort}/${protocol}`;
      const others = known.get(key) ?? [];
      for (const other of others) {
        if (hostIP === other.hostIP && hostPort === other.hostPort) out.push(`${at}: duplicate port definition with ${other.at}`);
        else if (hostPort === 0 || other.hostPort === 0) out.push(`${at}: overlapping port definition with ${other.at}`);
        else if (hostPort === other.hostPort && (hostIP === '') !== (other.hostIP === '')) out.push(`${at}: dangerously ambiguous port definition with ${other.at}`);
      }
      known.set(key, [...others, { at, hostIP, hostPort }]);
      if (name !== '') names.push([name, at]);
    });
  });
  const first = new Map<string, string>();
  for (const [name, at] of names) {
    const other = first.get(name);
    if (other === undefined) first.set(name, at);
    else out.push(`${at}: duplicate port name ${JSON.stringify(name)} with ${other}, services and probes that select ports by name will use ${other}`);
  }
}

function affinityWarnings(out: string[], at: string, affinity: Affinity): void {
  const message = 'a null labelSelector results in matching no pod';
  for (const field of ['podAffinity', 'podAntiAffinity'] as const) {
    affinity[field]?.requiredDuringSchedulingIgnoredDuringExecution?.forEach((term, i) => {
      if (!term.labelSelector) out.push(`${at}.${field}.requiredDuringSchedulingIgnoredDuringExecution[${i}].labelSelector: ${message}`);
    });
    affinity[field]?.preferredDuringSchedulingIgnoredDuringExecution?.forEach((term, i) => {
      if (!term.podAffinityTerm?.labelSelector) out.push(`${at}.${field}.preferredDuringSchedulingIgnoredDuringExecution[${i}].podAffinityTerm.labelSelector: ${message}`);
    });
  }
}

// ---- volumes ----

function volumeWarnings(out: string[], at: string, volumes: readonly Volume[] | undefined): void {
  if (!volumes) return;
  volumes.forEach((volume, i) => {
    for (const [field, name, message] of OLD_VOLUMES) {
      // A claim's warnings come between those of old drivers.
      if (field === 'cephfs' && volume.ephemeral) out.push(...claimWarnings(`${at}.volumes[${i}].ephemeral.volumeClaimTemplate.spec`, volume.ephemeral.volumeClaimTemplate?.spec));
      if (volume[field]) out.push(`${at}.volumes[${i}].${name}: ${message}`);
    }
  });
  for (const volume of volumes) overlapWarnings(out, volume);
}

interface Place {
  readonly path: string;
  readonly source: string;
}

const placeText = ({ path, source }: Place): string => (source === '' ? JSON.stringify(path) : `${JSON.stringify(path)} (${source})`);

/** Files of one volume that lie at, or below, one another. */
function overlapWarnings(out: string[], { name, configMap, secret, downwardAPI, projected }: Volume): void {
  const warn = (described: string, places: readonly Place[]): void => {
    for (const overlap of overlaps(places)) out.push(`volume ${JSON.stringify(name)} (${described}): overlapping paths: ${overlap}`);
  };
  const placed = (items: readonly { readonly path?: string }[], source = ''): Place[] => items.map((item) => ({ path: item.path ?? '', source }));
  if (configMap?.items) warn(`ConfigMap ${JSON.stringify(configMap.name ?? '')}`, placed(configMap.items));
  if (secret?.items) warn(`Secret ${JSON.stringify(secret.secretName ?? '')}`, placed(secret.items));
  if (downwardAPI?.items) warn('DownwardAPI', placed(downwardAPI.items));
  if (!projected?.sources) return;
  const places: Place[] = [];
  for (const source of projected.sources) {
    const { configMap: map, secret: hidden, downwardAPI: own, serviceAccountToken: token, clusterTrustBundle: bundle, podCertificate: certificate } = source;
    if (Object.keys(source).length === 0) out.push(`volume ${JSON.stringify(name)} (Projected) has no sources provided`);
    else if (map?.items) places.push(...placed(map.items, `ConfigMap ${JSON.stringify(map.name ?? '')}`));
    else if (hidden?.items) places.push(...placed(hidden.items, `Secret ${JSON.stringify(hidden.name ?? '')}`));
    else if (own?.items) places.push(...placed(own.items, 'DownwardAPI'));
    else if (token) places.push({ path: token.path, source: 'ServiceAccountToken' });
    else if (bundle) places.push({ path: bundle.path, source: `ClusterTrustBundle ${JSON.stringify(bundle.name ?? bundle.signerName ?? '')}` });
    else if (certificate) {
      if (certificate.certificateChainPath) places.push({ path: certificate.certificateChainPath, source: 'PodCertificate chain' });
      if (certificate.keyPath) places.push({ path: certificate.keyPath, source: 'PodCertificate key' });
      if (certificate.credentialBundlePath) places.push({ path: certificate.credentialBundlePath, source: 'PodCertificate credential bundle' });
    }
  }
  warn('Projected', places);
}

function overlaps(all: readonly Place[]): string[] {
  const out: string[] = [];
  const before: Place[] = [];
  for (const { path, source } of all) {
    const place = { path: path.replace(/\/+$/, ''), source };
    for (const other of before) {
      if (place.path === '' || other.path === '') continue;
      if (`${other.path}/`.startsWith(`${place.path}/`) || `${place.path}/`.startsWith(`${other.path}/`)) out.push(`${placeText(place)} with ${placeText(other)}`);
    }
    before.push(place);
  }
  return out;
}
