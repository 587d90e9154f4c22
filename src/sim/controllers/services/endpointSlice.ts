// EndpointSlices: the addresses behind each Service with a selector, ready or not, for kube-proxy and DNS to read.
// Upstream: pkg/controller/endpointslice, k8s.io/endpointslice/reconciler.go
// Simplified: IPv4 only; no topology hints.
//
// What a reconcile notes:
//   pods       { selected, changed } Pods that the selector matches, and those looked at this time
//   endpoints  { ready, notReady, terminating } what the Service has after this
//   slices     { create, update, delete }

import { deepFreeze, equal } from '../../../base/json.ts';
import { compareText } from '../../../base/text.ts';
import { seconds } from '../../../base/time.ts';
import type { Kind } from '../../api/kind.ts';
import { defineController, isExpected, RetryLater, watch, type Context } from '../../client/controller.ts';
import { keyFor, type Index, type Informer } from '../../client/informer.ts';
import { referenceTo } from '../../client/recorder.ts';
import type { Sim } from '../../kernel/task.ts';
import { EndpointSlice } from '../../kinds/endpointSlice.ts';
import { Node } from '../../kinds/node.ts';
import { Pod } from '../../kinds/pod.ts';
import { Service } from '../../kinds/service.ts';
import { md5 } from '../shared/md5.ts';
import { controllerReference, ownedBy } from '../shared/owners.ts';
import { isNamespaceTerminating } from '../shared/podControl.ts';
import { isReady } from '../shared/pods.ts';
import { belongsToEndpoints, HEADLESS, isIPSet, ServicePods, setsHostname, targetPort, TRIGGER_TIME, type Membership } from './members.ts';
import { endpointKey, fill, sameEndpoint, type Endpoint, type EndpointPort, type Filling, type Wanted } from './slices.ts';

const MANAGER = 'endpointslice-controller.k8s.io';
const SERVICE_NAME = 'kubernetes.io/service-name';
const MANAGED_BY = 'endpointslice.kubernetes.io/managed-by';

/** What is known of a Service's slices since the last time. */
class Known {
  service: Service | undefined;
  readonly wanted = new Map<string, Wanted>();
  readonly keyOfPod = new Map<string, string>();
  readonly ports = new Map<string, readonly EndpointPort[]>();
  /** How many endpoints have these ports. */
  readonly withPorts = new Map<string, number>();
  readonly slices = new Map<string, EndpointSlice>();
  readonly sliceOf = new Map<string, string>();
  /** The ports of each slice, as a key. */
  readonly portKeyOf = new Map<string, string>();
  ready = 0;
  terminating = 0;
  /** Changes of slices heard of while a write was under way: they may be its own. Undefined: none is under way. */
  heard: Map<string, number> | undefined;
}
const GONE = Number.POSITIVE_INFINITY;

interface State {
  readonly members: ServicePods;
  readonly nodes: Informer<Node>;
  readonly slices: Informer<EndpointSlice>;
  readonly byService: Index<EndpointSlice>;
  readonly known: Map<string, Known>;
}

export const endpointSlice = defineController<State>({
  name: 'endpointslice',
  account: 'endpointslice-controller',
  workers: 5,
  maxRetries: 15,
  backoff: { first: seconds(1), longest: seconds(1000) },
  state(context) {
    const slices = context.informer(EndpointSlice);
    return {
      members: new ServicePods(context as Context<never>),
      nodes: context.informer(Node),
      slices,
      byService: slices.index('service', (slice) => (slice.metadata.labels?.[MANAGED_BY] === MANAGER ? [`${slice.metadata.namespace}/${slice.metadata.labels[SERVICE_NAME] ?? ''}`] : NONE)),
      known: new Map(),
    };
  },
  watches: [
    watch<Service, State>(Service, (service) => [keyFor(service)]),
    watch<Pod, State>(Pod, (pod, { state }, old, gone) => state.members.podChanged(pod, old, gone)),
    watch<EndpointSlice, State>(EndpointSlice, sliceChanged),
  ],
  reconcile,
});
const NONE: readonly string[] = [];

