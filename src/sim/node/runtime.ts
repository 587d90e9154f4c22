// The container runtime of a node (containerd): sandboxes, containers, their logs, and commands run in them. It goes on
// when the kubelet is away, and tells whoever asks what there is now.
// Upstream: k8s.io/cri-api
// Simplified: dead containers keep their logs until they are removed; nothing is written to a disk.

import type { Prng } from '../../base/prng.ts';
import type { Micros } from '../../base/time.ts';
import type { NodeWorkData } from '../api/spans.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { draw, type Quantiles } from '../kernel/link.ts';
import { Signal } from '../kernel/signal.ts';
import { race, running, sleep, timeout, type Sim } from '../kernel/task.ts';
import type { SpanId } from '../kernel/trace.ts';
import { ContainerLog } from './containerLog.ts';
import type { ImageStore } from './imageStore.ts';
import { RuntimeError, type ContainerConfig, type ContainerInfo, type ExecResult, type Exit, type Launcher, type PodIdentity, type PodInfo, type PodNetwork, type RunningContainer, type SandboxInfo, type Streams } from './runtimeTypes.ts';
import type { RuntimeTimes } from './timing.ts';

export interface RuntimeOptions {
  readonly kernel: Kernel;
  readonly node: string;
  readonly nodeIP: string;
  readonly images: ImageStore;
  readonly launcher: Launcher;
  readonly network: PodNetwork;
  readonly times: RuntimeTimes;
}

interface Container {
  info: ContainerInfo;
  readonly config: ContainerConfig;
  readonly pod: PodRecord;
  readonly log: ContainerLog;
  process: RunningContainer | undefined;
  stopping: boolean;
}

interface PodRecord {
  readonly uid: string;
  readonly identity: PodIdentity;
  containers: Container[];
  sandboxes: SandboxInfo[];
  /** Made when somebody asks, kept until something changes. */
  snapshot: PodInfo | undefined;
}

const UNAVAILABLE = 'rpc error: code = Unavailable desc = connection error: desc = "transport: Error while dialing: dial unix /run/containerd/containerd.sock: connect: connection refused"';

export class Runtime {
  /** False: containerd is stopped; containers run on, but nobody can be asked. */
  available = true;
  readonly images: ImageStore;
  readonly node: string;
  /** How often the machine was switched on again. */
  boots = 0;
  /** Hears that something about a Pod's containers changed. */
  onChange: (uid: string) => void = () => {};
  private readonly pods = new Map<string, PodRecord>();
  private readonly containers = new Map<string, Container>();
  private readonly options: RuntimeOptions;
  private readonly kernel: Kernel;
  private readonly random: Prng;
  private readonly actor: string;
  private readonly ended = new Signal();
  /** Containers that ran when the power went. */
  private readonly lost: Container[] = [];

  constructor(options: RuntimeOptions) {
    this.options = options;
    this.kernel = options.kernel;
    this.node = options.node;
    this.images = options.images;
    this.random = options.kernel.stream(`runtime/${options.node}`);
    this.actor = `containerd/${options.node}`;
  }

  uids(): Iterable<string> {
    return this.pods.keys();
  }

  identity(uid: string): PodIdentity | undefined {
    return this.pods.get(uid)?.identity;
  }

  pod(uid: string): PodInfo | undefined {
    const record = this.pods.get(uid);
    if (!record) return undefined;
    return (record.snapshot ??= { uid, containers: record.containers.map((c) => c.info), sandboxes: record.sandboxes });
  }

  log(containerId: string): ContainerLog | undefined {
    return this.containers.get(containerId)?.log;
  }

  config(containerId: string): ContainerConfig | undefined {
    return this.containers.get(containerId)?.config;
  }

  process(containerId: string): RunningContainer | undefined {
    return this.containers.get(containerId)?.process;
  }

  // ---- sandboxes ----

