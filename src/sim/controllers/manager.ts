// kube-controller-manager: one process that runs all controllers. Of several only the one that holds the Lease
// kube-system/kube-controller-manager works; the others wait.
// Upstream: cmd/kube-controller-manager/app/controllermanager.go

import { seconds, type Micros } from '../../base/time.ts';
import type { KubeObject } from '../api/types.ts';
import type { Client } from '../client/client.ts';
import { Controller, DEFAULT_SETTINGS, type ControllerDefinition, type ControllerSettings } from '../client/controller.ts';
import { elect } from '../client/election.ts';
import { Informers } from '../client/informer.ts';
import { Recorder, referenceTo } from '../client/recorder.ts';
import type { Quantiles } from '../kernel/link.ts';
import { sleep, TaskGroup, type Sim } from '../kernel/task.ts';
import { ensureAccounts } from './accounts.ts';
import { CONTROLLERS } from './index.ts';

export interface ManagerOptions {
  readonly settings?: Partial<ControllerSettings>;
  readonly controllers?: readonly ControllerDefinition[];
  /** It could not renew its lease. The real process ends then, and is started again by the kubelet. */
  readonly onLost?: () => void;
  /** How long the workers of its controllers take to begin; nothing where the cluster is to have no latencies. */
  readonly pace?: Quantiles;
  /** From becoming leader to the first watches: it asks what the server serves and fetches tokens for its controllers. */
  readonly warmUp?: Micros;
}

/** A controller as the page shows it. */
export interface RunningController {
  readonly name: string;
  /** The box of its spans and its name in the audit log. */
  readonly account: string;
  readonly workers: number;
  /** Keys that wait. */
  readonly queued: number;
}

export class ControllerManager {
  leading = false;
  private readonly client: Client;
  private readonly group: TaskGroup;
  private readonly version: string;
  private readonly identity: string;
  private readonly options: ManagerOptions;
  private controllers: readonly Controller[] = [];
  /** The tasks of this life; gone with `stop`. */
  private life: TaskGroup | undefined;

  /** `group` gets all its tasks, so that they end with the process; `identity` reads `<host>_<uuid>`. */
  constructor(client: Client, group: TaskGroup, version: string, identity: string, options: ManagerOptions = {}) {
    this.client = client;
    this.group = group;
    this.version = version;
    this.identity = identity;
    this.options = options;
  }

  /** Stands for election. */
  start(): void {
    const { kernel } = this.client.transport;
    const life = new TaskGroup(kernel, 'kube-controller-manager');
    this.life = life;
    const recorder = new Recorder(this.client, life, { component: 'kube-controller-manager' });
    const election = elect({
      client: this.client,
      namespace: 'kube-system',
      name: 'kube-controller-manager',
      identity: this.identity,
      onElected: (lease: KubeObject) => {
        this.leading = true;
        recorder.event(referenceTo(lease), 'Normal', 'LeaderElection', `${this.identity} became leader`);
        life.spawn('controllers', this.run(life));
      },
      onLost: () => {
        this.leading = false;
        this.options.onLost?.();
      },
    });
    // Under the owner's group as well: when that is cancelled, so is everything here.
    this.group.spawn('kube-controller-manager', this.live(life, election));
  }

  stop(): void {
    this.life?.cancel();
    this.life = undefined;
    this.leading = false;
    this.controllers = [];
  }

  get running(): readonly RunningController[] {
    return this.controllers.map(({ definition, queue }) => ({ name: definition.name, account: definition.account, workers: definition.workers ?? 1, queued: queue.length }));
  }

  private *live(life: TaskGroup, election: Sim<void>): Sim<void> {
    const task = life.spawn('election', election);
    try {
      yield* task.join();
    } finally {
      life.cancel();
    }
  }

  private *run(life: TaskGroup): Sim<void> {
    const { client, version, options } = this;
    const { kernel } = client.transport;
    yield* sleep(options.warmUp ?? seconds(1.2));
    yield* ensureAccounts(client);
    const informers = new Informers(client, life);
    const host = { kernel, group: life, informers, client, version, settings: { ...DEFAULT_SETTINGS, ...options.settings }, ...(options.pace ? { pace: options.pace } : {}) };
    this.controllers = (options.controllers ?? CONTROLLERS).map((definition) => new Controller(definition, host));
    informers.start();
    for (const controller of this.controllers) controller.start();
  }
}
