// What the kubelet and the container runtime say to each other. Upstream: k8s.io/cri-api, pkg/kubelet/container/runtime.go

import type { Micros } from '../../base/time.ts';
import type { Sim } from '../kernel/task.ts';
import type { HttpHandler, HttpResponse, Input, Network } from '../programs/program.ts';
import type { ContainerLog } from './containerLog.ts';
import type { MountedTree } from './containerFiles.ts';
import type { StoredImage } from './imageStore.ts';

export type ContainerState = 'created' | 'running' | 'exited';

/** A container as the runtime describes it at one moment; never changes. */
export interface ContainerInfo {
  readonly id: string;
  readonly name: string;
  readonly state: ContainerState;
  readonly createdAt: Micros;
  readonly startedAt: Micros;
  readonly finishedAt: Micros;
  readonly exitCode: number;
  readonly reason: string;
  /** Of the termination: last words, or why it could not start. */
  readonly message: string;
  readonly restartCount: number;
  readonly image: string;
  readonly imageId: string;
  /** The part of the spec whose change means a new container. */
  readonly definition: string;
  readonly sandboxId: string;
  readonly user: { readonly uid: number; readonly gid: number; readonly groups: readonly number[] };
}

export interface SandboxInfo {
  readonly id: string;
  readonly attempt: number;
  readonly createdAt: Micros;
  readonly ready: boolean;
  readonly ip: string;
  readonly hostNetwork: boolean;
}

/** All that the runtime knows of a Pod; newest first. */
export interface PodInfo {
  readonly uid: string;
  readonly containers: readonly ContainerInfo[];
  readonly sandboxes: readonly SandboxInfo[];
}

export interface PodIdentity {
  readonly uid: string;
  readonly name: string;
  readonly namespace: string;
  readonly hostNetwork: boolean;
  readonly hostname: string;
  readonly shareProcesses: boolean;
}

export interface ContainerConfig {
  readonly pod: PodIdentity;
  readonly name: string;
  readonly sandboxId: string;
  readonly restartCount: number;
  readonly definition: string;
  readonly stored: StoredImage;
  /** As the Pod names it. */
  readonly image: string;
  /** What to run; empty: the image's own. */
  readonly command: readonly string[];
  readonly args: readonly string[];
  readonly workingDir: string;
  readonly env: readonly (readonly [name: string, value: string])[];
  readonly mounts: readonly MountedTree[];
  readonly readOnlyRoot: boolean;
  readonly user: { readonly uid: number; readonly gid: number; readonly groups: readonly number[] };
  readonly privileged: boolean;
  readonly memoryLimit: number;
  readonly ports: readonly number[];
  readonly tty: boolean;
  readonly stdin: boolean;
  readonly stdinOnce: boolean;
  readonly terminationPath: string;
  /** The container whose processes an ephemeral one sees. */
  readonly target: string;
}

export class RuntimeError extends Error {
  override readonly name = 'RuntimeError';
}

/** A command run beside the container's own. */
export interface ExecResult {
  readonly code: number;
  readonly output: string;
  readonly timedOut: boolean;
}

export interface Streams {
  readonly stdin: Input | undefined;
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
  readonly tty: boolean;
}

/** What runs in a container. */
export interface RunningContainer {
  /** Sends the stop signal, or SIGKILL. */
  stop(): void;
  kill(): void;
  /** Runs a command in it; ends with its exit code. Throws RuntimeError where it cannot be started. */
  exec(argv: readonly string[], streams: Streams): Sim<number>;
  /** Takes part in the container's own input and output; undefined where it has no such thing. */
  attach(streams: Streams): { readonly detach: () => void };
  /** Memory in use, and CPU in thousandths of a core. */
  readonly memory: number;
  readonly cpu: number;
  /** A connection that comes in on a port of the container's Pod, for port-forward. */
  readonly files: unknown;
}

export interface Exit {
  readonly code: number;
  /** `OOMKilled`; '' for the ordinary. */
  readonly reason: string;
  readonly termination: string;
}

/** Starts what a container runs. */
export interface Launcher {
  /** Throws RuntimeError where the command cannot be run at all. */
  launch(config: ContainerConfig, parts: { readonly log: ContainerLog; readonly ip: string; readonly peers: () => readonly RunningContainer[]; readonly exited: (exit: Exit) => void }): RunningContainer;
}

/** A Pod's place in the network. */
export interface PodNetwork {
  /** Why Pods get no addresses on a node, if so. */
  problem(node: string): string | undefined;
  /** An address for a sandbox; throws with the plugin's words where there is none. */
  add(node: string, pod: PodIdentity, sandboxId: string): string;
  remove(node: string, ip: string, sandboxId: string): void;
  /** How a process at this address reaches others. */
  from(node: string, ip: string, pod: PodIdentity): Network;
  listen(ip: string, port: number, owner: object, handler: HttpHandler): void;
  close(ip: string, port: number, owner: object): void;
  /** A process is no more: what it had begun to answer stays without an answer. */
  hangUp(owner: object): void;
  /** From the node itself: probes and port-forward. */
  probe(node: string, request: { readonly actor?: string; readonly body?: string; readonly method: string; readonly scheme: string; readonly host: string; readonly port: number; readonly path: string; readonly headers: Readonly<Record<string, string>>; readonly timeout: Micros }): Sim<HttpResponse>;
  dial(node: string, host: string, port: number, timeout: Micros): Sim<void>;
}