  *runSandbox(pod: PodIdentity, attempt: number): Sim<SandboxInfo> {
    const { kernel, node, options } = this;
    const total = this.time(options.times.sandbox);
    const network = Math.round(total * options.times.cniShare) as Micros;
    const { data, span } = this.begin('sandbox', pod);
    try {
      yield* sleep((total - network) as Micros);
      this.check();
      const id = this.id();
      let ip = '';
      if (pod.hostNetwork) ip = options.nodeIP;
      else {
        const cniData: NodeWorkData = { type: 'node', node, pod: `${pod.namespace}/${pod.name}` };
        const cni = kernel.trace.open('work', `cni/${node}`, 'cni', kernel.now, span, { data: cniData });
        yield* sleep(network);
        try {
          ip = options.network.add(node, pod, id);
          cniData.detail = ip;
        } catch (error) {
          cniData.error = (error as Error).message;
          throw new RuntimeError(`rpc error: code = Unknown desc = failed to setup network for sandbox "${id}": ${(error as Error).message}`);
        } finally {
          kernel.trace.close(cni, kernel.now);
        }
      }
      data.detail = ip;
      const sandbox: SandboxInfo = { id, attempt, createdAt: kernel.now, ready: true, ip, hostNetwork: pod.hostNetwork };
      let record = this.pods.get(pod.uid);
      if (!record) this.pods.set(pod.uid, (record = { uid: pod.uid, identity: pod, containers: [], sandboxes: [], snapshot: undefined }));
      record.sandboxes = [sandbox, ...record.sandboxes];
      this.changed(record);
      return sandbox;
    } catch (error) {
      if (error instanceof RuntimeError) data.error = error.message;
      throw error;
    } finally {
      kernel.trace.close(span, kernel.now);
    }
  }

  *stopSandbox(uid: string, id: string): Sim<void> {
    const record = this.pods.get(uid);
    const sandbox = record?.sandboxes.find((s) => s.id === id);
    if (!record || !sandbox?.ready) return;
    yield* sleep(this.time(this.options.times.stopSandbox));
    this.check();
    for (const container of record.containers) if (container.info.sandboxId === id) container.process?.kill();
    this.endSandbox(record, id);
  }

  /** Forgets dead sandboxes and containers; a Pod without any is forgotten too. */
  *removePod(uid: string): Sim<void> {
    const record = this.pods.get(uid);
    if (!record) return;
    yield* sleep(this.time(this.options.times.remove));
    this.forgetPod(uid);
  }

  forgetPod(uid: string): void {
    const record = this.pods.get(uid);
    if (!record) return;
    for (const sandbox of record.sandboxes) if (sandbox.ready) this.endSandbox(record, sandbox.id);
    for (const container of record.containers) {
      container.process?.kill();
      container.log.close(this.kernel.now);
      this.containers.delete(container.info.id);
    }
    this.pods.delete(uid);
    this.onChange(uid);
  }

  forgetSandbox(uid: string, id: string): void {
    const record = this.pods.get(uid);
    if (!record) return;
    record.sandboxes = record.sandboxes.filter((s) => s.id !== id);
    this.changed(record);
  }

  // ---- containers ----

  *createContainer(config: ContainerConfig): Sim<string> {
    const { kernel } = this;
    const { span, data } = this.begin('create', config.pod, config.name, config.image);
    try {
      yield* sleep(this.time(this.options.times.create));
      this.check();
      const record = this.pods.get(config.pod.uid);
      if (!record?.sandboxes.some((s) => s.id === config.sandboxId)) throw new RuntimeError(`failed to find sandbox id "${config.sandboxId}": not found`);
      const { stored } = config;
      const id = this.id();
      const info: ContainerInfo = {
        id,
        name: config.name,
        state: 'created',
        createdAt: kernel.now,
        startedAt: 0 as Micros,
        finishedAt: 0 as Micros,
        exitCode: 0,
        reason: '',
        message: '',
        restartCount: config.restartCount,
        image: stored.ref.full,
        imageId: stored.repoDigest ?? stored.id,
        definition: config.definition,
        sandboxId: config.sandboxId,
        user: config.user,
      };
      const container: Container = { info, config, pod: record, log: new ContainerLog(), process: undefined, stopping: false };
      record.containers = [container, ...record.containers];
      this.containers.set(id, container);
      this.changed(record);
      return id;
    } catch (error) {
      if (error instanceof RuntimeError) data.error = error.message;
      throw error;
    } finally {
      kernel.trace.close(span, kernel.now);
    }
  }

