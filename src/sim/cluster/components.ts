// The parts of the control plane as processes that start and stop: etcd, kube-apiserver, kube-controller-manager and
// kube-scheduler. On a cluster of static Pods the kubelet of the control-plane node starts them (their containers'
// programs call `start`), in the recordings' clusters they run beside the nodes.

import { milliseconds } from '../../base/time.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { Link } from '../kernel/link.ts';
import { TaskGroup } from '../kernel/task.ts';
import { bootstrap } from '../apiserver/bootstrap.ts';
import { publishEndpoint, withdrawEndpoint } from '../apiserver/ownEndpoint.ts';
import type { ApiServer } from '../apiserver/server.ts';
import { Client } from '../client/client.ts';
import { elect, release, type ElectionOptions } from '../client/election.ts';
import { ControllerManager } from '../controllers/manager.ts';
import { Scheduler, type SchedulerOptions } from '../scheduler/scheduler.ts';
import type { Transport } from '../client/transport.ts';
import { NEAR, NONE } from './latencies.ts';
import type { ClusterShape } from './shape.ts';

export type ControlPlaneComponent = 'etcd' | 'kube-apiserver' | 'kube-controller-manager' | 'kube-scheduler';

/** From its start until an API server has all that it needs and tells its address. */
const UNTIL_PUBLISHED = milliseconds(2150);

export interface ComponentsOptions {
  readonly kernel: Kernel;
  readonly shape: ClusterShape;
  readonly server: ApiServer;
  readonly address: string;
  readonly version: string;
  /** A component ended by itself, because it lost its lease: whoever runs it starts it again. */
  readonly onExit: (component: ControlPlaneComponent) => void;
}

interface Process {
  readonly group: TaskGroup;
  /** What it still does when it is asked to end, instead of being killed. */
  readonly leave?: () => void;
}

export class Components {
  manager: ControllerManager | undefined;
  scheduler: Scheduler | undefined;
  private readonly options: ComponentsOptions;
  private readonly running = new Map<ControlPlaneComponent, Process>();
  private lives = 0;

  constructor(options: ComponentsOptions) {
    this.options = options;
    options.server.stop();
  }

  isRunning(component: ControlPlaneComponent): boolean {
    return this.running.has(component);
  }

  /** What its health endpoint says. */
  isHealthy(component: ControlPlaneComponent): boolean {
    const { server } = this.options;
    return component === 'kube-apiserver' ? server.listening && !server.outage.ongoing : this.running.has(component);
  }

  /** `scheduler`: what a configuration file tells it. */
  start(component: ControlPlaneComponent, scheduler?: SchedulerOptions): void {
    if (this.running.has(component)) return;
    const { kernel } = this.options;
    const group = new TaskGroup(kernel, component);
    const process: Process = this.begin(component, group, scheduler);
    this.running.set(component, process);
    if (component === 'kube-apiserver') this.publish(process);
    if (component === 'etcd' || component === 'kube-apiserver') this.listen();
  }

  /** Ends a process. `gracefully`: by SIGTERM, so that it may tidy up. */
  stop(component: ControlPlaneComponent, gracefully = true): void {
    const process = this.running.get(component);
    if (!process) return;
    this.running.delete(component);
    process.group.cancel();
    if (component === 'kube-controller-manager') this.manager = undefined;
    if (component === 'kube-scheduler') this.scheduler = undefined;
    if (gracefully) process.leave?.();
    if (gracefully && component === 'kube-apiserver' && this.running.has('etcd')) withdrawEndpoint(this.options.server.state);
    if (component === 'etcd' || component === 'kube-apiserver') this.listen();
  }

  /** A connection to the API server from the control-plane machine. */
  transport(name: string): Transport {
    const { kernel, shape, server, address } = this.options;
    return { kernel, link: new Link(kernel, name, shape.latency === 'zero' ? NONE : NEAR), endpoint: server, server: `https://${address}:6443` };
  }

  /** The API server listens once it has found its store, and goes on without it: then requests wait. */
  private listen(): void {
    const { server } = this.options;
    const etcd = this.running.has('etcd');
    if (!this.running.has('kube-apiserver')) {
      if (server.listening) server.stop();
    } else if (server.listening) {
      if (etcd) server.outage.end(false);
      else server.outage.begin();
    } else if (etcd) {
      bootstrap(server.state);
      server.start();
    }
  }

  private publish(process: Process): void {
    const { kernel, server } = this.options;
    kernel.after(UNTIL_PUBLISHED, () => {
      if (this.running.get('kube-apiserver') === process && this.running.has('etcd')) publishEndpoint(server.state);
    });
  }

  private begin(component: ControlPlaneComponent, group: TaskGroup, options: SchedulerOptions | undefined): Process {
    if (component === 'etcd' || component === 'kube-apiserver') return { group };
    const { kernel, version, onExit } = this.options;
    const life = ++this.lives;
    const client = new Client(this.transport(`${component}/${life}`), {
      actor: component,
      user: { name: `system:${component}`, groups: ['system:authenticated'] },
      userAgent: `${component}/${version} (linux/amd64) kubernetes/abcdef0`,
    });
    const { nodes } = this.options.shape;
    const host = (nodes.find((n) => n.controlPlane) ?? nodes[0])?.name ?? 'control-plane';
    const identity = `${host}_${kernel.stream('identity').uuid()}`;
    if (component === 'kube-controller-manager') {
      this.manager = new ControllerManager(client, group, version, identity, { onLost: () => kernel.soon(() => onExit(component)) });
      this.manager.start();
      return { group };
    }
    const scheduler = new Scheduler(client, group, host, options);
    this.scheduler = scheduler;
    scheduler.watch();
    const election: ElectionOptions = {
      client,
      namespace: 'kube-system',
      name: 'kube-scheduler',
      identity,
      onElected: (lease) => scheduler.elected(lease, identity),
      onLost: () => kernel.soon(() => onExit(component)),
    };
    group.spawn('election', elect(election));
    return {
      group,
      leave: () => {
        new TaskGroup(kernel, 'kube-scheduler/leaving').spawn('release', release(election));
      },
    };
  }
}
