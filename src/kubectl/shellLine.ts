// A whole line as the shell runs it: commands joined by pipes and by &&, || and ;, with redirections and here-documents.
// kubectl takes simulated time, the small programs beside it take none.
// Upstream: bash(1)
// Simplified: no variables but the environment, no loops, no substitution of commands, no jobs.

import type { Sim } from '../sim/kernel/task.ts';
import type { Files } from './files.ts';
import { misuse } from './shellMisuse.ts';
import { PROGRAMS, type Sink } from './shellPrograms.ts';
import { splitLine, type ShellCommand } from './shellWords.ts';

export interface LineHost {
  readonly files: Files;
  /** The lines that were typed before and this one. */
  readonly history: readonly string[];
  /** 3: a text that the person is asked to edit. */
  print(fd: 1 | 2 | 3, text: string): void;
  /** A redirection has written a file. */
  wrote(path: string): void;
  kubectl(args: readonly string[], env: Readonly<Record<string, string>>, stdin: string | undefined, print: (fd: 1 | 2 | 3, text: string) => void): Sim<number>;
}

/** Runs a line; the exit code of the last command that ran. */
export function* runLine(host: LineHost, text: string): Sim<number> {
  const { line, documents } = withoutDocuments(text);
  let code = 0;
  const misplaced = misplacedOperator(line);
  if (misplaced !== undefined) {
    host.print(2, `bash: syntax error${misplaced}\n`);
    return 2;
  }
  for (const { after, text: part } of splitList(line)) {
    if ((after === '&&' && code !== 0) || (after === '||' && code === 0)) continue;
    code = yield* runPipeline(host, part, documents);
  }
  return code;
}

function* runPipeline(host: LineHost, text: string, documents: ReadonlyMap<string, string>): Sim<number> {
  const silent = /\s2>\s*\/dev\/null/.test(text);
  const merged = /\s2>&1/.test(text);
  const split = splitLine(text.replace(/(\s)2>(?:&1|\s*\/dev\/null)/g, '$1'), {});
  if ('error' in split) {
    host.print(2, `bash: ${split.error}\n`);
    return 2;
  }
  const { commands } = split;
  if (commands.length === 0) return 0;
  const folder = commands.flatMap(({ redirects }) => redirects).find(({ operator, file }) => operator !== '<' && host.files.isFolder(file));
  if (folder) {
    host.print(2, `bash: ${folder.file}: Is a directory\n`);
    return 1;
  }
  const err = (out: Sink) => (message: string): void => {
    if (merged) out.write(message);
    else if (!silent) host.print(2, message);
  };
  return yield* runFrom(host, commands, 0, undefined, documents, err);
}

/** Runs the commands from one on; what stands between two kubectl commands passes text on at once. */
function* runFrom(host: LineHost, commands: readonly ShellCommand[], from: number, piped: string | undefined, documents: ReadonlyMap<string, string>, err: (out: Sink) => (text: string) => void): Sim<number> {
  const next = commands.findIndex((command, i) => i > from && isKubectl(command));
  let collected = '';
  const end: Sink = { write: next < 0 ? (text) => void (text !== '' && host.print(1, text)) : (text) => void (collected += text), end: () => 0 };
  let code = 0;
  let sink = end;
  // The last of a pipe says how it went.
  const last = (next < 0 ? commands.length : next) - 1;
  for (let i = last; i > from; i--) {
    const command = commands[i] as ShellCommand;
    sink = filter(host, command, outOf(host, command, sink), err(sink), (value) => i === last && (code = value));
  }
  const head = commands[from] as ShellCommand;
  const out = outOf(host, head, sink);
  const given = inputOf(host, head, documents, err(out));
  if (given === false) return 1;
  const stdin = given ?? piped;
  if (isKubectl(head)) {
    const exit = yield* host.kubectl(head.words.slice(1), head.env, stdin, (fd, text) => (fd === 1 ? out.write(text) : fd === 2 ? err(out)(text) : host.print(3, text)));
    out.end();
    if (sink === end) code = exit;
  } else {
    const first = filter(host, head, out, err(out), (value) => sink === end && (code = value));
    if (stdin !== undefined) first.write(stdin);
    first.end();
  }
  return next < 0 ? code : yield* runFrom(host, commands, next, collected, documents, err);
}

const isKubectl = (command: ShellCommand): boolean => command.words[0] === 'kubectl' || command.words[0] === 'k';

