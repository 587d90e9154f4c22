// head, tail, cat, tac, nl, wc. Upstream: GNU coreutils

import { seconds } from '../../../base/time.ts';
import { utf8Bytes } from '../../../sim/api/yaml/bytes.ts';
import { sleep } from '../../../sim/kernel/task.ts';
import { readFile } from '../../../sim/programs/busybox/applet.ts';
import type { Program } from '../../../sim/programs/program.ts';
import { inputLines, linesOf, linesWith, optionsOf, piece, plainly, sources, tool, type Complaint, type Source } from './shared.ts';

const opening = (name: string): Complaint => (file, problem) => (problem === 'Is a directory' ? `${name}: error reading '${file}': ${problem}` : `${name}: cannot open '${file}' for reading: ${problem}`);
const titled = (found: readonly Source[], options: { has(flag: string): boolean }): ((source: Source, i: number) => string) => {
  const shown = options.has('v') || (found.length > 1 && !options.has('q'));
  return ({ name }, i) => (shown ? `${i > 0 ? '\n' : ''}==> ${name === '-' ? 'standard input' : name} <==\n` : '');
};
const SIZES: Readonly<Record<string, number>> = { '': 1, b: 512, K: 1024, k: 1024, M: 1048576 };
const amount = (text: string): number => Number.parseInt(text, 10) * (SIZES[text.replace(/^[-+]?\d+/, '').replace(/B$|iB$/, '')] ?? 1);
const HEAD_LONG = { lines: 'n', bytes: 'c', quiet: 'q', silent: 'q', verbose: 'v', follow: 'f' };

const head = tool('head', function* (proc, args) {
  const options = optionsOf(args, 'nc', HEAD_LONG);
  const bytes = options.value('c');
  const wanted = options.value('n') ?? options.value('#') ?? '10';
  const left = wanted.startsWith('-');
  if (options.rest.length === 0 && bytes === undefined && !left) {
    // Whoever has enough leaves; the writer gets SIGPIPE.
    const lines = inputLines(proc);
    for (let i = amount(wanted); i > 0; i--) {
      const line = yield* lines.readLine();
      if (line === undefined) break;
      proc.stdout(line);
    }
    return 0;
  }
  const special = options.rest.length === 1 && options.rest[0] === '/dev/zero' && bytes !== undefined;
  const { found, failed } = special ? { found: [{ name: '/dev/zero', text: '\0'.repeat(Math.min(amount(bytes), 1_000_000)) }], failed: false } : yield* sources(proc, options.rest, opening('head'));
  const title = titled(found, options);
  found.forEach((source, i) => {
    const n = amount(bytes ?? wanted);
    const parts: readonly string[] = bytes === undefined ? linesWith(source.text) : [...source.text];
    proc.stdout(title(source, i) + parts.slice(0, n < 0 || left ? Math.max(0, parts.length + n) : n).join(''));
  });
  return failed ? 1 : 0;
});

const tail = tool('tail', function* (proc, args) {
  const options = optionsOf(args, 'ncs', HEAD_LONG);
  const bytes = options.value('c');
  const wanted = bytes ?? options.value('n') ?? options.value('#') ?? '10';
  const { found, failed } = yield* sources(proc, options.rest, opening('tail'));
  const title = titled(found, options);
  found.forEach((source, i) => {
    const parts: readonly string[] = bytes === undefined ? linesWith(source.text) : [...source.text];
    const n = Math.abs(amount(wanted));
    proc.stdout(title(source, i) + parts.slice(wanted.startsWith('+') ? Math.max(0, n - 1) : Math.max(0, parts.length - n)).join(''));
  });
  if (!(options.has('f') || options.has('F')) || options.rest.length === 0) return failed ? 1 : 0;
  const seen = new Map(found.map(({ name, text }) => [name, text.length]));
  for (;;) {
    yield* sleep(seconds(1));
    for (const name of options.rest) {
      const text = readFile(proc, name);
      const from = seen.get(name) ?? 0;
      if (typeof text !== 'string') continue;
      if (text.length > from) proc.stdout(text.slice(from));
      seen.set(name, text.length);
    }
  }
});

