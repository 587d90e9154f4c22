// The Pods of a StatefulSet: each has a number, and by it its name, its host name and its claims.
// Upstream: pkg/controller/statefulset/stateful_set_utils.go

import { deepFreeze } from '../../../base/json.ts';
import type { Kind } from '../../api/kind.ts';
import type { Pod } from '../../kinds/pod.ts';
import type { PodSpec, PodTemplateSpec, Volume } from '../../kinds/shared/podTypes.ts';
import { StatefulSet } from '../../kinds/statefulSet.ts';
import { controllerReference } from '../shared/owners.ts';
import { podPrefix } from '../shared/podControl.ts';
import { isAvailable, isReady } from '../shared/pods.ts';

export const REVISION_LABEL = 'controller-revision-hash';
const NAME_LABEL = 'statefulset.kubernetes.io/pod-name';
const INDEX_LABEL = 'apps.kubernetes.io/pod-index';

/** `db-2` → the set it is named after, and 2. */
export function nameParts(name: string): { readonly parent: string; readonly ordinal: number } | undefined {
  const [, parent, digits] = /^(.*)-(\d+)$/.exec(name) ?? [];
  const ordinal = Number(digits);
  return parent === undefined || ordinal > 2147483647 ? undefined : { parent, ordinal };
}

export const isNamedAfter = (set: StatefulSet, { metadata }: Pod): boolean => nameParts(metadata.name)?.parent === set.metadata.name;
export const ordinalOf = ({ metadata }: Pod): number => nameParts(metadata.name)?.ordinal ?? -1;
export const podName = ({ metadata }: StatefulSet, ordinal: number): string => `${metadata.name}-${ordinal}`;
export const firstOrdinal = ({ spec }: StatefulSet): number => spec.ordinals?.start ?? 0;

export function isInRange(set: StatefulSet, pod: Pod): boolean {
  const index = ordinalOf(pod) - firstOrdinal(set);
  return index >= 0 && index < (set.spec.replicas ?? 0);
}

export const claimName = ({ metadata }: StatefulSet, template: string, ordinal: number): string => `${template}-${metadata.name}-${ordinal}`;
export const claimTemplates = ({ spec }: StatefulSet): NonNullable<StatefulSet['spec']['volumeClaimTemplates']> => spec.volumeClaimTemplates ?? [];

// ---- what state one is in ----

export const revisionOf = ({ metadata }: Pod): string => metadata.labels?.[REVISION_LABEL] ?? '';
/** Made here and not yet sent, or sent and not seen: the API server gives each a phase. */
export const isCreated = ({ status }: Pod): boolean => Boolean(status?.phase);
export const isEnding = ({ metadata }: Pod): boolean => metadata.deletionTimestamp !== undefined;
export const isServing = (pod: Pod): boolean => pod.status?.phase === 'Running' && isReady(pod);
export const isUnavailable = (pod: Pod, minReadySeconds: number, nowMs: number): boolean => isEnding(pod) || !isCreated(pod) || !isAvailable(pod, minReadySeconds, nowMs);

// ---- who it is ----

/** A Pod of a revision, by its number; not sent yet. */
export function makePod(set: StatefulSet, template: PodTemplateSpec, revision: string, ordinal: number): Pod {
  const name = podName(set, ordinal);
  const { labels, annotations, finalizers } = template.metadata ?? {};
  const { serviceName } = set.spec;
  const spec = { ...(template.spec as PodSpec), hostname: name, ...(serviceName ? { subdomain: serviceName } : {}) };
  return deepFreeze({
    kind: 'Pod',
    apiVersion: 'v1',
    metadata: {
      name,
      generateName: podPrefix(set.metadata.name),
      namespace: set.metadata.namespace,
      labels: { ...labels, ...identity(name, ordinal), [REVISION_LABEL]: revision },
      ...(annotations ? { annotations } : {}),
      ...(finalizers ? { finalizers } : {}),
      ownerReferences: [controllerReference(set, StatefulSet as unknown as Kind)],
    },
    spec: withStorage(set, spec, ordinal),
  }) as unknown as Pod;
}

const identity = (name: string, ordinal: number): Readonly<Record<string, string>> => ({ [NAME_LABEL]: name, [INDEX_LABEL]: String(ordinal) });

export function identityMatches({ metadata }: Pod): boolean {
  const { name, labels } = metadata;
  return Object.entries(identity(name, nameParts(name)?.ordinal ?? -1)).every(([key, value]) => labels?.[key] === value);
}

export function storageMatches(set: StatefulSet, pod: Pod): boolean {
  const { volumes = [] } = pod.spec;
  return claimTemplates(set).every(({ metadata }) => {
    const name = metadata?.name ?? '';
    return volumes.some((volume) => volume.name === name && volume.persistentVolumeClaim?.claimName === claimName(set, name, ordinalOf(pod)));
  });
}

/** The same Pod as the set wants it. */
export function withIdentity(set: StatefulSet, pod: Pod): Pod {
  const { metadata } = pod;
  const ordinal = ordinalOf(pod);
  return deepFreeze({ ...pod, metadata: { ...metadata, labels: { ...metadata.labels, ...identity(metadata.name, ordinal) } }, spec: storageMatches(set, pod) ? pod.spec : withStorage(set, pod.spec, ordinal) });
}

/** Claims come before volumes of other names, and instead of those of the same. */
function withStorage(set: StatefulSet, spec: PodSpec, ordinal: number): PodSpec {
  const names = claimTemplates(set).map(({ metadata }) => metadata?.name ?? '');
  if (names.length === 0) return spec;
  const claims = names.map((name): Volume => ({ name, persistentVolumeClaim: { claimName: claimName(set, name, ordinal) } }));
  return { ...spec, volumes: [...claims, ...(spec.volumes ?? []).filter(({ name }) => !names.includes(name))] };
}
