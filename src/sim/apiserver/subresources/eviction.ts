// POST pods/NAME/eviction: a deletion that asks the disruption budgets first.
// Upstream: pkg/registry/core/pod/storage/eviction.go

import { ApiError, badRequest, failure } from '../../api/errors.ts';
import { decode } from '../../api/schema/decode.ts';
import { typeOf } from '../../api/schema/schema.ts';
import type { SchemaType } from '../../api/schema/schemaType.ts';
import { fromLabelSelector, matches, type LabelSelector } from '../../api/selectors.ts';
import type { AnyObject, KubeObject } from '../../api/types.ts';
import { deepFreeze, isObject } from '../../../base/json.ts';
import { beginDelete, type DeleteRequest } from '../deleting.ts';
import type { Pending } from '../pending.ts';
import { beginUpdate } from '../updating.ts';
import { readOne } from '../reads.ts';
import type { Exchange } from '../context.ts';
import type { Subresource } from './index.ts';

interface Budget extends KubeObject {
  readonly spec: { readonly selector?: LabelSelector; readonly unhealthyPodEvictionPolicy?: string };
  readonly status: { readonly disruptionsAllowed: number; readonly currentHealthy: number; readonly desiredHealthy: number; readonly observedGeneration?: number; readonly disruptedPods?: Readonly<Record<string, string>> };
}

export const eviction: Subresource = (_serving, exchange) => ({
  kind: 'write',
  begin: () => beginEviction(exchange),
  finish: () => ({ code: 201, body: { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 }, warnings: exchange.warnings }),
});

function beginEviction(exchange: Exchange): Pending {
  const { info, request, state } = exchange;
  const main: Exchange = { ...exchange, info: { ...info, subresource: '', verb: 'delete' } };
  // From outside it comes as text.
  const sent = typeof request.body === 'string' ? decode(typeOf('policy/v1', 'Eviction') as SchemaType, request.body, exchange.fieldValidation).object : request.body;
  const body = isObject(sent) ? sent : {};
  if ((isObject(body.metadata) ? body.metadata.name : undefined) !== info.name) throw badRequest('name in URL does not match name in Eviction object');
  const pod = readOne(main, info.name) as AnyObject;
  const options = (isObject(body.deleteOptions) ? body.deleteOptions : {}) as DeleteRequest;
  const phase = pod.status?.phase;
  const free = phase === 'Succeeded' || phase === 'Failed' || phase === 'Pending' || pod.metadata.deletionTimestamp !== undefined;
  const budgets = free ? [] : state.store.range(`/registry/poddisruptionbudgets/${info.namespace}/`).map((kv) => kv.value as Budget).filter((b) => matches(fromLabelSelector(b.spec.selector), pod.metadata.labels));
  if (budgets.length > 1) throw failure(500, '', 'This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.');
  const [budget] = budgets;
  if (budget && !unhealthyMayGo(budget, pod)) spend(exchange, budget, info.name);
  const status: Exchange = { ...exchange, info: { ...info, subresource: 'status', verb: 'update' } };
  const marked = free ? undefined : beginUpdate(status, info.name, (old) => ({ object: withDisruption(old as AnyObject, state.kernel.timestamp()) as never }));
  return {
    commit() {
      if (marked && !marked.commit()) return undefined;
      return beginDelete(main, info.name, options).commit();
    },
  };
}

function unhealthyMayGo(budget: Budget, pod: AnyObject): boolean {
  const conditions = (pod.status?.conditions ?? []) as readonly { type: string; status: string }[];
  if (conditions.some((c) => c.type === 'Ready' && c.status === 'True')) return false;
  if (budget.spec.unhealthyPodEvictionPolicy === 'AlwaysAllow') return true;
  return budget.status.currentHealthy >= budget.status.desiredHealthy && budget.status.desiredHealthy > 0;
}

/** Takes one disruption of the budget, or refuses. */
function spend(exchange: Exchange, budget: Budget, pod: string): void {
  const { state } = exchange;
  const { status } = budget;
  if (status.disruptionsAllowed <= 0 || (status.observedGeneration ?? 0) < (budget.metadata.generation ?? 0)) {
    const refusal = failure(429, 'TooManyRequests', 'Cannot evict pod as it would violate the pod\'s disruption budget.', {
      causes: [{ reason: 'DisruptionBudget', message: `The disruption budget ${budget.metadata.name} needs ${status.desiredHealthy} healthy pods and has ${status.currentHealthy} currently` }],
    });
    throw new ApiError(refusal.status);
  }
  if (exchange.dryRun) return;
  const key = `/registry/poddisruptionbudgets/${budget.metadata.namespace ?? ''}/${budget.metadata.name}`;
  const kv = state.store.get(key);
  state.store.put(key, kv?.modRevision ?? 0, (revision) =>
    deepFreeze({
      ...budget,
      metadata: { ...budget.metadata, resourceVersion: String(revision) },
      status: { ...status, disruptionsAllowed: status.disruptionsAllowed - 1, disruptedPods: { ...status.disruptedPods, [pod]: state.kernel.timestamp() } },
    }),
  );
}

function withDisruption(pod: AnyObject, time: string): KubeObject {
  const conditions = ((pod.status?.conditions ?? []) as readonly { type: string }[]).filter((c) => c.type !== 'DisruptionTarget');
  const condition = {
    type: 'DisruptionTarget',
    status: 'True',
    lastProbeTime: null,
    lastTransitionTime: time,
    reason: 'EvictionByEvictionAPI',
    message: 'Eviction API: evicting',
  };
  return { ...pod, metadata: { ...pod.metadata }, status: { ...pod.status, conditions: [...conditions, condition] } } as KubeObject;
}
