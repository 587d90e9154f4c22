// What the parts of one kubelet share.

import type { Prng } from '../../base/prng.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { TaskGroup } from '../kernel/task.ts';
import type { Client } from '../client/client.ts';
import type { Informer } from '../client/informer.ts';
import { referenceTo, type EventType, type Recorder } from '../client/recorder.ts';
import type { ConfigMap } from '../kinds/configMap.ts';
import type { Pod } from '../kinds/pod.ts';
import type { RuntimeClass } from '../kinds/runtimeClass.ts';
import type { Secret } from '../kinds/secret.ts';
import type { Service } from '../kinds/service.ts';
import type { Backoff } from './backoff.ts';
import type { Allocatable } from './downward.ts';
import type { ImagePuller } from './imagePuller.ts';
import type { ObjectCache } from './objectCache.ts';
import type { Pleg } from './pleg.ts';
import { fieldPath, groupOf, type AnyContainer } from './podParts.ts';
import type { StartProblem, StatusQuirks } from './podStatus.ts';
import type { PodWorkers } from './podWorkers.ts';
import type { Probes } from './probes.ts';
import type { Runtime } from './runtime.ts';
import type { PodNetwork } from './runtimeTypes.ts';
import type { StatusManager } from './statusManager.ts';
import type { Volumes } from './volumes.ts';

/** What a node is made of. */
export interface NodeFacts {
  readonly name: string;
  readonly controlPlane?: boolean;
  /** As in allocatable: `2`, `4Gi`. */
  readonly cpu: string;
  readonly memory: string;
  readonly pods: number;
  readonly podCIDR: string;
  readonly ip: string;
  readonly labels?: Readonly<Record<string, string>>;
  /** Images that are there without a pull. */
  readonly images?: readonly string[];
}

export interface Parts {
  readonly kernel: Kernel;
  readonly shape: NodeFacts;
  readonly node: string;
  readonly client: Client;
  readonly recorder: Recorder;
  readonly group: TaskGroup;
  readonly runtime: Runtime;
  readonly network: PodNetwork;
  readonly random: Prng;
  readonly quirks: StatusQuirks;
  readonly allocatable: Allocatable;
  readonly status: StatusManager;
  readonly workers: PodWorkers;
  readonly pleg: Pleg;
  readonly probes: Probes;
  readonly volumes: Volumes;
  readonly images: ImagePuller;
  readonly crashes: Backoff;
  readonly runtimeClasses: Informer<RuntimeClass>;
  readonly configMaps: ObjectCache<ConfigMap>;
  readonly secrets: ObjectCache<Secret>;
  readonly services: Informer<Service>;
  /** Why containers could not be started, by Pod. */
  readonly problems: Map<string, Map<string, StartProblem>>;
  readonly resolvConf: (pod: Pod) => string;
}

/** An Event about a Pod, or about one of its containers. */
export function podEvent(parts: Parts, pod: Pod, type: EventType, reason: string, message: string, container?: AnyContainer): void {
  const group = container && groupOf(pod, container.name);
  parts.recorder.event(referenceTo(pod, group ? fieldPath(group, container.name) : undefined), type, reason, message);
}
