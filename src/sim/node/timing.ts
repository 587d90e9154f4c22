// How long the container runtime takes for what it does, and the rhythms of the kubelet.
// Fitted to recordings: `hollow` to a runtime that starts nothing, `real` to containerd on a small machine.

import { milliseconds, seconds, type Micros } from '../../base/time.ts';
import type { Quantiles } from '../kernel/link.ts';

export interface RuntimeTimes {
  /** Sandbox with its network. */
  readonly sandbox: Quantiles;
  /** Its part of that. */
  readonly cniShare: number;
  readonly create: Quantiles;
  readonly start: Quantiles;
  /** Part of that after which the process runs, while the answer is still on its way. */
  readonly runsAfter: number;
  /** From the end of a container's process until the runtime knows. */
  readonly notice: Quantiles;
  /** From the order to stop to the signal. */
  readonly signal: Quantiles;
  /** From there to the answer that the container has stopped. */
  readonly stop: Quantiles;
  readonly stopSandbox: Quantiles;
  readonly remove: Quantiles;
  readonly exec: Quantiles;
}

const ms = (...pairs: readonly (readonly [share: number, ms: number])[]): Quantiles => pairs.map(([share, n]) => [share, n * 1000]);

export const REAL_TIMES: RuntimeTimes = {
  sandbox: ms([0, 95], [0.1, 120], [0.5, 145], [0.75, 210], [0.9, 430], [0.99, 800], [1, 1000]),
  cniShare: 0.35,
  create: ms([0, 9], [0.1, 12], [0.5, 30], [0.9, 85], [1, 170]),
  start: ms([0, 38], [0.1, 52], [0.5, 105], [0.75, 165], [0.9, 260], [0.99, 360], [1, 430]),
  runsAfter: 0.75,
  notice: ms([0, 25], [0.5, 60], [0.9, 130], [1, 200]),
  signal: ms([0, 6], [0.5, 12], [0.9, 25], [1, 40]),
  stop: ms([0, 5], [0.5, 13], [0.9, 40], [1, 60]),
  stopSandbox: ms([0, 40], [0.5, 75], [0.9, 130], [1, 190]),
  remove: ms([0, 6], [0.5, 12], [1, 40]),
  exec: ms([0, 25], [0.5, 40], [0.9, 75], [1, 120]),
};

export const HOLLOW_TIMES: RuntimeTimes = {
  sandbox: ms([0, 150], [0.9, 151], [1, 154]),
  cniShare: 0.3,
  create: ms([0, 0.3], [1, 0.9]),
  start: ms([0, 45], [0.9, 46], [1, 49]),
  runsAfter: 1,
  notice: ms([0, 0], [1, 0]),
  signal: ms([0, 0], [1, 0]),
  stop: ms([0, 48], [1, 51]),
  stopSandbox: ms([0, 48], [1, 51]),
  remove: ms([0, 0.2], [1, 0.5]),
  exec: ms([0, 1], [1, 3]),
};

const none: Quantiles = [[0, 0], [1, 0]];
/** For tests that look at results only. */
export const NO_TIMES: RuntimeTimes = { sandbox: none, cniShare: 0.3, create: none, start: none, runsAfter: 1, notice: none, signal: none, stop: none, stopSandbox: none, remove: none, exec: none };

/** The runtime is asked for all its containers this often. Upstream: pkg/kubelet/pleg, genericPlegRelistPeriod; measured a little over a second. */
export const RELIST_PERIOD = milliseconds(1002.2);
/** The kubelet looks this often for Pods whose time to be synced has come. Upstream: pkg/kubelet/kubelet.go, syncLoop */
export const SYNC_TICK = seconds(1);
export const HOUSEKEEPING_PERIOD = seconds(2);
/** Upstream: volumemanager, podAttachAndMountRetryInterval and reconcilerLoopSleepPeriod */
export const MOUNT_POLL = milliseconds(300);
export const MOUNT_LOOP = milliseconds(100);
export const RESYNC = seconds(60);
export const RETRY = seconds(10);
export const MIN_GRACE_SECONDS = 2;

/** wait.Jitter: at least `base`, at most `base * (1 + factor)`. */
export const jitter = (base: Micros, factor: number, random: { float(): number }): Micros => Math.round(base * (1 + random.float() * factor)) as Micros;

/** The first moment of a rhythm at or after `time`. */
export function nextBeat(phase: number, period: Micros, time: Micros): Micros {
  const n = Math.ceil((time - phase) / period);
  return (phase + Math.max(0, n) * period) as Micros;
}
