// What a fix knows, and how it says what it does: the key of a text that explains it, and edits within the document.

import { isObject } from '../../../base/json.ts';
import type { Scheme } from '../../../sim/api/scheme.ts';
import type { SchemaType } from '../../../sim/api/schema/schemaType.ts';
import type { YamlNode } from '../../../sim/api/yaml/parser.ts';
import type { ManifestDocument } from '../documents.ts';
import type { Path } from '../nodes.ts';
import type { Finding } from '../refusals.ts';
import type { Edit } from '../textEdits.ts';

export interface FixContext {
  readonly document: ManifestDocument;
  readonly finding: Finding;
  /** Of the document's kind, where it is known. */
  readonly type: SchemaType | undefined;
  readonly scheme: Scheme;
}

/** The texts that explain fixes: `editor.fix<name>` and `editor.fix<name>Why`. */
export const FIX_NAMES = [
  'ApiVersion',
  'ChangeApiVersion',
  'Kind',
  'ChangeKind',
  'Name',
  'ChangeName',
  'Selector',
  'SelectorAndLabels',
  'TemplateLabels',
  'MatchLabels',
  'FieldName',
  'MoveIn',
  'MoveOut',
  'Tabs',
  'Indent',
  'Space',
  'QuoteText',
  'Number',
  'Boolean',
  'Quote',
  'List',
  'Words',
  'Flatten',
  'Value',
  'Quantity',
  'AddField',
  'AddNamespace',
] as const;
export type FixName = (typeof FIX_NAMES)[number];

export interface DocumentFix {
  readonly name: FixName;
  readonly params: Readonly<Record<string, string>>;
  readonly edits: readonly Edit[];
}

export type Fixer = (context: FixContext, root: YamlNode) => DocumentFix | undefined;

export function fix(name: FixName, params: Readonly<Record<string, string>>, ...edits: readonly (Edit | undefined)[]): DocumentFix | undefined {
  return edits.some((edit) => edit === undefined) ? undefined : { name, params, edits: edits as readonly Edit[] };
}

export function valueAt(value: unknown, path: Path): unknown {
  let at = value;
  for (const step of path) {
    if (Array.isArray(at) && typeof step === 'number') at = at[step];
    else if (isObject(at)) at = at[step];
    else return undefined;
  }
  return at;
}

/** `app: web, tier: front` */
export const labelsText = (labels: { readonly [key: string]: unknown }): string =>
  Object.entries(labels)
    .map(([key, value]) => `${key}: ${String(value)}`)
    .join(', ');
