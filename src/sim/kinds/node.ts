// Node: a machine that runs Pods.
// Upstream: pkg/apis/core/validation/validation.go (ValidateNode), pkg/registry/core/node/strategy.go

import type { INode } from 'kubernetes-models/v1/Node';
import { equal, type Draft } from '../../base/json.ts';
import { compareText } from '../../base/text.ts';
import { defineKind } from '../api/kind.ts';
import { isConfigMapKey, isDNS1123Label, isDNS1123Subdomain, isLabelValue, isQualifiedName } from '../api/names.ts';
import type { Served } from '../api/types.ts';
import { internal } from './shared/internal.ts';
import { cidrFaults, cidrWarnings, parsePrefix } from './shared/ipRules.ts';
import type { Report } from './shared/report.ts';
import { checkResourceQuantity, roundList, type ResourceList } from './shared/resourceLists.ts';
import { reported } from './shared/rules.ts';
import { TAINT_EFFECTS } from './shared/scheduling.ts';
import { tableOf } from './shared/tableOf.ts';

export type Node = Served<INode>;
type NodeSpec = Node['spec'];
type Taint = NonNullable<NodeSpec['taints']>[number];

export const Node = defineKind<Node>({
  group: '',
  version: 'v1',
  kind: 'Node',
  plural: 'nodes',
  shortNames: ['no'],
  scope: 'Cluster',
  storage: 'minions',
  status: true,
  subresources: ['proxy'],
  defaults(node) {
    const spec = (node.spec ??= {});
    // podCIDR is the older field and wins where the two differ.
    if (spec.podCIDR && spec.podCIDRs?.[0] !== spec.podCIDR) spec.podCIDRs = [spec.podCIDR];
    else if (!spec.podCIDR && spec.podCIDRs?.[0]) spec.podCIDR = spec.podCIDRs[0];
    const { status } = node;
    roundList(status?.capacity);
    roundList(status?.allocatable);
    if (status?.capacity && !status.allocatable) status.allocatable = { ...status.capacity };
  },
  strategy: {
    metaOnUpdate: ['object', 'update'],
    prepareForCreate: ({ spec }) => dropConfigSource(spec, undefined),
    prepareForUpdate: ({ spec }, old) => dropConfigSource(spec, old.spec),
    validate: (node) => reported((report) => checkNode(report, node)),
    validateUpdate: (node, old) =>
      reported((report) => {
        checkNode(report, node);
        checkNodeUpdate(report, node, old);
      }),
    validateStatusUpdate: (node, old) => reported((report) => checkNodeUpdate(report, node, old)),
    warningsOnCreate: ({ spec }) => warnings(spec),
    warningsOnUpdate: ({ spec }, _old, { subresource }) => (subresource === 'status' ? [] : warnings(spec)),
  },
  table: tableOf('Name;Status;Roles;Age;Version;Internal-IP*;External-IP*;OS-Image*;Kernel-Version*;Container-Runtime*', (node, age) => {
    const info = node.status?.nodeInfo;
    return [
      node.metadata.name,
      statusText(node),
      rolesOf(node).join(',') || '<none>',
      age,
      info?.kubeletVersion ?? '',
      addressOf(node, 'InternalIP'),
      addressOf(node, 'ExternalIP'),
      info?.osImage || '<unknown>',
      kernelText(info),
      info?.containerRuntimeVersion || '<unknown>',
    ];
  }),
  selectableFields: { 'spec.unschedulable': ({ spec }) => String(spec?.unschedulable ?? false) },
});

/** Fields of a feature that is gone stay only where they are. */
function dropConfigSource(spec: Draft<NodeSpec>, old: NodeSpec | undefined): void {
  if (spec?.configSource && !old?.configSource) delete spec.configSource;
}

// ---- validation ----

function checkNode(report: Report, { spec, status }: Node): void {
  checkTaints(report, spec?.taints);
  checkStatusLists(report, status);
  const swap = status?.nodeInfo?.swap?.capacity;
  if (swap !== undefined && swap <= 0) report.invalid('metadata.nodeSwapStatus.capacity', swap, 'must be greater than zero');
  const cidrs = spec?.podCIDRs ?? [];
  cidrs.forEach((cidr, i) => report.faults(`spec.podCIDRs[${i}]`, cidr, cidrFaults(cidr, false)));
  if (cidrs.length > 1) {
    const families = new Set(cidrs.map((cidr) => (cidr.includes(':') ? 'IPv6' : 'IPv4')));
    const bad = cidrs.find((cidr) => !parsePrefix(cidr));
    if (bad !== undefined) report.add({ type: 'InternalError', field: 'spec.podCIDRs', detail: `invalid PodCIDRs. failed to check with dual stack with error:invalid CIDR[${cidrs.indexOf(bad)}]: ${bad}` } as never);
    if (families.size < 2 || cidrs.length > 2) report.invalid('spec.podCIDRs', cidrs, 'may specify no more than one CIDR for each IP family');
  }
}

function checkStatusLists(report: Report, status: Node['status'] | undefined): void {
  for (const field of ['capacity', 'allocatable'] as const) {
    const list = status?.[field] as ResourceList | undefined;
    for (const name in list) checkResourceQuantity(report, `status.${field}.${name}`, name, list[name] as string);
  }
}