function sliceChanged(slice: EndpointSlice, context: Context<State>, _old: EndpointSlice | undefined, gone: boolean): readonly string[] {
  if (slice.metadata.labels?.[MANAGED_BY] !== MANAGER) return NONE;
  const key = `${slice.metadata.namespace}/${slice.metadata.labels[SERVICE_NAME] ?? ''}`;
  const known = context.state.known.get(key);
  if (!known) return NONE;
  const generation = gone ? GONE : (slice.metadata.generation ?? 0);
  if (known.heard) known.heard.set(slice.metadata.name, generation);
  else if (!isOwnWrite(known, slice.metadata.name, generation)) lookAgain(context, key);
  return NONE;
}

function isOwnWrite({ slices }: Known, name: string, generation: number): boolean {
  const ours = slices.get(name);
  return generation === GONE ? ours === undefined : ours !== undefined && (ours.metadata.generation ?? 0) >= generation;
}

/** Somebody else changed one of our slices: look at everything, but not at once. */
function lookAgain({ state, queue }: Context<State>, key: string): void {
  state.known.delete(key);
  queue.addAfter(key, seconds(1), 'sliceChanged');
}

function* reconcile(context: Context<State>, key: string): Sim<void> {
  const { state, recorder } = context;
  const service = state.members.services.get(key);
  if (!service) {
    state.members.forget(key);
    state.known.delete(key);
    return;
  }
  if (service.spec.type === 'ExternalName' || !service.spec.selector) return;
  const members = state.members.of(key, service);
  const known = state.known.get(key);
  const existing = [...state.byService.get(key)].filter((slice) => slice.metadata.deletionTimestamp === undefined);
  if (known && isStale(known, existing)) throw new RetryLater('EndpointSlice informer cache is out of date');
  const trigger = members.trigger(service);
  const changed = [...members.changed];
  members.changed.clear();
  try {
    yield* write(context, key, service, members, known?.service === service ? known : undefined, existing, changed, trigger);
  } catch (error) {
    // Whatever went wrong, the next look begins from nothing.
    state.known.delete(key);
    for (const pod of changed) members.changed.add(pod);
    if (isExpected(error)) recorder.event(referenceTo(service), 'Warning', 'FailedToUpdateEndpointSlices', `Error updating Endpoint Slices for Service ${key}: ${error.message}`);
    throw error;
  }
}

/** The cache does not have our own last writes yet. */
function isStale({ slices }: Known, existing: readonly EndpointSlice[]): boolean {
  let seen = 0;
  for (const slice of existing) {
    const ours = slices.get(slice.metadata.name);
    if (!ours) continue;
    if ((slice.metadata.generation ?? 0) < (ours.metadata.generation ?? 0)) return true;
    seen++;
  }
  return seen < slices.size;
}

function* write(context: Context<State>, key: string, service: Service, members: Membership, before: Known | undefined, existing: readonly EndpointSlice[], changed: readonly string[], trigger: string | undefined): Sim<void> {
  const { state } = context;
  const known = before ?? new Known();
  known.service = service;
  const foreign = before ? [] : existing.filter((slice) => !ownedBy(slice, service));
  if (!before) for (const slice of existing) if (!foreign.includes(slice)) remember(known, slice);
  state.known.set(key, known);
  const missingNodes: string[] = [];
  const touched = new Set<string>(before ? [] : known.slices.keys());
  for (const pod of before ? changed : members.pods.keys()) want(state, known, service, pod, members.pods.get(pod), touched, missingNodes);
  const plan = arrange(known, service, touched, before ? changed : undefined, foreign);
  context.note('pods', { selected: members.pods.size, changed: before ? changed.length : members.pods.size });
  context.note('endpoints', { ready: known.ready, notReady: known.wanted.size - known.ready, terminating: known.terminating });
  known.heard = new Map();
  yield* finalize(context, known, service, plan, trigger);
  const { heard } = known;
  known.heard = undefined;
  for (const [name, generation] of heard) if (!isOwnWrite(known, name, generation)) lookAgain(context, key);
  if (missingNodes.length) throw new RetryLater(`node "${missingNodes[0]}" not found`);
}

