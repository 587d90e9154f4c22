// What a controller wrote for an owner and has not seen come back yet: until its caches are as new as its own writes, it
// leaves the owner alone, or it would act on the past.
// Upstream: pkg/controller/util/consistency (StaleControllerConsistency gates, on since v1.36)

import type { KubeObject } from '../../api/types.ts';
import { RetryLater } from '../../client/controller.ts';
import type { Informer } from '../../client/informer.ts';

export class Consistency {
  private readonly byOwner = new Map<string, Map<Informer, number>>();

  /** `written` is the object as the server answered. */
  wrote<T extends KubeObject>(owner: string, informer: Informer<T>, written: KubeObject): void {
    const revision = Number(written.metadata.resourceVersion);
    let writes = this.byOwner.get(owner);
    if (!writes) this.byOwner.set(owner, (writes = new Map()));
    const key = informer as unknown as Informer;
    if ((writes.get(key) ?? 0) < revision) writes.set(key, revision);
  }

  forget(owner: string): void {
    this.byOwner.delete(owner);
  }

  /** Throws RetryLater while a cache is behind. */
  ensureReady(owner: string): void {
    const writes = this.byOwner.get(owner);
    if (!writes) return;
    for (const [informer, revision] of writes) {
      if (Number(informer.revision) < revision) throw new RetryLater(`read version: ${informer.revision} is not as new as written version: ${revision} for group resource ${informer.kind.resource}`);
    }
    this.byOwner.delete(owner);
  }
}