/** Upstream has taints under metadata in its messages, though they are in the spec. */
function checkTaints(report: Report, taints: readonly Taint[] | undefined): void {
  taints?.forEach((taint, i) => {
    const { key = '', value = '', effect = '' } = taint;
    const at = `metadata.taints[${i}]`;
    report.faults(`${at}.key`, key, isQualifiedName(key));
    const faults = isLabelValue(value);
    if (faults.length) report.invalid(`${at}.value`, value, faults.join(';'));
    if (effect === '') report.required(`${at}.effect`);
    else if (!TAINT_EFFECTS.includes(effect)) report.unsupported(`${at}.effect`, effect, TAINT_EFFECTS);
    const twin = taints.findIndex((t) => (t.key ?? '') === key && (t.effect ?? '') === effect);
    if (twin < i) report.add({ type: 'Duplicate', field: at, value: internal('Taint', taint), detail: 'taints must be unique by key and effect pair' });
  });
}

function checkNodeUpdate(report: Report, { spec, status }: Node, old: Node): void {
  checkStatusLists(report, status);
  const addresses = status?.addresses ?? [];
  addresses.forEach((address, i) => {
    if (addresses.findIndex((a) => equal(a, address)) < i) report.duplicate(`status.addresses[${i}]`, { Type: address.type, Address: address.address });
  });
  const before = old.spec?.podCIDRs ?? [];
  const changed = before.length === (spec?.podCIDRs?.length ?? 0) ? before.filter((cidr, i) => cidr !== spec?.podCIDRs?.[i]).length : Math.min(before.length, 1);
  for (let i = 0; i < changed; i++) report.forbidden('spec.podCIDRs', 'node updates may not change podCIDR except from "" to valid');
  if (old.spec?.providerID && old.spec.providerID !== spec?.providerID) report.forbidden('spec.providerID', 'node updates may not change providerID except from "" to valid');
  if (spec?.configSource) checkConfigSource(report, 'spec.configSource', spec.configSource, false);
  for (const field of ['assigned', 'active', 'lastKnownGood'] as const) {
    const source = status?.config?.[field];
    if (source) checkConfigSource(report, `status.config.${field}`, source, true);
  }
  checkTaints(report, spec?.taints);
  if ((spec?.externalID ?? '') !== (old.spec?.externalID ?? '')) report.forbidden('spec.externalID', 'may not be updated');
}

type ConfigSource = NonNullable<NodeSpec['configSource']>;

function checkConfigSource(report: Report, at: string, { configMap }: ConfigSource, inStatus: boolean): void {
  if (!configMap) return report.invalid(at, { ConfigMap: null }, 'exactly one reference subfield must be non-nil');
  report.enter(`${at}.configMap`);
  for (const field of ['uid', 'resourceVersion'] as const) {
    if (inStatus && !configMap[field]) report.required(field);
    if (!inStatus && configMap[field]) report.forbidden(field, `${field} must not be set in spec`);
  }
  const { namespace, name, kubeletConfigKey } = configMap;
  if (!namespace) report.required('namespace');
  else report.faults('namespace', namespace, isDNS1123Label(namespace));
  if (!name) report.required('name');
  else report.faults('name', name, isDNS1123Subdomain(name));
  if (!kubeletConfigKey) report.required('kubeletConfigKey');
  else report.faults('kubeletConfigKey', kubeletConfigKey, isConfigMapKey(kubeletConfigKey));
  report.leave();
}

function warnings(spec: NodeSpec | undefined): string[] {
  const out: string[] = [];
  if (spec?.configSource) out.push('spec.configSource: the feature is no longer supported');
  if (spec?.externalID) out.push('spec.externalID: this field is deprecated, and is unused by Kubernetes');
  spec?.podCIDRs?.forEach((cidr, i) => out.push(...cidrWarnings(`spec.podCIDRs[${i}]`, cidr)));
  return out;
}

// ---- cells ----

function statusText({ spec, status }: Node): string {
  const ready = status?.conditions?.find((c) => c.type === 'Ready');
  const word = ready === undefined ? 'Unknown' : ready.status === 'True' ? 'Ready' : 'NotReady';
  return spec?.unschedulable ? `${word},SchedulingDisabled` : word;
}

const ROLE = 'node-role.kubernetes.io/';

export function rolesOf({ metadata }: Node): string[] {
  const roles = new Set<string>();
  for (const key in metadata.labels) {
    if (key.startsWith(ROLE) && key.length > ROLE.length) roles.add(key.slice(ROLE.length));
    else if (key === 'kubernetes.io/role' && metadata.labels[key]) roles.add(metadata.labels[key]);
  }
  return [...roles].sort(compareText);
}

const addressOf = ({ status }: Node, type: string): string => status?.addresses?.find((a) => a.type === type)?.address ?? '<none>';

function kernelText(info: Node['status']['nodeInfo'] | undefined): string {
  const version = info?.kernelVersion || '<unknown>';
  return info?.architecture ? `${version} (${info.architecture})` : version;
}
