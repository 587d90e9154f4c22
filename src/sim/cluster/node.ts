// One machine of the cluster: its kubelet, its container runtime and its links to the control plane.

import type { Kernel } from '../kernel/kernel.ts';
import { Link } from '../kernel/link.ts';
import { Client } from '../client/client.ts';
import type { Endpoint, Transport } from '../client/transport.ts';
import { HollowLauncher } from '../node/hollowLauncher.ts';
import { ImageStore } from '../node/imageStore.ts';
import { Kubelet } from '../node/kubelet.ts';
import { kubeletUser } from '../node/kubeletOptions.ts';
import { ProgramLauncher } from '../node/programLauncher.ts';
import { DefaultRegistry, HollowRegistry, RealRegistry, type Registry } from '../node/registry.ts';
import { Runtime } from '../node/runtime.ts';
import { NodeStorage, type SharedStorage } from '../node/storage.ts';
import { HOLLOW_TIMES, REAL_TIMES } from '../node/timing.ts';
import type { ClusterNetwork } from '../network/network.ts';
import type { Catalog, ComponentHost } from '../programs/program.ts';
import { NODE, NONE } from './latencies.ts';
import type { NodeFacts } from '../node/parts.ts';
import type { ClusterShape } from './shape.ts';
import { systemImages } from './staticManifests.ts';

export interface NodeOptions {
  readonly kernel: Kernel;
  readonly shape: ClusterShape;
  readonly node: NodeFacts;
  readonly endpoint: Endpoint;
  readonly server: string;
  readonly network: ClusterNetwork;
  readonly catalog: Catalog;
  readonly storage: SharedStorage;
  readonly host: ComponentHost;
  readonly version: string;
}

export class ClusterNode {
  readonly shape: NodeFacts;
  readonly kubelet: Kubelet;
  readonly runtime: Runtime;
  readonly registry: Registry;
  /** Everything between this machine and the API server. */
  readonly link: Link;
  readonly transport: Transport;
  private readonly network: ClusterNetwork;

  constructor(options: NodeOptions) {
    const { kernel, shape, node, endpoint, server, network, catalog, host } = options;
    this.shape = node;
    this.network = network;
    const hollow = shape.runtime === 'hollow';
    this.link = new Link(kernel, `node/${node.name}`, shape.latency === 'zero' ? NONE : NODE);
    this.transport = { kernel, link: this.link, endpoint, server };
    network.addNode(node.name, node.ip, node.podCIDR);
    this.registry = hollow ? new HollowRegistry(catalog) : shape.runtime === 'real' ? new RealRegistry(catalog) : new DefaultRegistry(catalog);
    const images = new ImageStore({ kernel, node: node.name, registry: this.registry, images: [...systemImages(shape, node), ...(node.images ?? [])] });
    const launcher = hollow ? new HollowLauncher(kernel) : new ProgramLauncher({ kernel, node: node.name, catalog, network, host });
    this.runtime = new Runtime({ kernel, node: node.name, nodeIP: node.ip, images, launcher, network, times: hollow ? HOLLOW_TIMES : REAL_TIMES });
    const actor = `kubelet/${node.name}`;
    const client = new Client(this.transport, { actor, component: actor, user: kubeletUser(node.name), userAgent: `kubelet/${options.version} (linux/amd64) kubernetes/abcdef0`, qps: 50, burst: 100 });
    this.kubelet = new Kubelet({
      kernel,
      facts: node,
      flavour: { kind: shape.runtime, version: options.version },
      client,
      runtime: this.runtime,
      network,
      storage: new NodeStorage(options.storage),
      dns: { clusterDns: '10.96.0.10', nodeResolvConf: 'nameserver 172.18.0.1\n' },
      keepFiles: !hollow,
    });
  }

  get name(): string {
    return this.shape.name;
  }

  /** The power fails: kubelet, runtime and containers are gone at once, and nobody is told. */
  powerOff(): void {
    this.kubelet.stop();
    this.runtime.powerCut();
    this.setConnected(false);
  }

  powerOn(): void {
    this.setConnected(true);
    this.runtime.powerBack();
    this.kubelet.start();
  }

  /** The machine is cut off, or connected again; it goes on running. */
  setConnected(connected: boolean): void {
    this.link.setConnected(connected);
    this.network.setConnected(this.name, connected);
  }
}
