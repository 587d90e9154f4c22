// The text of the editor, cut into documents where kubectl cuts it. kubectl stops at the first document it cannot read;
// here each is read for itself, so that what is wrong with the third is seen before the second is mended.
// Upstream: k8s.io/apimachinery/pkg/util/yaml/decoder.go (YAMLReader)

import { isObject } from '../../base/json.ts';
import { YamlError, parseDocuments, type DocumentError, type YamlDocument } from '../../sim/api/yaml.ts';
import { parseYamlDocument, type YamlNode } from '../../sim/api/yaml/parser.ts';

export interface ManifestDocument {
  /** From 0, documents without content not counted. */
  readonly index: number;
  /** Where it stands in the whole text. */
  readonly from: number;
  readonly to: number;
  readonly text: string;
  readonly value: unknown;
  readonly error: DocumentError | undefined;
  readonly json: boolean;
  /** The tree, with places counted from `from`; undefined where it cannot be read. */
  readonly root: YamlNode | undefined;
}

export function splitManifest(text: string): readonly ManifestDocument[] {
  const documents: ManifestDocument[] = [];
  for (const { from, to } of regions(text)) {
    let at = from;
    for (const read of parseDocuments(text.slice(from, to))) {
      at = from + read.offset;
      documents.push(documentOf(documents.length, read, text, at, read.error ? to : at + read.text.length));
    }
  }
  return documents;
}

function documentOf(index: number, read: YamlDocument, text: string, from: number, to: number): ManifestDocument {
  const own = text.slice(from, to);
  const error = read.error && { ...read.error, offset: read.error.offset - read.offset };
  return { index, from, to, text: own, value: read.value, error, json: read.json, root: read.error ? undefined : treeOf(own) };
}

/** The tree of a document; undefined where it cannot be read. */
export function treeOf(text: string): YamlNode | undefined {
  try {
    return parseYamlDocument(text.endsWith('\n') ? text : `${text}\n`);
  } catch (error) {
    if (error instanceof YamlError) return undefined;
    throw error;
  }
}

interface Region {
  readonly from: number;
  readonly to: number;
}

/** A line of dashes at the very start of a document belongs to it; only behind something it ends it. */
function regions(text: string): readonly Region[] {
  const out: Region[] = [];
  let from = 0;
  for (const separator of text.matchAll(/^---[\t ]*(?:#.*)?\r?(?:\n|$)/gm)) {
    if (separator.index === from) continue;
    out.push({ from, to: separator.index });
    from = separator.index + separator[0].length;
  }
  if (from < text.length) out.push({ from, to: text.length });
  return out;
}

/** What a document says it is, as far as it says so. */
export function identityOf(value: unknown): { readonly apiVersion: string; readonly kind: string; readonly name: string; readonly namespace: string } {
  const object = isObject(value) ? value : {};
  const metadata = isObject(object.metadata) ? object.metadata : {};
  const word = (part: unknown): string => (typeof part === 'string' ? part : '');
  return { apiVersion: word(object.apiVersion), kind: word(object.kind), name: word(metadata.name), namespace: word(metadata.namespace) };
}