  *startContainer(id: string): Sim<void> {
    const { kernel } = this;
    const container = this.must(id);
    const { config } = container;
    const { span, data } = this.begin('start', config.pod, config.name, config.image);
    try {
      const { times } = this.options;
      const total = this.time(times.start);
      const before = Math.round(total * times.runsAfter) as Micros;
      yield* sleep(before);
      this.check();
      const sandbox = container.pod.sandboxes.find((s) => s.id === config.sandboxId);
      if (!sandbox?.ready) throw new RuntimeError(`sandbox container "${config.sandboxId}" is not running`);
      container.info = { ...container.info, startedAt: kernel.now };
      const outer = kernel.span;
      kernel.span = span;
      try {
        container.process = this.options.launcher.launch(config, {
          log: container.log,
          ip: sandbox.ip,
          peers: () => this.peers(container),
          exited: (exit) => this.exited(container, exit),
        });
      } catch (error) {
        if (!(error instanceof RuntimeError)) throw error;
        this.update(container, { state: 'exited', startedAt: 0 as Micros, finishedAt: kernel.now, exitCode: 128, reason: 'StartError', message: error.message }, span);
        throw error;
      } finally {
        kernel.span = outer;
      }
      yield* sleep((total - before) as Micros);
      if (container.info.state === 'created') this.update(container, { state: 'running' }, span);
    } catch (error) {
      if (error instanceof RuntimeError) data.error = error.message;
      throw error;
    } finally {
      kernel.trace.close(span, kernel.now);
    }
  }

  /** The stop signal, then SIGKILL after the grace period; returns when the container is dead. */
  *stopContainer(id: string, graceSeconds: number): Sim<void> {
    const container = this.containers.get(id);
    if (!container || container.info.state === 'exited') return;
    this.check();
    const { kernel } = this;
    const deadline = kernel.now + graceSeconds * 1e6;
    yield* sleep(this.time(this.options.times.signal));
    container.process?.stop();
    while (this.alive(container) && kernel.now < deadline) yield* race([this.ended, timeout((deadline - kernel.now) as Micros)]);
    if (this.alive(container)) container.process?.kill();
    while (this.alive(container)) yield* this.ended.wait();
    yield* sleep(this.time(this.options.times.stop));
  }

  removeContainer(id: string): void {
    const container = this.containers.get(id);
    if (!container) return;
    this.containers.delete(id);
    container.pod.containers = container.pod.containers.filter((c) => c !== container);
    container.log.close(this.kernel.now);
    this.changed(container.pod);
  }

  /** A fault: the first process of a container is killed. */
  killContainer(uid: string, name: string): boolean {
    const container = this.pods.get(uid)?.containers.find((c) => c.info.name === name && c.info.state === 'running');
    container?.process?.kill();
    return container !== undefined;
  }

  /** A power cut: every process of the node is gone, and nobody will ever know how it ended; what is on disk stays. */
  powerCut(): void {
    this.boots++;
    for (const record of this.pods.values()) {
      for (const container of record.containers) {
        if (container.info.state !== 'running') continue;
        const { process } = container;
        this.settle(container, { code: 255, reason: 'Unknown', termination: '' }, this.kernel.now);
        process?.kill();
        this.lost.push(container);
      }
      for (const sandbox of record.sandboxes) if (sandbox.ready) this.endSandbox(record, sandbox.id);
    }
  }

  /** The power is back. Of containers that ran when it went it is only known that they have ended by now. */
  powerBack(): void {
    for (const container of this.lost) {
      container.info = { ...container.info, finishedAt: this.kernel.now };
      this.changed(container.pod);
    }
    this.lost.length = 0;
  }

  // ---- commands ----

  *execSync(id: string, argv: readonly string[], limit: Micros): Sim<ExecResult> {
    const { kernel } = this;
    let output = '';
    let code = 0;
    const write = (text: string): void => {
      output += text;
    };
    const body = this.exec(id, argv, { stdin: undefined, stdout: write, stderr: write, tty: false });
    // Whoever waits may be gone when it fails.
    const task = kernel.spawn(`exec/${id.slice(0, 12)}`, settled(body), running().span);
    const ended = { begin: (_k: Kernel, done: (value: unknown) => void) => task.onEnd(() => done(undefined)) };
    if (!task.done) {
      const first = yield* race(limit > 0 ? [ended, timeout(limit)] : [ended]);
      if (first.index === 1) {
        task.cancel();
        return { code: -1, output, timedOut: true };
      }
    }
    const result = yield* task.join();
    if (result instanceof RuntimeError) throw result;
    code = result;
    return { code, output, timedOut: false };
  }

