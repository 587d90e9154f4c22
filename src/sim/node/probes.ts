// Probes: the kubelet asks each container how it is, as its Pod says. One worker for each probe, ticking by its period.
// Upstream: pkg/kubelet/prober (prober_manager.go, worker.go, prober.go)

import { seconds, type Micros } from '../../base/time.ts';
import type { NodeWorkData } from '../api/spans.ts';
import type { Container, ContainerStatus, PodStatus, Probe } from '../kinds/shared/podTypes.ts';
import type { Entry, Kernel } from '../kernel/kernel.ts';
import { running, type Sim, type TaskGroup } from '../kernel/task.ts';
import { NO_SPAN, type SpanId } from '../kernel/trace.ts';
import type { Pod } from '../kinds/pod.ts';
import { isSidecar, isTerminal, podKey, type AnyContainer } from './podParts.ts';
import type { ProbeResult } from './probeAction.ts';

export type ProbeKind = 'liveness' | 'readiness' | 'startup';
export type Verdict = 'success' | 'failure';

export interface ProbesOptions {
  readonly kernel: Kernel;
  readonly node: string;
  readonly group: TaskGroup;
  readonly status: (uid: string) => PodStatus | undefined;
  readonly startedAt: (uid: string, containerId: string) => Micros | undefined;
  readonly act: (kind: ProbeKind, pod: Pod, status: PodStatus, container: Container, containerId: string, probe: Probe) => Sim<ProbeResult>;
  /** A verdict about a container changed. */
  readonly changed: (kind: ProbeKind, uid: string, containerId: string, verdict: Verdict) => void;
  /** A single probe failed or could not be made. */
  readonly unhealthy: (pod: Pod, container: AnyContainer, text: string, warning: boolean) => void;
}

const KINDS: readonly ProbeKind[] = ['liveness', 'readiness', 'startup'];
const FIELDS: Readonly<Record<ProbeKind, 'livenessProbe' | 'readinessProbe' | 'startupProbe'>> = { liveness: 'livenessProbe', readiness: 'readinessProbe', startup: 'startupProbe' };
const NAMES: Readonly<Record<ProbeKind, string>> = { liveness: 'Liveness', readiness: 'Readiness', startup: 'Startup' };

export class Probes {
  /** Verdicts by container, per kind. */
  private readonly results: Readonly<Record<ProbeKind, Map<string, Verdict>>> = { liveness: new Map(), readiness: new Map(), startup: new Map() };
  private readonly workers = new Map<string, ProbeWorker[]>();
  private readonly options: ProbesOptions;
  private began: Micros;

  constructor(options: ProbesOptions) {
    this.options = options;
    this.began = options.kernel.now;
  }

  verdict(kind: ProbeKind, containerId: string): Verdict | undefined {
    return this.results[kind].get(containerId);
  }

  has(uid: string, container: string, kind: ProbeKind): boolean {
    return this.workers.get(uid)?.some((w) => w.kind === kind && w.container.name === container) ?? false;
  }

  /** Begins to probe what the Pod asks for. */
  add(pod: Pod): void {
    const { uid } = pod.metadata;
    const known = this.workers.get(uid);
    let list = known;
    for (const container of probed(pod)) {
      for (const kind of KINDS) {
        const probe = container[FIELDS[kind]];
        if (!probe || list?.some((w) => w.kind === kind && w.container.name === container.name)) continue;
        if (!list) this.workers.set(uid, (list = []));
        const worker = new ProbeWorker(this.options, this.results[kind], kind, pod, container, probe, () => this.drop(uid, worker));
        list.push(worker);
        worker.begin(this.options.kernel.now - this.began);
      }
    }
    if (known) for (const worker of known) worker.pod = pod;
  }

  trigger(uid: string, container: string): void {
    for (const worker of this.workers.get(uid) ?? []) if (worker.kind === 'readiness' && worker.container.name === container) worker.trigger();
  }

