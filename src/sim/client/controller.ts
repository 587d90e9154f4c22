// A controller: watches that turn changes into keys, a queue, and workers that reconcile one key at a time.
//
//   export const replicaSet = defineController({
//     name: 'replicaset', account: 'replicaset-controller', for: ReplicaSet,
//     watches: [watch(Pod, (pod) => ownerKeys(pod, 'ReplicaSet'))],
//     *reconcile(ctx, key) { … },
//   });
//
// reconcile looks at the present state only, never at what changed. It returns nothing, or when it wants to look again.
// A refusal by the API server (or a RetryLater) brings the key back after a growing delay; any other exception is our bug
// and stops the run.

import { seconds, type Micros } from '../../base/time.ts';
import { ApiError } from '../api/errors.ts';
import type { Kind } from '../api/kind.ts';
import type { ReconcileData } from '../api/spans.ts';
import type { KubeObject } from '../api/types.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { draw, type Quantiles } from '../kernel/link.ts';
import { NO_SPAN, type SpanId } from '../kernel/trace.ts';
import { running, sleep, type Sim, type TaskGroup } from '../kernel/task.ts';
import type { Client } from './client.ts';
import { Expectations } from './expectations.ts';
import { keyFor, type Informer, type Informers } from './informer.ts';
import { Recorder } from './recorder.ts';
import { ConnectionError } from './transport.ts';
import { WorkQueue } from './workqueue.ts';

export interface Watch {
  readonly kind: Kind<never>;
  /** Which keys to look at when this object came, changed (`old` is given too) or went. */
  keys(object: never, context: Context<never>, old: never | undefined, gone: boolean): readonly string[];
}

/** Types a watch by its kind. */
export function watch<T extends KubeObject, S = unknown>(kind: Kind<T>, keys: (object: T, context: Context<S>, old: T | undefined, gone: boolean) => readonly string[]): Watch {
  return { kind: kind as unknown as Kind<never>, keys: keys as unknown as Watch['keys'] };
}

export interface Result {
  readonly requeueAfter?: Micros;
}

/** What reconcile throws to come back after the back-off of a failure, where it was no request that failed. */
export class RetryLater extends Error {
  override readonly name = 'RetryLater';
}

/** The errors that bring a key back. All others are bugs. */
export const isExpected = (error: unknown): error is Error => error instanceof ApiError || error instanceof ConnectionError || error instanceof RetryLater;

export interface ControllerDefinition<S = unknown> {
  /** `deployment` */
  readonly name: string;
  /** Its service account in kube-system; also its name in the audit log. */
  readonly account: string;
  /** It acts as the controller manager itself, not with an account of its own. */
  readonly asManager?: boolean;
  /** The source of its Events, where that is not the account. */
  readonly source?: string;
  readonly workers?: number;
  /** The kind whose keys are reconciled; its own changes enqueue its key. */
  readonly for?: Kind<never>;
  readonly watches?: readonly Watch[];
  /** State of its own, made anew at each start; informers and indexes that reconcile needs are asked for here. */
  readonly state?: (context: Context<S>) => S;
  /** Tasks beside the queue, such as a periodic look at everything. */
  readonly tasks?: (context: Context<S>) => readonly { readonly name: string; readonly body: Sim<void> }[];
  reconcile?(context: Context<S>, key: string): Sim<Result | void>;
  /** After how many failures a key is dropped; by default never. Upstream: maxRetries. */
  readonly maxRetries?: number;
  /** The delays after failures, where they are not 5 ms, doubled each time up to 1,000 s. */
  readonly backoff?: { readonly first: Micros; readonly longest: Micros };
  /** The rate limit of its client: 20 requests a second, 30 at once, unless said otherwise. */
  readonly qps?: number;
  readonly burst?: number;
}

export function defineController<S>(definition: ControllerDefinition<S>): ControllerDefinition {
  return definition as unknown as ControllerDefinition;
}

