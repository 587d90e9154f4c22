// Tools that read text and write text.

import { compareText } from '../../../base/text.ts';
import { milliseconds, seconds } from '../../../base/time.ts';
import { sleep } from '../../kernel/task.ts';
import type { Program } from '../program.ts';
import { printf, unescape } from '../shell/builtins.ts';
import { applet, attempt, inputs, lineInput, linesOf, options, pathOf, quick, readFile, rest } from './applet.ts';
import { awk } from './awk/awk.ts';
import { Grep } from './grep.ts';
import { sed } from './sed.ts';

const cat = applet('cat', function* (proc, args) {
  const { rest: files } = options(args);
  if (files.length === 0) {
    for (let piece = yield* proc.stdin(); piece !== undefined; piece = yield* proc.stdin()) proc.stdout(piece);
    return 0;
  }
  let status = 0;
  for (const file of files) {
    const text = file === '-' ? yield* rest(proc) : readFile(proc, file);
    if (typeof text === 'string') proc.stdout(text);
    else {
      proc.stderr(text.problem === 'Is a directory' ? `cat: read error: Is a directory\n` : `cat: can't open '${file}': ${text.problem}\n`);
      status = 1;
    }
  }
  return status;
});

/** `-3`, `-n 3` */
function count(args: readonly string[], otherwise: number): { readonly n: string; readonly args: readonly string[] } {
  const out: string[] = [];
  let n = String(otherwise);
  for (const arg of args) {
    if (/^-\d+$/.test(arg)) n = arg.slice(1);
    else out.push(arg);
  }
  return { n, args: out };
}

const head = applet('head', function* (proc, args) {
  const counted = count(args, 10);
  const { values, rest: files } = options(counted.args, 'nc');
  const n = Number(values.get('n') ?? counted.n);
  const bytes = values.get('c');
  if (files.length === 0 && bytes === undefined) {
    const input = lineInput(proc);
    for (let i = 0; i < n; i++) {
      const line = yield* input.readLine();
      if (line === undefined) break;
      proc.stdout(line);
    }
    return 0;
  }
  const { texts, failed } = yield* inputs(proc, files, 'head');
  texts.forEach(({ file, text }, i) => {
    if (texts.length > 1) proc.stdout(`${i ? '\n' : ''}==> ${file} <==\n`);
    proc.stdout(bytes === undefined ? linesOf(text).slice(0, n).map((l) => `${l}\n`).join('') : text.slice(0, Number(bytes)));
  });
  return failed ? 1 : 0;
});

const tail = applet('tail', function* (proc, args) {
  const counted = count(args, 10);
  const { values, flags, rest: files } = options(counted.args, 'nc');
  const wanted = values.get('n') ?? counted.n;
  if (files.includes('/dev/zero')) {
    // Reads for ever, looking for the end of a line: what it holds grows until it is stopped.
    for (;;) {
      proc.allocate(4 * 1024 * 1024);
      yield* sleep(milliseconds(12));
    }
  }
  const follow = flags.has('f') || flags.has('F');
  if (follow && files.length === 1 && files[0] === '/dev/null') for (;;) yield* sleep(seconds(86_400));
  const { texts, failed } = yield* inputs(proc, files, 'tail');
  const cut = (text: string): string => {
    if (values.has('c')) return text.slice(-Number(values.get('c')));
    const lines = linesOf(text);
    const chosen = wanted.startsWith('+') ? lines.slice(Number(wanted) - 1) : Number(wanted) === 0 ? [] : lines.slice(-Number(wanted));
    return chosen.map((l, i) => (i === chosen.length - 1 && !text.endsWith('\n') ? l : `${l}\n`)).join('');
  };
  texts.forEach(({ file, text }, i) => {
    if (texts.length > 1) proc.stdout(`${i ? '\n' : ''}==> ${file} <==\n`);
    proc.stdout(cut(text));
  });
  if (!follow || files.length === 0) return failed ? 1 : 0;
  const seen = new Map(texts.map(({ file, text }) => [file, text.length]));
  for (;;) {
    yield* sleep(seconds(1));
    for (const file of files) {
      const text = readFile(proc, file);
      if (typeof text !== 'string') continue;
      const from = seen.get(file) ?? 0;
      if (text.length > from) proc.stdout(text.slice(from));
      seen.set(file, text.length);
    }
  }
});

