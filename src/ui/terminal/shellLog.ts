// What a terminal would have shown, read from the trace: commands, what they printed, what was typed into them. At a
// playhead it ends with what had been printed by then.

import { upperBound } from '../../trace/sorted.ts';
import type { TraceReader } from '../../trace/reader.ts';

export interface ShellEntry {
  readonly at: number;
  /** The number of the input that it belongs to. */
  readonly input: number;
  readonly what: 'command' | 'out' | 'err' | 'end' | 'typed' | 'interrupt' | 'edit' | 'edited' | 'file';
  readonly text: string;
}

export interface ShellCommand {
  readonly input: number;
  readonly text: string;
  readonly at: number;
  /** Infinity while it runs. */
  ended: number;
}

/** How the shell stands at a moment. */
export interface ShellState {
  /** How many entries there are by then. */
  readonly shown: number;
  /** The command that has the terminal; undefined where the prompt waits. */
  readonly running: ShellCommand | undefined;
  /** A text that a command wants edited. */
  readonly edit: ShellEntry | undefined;
}

export class ShellLog {
  readonly entries: ShellEntry[] = [];
  readonly commands: ShellCommand[] = [];
  private readonly reader: TraceReader;
  private readonly times: number[] = [];
  private readonly numbers = new Map<number, ShellCommand>();
  private inputs = 0;
  private spans = 0;
  private changes = 0;

  constructor(reader: TraceReader) {
    this.reader = reader;
  }

  update(): this {
    const { reader } = this;
    const fresh: ShellEntry[] = [];
    for (let id = this.spans + 1; id <= reader.spanCount; id++) if (reader.typeOf(id) === 'input') this.takeInput(id, fresh);
    this.spans = reader.spanCount;
    for (; this.changes < reader.changeCount; this.changes++) this.takeChange(this.changes, fresh);
    // Both streams run in the order of time; where they meet, a command comes before what it prints.
    fresh.sort((a, b) => a.at - b.at || a.input - b.input);
    for (const entry of fresh) {
      this.entries.push(entry);
      this.times.push(entry.at);
    }
    return this;
  }

  private takeInput(id: number, fresh: ShellEntry[]): void {
    const { summary, start } = this.reader.span(id);
    if (summary.type !== 'input' || summary.what === 'boot') return;
    const input = ++this.inputs;
    const add = (what: ShellEntry['what'], text: string): void => void fresh.push({ at: start, input, what, text });
    if (summary.what === 'kubectl') {
      const command: ShellCommand = { input, text: summary.text, at: start, ended: Infinity };
      this.commands.push(command);
      this.numbers.set(input, command);
      add('command', summary.text);
    } else if (summary.what === 'reply') {
      if (summary.text === 'interrupt') add('interrupt', '^C');
      else if (summary.text === 'edited') add('edited', '');
      else if (summary.text !== 'eof') add('typed', summary.text);
    }
  }

  private takeChange(index: number, fresh: ShellEntry[]): void {
    // Most changes are of the store; a print has no revision.
    const change = this.reader.change(index);
    if (change.revision !== 0 || change.summary.kind !== 'Print') return;
    const { input, fd, text } = change.summary;
    const command = this.numbers.get(input);
    if (fd === 0 && command) command.ended = change.at;
    const what = FDS[fd];
    if (what) fresh.push({ at: change.at, input, what, text });
  }

  /** How many entries there are by a moment. */
  shown(at: number): number {
    return upperBound(this.times, at);
  }

  at(at: number): ShellState {
    const shown = this.shown(at);
    let running: ShellCommand | undefined;
    for (let i = this.commands.length - 1; i >= 0 && !running; i--) {
      const command = this.commands[i] as ShellCommand;
      if (command.at <= at && command.ended > at) running = command;
    }
    return { shown, running, edit: running && this.editOf(running, shown) };
  }

  private editOf(command: ShellCommand, shown: number): ShellEntry | undefined {
    for (let i = shown - 1; i >= 0; i--) {
      const entry = this.entries[i] as ShellEntry;
      if (entry.what === 'edited' || entry.input < command.input) return undefined;
      if (entry.what === 'edit') return entry.input === command.input ? entry : undefined;
    }
    return undefined;
  }
}

const FDS: readonly (ShellEntry['what'] | undefined)[] = ['end', 'out', 'err', 'edit', 'file'];

/** Does a command read what is typed while it runs? */
export function readsInput(text: string): boolean {
  return /\s(?:exec|attach|run|debug)\s/.test(` ${text} `) ? /\s(?:-[a-z]*i[a-z]*|--stdin(?:=true)?)(?=\s|$)/.test(text) : /\s-f\s*-(?=\s|$)/.test(text) && !text.includes('|') && !text.includes('<');
}

const logs = new WeakMap<TraceReader, ShellLog>();

export function shellLog(reader: TraceReader): ShellLog {
  let log = logs.get(reader);
  if (!log) logs.set(reader, (log = new ShellLog(reader)));
  return log.update();
}
