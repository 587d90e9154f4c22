// Streams as a command reads them: one item after the other, and an end.

import type { Stream } from '../sim/api/http.ts';
import { Mailbox } from '../sim/kernel/signal.ts';
import { race, timeout, type Sim } from '../sim/kernel/task.ts';
import type { Micros } from '../base/time.ts';

type Message<T> = { readonly item: T } | { readonly end: 'EOF' | 'broken' };

/** A stream whose items wait until they are read; batches come one by one. */
export class Feed<T> {
  private readonly box = new Mailbox<Message<T>>();
  private readonly stream: Stream<unknown>;

  constructor(stream: Stream<unknown>) {
    this.stream = stream;
    stream.onItem = (item) => {
      for (const one of Array.isArray(item) ? (item as T[]) : [item as T]) this.box.put({ item: one });
    };
    stream.onEnd = (end) => this.box.put({ end });
  }

  /** The next item; how the stream ended; undefined when the time is over. */
  *next(limit?: Micros): Sim<Message<T> | undefined> {
    const waiting = this.box.shift();
    if (waiting) return waiting;
    if (limit === undefined) return yield* this.box.take();
    const { index, value } = yield* race([this.box, timeout(limit)]);
    return index === 0 ? (value as Message<T>) : undefined;
  }

  close(): void {
    this.stream.close();
  }
}

/** Every item of a stream in turn, up to its end or until `each` returns true. */
export function* events<T>(stream: Stream<readonly T[]> | Stream<T>, each: (item: T) => Sim<boolean | void>): Sim<'EOF' | 'broken' | 'done'> {
  const feed = new Feed<T>(stream as unknown as Stream<unknown>);
  try {
    for (;;) {
      const message = (yield* feed.next()) as Message<T>;
      if ('end' in message) return message.end;
      if (yield* each(message.item)) return 'done';
    }
  } finally {
    feed.close();
  }
}
