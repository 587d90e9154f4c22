// The order of a kustomization's manifests: kinds that others need come first.
// Upstream: sigs.k8s.io/kustomize/api/internal/builtins/SortOrderTransformer.go

import { compareText } from '../../base/text.ts';
import { KubectlError } from '../errors.ts';
import type { Kustomization } from './kustomization.ts';
import { gvkText, type Gvk, type Resource } from './resource.ts';

const FIRST = `Namespace ResourceQuota StorageClass CustomResourceDefinition ServiceAccount PodSecurityPolicy Role ClusterRole RoleBinding
  ClusterRoleBinding ConfigMap Secret Endpoints Service LimitRange PriorityClass PersistentVolume PersistentVolumeClaim Deployment StatefulSet
  CronJob PodDisruptionBudget`.split(/\s+/);
const LAST = ['MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration'];

export function sorted(resources: readonly Resource[], options: Kustomization['sortOptions']): readonly Resource[] {
  const { order = 'legacy', legacySortOptions = {} } = options ?? {};
  if (order !== 'legacy' && order !== 'fifo') throw new KubectlError(`the field 'sortOptions.order' must be one of [ legacy, fifo]`);
  if (order === 'fifo') return resources;
  const { orderFirst = FIRST, orderLast = LAST } = legacySortOptions;
  const rank = new Map<string, number>([...orderFirst.map((kind, i) => [kind, i - orderFirst.length] as const), ...orderLast.map((kind, i) => [kind, i + 1] as const)]);
  return [...resources].sort((a, b) => compare(a, b, rank));
}

function compare(a: Resource, b: Resource, rank: ReadonlyMap<string, number>): number {
  const [x, y] = [a.id, b.id];
  const byRank = (rank.get(x.kind) ?? 0) - (rank.get(y.kind) ?? 0);
  return byRank || compareText(kindKey(x), kindKey(y)) || compareText(idKey(a), idKey(b));
}

const kindKey = (gvk: Gvk): string => `${gvk.group || '~G'}_${gvk.version || '~V'}_${gvk.kind || '~K'}`;

function idKey({ id }: Resource): string {
  return `${gvkText(id)}|${id.namespace || '~X'}|${id.name || '~N'}`;
}
