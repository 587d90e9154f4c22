// Where in a manifest a field stands: from `spec.containers[0].image`, as errors name it, to line and column, for the
// markers of an editor.

import type { YamlDocument } from './documents.ts';
import { YamlError, type Mark } from './cursor.ts';
import { parseYamlDocument, type MappingNode, type YamlNode } from './parser.ts';

export type FieldPath = readonly (string | number)[];

export interface TextRange {
  readonly start: Mark;
  readonly end: Mark;
}

/** `metadata.labels[a.b/c]`, `spec.ports[0].port`, `data.key` → its parts; a number in brackets is an index. */
export function parseFieldPath(text: string): FieldPath {
  const parts: (string | number)[] = [];
  for (const m of text.matchAll(/\[([^\]]*)\]|([^.[\]]+)/g)) {
    const bracket = m[1];
    if (bracket === undefined) parts.push(m[2] as string);
    else parts.push(/^\d+$/.test(bracket) ? Number(bracket) : bracket.replace(/^(["'])(.*)\1$/, '$2'));
  }
  return parts;
}

/**
 * The place of a field within the whole file. Where the document has no such field: that of the nearest field above it
 * that it has. `part` tells whether the key or the value is meant; an item of a list has a value only.
 */
export function locateField(document: YamlDocument, path: FieldPath, part: 'key' | 'value' = 'value'): TextRange | undefined {
  let node = rootOf(document);
  if (!node) return undefined;
  let range: { start: Mark; end: Mark } = node;
  for (const step of path) {
    while (node.kind === 'alias') node = node.target;
    if (node.kind === 'sequence') {
      const item: YamlNode | undefined = node.items[Number(step)];
      if (!item) break;
      node = item;
      range = item;
    } else if (node.kind === 'mapping') {
      const name = String(step);
      // Of two equal keys the last one counts.
      const pair = pairOf(node, name);
      if (!pair) break;
      node = pair.value;
      range = part === 'key' || isEmpty(pair.value) ? pair.key : pair.value;
    } else break;
  }
  return { start: shift(document, range.start), end: shift(document, range.end) };
}

const roots = new WeakMap<YamlDocument, { readonly root: YamlNode | undefined }>();

/** The tree is made when first asked for; JSON is read as the YAML that it nearly always is. */
function rootOf(document: YamlDocument): YamlNode | undefined {
  const known = roots.get(document);
  if (known) return known.root;
  let root: YamlNode | undefined;
  try {
    root = parseYamlDocument(document.text.endsWith('\n') ? document.text : `${document.text}\n`);
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
  }
  roots.set(document, { root });
  return root;
}

function pairOf(node: MappingNode, name: string): { readonly key: YamlNode; readonly value: YamlNode } | undefined {
  const same = node.pairs.filter(({ key }) => key.kind === 'scalar' && key.value === name);
  return same[same.length - 1];
}

const isEmpty = (node: YamlNode): boolean => node.start.index === node.end.index;

/** Documents begin at the start of a line, but for JSON after JSON. */
function shift(document: YamlDocument, mark: Mark): Mark {
  return { index: mark.index + document.offset, line: mark.line + document.line, column: mark.column };
}
