// The log and the line being typed as a terminal wants them: text with colours and movements of the caret.

import { placeAfter, type Place } from './cells.ts';
import type { ShellEntry } from './shellLog.ts';

const RESET = '\x1b[0m';
const DIM = '\x1b[90m';
const BOLD = '\x1b[1m';
/** How a program clears the screen. */
const CLEAR = '\x1b[H\x1b[2J';
const RED = '\x1b[31m';
const AMBER = '\x1b[33m';

export const PROMPT = '$ ';
export const MORE = '> ';

export interface Drawn {
  /** With colours, lines ended by CR LF. */
  readonly text: string;
  /** What stands in the last line already, plain: the caret is behind it. */
  readonly rest: string;
}

/** What is printed for some entries, behind a line that already holds `rest`. */
export function drawEntries(entries: readonly ShellEntry[], rest = ''): Drawn {
  let text = '';
  let line = rest;
  const put = (plain: string, before = '', after = ''): void => {
    text += before + plain.replace(/\n/g, '\r\n') + after;
    const at = plain.lastIndexOf('\n');
    line = at < 0 ? line + plain : plain.slice(at + 1);
  };
  const freshLine = (): void => {
    if (line !== '') put('\n');
  };
  for (const { what, text: said } of entries) {
    switch (what) {
      case 'command':
        freshLine();
        put(PROMPT, DIM, RESET);
        put(`${said.replace(/\n/g, `\n${MORE}`)}\n`, BOLD, RESET);
        break;
      case 'out': {
        // What begins with a clear screen (watch, clear) begins at the top.
        const at = said.lastIndexOf(CLEAR);
        if (at >= 0) {
          text += '\x1b[2J\x1b[3J\x1b[H';
          line = '';
        }
        put(visible(at < 0 ? said : said.slice(at + CLEAR.length)));
        break;
      }
      case 'err':
        for (const piece of visible(said).match(/[^\n]*\n|[^\n]+/g) ?? []) put(piece, colourOf(piece), RESET);
        break;
      case 'typed':
        put(said, BOLD, RESET);
        break;
      case 'interrupt':
        put('^C\n');
        break;
      case 'end':
        freshLine();
        break;
      case 'edit':
      case 'edited':
      case 'file':
        break;
    }
  }
  return { text, rest: line };
}

/** Errors stand out, warnings too; what kubectl says of itself with -v stays quiet. */
function colourOf(line: string): string {
  if (/^Warning: /.test(line)) return AMBER;
  if (/^[IW]\d{4} /.test(line)) return DIM;
  return /^(?:error|E\d{4} |F\d{4} |bash: |\S+: )|Error|not found|unable|invalid|forbidden|denied/i.test(line) ? RED : '';
}

/** Control characters of a program are shown, not obeyed. */
// eslint-disable-next-line no-control-regex
const visible = (text: string): string => text.replace(/\r\n?/g, '\n').replace(/[\x00-\x08\x0b-\x1f\x7f]/g, (c) => `^${String.fromCharCode(c.charCodeAt(0) ^ 64)}`);

export interface DrawnLine {
  readonly text: string;
  /** From the end of the content to where the caret is now, and to the end of what was written. */
  readonly caret: Place;
}

/** The prompt and the line, with the caret put where it belongs. */
export function drawLine(prompt: string, line: string, caret: number, rest: string, columns: number): DrawnLine {
  const shown = line.replace(/\n/g, `\n${MORE}`);
  const start = placeAfter(rest, { row: 0, column: 0 }, columns);
  const begin: Place = { row: 0, column: start.column };
  const head = placeAfter(prompt, begin, columns);
  const at = settled(placeAfter(line.slice(0, caret).replace(/\n/g, `\n${MORE}`), head, columns), columns);
  const end = placeAfter(shown, head, columns);
  // At the last column the terminal waits with going on; a blank makes it.
  const wrap = end.column === columns ? ' \r' : '';
  const stop = settled(end, columns);
  const up = stop.row - at.row;
  const back = `${up > 0 ? `\x1b[${up}A` : ''}\r${at.column > 0 ? `\x1b[${at.column}C` : ''}`;
  return { text: `${prompt === '' ? '' : DIM + prompt + RESET}${line === '' ? '' : BOLD + shown.replace(/\n/g, '\r\n') + RESET}${wrap}${back}`, caret: at };
}

const settled = (place: Place, columns: number): Place => (place.column === columns ? { row: place.row + 1, column: 0 } : place);

/** Takes the line away again: from where its caret is, to the end of the content. */
export function eraseLine(caret: Place, rest: string, columns: number): string {
  const { column } = settled(placeAfter(rest, { row: 0, column: 0 }, columns), columns);
  return `${caret.row > 0 ? `\x1b[${caret.row}A` : ''}\r${column > 0 ? `\x1b[${column}C` : ''}\x1b[J`;
}