/** Takes note of what a Pod should be among the endpoints, and of the slice it was in. */
function want(state: State, known: Known, service: Service, podKey: string, pod: Pod | undefined, touched: Set<string>, missingNodes: string[]): void {
  const before = known.keyOfPod.get(podKey);
  const old = before === undefined ? undefined : known.wanted.get(before);
  const next = pod && endpointOf(state, known, service, pod, missingNodes);
  const nextKey = next && endpointKey(next.endpoint);
  if (old && before === nextKey && next && old.portKey === next.portKey && sameEndpoint(old.endpoint, next.endpoint)) return;
  if (old) {
    known.wanted.delete(before as string);
    known.keyOfPod.delete(podKey);
    countPorts(known, old.portKey, -1);
    if (old.endpoint.conditions?.ready) known.ready--;
    if (old.endpoint.conditions?.terminating) known.terminating--;
    const slice = known.sliceOf.get(before as string);
    if (slice !== undefined) touched.add(slice);
  }
  if (!next) return;
  known.wanted.set(nextKey as string, next);
  countPorts(known, next.portKey, 1);
  known.keyOfPod.set(podKey, nextKey as string);
  if (next.endpoint.conditions?.ready) known.ready++;
  if (next.endpoint.conditions?.terminating) known.terminating++;
  const slice = known.sliceOf.get(nextKey as string);
  if (slice !== undefined) touched.add(slice);
}

function countPorts({ withPorts }: Known, portKey: string, by: number): void {
  const n = (withPorts.get(portKey) ?? 0) + by;
  if (n > 0) withPorts.set(portKey, n);
  else withPorts.delete(portKey);
}

function endpointOf(state: State, known: Known, service: Service, pod: Pod, missingNodes: string[]): Wanted | undefined {
  if (!belongsToEndpoints(pod, true)) return undefined;
  const { nodeName, hostname } = pod.spec;
  const node = nodeName ? state.nodes.get(nodeName) : undefined;
  if (nodeName && !node) {
    missingNodes.push(nodeName);
    return undefined;
  }
  const serving = isReady(pod);
  const terminating = pod.metadata.deletionTimestamp !== undefined;
  const zone = node?.metadata.labels?.['topology.kubernetes.io/zone'];
  const endpoint: Endpoint = deepFreeze({
    addresses: [pod.status.podIP ?? (pod.status.podIPs?.[0]?.ip as string)],
    conditions: { ready: service.spec.publishNotReadyAddresses === true || (serving && !terminating), serving, terminating },
    ...(setsHostname(pod, service) ? { hostname: hostname as string } : {}),
    targetRef: { kind: 'Pod', namespace: pod.metadata.namespace as string, name: pod.metadata.name, uid: pod.metadata.uid },
    ...(nodeName ? { nodeName } : {}),
    ...(zone ? { zone } : {}),
  });
  const ports = portsOf(service, pod);
  const portKey = keyOfPorts(ports);
  if (!known.ports.has(portKey)) known.ports.set(portKey, ports);
  return { endpoint, portKey };
}

function portsOf(service: Service, pod: Pod): EndpointPort[] {
  const ports: EndpointPort[] = [];
  for (const port of service.spec.ports ?? []) {
    const number = targetPort(pod, port);
    if (number === undefined) continue;
    ports.push({ name: port.name ?? '', protocol: port.protocol ?? 'TCP', port: number, ...(port.appProtocol ? { appProtocol: port.appProtocol } : {}) });
  }
  if (ports.length < 2) return ports;
  return ports.map((port) => ({ port, hash: md5(portText(port)) })).sort((a, b) => compareText(a.hash, b.hash)).map(({ port }) => port);
}

