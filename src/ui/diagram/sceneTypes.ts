// What the boxes of the stage show at one moment. Plain data: two scenes with equal parts look alike, so a box is drawn
// again only when its part differs.

import type { StageName } from '../../sim/api/spans.ts';
import type { Phase } from './bootScene.ts';
import type { StatusName } from '../widgets/glyphs/statusGlyphs.ts';

export interface Scene {
  readonly kubectl: KubectlScene;
  readonly manager: ManagerScene;
  readonly scheduler: SchedulerScene;
  readonly hub: HubScene;
  readonly etcd: EtcdScene;
  /** In the order of their names, control planes apart. */
  readonly nodes: readonly NodeScene[];
  readonly controlPlanes: readonly NodeScene[];
  readonly subject: Subject;
  /** Zone → how busy its trunk is, where there are trunks. */
  readonly traffic: Readonly<Record<string, TrafficStep>>;
  readonly totals: { readonly nodes: number; readonly pods: number };
}

export type TrafficStep = 0 | 1 | 2 | 3;

/** What the story is about at this moment: the box, and the part of it. */
export interface Subject {
  readonly box: string;
  /** A controller, or the key of a Pod; '' for the box as a whole. */
  readonly part: string;
}

export interface KubectlScene {
  /** Without the word kubectl. */
  readonly command: string;
  readonly rows: readonly DocumentRow[];
  /** Rows that found no place. */
  readonly more: number;
  /** The last line it printed, where no object was written. */
  readonly said: string;
  readonly running: boolean;
  /** It is kubeadm that asks from here: the cluster is being made. */
  readonly kubeadm: boolean;
}

export interface DocumentRow {
  readonly span: number;
  readonly resource: string;
  readonly name: string;
  readonly state: 'sent' | 'stored' | 'refused';
  readonly code: number;
  readonly revision: number;
}

export interface ManagerScene {
  readonly stopped: boolean;
  readonly phase: Phase;
  readonly count: number;
  /** By place: column 0 above, column 0 below, column 1 … */
  readonly cells: readonly ControllerScene[];
  /** The one that is opened; '' where none ever worked. */
  readonly open: string;
}

export interface ControllerScene {
  readonly actor: string;
  readonly working: boolean;
  readonly line: ControllerLine;
  readonly opened: OpenedController | undefined;
}

/** One line of state; words are chosen by language. */
export type ControllerLine =
  | { readonly say: 'idle' }
  | { readonly say: 'ready'; readonly ready: number; readonly of: number; readonly name: string }
  | { readonly say: 'settled'; readonly revision: number }
  | { readonly say: 'noService' }
  | { readonly say: 'endpoints'; readonly count: number; readonly name: string }
  | { readonly say: 'nodes'; readonly healthy: number; readonly silent: string }
  | { readonly say: 'at'; readonly name: string };

export interface OpenedController {
  readonly rows: readonly { readonly label: CountLabel; readonly value: string }[];
  /** How many of the slots are filled; no slots where `of` is 0. */
  readonly filled: number;
  readonly of: number;
}

export type CountLabel = 'wanted' | 'cached' | 'expecting' | 'terminating' | 'updated' | 'available' | 'ready' | 'service' | 'object' | 'healthy' | 'step';

export interface SchedulerScene {
  readonly stopped: boolean;
  readonly phase: Phase;
  readonly active: readonly string[];
  readonly backoff: readonly string[];
  readonly unschedulable: readonly string[];
  /** Pods without a node in nobody's queue, for there is no scheduler. */
  readonly unattended: number;
  /** Those that no node would take, the longest waiting first; at most sixty. */
  readonly waiting: readonly WaitingPod[];
  /** Those that run now. */
  readonly steps: readonly ('filter' | 'score' | 'reserve' | 'bind')[];
  readonly last: { readonly pod: string; readonly node: string; readonly message: string } | undefined;
}

export interface WaitingPod {
  readonly key: string;
  readonly name: string;
  /** The commonest reason of its last attempt, in the scheduler's words: Insufficient cpu; '' before the first. */
  readonly reason: string;
  readonly backoff: boolean;
}

export interface HubScene {
  readonly stopped: boolean;
  readonly phase: Phase;
  readonly lit: readonly StageName[];
  readonly open: number;
  readonly watches: number;
  /** The stage that refused, and the server's words. */
  readonly stop: { readonly stage: StageName; readonly code: number; readonly message: string; readonly span: number } | undefined;
}

export interface EtcdScene {
  readonly stopped: boolean;
  readonly phase: Phase;
  readonly revision: number;
  readonly rows: readonly { readonly resource: string; readonly revision: number; readonly newest: boolean }[];
}

export type AgentName = 'kubelet' | 'containerd' | 'cni' | 'kube-proxy';

export interface NodeScene {
  readonly name: string;
  readonly zone: string;
  /** What the cluster believes. */
  readonly ready: string;
  readonly cordoned: boolean;
  /** While a boot is told: `off`, its machine has no power; `starting`, the API server does not know it yet. */
  readonly phase: Phase;
  /** What is true. */
  readonly fault: '' | 'down' | 'cut';
  readonly stoppedAgents: readonly AgentName[];
  /** Whole seconds since its kubelet was heard last, counted while it is silent; -1 otherwise. */
  readonly silentFor: number;
  readonly ip: string;
  readonly working: readonly AgentName[];
  readonly cpu: Capacity;
  readonly memory: Capacity;
  readonly pods: readonly PodScene[];
  readonly systemPods: readonly PodScene[];
  readonly image: { readonly name: string; readonly state: 'pulling' | 'here' | 'missing' } | undefined;
}

export interface Capacity {
  readonly asked: number;
  readonly of: number;
}

export interface PodScene {
  readonly key: string;
  readonly name: string;
  readonly seat: number;
  readonly status: StatusName;
  /** As kubectl prints it. */
  readonly word: string;
  readonly owner: string;
  readonly ready: number;
  readonly containers: number;
  readonly restarts: number;
  /** The node has done it and the API server has not heard yet: what the node knows. `unheard`: not of the Pod at all. */
  readonly ahead: '' | 'running' | 'exited' | 'unheard';
}
