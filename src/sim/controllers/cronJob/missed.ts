// Which times of a schedule have passed since the last Job was made, and when to look next.
// Upstream: pkg/controller/cronjob/utils.go

import { parseTime } from '../../../base/time.ts';
import type { CronJob } from '../../kinds/cronJob.ts';
import { parseCron } from '../../kinds/shared/cron.ts';
import { zoneRule } from '../../kinds/shared/timeZones.ts';
import { nextAfter, type Schedule } from './schedule.ts';

export interface Due {
  /** What it was counted from. */
  readonly earliest: number;
  /** The latest time that has passed. */
  readonly at: number | undefined;
  readonly missed: 'none' | 'few' | 'many';
}

const MANY = 100;
/** A little late, so that no clock is early. */
const DELTA_MS = 100;

/** The schedule, with the time zone told beside it. */
export function readSchedule({ spec }: CronJob): Schedule | { readonly error: string } {
  const { schedule, timeZone } = spec;
  return parseCron(timeZone === undefined || schedule.includes('TZ') || zoneRule(timeZone) === undefined ? schedule : `TZ=${timeZone} ${schedule}`);
}

/** What is due; undefined where the schedule never comes twice, and so makes no sense. Times before the deadline do not count. */
export function due({ metadata, spec, status }: CronJob, nowMs: number, schedule: Schedule, withDeadline: boolean): Due | undefined {
  let earliest = parseTime(status?.lastScheduleTime ?? metadata.creationTimestamp) ?? 0;
  if (withDeadline && spec.startingDeadlineSeconds !== undefined) earliest = Math.max(earliest, nowMs - spec.startingDeadlineSeconds * 1000);
  const first = nextAfter(schedule, earliest);
  const second = first === undefined ? undefined : nextAfter(schedule, first);
  if (first === undefined || second === undefined) return undefined;
  if (nowMs < first) return { earliest, at: undefined, missed: 'none' };
  if (nowMs < second) return { earliest, at: first, missed: 'none' };
  const period = second - first;
  const missed = Math.floor((nowMs - first) / period) + 1;
  // From about there the schedule itself is asked, for its times need not be equally far apart.
  let at: number | undefined;
  for (let time = nextAfter(schedule, first + (missed - 2) * period); time !== undefined && time <= nowMs; time = nextAfter(schedule, time)) at = time;
  return { earliest, at, missed: missed > MANY ? 'many' : 'few' };
}

/** Milliseconds until the next look. */
export function untilNext(cronJob: CronJob, nowMs: number, schedule: Schedule): number {
  const found = due(cronJob, nowMs, schedule, false);
  const from = found ? (found.at ?? (found.missed === 'none' ? found.earliest : nowMs)) : nowMs;
  // A schedule that never comes is looked at again when it is changed.
  return Math.max(0, (nextAfter(schedule, from) ?? nowMs) + DELTA_MS - nowMs);
}

/** Its Jobs are named by the minute they are for: two of the same minute cannot be. */
export const jobNameFor = ({ metadata }: CronJob, ms: number): string => `${metadata.name}-${Math.floor(ms / 60_000)}`;
