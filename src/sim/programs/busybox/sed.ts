// sed: the substitutions, deletions and prints that scripts use.
// Simplified: no hold space, no branches, one command a line or separated by semicolons.

import type { Program } from '../program.ts';
import { applet, inputs, linesOf, options, pathOf } from './applet.ts';
import { regexpOf } from './regexp.ts';

interface Step {
  readonly from: (n: number, line: string, last: boolean) => boolean;
  readonly action: 's' | 'd' | 'p' | 'q' | 'a' | 'i' | 'c';
  readonly pattern?: RegExp;
  readonly to?: string;
  readonly print?: boolean;
}

export const sed: Program = applet('sed', function* (proc, args) {
  const { flags, values, rest } = options(args, 'e');
  const scripts = values.has('e') ? [values.get('e') as string] : [rest[0] ?? ''];
  const files = values.has('e') ? rest : rest.slice(1);
  const steps = parse(scripts.join('\n'), flags.has('E') || flags.has('r'));
  if (!steps) {
    proc.stderr(`sed: unsupported command\n`);
    return 1;
  }
  const { texts, failed } = yield* inputs(proc, files, 'sed');
  for (const { file, text } of texts) {
    const lines = linesOf(text);
    let out = '';
    let stop = false;
    lines.forEach((original, i) => {
      if (stop) return;
      let line = original;
      let deleted = false;
      let extra = '';
      for (const step of steps) {
        if (deleted || !step.from(i + 1, line, i === lines.length - 1)) continue;
        if (step.action === 's' && step.pattern) {
          const before = line;
          line = line.replace(step.pattern, (...m: unknown[]) => substitute(step.to ?? '', m as string[]));
          if (step.print && line !== before) out += `${line}\n`;
        } else if (step.action === 'd') deleted = true;
        else if (step.action === 'p') out += `${line}\n`;
        else if (step.action === 'q') stop = true;
        else if (step.action === 'a') extra += `${step.to ?? ''}\n`;
        else if (step.action === 'i') out += `${step.to ?? ''}\n`;
        else line = step.to ?? '';
      }
      if (!deleted && !flags.has('n')) out += `${line}\n`;
      out += extra;
    });
    if (flags.has('i')) proc.files.write(pathOf(proc, file), out);
    else proc.stdout(out);
  }
  return failed ? 1 : 0;
});

const substitute = (to: string, groups: readonly string[]): string => to.replace(/\\(\d)|\\n|\\(.)|&/g, (whole, digit: string | undefined, plain: string | undefined) => (digit !== undefined ? (groups[Number(digit)] ?? '') : whole === '\\n' ? '\n' : whole === '&' ? (groups[0] as string) : (plain as string)));

function parse(script: string, extended: boolean): Step[] | undefined {
  const steps: Step[] = [];
  let rest = script.trim();
  while (rest !== '') {
    const address = /^(\d+|\$|\/(?:\\.|[^/\\])*\/)(?:,(\d+|\$|\/(?:\\.|[^/\\])*\/))?\s*/.exec(rest);
    const negate = /^!/.test(rest.slice(address?.[0].length ?? 0));
    rest = rest.slice((address?.[0].length ?? 0) + (negate ? 1 : 0)).trimStart();
    const match = addressed(address?.[1], address?.[2], extended);
    const from: Step['from'] = negate ? (n, line, last) => !match(n, line, last) : match;
    const action = rest[0];
    if (action === 's') {
      const delimiter = rest[1] as string;
      const parts = splitBy(rest.slice(2), delimiter);
      if (!parts) return undefined;
      const [pattern, to, after] = parts;
      const flags = /^[gpiI0-9]*/.exec(after)?.[0] ?? '';
      const base = regexpOf(pattern, extended, false, /i/i.test(flags));
      steps.push({ from, action: 's', pattern: new RegExp(base.source, `${base.flags}${flags.includes('g') ? 'g' : ''}`), to, print: flags.includes('p') });
      rest = after.slice(flags.length);
    } else if (action === 'd' || action === 'p' || action === 'q') {
      steps.push({ from, action });
      rest = rest.slice(1);
    } else if (action === 'a' || action === 'i' || action === 'c') {
      const end = rest.indexOf('\n');
      steps.push({ from, action, to: rest.slice(1, end < 0 ? undefined : end).replace(/^\\?\s*\n?/, '') });
      rest = end < 0 ? '' : rest.slice(end);
    } else return undefined;
    rest = rest.replace(/^[\s;]+/, '');
  }
  return steps;
}

function addressed(first: string | undefined, second: string | undefined, extended: boolean): Step['from'] {
  if (first === undefined) return () => true;
  const one = (text: string): Step['from'] => {
    if (text === '$') return (_n, _line, last) => last;
    if (/^\d/.test(text)) return (n) => n === Number(text);
    const pattern = regexpOf(text.slice(1, -1), extended, false, false);
    return (_n, line) => pattern.test(line);
  };
  const begins = one(first);
  if (second === undefined) return begins;
  const ends = one(second);
  let inside = false;
  return (n, line, last) => {
    if (!inside) {
      if (!begins(n, line, last)) return false;
      inside = !(/^\d/.test(second) && Number(second) <= n);
      return true;
    }
    if (ends(n, line, last)) inside = false;
    return true;
  };
}

function splitBy(text: string, delimiter: string): readonly [string, string, string] | undefined {
  const parts: string[] = [''];
  for (let i = 0; i < text.length; i++) {
    const c = text[i] as string;
    const last = parts.length - 1;
    if (c === '\\' && i + 1 < text.length) {
      const next = text[++i] as string;
      parts[last] = (parts[last] as string) + (next === delimiter ? delimiter : `\\${next}`);
    } else if (c === delimiter && parts.length < 3) parts.push('');
    else parts[last] = (parts[last] as string) + c;
  }
  return parts.length < 3 ? undefined : [parts[0] as string, parts[1] as string, parts[2] as string];
}
