// cut, paste, column, base64. Upstream: GNU coreutils, util-linux

import { base64Decode, base64Encode, utf8Bytes, utf8Text } from '../../../sim/api/yaml/bytes.ts';
import type { Process, Program } from '../../../sim/programs/program.ts';
import { inputLines, linesOf, optionsOf, plainly, sources, tool } from './shared.ts';

const CUT_MORE = "Try 'cut --help' for more information.\n";

const cut = tool('cut', function* (proc, args) {
  const options = optionsOf(args, 'dfcb', { delimiter: 'd', fields: 'f', characters: 'c', bytes: 'b', 'only-delimited': 's' });
  const fields = options.value('f');
  const spec = fields ?? options.value('c') ?? options.value('b');
  const delimiter = options.value('d') ?? '\t';
  const wrong = spec === undefined ? 'you must specify a list of bytes, characters, or fields' : delimiter.length !== 1 && options.has('d') ? 'the delimiter must be a single character' : listProblem(spec, fields !== undefined);
  if (wrong !== undefined) {
    proc.stderr(`cut: ${wrong}\n${CUT_MORE}`);
    return 1;
  }
  const ranges = (spec as string).split(',').map((part) => part.split('-'));
  const wanted = (n: number): boolean => ranges.some(([from = '', to = from]) => n >= Number(from || 1) && n <= Number(to || Infinity)) !== options.has('complement');
  const between = options.value('output-delimiter') ?? (fields === undefined ? '' : delimiter);
  const shown = (line: string): string | undefined => {
    if (fields !== undefined && !line.includes(delimiter)) return options.has('s') ? undefined : line;
    const parts = fields === undefined ? [...line] : line.split(delimiter);
    return parts.filter((_part, i) => wanted(i + 1)).join(between);
  };
  const print = (line: string): void => {
    const text = shown(line);
    if (text !== undefined) proc.stdout(`${text}\n`);
  };
  if (options.rest.length === 0) {
    const lines = inputLines(proc);
    for (let line = yield* lines.readLine(); line !== undefined; line = yield* lines.readLine()) print(line.replace(/\n$/, ''));
    return 0;
  }
  const { found, failed } = yield* sources(proc, options.rest, plainly('cut'));
  for (const { text } of found) linesOf(text).forEach(print);
  return failed ? 1 : 0;
});

function listProblem(spec: string, fields: boolean): string | undefined {
  const kind = fields ? 'field' : 'byte/character';
  for (const part of spec.split(',')) {
    if (!/^(\d+(-\d*)?|-\d+)$/.test(part)) return part === '-' ? 'invalid range with no endpoint: -' : fields ? `invalid field value \u2018${part.replace(/^[\d-]*/, '') || part}\u2019` : `invalid byte/character position \u2018${part}\u2019`;
    if (part.split('-').some((n) => n !== '' && Number(n) === 0)) return fields ? 'fields are numbered from 1' : `${kind} positions are numbered from 1`;
    const [from, to] = part.split('-');
    if (from && to && Number(to) < Number(from)) return 'invalid decreasing range';
  }
  return undefined;
}

const paste = tool('paste', function* (proc, args) {
  const options = optionsOf(args, 'd', { serial: 's', delimiters: 'd' });
  const { found, failed } = yield* sources(proc, options.rest, plainly('paste'));
  if (failed) return 1;
  const delimiters = [...(options.value('d') ?? '\t').replaceAll('\\n', '\n').replaceAll('\\t', '\t')];
  const joined = (parts: readonly string[]): string => parts.reduce((out, part, i) => (i === 0 ? part : out + (delimiters[(i - 1) % delimiters.length] ?? '') + part), '');
  const all = found.map(({ text }) => linesOf(text));
  if (options.has('s')) for (const lines of all) proc.stdout(`${joined(lines)}\n`);
  else for (let i = 0; i < Math.max(...all.map((lines) => lines.length)); i++) proc.stdout(`${joined(all.map((lines) => lines[i] ?? ''))}\n`);
  return 0;
});

/** `column -t`: each column as wide as its widest. */
const column = tool('column', function* (proc, args) {
  const options = optionsOf(args, 'so', { table: 't', separator: 's', 'output-separator': 'o' });
  const { found, failed } = yield* sources(proc, options.rest, (file, problem) => `column: ${file}: ${problem}`);
  const lines = found.flatMap(({ text }) => linesOf(text)).filter((line) => line.trim() !== '');
  if (!options.has('t')) {
    for (const line of lines) proc.stdout(`${line}\n`);
    return failed ? 1 : 0;
  }
  const separators = options.value('s');
  const rows = lines.map((line) => (separators === undefined ? line.trim().split(/[ \t]+/) : line.split(new RegExp(`[${separators.replace(/[\]\\^-]/g, '\\$&')}]`))));
  const widths = rows.reduce<number[]>((all, row) => row.reduce((w, cell, i) => ((w[i] = Math.max(w[i] ?? 0, cell.length)), w), all), []);
  const between = options.value('o') ?? '  ';
  for (const row of rows) proc.stdout(`${row.map((cell, i) => (i === row.length - 1 ? cell : cell.padEnd(widths[i] as number))).join(between)}\n`);
  return failed ? 1 : 0;
});

const base64 = tool('base64', function* (proc, args) {
  const options = optionsOf(args, 'w', { decode: 'd', wrap: 'w', 'ignore-garbage': 'i' });
  const { found, failed } = yield* sources(proc, options.rest, plainly('base64'));
  if (failed) return 1;
  const text = found.map((source) => source.text).join('');
  if (options.has('d') || options.has('D')) return decoded(proc, options.has('i') ? text.replace(/[^A-Za-z0-9+/=]/g, '') : text.replace(/\n/g, ''));
  const width = Number(options.value('w') ?? 76);
  const encoded = base64Encode(utf8Bytes(text));
  proc.stdout(width === 0 ? encoded : (encoded.match(new RegExp(`.{1,${width}}`, 'g')) ?? []).map((line) => `${line}\n`).join(''));
  return 0;
});

/** What can be read is written, also where the rest is wrong. */
function decoded(proc: Process, text: string): number {
  const good = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?/.exec(text)?.[0] ?? '';
  const left = text.slice(good.length);
  const more = good.endsWith('=') ? '' : (/^[A-Za-z0-9+/]{2,3}(?=$)/.exec(left)?.[0] ?? '');
  const bytes = base64Decode(good + (more === '' ? '' : more.padEnd(4, '=')));
  if (typeof bytes !== 'number') proc.stdout(utf8Text(bytes).text);
  if (left === '') return 0;
  proc.stderr('base64: invalid input\n');
  return 1;
}

export const COLUMNS: readonly Program[] = [cut, paste, column, base64];