/** As Go prints the struct; the order of ports is that of its hash. */
const portText = ({ name = '', protocol = 'TCP', port = 0, appProtocol }: EndpointPort): string =>
  `(v1.EndpointPort){Name:(*string)${name} Protocol:(*v1.Protocol)${protocol} Port:(*int32)${port} AppProtocol:(*string)${appProtocol ?? '<nil>'}}`;

const keyOfPorts = (ports: readonly EndpointPort[]): string => ports.map(portText).sort(compareText).join();

interface Plan {
  readonly create: { readonly ports: readonly EndpointPort[]; readonly endpoints: readonly Endpoint[] }[];
  readonly update: { readonly slice: EndpointSlice; readonly endpoints: readonly Endpoint[] }[];
  readonly remove: EndpointSlice[];
}

/** Which slices to write. `changed`: the Pods that may be new among the endpoints; undefined for all. */
function arrange(known: Known, service: Service, touched: ReadonlySet<string>, changed: readonly string[] | undefined, foreign: readonly EndpointSlice[]): Plan {
  const plan: Plan = { create: [], update: [], remove: [...foreign] };
  const byPorts = new Map<string, Filling[]>();
  const placed = new Set<string>();
  const labels = labelsFor(service);
  for (const [name, slice] of known.slices) {
    const portKey = known.portKeyOf.get(name) as string;
    // Nobody offers these ports any more.
    if (!known.withPorts.has(portKey)) {
      plan.remove.push(slice);
      continue;
    }
    const fillings = byPorts.get(portKey) ?? [];
    if (!byPorts.has(portKey)) byPorts.set(portKey, fillings);
    const present = slice.endpoints ?? [];
    if (!touched.has(name)) {
      fillings.push({ slice, endpoints: present, changed: false });
      continue;
    }
    const kept: Endpoint[] = [];
    let changes = !equal(slice.metadata.labels, labels);
    for (const endpoint of present) {
      const key = endpointKey(endpoint);
      const wanted = known.wanted.get(key);
      if (!wanted || wanted.portKey !== portKey || placed.has(key)) {
        changes = true;
        continue;
      }
      placed.add(key);
      kept.push(wanted.endpoint);
      if (!sameEndpoint(endpoint, wanted.endpoint)) changes = true;
    }
    if (kept.length === 0) plan.remove.push(slice);
    else fillings.push({ slice, endpoints: kept, changed: changes });
  }
  const added = new Map<string, Endpoint[]>();
  const consider = (key: string | undefined): void => {
    const wanted = key === undefined ? undefined : known.wanted.get(key);
    if (!wanted || placed.has(key as string)) return;
    const slice = known.sliceOf.get(key as string);
    if (slice !== undefined && !touched.has(slice)) return;
    placed.add(key as string);
    const list = added.get(wanted.portKey);
    if (list) list.push(wanted.endpoint);
    else added.set(wanted.portKey, [wanted.endpoint]);
  };
  if (changed) for (const pod of changed) consider(known.keyOfPod.get(pod));
  else for (const key of known.wanted.keys()) consider(key);
  for (const portKey of new Set([...byPorts.keys(), ...added.keys()])) {
    for (const filling of fill(byPorts.get(portKey) ?? [], added.get(portKey) ?? [])) {
      if (!filling.changed) continue;
      if (filling.slice) plan.update.push({ slice: filling.slice, endpoints: filling.endpoints });
      else plan.create.push({ ports: known.ports.get(portKey) as readonly EndpointPort[], endpoints: filling.endpoints });
    }
  }
  keepPlaceholder(known, service, plan, foreign.length);
  return plan;
}

/** A Service without endpoints has one empty slice. */
function keepPlaceholder(known: Known, service: Service, plan: Plan, foreign: number): void {
  if (known.slices.size + foreign !== plan.remove.length || plan.create.length) return;
  const [only] = plan.remove;
  if (plan.remove.length === 1 && only && !only.endpoints?.length && !only.ports?.length && equal(only.metadata.labels, labelsFor(service)) && ownedBy(only, service)) plan.remove.length = 0;
  else plan.create.push({ ports: [], endpoints: [] });
}

