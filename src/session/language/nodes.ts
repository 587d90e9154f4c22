// Where in a document a field stands, as errors name it, and what lies there.

import type { MappingNode, ScalarNode, SequenceNode, YamlNode } from '../../sim/api/yaml/parser.ts';
import { parseFieldPath } from '../../sim/api/yaml.ts';

export type Path = readonly (string | number)[];
export { parseFieldPath };

export interface Pair {
  readonly key: YamlNode;
  readonly value: YamlNode;
}

export interface Found {
  /** How many steps of the path lead to it. */
  readonly depth: number;
  readonly node: YamlNode;
  /** Where the last step was a key: it and its value. */
  readonly pair: Pair | undefined;
  /** What the last step was taken in. */
  readonly parent: YamlNode | undefined;
}

export const resolved = (node: YamlNode): YamlNode => (node.kind === 'alias' ? resolved(node.target) : node);
export const isEmptyNode = (node: YamlNode): boolean => node.start.index === node.end.index;
/** A key with nothing behind it, `~` or `null`. */
export const isNullNode = (node: YamlNode): boolean => node.kind === 'scalar' && node.plain && /^(~|null|)$/i.test(node.value);

/** Follows a path as far as it goes. */
export function follow(root: YamlNode, path: Path): Found {
  let found: Found = { depth: 0, node: root, pair: undefined, parent: undefined };
  for (const step of path) {
    const parent = resolved(found.node);
    if (parent.kind === 'sequence') {
      const item = typeof step === 'number' ? parent.items[step] : undefined;
      if (!item) return found;
      found = { depth: found.depth + 1, node: item, pair: undefined, parent };
    } else if (parent.kind === 'mapping') {
      const pair = pairOf(parent, String(step));
      if (!pair) return found;
      found = { depth: found.depth + 1, node: pair.value, pair, parent };
    } else return found;
  }
  return found;
}

/** The node at a path, if there is one. */
export function nodeAt(root: YamlNode, path: Path): YamlNode | undefined {
  const found = follow(root, path);
  return found.depth === path.length ? resolved(found.node) : undefined;
}

export function mappingAt(root: YamlNode, path: Path): MappingNode | undefined {
  const node = nodeAt(root, path);
  return node?.kind === 'mapping' ? node : undefined;
}

/** Of two equal keys the last one counts. */
export function pairOf(node: MappingNode, name: string): Pair | undefined {
  for (let i = node.pairs.length - 1; i >= 0; i--) {
    const pair = node.pairs[i] as Pair;
    if (pair.key.kind === 'scalar' && pair.key.value === name) return pair;
  }
  return undefined;
}

export const keyText = (pair: Pair): string => (pair.key.kind === 'scalar' ? pair.key.value : '');

export interface Range {
  readonly from: number;
  readonly to: number;
}

/** What to underline for a path: the value or the key, or, where there is no such field, the key of the one above it. */
export function rangeOf(text: string, root: YamlNode | undefined, path: Path, part: 'key' | 'value'): Range {
  if (!root) return firstLine(text, 0, text.length);
  const found = follow(root, path);
  const { node, pair } = found;
  const whole = found.depth === path.length;
  const shown = pair && (part === 'key' || !whole || isEmptyNode(node) || isBelow(pair)) ? pair.key : node;
  return firstLine(text, shown.start.index, shown.end.index);
}

/** A block begins on the line under its key. */
const isBelow = ({ key, value }: Pair): boolean => value.start.line !== key.end.line;

/** No mark goes over the end of its first line that is not empty. */
export function firstLine(text: string, from: number, to: number): Range {
  let start = from;
  while (start < to && /\s/.test(text[start] as string)) start++;
  if (start >= to) start = from;
  const line = text.indexOf('\n', start);
  let end = line < 0 ? to : Math.min(line, to);
  while (end > start && /\s/.test(text[end - 1] as string)) end--;
  return { from: start, to: Math.max(end, Math.min(start + 1, text.length)) };
}

export interface ScalarPlace {
  readonly node: ScalarNode;
  readonly path: Path;
}

/** All scalars that are values, in order. */
export function* scalars(node: YamlNode, path: Path = []): Generator<ScalarPlace> {
  const at = node.kind === 'alias' ? undefined : node;
  if (!at) return;
  if (at.kind === 'scalar') yield { node: at, path };
  else if (at.kind === 'sequence') for (const [i, item] of at.items.entries()) yield* scalars(item, [...path, i]);
  else for (const pair of at.pairs) yield* scalars(pair.value, [...path, keyText(pair)]);
}

export interface DuplicateKey {
  readonly key: YamlNode;
  readonly name: string;
}

/** Keys that come again in the same mapping; YAML as kubectl reads it keeps the last without a word. */
export function* duplicateKeys(node: YamlNode): Generator<DuplicateKey> {
  if (node.kind === 'sequence') for (const item of (node as SequenceNode).items) yield* duplicateKeys(item);
  if (node.kind !== 'mapping') return;
  const seen = new Set<string>();
  for (const pair of node.pairs) {
    const name = keyText(pair);
    if (seen.has(name) && name !== '<<') yield { key: pair.key, name };
    seen.add(name);
    yield* duplicateKeys(pair.value);
  }
}
