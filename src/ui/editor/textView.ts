// What the panel needs of whatever holds the text: the plain editor, which is there at once, or Monaco, which takes over.

import type { Problem } from '../../session/protocol.ts';

export interface TextEdit {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

export interface ViewState {
  /** Offsets; the head is where the caret is. */
  readonly anchor: number;
  readonly head: number;
  readonly left: number;
  readonly top: number;
}

export interface TextView {
  focus(): void;
  hasFocus(): boolean;
  text(): string;
  state(): ViewState;
  restore(state: ViewState): void;
  /** One step of undo. */
  edit(edits: readonly TextEdit[]): void;
  undo(): void;
  redo(): void;
  /** Puts the caret at a place and brings it into sight. */
  reveal(from: number, to: number): void;
  /** CSS pixels from the top of the view to the top of a line, from 0; below the last line for the one after it. */
  lineTop(line: number): number;
  readonly lineHeight: number;
  /** Where the text begins, in CSS pixels from the left edge. */
  readonly textLeft: number;
  /** Hears of scrolling and of lines that move. */
  onLayout(listener: () => void): () => void;
}

/** The shortest single edit that leads from one text to the other, so that carets and folds elsewhere stay. */
export function difference(before: string, after: string): TextEdit | undefined {
  if (before === after) return undefined;
  const most = Math.min(before.length, after.length);
  let start = 0;
  while (start < most && before[start] === after[start]) start++;
  let end = 0;
  while (end < most - start && before[before.length - 1 - end] === after[after.length - 1 - end]) end++;
  return { from: start, to: before.length - end, text: after.slice(start, after.length - end) };
}

/** Ranges of a text after it has changed; those that the change touches are dropped. */
export function moved<R extends { readonly from: number; readonly to: number }>(ranges: readonly R[], before: string, after: string): readonly R[] {
  const edit = difference(before, after);
  if (!edit) return ranges;
  const by = edit.text.length - (edit.to - edit.from);
  return ranges.flatMap((range) => {
    if (range.to < edit.from) return [range];
    return range.from >= edit.to && edit.to > edit.from - 1 && range.from > edit.from ? [{ ...range, from: range.from + by, to: range.to + by }] : [];
  });
}

/** Mistakes of a text after it has changed; one whose fix was touched keeps its words and offers the fix no more. */
export function movedProblems(problems: readonly Problem[], before: string, after: string): readonly Problem[] {
  return moved(problems, before, after).map((problem) => {
    const { fix, ...rest } = problem;
    if (!fix || before === after) return problem;
    const edits = moved(fix.edits, before, after);
    return edits.length === fix.edits.length ? { ...rest, fix: { ...fix, edits } } : rest;
  });
}

export const lineOf = (text: string, offset: number): number => {
  let line = 0;
  for (let i = text.indexOf('\n'); i >= 0 && i < offset; i = text.indexOf('\n', i + 1)) line++;
  return line;
};