  *exec(id: string, argv: readonly string[], streams: Streams): Sim<number> {
    this.check();
    const container = this.must(id);
    yield* sleep(this.time(this.options.times.exec));
    const { process } = container;
    if (!process) throw new RuntimeError(`container not running (${id})`);
    return yield* process.exec(argv, streams);
  }

  // ---- inside ----

  check(): void {
    if (!this.available) throw new RuntimeError(UNAVAILABLE);
  }

  private must(id: string): Container {
    const container = this.containers.get(id);
    if (!container) throw new RuntimeError(`rpc error: code = NotFound desc = an error occurred when try to find container "${id}": not found`);
    return container;
  }

  private alive(container: Container): boolean {
    return container.info.state === 'running';
  }

  private peers(of: Container): RunningContainer[] {
    const out: RunningContainer[] = [];
    for (const other of of.pod.containers) if (other !== of && other.process && (of.config.pod.shareProcesses || other.config.name === of.config.target)) out.push(other.process);
    return out;
  }

  private exited(container: Container, exit: Exit): void {
    if (container.info.state === 'exited') return;
    const { kernel } = this;
    const finishedAt = kernel.now;
    container.process = undefined;
    container.log.close(finishedAt);
    const notice = this.time(this.options.times.notice);
    if (notice > 0) kernel.after(notice, () => this.settle(container, exit, finishedAt));
    else this.settle(container, exit, finishedAt);
  }

  private settle(container: Container, exit: Exit, finishedAt: Micros): void {
    if (container.info.state === 'exited') return;
    container.process = undefined;
    const reason = exit.reason || (exit.code === 0 ? 'Completed' : 'Error');
    this.update(container, { state: 'exited', finishedAt, exitCode: exit.code, reason, message: exit.termination }, this.kernel.span);
    this.ended.notify();
  }

  private update(container: Container, change: Partial<ContainerInfo>, span: SpanId): void {
    container.info = { ...container.info, ...change };
    const { info, pod } = container;
    const { kernel } = this;
    const { image } = container.config;
    const detail = info.state === 'exited' ? `${info.reason} (${info.exitCode})` : this.images.get(image)?.image.standIn ? `${image} stand-in` : image;
    kernel.trace.change(0, `node/${this.node}/containers/${pod.uid}/${info.name}`, { state: info.state, detail }, span, kernel.now);
    this.changed(pod);
  }

  private endSandbox(record: PodRecord, id: string): void {
    const sandbox = record.sandboxes.find((s) => s.id === id) as SandboxInfo;
    record.sandboxes = record.sandboxes.map((s) => (s.id === id ? { ...s, ready: false } : s));
    if (!sandbox.hostNetwork) this.options.network.remove(this.node, sandbox.ip, id);
    this.changed(record);
  }

  private changed(record: PodRecord): void {
    record.snapshot = undefined;
    this.onChange(record.uid);
  }

  private begin(name: string, pod: PodIdentity, container?: string, image?: string): { readonly span: SpanId; readonly data: NodeWorkData } {
    const { kernel } = this;
    const data: NodeWorkData = { type: 'node', node: this.node, pod: `${pod.namespace}/${pod.name}`, ...(container ? { container } : {}), ...(image ? { image } : {}) };
    return { data, span: kernel.trace.open('work', this.actor, name, kernel.now, running().span, { data }) };
  }

  private time(quantiles: Quantiles): Micros {
    return draw(quantiles, this.random);
  }

  /** 64 hexadecimal digits. */
  private id(): string {
    let out = '';
    for (let i = 0; i < 8; i++) out += this.random.uint32().toString(16).padStart(8, '0');
    return out;
  }
}

/** A refusal as a value. */
function* settled<T>(body: Sim<T>): Sim<T | RuntimeError> {
  try {
    return yield* body;
  } catch (error) {
    if (error instanceof RuntimeError) return error;
    throw error;
  }
}
