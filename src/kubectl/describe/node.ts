// kubectl describe node: the machine, its health, and what its Pods have reserved.
// Upstream: k8s.io/kubectl/pkg/describe (NodeDescriber)

import { compareText } from '../../base/text.ts';
import { milliValue, value } from '../../sim/api/quantity.ts';
import type { Sim } from '../../sim/kernel/task.ts';
import type { Lease } from '../../sim/kinds/lease.ts';
import type { Node } from '../../sim/kinds/node.ts';
import type { Pod } from '../../sim/kinds/pod.ts';
import type { ResourceSlice } from '../../sim/kinds/resourceSlice.ts';
import { isExpected, isForbidden, messageOf } from '../errors.ts';
import type { Describer, Description } from './describer.ts';
import { sortedKeys, type Page } from './page.ts';
import { podAmounts, totals, type AmountTexts } from './podAmounts.ts';
import { amount, orUnset, since, timeText } from './values.ts';

export const describeNode: Describer = function* (d) {
  const { page } = d;
  const node = yield* d.get<Node>('v1', 'Node');
  const { name } = node.metadata;
  const pods = yield* podsOf(d, name);
  const { uid } = node.metadata;
  const events = yield* d.events({ name, kind: 'Node', uid });
  // The kubelet's own events name the node where others give its uid.
  const more = yield* d.events({ name, kind: 'Node', uid: name });
  const slices = yield* orElse(d.list<ResourceSlice>('resource.k8s.io/v1', 'ResourceSlice', '', { fieldSelector: `spec.nodeName=${name}` }), () => []);
  writeIdentity(page, node);
  const lease = yield* orElse<Lease | string>(d.get<Lease>('coordination.k8s.io/v1', 'Lease', 'kube-node-lease', name), messageOf);
  writeLease(page, lease);
  writeHealth(page, node);
  writeSlices(page, slices);
  writeSystem(page, node);
  if (pods) writeResources(page, node, pods, d.nowMs);
  else page.field('Pods', 'not authorized');
  d.writeEvents(events && [...events, ...(more ?? [])]);
};

function* podsOf(d: Description, node: string): Sim<readonly Pod[] | undefined> {
  try {
    return yield* d.list<Pod>('v1', 'Pod', '', { fieldSelector: `spec.nodeName=${node},status.phase!=Succeeded,status.phase!=Failed`, limit: d.chunk });
  } catch (error) {
    if (!isForbidden(error)) throw error;
    return undefined;
  }
}

function* orElse<T>(body: Sim<T>, other: (error: Error) => T): Sim<T> {
  try {
    return yield* body;
  } catch (error) {
    if (!isExpected(error)) throw error;
    return other(error);
  }
}

const ROLE_PREFIX = 'node-role.kubernetes.io/';

function rolesOf({ metadata }: Node): string {
  const roles = new Set<string>();
  for (const [key, role] of Object.entries(metadata.labels ?? {})) {
    if (key.startsWith(ROLE_PREFIX) && key.length > ROLE_PREFIX.length) roles.add(key.slice(ROLE_PREFIX.length));
    else if (key === 'kubernetes.io/role' && role !== '') roles.add(role);
  }
  return [...roles].sort(compareText).join(',') || '<none>';
}

function writeIdentity(page: Page, node: Node): void {
  const { metadata, spec } = node;
  page.field('Name', metadata.name);
  page.field('Roles', rolesOf(node));
  page.labels('Labels', metadata.labels);
  page.annotations('Annotations', metadata.annotations);
  page.field('CreationTimestamp', timeText(metadata.creationTimestamp));
  const taints = [...(spec.taints ?? [])].sort((a, b) => compareText(`${a.effect},${a.key}`, `${b.effect},${b.key}`));
  page.lines('Taints', taints.map(({ key, value: text, effect }) => `${key}${text ? `=${text}` : ''}${effect ? `:${effect}` : text ? ':' : ''}`));
  page.field('Unschedulable', spec.unschedulable === true);
}

function writeLease(page: Page, lease: Lease | string): void {
  if (typeof lease === 'string') {
    page.field('Lease', `Failed to get lease: ${lease}`);
    return;
  }
  const { holderIdentity, acquireTime, renewTime } = lease.spec;
  page.write(0, 'Lease:\n');
  page.inner(1, 'HolderIdentity', orUnset(holderIdentity));
  page.inner(1, 'AcquireTime', acquireTime ? timeText(acquireTime) : '<unset>');
  page.inner(1, 'RenewTime', renewTime ? timeText(renewTime) : '<unset>');
}

function writeHealth(page: Page, { status }: Node): void {
  if (status.conditions?.length) {
    page.write(0, 'Conditions:\n  Type\tStatus\tLastHeartbeatTime\tLastTransitionTime\tReason\tMessage\n');
    page.write(1, '----\t------\t-----------------\t------------------\t------\t-------\n');
    for (const c of status.conditions) page.write(1, `${c.type} \t${c.status} \t${timeText(c.lastHeartbeatTime)} \t${timeText(c.lastTransitionTime)} \t${c.reason ?? ''} \t${c.message ?? ''}\n`);
  }
  page.write(0, 'Addresses:\n');
  for (const { type, address } of status.addresses ?? []) page.inner(1, type, address);
  for (const [title, list] of [['Capacity', status.capacity] as const, ['Allocatable', status.allocatable] as const]) {
    const names = sortedKeys(list);
    if (names.length) page.write(0, `${title}:\n`);
    for (const name of names) page.inner(1, name, amount(list?.[name]));
  }
}

