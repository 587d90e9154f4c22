// What Tab, Shift+Tab and Enter do to the text of the plain editor: edits, computed from text and selection alone.

import { difference, type TextEdit } from './textView.ts';

export interface Typed {
  readonly edit: TextEdit;
  /** The selection afterwards. */
  readonly from: number;
  readonly to: number;
}

const INDENT = '  ';

/** Two blanks at the caret, or every selected line two deeper. */
export function typedTab(text: string, from: number, to: number, back: boolean): Typed | undefined {
  if (from === to && !back) return { edit: { from, to, text: INDENT }, from: from + 2, to: from + 2 };
  const start = text.lastIndexOf('\n', from - 1) + 1;
  const end = text.indexOf('\n', to > from ? to - 1 : to);
  const stop = end < 0 ? text.length : end;
  const before = text.slice(start, stop);
  const lines = before.split('\n');
  const after = lines.map((line) => (back ? line.replace(/^ {1,2}/, '') : line === '' ? line : INDENT + line)).join('\n');
  if (after === before) return undefined;
  const first = (after.split('\n')[0] as string).length - (lines[0] as string).length;
  const edit = difference(text, text.slice(0, start) + after + text.slice(stop)) as TextEdit;
  return { edit, from: Math.max(start, from + first), to: to + after.length - before.length };
}

/** A new line as deep as the one above, deeper behind a colon, beneath the first key of a list's item. */
export function typedEnter(text: string, from: number, to: number): Typed {
  const line = text.slice(text.lastIndexOf('\n', from - 1) + 1, from);
  const lead = /^ */.exec(line)?.[0] ?? '';
  const dash = /^ *((?:- +)+)\S/.exec(line)?.[1] ?? '';
  const deeper = /:\s*$/.test(line) ? INDENT : '';
  const insert = `\n${lead}${' '.repeat(dash.length)}${deeper}`;
  return { edit: { from, to, text: insert }, from: from + insert.length, to: from + insert.length };
}
