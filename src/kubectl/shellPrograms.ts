// The small programs beside kubectl that people put behind a pipe: as much of each as is used with kubectl.
// Upstream: GNU coreutils, grep, sed
// Simplified: they take no time, and only their usual flags are known.

import { compareText } from '../base/text.ts';
import type { Files } from './files.ts';
import { SedError, sed } from './editing/sed.ts';
import { Grep, GREP_VALUED, shortGrepFlag } from './laptop/grep.ts';

/** Where text goes: on through a pipe, to the screen, into a file. */
export interface Sink {
  write(text: string): void;
  /** No more is coming; the exit code of whoever was writing to. */
  end(): number;
}

export interface ProgramContext {
  readonly words: readonly string[];
  readonly files: Files;
  readonly history: readonly string[];
  readonly out: Sink;
  err(text: string): void;
  /** Tells that a file was written. */
  wrote(path: string): void;
}

type Program = (context: ProgramContext) => Sink;

/** A program that wants everything before it says anything. */
function whole(context: ProgramContext, names: readonly string[], make: (text: string) => string): Sink {
  let all = '';
  const add = (text: string): void => void (all += text);
  return {
    write: (text) => void (names.length === 0 && add(text)),
    end: () => {
      const missing = feed(context, names, add);
      let code = missing;
      try {
        context.out.write(make(all));
      } catch (error) {
        if (!(error instanceof SedError)) throw error;
        context.err(`sed: ${error.message}\n`);
        code = 1;
      }
      context.out.end();
      return code;
    },
  };
}

function feed({ files, words, err }: ProgramContext, names: readonly string[], take: (text: string) => void): number {
  let code = 0;
  for (const name of names) {
    const text = files.read(name);
    if (text !== undefined) take(text);
    else {
      err(`${words[0]}: ${name}: ${files.isFolder(name) ? 'Is a directory' : 'No such file or directory'}\n`);
      code = 1;
    }
  }
  return code;
}

/** Short flags and what is no flag; those in `valued` take the next word. */
function flagsOf(words: readonly string[], valued = ''): { readonly flags: ReadonlyMap<string, string>; readonly rest: readonly string[] } {
  const flags = new Map<string, string>();
  const rest: string[] = [];
  for (let i = 1; i < words.length; i++) {
    const word = words[i] as string;
    if (!/^-./.test(word)) {
      rest.push(word);
      continue;
    }
    if (word.startsWith('--')) {
      const [name = '', value = ''] = word.slice(2).split('=');
      flags.set(name, value);
      continue;
    }
    for (let j = 1; j < word.length; j++) {
      const flag = word[j] as string;
      if (/\d/.test(flag)) {
        flags.set('n', word.slice(j));
        break;
      }
      if (!valued.includes(flag)) flags.set(flag, '');
      else {
        flags.set(flag, word.slice(j + 1) || (words[++i] ?? ''));
        break;
      }
    }
  }
  return { flags, rest };
}

const linesOf = (text: string): string[] => {
  const lines = text.split('\n');
  if (lines[lines.length - 1] === '') lines.pop();
  return lines;
};
const joined = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('');

/** Prints once, whatever comes in. */
const once = (context: ProgramContext, text: string, code = 0): Sink => ({
  write: () => undefined,
  end: () => {
    context.out.write(text);
    context.out.end();
    return code;
  },
});

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

function utf8Bytes(text: string): readonly number[] {
  const out: number[] = [];
  for (const char of text) {
    const c = char.codePointAt(0) as number;
    if (c < 0x80) out.push(c);
    else if (c < 0x800) out.push(0xc0 | (c >> 6), 0x80 | (c & 63));
    else if (c < 0x10000) out.push(0xe0 | (c >> 12), 0x80 | ((c >> 6) & 63), 0x80 | (c & 63));
    else out.push(0xf0 | (c >> 18), 0x80 | ((c >> 12) & 63), 0x80 | ((c >> 6) & 63), 0x80 | (c & 63));
  }
  return out;
}

function encoded(bytes: readonly number[]): string {
  let out = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const n = ((bytes[i] as number) << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    const four = [18, 12, 6, 0].map((shift) => ALPHABET[(n >> shift) & 63] as string);
    out += i + 2 < bytes.length ? four.join('') : i + 1 < bytes.length ? `${four.slice(0, 3).join('')}=` : `${four.slice(0, 2).join('')}==`;
  }
  return out;
}

function decoded(text: string): string {
  let escaped = '';
  let bits = 0;
  let n = 0;
  for (const char of text.replace(/[^A-Za-z0-9+/]/g, '')) {
    n = (n << 6) | ALPHABET.indexOf(char);
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    escaped += `%${((n >> bits) & 255).toString(16).padStart(2, '0')}`;
    n &= (1 << bits) - 1;
  }
  try {
    return decodeURIComponent(escaped);
  } catch {
    return decodeLatin(escaped);
  }
}

const decodeLatin = (escaped: string): string => escaped.replace(/%(..)/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));

