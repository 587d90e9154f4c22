// kube-proxy: one node's idea of where the virtual addresses of Services lead. It watches Services and EndpointSlices and
// writes the rules that the node's kernel then follows; when it stops, the last rules stay.
// Upstream: pkg/proxy/iptables/proxier.go, pkg/proxy/topology.go, pkg/proxy/runner
//
// Simplified: topology hints and traffic distribution are not followed. Endpoints are chosen when a connection is made,
// each with the same chance, as the rules' probabilities come to.

import type { Prng } from '../../base/prng.ts';
import { milliseconds, seconds, type Micros } from '../../base/time.ts';
import { Informer } from '../client/informer.ts';
import type { Client } from '../client/client.ts';
import { SeriesRecorder } from '../client/seriesRecorder.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { running, sleep, type Sim, type TaskGroup } from '../kernel/task.ts';
import { EndpointSlice } from '../kinds/endpointSlice.ts';
import { Node } from '../kinds/node.ts';
import { Service } from '../kinds/service.ts';
import { ServiceCIDR } from '../kinds/serviceCIDR.ts';
import { chosenOf, type Affinity } from './choosing.ts';
import { endpointsOf, usableOf, type Backend } from './endpoints.ts';
import type { Origin, Route, ServiceProxy } from './network.ts';

export interface KubeProxyOptions {
  readonly client: Client;
  readonly group: TaskGroup;
  readonly node: string;
  readonly nodeIP: string;
}

type ServicePort = NonNullable<Service['spec']['ports']>[number];

/** One port of a Service, at one of its addresses. */
export interface Rule {
  readonly service: Service;
  readonly port: ServicePort;
  /** From outside the cluster: a node port, a load balancer's or an external address. */
  readonly external: boolean;
  readonly backends: readonly Backend[];
}

/** One port of a Service as a node's rules have it. */
export interface ProxyFact {
  /** The virtual address. */
  readonly state: string;
  /** The real ones that it leads to, joined by commas; '': connections are refused. */
  readonly detail: string;
}

/** Rules are written at most once in this time (minSyncPeriod). */
const MIN_SYNC = seconds(1);
const SYNC_TAKES = milliseconds(30);

export class KubeProxy implements ServiceProxy {
  private readonly options: KubeProxyOptions;
  private readonly kernel: Kernel;
  private readonly services: Informer<Service>;
  private readonly slices: Informer<EndpointSlice>;
  private readonly slicesOf;
  /** What is written: rules by address and port, and which of them belong to a Service. */
  private readonly rules = new Map<string, Rule>();
  private readonly written = new Map<string, readonly string[]>();
  private readonly affinity: Affinity = new Map();
  /** As they stand in the trace, by Service and port. */
  private readonly told = new Map<string, ReadonlyMap<string, ProxyFact>>();
  private readonly pending = new Set<string>();
  private scheduled = false;
  private lastSync = -Infinity;

  constructor(options: KubeProxyOptions) {
    this.options = options;
    const { client } = options;
    this.kernel = client.transport.kernel;
    this.services = new Informer(client, Service, { fieldSelector: 'spec.clusterIP!=None', labelSelector: '!service.kubernetes.io/service-proxy-name' });
    this.slices = new Informer(client, EndpointSlice, { labelSelector: '!service.kubernetes.io/headless' });
    this.slicesOf = this.slices.index('service', (slice) => [serviceKey(slice)]);
  }

  /** Watches for ever; `ready` is called when the first rules are written. */
  *run(ready: () => void): Sim<void> {
    const { client, group, node } = this.options;
    const changed = (key: string): void => this.changed(key);
    const ofService = ({ metadata }: Service): void => changed(`${metadata.namespace}/${metadata.name}`);
    const ofSlice = (slice: EndpointSlice): void => changed(serviceKey(slice));
    this.services.handle({ added: ofService, updated: ofService, deleted: ofService });
    this.slices.handle({ added: ofSlice, updated: ofSlice, deleted: ofSlice });
    const recorder = new SeriesRecorder(client, group, 'kube-proxy', `kube-proxy-${node}`);
    recorder.event({ kind: 'Node', name: node, uid: node }, undefined, 'Normal', 'Starting', 'StartKubeProxy', '');
    group.spawn('services', this.services.run());
    group.spawn('endpointslices', this.slices.run());
    group.spawn('node', new Informer(client, Node, { fieldSelector: `metadata.name=${node}` }).run());
    group.spawn('servicecidrs', new Informer(client, ServiceCIDR).run());
    yield* this.services.waitForSync();
    yield* this.slices.waitForSync();
    this.kernel.span = running().span;
    this.sync();
    ready();
  }

