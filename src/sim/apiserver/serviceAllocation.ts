// What storing a Service takes and removing it gives back: its cluster IP (with the IPAddress object) and node ports.
// It is done before the Service is looked at closely, as in the real server: what cannot be given out is told first.
// Upstream: pkg/registry/core/service/storage/{alloc,storage}.go

import { deepFreeze, type Draft } from '../../base/json.ts';
import { failure, invalid, invalidValue, type FieldError } from '../api/errors.ts';
import type { KubeObject } from '../api/types.ts';
import { fillFamilies, keepAllocated, needsHealthCheck, needsNodePort, normalizeClusterIPs, type ServiceSpec as Spec } from '../kinds/shared/serviceFamilies.ts';
import { formatIPv4, parseIPv4 } from './allocators.ts';
import type { Exchange, ServerState } from './context.ts';

type ServiceSpec = Draft<Spec>;
interface ServiceDraft {
  metadata: { name: string; namespace?: string };
  spec: ServiceSpec;
}

const isService = (exchange: Exchange): boolean => exchange.kind.kind === 'Service' && exchange.kind.group === '' && exchange.info.subresource === '';
const nothing = (): void => {};

/** For a create: takes what the Service needs; returns how to give it back. */
export function allocate(exchange: Exchange, object: Draft<KubeObject>): () => void {
  if (!isService(exchange)) return nothing;
  return take(exchange, object as unknown as ServiceDraft, undefined);
}

/** For an update: takes what is new; `undo` gives that back, `done` gives back what is no longer needed. */
export function allocateForUpdate(exchange: Exchange, object: Draft<KubeObject>, old: KubeObject): { undo(): void; done(): void } | undefined {
  if (!isService(exchange)) return undefined;
  const service = object as unknown as ServiceDraft;
  const before = (old as unknown as ServiceDraft).spec;
  keepAllocated(service.spec, before);
  const undo = take(exchange, service, before);
  return {
    undo,
    done() {
      const { nodePorts } = exchange.state.allocators;
      const kept = portsOf(service.spec);
      for (const port of portsOf(before)) if (!kept.includes(port)) nodePorts.release(port);
      if (before.clusterIP !== service.spec.clusterIP) releaseAddress(exchange, before.clusterIP);
    },
  };
}

function take(exchange: Exchange, service: ServiceDraft, before: ServiceSpec | undefined): () => void {
  normalizeClusterIPs(service.spec, before);
  const errors = fillFamilies(service.spec, before);
  if (errors.length) throw invalid('', 'Service', service.metadata.name ?? '', errors);
  const undo: (() => void)[] = [];
  const rollBack = (): void => {
    for (const step of undo.reverse()) step();
    undo.length = 0;
  };
  try {
    takeAddress(exchange, service, before, undo);
    takePorts(exchange, service, before, undo);
  } catch (error) {
    rollBack();
    throw error;
  }
  return rollBack;
}

function refuse(service: ServiceDraft, error: FieldError): never {
  throw invalid('', 'Service', service.metadata.name ?? '', [error]);
}

function takeAddress(exchange: Exchange, service: ServiceDraft, before: ServiceSpec | undefined, undo: (() => void)[]): void {
  const { spec } = service;
  const { addresses } = exchange.state.allocators;
  if (spec.type === 'ExternalName' || spec.clusterIPs?.[0] === 'None' || (before && before.type !== 'ExternalName')) return;
  const [asked] = spec.clusterIPs ?? [];
  if (!asked) {
    const n = addresses.next(exchange.state.kernel.stream('cluster-ip'));
    if (n === undefined) throw failure(500, 'InternalError', 'Internal error occurred: failed to allocate a serviceIP: range is full');
    spec.clusterIP = formatIPv4(n);
    spec.clusterIPs = [spec.clusterIP];
    undo.push(() => addresses.release(n));
  } else {
    const fail = (why: string): never => refuse(service, invalidValue('spec.clusterIPs', spec.clusterIPs, `failed to allocate IP ${asked}: ${why}`));
    const n = parseIPv4(asked);
    if (n === undefined || !addresses.contains(n)) {
      // Really allocating looks for the ServiceCIDR of the address first.
      return fail(exchange.dryRun ? `the provided IP (${asked}) is not in the valid range. The range of valid IPs is ${exchange.state.config.serviceCIDR}` : 'the provided network does not match the current range');
    }
    // A dry run does not ask whether the address is free.
    if (!exchange.dryRun) {
      if (!addresses.take(n)) fail('provided IP is already allocated');
      undo.push(() => addresses.release(n));
    }
  }
  if (!exchange.dryRun) putAddress(exchange, service, undo);
}