/** What a controller manager is told on its command line. */
export interface ControllerSettings {
  /** From which range the Pods of each node get theirs. */
  readonly clusterCIDR: string;
  readonly nodeMaskSize: number;
  /** The certificates by which Pods know the API server. */
  readonly rootCA: string;
}

export const DEFAULT_SETTINGS: ControllerSettings = {
  clusterCIDR: '10.244.0.0/16',
  nodeMaskSize: 24,
  rootCA: '-----BEGIN CERTIFICATE-----\nc2ltdWxhdGVkIGJ5IEt1YmVTdGFnZQ==\n-----END CERTIFICATE-----\n',
};

export interface Context<S = unknown> {
  readonly kernel: Kernel;
  readonly client: Client;
  readonly recorder: Recorder;
  readonly queue: WorkQueue;
  readonly expectations: Expectations;
  readonly settings: ControllerSettings;
  readonly group: TaskGroup;
  readonly state: S;
  informer<T extends KubeObject>(kind: Kind<T>): Informer<T>;
  /** Remembers in the trace what reconcile found or did: `note('wanted', { replicas: 3 })`. */
  note(step: string, values: ReconcileData['steps'][number]['values']): void;
}

export interface ControllerHost {
  readonly kernel: Kernel;
  readonly group: TaskGroup;
  readonly informers: Informers;
  /** The component's own connection. */
  readonly client: Client;
  /** `v1.36.3` */
  readonly version: string;
  readonly settings?: ControllerSettings;
  /** How long a worker takes from getting a key to its first request. */
  readonly pace?: Quantiles;
}

/** Fitted to a real control plane on two cores (its controllers share them with everything else). */
const PACE: Quantiles = [[0, 200], [0.1, 400], [0.5, 1500], [0.9, 5000], [0.99, 12_000], [1, 16_000]];

export class Controller {
  readonly definition: ControllerDefinition;
  readonly queue: WorkQueue;
  private readonly host: ControllerHost;
  private readonly context: Context;
  /** The informers it asked for: it starts once these have their first full state. */
  private readonly needs = new Set<Informer>();
  /** Failures of keys whose back-off is not the queue's own. */
  private readonly slow = new Map<string, number>();

  constructor(definition: ControllerDefinition, host: ControllerHost) {
    this.definition = definition;
    this.host = host;
    const { kernel, group, informers } = host;
    const { account, source = account, qps = 20, burst = 30 } = definition;
    const agent = `kube-controller-manager/${host.version} (linux/amd64) kubernetes/abcdef0/system:serviceaccount:kube-system:${account}`;
    const client = host.client.as({
      component: account,
      user: definition.asManager ? host.client.options.user : { name: `system:serviceaccount:kube-system:${account}`, groups: ['system:serviceaccounts', 'system:serviceaccounts:kube-system', 'system:authenticated'] },
      userAgent: agent,
      qps,
      burst,
    });
    this.queue = new WorkQueue(kernel, account);
    const context: Context & { state: unknown } = {
      kernel,
      client,
      recorder: new Recorder(client, group, { component: source }),
      queue: this.queue,
      expectations: new Expectations(kernel),
      settings: host.settings ?? DEFAULT_SETTINGS,
      group,
      state: undefined,
      informer: (kind) => {
        const informer = informers.of(kind);
        this.needs.add(informer as unknown as Informer);
        return informer;
      },
      note: (step, values) => {
        const data = kernel.trace.data(running().span) as ReconcileData | undefined;
        if (data?.type === 'reconcile') data.steps.push({ step, values });
      },
    };
    this.context = context;
    context.state = definition.state?.(context as Context<never>);
    this.listen();
  }

  /** Starts the workers; call after the informers were started. */
  start(): void {
    const { group } = this.host;
    const { definition, needs } = this;
    const { reconcile } = definition;
    const begin = function* (body: Sim<void>): Sim<void> {
      for (const informer of needs) yield* informer.waitForSync();
      yield* body;
    };
    if (reconcile) for (let i = 0; i < (definition.workers ?? 1); i++) group.spawn(`${definition.name}/worker-${i}`, begin(this.work(i)));
    for (const { name, body } of definition.tasks?.(this.context as Context<never>) ?? []) group.spawn(`${definition.name}/${name}`, begin(body));
  }

