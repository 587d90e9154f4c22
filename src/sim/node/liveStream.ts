// One open connection from a kubelet to a client behind the API server: items in order, a moment after they were sent.

import { milliseconds, type Micros } from '../../base/time.ts';
import type { Stream } from '../api/http.ts';
import type { Kernel } from '../kernel/kernel.ts';

const DELAY = milliseconds(1.2);

export class LiveStream<T> implements Stream<T> {
  onEnd: (error: 'EOF' | 'broken') => void = () => {};
  /** Called once when the client gives up, or the stream has ended. */
  onClose: () => void = () => {};
  closed = false;
  private take: ((item: T) => void) | undefined;
  /** What arrived before the client had the answer and took the stream. */
  private early: (() => void)[] = [];
  private last = 0 as Micros;
  private readonly kernel: Kernel;

  constructor(kernel: Kernel) {
    this.kernel = kernel;
  }

  get onItem(): (item: T) => void {
    return this.take ?? (() => {});
  }

  set onItem(take: (item: T) => void) {
    this.take = take;
    const { early } = this;
    this.early = [];
    for (const deliver of early) deliver();
  }

  send(item: T): void {
    this.later(() => this.take?.(item));
  }

  end(how: 'EOF' | 'broken' = 'EOF'): void {
    if (this.closed) return;
    this.later(() => {
      if (this.closed) return;
      this.shut();
      this.onEnd(how);
    });
  }

  close(): void {
    if (!this.closed) this.shut();
  }

  private shut(): void {
    this.closed = true;
    const { onClose } = this;
    this.onClose = () => {};
    onClose();
  }

  private later(deliver: () => void): void {
    if (this.closed) return;
    const at = Math.max(this.kernel.now + DELAY, this.last) as Micros;
    this.last = at;
    this.kernel.at(at, () => {
      if (this.take) deliver();
      else this.early.push(deliver);
    });
  }
}