const MOST_POOLS = 10;

function writeSlices(page: Page, slices: readonly ResourceSlice[]): void {
  const pools = new Map<string, { readonly driver: string; readonly pool: string; slices: number; devices: number }>();
  for (const { spec } of slices) {
    const key = `${spec.driver}/${spec.pool.name}`;
    const pool = pools.get(key) ?? { driver: spec.driver, pool: spec.pool.name, slices: 0, devices: 0 };
    pool.slices++;
    pool.devices += spec.devices?.length ?? 0;
    pools.set(key, pool);
  }
  if (pools.size === 0) return;
  page.write(0, 'Node-Local ResourceSlices:\n');
  page.write(1, 'Driver\tPool\tSlices\tDevices\n');
  page.write(1, '------\t----\t------\t-------\n');
  const keys = [...pools.keys()].sort(compareText);
  for (const key of keys.slice(0, MOST_POOLS)) {
    const p = pools.get(key);
    if (p) page.write(1, `${p.driver}\t${p.pool}\t${p.slices}\t${p.devices}\n`);
  }
  if (keys.length > MOST_POOLS) page.write(1, `...and ${keys.length - MOST_POOLS} more pools\n`);
}

function writeSystem(page: Page, { spec, status }: Node): void {
  const info = status.nodeInfo;
  page.write(0, 'System Info:\n');
  page.inner(1, 'Machine ID', info?.machineID ?? '');
  page.inner(1, 'System UUID', info?.systemUUID ?? '');
  page.inner(1, 'Boot ID', info?.bootID ?? '');
  page.inner(1, 'Kernel Version', info?.kernelVersion ?? '');
  page.inner(1, 'OS Image', info?.osImage ?? '');
  page.inner(1, 'Operating System', info?.operatingSystem ?? '');
  page.inner(1, 'Architecture', info?.architecture ?? '');
  page.inner(1, 'Container Runtime Version', info?.containerRuntimeVersion ?? '');
  page.inner(1, 'Kubelet Version', info?.kubeletVersion ?? '');
  if (spec.podCIDR) page.field('PodCIDR', spec.podCIDR);
  if (spec.podCIDRs?.length) page.field('PodCIDRs', spec.podCIDRs.join(','));
  if (spec.providerID) page.field('ProviderID', spec.providerID);
}

function writeResources(page: Page, { status }: Node, pods: readonly Pod[], nowMs: number): void {
  const allocatable = Object.keys(status.allocatable ?? {}).length ? status.allocatable : status.capacity;
  /** `250m (6%)` */
  const share = (texts: AmountTexts, name: string): string => `${texts[name] ?? '0'} (${percent(name, texts[name], allocatable?.[name])}%)`;
  page.field('Non-terminated Pods', `(${pods.length} in total)`);
  page.write(1, 'Namespace\tName\t\tCPU Requests\tCPU Limits\tMemory Requests\tMemory Limits\tAge\n');
  page.write(1, '---------\t----\t\t------------\t----------\t---------------\t-------------\t---\n');
  const all = pods.map((pod) => podAmounts(pod));
  pods.forEach(({ metadata }, i) => {
    const { requests = {}, limits = {} } = all[i] ?? {};
    const cells = [share(requests, 'cpu'), share(limits, 'cpu'), share(requests, 'memory'), share(limits, 'memory'), since(metadata.creationTimestamp, nowMs)];
    page.write(1, `${metadata.namespace ?? ''}\t${metadata.name}\t\t${cells.join('\t')}\n`);
  });
  page.write(0, 'Allocated resources:\n  (Total limits may be over 100 percent, i.e., overcommitted.)\n');
  page.write(1, 'Resource\tRequests\tLimits\n');
  page.write(1, '--------\t--------\t------\n');
  const requests = totals(all.map((a) => a.requests));
  const limits = totals(all.map((a) => a.limits));
  const names = sortedKeys(allocatable);
  for (const name of ['cpu', 'memory', 'ephemeral-storage', ...names.filter((n) => n.startsWith('hugepages-'))]) page.write(1, `${name}\t${share(requests, name)}\t${share(limits, name)}\n`);
  for (const name of names.filter(isExtended)) page.write(1, `${name}\t${requests[name] ?? '0'}\t${limits[name] ?? '0'}\n`);
}

const isExtended = (name: string): boolean => !['cpu', 'memory', 'ephemeral-storage', 'pods'].includes(name) && !name.startsWith('hugepages-');

function percent(name: string, part: string | undefined, whole: string | number | undefined): number {
  const of = name === 'cpu' ? milliValue : value;
  const total = of(whole ?? '0');
  return total === 0 ? 0 : Math.trunc((of(part ?? '0') / total) * 100);
}