  stopLivenessAndStartup(uid: string): void {
    for (const worker of [...(this.workers.get(uid) ?? [])]) {
      if (worker.kind === 'readiness') continue;
      worker.stop();
      this.drop(uid, worker);
    }
  }

  remove(uid: string): void {
    for (const worker of this.workers.get(uid) ?? []) worker.stop();
    this.workers.delete(uid);
  }

  clear(): void {
    for (const uid of [...this.workers.keys()]) this.remove(uid);
    for (const kind of KINDS) this.results[kind].clear();
  }

  forgetContainer(containerId: string): void {
    for (const kind of KINDS) this.results[kind].delete(containerId);
  }

  private drop(uid: string, worker: ProbeWorker): void {
    const list = this.workers.get(uid)?.filter((w) => w !== worker);
    if (list?.length) this.workers.set(uid, list);
    else this.workers.delete(uid);
  }
}

function* probed(pod: Pod): Generator<Container> {
  yield* pod.spec.containers;
  for (const container of pod.spec.initContainers ?? []) if (isSidecar(container)) yield container;
}

class ProbeWorker {
  readonly kind: ProbeKind;
  readonly container: Container;
  pod: Pod;
  private readonly options: ProbesOptions;
  private readonly results: Map<string, Verdict>;
  private readonly probe: Probe;
  private readonly over: () => void;
  private timer: Entry | undefined;
  private nextTick = 0 as Micros;
  private containerId = '';
  private onHold = false;
  private last: Verdict | undefined;
  private run = 0;
  private busy = false;
  private again = false;
  private stopped = false;

  constructor(options: ProbesOptions, results: Map<string, Verdict>, kind: ProbeKind, pod: Pod, container: Container, probe: Probe, over: () => void) {
    this.options = options;
    this.results = results;
    this.kind = kind;
    this.pod = pod;
    this.container = container;
    this.probe = probe;
    this.over = over;
  }

  private get period(): Micros {
    return seconds(this.probe.periodSeconds ?? 10);
  }

  begin(age: number): void {
    const { kernel, node } = this.options;
    // Right after the kubelet's start probes do not all begin at once.
    const wait = this.period > age ? Math.floor(kernel.stream(`probes/${node}`).float() * this.period) : 0;
    this.nextTick = (kernel.now + wait) as Micros;
    this.timer = kernel.at(this.nextTick, () => this.tick(), NO_SPAN);
  }

  stop(): void {
    this.stopped = true;
    if (this.timer) this.options.kernel.cancel(this.timer);
  }

  trigger(): void {
    const { kernel } = this.options;
    if (this.busy) this.again = true;
    // Whoever asks is about to write down what this worker looks at.
    else kernel.soon(() => this.look());
  }

  private tick(): void {
    if (this.stopped) return;
    const { kernel } = this.options;
    do this.nextTick = (this.nextTick + this.period) as Micros;
    while (this.nextTick <= kernel.now);
    this.timer = kernel.at(this.nextTick, () => this.tick(), NO_SPAN);
    if (!this.busy) this.look();
  }

  private end(): void {
    this.stop();
    this.over();
  }

