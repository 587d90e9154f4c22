// Tab: which part of the line is asked about, and what the shell itself knows beside what the session answers.

/** Programs of the shell; what each does stands in src/kubectl/laptop/programs.ts and src/kubectl/shellPrograms.ts. */
const PROGRAMS = ['alias', 'awk', 'base64', 'bg', 'cat', 'cd', 'clear', 'cp', 'curl', 'cut', 'date', 'echo', 'env', 'export', 'fg', 'find', 'grep', 'head', 'help', 'history', 'jobs', 'jq', 'kill', 'kubectl', 'less', 'ls', 'mkdir', 'mv', 'nano', 'ping', 'printf', 'pwd', 'rm', 'sed', 'seq', 'sleep', 'sort', 'source', 'tail', 'tee', 'touch', 'tr', 'uniq', 'vi', 'watch', 'wc', 'wget', 'xargs'];

export interface Asked {
  /** The one command around the caret, `k` written out. */
  readonly line: string;
  readonly offset: number;
  /** What to add to a place in it for the place in the whole line. */
  readonly shift: number;
}

/** The command around the caret: behind the last pipe or semicolon. */
export function askedAt(text: string, caret: number): Asked {
  const head = text.slice(0, caret);
  const start = Math.max(...['|', ';', '&&', '\n'].map((operator) => (head.lastIndexOf(operator) < 0 ? 0 : head.lastIndexOf(operator) + operator.length)));
  const blanks = /^\s*/.exec(head.slice(start))?.[0].length ?? 0;
  const line = head.slice(start + blanks);
  const short = /^k\s/.test(line);
  return { line: short ? `kubectl${line.slice(1)}` : line, offset: line.length + (short ? 6 : 0), shift: start + blanks - (short ? 6 : 0) };
}

/** Names of programs, where the first word is being typed. */
export function programsFor({ line }: Asked): readonly string[] | undefined {
  return /\s/.test(line) ? undefined : PROGRAMS.filter((name) => name.startsWith(line));
}
