// The events at the end of a description.
// Upstream: k8s.io/kubectl/pkg/describe (DescribeEvents), k8s.io/kubectl/pkg/util/event

import { parseTime } from '../../base/time.ts';
import type { Event } from '../../sim/kinds/event.ts';
import { goSort } from '../output/goSort.ts';
import type { Page } from './page.ts';
import { since } from './values.ts';

export type CoreEvent = Event;

export function describeEvents(page: Page, events: readonly CoreEvent[], nowMs: number): void {
  if (events.length === 0) {
    page.field('Events', '<none>');
    return;
  }
  page.flush();
  page.write(0, 'Events:\n  Type\tReason\tAge\tFrom\tMessage\n');
  page.write(1, '----\t------\t----\t----\t-------\n');
  for (const e of byTime(events)) {
    const from = e.source?.component || e.reportingComponent || '';
    const { fieldPath } = e.involvedObject;
    const message = goTrim(e.message ?? '');
    page.write(1, `${e.type ?? ''}\t${e.reason ?? ''}\t${ageOf(e, nowMs)}\t${from}\t${fieldPath ? `${fieldPath}: ` : ''}${message}\n`);
  }
}

/** How long ago, and since when how often. */
export function ageOf(e: CoreEvent, nowMs: number): string {
  const first = since(e.eventTime ?? e.firstTimestamp, nowMs);
  if (e.series) return `${since(e.series.lastObservedTime, nowMs)} (x${e.series.count ?? 0} over ${first})`;
  return (e.count ?? 0) > 1 ? `${since(e.lastTimestamp, nowMs)} (x${e.count} over ${first})` : first;
}

const lastTime = (e: CoreEvent): number => parseTime(e.lastTimestamp ?? '') ?? -Infinity;
/** By when they happened last; those of the newer kind do not tell, and come first. */
const byTime = (events: readonly CoreEvent[]): readonly CoreEvent[] => goSort(events, (a, b) => lastTime(a) < lastTime(b));

export const goTrim = (text: string): string => text.replace(/^[\s\u0085]+|[\s\u0085]+$/g, '');
