// A link between two actors: latency, loss, partition. Every message crosses one, and those on one lane arrive in order.

import type { Prng } from '../../base/prng.ts';
import type { Micros } from '../../base/time.ts';
import type { Entry, Kernel } from './kernel.ts';

/** A distribution given by its quantiles: pairs of (share, microseconds), ascending, from share 0 to share 1. */
export type Quantiles = readonly (readonly [share: number, micros: number])[];

/** Draws from a distribution; between two quantiles it is linear. */
export function draw(quantiles: Quantiles, random: Prng): Micros {
  const u = random.float();
  let [lowShare, low] = quantiles[0] as readonly [number, number];
  for (let i = 0; i < quantiles.length; i++) {
    const point = quantiles[i] as readonly [number, number];
    const share = point[0];
    const value = point[1];
    if (u < share) return Math.round(low + ((value - low) * (u - lowShare)) / (share - lowShare)) as Micros;
    lowShare = share;
    low = value;
  }
  return Math.round(low) as Micros;
}

export class Link {
  /** False: nothing arrives any more in either direction (messages are lost, senders wait for their time-out). */
  connected = true;
  /** Added to every message, for faults. */
  extraMicros = 0;
  private readonly random: Prng;
  private readonly kernel: Kernel;
  private readonly latency: Quantiles;
  private readonly listeners: (() => void)[] = [];

  constructor(kernel: Kernel, name: string, latency: Quantiles) {
    this.kernel = kernel;
    this.latency = latency;
    this.random = kernel.stream(`link/${name}`);
  }

  /** How long the next message takes. */
  delay(): Micros {
    return (draw(this.latency, this.random) + this.extraMicros) as Micros;
  }

  /** Delivers after the link's latency; undefined where the message is lost. */
  send(deliver: () => void, delay: Micros = this.delay()): Entry | undefined {
    if (!this.connected) return undefined;
    return this.kernel.after(delay, () => {
      if (this.connected) deliver();
    });
  }

  /** Hears of every change of `connected`. */
  onChange(listener: () => void): void {
    this.listeners.push(listener);
  }

  setConnected(connected: boolean): void {
    if (this.connected === connected) return;
    this.connected = connected;
    for (const listener of this.listeners) listener();
  }
}

/** Keeps the order of messages that follow each other on one connection. */
export class Lane {
  private lastArrival = 0;
  private readonly kernel: Kernel;
  private readonly link: Link;

  constructor(kernel: Kernel, link: Link) {
    this.kernel = kernel;
    this.link = link;
  }

  /** When a message sent now arrives: after the link's latency, and never before an earlier one. */
  arrival(): Micros {
    const at = Math.max(this.kernel.now + this.link.delay(), this.lastArrival);
    this.lastArrival = at;
    return at as Micros;
  }

  send(deliver: () => void, at: Micros = this.arrival()): void {
    if (!this.link.connected) return;
    this.kernel.at(at, () => {
      if (this.link.connected) deliver();
    });
  }
}
