// When a Pod is to be synced again without anything having happened to it. The kubelet looks once a second at whose time
// has come. Upstream: pkg/kubelet/util/queue, syncLoop's syncTicker

import type { Micros } from '../../base/time.ts';
import type { Entry, Kernel } from '../kernel/kernel.ts';
import { NO_SPAN, type SpanId } from '../kernel/trace.ts';
import { nextBeat, SYNC_TICK } from './timing.ts';

export class SyncQueue {
  private readonly entries = new Map<string, Entry>();
  private readonly kernel: Kernel;
  private readonly phase: number;
  private readonly due: (uid: string, cause: SpanId) => void;

  constructor(kernel: Kernel, phase: number, due: (uid: string, cause: SpanId) => void) {
    this.kernel = kernel;
    this.phase = phase;
    this.due = due;
  }

  /** A later call for the same Pod replaces an earlier one. */
  enqueue(uid: string, delay: Micros, cause: SpanId = this.kernel.span): void {
    this.drop(uid);
    const at = Math.round(nextBeat(this.phase, SYNC_TICK, (this.kernel.now + delay) as Micros)) as Micros;
    const entry = this.kernel.at(
      at,
      () => {
        this.entries.delete(uid);
        this.due(uid, cause);
      },
      NO_SPAN,
    );
    this.entries.set(uid, entry);
  }

  drop(uid: string): void {
    const entry = this.entries.get(uid);
    if (entry) this.kernel.cancel(entry);
    this.entries.delete(uid);
  }

  clear(): void {
    for (const uid of [...this.entries.keys()]) this.drop(uid);
  }
}
