// grep as GNU's prints: patterns, context with its separators, counts, names of files.
// Upstream: GNU grep

import { regexpOf } from './regexp.ts';

export interface GrepFlags {
  has(flag: string): boolean;
  get(flag: string): string | undefined;
}

/** One search over one or several files, line by line; throws a SyntaxError for a pattern that is none. */
export class Grep {
  found = 0;
  private readonly flags: GrepFlags;
  private readonly tests: readonly RegExp[];
  private readonly behind: number;
  private readonly ahead: number;
  private readonly most: number;
  private name = '';
  private inFile = 0;
  private number = 0;
  private more = 0;
  /** The last line that was shown of this file. */
  private shown = 0;
  private before: string[] = [];

  constructor(flags: GrepFlags, patterns: readonly string[]) {
    this.flags = flags;
    const extended = flags.has('E') || flags.has('P');
    this.tests = patterns.map((pattern) => {
      const plain = regexpOf(pattern, extended, flags.has('F'), flags.has('i'), flags.has('x'));
      return flags.has('w') ? new RegExp(`(?<!\\w)(?:${plain.source})(?!\\w)`, plain.flags) : plain;
    });
    this.behind = Number(flags.get('A') ?? flags.get('C') ?? 0);
    this.ahead = Number(flags.get('B') ?? flags.get('C') ?? 0);
    this.most = flags.has('m') ? Number(flags.get('m')) : Infinity;
  }

  /** Another file begins; '' is standard input, or where no names are printed. */
  begin(name: string): void {
    this.name = name;
    this.inFile = 0;
    this.number = 0;
    this.more = 0;
    this.shown = 0;
    this.before = [];
  }

  /** What a line of input prints; undefined for nothing. */
  take(line: string): string | undefined {
    const { flags } = this;
    this.number++;
    const silent = flags.has('c') || flags.has('q') || flags.has('l');
    if (this.inFile < this.most && this.tests.some((t) => t.test(line)) !== flags.has('v')) {
      this.found++;
      this.inFile++;
      if (silent) return undefined;
      if (flags.has('o')) return this.parts(line);
      const from = this.number - this.before.length;
      const gap = (this.behind > 0 || this.ahead > 0) && this.shown > 0 && from > this.shown + 1 ? ['--'] : [];
      const lead = this.before;
      this.before = [];
      this.more = this.behind;
      this.shown = this.number;
      return [...gap, ...lead, this.prefixed(line, ':')].join('\n');
    }
    if (silent || flags.has('o')) return undefined;
    if (this.more > 0) {
      this.more--;
      this.shown = this.number;
      return this.prefixed(line, '-');
    }
    if (this.ahead > 0) this.before = [...this.before, this.prefixed(line, '-')].slice(-this.ahead);
    return undefined;
  }

  /** What is printed at the end of a file. */
  end(label: string): string {
    if (this.flags.has('q')) return '';
    if (this.flags.has('l')) return this.inFile > 0 ? `${label}\n` : '';
    return this.flags.has('c') ? `${this.name === '' ? '' : `${this.name}:`}${this.inFile}\n` : '';
  }

  private parts(line: string): string | undefined {
    if (this.flags.has('v')) return undefined;
    const [test] = this.tests.filter((t) => t.test(line));
    const parts = [...line.matchAll(new RegExp((test as RegExp).source, `${(test as RegExp).flags}g`))].map(([text]) => text).filter((text) => text !== '');
    return parts.length > 0 ? parts.map((text) => this.prefixed(text, ':')).join('\n') : undefined;
  }

  private prefixed(line: string, mark: string): string {
    return `${this.name === '' ? '' : `${this.name}${mark}`}${this.flags.has('n') ? `${this.number}${mark}` : ''}${line}`;
  }
}
