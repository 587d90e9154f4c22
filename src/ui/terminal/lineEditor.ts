// The line that is being typed, as a state and what a key makes of it: after readline's usual keys.

import type { TerminalKey } from './keys.ts';

export interface LineState {
  readonly text: string;
  readonly caret: number;
  /** What was cut last, for Ctrl+Y. */
  readonly cut: string;
  /** Which line of the history is shown; its length is the line that is being typed. */
  readonly at: number;
  /** That line, while another one is shown. */
  readonly draft: string;
}

export const emptyLine = (history: readonly string[], cut = ''): LineState => ({ text: '', caret: 0, cut, at: history.length, draft: '' });

/** What the shell, not the line, has to do. */
export type LineAct = 'run' | 'complete' | 'interrupt' | 'clear' | 'eof';

export interface Edited {
  readonly line: LineState;
  readonly act?: LineAct;
}

export function pressKey(line: LineState, key: TerminalKey, history: readonly string[]): Edited {
  const { text, caret } = line;
  switch (key.key) {
    case 'text':
      return { line: insertText(line, key.text) };
    case 'enter':
      return needsMore(text) ? { line: insertText({ ...line, caret: text.length }, '\n') } : { line, act: 'run' };
    case 'tab':
      return { line, act: 'complete' };
    case 'interrupt':
      return { line, act: 'interrupt' };
    case 'clear':
      return { line, act: 'clear' };
    case 'eof':
      return text === '' ? { line, act: 'eof' } : { line: without(line, caret, rightOf(text, caret), false) };
    case 'backspace':
      return { line: without(line, leftOf(text, caret), caret, false) };
    case 'delete':
      return { line: without(line, caret, rightOf(text, caret), false) };
    case 'left':
      return { line: { ...line, caret: leftOf(text, caret) } };
    case 'right':
      return { line: { ...line, caret: rightOf(text, caret) } };
    case 'home':
      return { line: { ...line, caret: 0 } };
    case 'end':
      return { line: { ...line, caret: text.length } };
    case 'wordLeft':
      return { line: { ...line, caret: wordStart(text, caret, WORD) } };
    case 'wordRight':
      return { line: { ...line, caret: wordEnd(text, caret) } };
    case 'killEnd':
      return { line: without(line, caret, text.length, true) };
    case 'killStart':
      return { line: without(line, 0, caret, true) };
    case 'killWord':
      return { line: without(line, wordStart(text, caret, SOLID), caret, true) };
    case 'killWordRight':
      return { line: without(line, caret, wordEnd(text, caret), true) };
    case 'yank':
      return { line: insertText(line, line.cut) };
    case 'up':
      return { line: recalled(line, line.at - 1, history) };
    case 'down':
      return { line: recalled(line, line.at + 1, history) };
  }
}

export function insertText(line: LineState, text: string): LineState {
  return { ...line, text: line.text.slice(0, line.caret) + text + line.text.slice(line.caret), caret: line.caret + text.length };
}

function without(line: LineState, from: number, to: number, keep: boolean): LineState {
  if (from === to) return line;
  return { ...line, text: line.text.slice(0, from) + line.text.slice(to), caret: from, cut: keep ? line.text.slice(from, to) : line.cut };
}

function recalled(line: LineState, at: number, history: readonly string[]): LineState {
  if (at < 0 || at > history.length || at === line.at) return line;
  const draft = line.at === history.length ? line.text : line.draft;
  const text = at === history.length ? draft : (history[at] as string);
  return { ...line, text, caret: text.length, at, draft };
}

// ---- steps through the text ----

/** Characters of two code units, and marks on them, are passed as one. */
const segmenter = new Intl.Segmenter();

function leftOf(text: string, caret: number): number {
  if (caret === 0) return 0;
  return segmenter.segment(text).containing(caret - 1)?.index ?? caret - 1;
}

function rightOf(text: string, caret: number): number {
  const here = segmenter.segment(text).containing(caret);
  return here ? here.index + here.segment.length : text.length;
}

const WORD = /[\p{L}\p{N}_]/u;
const SOLID = /\S/;

