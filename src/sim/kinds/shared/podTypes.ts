// The parts of a Pod by name, as the API serves them.

import type { IPod } from 'kubernetes-models/v1/Pod';
import type { IPodTemplateSpec } from 'kubernetes-models/v1/PodTemplateSpec';
import type { IPersistentVolumeClaimTemplate } from 'kubernetes-models/v1/PersistentVolumeClaimTemplate';
import type { DeepReadonly } from '../../../base/json.ts';
import type { Served } from '../../api/types.ts';

type ServedPod = Served<IPod>;
export type PodSpec = ServedPod['spec'];
export type PodStatus = ServedPod['status'];
export type PodTemplateSpec = DeepReadonly<IPodTemplateSpec>;
export type Container = PodSpec['containers'][number];
export type EphemeralContainer = NonNullable<PodSpec['ephemeralContainers']>[number];
export type Volume = NonNullable<PodSpec['volumes']>[number];
export type VolumeMount = NonNullable<Container['volumeMounts']>[number];
export type Probe = NonNullable<Container['livenessProbe']>;
export type Lifecycle = NonNullable<Container['lifecycle']>;
export type LifecycleHandler = NonNullable<Lifecycle['postStart']>;
export type EnvVar = NonNullable<Container['env']>[number];
export type Resources = NonNullable<Container['resources']>;
export type SecurityContext = NonNullable<Container['securityContext']>;
export type PodSecurityContext = NonNullable<PodSpec['securityContext']>;
export type Affinity = NonNullable<PodSpec['affinity']>;
export type Toleration = NonNullable<PodSpec['tolerations']>[number];
export type TopologySpreadConstraint = NonNullable<PodSpec['topologySpreadConstraints']>[number];
export type ContainerStatus = NonNullable<PodStatus['containerStatuses']>[number];
export type ClaimTemplate = DeepReadonly<IPersistentVolumeClaimTemplate>;

/** What the checks of a Pod's spec need to know besides the spec. */
export interface PodChecks {
  /** A Pod itself rather than a template of one. */
  readonly isPod: boolean;
  /** '' where it is not known yet. */
  readonly podName: string;
  /** A mirror Pod, which stands for a static one. */
  readonly mirror: boolean;
  /** Things that an object may keep because it has them already. */
  readonly keeps: PodKeeps;
}

/** Rules made stricter over time do not hold for objects that broke them before. */
export interface PodKeeps {
  readonly selectorValues?: boolean;
  readonly requiredNodeAffinityValues?: boolean;
  readonly indivisibleHugePages?: boolean;
  readonly spreadSelector?: boolean;
  readonly tokenPath?: boolean;
  readonly deletionCost?: boolean;
  readonly hostSysctls?: boolean;
}

export const KEEPS_NOTHING: PodKeeps = {};

/** Go's len() of a list that may be absent or null. */
export const lengthOf = (list: readonly unknown[] | string | null | undefined): number => list?.length ?? 0;
