// Counts what a quota is about and writes it down where it is not what the quota says already.
// Upstream: pkg/controller/resourcequota/resource_quota_controller.go (syncResourceQuota), k8s.io/apiserver/pkg/quota/v1/resources.go

import { deepFreeze, equal } from '../../../base/json.ts';
import type { Kind } from '../../api/kind.ts';
import type { KubeObject } from '../../api/types.ts';
import type { Context } from '../../client/controller.ts';
import { keyFor } from '../../client/informer.ts';
import type { Sim } from '../../kernel/task.ts';
import { KINDS } from '../../kinds/index.ts';
import { ResourceQuota } from '../../kinds/resourceQuota.ts';
import { added, canonical, inScope, masked, resourcesOf, usageOf, type Amounts } from '../../kinds/shared/quotaUsage.ts';
import type { Quotas } from './resourceQuota.ts';

/** Keys of those quotas that count objects of the kind. */
export function concerned(quotas: Iterable<ResourceQuota>, kind: Kind): readonly string[] {
  const keys: string[] = [];
  for (const quota of quotas) if (resourcesOf(kind, Object.keys(quota.spec.hard ?? {})).length > 0) keys.push(keyFor(quota));
  return keys;
}

export function* syncQuota(context: Context<Quotas>, quota: ResourceQuota): Sim<void> {
  const hard = canonical(quota.spec.hard);
  const names = Object.keys(hard);
  let used: Amounts = Object.fromEntries(names.map((name) => [name, '0']));
  for (const kind of countedKinds(names)) used = added(used, masked(yield* usedOf(context, quota, kind), names));
  context.note('used', used);
  const { status = {} } = quota;
  if (status.hard && status.used && equal(canonical(status.hard), hard) && equal(canonical(status.used), used)) return;
  yield* context.client.updateStatus(ResourceQuota, deepFreeze({ ...quota, status: { hard, used } }) as ResourceQuota);
}

/** Each kind once, in its first version. */
function countedKinds(names: readonly string[]): readonly Kind[] {
  const seen = new Set<string>();
  return KINDS.filter((kind) => {
    if (!kind.namespaced || seen.has(kind.resource) || resourcesOf(kind, names).length === 0) return false;
    seen.add(kind.resource);
    return true;
  });
}

function* usedOf(context: Context<Quotas>, quota: ResourceQuota, kind: Kind): Sim<Amounts> {
  const informer = yield* informerOf(context, kind);
  const { namespace } = quota.metadata;
  let sum: Amounts = {};
  for (const object of informer.list()) {
    if (object.metadata.namespace !== namespace || !inScope(quota, kind, object)) continue;
    sum = added(sum, usageOf(kind, object, context.kernel.wallMs));
  }
  return sum;
}

/** A kind is watched from the moment on at which a quota first asks for it. */
function* informerOf(context: Context<Quotas>, kind: Kind): Sim<ReturnType<Context['informer']>> {
  const { counted } = context.state;
  const informer = context.informer(kind as Kind<KubeObject>);
  if (!counted.has(kind.resource)) {
    counted.set(kind.resource, informer);
    const again = (object: KubeObject): void => {
      for (const key of concerned(context.state.byNamespace.get(object.metadata.namespace ?? ''), kind)) context.queue.add(key);
    };
    if (kind.kind !== 'Pod') informer.handle({ deleted: again, updated: (object, old) => (equal((object as { spec?: unknown }).spec, (old as { spec?: unknown }).spec) || (kind.kind !== 'Service' && kind.kind !== 'PersistentVolumeClaim') ? undefined : again(object)) });
  }
  yield* informer.waitForSync();
  return informer;
}
