// What storing a Service takes and removing it gives back: its cluster IP (with the IPAddress object) and node ports.
// Upstream: pkg/registry/core/service/storage/alloc.go

import { deepFreeze, type Draft } from '../../base/json.ts';
import { invalid, invalidValue, type FieldError } from '../api/errors.ts';
import type { KubeObject } from '../api/types.ts';
import { formatIPv4, parseIPv4 } from './allocators.ts';
import type { Exchange } from './context.ts';

interface Port {
  name?: string;
  port: number;
  protocol?: string;
  nodePort?: number;
}
interface ServiceSpec {
  type?: string;
  clusterIP?: string;
  clusterIPs?: string[];
  ports?: Port[];
  externalTrafficPolicy?: string;
  healthCheckNodePort?: number;
  allocateLoadBalancerNodePorts?: boolean;
}
interface ServiceDraft {
  metadata: { name: string; namespace?: string };
  spec: ServiceSpec;
}

const isService = (exchange: Exchange): boolean => exchange.kind.kind === 'Service' && exchange.kind.group === '' && exchange.info.subresource === '';
const nothing = (): void => {};

/** For a create: takes what the Service needs; returns how to give it back. */
export function allocate(exchange: Exchange, object: Draft<KubeObject>): () => void {
  if (!isService(exchange)) return nothing;
  const service = object as unknown as ServiceDraft;
  return take(exchange, service, undefined);
}

/** For an update: takes what is new; `undo` gives that back, `done` gives back what is no longer needed. */
export function allocateForUpdate(exchange: Exchange, object: Draft<KubeObject>, old: KubeObject): { undo(): void; done(): void } | undefined {
  if (!isService(exchange)) return undefined;
  const service = object as unknown as ServiceDraft;
  const before = (old as unknown as ServiceDraft).spec;
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
  throw invalid('', 'Service', service.metadata.name, [error]);
}

function takeAddress(exchange: Exchange, service: ServiceDraft, before: ServiceSpec | undefined, undo: (() => void)[]): void {
  const { spec } = service;
  const { addresses } = exchange.state.allocators;
  if (spec.type === 'ExternalName' || spec.clusterIP === 'None' || (before && before.clusterIP && before.clusterIP === spec.clusterIP)) return;
  const random = exchange.state.kernel.stream('cluster-ip');
  if (!spec.clusterIP) {
    const n = addresses.next(random);
    if (n === undefined) refuse(service, { type: 'InternalError', field: 'spec.clusterIPs', detail: `failed to allocate a serviceIP for Service ${JSON.stringify(service.metadata.name)}: range is full` });
    spec.clusterIP = formatIPv4(n);
    undo.push(() => addresses.release(n));
  } else {
    const asked = spec.clusterIP;
    const fail = (why: string): never => refuse(service, invalidValue('spec.clusterIPs', [asked], `failed to allocate IP ${asked}: ${why}`));
    const n = parseIPv4(asked) as number;
    if (n === undefined || !addresses.contains(n)) fail('the provided network does not match the current range');
    if (!addresses.take(n)) fail('provided IP is already allocated');
    undo.push(() => addresses.release(n));
  }
  spec.clusterIPs = [spec.clusterIP];
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
        generation: 1,
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
  const wanted = spec.type === 'NodePort' || (spec.type === 'LoadBalancer' && spec.allocateLoadBalancerNodePorts !== false);
  if (!wanted) return;
  const { nodePorts } = exchange.state.allocators;
  const had = before ? portsOf(before) : [];
  const mine = new Map<number, Set<string>>();
  (spec.ports ?? []).forEach((port, i) => {
    const field = `spec.ports[${i}].nodePort`;
    const protocol = port.protocol ?? 'TCP';
    if (!port.nodePort) {
      const n = nodePorts.next(exchange.state.kernel.stream('node-port'));
      if (n === undefined) refuse(service, { type: 'InternalError', field, detail: 'failed to allocate a nodePort: range is full' });
      port.nodePort = n;
      mine.set(n, new Set([protocol]));
      undo.push(() => nodePorts.release(n));
      return;
    }
    const asked = port.nodePort;
    if (!nodePorts.contains(asked)) refuse(service, invalidValue(field, asked, 'provided port is not in the valid range. The range of valid ports is 30000-32767'));
    // Two ports of one Service may share a node port if their protocols differ.
    const own = mine.get(asked);
    if (own && !own.has(protocol)) {
      own.add(protocol);
      return;
    }
    if (had.includes(asked)) {
      mine.set(asked, new Set([protocol]));
      return;
    }
    if (!nodePorts.take(asked)) refuse(service, invalidValue(field, asked, 'provided port is already allocated'));
    mine.set(asked, new Set([protocol]));
    undo.push(() => nodePorts.release(asked));
  });
  if (spec.externalTrafficPolicy === 'Local' && spec.type === 'LoadBalancer' && !spec.healthCheckNodePort) {
    const n = nodePorts.next(exchange.state.kernel.stream('node-port'));
    if (n !== undefined) {
      spec.healthCheckNodePort = n;
      undo.push(() => nodePorts.release(n));
    }
  }
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
