// Changes to the text of a manifest that leave everything else as somebody wrote it: comments, order, indentation, quotes.

import { isObject } from '../../base/json.ts';
import { toYaml } from '../../sim/api/yaml.ts';
import type { MappingNode, YamlNode } from '../../sim/api/yaml/parser.ts';
import { isNullNode, mappingAt, nodeAt, pairOf, resolved, type Pair, type Path } from './nodes.ts';

export interface Edit {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

export function applyEdits(text: string, edits: readonly Edit[]): string {
  let out = text;
  for (const edit of [...edits].sort((a, b) => b.from - a.from || b.to - a.to)) out = out.slice(0, edit.from) + edit.text + out.slice(edit.to);
  return out;
}

export const lineStart = (text: string, at: number): number => text.lastIndexOf('\n', at - 1) + 1;
export const lineEnd = (text: string, at: number): number => {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end;
};

/** Behind the last line of a block that says something; comments below it belong to what follows. */
export function blockEnd(text: string, node: YamlNode): number {
  let end = Math.min(node.end.index, text.length);
  for (;;) {
    const before = end;
    while (end > node.start.index && /\s/.test(text[end - 1] as string)) end--;
    const start = lineStart(text, end);
    if (start > node.start.index && /^\s*#/.test(text.slice(start, end))) end = start;
    if (end === before) break;
  }
  return lineEnd(text, end);
}

/** Where the block of a pair ends: its value may stand on the line of the key. */
export const pairEnd = (text: string, pair: Pair): number => Math.max(lineEnd(text, pair.key.end.index), blockEnd(text, pair.value));

export type Fields = { readonly [name: string]: unknown };

/** Puts fields into the mapping at a path, which is made where it is missing; before the first of `before` that is there. */
export function insertFields(text: string, root: YamlNode, path: Path, fields: Fields, before: readonly string[] = []): Edit | undefined {
  const holder = nodeAt(root, path);
  if (holder?.kind === 'mapping') return holder.pairs.length > 0 ? insertInto(text, holder, fields, before) : replaceNode(holder, flowText(fields));
  if ((holder && !isNullNode(holder)) || path.length === 0) return undefined;
  const key = path[path.length - 1];
  if (typeof key !== 'string') return undefined;
  const above = path.slice(0, -1);
  const parent = mappingAt(root, above);
  const pair = parent && pairOf(parent, key);
  return pair ? fillEmpty(text, pair, fields) : insertFields(text, root, above, { [key]: fields }, ORDER[key] ?? []);
}

export const insertField = (text: string, root: YamlNode, path: Path, name: string, value: unknown, before: readonly string[] = []): Edit | undefined =>
  insertFields(text, root, path, { [name]: value }, before);

/** Before which neighbours a mapping that is made anew has its usual place. */
const ORDER: Readonly<Record<string, readonly string[]>> = { metadata: ['spec', 'data', 'stringData'], labels: ['annotations'] };

function insertInto(text: string, mapping: MappingNode, fields: Fields, before: readonly string[]): Edit {
  const first = mapping.pairs[0] as Pair;
  if (text[mapping.start.index] === '{') {
    const at = mapping.start.index + 1;
    return { from: at, to: at, text: ` ${flowPairs(fields)},` };
  }
  const block = indented(fieldsText(fields), first.key.start.column);
  const next = before.map((key) => pairOf(mapping, key)).find((pair) => pair !== undefined);
  // The first field of a list's item shares its line with the dash.
  const onDash = (pair: Pair): boolean => text.slice(lineStart(text, pair.key.start.index), pair.key.start.index).trim() !== '';
  if (next && !onDash(next)) {
    const at = lineStart(text, next.key.start.index);
    return { from: at, to: at, text: `${block}\n` };
  }
  const at = pairEnd(text, next ?? (mapping.pairs[mapping.pairs.length - 1] as Pair));
  return { from: at, to: at, text: `\n${block}` };
}

/** Behind a key with nothing, `~` or `null`. */
function fillEmpty(text: string, pair: Pair, fields: Fields): Edit {
  const { start, end } = pair.value;
  if (start.index < end.index) return { from: start.index, to: end.index, text: flowText(fields) };
  const at = lineEnd(text, pair.key.end.index);
  return { from: at, to: at, text: `\n${indented(fieldsText(fields), pair.key.start.column + 2)}` };
}

const fieldsText = (fields: Fields): string => toYaml(fields).replace(/\n$/, '');

export const indented = (block: string, by: number): string => block.split('\n').map((line) => (line === '' ? line : ' '.repeat(by) + line)).join('\n');

/** On one line: `{ app: web }` */
export function flowText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flowText).join(', ')}]`;
  if (!isObject(value)) return scalarText(value);
  return Object.keys(value).length ? `{ ${flowPairs(value)} }` : '{}';
}

const flowPairs = (fields: Fields): string =>
  Object.entries(fields)
    .map(([key, inner]) => `${scalarText(key)}: ${flowText(inner)}`)
    .join(', ');

/** A scalar as YAML prints it; within brackets commas need quotes too. */
export function scalarText(value: unknown): string {
  const text = toYaml(value).replace(/\n$/, '');
  return typeof value === 'string' && /[,[\]{}]/.test(value) && !/^["']/.test(text) ? JSON.stringify(value) : text;
}

export const replaceNode = (node: YamlNode, text: string): Edit => ({ from: node.start.index, to: node.end.index, text });

/** Cuts a pair out and puts it at the end of another block mapping. */
export function movePair(text: string, pair: Pair, into: MappingNode): readonly Edit[] | undefined {
  const first = into.pairs[0];
  if (!first || text[into.start.index] === '{') return undefined;
  const start = lineStart(text, pair.key.start.index);
  if (text.slice(start, pair.key.start.index).trim() !== '') return undefined;
  const end = pairEnd(text, pair);
  const by = first.key.start.column - pair.key.start.column;
  const block = shifted(text.slice(start, end), by);
  const at = pairEnd(text, into.pairs[into.pairs.length - 1] as Pair);
  // What stands right below its new place stays there and moves sideways.
  if (start >= at && text.slice(at, start).trim() === '') return [{ from: start, to: end, text: block }];
  return [
    { from: at, to: at, text: `\n${block}` },
    { from: Math.max(0, start - 1), to: end, text: '' },
  ];
}

export const shifted = (block: string, by: number): string =>
  block
    .split('\n')
    .map((line) => (line.trim() === '' ? line : by >= 0 ? ' '.repeat(by) + line : line.slice(Math.min(-by, line.length - line.trimStart().length))))
    .join('\n');

export const isBlockMapping = (text: string, node: YamlNode | undefined): node is MappingNode => node !== undefined && resolved(node).kind === 'mapping' && text[node.start.index] !== '{';
