// Where in a manifest the cursor stands: in which document, in which mapping, at a key or at a value. Worked out from the
// lines above by their indentation, so that it also works in the middle of typing.

import { flowPath, type FlowPlace } from './flowPath.ts';
import { linesOf, type ManifestLine } from './lines.ts';
import type { Path } from './nodes.ts';

export interface CursorPlace extends FlowPlace {
  readonly apiVersion: string;
  readonly kind: string;
  /** The document's own part of the text. */
  readonly from: number;
  readonly to: number;
  /** Within brackets: everything stays on one line. */
  readonly flow: boolean;
  /** There is nothing else in the document. */
  readonly empty: boolean;
}

export function cursorPlace(text: string, offset: number): CursorPlace | undefined {
  const region = regionAt(text, offset);
  if (!region) return undefined;
  const own = text.slice(region.from, region.to);
  const lines = linesOf(own);
  const at = offset - region.from;
  const number = lines.filter((line) => line.from <= at).length - 1;
  const line = lines[number];
  if (!line || inText(line) || inComment(line, at - line.from)) return undefined;
  const head = { ...region, apiVersion: topValue(lines, 'apiVersion'), kind: topValue(lines, 'kind') };
  const column = at - line.from;
  const found = line.key !== undefined && column >= line.valueColumn && /[ \t]/.test(line.text[line.text.indexOf(':', line.column) + 1] ?? '') ? valuePlace(lines, number, column) : keyPlace(lines, number, column);
  return { ...head, ...found, wordFrom: region.from + line.from + found.wordFrom, wordTo: region.from + line.from + found.wordTo, empty: lines.every((l, i) => i === number || l.idle) && !head.kind };
}

type Found = Pick<CursorPlace, 'place' | 'path' | 'word' | 'siblings' | 'flow' | 'valued'> & { readonly wordFrom: number; readonly wordTo: number };

function keyPlace(lines: readonly ManifestLine[], number: number, column: number): Found {
  const line = lines[number] as ManifestLine;
  const blank = line.text.trim() === '';
  const keyColumn = blank ? column : Math.min(line.column, column);
  const end = line.key !== undefined ? line.text.indexOf(':', line.column) : line.column + (/^[^\s:#]*/.exec(line.text.slice(line.column))?.[0].length ?? 0);
  return {
    place: 'key',
    path: pathAt(lines, number, keyColumn),
    word: line.text.slice(keyColumn, column),
    wordFrom: keyColumn,
    wordTo: blank ? column : Math.max(column, end),
    siblings: siblingsOf(lines, number, keyColumn),
    flow: false,
    valued: line.key !== undefined,
  };
}

function valuePlace(lines: readonly ManifestLine[], number: number, column: number): Found {
  const line = lines[number] as ManifestLine;
  const path = [...pathAt(lines, number, line.column), line.key as string];
  if (/^[{[]/.test(line.value)) {
    const inner = flowPath(line.text.slice(line.valueColumn), column - line.valueColumn);
    if (inner) return { ...inner, path: [...path, ...inner.path], wordFrom: line.valueColumn + inner.wordFrom, wordTo: line.valueColumn + inner.wordTo, flow: true, valued: inner.valued };
  }
  return { place: 'value', path, word: line.text.slice(line.valueColumn, column), wordFrom: line.valueColumn, wordTo: line.valueColumn + line.value.length, siblings: NOTHING, flow: false, valued: true };
}

const NOTHING: ReadonlySet<string> = new Set();

/** The path of the mapping whose keys begin in this column on this line. */
export function pathAt(lines: readonly ManifestLine[], number: number, keyColumn: number): Path {
  const path: (string | number)[] = [];
  let column = keyColumn;
  // Behind a dash the parent may stand in the same column as the dash.
  let inList = false;
  for (let i = number; i >= 0; i--) {
    const line = lines[i] as ManifestLine;
    if (line.idle && i !== number) continue;
    if (i !== number && line.key !== undefined && (inList ? line.column <= column : line.column < column) && line.value === '') {
      path.unshift(line.key);
      column = line.column;
      inList = false;
    }
    for (const dash of [...line.dashes].reverse()) {
      if (inList ? dash === column : dash < column) {
        if (inList) path[0] = Number(path[0]) + 1;
        else path.unshift(0);
        column = dash;
        inList = true;
      }
    }
    if (column === 0 && !inList) break;
  }
  return path;
}

function siblingsOf(lines: readonly ManifestLine[], number: number, column: number): ReadonlySet<string> {
  const out = new Set<string>();
  const startsItem = (line: ManifestLine): boolean => line.dashes.some((dash) => dash < column);
  const note = (line: ManifestLine): void => {
    if (line.column === column && line.key !== undefined) out.add(line.key);
  };
  if (!startsItem(lines[number] as ManifestLine)) {
    for (let i = number - 1; i >= 0; i--) {
      const line = lines[i] as ManifestLine;
      if (line.idle) continue;
      if (line.column < column && !line.dashes.some((dash) => dash >= column)) break;
      note(line);
      if (startsItem(line) && line.column <= column) break;
    }
  }
  for (let i = number + 1; i < lines.length; i++) {
    const line = lines[i] as ManifestLine;
    if (line.idle) continue;
    if (startsItem(line) || line.column < column) break;
    note(line);
  }
  return out;
}

function topValue(lines: readonly ManifestLine[], key: string): string {
  const line = lines.find((l) => !l.idle && l.column === 0 && l.dashes.length === 0 && l.key === key);
  return line ? line.value.replace(/^["'](.*)["']$/, '$1') : '';
}

/** Within a block of text. */
const inText = (line: ManifestLine): boolean => line.idle && line.text.trim() !== '' && !line.text.trim().startsWith('#');

const inComment = (line: ManifestLine, column: number): boolean => /(^|[ \t])#/.test(line.text.slice(0, column)) && !/["']/.test(line.text.slice(0, column));

/** The document around a place, without the lines of dashes; undefined on such a line. */
export function regionAt(text: string, offset: number): { readonly from: number; readonly to: number } | undefined {
  let from = 0;
  for (const m of text.matchAll(/^---.*$/gm)) {
    const end = m.index + m[0].length;
    if (offset < m.index) return { from, to: m.index };
    if (offset <= end) return m.index === offset && from < m.index ? { from, to: m.index } : undefined;
    from = Math.min(end + 1, text.length);
  }
  return { from, to: text.length };
}
