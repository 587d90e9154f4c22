// A node as the scheduler sees it: what it offers, what the Pods on it (bound or assumed) take.
// Upstream: pkg/scheduler/framework/types.go NodeInfo

import { readAmounts, type Amounts } from '../api/podResources.ts';
import type { Labels } from '../api/selectors.ts';
import { ANY_ADDRESS, type HostPort, type PodInfo } from './podInfo.ts';
import type { Node, Taint } from './types.ts';

export class NodeInfo {
  /** Undefined while only Pods on it are known, or when it was deleted before them. */
  node: Node | undefined;
  labels: Labels = {};
  taints: readonly Taint[] = [];
  /** Cordoned. */
  unschedulable = false;
  allowedPods = 0;
  private allocatable: Amounts = {};
  private allocatableCpu = 0;
  private allocatableMemory = 0;

  readonly pods = new Map<string, PodInfo>();
  private requestedCpu = 0;
  private requestedMemory = 0;
  /** With assumed amounts for containers that name none. */
  private scoringCpu = 0;
  private scoringMemory = 0;
  private readonly requestedOther = new Map<string, number>();
  /** Host ports in use: protocol/port → addresses, as often as they are used. */
  private readonly ports = new Map<string, string[]>();

  constructor(readonly name: string) {}

  setNode(node: Node | undefined): void {
    this.node = node;
    this.labels = node?.metadata.labels ?? {};
    this.taints = node?.spec.taints ?? [];
    this.unschedulable = node?.spec.unschedulable ?? false;
    this.allocatable = readAmounts(node?.status?.allocatable);
    this.allocatableCpu = this.allocatable['cpu'] ?? 0;
    this.allocatableMemory = this.allocatable['memory'] ?? 0;
    this.allowedPods = this.allocatable['pods'] ?? 0;
  }

  /** What the node has for Pods. */
  offered(resource: string): number {
    if (resource === 'cpu') return this.allocatableCpu;
    return resource === 'memory' ? this.allocatableMemory : (this.allocatable[resource] ?? 0);
  }

  /** What its Pods request. */
  requested(resource: string): number {
    if (resource === 'cpu') return this.requestedCpu;
    return resource === 'memory' ? this.requestedMemory : (this.requestedOther.get(resource) ?? 0);
  }

  /** What its Pods request, with an assumed amount where a container names no cpu or memory. */
  scoringRequested(resource: string): number {
    if (resource === 'cpu') return this.scoringCpu;
    return resource === 'memory' ? this.scoringMemory : (this.requestedOther.get(resource) ?? 0);
  }

  addPod(info: PodInfo): void {
    this.pods.set(info.key, info);
    this.count(info, 1);
    for (const port of info.hostPorts) {
      const key = portKey(port);
      const addresses = this.ports.get(key);
      if (addresses) addresses.push(port.ip);
      else this.ports.set(key, [port.ip]);
    }
  }

  removePod(info: PodInfo): void {
    this.pods.delete(info.key);
    this.count(info, -1);
    for (const port of info.hostPorts) {
      const key = portKey(port);
      const addresses = this.ports.get(key) ?? [];
      addresses.splice(addresses.indexOf(port.ip), 1);
      if (addresses.length === 0) this.ports.delete(key);
    }
  }

  /** The same Pod with other contents that count for nothing here. */
  replacePod(info: PodInfo): void {
    this.pods.set(info.key, info);
  }

  /** Two Pods cannot have the same port and protocol on the same address; 0.0.0.0 is every address. */
  portTaken(port: HostPort): boolean {
    const addresses = this.ports.get(portKey(port));
    if (!addresses) return false;
    return port.ip === ANY_ADDRESS || addresses.includes(port.ip) || addresses.includes(ANY_ADDRESS);
  }

  /** A copy to try removals on; the node itself and the Pods are shared. */
  clone(): NodeInfo {
    const copy = new NodeInfo(this.name);
    copy.node = this.node;
    copy.labels = this.labels;
    copy.taints = this.taints;
    copy.unschedulable = this.unschedulable;
    copy.allocatable = this.allocatable;
    copy.allocatableCpu = this.allocatableCpu;
    copy.allocatableMemory = this.allocatableMemory;
    copy.allowedPods = this.allowedPods;
    for (const [key, info] of this.pods) copy.pods.set(key, info);
    copy.requestedCpu = this.requestedCpu;
    copy.requestedMemory = this.requestedMemory;
    for (const [name, amount] of this.requestedOther) copy.requestedOther.set(name, amount);
    copy.scoringCpu = this.scoringCpu;
    copy.scoringMemory = this.scoringMemory;
    for (const [key, addresses] of this.ports) copy.ports.set(key, [...addresses]);
    return copy;
  }

  private count(info: PodInfo, sign: 1 | -1): void {
    const { requests } = info;
    for (const name in requests) {
      const change = sign * (requests[name] as number);
      if (name === 'cpu') this.requestedCpu += change;
      else if (name === 'memory') this.requestedMemory += change;
      else this.requestedOther.set(name, (this.requestedOther.get(name) ?? 0) + change);
    }
    this.scoringCpu += sign * info.scoringCpu;
    this.scoringMemory += sign * info.scoringMemory;
  }
}

function portKey(port: HostPort): string {
  return `${port.protocol}/${port.port}`;
}