/** Each cluster IP has an IPAddress object that points at its Service. */
function putAddress(exchange: Exchange, service: ServiceDraft, undo: (() => void)[]): void {
  const { store, kernel } = exchange.state;
  const ip = service.spec.clusterIP as string;
  const key = `/registry/ipaddresses/${ip}`;
  store.put(key, store.get(key)?.modRevision ?? 0, (revision) =>
    deepFreeze({
      apiVersion: 'networking.k8s.io/v1',
      kind: 'IPAddress',
      metadata: {
        name: ip,
        uid: kernel.stream('uid').uuid(),
        resourceVersion: String(revision),
        creationTimestamp: kernel.timestamp(),
        labels: { 'ipaddress.kubernetes.io/ip-family': 'IPv4', 'ipaddress.kubernetes.io/managed-by': 'ipallocator.k8s.io' },
      },
      spec: { parentRef: { resource: 'services', namespace: service.metadata.namespace ?? '', name: service.metadata.name } },
    }),
  );
  undo.push(() => releaseAddress(exchange, ip));
}

function releaseAddress(exchange: Exchange, ip: string | undefined): void {
  const n = ip === undefined ? undefined : parseIPv4(ip);
  if (n === undefined) return;
  exchange.state.allocators.addresses.release(n);
  const kv = exchange.state.store.get(`/registry/ipaddresses/${ip}`);
  if (kv) exchange.state.store.delete(kv.key, kv.modRevision);
}

function takePorts(exchange: Exchange, service: ServiceDraft, before: ServiceSpec | undefined, undo: (() => void)[]): void {
  const { spec } = service;
  const pick = portPicker(exchange, undo);
  if (needsNodePort(spec)) {
    if (before) updatePorts(service, before, pick);
    else initPorts(service, pick);
  }
  if (!needsHealthCheck(spec) || (before && needsHealthCheck(before))) return;
  if (!spec.healthCheckNodePort) spec.healthCheckNodePort = pick.any();
  else {
    const fault = pick.one(spec.healthCheckNodePort);
    if (fault) throw failure(500, 'InternalError', `Internal error occurred: failed to allocate requested HealthCheck NodePort ${spec.healthCheckNodePort}: ${fault}`);
  }
}

interface PortPicker {
  /** What is wrong with a port that is asked for, if something is. */
  one(port: number): string | undefined;
  any(): number;
}

/** In a dry run a port is only not given twice to the same Service. */
function portPicker(exchange: Exchange, undo: (() => void)[]): PortPicker {
  const { nodePorts } = exchange.state.allocators;
  const tried = new Set<number>();
  return {
    one(port) {
      if (exchange.dryRun) {
        if (tried.has(port)) return TAKEN;
        tried.add(port);
        return undefined;
      }
      if (!nodePorts.contains(port)) return 'provided port is not in the valid range. The range of valid ports is 30000-32767';
      if (!nodePorts.take(port)) return TAKEN;
      undo.push(() => nodePorts.release(port));
      return undefined;
    },
    any() {
      const port = nodePorts.next(exchange.state.kernel.stream('node-port'));
      if (port === undefined) throw failure(500, 'InternalError', 'Internal error occurred: failed to allocate a nodePort: range is full');
      undo.push(() => nodePorts.release(port));
      return port;
    },
  };
}
const TAKEN = 'provided port is already allocated';

