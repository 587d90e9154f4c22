// A Pod that outgrows what its volumes may hold is evicted.
// Upstream: pkg/kubelet/eviction/eviction_manager.go (localStorageEviction)

import { minutes, seconds, type Micros } from '../../base/time.ts';
import { NO_SPAN } from '../kernel/trace.ts';
import type { Pod } from '../kinds/pod.ts';
import { evictable, type EvictionReason } from './eviction.ts';
import type { Life } from './life.ts';
import { podEvent } from './parts.ts';
import { nextBeat } from './timing.ts';

export class Evictions {
  private readonly life: Life;
  private readonly evicting = new Set<string>();

  constructor(life: Life) {
    this.life = life;
  }

  volumeGrew(uid: string): void {
    const { kernel } = this.life.options;
    const pod = this.life.known.get(uid);
    if (!pod || !evictable(pod, this.life.parts.volumes.emptyDirs(uid))) return;
    if (this.evicting.has(uid)) return;
    this.evicting.add(uid);
    // Volumes are measured once a minute, their limits are looked at every ten seconds.
    const noticed = nextBeat(this.life.phase, minutes(1), (kernel.now + 1) as Micros);
    const at = Math.round(nextBeat(this.life.phase, seconds(10), noticed)) as Micros;
    kernel.at(
      at,
      () => {
        this.evicting.delete(uid);
        if (this.life.ended) return;
        const again = this.life.known.get(uid);
        const reason = again && evictable(again, this.life.parts.volumes.emptyDirs(uid));
        if (again && reason) this.evict(again, reason);
      },
      NO_SPAN,
    );
  }

  private evict(pod: Pod, { message, graceSeconds }: EvictionReason): void {
    const { parts } = this.life;
    const { kernel } = this.life.options;
    kernel.span = kernel.trace.open('timer', `kubelet/${parts.node}`, 'evict', kernel.now, NO_SPAN, { end: kernel.now });
    podEvent(parts, pod, 'Warning', 'Evicted', message);
    parts.workers.updatePod({
      type: 'kill',
      pod,
      evict: true,
      graceSeconds,
      statusFn: (status) => {
        status.phase = 'Failed';
        status.reason = 'Evicted';
        status.message = message;
      },
    });
  }
}
