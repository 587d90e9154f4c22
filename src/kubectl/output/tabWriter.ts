// Text in columns: cells end with a tab, and the cells of lines that follow each other are padded to the widest of their
// column. A column ends where a line has no such cell.
// Upstream: text/tabwriter, github.com/liggitt/tabwriter (which remembers widths from one flush to the next)

export interface TabOptions {
  readonly minWidth: number;
  readonly padding: number;
  /** Columns never become narrower than they were, also after a flush. */
  readonly remember: boolean;
}

/** As kubectl get prints its tables. */
export const TABLE_TABS: TabOptions = { minWidth: 6, padding: 3, remember: true };

export class TabWriter {
  private readonly options: TabOptions;
  private lines: string[][] = [[]];
  private cell = '';
  private remembered: number[] = [];
  private out = '';

  constructor(options: TabOptions = TABLE_TABS) {
    this.options = options;
  }

  write(text: string): void {
    for (const part of text.split(/(?<=[\t\n\f])/)) {
      const end = part[part.length - 1];
      if (end !== '\t' && end !== '\n' && end !== '\f') {
        this.cell += part;
        continue;
      }
      const line = this.lines[this.lines.length - 1] as string[];
      line.push(this.cell + part.slice(0, -1));
      this.cell = '';
      if (end === '\t') continue;
      this.lines.push([]);
      // A line of one cell belongs to no column.
      if (line.length === 1 || end === '\f') this.format();
    }
  }

  forgetWidths(): void {
    this.remembered = [];
  }

  /** What has been written since the last call, in columns. */
  flush(): string {
    if (this.cell !== '') {
      (this.lines[this.lines.length - 1] as string[]).push(this.cell);
      this.cell = '';
    }
    this.format();
    const text = this.out;
    this.out = '';
    return text;
  }

  private format(): void {
    this.block(0, this.lines.length, []);
    this.lines = [[]];
  }

  private block(from: number, to: number, widths: readonly number[]): void {
    const column = widths.length;
    let start = from;
    for (let i = from; i < to; i++) {
      if (column >= this.cells(i) - 1) continue;
      this.print(start, i, widths);
      start = i;
      let width = this.options.minWidth;
      for (; i < to && column < this.cells(i) - 1; i++) width = Math.max(width, columns((this.lines[i] as string[])[column] as string) + this.options.padding);
      if (this.options.remember) {
        width = Math.max(width, this.remembered[column] ?? 0);
        this.remembered[column] = width;
      }
      this.block(start, i, [...widths, width]);
      start = i;
      i--;
    }
    this.print(start, to, widths);
  }

  private cells(line: number): number {
    return (this.lines[line] as string[]).length;
  }

  private print(from: number, to: number, widths: readonly number[]): void {
    for (let i = from; i < to; i++) {
      const line = this.lines[i] as string[];
      line.forEach((cell, k) => {
        const width = widths[k];
        this.out += width === undefined ? cell : cell + ' '.repeat(Math.max(width - columns(cell), 0));
      });
      if (i + 1 < this.lines.length) this.out += '\n';
    }
  }
}

/** Go counts characters, however wide they are. */
function columns(text: string): number {
  let n = 0;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c < 0xdc00 || c > 0xdfff) n++;
  }
  return n;
}

/** Control characters that could move the cursor are shown instead of sent. */
export const escapeTerminal = (text: string): string => (/[\x1b\r]/.test(text) ? text.replaceAll('\x1b', '^[').replaceAll('\r', '\\r') : text);