  route(address: string, port: number, origin: Origin, random: Prng): Route | undefined {
    const rule = this.rules.get(`${address}:${port}`) ?? (address === this.options.nodeIP ? this.rules.get(`node:${port}`) : undefined);
    if (!rule) return undefined;
    return chosenOf(rule, this.options.node, origin, random, this.affinity, this.kernel.now);
  }

  // ---- writing rules ----

  private changed(key: string): void {
    this.pending.add(key);
    if (this.scheduled || !this.services.synced || !this.slices.synced) return;
    this.scheduled = true;
    const at = Math.max(this.kernel.now, this.lastSync + MIN_SYNC) + SYNC_TAKES;
    // As a task, so that it ends with the process.
    this.options.group.spawn('sync', this.syncAt(at as Micros), this.kernel.span);
  }

  private *syncAt(at: Micros): Sim<void> {
    const { kernel, options } = this;
    const span = kernel.trace.open('work', `kube-proxy/${options.node}`, 'syncProxyRules', kernel.now, running().span, { level: 'detail' });
    yield* sleep((at - kernel.now) as Micros);
    this.scheduled = false;
    kernel.span = span;
    this.sync();
    kernel.trace.close(span, kernel.now);
  }

  private sync(): void {
    this.lastSync = this.kernel.now;
    for (const key of this.pending) this.write(key);
    this.pending.clear();
  }

  private write(key: string): void {
    for (const id of this.written.get(key) ?? []) this.rules.delete(id);
    this.written.delete(key);
    const service = this.services.get(key);
    const facts = new Map<string, ProxyFact>();
    if (service && isProxied(service)) this.writeService(key, service, facts);
    this.tell(key, facts);
  }

  /** What this node now believes, for whoever looks into it: `node/worker-1/proxy/default/web:80`. */
  private tell(key: string, facts: ReadonlyMap<string, ProxyFact>): void {
    const { kernel, options } = this;
    const told = this.told.get(key) ?? new Map<string, ProxyFact>();
    for (const [port, fact] of facts) {
      const before = told.get(port);
      if (before?.state === fact.state && before.detail === fact.detail) continue;
      kernel.trace.change(0, `node/${options.node}/proxy/${key}:${port}`, fact, kernel.span, kernel.now);
    }
    for (const port of told.keys()) if (!facts.has(port)) kernel.trace.change(0, `node/${options.node}/proxy/${key}:${port}`, undefined, kernel.span, kernel.now);
    if (facts.size) this.told.set(key, facts);
    else this.told.delete(key);
  }

  private writeService(key: string, service: Service, facts: Map<string, ProxyFact>): void {
    const slices = [...this.slicesOf.get(key)];
    const ids: string[] = [];
    const { spec, status } = service;
    const external = [...(spec.externalIPs ?? []), ...(status.loadBalancer?.ingress ?? []).flatMap((i) => (i.ip && i.ipMode !== 'Proxy' ? [i.ip] : []))];
    for (const port of spec.ports ?? []) {
      const backends = endpointsOf(slices, port.name ?? '');
      facts.set(portText(port), { state: `${spec.clusterIP}:${port.port}${port.nodePort ? `, node port ${port.nodePort}` : ''}`, detail: textOf(backends) });
      const add = (id: string, fromOutside: boolean): void => {
        this.rules.set(id, { service, port, external: fromOutside, backends });
        ids.push(id);
      };
      for (const ip of spec.clusterIPs ?? []) add(`${ip}:${port.port}`, false);
      for (const ip of external) add(`${ip}:${port.port}`, true);
      if (port.nodePort) add(`node:${port.nodePort}`, true);
    }
    this.written.set(key, ids);
  }
}

const serviceKey = ({ metadata }: EndpointSlice): string => `${metadata.namespace}/${metadata.labels?.['kubernetes.io/service-name'] ?? ''}`;

const isProxied = ({ spec }: Service): boolean => spec.type !== 'ExternalName' && spec.clusterIP !== 'None' && Boolean(spec.clusterIP);

const portText = ({ port, protocol = 'TCP' }: ServicePort): string => (protocol === 'TCP' ? String(port) : `${port}/${protocol}`);

const MAX_SHOWN = 8;
/** Every node has the same ones. */
const texts = new WeakMap<readonly Backend[], string>();

function textOf(backends: readonly Backend[]): string {
  let text = texts.get(backends);
  if (text === undefined) {
    const usable = usableOf(backends);
    text = usable.slice(0, MAX_SHOWN).map((b) => `${b.address}:${b.port}`).join(',');
    if (usable.length > MAX_SHOWN) text += ` + ${usable.length - MAX_SHOWN} more`;
    texts.set(backends, text);
  }
  return text;
}
