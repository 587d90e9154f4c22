// One number for a whole trace: the same session gives the same hash, in Node and in every browser.

import { fnv1a } from '../base/text.ts';
import { stableText } from '../base/json.ts';
import type { Kernel } from '../sim/kernel/kernel.ts';
import type { SpanId } from '../sim/kernel/trace.ts';

/** Hashes every span with its payload and every change with its value. */
export function traceHash(kernel: Kernel): string {
  const { trace } = kernel;
  let a = 0x811c9dc5;
  let b = 0x01000193;
  const add = (text: string): void => {
    a = fnv1a(text, a);
    b = fnv1a(text, b ^ text.length);
  };
  for (let id = 1; id <= trace.size; id++) {
    const { type, level, actor, to, name, start, end, causes, data } = trace.span(id as SpanId);
    add(`${type}|${level}|${actor}|${to ?? ''}|${name}|${start}|${end ?? ''}|${causes.join(',')}|${text(data)}`);
  }
  for (let i = 0; i < trace.changeCount; i++) {
    const { revision, key, value, span, at } = trace.changeAt(i);
    add(`${revision}|${key}|${span}|${at}|${text(value)}`);
  }
  return `${(a >>> 0).toString(16).padStart(8, '0')}${(b >>> 0).toString(16).padStart(8, '0')}`;
}

function text(value: unknown): string {
  return value === undefined ? '' : stableText(plain(value));
}

/** Maps and sets as JSON has none. */
function plain(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Map) return [...value].map(([k, v]) => [plain(k), plain(v)]);
  if (value instanceof Set) return [...value].map(plain);
  if (Array.isArray(value)) return value.map(plain);
  if (typeof (value as { onItem?: unknown }).onItem === 'function') return 'stream';
  const out: Record<string, unknown> = {};
  for (const key of Object.keys(value)) {
    const v = (value as Record<string, unknown>)[key];
    if (typeof v !== 'function') out[key] = plain(v);
  }
  return out;
}
