import { expect, it } from 'vitest';
import { tell } from '../../trace/testing/stories.ts';
import { panelIndex } from '../inspector/model/panelIndex.ts';
import { eventRows } from '../dock/model/events.ts';
import { csvField, eventsCsv, traceLines } from './files.ts';

it('quotes what CSV must have quoted, and lets no spreadsheet run a message', () => {
  expect(['plain', 'a,b', 'say "x"', 'two\nlines', '=1+1', '-1', '@x', ''].map(csvField)).toEqual(['plain', '"a,b"', '"say ""x"""', '"two\nlines"', "'=1+1", "'-1", "'@x", '']);
  expect(csvField(-1)).toBe('-1');
});

it('writes the events of a run with their whole names', () => {
  const { session, origin } = tell('deploy');
  const { reader } = session;
  const csv = eventsCsv(eventRows(panelIndex(reader), session.kernel.now, origin), origin);
  const [head, ...rows] = csv.trim().split('\r\n');
  expect(head).toBe('time_s,type,reason,kind,namespace,name,count,message');
  expect(rows.length).toBeGreaterThan(8);
  expect(rows.filter((row) => /^\d+\.\d{6},Normal,Scheduled,Pod,default,web-[a-z0-9]+-[a-z0-9]{5},1,Successfully assigned/.test(row))).toHaveLength(3);
});

it('writes every span and every change once, each a line of JSON', () => {
  const { session } = tell('deploy');
  const { reader } = session;
  const values = [...traceLines(reader, { seed: 42 })].map((text) => JSON.parse(text) as { type: string; id?: number; revision?: number });
  expect(values[0]).toMatchObject({ type: 'run', seed: 42, spans: reader.spanCount, changes: reader.changeCount });
  expect(values.filter(({ type }) => type === 'span').map(({ id }) => id)).toEqual(Array.from({ length: reader.spanCount }, (_, i) => i + 1));
  expect(values.filter(({ type }) => type === 'change')).toHaveLength(reader.changeCount);
});
