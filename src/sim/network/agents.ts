// The network's agents on the nodes, which the containers of their DaemonSets (or whoever runs them) switch on and off:
// kube-proxy, CoreDNS, and the agent that installs the network plugin.

import type { UserInfo } from '../api/http.ts';
import { Client } from '../client/client.ts';
import type { Transport } from '../client/transport.ts';
import { TaskGroup } from '../kernel/task.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { IngressPart, IngressPlace } from '../programs/program.ts';
import { ClusterDns } from './dns.ts';
import { IngressWatcher } from './ingress/ingressWatcher.ts';
import { KubeProxy } from './kubeProxy.ts';
import type { ClusterNetwork } from './network.ts';

export interface NetworkAgentsOptions {
  readonly kernel: Kernel;
  readonly network: ClusterNetwork;
  /** A node's connection to the API server. */
  readonly transport: (node: string) => Transport;
  readonly version: string;
}

/** Where an agent runs. */
export interface AgentPlace {
  readonly node: string;
  /** '': it runs beside the containers, as itself. */
  readonly podUid: string;
  readonly podIP: string;
}

const DNS_PORT = 53;

export class NetworkAgents {
  private readonly options: NetworkAgentsOptions;
  private readonly running = new Map<string, TaskGroup>();
  private readonly servers = new Map<string, ClusterDns>();

  constructor(options: NetworkAgentsOptions) {
    this.options = options;
  }

  /** False: no agent has this name. */
  start(component: string, place: AgentPlace): boolean {
    switch (component) {
      case 'kube-proxy':
        this.startProxy(place);
        return true;
      case 'coredns':
        this.startDns(place);
        return true;
      case 'kindnetd':
        this.options.network.installPlugin(place.node);
        return true;
      default:
        return false;
    }
  }

  /** What an agent wrote stays: rules and the plugin go on without it. */
  stop(component: string, place: AgentPlace): void {
    const id = idOf(component, place);
    const group = this.running.get(id);
    if (!group) return;
    this.running.delete(id);
    group.cancel();
    this.servers.delete(id);
    if (component === 'coredns') this.options.network.close(place.podIP, DNS_PORT, group);
  }

  /** The watching part of an ingress controller, which its program starts and stops by itself. */
  ingress(place: IngressPlace): IngressPart {
    return new IngressWatcher(this.options.kernel, this.options.transport(place.node), place);
  }

  /** What an agent says when somebody asks it whether it is ready. */
  healthy(component: string, place: AgentPlace): boolean {
    return component !== 'coredns' || (this.servers.get(idOf(component, place))?.ready ?? false);
  }

  private startProxy(place: AgentPlace): void {
    const { network } = this.options;
    const { node } = place;
    const group = this.begin('kube-proxy', place);
    const proxy = new KubeProxy({ client: this.client('kube-proxy', place), group, node, nodeIP: network.nodeIP(node) });
    group.spawn('main', proxy.run(() => network.setProxy(node, proxy)));
  }

  private startDns(place: AgentPlace): void {
    const group = this.begin('coredns', place);
    const dns = new ClusterDns(this.client('coredns', place), group);
    this.servers.set(idOf('coredns', place), dns);
    dns.start();
    this.options.network.listen(place.podIP, DNS_PORT, group, dns.handler);
  }

  private begin(component: string, place: AgentPlace): TaskGroup {
    this.stop(component, place);
    const group = new TaskGroup(this.options.kernel, idOf(component, place));
    this.running.set(idOf(component, place), group);
    return group;
  }

  private client(component: 'kube-proxy' | 'coredns', { node, podUid }: AgentPlace): Client {
    const { transport, version } = this.options;
    const user: UserInfo = podUid
      ? { name: `system:serviceaccount:kube-system:${component}`, groups: ['system:serviceaccounts', 'system:serviceaccounts:kube-system', 'system:authenticated'] }
      : { name: `system:${component}`, groups: ['system:authenticated'] };
    const actor = `${component}/${node}`;
    return new Client(transport(node), { actor, component: actor, user, userAgent: `${component}/${version} (linux/amd64) kubernetes/abcdef0` });
  }
}

const idOf = (component: string, { node, podUid }: AgentPlace): string => (component === 'kube-proxy' ? `${component}/${node}` : `${component}/${podUid}`);
