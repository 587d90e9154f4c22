// Volumes and claims as the binder knows them: what it hears, and beyond that what it has just written itself.
// Upstream: pkg/controller/volume/persistentvolume/pv_controller_base.go (storeObjectUpdate)

import type { KubeObject } from '../../api/types.ts';
import { keyFor, type Informer } from '../../client/informer.ts';

export class Known<T extends KubeObject> {
  private readonly informer: Informer<T>;
  private readonly written = new Map<string, T>();

  constructor(informer: Informer<T>) {
    this.informer = informer;
    informer.handle({
      updated: (object) => this.forget(object),
      deleted: (object) => void this.written.delete(keyFor(object)),
    });
  }

  get(key: string): T | undefined {
    return this.written.get(key) ?? this.informer.get(key);
  }

  *list(): Iterable<T> {
    for (const object of this.informer.list()) yield this.written.get(keyFor(object)) ?? object;
  }

  wrote(object: T): T {
    const key = keyFor(object);
    const heard = this.informer.get(key);
    if (!heard || revision(heard) < revision(object)) this.written.set(key, object);
    return object;
  }

  private forget(heard: T): void {
    const own = this.written.get(keyFor(heard));
    if (own && revision(own) <= revision(heard)) this.written.delete(keyFor(heard));
  }
}

const revision = ({ metadata }: KubeObject): number => Number(metadata.resourceVersion);