const cat = (name: string): Program =>
  tool(name, function* (proc, args) {
    const options = optionsOf(args, '');
    const all = options.has('A');
    const plain = !all && !['n', 'b', 'E', 'T', 's', 'e', 't', 'number'].some(options.has);
    let n = 0;
    let blank = false;
    const shown = (text: string): string =>
      linesWith(text)
        .map((line) => {
          const empty = line === '\n';
          if (options.has('s') && empty && blank) return '';
          blank = empty;
          const body = all || options.has('T') || options.has('t') ? line.replaceAll('\t', '^I') : line;
          const ended = all || options.has('E') || options.has('e') ? body.replace(/\n$/, '$\n') : body;
          const counted = options.has('b') ? !empty : options.has('n') || options.has('number');
          return counted ? `${String(++n).padStart(6)}\t${ended}` : ended;
        })
        .join('');
    let failed = false;
    for (const file of options.rest.length > 0 ? options.rest : ['-']) {
      if (file === '-') {
        for (let next = yield* piece(proc); next !== undefined; next = yield* piece(proc)) proc.stdout(plain ? next : shown(next));
        continue;
      }
      const text = readFile(proc, file);
      if (typeof text === 'string') proc.stdout(plain ? text : shown(text));
      else {
        proc.stderr(`${plainly(name)(file, text.problem)}\n`);
        failed = true;
      }
    }
    return failed ? 1 : 0;
  });

const tac = tool('tac', function* (proc, args) {
  const { found, failed } = yield* sources(proc, optionsOf(args, '').rest, (file, problem) => `tac: failed to open '${file}' for reading: ${problem}`);
  for (const { text } of found) proc.stdout([...linesWith(text)].reverse().join(''));
  return failed ? 1 : 0;
});

const nl = tool('nl', function* (proc, args) {
  const options = optionsOf(args, 'bnswv');
  const { found, failed } = yield* sources(proc, options.rest, plainly('nl'));
  let n = 0;
  for (const { text } of found) for (const line of linesOf(text)) proc.stdout(line === '' && options.value('b') !== 'a' ? '       \n' : `${String(++n).padStart(6)}\t${line}\n`);
  return failed ? 1 : 0;
});

const wc = tool('wc', function* (proc, args) {
  const options = optionsOf(args, '', { lines: 'l', words: 'w', bytes: 'c', chars: 'm', 'max-line-length': 'L' });
  const { found, failed } = yield* sources(proc, options.rest, plainly('wc'));
  const counts = found.map(({ name, text }) => ({
    name,
    numbers: { l: text.split('\n').length - 1, w: text.split(/\s+/).filter(Boolean).length, m: [...text].length, c: utf8Bytes(text).length, L: Math.max(0, ...linesOf(text).map((line) => line.length)) },
  }));
  const columns = (['l', 'w', 'm', 'c', 'L'] as const).filter((flag) => (['l', 'w', 'm', 'c', 'L'].some(options.has) ? options.has(flag) : flag !== 'm' && flag !== 'L'));
  // As wide as the size of all files; nothing is known of a pipe.
  const piped = options.rest.length === 0 || options.rest.includes('-');
  const bytes = counts.reduce((sum, { numbers }) => sum + numbers.c, 0);
  const width = columns.length === 1 && options.rest.length <= 1 ? 1 : piped ? 7 : String(bytes).length;
  const show = (numbers: (typeof counts)[number]['numbers'], name: string): void => proc.stdout(`${columns.map((flag) => String(numbers[flag]).padStart(width)).join(' ')}${name}\n`);
  for (const { name, numbers } of counts) show(numbers, options.rest.length > 0 ? ` ${name}` : '');
  if (options.rest.length > 1) {
    const sum = { l: 0, w: 0, m: 0, c: 0, L: 0 };
    for (const { numbers } of counts) for (const flag of ['l', 'w', 'm', 'c'] as const) sum[flag] += numbers[flag];
    show({ ...sum, L: Math.max(0, ...counts.map(({ numbers }) => numbers.L)) }, ' total');
  }
  return failed ? 1 : 0;
});

export const ENDS: readonly Program[] = [head, tail, cat('cat'), cat('less'), cat('more'), tac, nl, wc];
