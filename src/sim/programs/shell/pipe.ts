// What connects processes: a pipe, and input that is read by lines.

import type { Sim } from '../../kernel/task.ts';
import type { Input } from '../program.ts';

export class Pipe implements Input {
  /** The reader is gone. */
  broken = false;
  private readonly pieces: string[] = [];
  private ended = false;
  private wake: (() => void) | undefined;

  put(text: string): void {
    if (this.broken) return;
    this.pieces.push(text);
    this.wake?.();
  }

  end(): void {
    this.ended = true;
    this.wake?.();
  }

  *read(): Sim<string | undefined> {
    while (this.pieces.length === 0) {
      if (this.ended) return undefined;
      yield {
        begin: (_kernel, done) => {
          this.wake = () => {
            this.wake = undefined;
            done(undefined);
          };
          return () => {
            this.wake = undefined;
          };
        },
      };
    }
    return this.pieces.shift();
  }
}

/** A given text. */
export class TextInput implements Input {
  private rest: string | undefined;

  constructor(text: string) {
    this.rest = text;
  }

  // eslint-disable-next-line require-yield
  *read(): Sim<string | undefined> {
    const { rest } = this;
    this.rest = undefined;
    return rest === '' ? undefined : rest;
  }
}

/** Reads pieces as lines; what was read too far stays for the next reader. */
export class LineInput implements Input {
  private buffer = '';
  private readonly source: Input;

  constructor(source: Input) {
    this.source = source;
  }

  /** With its newline, where it has one; undefined at the end. */
  *readLine(): Sim<string | undefined> {
    for (;;) {
      const at = this.buffer.indexOf('\n');
      if (at >= 0) {
        const line = this.buffer.slice(0, at + 1);
        this.buffer = this.buffer.slice(at + 1);
        return line;
      }
      const piece = yield* this.source.read();
      if (piece === undefined) {
        const { buffer } = this;
        this.buffer = '';
        return buffer === '' ? undefined : buffer;
      }
      this.buffer += piece;
    }
  }

  *read(): Sim<string | undefined> {
    if (this.buffer !== '') {
      const { buffer } = this;
      this.buffer = '';
      return buffer;
    }
    return yield* this.source.read();
  }
}

/** Everything that comes. */
export function* readAll(input: { stdin(): Sim<string | undefined> }): Sim<string> {
  let out = '';
  for (;;) {
    const piece = yield* input.stdin();
    if (piece === undefined) return out;
    out += piece;
  }
}