  private listen(): void {
    const { definition, context, queue } = this;
    if (definition.for) {
      const add = (object: KubeObject): void => queue.add(keyFor(object));
      (context.informer(definition.for) as unknown as Informer).handle({ added: add, updated: add, deleted: add });
    }
    for (const { kind, keys } of definition.watches ?? []) {
      const informer = context.informer(kind) as unknown as Informer;
      const each = (object: KubeObject, old: KubeObject | undefined, gone: boolean): void => {
        for (const key of keys(object as never, context as Context<never>, old as never, gone)) queue.add(key);
      };
      informer.handle({ added: (o) => each(o, undefined, false), updated: (o, old) => each(o, old, false), deleted: (o) => each(o, undefined, true) });
    }
  }

  private *work(index: number): Sim<void> {
    const { definition, context, queue } = this;
    const { kernel } = context;
    const random = kernel.stream(`controller/${definition.name}/${index}`);
    const reconcile = definition.reconcile as NonNullable<ControllerDefinition['reconcile']>;
    for (;;) {
      const item = yield* queue.take();
      const { key } = item;
      const data: ReconcileData = { type: 'reconcile', controller: definition.name, key, waited: (kernel.now - item.addedAt) as Micros, steps: [] };
      const span = kernel.trace.open('work', definition.account, 'reconcile', kernel.now, item.causes[0] as SpanId, { causes: item.causes, data });
      running().span = span;
      kernel.span = span;
      try {
        // The time a worker needs to wake up and look at its cache.
        yield* sleep(draw(this.host.pace ?? PACE, random));
        const result = yield* reconcile.call(definition, context, key);
        this.forget(key);
        if (result?.requeueAfter !== undefined) {
          data.requeueAfter = result.requeueAfter;
          queue.addAfter(key, result.requeueAfter, 'requeue');
        }
      } catch (error) {
        if (!isExpected(error)) throw error;
        data.error = error.message;
        if (definition.maxRetries === undefined || this.failures(key) < definition.maxRetries) data.requeueAfter = this.retry(key);
        else this.forget(key);
      } finally {
        kernel.trace.close(span, kernel.now);
      }
      queue.done(key);
    }
  }

  private retry(key: string): Micros {
    const { queue } = this;
    const { backoff } = this.definition;
    if (!backoff) return queue.addRateLimited(key);
    const n = this.failures(key);
    this.slow.set(key, n + 1);
    const delay = Math.min(backoff.first * (1 << Math.min(n, 30)), backoff.longest) as Micros;
    queue.addAfter(key, delay, 'retry');
    return delay;
  }

  private failures(key: string): number {
    return this.definition.backoff ? (this.slow.get(key) ?? 0) : this.queue.retries(key);
  }

  private forget(key: string): void {
    this.queue.forget(key);
    this.slow.delete(key);
  }
}

/**
 * Does something again and again, each time on behalf of a timer. `body` raises the timer's level (`trace.raise`) where
 * what it found is worth to be seen.
 */
export function* every(context: Context, period: Micros, name: string, body: (timer: SpanId) => Sim<void>, first: Micros = seconds(0)): Sim<void> {
  const { kernel, client } = context;
  if (first > 0) yield* sleep(first);
  for (;;) {
    const timer = kernel.trace.open('timer', client.options.component ?? client.options.actor, name, kernel.now, NO_SPAN, { level: 'heartbeat', end: kernel.now });
    running().span = timer;
    kernel.span = timer;
    const began = kernel.now;
    try {
      yield* body(timer);
    } catch (error) {
      if (!isExpected(error)) throw error;
    }
    yield* sleep(Math.max(0, began + period - kernel.now) as Micros);
  }
}
