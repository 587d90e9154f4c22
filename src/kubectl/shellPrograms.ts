// Small programs that the shell of the learner's machine has beside kubectl; those that read text are in laptop/gnu.
// Upstream: GNU coreutils
// Simplified: they take no time, and only their usual flags are known.

import type { Files } from './files.ts';

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

function tee(context: ProgramContext): Sink {
  const flags = context.words.slice(1).filter((word) => word.startsWith('-'));
  const names = context.words.slice(1).filter((word) => !word.startsWith('-'));
  const appends = flags.some((flag) => flag === '--append' || /^-[a-z]*a/.test(flag));
  let all = '';
  return {
    write: (text) => {
      all += text;
      context.out.write(text);
    },
    end: () => {
      for (const name of names) {
        context.files.write(name, appends ? (context.files.read(name) ?? '') + all : all);
        context.wrote(name);
      }
      return context.out.end();
    },
  };
}

const HELP = `This shell is bash, as far as it is used with kubectl:
  kubectl (k for short), curl, watch, vi
  ls, cat, cp, mv, rm, mkdir, cd, echo, pwd, tee, diff
                             files of the editor and what commands wrote
  grep, head, tail, wc, sort, uniq, cut, tr, sed, awk, jq, xargs, column, base64
                             behind a pipe: kubectl get pods | grep web
  > file, >> file, < file, << EOF, 2>&1, &&, ||, ;, $(…), variables, alias
  for i in 1 2 3; do …; done   while true; do …; sleep 1; done
  command &, jobs, fg, kill %1   kubectl port-forward pod/web 8080:80 &
  history, clear, help       Tab completes, the arrow keys bring back lines
kubectl's own help: kubectl --help
`;

export const PROGRAMS: Readonly<Record<string, Program>> = {
  echo,
  false: (context) => once(context, '', 1),
  help: (context) => once(context, HELP),
  history: (context) => once(context, joined(context.history.map((line, i) => `${String(i + 1).padStart(5)}  ${line}`))),
  pwd: (context) => once(context, `${context.files.folder}\n`),
  tee,
  true: (context) => once(context, ''),
};
