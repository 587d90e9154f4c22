// Where a YAML reader stands in a text, and what may start, end or break a word there.
// Lines and columns count from zero; a pair of surrogates is one column.

/** A place in a text: offset in UTF-16 units, line and column from zero. */
export interface Mark {
  readonly index: number;
  readonly line: number;
  readonly column: number;
}

/** A document that cannot be read. `line` is the number go-yaml names in its message (0: none); `mark` is the true place. */
export class YamlError extends Error {
  override readonly name = 'YamlError';
  readonly problem: string;
  readonly line: number;
  readonly mark: Mark | undefined;
  /** `prefix`: empty where the fault is not of the YAML but of what JSON cannot hold. */
  constructor(problem: string, line = 0, mark?: Mark, prefix = 'yaml: ') {
    super(line ? `${prefix}line ${line}: ${problem}` : prefix + problem);
    this.problem = problem;
    this.line = line;
    this.mark = mark;
  }
}

export const TAB = 9;
export const LF = 10;
export const CR = 13;
export const SPACE = 32;

/** Characters of a text one after the other; 0 stands for its end. */
export class Cursor {
  readonly text: string;
  pos: number;
  line = 0;
  column = 0;

  constructor(text: string, start = 0) {
    this.text = text;
    this.pos = start;
  }

  at(ahead = 0): number {
    const i = this.pos + ahead;
    return i < this.text.length ? this.text.charCodeAt(i) : 0;
  }

  mark(): Mark {
    return { index: this.pos, line: this.line, column: this.column };
  }

  skip(): void {
    const code = this.at();
    this.pos += code >= 0xd800 && code <= 0xdbff ? 2 : 1;
    this.column++;
  }

  /** Over one line break, and the text that it stands for. */
  lineBreak(): string {
    const code = this.at();
    this.pos += code === CR && this.at(1) === LF ? 2 : 1;
    this.line++;
    this.column = 0;
    return code === 0x2028 || code === 0x2029 ? String.fromCharCode(code) : '\n';
  }

  skipComment(): void {
    if (this.at() !== 35) return;
    while (!isBreakOrEnd(this.at())) this.skip();
  }

  skipBlanks(): void {
    while (isBlank(this.at())) this.skip();
  }

  /** `---` or `...` at the start of a line, followed by white space. */
  atDocumentMarker(): boolean {
    if (this.column !== 0) return false;
    const c = this.at();
    return (c === 45 || c === 46) && this.at(1) === c && this.at(2) === c && isBlankOrEnd(this.at(3));
  }
}

export const isBlank = (c: number): boolean => c === SPACE || c === TAB;
export const isBreak = (c: number): boolean => c === LF || c === CR || c === 0x85 || c === 0x2028 || c === 0x2029;
export const isBreakOrEnd = (c: number): boolean => c === 0 || isBreak(c);
export const isBlankOrEnd = (c: number): boolean => c === SPACE || c === TAB || c === 0 || isBreak(c);
export const isDigit = (c: number): boolean => c >= 48 && c <= 57;
/** Letters, digits, `_` and `-`. */
export const isWord = (c: number): boolean => isDigit(c) || (c >= 65 && c <= 90) || (c >= 97 && c <= 122) || c === 95 || c === 45;
