// sort, uniq. Upstream: GNU coreutils, in the C locale

import { compareText } from '../../../base/text.ts';
import type { Program } from '../../../sim/programs/program.ts';
import { linesOf, optionsOf, plainly, sources, tool, type Options } from './shared.ts';

interface Key {
  readonly from: readonly [field: number, char: number];
  readonly to: readonly [field: number, char: number] | undefined;
  readonly flags: string;
}

const SORT_LONG = { reverse: 'r', unique: 'u', key: 'k', 'field-separator': 't', 'numeric-sort': 'n', 'human-numeric-sort': 'h', 'version-sort': 'V', 'ignore-case': 'f', output: 'o', stable: 's' };

const sort = tool('sort', function* (proc, args) {
  const options = optionsOf(args, 'ktoS', SORT_LONG);
  const { found, failed } = yield* sources(proc, options.rest, (file, problem) => `sort: ${problem === 'Is a directory' ? 'read failed' : 'cannot read'}: ${file}: ${problem}`);
  if (failed) return 2;
  const keys = keysOf(options);
  const byKeys = (a: string, b: string): number => {
    for (const key of keys) {
      const order = compareBy(key.flags, partOf(a, key, options.value('t')), partOf(b, key, options.value('t')));
      if (order !== 0) return key.flags.includes('r') ? -order : order;
    }
    return 0;
  };
  const whole = (a: string, b: string): number => (options.has('u') || options.has('s') ? 0 : compareText(a, b) * (options.has('r') ? -1 : 1));
  let lines = found.flatMap(({ text }) => linesOf(text)).sort((a, b) => byKeys(a, b) || whole(a, b));
  if (options.has('u')) lines = lines.filter((line, i) => i === 0 || byKeys(lines[i - 1] as string, line) !== 0);
  const text = lines.map((line) => `${line}\n`).join('');
  const output = options.value('o');
  if (output === undefined) proc.stdout(text);
  else proc.files.write(output.startsWith('/') ? output : `${proc.cwd}/${output}`, text);
  return 0;
});

function keysOf(options: Options): readonly Key[] {
  const global = [...'nhVfbrgd'].filter(options.has).join('');
  const given = options.all('k').map((spec): Key => {
    const [, f = '1', c, a = '', f2, c2, b = ''] = /^(\d+)(?:\.(\d+))?([a-zA-Z]*)(?:,(\d+)(?:\.(\d+))?([a-zA-Z]*))?$/.exec(spec) ?? [];
    const own = a + b;
    return { from: [Number(f), Number(c ?? 1)], to: f2 === undefined ? undefined : [Number(f2), Number(c2 ?? 0)], flags: own === '' ? global : own };
  });
  return given.length > 0 ? given : [{ from: [1, 1], to: undefined, flags: global }];
}

/** Without a separator a field begins with the blanks before it. */
function partOf(line: string, { from, to, flags }: Key, separator: string | undefined): string {
  if (from[0] === 1 && from[1] === 1 && to === undefined) return line;
  const fields = separator === undefined ? (line.match(/[ \t]*[^ \t]+/g) ?? []) : line.split(separator);
  const between = separator ?? '';
  const startOf = (field: number): number => fields.slice(0, field - 1).reduce((sum, f) => sum + f.length + between.length, 0);
  const begin = startOf(from[0]) + from[1] - 1 + (flags.includes('b') && from[1] === 1 ? (/^[ \t]*/.exec(fields[from[0] - 1] ?? '')?.[0].length ?? 0) : 0);
  const end = to === undefined ? line.length : to[1] > 0 ? startOf(to[0]) + to[1] : startOf(to[0]) + (fields[to[0] - 1]?.length ?? 0);
  return from[0] > fields.length ? '' : line.slice(begin, Math.max(begin, end));
}

const UNITS = 'KMGTPEZY';

function compareBy(flags: string, a: string, b: string): number {
  if (flags.includes('n') || flags.includes('g')) return numberIn(a) - numberIn(b);
  if (flags.includes('h')) return unitOf(a) * (numberIn(a) < 0 ? -1 : 1) - unitOf(b) * (numberIn(b) < 0 ? -1 : 1) || numberIn(a) - numberIn(b);
  if (flags.includes('V')) return compareVersions(a, b);
  const [x, y] = flags.includes('b') ? [a.trimStart(), b.trimStart()] : [a, b];
  return flags.includes('f') ? compareText(x.toUpperCase(), y.toUpperCase()) : compareText(x, y);
}

const numberIn = (text: string): number => Number(/^\s*(-?(?:\d+\.?\d*|\.\d+))/.exec(text)?.[1] ?? 0);
const unitOf = (text: string): number => {
  const unit = /^\s*-?(?:\d+\.?\d*|\.\d+)([a-zA-Z])/.exec(text)?.[1]?.toUpperCase();
  return unit === undefined ? 0 : UNITS.indexOf(unit) + 1;
};

function compareVersions(a: string, b: string): number {
  const parts = (text: string): readonly string[] => text.match(/\d+|\D+/g) ?? [];
  const [x, y] = [parts(a), parts(b)];
  for (let i = 0; i < Math.max(x.length, y.length); i++) {
    const [p = '', q = ''] = [x[i], y[i]];
    const order = /^\d/.test(p) && /^\d/.test(q) ? Number(p) - Number(q) : compareText(p, q);
    if (order !== 0) return order;
  }
  return 0;
}

const uniq = tool('uniq', function* (proc, args) {
  const options = optionsOf(args, 'fsw', { count: 'c', repeated: 'd', unique: 'u', 'ignore-case': 'i' });
  const { found, failed } = yield* sources(proc, options.rest.slice(0, 1), plainly('uniq'));
  if (failed) return 1;
  const key = (line: string): string => {
    let text = line.replace(new RegExp(`^(?:[ \\t]*[^ \\t]+){0,${Number(options.value('f') ?? 0)}}`), '').slice(Number(options.value('s') ?? 0));
    if (options.has('w')) text = text.slice(0, Number(options.value('w')));
    return options.has('i') ? text.toLowerCase() : text;
  };
  const groups: { readonly line: string; readonly key: string; count: number }[] = [];
  for (const line of found.flatMap(({ text }) => linesOf(text))) {
    const last = groups[groups.length - 1];
    if (last && last.key === key(line)) last.count++;
    else groups.push({ line, key: key(line), count: 1 });
  }
  for (const { line, count } of groups) if ((!options.has('d') || count > 1) && (!options.has('u') || count === 1)) proc.stdout(options.has('c') ? `${String(count).padStart(7)} ${line}\n` : `${line}\n`);
  return 0;
});

export const SORTING: readonly Program[] = [sort, uniq];
