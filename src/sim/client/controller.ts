// A controller: watches that turn changes into keys, a queue, and workers that reconcile one key at a time.
//
//   export const replicaSet = defineController({
//     name: 'replicaset', account: 'replicaset-controller', for: ReplicaSet,
//     watches: [{ kind: Pod, keys: (pod) => ownerKeys(pod, 'ReplicaSet') }],
//     *reconcile(ctx, key) { … },
//   });
//
// reconcile looks at the present state only, never at what changed. It returns nothing, or when it wants to look again.
// A refusal by the API server brings the key back after a growing delay; any other exception is our bug and stops the run.

import type { Micros } from '../../base/time.ts';
import { ApiError } from '../api/errors.ts';
import type { Kind } from '../api/kind.ts';
import type { ReconcileData } from '../api/spans.ts';
import type { KubeObject } from '../api/types.ts';
import type { Kernel } from '../kernel/kernel.ts';
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
  keys(object: never, context: Context, old: never | undefined, gone: boolean): readonly string[];
}

/** Types a watch by its kind. */
export function watch<T extends KubeObject>(kind: Kind<T>, keys: (object: T, context: Context, old: T | undefined, gone: boolean) => readonly string[]): Watch {
  return { kind: kind as unknown as Kind<never>, keys: keys as Watch['keys'] };
}

export interface Result {
  readonly requeueAfter?: Micros;
}

export interface ControllerDefinition<S = unknown> {
  /** `deployment` */
  readonly name: string;
  /** Its service account in kube-system; also the source of its Events and its name in the audit log. */
  readonly account: string;
  readonly workers?: number;
  /** The kind whose keys are reconciled; its own changes enqueue its key. */
  readonly for?: Kind<never>;
  readonly watches?: readonly Watch[];
  /** State of its own, made anew at each start. */
  readonly state?: (context: Context<S>) => S;
  /** Tasks beside the queue, such as a periodic look at everything. */
  readonly tasks?: (context: Context<S>) => readonly { readonly name: string; readonly body: Sim<void> }[];
  reconcile?(context: Context<S>, key: string): Sim<Result | void>;
  /** After how many failures a key is dropped; by default never. Upstream: maxRetries. */
  readonly maxRetries?: number;
}

export function defineController<S>(definition: ControllerDefinition<S>): ControllerDefinition {
  return definition as unknown as ControllerDefinition;
}

export interface Context<S = unknown> {
  readonly kernel: Kernel;
  readonly client: Client;
  readonly recorder: Recorder;
  readonly queue: WorkQueue;
  readonly expectations: Expectations;
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
}

export class Controller {
  readonly definition: ControllerDefinition;
  readonly queue: WorkQueue;
  private readonly host: ControllerHost;
  private readonly context: Context;

  constructor(definition: ControllerDefinition, host: ControllerHost) {
    this.definition = definition;
    this.host = host;
    const { kernel, group, informers } = host;
    const { account } = definition;
    const agent = `kube-controller-manager/${host.version} (linux/amd64) kubernetes/abcdef0/system:serviceaccount:kube-system:${account}`;
    const client = host.client.as({
      component: account,
      user: { name: `system:serviceaccount:kube-system:${account}`, groups: ['system:serviceaccounts', 'system:serviceaccounts:kube-system', 'system:authenticated'] },
      userAgent: agent,
      qps: 20,
      burst: 30,
    });
    this.queue = new WorkQueue(kernel, account);
    const context: Context & { state: unknown } = {
      kernel,
      client,
      recorder: new Recorder(client, group, { component: account }),
      queue: this.queue,
      expectations: new Expectations(kernel),
      state: undefined,
      informer: (kind) => informers.of(kind),
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
    const { group, informers } = this.host;
    const { definition } = this;
    const { reconcile } = definition;
    const begin = function* (body: Sim<void>): Sim<void> {
      yield* informers.waitForSync();
      yield* body;
    };
    if (reconcile) for (let i = 0; i < (definition.workers ?? 1); i++) group.spawn(`${definition.name}/worker-${i}`, begin(this.work(i)));
    for (const { name, body } of definition.tasks?.(this.context as Context<never>) ?? []) group.spawn(`${definition.name}/${name}`, begin(body));
  }

  private listen(): void {
    const { definition, context, queue } = this;
    const { informers } = this.host;
    if (definition.for) {
      const add = (object: KubeObject): void => queue.add(keyFor(object));
      (informers.of(definition.for) as unknown as Informer).handle({ added: add, updated: add, deleted: add });
    }
    for (const { kind, keys } of definition.watches ?? []) {
      const informer = informers.of(kind) as unknown as Informer;
      const each = (object: KubeObject, old: KubeObject | undefined, gone: boolean): void => {
        for (const key of keys(object as never, context, old as never, gone)) queue.add(key);
      };
      informer.handle({ added: (o) => each(o, undefined, false), updated: (o, old) => each(o, old, false), deleted: (o) => each(o, undefined, true) });
    }
  }

  private *work(index: number): Sim<void> {
    const { definition, context, queue } = this;
    const { kernel } = context;
    const random = kernel.stream(`controller/${definition.name}/${index}`);
    const { actor } = this.host.client.options;
    void actor;
    const reconcile = definition.reconcile as NonNullable<ControllerDefinition['reconcile']>;
    for (;;) {
      const item = yield* queue.take();
      const { key } = item;
      const data: ReconcileData = { type: 'reconcile', controller: definition.name, key, waited: (kernel.now - item.addedAt) as Micros, steps: [] };
      const span = kernel.trace.open('work', definition.account, 'reconcile', kernel.now, item.causes[0] as never, { causes: item.causes, data });
      running().span = span;
      kernel.span = span;
      try {
        // The time a worker needs to look at its cache.
        yield* sleep((150 + random.below(900)) as Micros);
        const result = yield* reconcile(context, key);
        queue.forget(key);
        if (result?.requeueAfter !== undefined) {
          data.requeueAfter = result.requeueAfter;
          queue.addAfter(key, result.requeueAfter, 'requeue');
        }
      } catch (error) {
        if (!(error instanceof ApiError) && !(error instanceof ConnectionError)) throw error;
        data.error = error.message;
        if (definition.maxRetries === undefined || queue.retries(key) < definition.maxRetries) data.requeueAfter = queue.addRateLimited(key);
        else queue.forget(key);
      } finally {
        kernel.trace.close(span, kernel.now);
      }
      queue.done(key);
    }
  }
}