  /** One round: is there a container to ask, and is it time? */
  private look(): void {
    if (this.stopped || this.busy) return;
    const { options, pod, container, kind } = this;
    const status = options.status(pod.metadata.uid);
    if (!status) return;
    if (isTerminal(status.phase)) {
      this.end();
      return;
    }
    const found = statusNamed(status, container.name);
    if (!found?.containerID) return;
    const id = found.containerID.slice('containerd://'.length);
    if (id !== this.containerId) {
      if (this.containerId) this.results.delete(this.containerId);
      this.containerId = id;
      this.set(kind === 'readiness' ? 'failure' : kind === 'liveness' ? 'success' : undefined);
      this.onHold = false;
    }
    if (this.onHold) return;
    if (!found.state?.running) {
      this.set('failure');
      if (found.state?.terminated && pod.spec.restartPolicy === 'Never' && !isSidecar(container)) this.end();
      return;
    }
    if (pod.metadata.deletionTimestamp && kind !== 'readiness') {
      this.set('success');
      this.end();
      return;
    }
    const { kernel } = options;
    const startedAt = options.startedAt(pod.metadata.uid, id) ?? kernel.now;
    // The status knows the start to the second only.
    const epoch = kernel.epochMs * 1000;
    const since = (epoch + kernel.now - Math.floor((epoch + startedAt) / 1e6) * 1e6) / 1e6;
    if (Math.trunc(since) < (this.probe.initialDelaySeconds ?? 0)) return;
    if (found.started ? kind === 'startup' : kind !== 'startup') return;
    this.busy = true;
    const data: NodeWorkData = { type: 'node', node: options.node, pod: podKey(pod), container: container.name, detail: kind };
    const timer = kernel.trace.open('timer', `kubelet/${options.node}`, 'probe', kernel.now, NO_SPAN, { level: 'heartbeat', data });
    options.group.spawn(`probe/${pod.metadata.name}/${container.name}/${kind}`, this.ask(status, id, timer, data), timer);
  }

  private *ask(status: PodStatus, id: string, span: SpanId, data: NodeWorkData): Sim<void> {
    const { options, pod, container, kind, probe } = this;
    const { kernel } = options;
    running().span = span;
    let result: ProbeResult;
    try {
      result = yield* options.act(kind, pod, status, container, id, probe);
    } finally {
      this.busy = false;
      kernel.trace.close(span, kernel.now);
    }
    if (this.stopped) return;
    if (result.verdict !== 'success' || this.last !== 'success') {
      kernel.trace.raise(span, result.verdict === 'success' ? 'detail' : 'story');
      if (result.verdict !== 'success') data.error = result.output;
    }
    if (result.verdict === 'error') {
      options.unhealthy(pod, container, `${NAMES[kind]} probe errored and resulted in unknown state: ${result.output}`, false);
    } else {
      if (result.verdict === 'failure') options.unhealthy(pod, container, `${NAMES[kind]} probe failed: ${result.output}`, false);
      else if (result.warning) options.unhealthy(pod, container, `${NAMES[kind]} probe warning: ${result.output}`, true);
      this.count(result.verdict);
    }
    if (this.again) {
      this.again = false;
      this.look();
    }
  }

  private count(verdict: Verdict): void {
    const { kind, probe } = this;
    if (this.last === verdict) this.run++;
    else {
      this.last = verdict;
      this.run = 1;
    }
    if (this.run < (verdict === 'failure' ? (probe.failureThreshold ?? 3) : (probe.successThreshold ?? 1))) return;
    this.set(verdict);
    if ((kind === 'liveness' && verdict === 'failure') || kind === 'startup') {
      this.onHold = true;
      this.run = 0;
    }
  }

  private set(verdict: Verdict | undefined): void {
    const { containerId, kind, pod } = this;
    if (!containerId || this.results.get(containerId) === verdict) return;
    const first = !this.results.has(containerId);
    if (verdict === undefined) {
      this.results.delete(containerId);
      return;
    }
    this.results.set(containerId, verdict);
    // What is assumed before the first probe is no news.
    if (first && verdict === (kind === 'readiness' ? 'failure' : 'success') && kind !== 'startup') return;
    const { kernel, node, changed } = this.options;
    // A container that went is noticed when its probe is due, without asking it.
    if (kernel.span === NO_SPAN) kernel.span = kernel.trace.open('timer', `kubelet/${node}`, 'probe', kernel.now, NO_SPAN, { level: 'detail', end: kernel.now });
    changed(kind, pod.metadata.uid, containerId, verdict);
  }
}

function statusNamed(status: PodStatus, name: string): ContainerStatus | undefined {
  const own = status.containerStatuses?.find((c) => c.name === name);
  return own?.containerID ? own : (status.initContainerStatuses?.find((c) => c.name === name) ?? own);
}
