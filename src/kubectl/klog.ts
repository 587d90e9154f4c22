// Lines of the log on standard error (-v=6 and more): `I0821 11:29:11.123456   12345 file.go:527] text`, with values as
// klog writes them: quoted on one line, or indented between `<` and `>` where they have several.
// Upstream: k8s.io/klog/v2

import { civil } from '../base/time.ts';
import { goQuote } from '../sim/api/yaml/goQuote.ts';
import type { Process } from './process.ts';

export type LogLevel = 'I' | 'W' | 'E' | 'F';

export function logLine(process: Process, level: LogLevel, place: string, text: string): void {
  const t = civil(process.kernel.wallMs);
  const two = (n: number): string => String(n).padStart(2, '0');
  const head = `${level}${two(t.month)}${two(t.day)} ${two(t.hour)}:${two(t.minute)}:${two(t.second)}.${String(t.micro).padStart(6, '0')} ${String(process.pid).padStart(7)} ${place}] `;
  process.err(`${head}${text}\n`);
}

/** A message with keys and values. */
export function logValues(process: Process, level: LogLevel, place: string, message: string, values: readonly (readonly [key: string, value: string | number | boolean])[]): void {
  logLine(process, level, place, goQuote(message) + values.map(([key, value]) => ` ${key}=${valueText(value)}`).join(''));
}

function valueText(value: string | number | boolean): string {
  if (typeof value !== 'string') return String(value);
  if (!value.includes('\n')) return goQuote(value);
  return `<\n${value.replace(/\n$/, '').split('\n').map((line) => `\t${line}`).join('\n')}\n >`;
}
