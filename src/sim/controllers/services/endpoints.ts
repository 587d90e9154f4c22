// Endpoints: the older form of EndpointSlices, one object per Service, still written for those who read it.
// Upstream: pkg/controller/endpoint/endpoints_controller.go, pkg/api/v1/endpoints/util.go
//
// What a reconcile notes:  endpoints { ready, notReady }

import { deepFreeze, equal } from '../../../base/json.ts';
import { compareText } from '../../../base/text.ts';
import { ApiError } from '../../api/errors.ts';
import { defineController, isExpected, watch, type Context } from '../../client/controller.ts';
import { keyFor, splitKey, type Informer } from '../../client/informer.ts';
import type { Sim } from '../../kernel/task.ts';
import { Endpoints } from '../../kinds/endpoints.ts';
import { Pod } from '../../kinds/pod.ts';
import { Service } from '../../kinds/service.ts';
import { md5 } from '../shared/md5.ts';
import { isNamespaceTerminating, isNotFound } from '../shared/podControl.ts';
import { isReady } from '../shared/pods.ts';
import { belongsToEndpoints, HEADLESS, isIPSet, ServicePods, setsHostname, targetPort, TRIGGER_TIME, type Membership } from './members.ts';

type Subset = NonNullable<Endpoints['subsets']>[number];
type Address = NonNullable<Subset['addresses']>[number];
type Port = NonNullable<Subset['ports']>[number];

const MANAGED_BY = 'endpoints.kubernetes.io/managed-by';
const OVER_CAPACITY = 'endpoints.kubernetes.io/over-capacity';
const MAX_ADDRESSES = 1000;

interface State {
  readonly members: ServicePods;
  readonly endpoints: Informer<Endpoints>;
  /** The addresses of Pods as they were made last; a Pod that has not changed keeps its own. */
  readonly addresses: WeakMap<Pod, Address>;
}

export const endpoints = defineController<State>({
  name: 'endpoints',
  account: 'endpoint-controller',
  workers: 5,
  maxRetries: 15,
  state: (context) => ({ members: new ServicePods(context as Context<never>), endpoints: context.informer(Endpoints), addresses: new WeakMap() }),
  watches: [
    watch<Service, State>(Service, (service) => [keyFor(service)]),
    watch<Pod, State>(Pod, (pod, { state }, old, gone) => state.members.podChanged(pod, old, gone)),
    watch<Endpoints, State>(Endpoints, (object, _context, _old, gone) => (gone ? [keyFor(object)] : NONE)),
  ],
  *reconcile(context, key): Sim<void> {
    const { state, client } = context;
    const service = state.members.services.get(key);
    const [namespace, name] = splitKey(key);
    if (!service || service.spec.type === 'ExternalName') {
      if (!service) state.members.forget(key);
      try {
        yield* client.delete(Endpoints, namespace, name);
      } catch (error) {
        if (!isNotFound(error)) throw error;
      }
      return;
    }
    if (!service.spec.selector) return;
    const members = state.members.of(key, service);
    const trigger = members.trigger(service);
    const changed = [...members.changed];
    members.changed.clear();
    try {
      yield* write(context, service, members, trigger);
    } catch (error) {
      for (const pod of changed) members.changed.add(pod);
      throw error;
    }
  },
});
const NONE: readonly string[] = [];

function* write(context: Context<State>, service: Service, members: Membership, trigger: string | undefined): Sim<void> {
  const { state, client } = context;
  const { namespace, name, labels = {} } = service.metadata;
  const current = state.endpoints.get(`${namespace}/${name}`);
  const { subsets, over } = limited(subsetsOf(state, service, members));
  if (current && equal(current.subsets ?? [], subsets) && equal(plainLabels(current.metadata.labels), labels) && (current.metadata.annotations?.[OVER_CAPACITY] === 'truncated') === over) return;
  const { [TRIGGER_TIME]: _trigger, [OVER_CAPACITY]: _over, ...others } = current?.metadata.annotations ?? {};
  const annotations = { ...others, ...(trigger === undefined ? {} : { [TRIGGER_TIME]: trigger }), ...(over ? { [OVER_CAPACITY]: 'truncated' } : {}) };
  const { annotations: _annotations, ...metadata } = current?.metadata ?? { name };
  const next = deepFreeze({
    kind: 'Endpoints',
    apiVersion: 'v1',
    metadata: { ...metadata, labels: { ...labels, ...(isIPSet(service) ? {} : { [HEADLESS]: '' }), [MANAGED_BY]: 'endpoint-controller' }, ...(Object.keys(annotations).length ? { annotations } : {}) },
    ...(subsets.length ? { subsets } : {}),
  });
  const count = (of: 'addresses' | 'notReadyAddresses'): number => subsets.reduce((sum, subset) => sum + (subset[of]?.length ?? 0), 0);
  context.note('endpoints', { ready: count('addresses'), notReady: count('notReadyAddresses') });
  try {
    if (current) yield* client.update(Endpoints, next as unknown as Endpoints);
    else yield* client.create(Endpoints, namespace, next);
  } catch (error) {
    if (!isExpected(error) || (!current && error instanceof ApiError && error.reason === 'Forbidden' && isNamespaceTerminating(error))) {
      if (!isExpected(error)) throw error;
      return;
    }
    const about = { kind: 'Endpoints', name, apiVersion: 'v1', ...(current ? { namespace: namespace as string, uid: current.metadata.uid, resourceVersion: current.metadata.resourceVersion } : {}) };
    if (current) context.recorder.event(about, 'Warning', 'FailedToUpdateEndpoint', `Failed to update endpoint ${namespace}/${name}: ${error.message}`);
    else context.recorder.event(about, 'Warning', 'FailedToCreateEndpoint', `Failed to create endpoint for service ${namespace}/${name}: ${error.message}`);
    throw error;
  }
}

