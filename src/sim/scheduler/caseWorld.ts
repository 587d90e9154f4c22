// Test support: the cluster of a recorded case, and what an API server does to a Pod before a scheduler sees it (the
// recordings hold Pods as they were sent). Only what decides about scheduling is filled in.

import { isPodLevelResource, isSidecar, readAmount } from '../api/podResources.ts';
import type { KubeObject } from '../api/types.ts';
import type { Listers } from './listers.ts';
import { Snapshot } from './snapshot.ts';
import type {
  Container,
  CsiNode,
  Node,
  PersistentVolume,
  PersistentVolumeClaim,
  Pod,
  PodAffinityTerm,
  PodDisruptionBudget,
  PodSpec,
  ReplicaSet,
  ReplicationController,
  Service,
  StatefulSet,
  StorageClass,
  Toleration,
} from './types.ts';

interface PriorityClass extends KubeObject {
  readonly value: number;
  readonly globalDefault?: boolean;
  readonly preemptionPolicy?: 'Never' | 'PreemptLowerPriority';
}
interface RuntimeClass extends KubeObject {
  readonly overhead?: { readonly podFixed?: PodSpec['overhead'] };
  readonly scheduling?: { readonly nodeSelector?: PodSpec['nodeSelector']; readonly tolerations?: PodSpec['tolerations'] };
}

const SYSTEM_PRIORITIES: Readonly<Record<string, number>> = { 'system-cluster-critical': 2_000_000_000, 'system-node-critical': 2_000_001_000 };
const NOT_READY = ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable'];

export class CaseWorld {
  readonly snapshot: Snapshot;
  private readonly objects = new Map<string, KubeObject>();

  constructor(nodes: readonly Node[], others: readonly KubeObject[]) {
    for (const object of others) this.objects.set(key(object.kind, object.metadata.namespace ?? NAMESPACES[object.kind], object.metadata.name), object);
    this.snapshot = new Snapshot(this.listers());
    for (const node of nodes) this.snapshot.setNode({ ...node, spec: node.spec ?? {} });
  }

  /** The Pod as the API server stores it. */
  admit(sent: Pod): Pod {
    const namespace = sent.metadata.namespace ?? 'default';
    const runtime = this.get<RuntimeClass>('RuntimeClass', undefined, sent.spec.runtimeClassName ?? '');
    const priority = this.priority(sent.spec.priorityClassName);
    const spec: PodSpec = {
      ...sent.spec,
      schedulerName: sent.spec.schedulerName ?? 'default-scheduler',
      priority: priority.value,
      preemptionPolicy: priority.policy,
      containers: sent.spec.containers.map((c) => defaulted(c, sent.spec.hostNetwork)),
      tolerations: tolerations(sent.spec.tolerations, runtime?.scheduling?.tolerations),
      ...(sent.spec.initContainers && { initContainers: sent.spec.initContainers.map((c) => defaulted(c, sent.spec.hostNetwork)) }),
      ...(runtime?.overhead?.podFixed && { overhead: runtime.overhead.podFixed }),
      ...(runtime?.scheduling?.nodeSelector && { nodeSelector: { ...sent.spec.nodeSelector, ...runtime.scheduling.nodeSelector } }),
      ...(sent.spec.affinity && { affinity: withMatchedKeys(sent.spec.affinity, sent.metadata.labels ?? {}) }),
    };
    const resources = podLevelRequests(spec);
    return {
      ...sent,
      metadata: { ...sent.metadata, namespace, uid: sent.metadata.uid ?? `uid-${namespace}-${sent.metadata.name}` },
      spec: resources ? { ...spec, resources } : spec,
    };
  }

  private priority(name: string | undefined): { value: number; policy: 'Never' | 'PreemptLowerPriority' } {
    const known = SYSTEM_PRIORITIES[name ?? ''];
    if (known !== undefined) return { value: known, policy: 'PreemptLowerPriority' };
    let chosen = this.get<PriorityClass>('PriorityClass', undefined, name ?? '');
    if (!name) for (const object of this.of<PriorityClass>('PriorityClass')) if (object.globalDefault) chosen = object;
    return { value: chosen?.value ?? 0, policy: chosen?.preemptionPolicy ?? 'PreemptLowerPriority' };
  }

  private listers(): Listers {
    return {
      namespaceLabels: (name) => this.get('Namespace', undefined, name)?.metadata.labels ?? (name === 'default' ? { 'kubernetes.io/metadata.name': name } : undefined),
      services: (namespace) => this.of<Service>('Service', namespace),
      replicaSet: (namespace, name) => this.get<ReplicaSet>('ReplicaSet', namespace, name),
      statefulSet: (namespace, name) => this.get<StatefulSet>('StatefulSet', namespace, name),
      replicationController: (namespace, name) => this.get<ReplicationController>('ReplicationController', namespace, name),
      disruptionBudgets: () => this.of<PodDisruptionBudget>('PodDisruptionBudget'),
      claim: (namespace, name) => this.get<PersistentVolumeClaim>('PersistentVolumeClaim', namespace, name),
      volume: (name) => this.get<PersistentVolume>('PersistentVolume', undefined, name),
      volumes: () => this.of<PersistentVolume>('PersistentVolume'),
      storageClass: (name) => this.get<StorageClass>('StorageClass', undefined, name),
      csiNode: (name) => this.get<CsiNode>('CSINode', undefined, name),
    };
  }

