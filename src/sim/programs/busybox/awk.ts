// awk, as one-liners use it: a pattern, and print with fields.
// Simplified: conditions that compare a field or match a line, and print; no variables, no functions.

import type { Program } from '../program.ts';
import { applet, inputs, linesOf, options } from './applet.ts';

export const awk: Program = applet('awk', function* (proc, args) {
  const { values, rest } = options(args, 'Fv');
  const program = (rest[0] ?? '').trim();
  const m = /^(?:(BEGIN|END)\s*|([^{]*?)\s*)(?:\{\s*(.*?)\s*;?\s*\})?$/s.exec(program);
  const action = m?.[3] ?? 'print';
  const print = /^print\b\s*(.*)$/s.exec(action);
  if (!m || !print) {
    proc.stderr('awk: this program is beyond what is simulated\n');
    return 2;
  }
  const separator = values.get('F');
  const expressions = (print[1] ?? '').trim() === '' ? ['$0'] : split(print[1] as string);
  const show = (fields: readonly string[], n: number): string => expressions.map((e) => pieces(e, fields, n)).join(' ');
  if (m[1] === 'BEGIN') {
    proc.stdout(`${show([''], 0)}\n`);
    return 0;
  }
  const { texts, failed } = yield* inputs(proc, rest.slice(1), 'awk');
  const lines = texts.flatMap(({ text }) => linesOf(text));
  if (m[1] === 'END') {
    const last = lines[lines.length - 1] ?? '';
    proc.stdout(`${show([last, ...fieldsOf(last, separator)], lines.length)}\n`);
    return 0;
  }
  lines.forEach((line, i) => {
    const fields = [line, ...fieldsOf(line, separator)];
    if (accepted(m[2] ?? '', fields, i + 1)) proc.stdout(`${show(fields, i + 1)}\n`);
  });
  return failed ? 2 : 0;
});

const fieldsOf = (line: string, separator: string | undefined): string[] => (separator === undefined || separator === ' ' ? line.trim().split(/\s+/).filter(Boolean) : line.split(separator));

function accepted(condition: string, fields: readonly string[], n: number): boolean {
  const text = condition.trim();
  if (text === '') return true;
  const plain = /^\/(.*)\/$/.exec(text);
  if (plain) return new RegExp(plain[1] as string).test(fields[0] as string);
  const m = /^(\$?\w+)\s*(==|!=|<=|>=|<|>|~|!~)\s*(.+)$/.exec(text);
  if (!m) return true;
  const left = value(m[1] as string, fields, n);
  const raw = (m[3] as string).trim();
  if (m[2] === '~' || m[2] === '!~') return new RegExp(raw.replace(/^\/|\/$/g, '')).test(left) === (m[2] === '~');
  const right = value(raw, fields, n);
  const numbers = left !== '' && right !== '' && !Number.isNaN(Number(left)) && !Number.isNaN(Number(right));
  const order = numbers ? Number(left) - Number(right) : left < right ? -1 : left > right ? 1 : 0;
  return { '==': order === 0, '!=': order !== 0, '<': order < 0, '>': order > 0, '<=': order <= 0, '>=': order >= 0 }[m[2] as '=='];
}

function value(text: string, fields: readonly string[], n: number): string {
  if (text === '$NF') return fields[fields.length - 1] ?? '';
  if (/^\$\d+$/.test(text)) return fields[Number(text.slice(1))] ?? '';
  if (text === 'NR') return String(n);
  if (text === 'NF') return String(fields.length - 1);
  return text.replace(/^"(.*)"$/, '$1');
}

/** Expressions beside each other are one text. */
const pieces = (expression: string, fields: readonly string[], n: number): string => (expression.match(/"(?:\\.|[^"\\])*"|\$?\w+/g) ?? []).map((part) => value(part, fields, n).replace(/\\t/g, '\t').replace(/\\n/g, '\n')).join('');

/** At commas that are not quoted. */
const split = (text: string): string[] => text.match(/(?:"(?:\\.|[^"\\])*"|[^,"])+/g)?.map((p) => p.trim()) ?? [];