function echo(context: ProgramContext): Sink {
  let words = context.words.slice(1);
  let end = '\n';
  let escapes = false;
  while (/^-[ne]+$/.test(words[0] ?? '')) {
    if (words[0]?.includes('n')) end = '';
    if (words[0]?.includes('e')) escapes = true;
    words = words.slice(1);
  }
  const text = words.join(' ');
  return once(context, (escapes ? text.replace(/\\n/g, '\n').replace(/\\t/g, '\t') : text) + end);
}

function ls(context: ProgramContext): Sink {
  const { files } = context;
  const { flags, rest } = flagsOf(context.words);
  let text = '';
  let code = 0;
  for (const path of rest.length > 0 ? rest : ['.']) {
    const names = files.read(path) !== undefined ? [path] : files.list(path);
    if (!names) {
      context.err(`ls: cannot access '${path}': No such file or directory\n`);
      code = 2;
      continue;
    }
    const shown = names.filter((name) => flags.has('a') || !name.startsWith('.'));
    text += flags.has('l') ? joined(shown.map((name) => `-rw-r--r-- 1 admin admin ${String(utf8Bytes(files.read(path === '.' || names[0] === path ? name : `${path}/${name}`) ?? '').length).padStart(6)} ${name}`)) : joined(shown);
  }
  return once(context, text, code);
}

function rm(context: ProgramContext): Sink {
  const { files, words } = context;
  const { flags, rest } = flagsOf(words);
  let code = 0;
  for (const name of rest.flatMap((word) => (word.includes('*') ? files.glob(word) : [word]))) {
    if (files.read(name) !== undefined) files.write(name, undefined);
    else if (!flags.has('f')) {
      context.err(`rm: cannot remove '${name}': No such file or directory\n`);
      code = 1;
    }
  }
  return once(context, '', code);
}

function tee(context: ProgramContext): Sink {
  const { flags, rest } = flagsOf(context.words);
  let all = '';
  return {
    write: (text) => {
      all += text;
      context.out.write(text);
    },
    end: () => {
      for (const name of rest) {
        context.files.write(name, flags.has('a') ? (context.files.read(name) ?? '') + all : all);
        context.wrote(name);
      }
      return context.out.end();
    },
  };
}

const HELP = `This shell is bash, as far as it is used with kubectl:
  kubectl (k for short), curl, watch, vi
  ls, cat, cp, mv, rm, mkdir, cd, echo, pwd, tee
                             files of the editor and what commands wrote
  grep, head, tail, wc, sort, uniq, cut, tr, sed, awk, jq, xargs, base64
                             behind a pipe: kubectl get pods | grep web
  > file, >> file, < file, << EOF, 2>&1, &&, ||, ;, $(…), variables, alias
  for i in 1 2 3; do …; done   while true; do …; sleep 1; done
  command &, jobs, fg, kill %1   kubectl port-forward pod/web 8080:80 &
  history, clear, help       Tab completes, the arrow keys bring back lines
kubectl's own help: kubectl --help
`;

export const PROGRAMS: Readonly<Record<string, Program>> = {
  base64,
  cat: (context) => byPiece(context),
  cut,
  echo,
  false: (context) => once(context, '', 1),
  grep,
  head,
  help: (context) => once(context, HELP),
  history: (context) => once(context, joined(context.history.map((line, i) => `${String(i + 1).padStart(5)}  ${line}`))),
  less: (context) => byPiece(context),
  ls,
  more: (context) => byPiece(context),
  pwd: (context) => once(context, `${context.files.folder}\n`),
  rm,
  sed: (context) => {
    if (context.words.slice(1).some(IN_PLACE.test, IN_PLACE)) return sedInPlace(context);
    const scripted = context.words.some((word) => /^-e/.test(word));
    const plain = context.words.slice(1).filter((word) => !word.startsWith('-'));
    return whole(context, scripted ? [] : plain.slice(1), (text) => sed(context.words.slice(1), text));
  },
  sort,
  tail,
  tee,
  true: (context) => once(context, ''),
  uniq,
  wc,
};

const IN_PLACE = /^(-[nEr]*i.*|--in-place.*)$/;

/** `sed -i s/a/b/ web.yaml` */
function sedInPlace(context: ProgramContext): Sink {
  const { files } = context;
  const words = context.words.slice(1).filter((word) => !IN_PLACE.test(word));
  const scripted = words.some((word) => /^-e/.test(word));
  const plain = words.filter((word, i) => !word.startsWith('-') && words[i - 1] !== '-e');
  const names = scripted ? plain : plain.slice(1);
  const script = words.filter((word) => !names.includes(word));
  let code = 0;
  for (const name of names) {
    const text = files.read(name);
    try {
      if (text === undefined) throw new SedError(`can't read ${name}: No such file or directory`);
      files.write(name, sed(script, text));
      context.wrote(name);
    } catch (error) {
      if (!(error instanceof SedError)) throw error;
      context.err(`sed: ${error.message}\n`);
      code = text === undefined ? 2 : 1;
    }
  }
  return once(context, '', code);
}

