// What the spans of a Kubernetes cluster carry: the payloads in the trace, by span name. Plain data; a payload may still
// grow while its span is open and never changes afterwards.

import type { Micros } from '../../base/time.ts';
import type { Request } from './http.ts';
import type { Status } from './errors.ts';

/** The stages a request passes in the API server, in their order; `STAGES` in sim/apiserver/stages.ts says what each does. */
export type StageName = 'authn' | 'authz' | 'decode' | 'mutate' | 'validate' | 'policy' | 'write' | 'read';

/** message span `request`, from a client to kube-apiserver and back. */
export interface RequestData {
  readonly type: 'request';
  /** The audit name of the sender: `deployment-controller`, `kubelet/worker-1`. */
  readonly component: string;
  readonly request: Request;
  readonly verb: string;
  readonly resource: string;
  readonly subresource: string;
  readonly namespace: string;
  /** Of the object; for creates with generateName known only with the answer. */
  name: string;
  /** When the request reaches the server: known as soon as it is sent. */
  arrived?: Micros | undefined;
  /** How long the server takes, from `arrived` on; `stagesOf` tells which stage has which part of it. */
  took?: Micros | undefined;
  /** When the answer left the server; the span ends when it reaches the client. */
  answered?: Micros | undefined;
  /** When the answer reaches the client: known as soon as it leaves. */
  returned?: Micros | undefined;
  code?: number | undefined;
  /** The revision that the request wrote. */
  revision?: number | undefined;
  /** Where it was refused: the stage and the server's words. */
  refused?: { readonly stage: StageName; readonly status: Status } | undefined;
  response?: object | string | undefined;
  warnings?: readonly string[] | undefined;
  /** Why no answer came at all. */
  lost?: string | undefined;
}

/** message span `watch`, from kube-apiserver to a client that watches. */
export interface WatchData {
  readonly type: 'watch';
  readonly event: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR' | 'INITIAL';
  readonly resource: string;
  readonly key: string;
  readonly revision: number;
  /** How many objects the message holds (initial state of a watch). */
  readonly count?: number;
}

/** message span `notify`, from etcd to kube-apiserver: a revision reaches the watch cache. */
export interface NotifyData {
  readonly type: 'notify';
  readonly key: string;
  readonly revision: number;
}

/** work span `reconcile` of a controller. */
export interface ReconcileData {
  readonly type: 'reconcile';
  readonly controller: string;
  readonly key: string;
  /** How long the key waited in the queue. */
  readonly waited: Micros;
  /** What it found and did, in order: label and value, as the controller zoom and captions show them. */
  readonly steps: ReconcileStep[];
  error?: string;
  requeueAfter?: Micros;
}
export interface ReconcileStep {
  readonly step: string;
  readonly values: Readonly<Record<string, string | number | boolean>>;
}

/** work span `schedule`: one scheduling attempt. */
export interface ScheduleData {
  readonly type: 'schedule';
  readonly key: string;
  readonly attempt: number;
  /** The decision with all filters and scores, as sim/scheduler gives it. */
  decision?: unknown;
  node?: string;
  message?: string;
}

/** work or wait spans inside a node: `sandbox`, `cni`, `pull`, `create`, `start`, `probe`, `kill`, `backoff`, `syncPod`. */
export interface NodeWorkData {
  readonly type: 'node';
  readonly node: string;
  /** namespace/name of the Pod. */
  readonly pod?: string;
  readonly container?: string;
  readonly image?: string;
  detail?: string;
  error?: string;
}

/** input span: what came from outside. */
export interface InputData {
  readonly type: 'input';
  readonly input: unknown;
}

/** message span `hop`: a request through the network of the cluster, from one address to another. */
export interface HopData {
  readonly type: 'hop';
  readonly method: string;
  readonly url: string;
  readonly from: string;
  /** The address asked for; a Service's, where it is one. */
  readonly asked: string;
  /** The address reached. */
  to: string;
  status?: number;
  error?: string;
  /** When it gets to the other end; nothing where it never does. */
  arrived?: Micros;
  /** When the answer leaves there. */
  answered?: Micros;
  /** Of a name server: the first address. */
  answer?: string;
  /** Where the address was a Service's: whose rules turned it, and what they had to choose from. */
  chosen?: Chosen;
}

/** The choice that a node's rules made for one connection. */
export interface Chosen {
  /** On which node. */
  readonly node: string;
  /** `default/web` */
  readonly service: string;
  /** Real addresses with ports; empty: nothing is behind the Service, as far as this node knows. */
  readonly among: readonly string[];
}

/** A span `requests`, of type wait: one run. */
export interface RunData {
  readonly type: 'requests';
  readonly name: string;
  /** `you` or `pod/default/web`. */
  readonly from: string;
  readonly url: string;
  readonly host: string;
  readonly perSecond: number;
  readonly seconds: number;
  /** How many were sent, once it is over. */
  sent?: number;
  /** Why it is over; 'gone': the Pod that sent them is no more. */
  ended?: 'done' | 'stopped' | 'gone';
}

/** A span `load`, of type work: one request of a run. */
export interface LoadData {
  readonly type: 'load';
  readonly run: string;
  /** From 1. */
  readonly number: number;
  status?: number;
  /** Who answered in the end: `pod/default/web-1`; behind a proxy the Pod that it asked. */
  by?: string;
  /** No answer came: why, in one word, with the exit code and the words of curl. */
  fault?: 'refused' | 'timeout' | 'noSuchHost' | 'unreachable' | 'reset';
  exit?: number;
  error?: string;
}

export type SpanData = RequestData | WatchData | NotifyData | ReconcileData | ScheduleData | NodeWorkData | InputData | HopData | LoadData | RunData;