const grep = (name: string, mode: string) =>
  applet(name, function* (proc, args) {
    const { flags, values, rest: others } = options(args, 'emABC');
    const pattern = values.get('e') ?? others[0] ?? '';
    const files = values.has('e') ? others : others.slice(1);
    let run: Grep;
    try {
      run = new Grep({ has: (flag) => flags.has(flag) || values.has(flag) || flag === mode, get: (flag) => values.get(flag) }, pattern.split('\n'));
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      proc.stderr(`${name}: bad regex '${pattern}': Invalid regexp\n`);
      return 2;
    }
    const print = (line: string): void => {
      const text = run.take(line);
      if (text !== undefined) proc.stdout(`${text}\n`);
    };
    const recursive = flags.has('r') || flags.has('R');
    if (files.length === 0 && !recursive) {
      const most = Number(values.get('m') ?? Infinity);
      const input = lineInput(proc);
      run.begin(flags.has('H') ? '(standard input)' : '');
      // Whoever has enough leaves, and the writer gets SIGPIPE.
      while (!(run.found > 0 && flags.has('q')) && !(run.found >= most && !values.has('A') && !values.has('C'))) {
        const line = yield* input.readLine();
        if (line === undefined) break;
        print(line.replace(/\n$/, ''));
      }
      proc.stdout(run.end('(standard input)'));
      return run.found > 0 ? 0 : 1;
    }
    const all = recursive ? walk(files.length ? files : ['.'], (f) => proc.files.list(pathOf(proc, f)), (f) => proc.files.isDirectory(pathOf(proc, f))) : files;
    const { texts, failed } = yield* inputs(proc, all, name);
    const named = (texts.length > 1 || recursive || flags.has('H')) && !flags.has('h');
    for (const { file, text } of texts) {
      run.begin(named ? file : '');
      linesOf(text).forEach(print);
      proc.stdout(run.end(file));
    }
    return run.found > 0 ? 0 : failed ? 2 : 1;
  });

function walk(paths: readonly string[], list: (path: string) => readonly string[] | undefined, isDirectory: (path: string) => boolean): string[] {
  const out: string[] = [];
  for (const path of paths) {
    if (!isDirectory(path)) out.push(path);
    else out.push(...walk((list(path) ?? []).map((name) => `${path}/${name}`), list, isDirectory));
  }
  return out;
}

const wc = applet('wc', function* (proc, args) {
  const { flags, rest: files } = options(args);
  const { texts, failed } = yield* inputs(proc, files, 'wc');
  const all = !['l', 'w', 'c', 'm'].some((f) => flags.has(f));
  const totals = [0, 0, 0];
  const show = (numbers: readonly number[], file: string): void => {
    const chosen = numbers.filter((_n, i) => all || flags.has(['l', 'w', 'c'][i] as string) || (i === 2 && flags.has('m')));
    const text = chosen.length === 1 ? String(chosen[0]) : chosen.map((n) => String(n).padStart(9)).join(' ');
    proc.stdout(`${text}${file === '-' ? '' : ` ${file}`}\n`);
  };
  for (const { file, text } of texts) {
    const numbers = [text.split('\n').length - 1, text.split(/\s+/).filter(Boolean).length, new TextEncoder().encode(text).length];
    numbers.forEach((n, i) => (totals[i] = (totals[i] as number) + n));
    show(numbers, file);
  }
  if (texts.length > 1) show(totals, 'total');
  return failed ? 1 : 0;
});

const sort = applet('sort', function* (proc, args) {
  const { flags, values, rest: files } = options(args, 'ktoS');
  const { texts, failed } = yield* inputs(proc, files, 'sort');
  const key = values.get('k');
  const field = (line: string): string => {
    if (key === undefined) return line;
    const parts = values.has('t') ? line.split(values.get('t') as string) : line.trim().split(/\s+/);
    return parts.slice(Number.parseInt(key, 10) - 1).join(' ');
  };
  const numeric = flags.has('n') || (key?.includes('n') ?? false);
  const number = (text: string): number => Number.parseFloat(text) || 0;
  let lines = texts.flatMap(({ text }) => linesOf(text));
  lines.sort((a, b) => {
    const x = field(a);
    const y = field(b);
    return (numeric ? number(x) - number(y) : 0) || compareText(flags.has('f') ? x.toLowerCase() : x, flags.has('f') ? y.toLowerCase() : y) || compareText(a, b);
  });
  if (flags.has('r') || key?.includes('r')) lines.reverse();
  if (flags.has('u')) lines = lines.filter((line, i) => i === 0 || line !== lines[i - 1]);
  proc.stdout(lines.map((l) => `${l}\n`).join(''));
  return failed ? 1 : 0;
});

