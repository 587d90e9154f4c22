// How many cells of the terminal a text takes: Hangul, Han and Kana two, marks that sit on others none. It must agree with
// xterm's Unicode 11 tables, or the caret would stand beside its letter.

/** Wide characters, as pairs of first and last. */
const WIDE: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x231a, 0x231b],
  [0x2e80, 0x303e],
  [0x3041, 0x33ff],
  [0x3400, 0x4dbf],
  [0x4e00, 0x9fff],
  [0xa000, 0xa4cf],
  [0xa960, 0xa97f],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe30, 0xfe6f],
  [0xff00, 0xff60],
  [0xffe0, 0xffe6],
  [0x1f300, 0x1f64f],
  [0x1f680, 0x1f6ff],
  [0x1f900, 0x1f9ff],
  [0x20000, 0x3fffd],
];

const NONE = /[\u0300-\u036f\u1160-\u11ff\u200b-\u200f\ufe00-\ufe0f]/;

export function cellsOfChar(char: string): 0 | 1 | 2 {
  const code = char.codePointAt(0) ?? 0;
  if (code < 0x300) return 1;
  if (NONE.test(char)) return 0;
  return WIDE.some(([from, to]) => code >= from && code <= to) ? 2 : 1;
}

export function cellsOf(text: string): number {
  let cells = 0;
  for (const char of text) cells += cellsOfChar(char);
  return cells;
}

export interface Place {
  readonly row: number;
  readonly column: number;
}

/** Where writing a text leads from a place, in a terminal of so many columns: a wide character is never cut in two. */
export function placeAfter(text: string, from: Place, columns: number): Place {
  let { row, column } = from;
  for (const char of text) {
    if (char === '\n') {
      row++;
      column = 0;
      continue;
    }
    const cells = cellsOfChar(char);
    if (column + cells > columns) {
      row++;
      column = 0;
    }
    column += cells;
  }
  return { row, column };
}
