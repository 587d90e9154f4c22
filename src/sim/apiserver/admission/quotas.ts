// Checks an object against the quotas of its namespace, and counts it.
// Upstream: k8s.io/apiserver/pkg/admission/plugin/resourcequota/controller.go (CheckRequest, checkQuotas)
//
// Simplified: resources that may only be used where a quota names them (limitedResources) cannot be configured.

import { deepFreeze } from '../../../base/json.ts';
import { compareText } from '../../../base/text.ts';
import { forbidden } from '../../api/errors.ts';
import { compareQuantity } from '../../api/quantity.ts';
import type { KubeObject } from '../../api/types.ts';
import type { Pod } from '../../kinds/pod.ts';
import type { ResourceQuota } from '../../kinds/resourceQuota.ts';
import { added, canonical, exceeding, inScope, masked, missing, resourcesOf, subtracted, usageOf, type Amounts } from '../../kinds/shared/quotaUsage.ts';
import type { AdmissionRequest } from '../admission.ts';

interface Charged {
  readonly quota: ResourceQuota;
  readonly used: Amounts;
}

export function charge(request: AdmissionRequest, object: KubeObject | undefined): void {
  const { exchange, namespace, name, operation, old } = request;
  if (!object) return;
  const { kind, state } = exchange;
  const refusal = (why: string): Error => forbidden(kind.group, kind.plural, name, why);
  const before = operation === 'UPDATE' && old ? old : undefined;
  const own = usageOf(kind, object, state.kernel.wallMs);
  const delta = before ? subtracted(own, usageOf(kind, before, state.kernel.wallMs)) : own;
  const charged: Charged[] = [];
  for (const { value } of state.store.range(`/registry/resourcequotas/${namespace}/`)) {
    const quota = value as unknown as ResourceQuota;
    if (!inScope(quota, kind, object)) continue;
    const { hard: limits, used: counted } = quota.status ?? {};
    const resources = resourcesOf(kind, Object.keys(limits ?? {}));
    // Before the controller has looked at a quota nobody knows what is used.
    const unknown = resourcesOf(kind, Object.keys(quota.spec.hard ?? {}));
    if (limits === undefined && unknown.length === 0) continue;
    if (kind.kind === 'Pod' && kind.group === '') {
      const why = missing(object as unknown as Pod, resources);
      if (why !== undefined) throw refusal(`failed quota: ${quota.metadata.name}: ${why}`);
    }
    if (limits === undefined) continue;
    if (resources.some((resource) => counted?.[resource] === undefined)) throw refusal(`status unknown for quota: ${quota.metadata.name}, resources: ${[...resources].sort(compareText).join(',')}`);
    const hard = canonical(limits);
    const used = canonical(counted);
    const requested = masked(delta, Object.keys(hard));
    const growing = Object.keys(requested).filter((resource) => compareQuantity(requested[resource] as string, '0') > 0);
    if (before && growing.length === 0) continue;
    if (Object.keys(requested).length === 0) continue;
    const next = added(used, requested);
    const over = exceeding(masked(next, growing), hard);
    if (over.length > 0) throw refusal(`exceeded quota: ${quota.metadata.name}, requested: ${listText(requested, over)}, used: ${listText(used, over)}, limited: ${listText(hard, over)}`);
    if (growing.length > 0) charged.push({ quota, used: next });
  }
  if (exchange.dryRun) return;
  for (const one of charged) write(request, one);
}

const listText = (amounts: Amounts, names: readonly string[]): string => [...names].sort(compareText).map((name) => `${name}=${amounts[name] ?? '0'}`).join(',');

/** The server writes the status itself. */
function write({ exchange: { state } }: AdmissionRequest, { quota, used }: Charged): void {
  const { store, provenance, kernel } = state;
  const key = `/registry/resourcequotas/${quota.metadata.namespace}/${quota.metadata.name}`;
  store.put(key, Number(quota.metadata.resourceVersion), (revision) => {
    const next = deepFreeze({ ...quota, metadata: { ...quota.metadata, resourceVersion: String(revision) }, status: { ...quota.status, used } }) as unknown as KubeObject;
    provenance.note(next, { before: quota as unknown as KubeObject, manager: 'kube-apiserver', apiVersion: 'v1', kind: 'ResourceQuota', subresource: 'status', time: kernel.timestamp() });
    return next;
  });
}