const uniq = applet('uniq', function* (proc, args) {
  const { flags, rest: files } = options(args);
  const { texts, failed } = yield* inputs(proc, files, 'uniq');
  const groups: { line: string; n: number }[] = [];
  for (const line of texts.flatMap(({ text }) => linesOf(text))) {
    const last = groups[groups.length - 1];
    if (last?.line === line) last.n++;
    else groups.push({ line, n: 1 });
  }
  for (const { line, n } of groups) if ((!flags.has('d') || n > 1) && (!flags.has('u') || n === 1)) proc.stdout(flags.has('c') ? `${String(n).padStart(7)} ${line}\n` : `${line}\n`);
  return failed ? 1 : 0;
});

const cut = applet('cut', function* (proc, args) {
  const { flags, values, rest: files } = options(args, 'fdcb');
  const { texts, failed } = yield* inputs(proc, files, 'cut');
  const spec = values.get('f') ?? values.get('c') ?? values.get('b') ?? '1';
  const wanted = (n: number): boolean =>
    spec.split(',').some((part) => {
      const [from, to] = part.includes('-') ? part.split('-') : [part, part];
      return n >= Number(from || 1) && n <= Number(to || Infinity);
    });
  const delimiter = values.get('d') ?? '\t';
  for (const line of texts.flatMap(({ text }) => linesOf(text))) {
    if (values.has('f')) {
      if (!line.includes(delimiter)) {
        if (!flags.has('s')) proc.stdout(`${line}\n`);
      } else proc.stdout(`${line.split(delimiter).filter((_p, i) => wanted(i + 1)).join(delimiter)}\n`);
    } else proc.stdout(`${[...line].filter((_c, i) => wanted(i + 1)).join('')}\n`);
  }
  return failed ? 1 : 0;
});

const tr = applet('tr', function* (proc, args) {
  const { flags, rest: sets } = options(args);
  const set = (text: string): string[] => {
    const plain = unescape(text).replace(/\[:(\w+):\]/g, (_m, name: string) => ({ lower: 'a-z', upper: 'A-Z', digit: '0-9', alpha: 'a-zA-Z', alnum: 'a-zA-Z0-9', space: ' \t\n\r' })[name] ?? '');
    const out: string[] = [];
    for (let i = 0; i < plain.length; i++) {
      if (plain[i + 1] === '-' && i + 2 < plain.length) {
        for (let c = plain.charCodeAt(i); c <= plain.charCodeAt(i + 2); c++) out.push(String.fromCharCode(c));
        i += 2;
      } else out.push(plain[i] as string);
    }
    return out;
  };
  const from = set(sets[0] ?? '');
  const to = set(sets[1] ?? '');
  for (let piece = yield* proc.stdin(); piece !== undefined; piece = yield* proc.stdin()) {
    let out = '';
    for (const c of piece) {
      const at = from.indexOf(c);
      const inSet = (at >= 0) !== flags.has('c');
      if (inSet && flags.has('d')) continue;
      const next = inSet && to.length ? (to[Math.min(at < 0 ? to.length - 1 : at, to.length - 1)] as string) : c;
      if (flags.has('s') && out.endsWith(next) && (to.length ? to : from).includes(next)) continue;
      out += next;
    }
    proc.stdout(out);
  }
  return 0;
});

