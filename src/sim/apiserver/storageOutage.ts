// What an API server does while etcd does not answer: it goes on listening, and whatever needs the store waits until etcd
// is back, or until the request's time is up. That etcd is back is noticed at the next attempt to connect, and those
// come less and less often.
// Upstream: google.golang.org/grpc/internal/backoff (1 s, times 1.6), k8s.io/apiserver/pkg/server/filters/timeout.go

import { seconds, type Micros } from '../../base/time.ts';
import { DurationError, parseDuration } from '../api/duration.ts';
import { failure, type ApiError } from '../api/errors.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { NO_SPAN } from '../kernel/trace.ts';
import type { Serving } from './serving.ts';

interface Waiting {
  readonly go: () => void;
  readonly serving: Serving;
}

const FIRST_ATTEMPT = 1;
const FACTOR = 1.6;
const LONGEST = 20;
const REQUEST_TIMEOUT = seconds(60);
/** The two checks of etcd that /readyz and /livez make give up after this long. */
const HEALTH_TIMEOUT = seconds(4.2);

export class StorageOutage {
  ongoing = false;
  private readonly kernel: Kernel;
  private readonly waiting = new Set<Waiting>();
  private back = true;
  private round = 0;

  constructor(kernel: Kernel) {
    this.kernel = kernel;
  }

  begin(): void {
    this.back = false;
    if (this.ongoing) return;
    this.ongoing = true;
    this.attempt(++this.round, FIRST_ATTEMPT);
  }

  /** etcd runs again, or this is another process, which has just found it. */
  end(atOnce: boolean): void {
    this.back = true;
    if (atOnce) this.over();
  }

  /** Whoever waits for an answer will get none: the process is gone. */
  abandon(): void {
    this.waiting.clear();
  }

  needsStorage({ info, request }: Serving): boolean {
    if (!info.isResource) return isHealth(info.path);
    return info.verb !== 'watch' || request.query.sendInitialEvents === 'true' || !request.query.resourceVersion;
  }

  /** `go` runs when etcd is back; or the request is refused when its time is up. Health checks find their answer then. */
  hold(serving: Serving, go: () => void, refuse: (error: ApiError) => void): void {
    const { kernel } = this;
    const { info, request, span } = serving;
    const entry: Waiting = { go, serving };
    this.waiting.add(entry);
    const health = !info.isResource;
    const limit = health ? HEALTH_TIMEOUT : timeoutOf(request.query.timeout);
    kernel.after(
      limit,
      () => {
        if (!this.waiting.delete(entry)) return;
        if (health) go();
        else refuse(timedOut(serving));
      },
      span,
    );
  }

  private attempt(round: number, delay: number): void {
    const { kernel } = this;
    kernel.after(seconds(delay * (0.9 + 0.2 * kernel.stream('etcd/reconnect').float())), () => {
      if (round !== this.round || !this.ongoing) return;
      if (this.back) this.over();
      else this.attempt(round, Math.min(delay * FACTOR, LONGEST));
    }, NO_SPAN);
  }

  private over(): void {
    if (!this.ongoing) return;
    this.ongoing = false;
    this.round++;
    const all = [...this.waiting];
    this.waiting.clear();
    for (const { go, serving } of all) this.kernel.soon(go, serving.span);
  }
}

export const isHealth = (path: string): boolean => /^\/(healthz|livez|readyz)(\/|$)/.test(path);

function timeoutOf(text: string | undefined): Micros {
  if (!text) return REQUEST_TIMEOUT;
  try {
    const ms = parseDuration(text);
    return ms > 0 ? (Math.min(ms * 1000, REQUEST_TIMEOUT) as Micros) : REQUEST_TIMEOUT;
  } catch (error) {
    if (!(error instanceof DurationError)) throw error;
    return REQUEST_TIMEOUT;
  }
}

function timedOut({ info }: Serving): ApiError {
  if (['get', 'list', 'watch'].includes(info.verb)) return failure(504, 'Timeout', `the server was unable to return a response in the time allotted, but may still be processing the request (${info.verb} ${info.resource}${info.name ? ` ${info.name}` : ''})`);
  return failure(504, 'Timeout', 'Timeout: request did not complete within requested timeout - context deadline exceeded');
}
