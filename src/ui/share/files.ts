// Texts that can be taken out of the page: the trace as JSON Lines, the events as CSV.

import type { TraceReader } from '../../trace/reader.ts';
import type { EventRow } from '../dock/model/events.ts';
import { subjectOf } from '../../trace/subject.ts';

/** A field of a CSV file: RFC 4180. What a spreadsheet would take for a formula is kept from being one. */
export function csvField(value: string | number): string {
  const text = typeof value === 'string' && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
}

export const csvLine = (fields: readonly (string | number)[]): string => `${fields.map(csvField).join(',')}\r\n`;

/** The table of events with its whole names; times in seconds from the end of the boot. */
export function eventsCsv(rows: readonly EventRow[], origin: number): string {
  const head = csvLine(['time_s', 'type', 'reason', 'kind', 'namespace', 'name', 'count', 'message']);
  return head + rows.map(({ at, type, reason, about, object, count, message }) => {
    const subject = about === '' ? undefined : subjectOf(about);
    return csvLine([((at - origin) / 1e6).toFixed(6), type, reason, subject?.kind ?? object.split('/')[0] ?? '', subject?.namespace ?? '', subject?.name ?? object.split('/')[1] ?? '', count, message]);
  }).join('');
}

/** One JSON object a line: first what run it is, then every span and every change up to the end of what is known. Times in microseconds. */
export function* traceLines(reader: TraceReader, run: object): Generator<string> {
  yield line({ type: 'run', format: 1, ...run, now: reader.now, spans: reader.spanCount, changes: reader.changeCount });
  let change = 0;
  const changesUntil = function* (span: number): Generator<string> {
    for (; change < reader.changeCount; change++) {
      const { index: _, ...rest } = reader.change(change);
      if (rest.span > span) return;
      yield line({ type: 'change', ...rest });
    }
  };
  for (let id = 1; id <= reader.spanCount; id++) {
    const { type: kind, ...span } = reader.span(id);
    yield line({ type: 'span', kind, ...span, end: Number.isFinite(span.end) ? span.end : null });
    yield* changesUntil(id);
  }
  yield* changesUntil(Infinity);
}

const line = (value: object): string => `${JSON.stringify(value)}\n`;
