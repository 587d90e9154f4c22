// Whether this node takes a Pod that was bound to it: the kubelet's own look at what the scheduler decided.
// Upstream: pkg/kubelet/lifecycle/predicate.go

import { podRequests, type Amounts } from '../api/podResources.ts';
import { fromLabelSelector, matches, type Selector } from '../api/selectors.ts';
import type { Node } from '../kinds/node.ts';
import type { Pod } from '../kinds/pod.ts';
import { isStatic } from './podParts.ts';

export interface Rejection {
  readonly reason: string;
  readonly message: string;
}

export interface Capacity {
  /** In thousandths. */
  readonly cpu: number;
  readonly memory: number;
  readonly pods: number;
  readonly storage: number;
}

/** Why the Pod cannot stay, if it cannot. `others`: the Pods that have a place here already, as far as `counts` says so. */
export function admit(pod: Pod, others: Iterable<Pod>, counts: (other: Pod) => boolean, node: Node | undefined, capacity: Capacity): Rejection | undefined {
  const { amounts: wanted, ports: wantedPorts } = claimOf(pod);
  let cpu = 0;
  let memory = 0;
  let storage = 0;
  let count = 0;
  let taken: string | undefined;
  for (const other of others) {
    if (other.metadata.uid === pod.metadata.uid || !counts(other)) continue;
    const { amounts: used, ports } = claimOf(other);
    cpu += used.cpu ?? 0;
    memory += used.memory ?? 0;
    storage += used['ephemeral-storage'] ?? 0;
    count++;
    if (wantedPorts.length > 0) taken ??= wantedPorts.find((port) => ports.includes(port));
  }
  if (count + 1 > capacity.pods) return lacking('pods', 1, count, capacity.pods);
  if (wanted.cpu && cpu + wanted.cpu > capacity.cpu) return lacking('cpu', wanted.cpu, cpu, capacity.cpu);
  if (wanted.memory && memory + wanted.memory > capacity.memory) return lacking('memory', wanted.memory, memory, capacity.memory);
  const ephemeral = wanted['ephemeral-storage'];
  if (ephemeral && storage + ephemeral > capacity.storage) return lacking('ephemeral-storage', ephemeral, storage, capacity.storage);
  if (node && !selected(pod, node)) return predicate('NodeAffinity', "node(s) didn't match Pod's node affinity/selector");
  if (taken !== undefined) return predicate('NodePorts', "node(s) didn't have free ports for the requested pod ports");
  if (node && !isStatic(pod) && !toleratesNoExecute(pod, node)) return predicate('TaintToleration', 'node(s) had taints that the pod didn\'t tolerate');
  return undefined;
}

interface Claim {
  readonly amounts: Amounts;
  readonly ports: readonly string[];
}

const claims = new WeakMap<object, Claim>();

function claimOf(pod: Pod): Claim {
  const { spec } = pod;
  let claim = claims.get(spec);
  if (!claim) claims.set(spec, (claim = { amounts: podRequests({ spec }), ports: [...hostPorts(pod)] }));
  return claim;
}

const lacking = (resource: string, requested: number, used: number, capacity: number): Rejection => ({
  reason: `OutOf${resource}`,
  message: `Node didn't have enough resource: ${resource}, requested: ${requested}, used: ${used}, capacity: ${capacity}`,
});

const predicate = (reason: string, why: string): Rejection => ({ reason, message: `Predicate ${reason} failed: ${why}` });

function* hostPorts(pod: Pod): Generator<string> {
  for (const { ports } of pod.spec.containers) for (const { hostPort, hostIP, protocol } of ports ?? []) if (hostPort) yield `${hostIP && hostIP !== '0.0.0.0' ? hostIP : ''}/${protocol ?? 'TCP'}/${hostPort}`;
}

interface Term {
  readonly matchExpressions?: readonly { readonly key: string; readonly operator: string; readonly values?: readonly string[] }[];
  readonly matchFields?: readonly { readonly key: string; readonly operator: string; readonly values?: readonly string[] }[];
}

function selected(pod: Pod, node: Node): boolean {
  const labels = node.metadata.labels ?? {};
  for (const [key, value] of Object.entries(pod.spec.nodeSelector ?? {})) if (labels[key] !== value) return false;
  const required = pod.spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  if (!required) return true;
  return (required.nodeSelectorTerms as readonly Term[]).some((term) => {
    if (!term.matchExpressions?.length && !term.matchFields?.length) return false;
    const byLabels: Selector = fromLabelSelector({ matchExpressions: term.matchExpressions ?? [] });
    if (!matches(byLabels, labels)) return false;
    return (term.matchFields ?? []).every(({ operator, values = [] }) => (operator === 'In') === values.includes(node.metadata.name));
  });
}

function toleratesNoExecute(pod: Pod, node: Node): boolean {
  return (node.spec.taints ?? []).every(
    (taint) =>
      taint.effect !== 'NoExecute' ||
      (pod.spec.tolerations ?? []).some(
        (t) => (!t.effect || t.effect === taint.effect) && (t.key ? t.key === taint.key : t.operator === 'Exists') && (t.operator === 'Exists' || (t.value ?? '') === (taint.value ?? '')),
      ),
  );
}
