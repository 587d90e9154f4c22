// A Deployment while it is being worked on. What a sync writes to the status it goes on working with, but at the old
// resourceVersion: a second write in the same sync is refused, and the sync begins anew. So it is in the real controller,
// and the refused writes are in its audit log.

import { deepFreeze } from '../../../base/json.ts';
import type { Context } from '../../client/controller.ts';
import type { Index, Informer } from '../../client/informer.ts';
import type { Sim } from '../../kernel/task.ts';
import { Deployment } from '../../kinds/deployment.ts';
import type { Pod } from '../../kinds/pod.ts';
import type { ReplicaSet } from '../../kinds/replicaSet.ts';
import type { Conditions } from './conditions.ts';

export interface State {
  readonly deployments: Informer<Deployment>;
  readonly sets: Informer<ReplicaSet>;
  readonly pods: Informer<Pod>;
  /** ReplicaSets by the uid of their controller, orphans under `/namespace`. */
  readonly setsByController: Index<ReplicaSet>;
  readonly podsByController: Index<Pod>;
}

export class Work {
  deployment: Deployment;
  readonly key: string;
  readonly context: Context<State>;
  /** Set by a sync that wants to look again. */
  requeue: 'rateLimited' | number | undefined;

  constructor(context: Context<State>, key: string, deployment: Deployment) {
    this.context = context;
    this.key = key;
    this.deployment = deployment;
  }

  get conditions(): Conditions {
    return this.deployment.status.conditions ?? [];
  }

  setConditions(conditions: Conditions): void {
    this.setStatus({ ...this.deployment.status, conditions });
  }

  setStatus(status: Deployment['status']): void {
    this.deployment = { ...this.deployment, status };
  }

  annotate(key: string, value: string): void {
    const { metadata } = this.deployment;
    this.deployment = { ...this.deployment, metadata: { ...metadata, annotations: { ...metadata.annotations, [key]: value } } };
  }

  *writeStatus(): Sim<void> {
    const { deployment } = this;
    deepFreeze(deployment.status);
    yield* this.context.client.updateStatus(Deployment, deployment);
  }
}
