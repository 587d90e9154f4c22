// ConfigMaps and Secrets that Pods of this node refer to: one watch for each object, for as long as a Pod needs it.
// Upstream: pkg/kubelet/util/manager/watch_based_manager.go

import { milliseconds, seconds } from '../../base/time.ts';
import type { Kind } from '../api/kind.ts';
import type { KubeObject } from '../api/types.ts';
import type { Client } from '../client/client.ts';
import { Informer } from '../client/informer.ts';
import { race, sleep, timeout, type Sim, type Task, type TaskGroup } from '../kernel/task.ts';

interface Item<T extends KubeObject> {
  readonly informer: Informer<T>;
  readonly users: Set<string>;
  task: Task<void> | undefined;
}

/** Deleted Pods' objects are watched a little longer: their successors often need the same. */
const LINGER = seconds(60);

export class ObjectCache<T extends KubeObject> {
  private readonly items = new Map<string, Item<T>>();
  private readonly client: Client;
  private readonly group: TaskGroup;
  private readonly kind: Kind<T>;

  constructor(client: Client, group: TaskGroup, kind: Kind<T>) {
    this.client = client;
    this.group = group;
    this.kind = kind;
  }

  /** A Pod needs the object from now on. */
  add(user: string, namespace: string, name: string): void {
    const key = `${namespace}/${name}`;
    let item = this.items.get(key);
    if (!item) {
      const informer = new Informer<T>(this.client, this.kind, { namespace, fieldSelector: `metadata.name=${name}` });
      item = { informer, users: new Set(), task: undefined };
      this.items.set(key, item);
      item.task = this.group.spawn(`${this.kind.plural}/${key}`, informer.run());
    }
    item.users.add(user);
  }

  /** The Pod needs nothing any more. */
  release(user: string): void {
    for (const [key, item] of this.items) {
      if (!item.users.delete(user) || item.users.size > 0) continue;
      const { kernel } = this.client.transport;
      kernel.after(LINGER, () => {
        if (item.users.size > 0 || this.items.get(key) !== item) return;
        item.task?.cancel();
        this.items.delete(key);
      });
    }
  }

  /** The object, or undefined where there is none; waits a second for the watch to begin. */
  *get(namespace: string, name: string): Sim<T | undefined> {
    const key = `${namespace}/${name}`;
    const item = this.items.get(key);
    if (!item) return undefined;
    const { informer } = item;
    if (!informer.synced) {
      yield* race([informer.whenSynced, timeout(seconds(1))]);
      if (!informer.synced) yield* sleep(milliseconds(10));
    }
    return informer.get(key);
  }

  clear(): void {
    for (const item of this.items.values()) item.task?.cancel();
    this.items.clear();
  }
}
