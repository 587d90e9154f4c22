// kubectl apply --prune: what was applied before and is in none of the files now goes.
// Upstream: k8s.io/kubectl/pkg/cmd/apply/prune.go, k8s.io/kubectl/pkg/util/prune

import { isObject } from '../../base/json.ts';
import type { Sim } from '../../sim/kernel/task.ts';
import { KubectlError, isExpected, messageOf } from '../errors.ts';
import { lastAppliedOf } from '../generators/lastApplied.ts';
import { Helper, type DeleteBody } from '../helper.ts';
import type { AnyItem } from '../info.ts';
import type { Invocation } from '../invocation.ts';
import { logLine } from '../klog.ts';
import { nameOf } from '../output/object.ts';
import { groupVersion, kindText, type Mapping } from '../restMapper.ts';

const DEFAULT_KINDS: readonly (readonly [group: string, version: string, kind: string])[] = [
  ['', 'v1', 'ConfigMap'],
  ['', 'v1', 'Endpoints'],
  ['', 'v1', 'PersistentVolumeClaim'],
  ['', 'v1', 'Pod'],
  ['', 'v1', 'ReplicationController'],
  ['', 'v1', 'Secret'],
  ['', 'v1', 'Service'],
  ['batch', 'v1', 'Job'],
  ['batch', 'v1', 'CronJob'],
  ['networking.k8s.io', 'v1', 'Ingress'],
  ['apps', 'v1', 'DaemonSet'],
  ['apps', 'v1', 'Deployment'],
  ['apps', 'v1', 'ReplicaSet'],
  ['apps', 'v1', 'StatefulSet'],
  ['', 'v1', 'Namespace'],
  ['', 'v1', 'PersistentVolume'],
];

export interface PruneOptions {
  readonly visitedUids: ReadonlySet<string>;
  readonly visitedNamespaces: ReadonlySet<string>;
  readonly deletion: DeleteBody;
}

export function* prune(k: Invocation, allowed: readonly Mapping[], options: PruneOptions): Sim<void> {
  let mappings = allowed;
  if (mappings.length === 0) {
    const found: Mapping[] = [];
    for (const [group, version, kind] of DEFAULT_KINDS) found.push(yield* k.mapper.forKind(group, kind, version));
    mappings = found;
    logLine(k.process, 'W', 'prune.go:71', 'Deprecated: kubectl apply will no longer prune non-namespaced resources by default when used with the --namespace flag in a future release. To preserve the current behaviour, list the resources you want to target explicitly in the --prune-allowlist flag.');
  }
  for (const namespace of options.visitedNamespaces) for (const mapping of mappings) if (mapping.namespaced) yield* pruneKind(k, mapping, namespace, options);
  for (const mapping of mappings) if (!mapping.namespaced) yield* pruneKind(k, mapping, '', options);
}

function* pruneKind(k: Invocation, mapping: Mapping, namespace: string, options: PruneOptions): Sim<void> {
  try {
    const helper = new Helper(k.http, mapping, { dryRun: k.dryRun === 'server' });
    const list = yield* helper.list(namespace, { labelSelector: k.flags.text('selector') });
    for (const item of (list as unknown as { readonly items?: readonly AnyItem[] }).items ?? []) {
      const metadata = isObject(item.metadata) ? item.metadata : {};
      if (lastAppliedOf(item) === undefined || options.visitedUids.has(String(metadata.uid))) continue;
      if (k.dryRun !== 'client') yield* helper.delete(namespace, nameOf(item), options.deletion);
      k.print(k.printer('pruned'), { apiVersion: groupVersion(mapping), kind: mapping.kind, ...item });
    }
  } catch (error) {
    if (!isExpected(error)) throw error;
    throw new KubectlError(`error pruning ${mapping.namespaced ? 'namespaced' : 'nonNamespaced'} object ${kindText(mapping)}: ${messageOf(error)}`);
  }
}

/** --prune-allowlist */
export function* allowedKinds(k: Invocation): Sim<readonly Mapping[]> {
  const out: Mapping[] = [];
  for (const text of k.flags.list('prune-allowlist')) {
    const [group, version, kind, ...more] = text.split('/');
    if (group === undefined || version === undefined || kind === undefined || more.length) throw new KubectlError(`invalid GroupVersionKind format: ${text}, please follow <group/version/kind>`);
    out.push(yield* k.mapper.forKind(group === 'core' ? '' : group, kind, version));
  }
  return out;
}