function labelsFor(service: Service): Readonly<Record<string, string>> {
  const labels: Record<string, string> = {};
  for (const [key, value] of Object.entries(service.metadata.labels ?? {})) if (key !== SERVICE_NAME && key !== MANAGED_BY && key !== HEADLESS) labels[key] = value;
  if (!isIPSet(service)) labels[HEADLESS] = '';
  labels[SERVICE_NAME] = service.metadata.name;
  labels[MANAGED_BY] = MANAGER;
  return labels;
}

function* finalize(context: Context<State>, known: Known, service: Service, plan: Plan, trigger: string | undefined): Sim<void> {
  const { client } = context;
  const { create, update, remove } = plan;
  const { namespace } = service.metadata;
  const annotations = trigger === undefined ? undefined : { [TRIGGER_TIME]: trigger };
  const updates = update.map(({ slice, endpoints }) => updated(slice, service, endpoints, trigger));
  // What would be deleted becomes what would be created.
  while (create.length && remove.length && ownedBy(remove[0] as EndpointSlice, service)) {
    const { metadata } = remove.shift() as EndpointSlice;
    const { ports, endpoints } = create.pop() as Plan['create'][number];
    forget(known, metadata.name);
    updates.push(fresh(service, ports, endpoints, annotations, metadata.name));
  }
  if (create.length || updates.length || remove.length) context.note('slices', { create: create.length, update: updates.length, delete: remove.length });
  if (service.metadata.deletionTimestamp === undefined) {
    for (const { ports, endpoints } of create) {
      try {
        remember(known, yield* client.create(EndpointSlice, namespace, fresh(service, ports, endpoints, annotations)));
      } catch (error) {
        if (isNamespaceTerminating(error)) return;
        throw error;
      }
    }
  }
  for (const slice of updates) remember(known, yield* client.update(EndpointSlice, slice as EndpointSlice));
  for (const { metadata } of remove) {
    forget(known, metadata.name);
    yield* client.delete(EndpointSlice, namespace, metadata.name);
  }
}

function updated(slice: EndpointSlice, service: Service, endpoints: readonly Endpoint[], trigger: string | undefined): unknown {
  const { [TRIGGER_TIME]: _old, ...others } = slice.metadata.annotations ?? {};
  const annotations = trigger === undefined ? others : { ...others, [TRIGGER_TIME]: trigger };
  const { annotations: _annotations, ...metadata } = slice.metadata;
  return deepFreeze({ ...slice, metadata: { ...metadata, labels: labelsFor(service), ...(Object.keys(annotations).length ? { annotations } : {}) }, endpoints });
}

/** With a name it replaces a slice that is there. */
function fresh(service: Service, ports: readonly EndpointPort[], endpoints: readonly Endpoint[], annotations: object | undefined, name?: string): unknown {
  return deepFreeze({
    kind: 'EndpointSlice',
    apiVersion: 'discovery.k8s.io/v1',
    metadata: {
      ...(name === undefined ? {} : { name }),
      generateName: `${service.metadata.name}-`,
      namespace: service.metadata.namespace,
      labels: labelsFor(service),
      ...(annotations ? { annotations } : {}),
      ownerReferences: [controllerReference(service, Service as unknown as Kind)],
    },
    addressType: 'IPv4',
    endpoints: endpoints.length ? endpoints : null,
    ports: ports.length ? ports : null,
  });
}

function remember(known: Known, slice: EndpointSlice): void {
  const { name } = slice.metadata;
  forget(known, name);
  known.slices.set(name, slice);
  known.portKeyOf.set(name, keyOfPorts(slice.ports ?? []));
  for (const endpoint of slice.endpoints ?? []) known.sliceOf.set(endpointKey(endpoint), name);
}

function forget(known: Known, name: string): void {
  const slice = known.slices.get(name);
  if (!slice) return;
  known.slices.delete(name);
  known.portKeyOf.delete(name);
  for (const endpoint of slice.endpoints ?? []) if (known.sliceOf.get(endpointKey(endpoint)) === name) known.sliceOf.delete(endpointKey(endpoint));
}
