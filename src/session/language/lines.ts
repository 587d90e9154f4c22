// A manifest by its lines: what is key, dash and value by looks alone. It works on text that is no YAML yet, as it is
// while somebody types.

export interface ManifestLine {
  /** Of its first character, in the text that was given. */
  readonly from: number;
  readonly text: string;
  /** Columns of the dashes in front. */
  readonly dashes: readonly number[];
  /** Where the content behind blanks and dashes begins. */
  readonly column: number;
  readonly key: string | undefined;
  /** Of what follows the colon; the end of the line where there is nothing. */
  readonly valueColumn: number;
  readonly value: string;
  /** Nothing to build on: blank, a comment, or a line of a text block. */
  readonly idle: boolean;
}

const KEY = /^("(?:[^"\\]|\\.)*"|'[^']*'|[A-Za-z_$][\w.$/-]*)[ \t]*:(?=[ \t]|$)/;

export function linesOf(text: string): readonly ManifestLine[] {
  const out: ManifestLine[] = [];
  let from = 0;
  let blockBelow = -1;
  for (const raw of text.split('\n')) {
    const line = lineOf(raw.replace(/\r$/, ''), from);
    const indent = raw.length - raw.trimStart().length;
    const inBlock = blockBelow >= 0 && (raw.trim() === '' || indent > blockBelow);
    out.push(inBlock ? { ...line, idle: true } : line);
    if (!inBlock) blockBelow = /^[|>][-+0-9]*[ \t]*(#.*)?$/.test(line.value) ? (line.key === undefined ? (line.dashes[line.dashes.length - 1] ?? 0) : line.column) : -1;
    from += raw.length + 1;
  }
  return out;
}

function lineOf(text: string, from: number): ManifestLine {
  const dashes: number[] = [];
  let column = /^[ \t]*/.exec(text)?.[0].length ?? 0;
  for (;;) {
    const dash = /^-([ \t]+|$)/.exec(text.slice(column));
    if (!dash) break;
    dashes.push(column);
    column += dash[0].length;
  }
  const rest = text.slice(column);
  const key = KEY.exec(rest);
  const behind = key ? column + key[0].length : column;
  const valueColumn = behind + (/^[ \t]*/.exec(text.slice(behind))?.[0].length ?? 0);
  return {
    from,
    text,
    dashes,
    column,
    key: key ? unquoted(key[1] as string) : undefined,
    valueColumn,
    value: text.slice(valueColumn).replace(/(^|[ \t]+)#.*$/, '').trimEnd(),
    idle: dashes.length === 0 && (rest === '' || rest.startsWith('#')),
  };
}

const unquoted = (text: string): string => (/^["']/.test(text) ? text.slice(1, -1) : text);