function plainLabels(labels: Readonly<Record<string, string>> = {}): object {
  const { [HEADLESS]: _headless, [MANAGED_BY]: _manager, ...others } = labels;
  return others;
}

/** Addresses that offer the same ports together, in the order of their numbers. */
function subsetsOf(state: State, service: Service, members: Membership): Subset[] {
  const { publishNotReadyAddresses = false, ports = [] } = service.spec;
  const byPorts = new Map<string, { readonly ports: readonly Port[]; readonly ready: Address[]; readonly notReady: Address[] }>();
  for (const pod of members.pods.values()) {
    if (!belongsToEndpoints(pod, publishNotReadyAddresses)) continue;
    const offered = offeredPorts(service, pod);
    if (offered.length === 0 && !(ports.length === 0 && service.spec.clusterIP === 'None')) continue;
    const key = offered.map(portText).join();
    let group = byPorts.get(key);
    if (!group) byPorts.set(key, (group = { ports: offered, ready: [], notReady: [] }));
    (publishNotReadyAddresses || isReady(pod) ? group.ready : group.notReady).push(addressOf(state, service, pod));
  }
  return [...byPorts.values()]
    .map(({ ports: offered, ready, notReady }) => ({
      ...(ready.length ? { addresses: ready.sort(byAddress) } : {}),
      ...(notReady.length ? { notReadyAddresses: notReady.sort(byAddress) } : {}),
      ...(offered.length ? { ports: offered } : {}),
    }))
    .sort((a, b) => compareText(firstAddress(a), firstAddress(b)));
}

const firstAddress = ({ addresses = [], notReadyAddresses = [] }: Subset): string => (addresses[0] ?? notReadyAddresses[0])?.ip ?? '';
const byAddress = (a: Address, b: Address): number => compareText(a.ip, b.ip) || compareText(a.targetRef?.uid ?? '', b.targetRef?.uid ?? '');

function addressOf({ addresses }: State, service: Service, pod: Pod): Address {
  const known = addresses.get(pod);
  if (known && !setsHostname(pod, service)) return known;
  const { nodeName, hostname } = pod.spec;
  const { namespace, name, uid } = pod.metadata;
  const address: Address = deepFreeze({
    ip: pod.status.podIP ?? (pod.status.podIPs?.[0]?.ip as string),
    ...(setsHostname(pod, service) ? { hostname: hostname as string } : {}),
    ...(nodeName ? { nodeName } : {}),
    targetRef: { kind: 'Pod', ...(namespace ? { namespace } : {}), name, uid },
  });
  if (!setsHostname(pod, service)) addresses.set(pod, address);
  return address;
}

function offeredPorts(service: Service, pod: Pod): Port[] {
  const ports: Port[] = [];
  for (const port of service.spec.ports ?? []) {
    const number = targetPort(pod, port);
    if (number !== undefined) ports.push({ ...(port.name ? { name: port.name } : {}), port: number, protocol: port.protocol ?? 'TCP', ...(port.appProtocol ? { appProtocol: port.appProtocol } : {}) });
  }
  if (ports.length < 2) return ports;
  return ports.map((port) => ({ port, hash: md5(portText(port)) })).sort((a, b) => compareText(a.hash, b.hash)).map(({ port }) => port);
}

/** As Go prints the struct; the order of ports is that of its hash. */
const portText = ({ name = '', port, protocol = 'TCP', appProtocol }: Port): string =>
  `(v1.EndpointPort){Name:(string)${name} Port:(int32)${port} Protocol:(v1.Protocol)${protocol} AppProtocol:(*string)${appProtocol ?? '<nil>'}}`;

/** At most a thousand addresses, the ready ones first. */
function limited(subsets: Subset[]): { readonly subsets: readonly Subset[]; readonly over: boolean } {
  const total = subsets.reduce((sum, { addresses = [], notReadyAddresses = [] }) => sum + addresses.length + notReadyAddresses.length, 0);
  if (total <= MAX_ADDRESSES) return { subsets, over: false };
  const ready = subsets.reduce((sum, { addresses = [] }) => sum + addresses.length, 0);
  const share = (n: number, of: number, limit: number): number => (of <= limit ? n : Math.floor((n * limit) / of));
  const left = Math.max(0, MAX_ADDRESSES - ready);
  return {
    over: true,
    subsets: subsets.map(({ addresses = [], notReadyAddresses = [], ...rest }) => {
      const kept = addresses.slice(0, share(addresses.length, ready, MAX_ADDRESSES));
      const others = notReadyAddresses.slice(0, share(notReadyAddresses.length, total - ready, left));
      return { ...(kept.length ? { addresses: kept } : {}), ...(others.length ? { notReadyAddresses: others } : {}), ...rest };
    }),
  };
}