const givesPorts = (spec: ServiceSpec): boolean => spec.type === 'NodePort' || spec.allocateLoadBalancerNodePorts === true;

/** Ports may be those of the stored Service, which nobody writes to. */
function writablePorts(spec: ServiceSpec): NonNullable<ServiceSpec['ports']> {
  if (spec.ports?.some((port) => !port.nodePort)) spec.ports = spec.ports.map((port) => ({ ...port }));
  return spec.ports ?? [];
}

/** Ports of the same number, which differ in protocol, share a node port. Upstream: initNodePorts */
function initPorts(service: ServiceDraft, pick: PortPicker): void {
  const { spec } = service;
  const ports = writablePorts(spec);
  const given = new Map<number, number>();
  ports.forEach((port, i) => {
    if (!port.nodePort && !givesPorts(spec)) return;
    const before = given.get(port.port);
    const ask = (nodePort: number): void => {
      const fault = pick.one(nodePort);
      if (fault) refuse(service, invalidValue(`spec.ports[${i}].nodePort`, nodePort, fault));
    };
    if (before !== undefined) {
      if (!port.nodePort) port.nodePort = before;
      else if (port.nodePort !== before) ask(port.nodePort);
      return;
    }
    const wanted = ports.find((other) => other.port === port.port && other.nodePort)?.nodePort;
    if (wanted) ask(wanted);
    port.nodePort = wanted ?? pick.any();
    given.set(port.port, port.nodePort);
  });
}

/** Upstream: updateNodePorts */
function updatePorts(service: ServiceDraft, before: ServiceSpec, pick: PortPicker): void {
  const { spec } = service;
  const had = portsOf(before);
  const asked = new Set<number>();
  const seen = new Set<string>();
  writablePorts(spec).forEach((port, i) => {
    if (!port.nodePort && !givesPorts(spec)) return;
    if (!port.nodePort) port.nodePort = pick.any();
    else if (!had.includes(port.nodePort) && !asked.has(port.nodePort)) {
      const fault = pick.one(port.nodePort);
      if (fault) refuse(service, invalidValue(`spec.ports[${i}].nodePort`, port.nodePort, fault));
      asked.add(port.nodePort);
    }
    const key = `{${port.protocol} ${port.nodePort}}`;
    if (seen.has(key)) throw failure(500, '', `duplicate nodePort: ${key}`);
    seen.add(key);
  });
}

const portsOf = (spec: ServiceSpec): number[] => [...(spec.ports ?? []).map((p) => p.nodePort ?? 0), spec.healthCheckNodePort ?? 0].filter((n) => n > 0);

/** Gives back what a removed Service held. */
export function release(exchange: Exchange, object: KubeObject): void {
  if (exchange.kind.kind !== 'Service' || exchange.kind.group !== '') return;
  const { spec } = object as unknown as ServiceDraft;
  for (const port of portsOf(spec)) exchange.state.allocators.nodePorts.release(port);
  if (spec.clusterIP && spec.clusterIP !== 'None') releaseAddress(exchange, spec.clusterIP);
}

/** Endpoints of a removed Service go with it. Upstream: pkg/registry/core/service/storage/storage.go */
export function afterDelete(exchange: Exchange, object: KubeObject): void {
  if (exchange.kind.kind !== 'Service' || exchange.kind.group !== '') return;
  const { store } = exchange.state;
  const kv = store.get(`/registry/services/endpoints/${object.metadata.namespace ?? ''}/${object.metadata.name}`);
  if (kv) store.delete(kv.key, kv.modRevision);
}

/** Takes what the stored Services hold, for a server that starts on a store with something in it. */
export function restoreAllocations({ store, allocators }: ServerState): void {
  for (const { value } of store.range('/registry/services/specs/')) {
    const { spec } = value as unknown as ServiceDraft;
    const n = spec.clusterIP ? parseIPv4(spec.clusterIP) : undefined;
    if (n !== undefined) allocators.addresses.take(n);
    for (const port of portsOf(spec)) allocators.nodePorts.take(port);
  }
}
