// The terminal that a line has to itself, and which processes hear what is typed at it.

import { Mailbox } from '../../sim/kernel/signal.ts';
import type { Sim } from '../../sim/kernel/task.ts';
import type { Reply } from '../process.ts';
import type { LaptopProcess } from './laptopProcess.ts';

/** Where a line was typed: what shows what it prints and hears what is typed into it. */
export class Terminal {
  readonly print: (fd: 1 | 2 | 3 | 4, text: string) => void;
  readonly history: readonly string[];
  readonly shows = (text: string): void => this.print(1, text);
  /** What a line says that Ctrl+C has ended. */
  interruptCode = 130;
  /** What Ctrl+C reaches. */
  readonly foreground = new Set<ProcessGroup>();
  private readonly replies = new Mailbox<Reply>();

  constructor(print: Terminal['print'], history: readonly string[]) {
    this.print = print;
    this.history = history;
  }

  reply(reply: Reply): void {
    for (const group of this.foreground) {
      for (const { kubectl } of group.processes) {
        if (!kubectl?.interactive) continue;
        kubectl.reply(reply);
        return;
      }
    }
    this.replies.put(reply);
  }

  /** What is typed next; undefined at its end. */
  *read(): Sim<string | undefined> {
    for (;;) {
      const reply = yield* this.replies.take();
      if (reply.what === 'eof') return undefined;
      if (reply.what === 'stdin') return reply.text ?? '';
    }
  }

  /** Hands a text to the person and waits for it to come back. */
  *edit(text: string): Sim<string> {
    this.print(3, text);
    for (;;) {
      const reply = yield* this.replies.take();
      if (reply.what === 'edited') return reply.text ?? '';
    }
  }
}

/** Processes that hear Ctrl+C together. */
export class ProcessGroup {
  readonly terminal: Terminal;
  readonly processes = new Set<LaptopProcess>();
  constructor(terminal: Terminal) {
    this.terminal = terminal;
  }

  get foreground(): boolean {
    return this.terminal.foreground.has(this);
  }
}