function filter(host: LineHost, { words }: ShellCommand, out: Sink, err: (text: string) => void, ended: (code: number) => unknown): Sink {
  const name = words[0] ?? 'true';
  const program = PROGRAMS[name];
  if (!program) {
    err(`bash: ${name}: command not found\n`);
    return { write: () => undefined, end: () => (ended(127), out.end()) };
  }
  const misused = misuse(words);
  if (misused) {
    err(misused.message);
    return { write: () => undefined, end: () => (out.end(), ended(misused.code), misused.code) };
  }
  const sink = program({ words, files: host.files, history: host.history, out, err });
  return {
    write: (text) => sink.write(text),
    end: () => {
      const code = sink.end();
      ended(code);
      return code;
    },
  };
}

/** Where a command's output goes: on, or into a file. */
function outOf(host: LineHost, { redirects }: ShellCommand, on: Sink): Sink {
  const target = [...redirects].reverse().find(({ operator }) => operator !== '<');
  if (!target) return on;
  const { file, operator } = target;
  let text = operator === '>>' ? (host.files.read(file) ?? '') : '';
  return {
    write: (piece) => void (text += piece),
    end: () => {
      if (file !== '/dev/null') {
        host.files.write(file, text);
        host.wrote(file);
      }
      return on.end();
    },
  };
}

function inputOf(host: LineHost, { redirects }: ShellCommand, documents: ReadonlyMap<string, string>, err: (text: string) => void): string | undefined | false {
  const source = redirects.find(({ operator }) => operator === '<')?.file;
  if (source === undefined) return undefined;
  const text = documents.get(source) ?? host.files.read(source);
  if (text !== undefined) return text;
  err(`bash: ${source}: No such file or directory\n`);
  return false;
}

const DOCUMENT = /<<(-?)\s*(['"]?)(\w+)\2/;

/** Takes the here-documents out of a text; in their place stands a redirection from a file that only this line knows. */
function withoutDocuments(text: string): { readonly line: string; readonly documents: ReadonlyMap<string, string> } {
  const documents = new Map<string, string>();
  const lines = text.split('\n');
  const kept: string[] = [];
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i] as string;
    const found = DOCUMENT.exec(line);
    if (!found) {
      kept.push(line);
      continue;
    }
    const [operator, dash, , word] = found;
    const end = lines.findIndex((l, j) => j > i && (dash ? l.replace(/^\t+/, '') : l) === word);
    const body = lines.slice(i + 1, end < 0 ? lines.length : end);
    const name = `/dev/fd/${63 - documents.size}`;
    documents.set(name, body.map((l) => `${dash ? l.replace(/^\t+/, '') : l}\n`).join(''));
    kept.push(line.replace(operator, `< ${name}`));
    i = end < 0 ? lines.length : end;
  }
  return { line: kept.join('\n'), documents };
}

interface Part {
  readonly after: '' | '&&' | '||' | ';';
  readonly text: string;
}

/** An operator between commands that has no command on one of its sides, in bash's words. */
function misplacedOperator(line: string): string | undefined {
  const empty = cutList(line);
  const at = empty.findIndex(({ text, before }, i) => text === '' && before !== '\n' && (before !== '' || (i > 0 && empty[i - 1]?.before !== ';' && empty[i - 1]?.before !== '\n')));
  if (at < 0) return undefined;
  const { before } = empty[at] as Cut;
  return before === '' ? ': unexpected end of file' : ` near unexpected token \`${before}'`;
}

/** Cuts a line at the operators between commands, as far as they stand outside quotes. */
export function splitList(line: string): readonly Part[] {
  const parts: Part[] = [];
  let after: Part['after'] = '';
  for (const { text, before } of cutList(line)) {
    if (text !== '') parts.push({ after, text });
    // A list may go on in the next line.
    else if (before === '\n') continue;
    after = before === '\n' ? ';' : before;
  }
  return parts;
}

interface Cut {
  readonly text: string;
  /** The operator behind it; nothing at the end. */
  readonly before: Part['after'] | '\n';
}

function cutList(line: string): readonly Cut[] {
  const parts: Cut[] = [];
  let start = 0;
  const cut = (at: number, before: Cut['before'], length: number): void => {
    parts.push({ text: line.slice(start, at).trim(), before });
    start = at + length;
  };
  let quote = '';
  for (let i = 0; i < line.length; i++) {
    const c = line[i] as string;
    if (c === '\\' && quote !== "'") i++;
    else if (quote !== '') {
      if (c === quote) quote = '';
    } else if (c === "'" || c === '"') quote = c;
    else if (c === '#' && (i === 0 || /\s/.test(line[i - 1] as string))) i = (line.includes('\n', i) ? line.indexOf('\n', i) : line.length) - 1;
    else if (line.startsWith('&&', i) || line.startsWith('||', i)) {
      cut(i, line.slice(i, i + 2) as '&&', 2);
      i++;
    } else if (c === ';' || c === '\n') cut(i, c, 1);
  }
  cut(line.length, '', 0);
  return parts;
}