  private get<T extends KubeObject>(kind: string, namespace: string | undefined, name: string): T | undefined {
    return this.objects.get(key(kind, namespace, name)) as T | undefined;
  }

  private of<T extends KubeObject>(kind: string, namespace?: string): T[] {
    return [...this.objects.values()].filter((o) => o.kind === kind && (namespace === undefined || (o.metadata.namespace ?? 'default') === namespace)) as T[];
  }
}

const NAMESPACES: Readonly<Record<string, string>> = {
  Service: 'default',
  ReplicaSet: 'default',
  StatefulSet: 'default',
  ReplicationController: 'default',
  PodDisruptionBudget: 'default',
  PersistentVolumeClaim: 'default',
};

function key(kind: string, namespace: string | undefined, name: string): string {
  return `${kind}/${namespace ?? ''}/${name}`;
}

/** Requests from limits; on the host's network a container's port is the host's. Upstream: pkg/apis/core/v1/defaults.go SetDefaults_Pod, SetDefaults_PodSpec */
function defaulted(container: Container, hostNetwork: boolean | undefined): Container {
  const { limits, requests } = container.resources ?? {};
  return {
    ...container,
    ...(limits && { resources: { ...container.resources, requests: { ...limits, ...requests } } }),
    ...(hostNetwork && container.ports && { ports: container.ports.map((port) => ({ ...port, hostPort: port.hostPort ?? port.containerPort })) }),
  };
}

/** Pod-level requests that follow from pod-level limits. Upstream: pkg/apis/core/v1/defaults.go defaultPodRequests */
function podLevelRequests(spec: PodSpec): NonNullable<PodSpec['resources']> | undefined {
  const limits = spec.resources?.limits;
  if (!limits) return undefined;
  const requests: Record<string, string | number> = { ...spec.resources?.requests };
  const containers = [...spec.containers, ...(spec.initContainers ?? []).filter(isSidecar)];
  for (const container of containers) {
    for (const name of Object.keys(container.resources?.requests ?? {})) {
      if (name in requests || !isPodLevelResource(name)) continue;
      const sum = containers.reduce((total, c) => total + readAmount(name, c.resources?.requests?.[name] ?? 0), 0);
      requests[name] = name === 'cpu' ? `${sum}m` : sum;
    }
  }
  for (const name of Object.keys(limits)) if (isPodLevelResource(name)) requests[name] ??= limits[name] as string | number;
  return { ...spec.resources, requests };
}

function tolerations(own: readonly Toleration[] | undefined, runtime: readonly Toleration[] | undefined): readonly Toleration[] {
  const all = [...(own ?? []), ...(runtime ?? [])];
  const added = NOT_READY.filter((taint) => !all.some((t) => (!t.key || t.key === taint) && (!t.effect || t.effect === 'NoExecute')));
  return [...all, ...added.map((taint) => ({ key: taint, operator: 'Exists' as const, effect: 'NoExecute' as const, tolerationSeconds: 300 }))];
}

/** matchLabelKeys and mismatchLabelKeys become part of the selector. Upstream: pkg/registry/core/pod/strategy.go applyMatchLabelKeysAndMismatchLabelKeys */
function withMatchedKeys(affinity: NonNullable<PodSpec['affinity']>, labels: { readonly [key: string]: string }): NonNullable<PodSpec['affinity']> {
  const merge = (term: PodAffinityTerm): PodAffinityTerm => {
    const keys = [...(term.matchLabelKeys ?? []).map((k) => [k, 'In'] as const), ...(term.mismatchLabelKeys ?? []).map((k) => [k, 'NotIn'] as const)];
    const own = keys.filter(([k]) => labels[k] !== undefined).map(([k, operator]) => ({ key: k, operator, values: [labels[k] as string] }));
    if (own.length === 0 || !term.labelSelector) return term;
    return { ...term, labelSelector: { ...term.labelSelector, matchExpressions: [...(term.labelSelector.matchExpressions ?? []), ...own] } };
  };
  const both = <T extends 'podAffinity' | 'podAntiAffinity'>(name: T): object => {
    const part = affinity[name];
    if (!part) return {};
    return {
      [name]: {
        ...part,
        ...(part.requiredDuringSchedulingIgnoredDuringExecution && { requiredDuringSchedulingIgnoredDuringExecution: part.requiredDuringSchedulingIgnoredDuringExecution.map(merge) }),
        ...(part.preferredDuringSchedulingIgnoredDuringExecution && {
          preferredDuringSchedulingIgnoredDuringExecution: part.preferredDuringSchedulingIgnoredDuringExecution.map((p) => ({ ...p, podAffinityTerm: merge(p.podAffinityTerm) })),
        }),
      },
    };
  };
  return { ...affinity, ...both('podAffinity'), ...both('podAntiAffinity') };
}
