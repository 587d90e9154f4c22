// The terminal: keeps the glass in step with the trace and the playhead, and turns what is typed into inputs of the session.

import { select, shownBranch, useApp } from '../app/store.ts';
import type { Player } from '../app/player.ts';
import type { SimClient } from '../app/simClient.ts';
import { objectNamed } from '../app/objects.ts';
import { cellsOf, type Place } from './cells.ts';
import { askedAt, programsFor } from './completion.ts';
import { drawEntries, drawLine, eraseLine, PROMPT } from './draw.ts';
import { readKeys, type TerminalKey } from './keys.ts';
import { completed, emptyLine, inColumns, pressKey, type LineAct, type LineState } from './lineEditor.ts';
import { Screen, type ScreenOptions } from './screen.ts';
import { readsInput, shellLog, type ShellLog, type ShellState } from './shellLog.ts';
import { readHistory, remembered, useTerminal } from './terminalState.ts';

export interface TerminalParts extends Pick<ScreenOptions, 'theme' | 'scale' | 'fontFamily' | 't' | 'onLeave'> {
  readonly client: Pick<SimClient, 'ask'>;
  readonly player: Pick<Player, 'act' | 'play'>;
}

/** A line that was given to the session and does not show in the trace yet. */
interface Sent {
  readonly text: string;
  /** The number of its input, once it is known. */
  input: number | undefined;
}

export class KubeTerminal {
  readonly screen: Screen;
  private readonly parts: TerminalParts;
  private history = readHistory();
  private line: LineState = emptyLine(this.history);
  private readonly queue: string[] = [];
  private sent: Sent | undefined;
  // What is on the glass.
  private log: ShellLog | undefined;
  private from = 0;
  private drawn = 0;
  private rest = '';
  /** Lists of choices and the like: on the glass until the content goes on. */
  private aside = '';
  private caret: Place = { row: 0, column: 0 };
  private shownLine = '';
  private state: ShellState = { shown: 0, running: undefined, edit: undefined };
  private asking = 0;
  private interrupts = useTerminal.getState().interrupts;
  private readonly stops: (() => void)[];

  constructor(host: HTMLElement, parts: TerminalParts) {
    this.parts = parts;
    this.screen = new Screen(host, {
      ...parts,
      onData: (data) => this.typed(data),
      onColumns: () => this.redraw(),
      knows: (word) => this.keyOf(word) !== undefined,
      onWord: (word) => {
        const key = this.keyOf(word);
        if (key !== undefined) select({ kind: 'object', key });
      },
    });
    this.stops = [useApp.subscribe(() => this.look()), useTerminal.subscribe(() => this.heard())];
    this.look();
    this.heard();
  }

  dispose(): void {
    for (const stop of this.stops) stop();
    this.screen.dispose();
  }

  private keyOf(word: string): string | undefined {
    const branch = shownBranch();
    return branch && objectNamed(branch.mirror, word, useApp.getState().playhead);
  }

  /** Somebody elsewhere on the page wants a line run, or what runs ended. */
  private heard(): void {
    const { wanted, interrupts } = useTerminal.getState();
    if (wanted.length > 0) {
      useTerminal.setState({ wanted: [] });
      this.queue.push(...wanted);
      this.next();
    }
    if (interrupts > this.interrupts) {
      this.interrupts = interrupts;
      this.act('interrupt');
    }
  }

  // ---- in step with the trace ----

  private look(): void {
    const app = useApp.getState();
    const branch = shownBranch(app);
    if (!branch || branch.origin === undefined) return;
    const log = shellLog(branch.mirror);
    const state = log.at(app.playhead);
    const running = state.running?.text ?? '';
    const same = log === this.log && state.shown === this.drawn && state.running === this.state.running && state.edit === this.state.edit;
    const arrived = this.sent?.input !== undefined && log.commands.some(({ input, at }) => input === this.sent?.input && at <= app.playhead);
    if (same && !arrived && this.shownLine !== '') return;
    const told = useTerminal.getState();
    const reads = state.running !== undefined && readsInput(running);
    if (told.running !== running || told.reads !== reads || told.editing !== (state.edit !== undefined)) useTerminal.setState({ running, reads, editing: state.edit !== undefined });
    this.state = state;
    if (arrived) this.sent = undefined;
    if (log !== this.log || state.shown < this.drawn) this.begin(log);
    else this.show();
    this.next();
  }

  /** Draws everything anew. */
  private begin(log: ShellLog): void {
    if (log !== this.log) this.from = 0;
    this.log = log;
    if (this.state.shown < this.from) this.from = 0;
    this.screen.reset();
    this.drawn = this.from;
    this.rest = '';
    this.aside = '';
    this.caret = { row: 0, column: 0 };
    this.shownLine = '';
    this.show();
  }