const tee = applet('tee', function* (proc, args) {
  const { flags, rest: files } = options(args);
  let status = 0;
  for (const file of files) {
    const problem = attempt(() => (flags.has('a') ? proc.files.append(pathOf(proc, file), '') : proc.files.write(pathOf(proc, file), '')));
    if (problem) {
      proc.stderr(`tee: ${file}: ${problem}\n`);
      status = 1;
    }
  }
  for (let piece = yield* proc.stdin(); piece !== undefined; piece = yield* proc.stdin()) {
    const text = piece;
    proc.stdout(text);
    for (const file of files) attempt(() => proc.files.append(pathOf(proc, file), text));
  }
  return status;
});

const xargs = applet('xargs', function* (proc, args) {
  const end = firstOperand(args);
  const { flags, values } = options(args.slice(0, end), XARGS_VALUES);
  const base = end < args.length ? args.slice(end) : ['echo'];
  const replace = values.get('I');
  const text = yield* rest(proc);
  const items = flags.has('0') ? text.split('\0').filter(Boolean) : values.has('d') ? text.replace(/\n$/, '').split(unescape(values.get('d') as string)) : replace !== undefined || values.has('L') ? linesOf(text).map((line) => line.trim()).filter(Boolean) : wordsIn(text);
  const per = replace !== undefined ? 1 : Number(values.get('n') ?? values.get('L') ?? Infinity);
  // Without -r it runs once, also with nothing.
  if (items.length === 0 && (flags.has('r') || flags.has('no-run-if-empty') || replace !== undefined)) return 0;
  let status = 0;
  for (let i = 0; i === 0 || i < items.length; i += per) {
    const part = items.slice(i, i + per);
    const more = values.has('L') ? part.flatMap(wordsIn) : part;
    const full = replace === undefined ? [...base, ...more] : base.map((w) => w.replaceAll(replace, part[0] as string));
    if (flags.has('t')) proc.stderr(`${full.join(' ')}\n`);
    const code = yield* proc.run(full);
    if (code === 127 && proc.which(full[0] as string) === undefined) {
      proc.stderr(`xargs: ${full[0] as string}: No such file or directory\n`);
      return 127;
    }
    if (code !== 0) status = 123;
  }
  return status;
});

const XARGS_VALUES = 'nILPdsE';

/** Quotes hold a word together. */
const wordsIn = (text: string): string[] => (text.match(/(?:"[^"]*"|'[^']*'|\\[^]|[^\s"'\\])+/g) ?? []).map((word) => word.replace(/"([^"]*)"|'([^']*)'|\\([^])/g, (_m, a?: string, b?: string, c?: string) => a ?? b ?? c ?? ''));

function firstOperand(args: readonly string[]): number {
  let i = 0;
  while (i < args.length && (args[i] as string).startsWith('-')) i += (args[i] as string).length === 2 && XARGS_VALUES.includes((args[i] as string)[1] as string) ? 2 : 1;
  return i;
}

const yes = applet('yes', function* (proc, args) {
  const line = `${args.join(' ') || 'y'}\n`;
  for (;;) {
    proc.stdout(line.repeat(64));
    yield* sleep(milliseconds(5));
  }
});

const rev = applet('rev', function* (proc, args) {
  const { texts } = yield* inputs(proc, args, 'rev');
  for (const line of texts.flatMap(({ text }) => linesOf(text))) proc.stdout(`${[...line].reverse().join('')}\n`);
  return 0;
});

const base64 = applet('base64', function* (proc, args) {
  const { flags, rest: files } = options(args, 'w');
  const { texts, failed } = yield* inputs(proc, files, 'base64');
  const text = texts.map((t) => t.text).join('');
  if (flags.has('d') || flags.has('decode')) {
    const binary = atob(text.replace(/\s/g, ''));
    proc.stdout(new TextDecoder().decode(Uint8Array.from(binary, (c) => c.charCodeAt(0))));
  } else {
    const bytes = new TextEncoder().encode(text);
    proc.stdout(`${btoa(String.fromCharCode(...bytes)).replace(/.{76}/g, '$&\n').replace(/\n$/, '')}\n`);
  }
  return failed ? 1 : 0;
});

const printfApplet = quick('printf', (proc, args) => (proc.stdout(printf(args)), 0));

export const TEXT_TOOLS: readonly Program[] = [cat, head, tail, grep('grep', ''), grep('egrep', 'E'), grep('fgrep', 'F'), wc, sort, uniq, cut, tr, tee, xargs, yes, rev, base64, printfApplet, sed, awk];