function wordStart(text: string, caret: number, word: RegExp): number {
  let at = caret;
  while (at > 0 && !word.test(text[at - 1] as string)) at--;
  while (at > 0 && word.test(text[at - 1] as string)) at--;
  return at;
}

function wordEnd(text: string, caret: number): number {
  let at = caret;
  while (at < text.length && !WORD.test(text[at] as string)) at++;
  while (at < text.length && WORD.test(text[at] as string)) at++;
  return at;
}

// ---- whether a line is whole ----

/** An open quote, a backslash or a pipe at the end, a here-document that has not ended: the shell waits for more. */
export function needsMore(text: string): boolean {
  const document = /<<(-?)\s*(['"]?)(\w+)\2/.exec(text);
  if (document) {
    const lines = text.slice(document.index).split('\n').slice(1);
    return !lines.some((line) => (document[1] ? line.replace(/^\t+/, '') : line) === document[3]);
  }
  let quote = '';
  for (let i = 0; i < text.length; i++) {
    const c = text[i] as string;
    if (c === '\\' && quote !== "'") {
      if (i === text.length - 1) return true;
      i++;
    } else if (quote !== '') {
      if (c === quote) quote = '';
    } else if (c === "'" || c === '"') quote = c;
    else if (c === '#' && (i === 0 || /\s/.test(text[i - 1] as string))) return false;
  }
  return quote !== '' || /(?:\||&&)\s*$/.test(text) || openBlocks(text) > 0;
}

const OPENS: Readonly<Record<string, string>> = { for: 'done', while: 'done', until: 'done', if: 'fi', case: 'esac', '{': '}' };
const GOES_ON = new Set(['do', 'then', 'else', 'elif', '!', ...Object.keys(OPENS)]);

/** How many loops, questions and groups have begun and not ended. */
function openBlocks(text: string): number {
  const open: string[] = [];
  // Words of the shell count only where a command may begin.
  let begins = true;
  for (const [piece] of text.matchAll(/'[^']*'|"(?:[^"\\]|\\.)*"|\\.|[;&|\n(]+|[^\s;&|()'"\\]+/g)) {
    if (/^[;&|\n(]/.test(piece)) {
      begins = true;
      continue;
    }
    if (!begins) continue;
    const end = Object.hasOwn(OPENS, piece) ? OPENS[piece] : undefined;
    if (end !== undefined) open.push(end);
    else if (piece === open[open.length - 1]) open.pop();
    begins = GOES_ON.has(piece) && piece !== 'for' && piece !== 'case';
  }
  return open.length;
}

// ---- completion ----

export interface Completed {
  readonly line: LineState;
  /** To be shown, where there is more than one way on. */
  readonly choices: readonly string[];
}

/** Takes over as much as all candidates agree on. `from`: where in the line what they replace begins. */
export function completed(line: LineState, items: readonly string[], from: number): Completed {
  const [first] = items;
  if (first === undefined) return { line, choices: [] };
  let common = first;
  for (const item of items) while (!item.startsWith(common)) common = common.slice(0, -1);
  const typed = line.text.slice(from, line.caret);
  // A whole word is closed by a blank, unless something has to follow it at once.
  const word = items.length === 1 && !/[=/,]$/.test(common) && !/^\s/.test(line.text.slice(line.caret)) ? `${common} ` : common;
  const better = word.length > typed.length;
  const next = better ? { ...line, text: line.text.slice(0, from) + word + line.text.slice(line.caret), caret: from + word.length } : line;
  return { line: next, choices: items.length > 1 && !better ? items : [] };
}

/** The choices in columns, as a shell lists them. */
export function inColumns(items: readonly string[], columns: number, cells: (text: string) => number): string {
  const width = Math.max(...items.map(cells)) + 2;
  const across = Math.max(1, Math.floor(columns / width));
  const rows = Math.ceil(items.length / across);
  const lines = Array.from({ length: rows }, (_, row) =>
    Array.from({ length: across }, (_, i) => items[i * rows + row])
      .filter((item) => item !== undefined)
      .map((item, i, all) => (i === all.length - 1 ? item : item + ' '.repeat(width - cells(item))))
      .join(''),
  );
  return lines.map((text) => `${text}\n`).join('');
}