  private redraw(): void {
    if (this.log) this.begin(this.log);
  }

  /** Draws what is new, and the line behind it. */
  private show(): void {
    const { log, screen, state } = this;
    if (!log) return;
    const fresh = log.entries.slice(this.drawn, state.shown);
    const erase = this.shownLine === '' ? '' : eraseLine(this.caret, this.rest, screen.columns);
    let text = erase + this.aside.replace(/\n/g, '\r\n');
    if (this.aside !== '') this.rest = '';
    this.aside = '';
    if (fresh.length > 0) {
      const drawn = drawEntries(fresh, this.rest);
      text += drawn.text;
      this.rest = drawn.rest;
      this.drawn = state.shown;
    }
    const { sent, line } = this;
    const prompt = state.running ? '' : PROMPT;
    const shown = sent ? drawLine(prompt, sent.text, sent.text.length, this.rest, screen.columns) : drawLine(prompt, line.text, line.caret, this.rest, screen.columns);
    this.caret = shown.caret;
    this.shownLine = `${prompt}\0${sent ? sent.text : line.text}`;
    screen.write(text + shown.text);
  }

  // ---- what is typed ----

  /** What came from the keyboard, or from keys drawn on the page. */
  typed(data: string): void {
    for (const key of readKeys(data)) this.press(key);
    this.show();
  }

  private press(key: TerminalKey): void {
    const { line, act } = pressKey(this.line, key, this.history);
    this.line = line;
    if (act) this.act(act);
  }

  private act(act: LineAct): void {
    const { running } = this.state;
    switch (act) {
      case 'run':
        this.enter();
        return;
      case 'complete':
        if (!running) void this.complete();
        return;
      case 'clear':
        this.clear();
        return;
      case 'interrupt':
        this.queue.length = 0;
        if (running) this.give({ type: 'reply', to: running.input, what: 'interrupt' }, '^C');
        else if (this.line.text !== '') this.aside = `${PROMPT}${this.line.text}^C\n`;
        this.line = emptyLine(this.history, this.line.cut);
        this.show();
        return;
      case 'eof':
        if (running && readsInput(running.text)) this.give({ type: 'reply', to: running.input, what: 'eof' }, '^D');
    }
  }

  private enter(): void {
    const { text, cut } = this.line;
    const { running } = this.state;
    this.line = emptyLine(this.history, cut);
    if (running && readsInput(running.text)) {
      this.give({ type: 'reply', to: running.input, what: 'stdin', text: `${text}\n` }, text);
      return;
    }
    if (text.trim() === '') {
      if (!running && !this.sent) this.aside = `${PROMPT}\n`;
      return;
    }
    this.queue.push(text.trimEnd());
    this.next();
  }

  /** Runs the next line, if the shell is free. */
  private next(): void {
    if (this.sent || this.state.running || !this.log) return;
    const text = this.queue.shift();
    if (text === undefined) return;
    this.history = remembered(this.history, text);
    this.line = emptyLine(this.history, this.line.cut);
    if (text.trim() === 'clear') {
      this.clear();
      this.next();
      return;
    }
    const sent: Sent = { text, input: undefined };
    this.sent = sent;
    this.show();
    void this.parts.player.act({ type: 'kubectl', args: [], text, shell: true }, text.replace(/^kubectl /, '')).then((input) => {
      if (input === 0) this.sent = undefined;
      else {
        sent.input = input;
        // Who types a command wants to see what it does.
        this.parts.player.play();
      }
      this.look();
    });
  }

  private give(input: Parameters<Player['act']>[0], label: string): void {
    void this.parts.player.act(input, label).then(() => this.parts.player.play());
  }

  private clear(): void {
    this.from = this.state.shown;
    if (this.log) this.begin(this.log);
  }

  private async complete(): Promise<void> {
    const branch = shownBranch();
    if (!branch || this.sent) return;
    const { line } = this;
    const asked = askedAt(line.text, line.caret);
    const own = programsFor(asked);
    const ask = ++this.asking;
    const { items, from } = own ? { items: own, from: 0 } : await this.parts.client.ask(branch.id, { ask: 'completeCommand', line: asked.line, offset: asked.offset });
    // Whoever typed on meanwhile has answered the question.
    if (ask !== this.asking || this.line !== line) return;
    const { line: next, choices } = completed(line, items, from + asked.shift);
    this.line = next;
    if (choices.length > 0) this.aside = `${PROMPT}${line.text}\n${inColumns(choices, this.screen.columns, cellsOf)}`;
    this.show();
  }
}
