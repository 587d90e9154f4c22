// What a reader of the trace sees of a span or a change without its bodies: small, typed, the same in the worker and on
// the page. Bodies, headers and whole objects are asked for one by one.

import type { Micros } from '../base/time.ts';
import type { RunData, StageName } from '../sim/api/spans.ts';

export interface RequestSummary {
  readonly type: 'request';
  readonly component: string;
  readonly method: string;
  readonly verb: string;
  readonly group: string;
  readonly resource: string;
  readonly subresource: string;
  readonly namespace: string;
  readonly name: string;
  /** -1 as long as it is not known. */
  readonly arrived: Micros;
  readonly answered: Micros;
  readonly returned: Micros;
  readonly code: number;
  readonly revision: number;
  readonly stages: readonly { readonly name: StageName; readonly end: Micros }[];
  readonly refusedAt: StageName | '';
  readonly reason: string;
  readonly message: string;
  readonly lost: string;
  readonly dryRun: boolean;
}

export interface WatchSummary {
  readonly type: 'watch';
  readonly event: string;
  readonly resource: string;
  readonly key: string;
  readonly revision: number;
  readonly count: number;
}

export interface NotifySummary {
  readonly type: 'notify';
  readonly key: string;
  readonly revision: number;
}

export interface ReconcileSummary {
  readonly type: 'reconcile';
  readonly controller: string;
  readonly key: string;
  readonly waited: Micros;
  readonly steps: readonly { readonly step: string; readonly values: Readonly<Record<string, string | number | boolean>> }[];
  readonly error: string;
  readonly requeueAfter: Micros;
}

export interface ScheduleSummary {
  readonly type: 'schedule';
  readonly key: string;
  readonly attempt: number;
  readonly node: string;
  readonly message: string;
  /** Nodes by total score, best first (at most eight). */
  readonly ranking: readonly { readonly node: string; readonly total: number }[];
  readonly feasible: number;
  readonly nodes: number;
}

export interface NodeSummary {
  readonly type: 'node';
  readonly node: string;
  readonly pod: string;
  readonly container: string;
  readonly image: string;
  readonly detail: string;
  readonly error: string;
}

export interface InputSummary {
  readonly type: 'input';
  /** `kubectl`, `boot`, `fault` … */
  readonly what: string;
  /** The command line, or what the fault was. */
  readonly text: string;
}

/** A request through the network of the cluster, from one address to another. */
export interface HopSummary {
  readonly type: 'hop';
  readonly method: string;
  readonly url: string;
  /** Addresses: who asks, the one asked for, the one reached. */
  readonly from: string;
  readonly asked: string;
  readonly reached: string;
  readonly status: number;
  readonly error: string;
  /** -1 where it never got there, or is not known yet. */
  readonly arrived: Micros;
  readonly answered: Micros;
  /** Of a name server: the first address. */
  readonly answer: string;
  /** Whose rules turned the address of a Service; '' where it was none. */
  readonly node: string;
  readonly service: string;
  /** What they had to choose from, joined by commas. */
  readonly among: string;
}

/** One request of many at a rate. */
export interface LoadSummary {
  readonly type: 'load';
  readonly run: string;
  readonly number: number;
  readonly status: number;
  /** Who answered in the end. */
  readonly by: string;
  readonly fault: string;
  /** In the words of curl. */
  readonly error: string;
}

/** Requests at a rate. */
export interface RunSummary extends Omit<RunData, 'sent' | 'ended'> {
  readonly sent: number;
  readonly ended: string;
}

export interface NoSummary {
  readonly type: 'none';
}

export type SpanSummary = RequestSummary | WatchSummary | NotifySummary | ReconcileSummary | ScheduleSummary | NodeSummary | InputSummary | HopSummary | LoadSummary | RunSummary | NoSummary;

// ---- changes ----

export interface PodSummary {
  readonly kind: 'Pod';
  /** STATUS as kubectl prints it. */
  readonly status: string;
  readonly ready: number;
  /** The condition Ready: what Services go by. */
  readonly isReady: boolean;
  readonly containers: number;
  readonly restarts: number;
  readonly node: string;
  readonly ip: string;
  readonly ownerKind: string;
  readonly ownerName: string;
  readonly terminating: boolean;
  readonly cpuMilli: number;
  readonly memoryBytes: number;
  readonly uid: string;
  readonly mirror: boolean;
  readonly image: string;
  /** key=value, joined by commas. */
  readonly labels: string;
}

export interface NodeObjectSummary {
  readonly kind: 'Node';
  /** True, False, Unknown or '' of the Ready condition. */
  readonly ready: string;
  readonly unschedulable: boolean;
  readonly cpuMilli: number;
  readonly memoryBytes: number;
  readonly pods: number;
  readonly ip: string;
  readonly zone: string;
  readonly controlPlane: boolean;
  /** key=value:effect, joined by commas. */
  readonly taints: string;
}

export interface WorkloadSummary {
  readonly kind: 'Workload';
  readonly desired: number;
  readonly current: number;
  readonly updated: number;
  readonly ready: number;
  readonly available: number;
  readonly generation: number;
  readonly observedGeneration: number;
  readonly ownerKind: string;
  readonly ownerName: string;
  readonly images: string;
  /** Of a Deployment: its rollout stands still. */
  readonly paused: boolean;
}

export interface EventSummary {
  readonly kind: 'Event';
  readonly eventType: string;
  readonly reason: string;
  readonly message: string;
  readonly aboutKind: string;
  readonly aboutNamespace: string;
  readonly aboutName: string;
  readonly count: number;
  readonly source: string;
}

export interface ServiceSummary {
  readonly kind: 'Service';
  readonly serviceType: string;
  readonly clusterIP: string;
  readonly ports: string;
  /** key=value, joined by commas. */
  readonly selector: string;
}

export interface EndpointsSummary {
  readonly kind: 'EndpointSlice';
  readonly service: string;
  readonly ready: number;
  readonly total: number;
}

/** A fact that only its node knows: a container, a sandbox, an image. */
export interface FactSummary {
  readonly kind: 'Fact';
  readonly state: string;
  readonly detail: string;
}

/** Text that a command printed. */
export interface PrintSummary {
  readonly kind: 'Print';
  readonly input: number;
  /** 1: stdout, 2: stderr, 0: the command ended with `exit`. */
  readonly fd: number;
  readonly text: string;
  readonly exit: number;
}

/** What every object has, for the kinds without a summary of their own. */
export interface OtherSummary {
  readonly kind: 'Other';
  /** Of its status, where it has one: Bound, Terminating. */
  readonly phase: string;
  /** key=value, joined by commas. */
  readonly labels: string;
  /** Joined by commas. */
  readonly finalizers: string;
  readonly terminating: boolean;
}

export type ChangeSummary = PodSummary | NodeObjectSummary | WorkloadSummary | EventSummary | ServiceSummary | EndpointsSummary | FactSummary | PrintSummary | OtherSummary;
