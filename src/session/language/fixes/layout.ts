// Fixes for text that is no YAML: tabs, a line that is indented wrongly, a colon without a blank, a value with a colon.

import { decodeInto } from '../../../sim/api/schema/decode.ts';
import { parseDocuments } from '../../../sim/api/yaml.ts';
import { misfits } from '../misfits.ts';
import { typeFor } from '../refusals.ts';
import { applyEdits, type Edit } from '../textEdits.ts';
import type { DocumentFix, FixContext } from './fixContext.ts';

/** For documents that cannot be read: the first repair with which they can. */
export function layoutFix({ document }: FixContext): DocumentFix | undefined {
  const { text, error } = document;
  if (!error) return undefined;
  return tabs(text) ?? colonBlank(text, error.line) ?? colonInValue(text, error.line) ?? indentation(text, error.line);
}

const readable = (text: string): boolean => read(text) !== undefined;

function read(text: string): { readonly value: unknown } | undefined {
  const documents = parseDocuments(text);
  const [only] = documents;
  return documents.length === 1 && only && !only.error ? only : undefined;
}

function tabs(text: string): DocumentFix | undefined {
  if (!/^[ ]*\t/m.test(text)) return undefined;
  for (const width of [2, 4, 8]) {
    const edits = [...text.matchAll(/^[ \t]*\t[ \t]*/gm)].map((m): Edit => ({ from: m.index, to: m.index + m[0].length, text: m[0].replaceAll('\t', ' '.repeat(width)) }));
    if (readable(applyEdits(text, edits))) return { name: 'Tabs', params: { width: String(width) }, edits };
  }
  return undefined;
}

interface Line {
  readonly from: number;
  readonly text: string;
}

function linesOf(text: string): readonly Line[] {
  let at = 0;
  return text.split('\n').map((line) => {
    const from = at;
    at += line.length + 1;
    return { from, text: line };
  });
}

/** The line of an error is where reading stopped; the cause lies there or a little above. */
const near = (lines: readonly Line[], line: number): readonly number[] => [line, line - 1, line + 1, line - 2].filter((i) => lines[i] !== undefined && (lines[i] as Line).text.trim() !== '');

function colonBlank(text: string, at: number): DocumentFix | undefined {
  const lines = linesOf(text);
  for (const i of near(lines, at)) {
    const { from, text: line } = lines[i] as Line;
    const m = /^(\s*(?:- +)*"?[A-Za-z][\w./-]*"?):([^\s/:].*)$/.exec(line);
    if (!m) continue;
    const colon = from + (m[1] as string).length + 1;
    const edits = [{ from: colon, to: colon, text: ' ' }];
    if (readable(applyEdits(text, edits))) return { name: 'Space', params: { field: (m[1] as string).trim() }, edits };
  }
  return undefined;
}

function colonInValue(text: string, at: number): DocumentFix | undefined {
  const lines = linesOf(text);
  for (const i of near(lines, at)) {
    const { from, text: line } = lines[i] as Line;
    const m = /^(\s*(?:- +)*([A-Za-z][\w./-]*): +)([^"'{[\s#].*: .*?)\s*$/.exec(line);
    if (!m) continue;
    const [, head = '', field = '', value = ''] = m;
    const to = field === 'image' ? value.replace(/: +/, ':') : JSON.stringify(value);
    const edits = [{ from: from + head.length, to: from + head.length + value.length, text: to }];
    if (readable(applyEdits(text, edits))) return { name: 'QuoteText', params: { value: to }, edits };
  }
  return undefined;
}

/** Tries other indentations of the lines around the fault; the one with the fewest oddities left wins. */
function indentation(text: string, at: number): DocumentFix | undefined {
  const lines = linesOf(text);
  const levels = levelsAbove(lines, at);
  let best: { readonly score: number; readonly line: number; readonly edits: readonly Edit[] } | undefined;
  for (const i of near(lines, at)) {
    const now = indentOf((lines[i] as Line).text);
    for (const level of levels) {
      if (level === now) continue;
      for (const last of blocksFrom(lines, i)) {
        const edits = reindented(lines, i, last, level - now);
        const value = edits && read(applyEdits(text, edits))?.value;
        if (!edits || value === undefined) continue;
        const score = oddities(value) * 100 + Math.abs(level - now) + (last - i) * 0.1 + Math.abs(i - at) * 0.5;
        if (!best || score < best.score) best = { score, line: i, edits };
      }
    }
  }
  return best && best.score < 100 ? { name: 'Indent', params: { line: String(best.line + 1) }, edits: best.edits } : undefined;
}

const indentOf = (line: string): number => line.length - line.trimStart().length;

function levelsAbove(lines: readonly Line[], at: number): readonly number[] {
  const levels = new Set<number>([0]);
  for (let i = Math.max(0, at - 40); i <= Math.min(lines.length - 1, at + 2); i++) {
    const { text } = lines[i] as Line;
    if (text.trim() === '') continue;
    const indent = indentOf(text);
    levels.add(indent);
    levels.add(indent + 2);
    const dash = /^\s*- +/.exec(text);
    if (dash) levels.add(dash[0].length);
  }
  return [...levels];
}

/** The line alone; with what is deeper; with all that is at least as deep. */
function blocksFrom(lines: readonly Line[], first: number): readonly number[] {
  const indent = indentOf((lines[first] as Line).text);
  const until = (deep: (n: number) => boolean): number => {
    let last = first;
    for (let i = first + 1; i < lines.length; i++) {
      const { text } = lines[i] as Line;
      if (text.trim() === '') continue;
      if (!deep(indentOf(text))) break;
      last = i;
    }
    return last;
  };
  return [...new Set([first, until((n) => n > indent), until((n) => n >= indent)])];
}

function reindented(lines: readonly Line[], first: number, last: number, by: number): readonly Edit[] | undefined {
  const edits: Edit[] = [];
  for (let i = first; i <= last; i++) {
    const { from, text } = lines[i] as Line;
    if (text.trim() === '') continue;
    const indent = indentOf(text);
    if (indent + by < 0) return undefined;
    edits.push({ from, to: from + indent, text: ' '.repeat(indent + by) });
  }
  return edits;
}

/** How much of a value its kind does not know. */
function oddities(value: unknown): number {
  const type = typeFor(value);
  if (!type) return 0.5;
  const wrong = [...misfits(type, value)].length;
  return wrong > 0 ? wrong : decodeInto(type, value, true).strictErrors.length;
}
