// Watching things by name until something is so: what `wait`, `delete`, `rollout status` and `run` wait with. The state at
// the beginning comes through the same watch, up to a bookmark.
// Upstream: k8s.io/client-go/tools/watch/until.go (UntilWithSync), k8s.io/kubectl/pkg/cmd/wait

import type { Micros } from '../base/time.ts';
import type { WatchEvent } from '../sim/api/types.ts';
import { ConnectionError } from '../sim/client/transport.ts';
import type { Sim } from '../sim/kernel/task.ts';
import { KubectlError } from './errors.ts';
import type { Helper, RemoteObject } from './helper.ts';
import type { Invocation } from './invocation.ts';
import { nameOf } from './output/object.ts';
import type { Mapping } from './restMapper.ts';
import { Feed } from './watching.ts';

/** The time was over before it was so. */
export class TimedOut extends KubectlError {
  override readonly name = 'TimedOut';
  constructor() {
    super('timed out waiting for the condition');
  }
}

export interface Until {
  readonly name: string;
  readonly namespace: string;
  /** When simulated time is over; undefined: never. */
  readonly deadline?: Micros | undefined;
  /** Once the present state is known: true ends the wait. The object, where there is one, is what the watch found. */
  precondition?(object: RemoteObject | undefined): boolean;
  /** True ends the wait. */
  condition(event: WatchEvent<RemoteObject>): boolean;
}

/** The event that ended the wait, if it was one. */
export function* untilWithSync(k: Invocation, helper: Helper, until: Until): Sim<WatchEvent<RemoteObject> | undefined> {
  const random = k.process.kernel.stream('kubectl/watch');
  let synced = false;
  for (;;) {
    if (overdue(k, until)) throw new TimedOut();
    let feed: Feed<WatchEvent<RemoteObject>>;
    try {
      feed = yield* openWatch(k, helper.mapping, until, 300 + random.below(300));
    } catch (error) {
      if (!(error instanceof ConnectionError)) throw error;
      yield* k.process.sleepMs(1000);
      continue;
    }
    try {
      const held: WatchEvent<RemoteObject>[] = [];
      for (;;) {
        const message = yield* feed.next(remaining(k, until));
        if (message === undefined) throw new TimedOut();
        if ('end' in message) break;
        const event = message.item;
        if (event.type === 'BOOKMARK') {
          if (synced) continue;
          synced = true;
          const found = held.find((e) => nameOf(e.object) === until.name);
          if (until.precondition?.(found?.object)) return undefined;
          for (const early of held) if (until.condition(early)) return early;
        } else if (!synced) held.push(event);
        else if (until.condition(event)) return event;
      }
    } finally {
      feed.close();
    }
    yield* k.process.sleepMs(800);
  }
}

const overdue = (k: Invocation, until: Until): boolean => until.deadline !== undefined && k.process.kernel.now >= until.deadline;

const remaining = (k: Invocation, until: Until): Micros | undefined => (until.deadline === undefined ? undefined : (Math.max(0, until.deadline - k.process.kernel.now) as Micros));

function* openWatch(k: Invocation, mapping: Mapping, until: Until, timeoutSeconds: number): Sim<Feed<WatchEvent<RemoteObject>>> {
  const { group, version, plural, namespaced } = mapping;
  const base = group ? `/apis/${group}/${version}` : `/api/${version}`;
  const stream = yield* k.http.open<readonly WatchEvent<RemoteObject>[]>({
    method: 'GET',
    path: namespaced ? `${base}/namespaces/${until.namespace}/${plural}` : `${base}/${plural}`,
    query: {
      allowWatchBookmarks: 'true',
      fieldSelector: `metadata.name=${until.name}`,
      resourceVersionMatch: 'NotOlderThan',
      sendInitialEvents: 'true',
      timeoutSeconds: String(timeoutSeconds),
      watch: 'true',
    },
  });
  return new Feed(stream as never);
}
