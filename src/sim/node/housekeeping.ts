// Takes away what belongs to no Pod any more.
// Upstream: pkg/kubelet/kubelet_pods.go (HandlePodCleanups), pkg/kubelet/pod_container_deletor.go

import { milliseconds, type Micros } from '../../base/time.ts';
import type { Sim } from '../kernel/task.ts';
import { NO_SPAN, type SpanId } from '../kernel/trace.ts';
import type { Life } from './life.ts';
import type { StaticPodSource } from './staticPodSource.ts';
import { HOUSEKEEPING_PERIOD, nextBeat } from './timing.ts';

export class Housekeeping {
  private readonly life: Life;
  private readonly statics: StaticPodSource;
  private readonly sourcesReady: () => boolean;
  /** Pods whose processes have ended and whose cgroups are gone since the last round. */
  private readonly cgroups = new Set<string>();
  private due = false;

  constructor(life: Life, statics: StaticPodSource, sourcesReady: () => boolean) {
    this.life = life;
    this.statics = statics;
    this.sourcesReady = sourcesReady;
  }

  cgroupGone(uid: string): boolean {
    return this.cgroups.has(uid);
  }

  schedule(): void {
    if (this.due || this.life.ended) return;
    this.due = true;
    const { kernel } = this.life.options;
    kernel.at(
      Math.round(nextBeat(this.life.phase, HOUSEKEEPING_PERIOD, (kernel.now + 1) as Micros)) as Micros,
      () => {
        this.due = false;
        if (!this.life.ended && this.sourcesReady()) this.housekeep();
      },
      NO_SPAN,
    );
  }

  private housekeep(): void {
    const { parts } = this.life;
    const { workers, runtime, kernel } = parts;
    for (const uid of workers.uids()) {
      if (!workers.isTerminated(uid)) continue;
      this.cgroups.add(uid);
      if (!workers.isFinished(uid) || this.life.known.has(uid)) continue;
      this.forget(uid);
    }
    let span: SpanId | undefined;
    const timer = (): SpanId => (span ??= kernel.trace.open('timer', `kubelet/${parts.node}`, 'housekeeping', kernel.now, NO_SPAN, { level: 'detail', end: kernel.now }));
    const waits = this.statics.housekeep(timer);
    // Containers of Pods that went while nobody was looking.
    for (const uid of [...runtime.uids()]) {
      if (workers.known(uid) || this.life.known.has(uid)) continue;
      this.life.group.spawn(`orphan/${uid}`, this.killOrphan(uid), timer());
    }
    if (waits) this.schedule();
  }

  private forget(uid: string): void {
    const { parts } = this.life;
    parts.workers.forget(uid);
    parts.runtime.forgetPod(uid);
    parts.pleg.forget(uid);
    parts.volumes.forget(uid);
    parts.problems.delete(uid);
    parts.images.forget(uid);
    parts.crashes.forget(`${uid}_`);
    this.cgroups.delete(uid);
    this.life.known.delete(uid);
  }

  private *killOrphan(uid: string): Sim<void> {
    const { runtime, volumes } = this.life.parts;
    const info = runtime.pod(uid);
    for (const c of info?.containers ?? []) if (c.state === 'running') yield* runtime.stopContainer(c.id, 2);
    for (const s of info?.sandboxes ?? []) yield* runtime.stopSandbox(uid, s.id);
    runtime.forgetPod(uid);
    volumes.forget(uid);
  }

  /** Of dead containers the newest of each name is kept; of a Pod that is gone, none. */
  cleanUp(uid: string, containerId: string): void {
    const { parts } = this.life;
    const info = parts.pleg.get(uid);
    if (!info) return;
    const dead = info.containers.find((c) => c.id === containerId);
    const everything = parts.workers.isTerminated(uid) && parts.workers.contentMayGo(uid);
    const { kernel } = this.life.options;
    // In the background: the sync that the same event began sees them still.
    kernel.after(milliseconds(20), () => {
      if (this.life.ended) return;
      let kept = 0;
      for (const c of info.containers) {
        if (c.state !== 'exited') continue;
        if (everything || (dead && c.name === dead.name && kept++ > 0)) {
          parts.runtime.removeContainer(c.id);
          parts.probes.forgetContainer(c.id);
        }
      }
    });
  }
}
