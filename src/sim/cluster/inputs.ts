// Inputs: the closed union of everything that comes from outside the simulation, each stamped with simulated time when it
// is taken. A session is version + seed + shape + inputs, so undo, sharing, bug reports, lessons and replay are one thing.

import type { Micros } from '../../base/time.ts';

/** A command for kubectl, or another program of the shell. */
export interface CommandInput {
  readonly type: 'kubectl';
  /** The arguments behind `kubectl`, split as a shell splits them. */
  readonly args: readonly string[];
  /** As it was typed, for the record. */
  readonly text: string;
  readonly stdin?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** `text` is a whole line of the shell: pipes, redirections, programs other than kubectl. `args` then says nothing. */
  readonly shell?: true;
}

/** A file of the shell's working folder is written (the editor) or removed. */
export interface FileInput {
  readonly type: 'file';
  readonly path: string;
  /** Undefined: removed. */
  readonly content?: string | undefined;
}

/** What a running command that waits for somebody gets: a line on standard input, an edited text, Ctrl+C. */
export interface ReplyInput {
  readonly type: 'reply';
  /** The number of the command's input. */
  readonly to: number;
  readonly what: 'stdin' | 'eof' | 'edited' | 'interrupt';
  readonly text?: string;
}

export type Component = 'etcd' | 'kube-apiserver' | 'kube-controller-manager' | 'kube-scheduler' | 'kubelet' | 'containerd' | 'kube-proxy';

export type Fault =
  | { readonly fault: 'killContainer'; readonly namespace: string; readonly pod: string; readonly container: string }
  | { readonly fault: 'nodeDown'; readonly node: string }
  | { readonly fault: 'nodeUp'; readonly node: string }
  | { readonly fault: 'cutNetwork'; readonly node: string }
  | { readonly fault: 'healNetwork'; readonly node: string }
  | { readonly fault: 'stopComponent'; readonly component: Component; readonly node?: string }
  | { readonly fault: 'startComponent'; readonly component: Component; readonly node?: string }
  | { readonly fault: 'registryDown' }
  | { readonly fault: 'registryUp' };

export interface FaultInput {
  readonly type: 'fault';
  readonly fault: Fault;
}

/** A file in a node's folder of static Pods is written or removed; one whose name begins with a slash lies elsewhere on the node. */
export interface StaticPodInput {
  readonly type: 'staticPod';
  readonly node: string;
  readonly file: string;
  readonly content?: string | undefined;
}

/** Requests at a steady rate, each sent whether the one before was answered or not. A name is one run: the same again begins anew. */
export interface RequestsInput {
  readonly type: 'requests';
  readonly name: string;
  /** The learner's machine, or a Pod: names are looked up and virtual addresses turned where that runs. */
  readonly from: 'outside' | { readonly namespace: string; readonly pod: string };
  readonly url: string;
  /** The Host header, where it is not that of the URL (`curl -H 'Host: …'`): which rule of an Ingress is meant. */
  readonly host?: string | undefined;
  readonly perSecond: number;
  readonly seconds: number;
}

/** A run of requests ends before its time. */
export interface StopRequestsInput {
  readonly type: 'stopRequests';
  readonly name: string;
}

export type Input = CommandInput | FileInput | ReplyInput | FaultInput | StaticPodInput | RequestsInput | StopRequestsInput;

export interface TimedInput {
  readonly at: Micros;
  readonly input: Input;
}
