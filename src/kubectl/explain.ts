// The documentation of a kind or of one of its fields, as `kubectl explain` lays it out from an OpenAPI v3 document.
// Upstream: k8s.io/kubectl/pkg/explain/v2 (templates/plaintext.tmpl)

import { equal, isObject } from '../base/json.ts';
import { sortedKeys } from './describe/page.ts';
import { KubectlError, PartialOutputError } from './errors.ts';
import { wrapWords } from './wordWrap.ts';

export interface GroupVersionResource {
  readonly group: string;
  readonly version: string;
  readonly resource: string;
}

type Schema = { readonly [key: string]: unknown };

export function explainText(document: Schema, gvr: GroupVersionResource, fields: readonly string[], recursive: boolean): string {
  return new Explainer(document, recursive).text(gvr, fields);
}

const shown = ({ group, version, resource }: GroupVersionResource): string => `${group}/${version}, Resource=${resource}`;

class Explainer {
  private readonly document: Schema;
  private readonly recursive: boolean;

  constructor(document: Schema, recursive: boolean) {
    this.document = document;
    this.recursive = recursive;
  }

  text(gvr: GroupVersionResource, fields: readonly string[]): string {
    const gvk = this.kindOf(gvr);
    if (!gvk) throw new KubectlError(`error: GVR (${shown(gvr)}) not found in OpenAPI schema`);
    const schema = this.schemas().find((s) => list(s['x-kubernetes-group-version-kind']).some((k) => equal(k, gvk)));
    if (!schema) throw new KubectlError(`error: GVK map[group:${String(gvk.group)} kind:${String(gvk.kind)} version:${String(gvk.version)}] not found in OpenAPI schema`);
    const group = gvk.group ? `GROUP:      ${String(gvk.group)}\n` : '';
    const head = `${group}KIND:       ${String(gvk.kind)}\nVERSION:    ${String(gvk.version)}\n\n`;
    const body = this.output(schema, fields, new Set());
    if (body === '') throw new PartialOutputError(`error: field ${JSON.stringify(fields[fields.length - 1] ?? '')} does not exist`, head);
    return `${head}${body}\n`;
  }

  /** Some path of the resource says of which kind it is. */
  private kindOf({ group, version, resource }: GroupVersionResource): Schema | undefined {
    const paths = isObject(this.document.paths) ? this.document.paths : {};
    const base = `${group ? `/apis/${group}` : '/api'}/${version}`;
    let found: Schema | undefined;
    for (const path of [`${base}/${resource}`, `${base}/${resource}/{name}`, `${base}/namespaces/{namespace}/${resource}`, `${base}/namespaces/{namespace}/${resource}/{name}`]) {
      const item = paths[path];
      if (!isObject(item)) continue;
      for (const method of ['get', 'post', 'put', 'patch', 'delete']) {
        const operation = item[method];
        const gvk = isObject(operation) ? operation['x-kubernetes-group-version-kind'] : undefined;
        if (!isObject(gvk)) continue;
        found = gvk;
        break;
      }
    }
    return found;
  }

  private schemas(): readonly Schema[] {
    const { components } = this.document;
    const schemas = isObject(components) && isObject(components.schemas) ? components.schemas : {};
    return sortedKeys(schemas).flatMap((name) => (isObject(schemas[name]) ? [schemas[name] as Schema] : []));
  }

  private resolved(schema: Schema): Schema {
    return this.target(schema) ?? schema;
  }

  private target({ $ref: ref }: Schema): Schema | undefined {
    if (typeof ref !== 'string' || !ref.startsWith('#')) return undefined;
    let value: unknown = this.document;
    for (const step of ref.slice(1).split('/').filter(Boolean)) value = isObject(value) ? value[step] : undefined;
    return isObject(value) ? value : undefined;
  }

  /** Follows the fields; empty where one of them is not there. */
  private output(schema: Schema, fields: readonly string[], seen: ReadonlySet<string>): string {
    const ref = typeof schema.$ref === 'string' ? schema.$ref : '';
    const resolved = this.resolved(schema);
    const [first] = fields;
    if (first === undefined) return this.description(resolved) + this.externalDocs(resolved) + this.fields(resolved);
    if (ref !== '' && seen.has(ref)) return '';
    const further = new Set([...seen, ref]);
    const properties = propertiesOf(resolved);
    const property = properties[first];
    if (isObject(property)) {
      const title = fields.length === 1 ? `FIELD: ${first} <${this.typeOf(property)}>\n${enumLong(property)}\n\n` : '';
      const rest = this.output(property, fields.slice(1), new Set());
      return title === '' && rest === '' ? '' : title + rest;
    }
    if (isObject(resolved.items)) return this.output(resolved.items, fields, further);
    if (isObject(resolved.additionalProperties)) return this.output(resolved.additionalProperties, fields, further);
    for (const alternative of list(resolved.allOf)) {
      const text = isObject(alternative) ? this.output(alternative, fields, further) : '';
      if (text !== '') return text;
    }
    return '';
  }

  private description(schema: Schema): string {
    return `DESCRIPTION:\n${indented(wrapWords(this.descriptions(schema) || '<empty>', 76), 4)}\n`;
  }

  /** Of the schema and of what it is made of. */
  private descriptions(schema: Schema): string {
    const s = this.resolved(schema);
    let text = typeof s.description === 'string' && s.description !== '' ? `${s.description}\n` : '';
    for (const part of list(s.allOf)) if (isObject(part)) text += this.descriptions(part);
    if (isObject(s.items)) text += this.descriptions(s.items);
    if (isObject(s.additionalProperties)) text += this.descriptions(s.additionalProperties);
    return text;
  }

  private externalDocs({ externalDocs: docs }: Schema): string {
    if (!isObject(docs)) return '';
    const description = typeof docs.description === 'string' && docs.description ? `${indented(wrapWords(docs.description, 76), 4)}\n` : '';
    const url = docs.url ? `${indented(`URL: ${String(docs.url)}`, 4)}\n` : '';
    return `\nEXTERNAL DOCS:\n${description}${url}`;
  }

  private fields(schema: Schema): string {
    const text = this.fieldList(schema, 1, new Set());
    return text === '' ? '' : `FIELDS:\n${text}`;
  }

  private fieldList(schema: Schema, level: number, seen: ReadonlySet<string>): string {
    const ref = typeof schema.$ref === 'string' ? schema.$ref : '';
    if (ref !== '' && seen.has(ref)) return '';
    const further = new Set([...seen, ref]);
    const resolved = this.resolved(schema);
    const properties = propertiesOf(resolved);
    let text = '';
    for (const name of sortedKeys(properties)) {
      const field = properties[name];
      if (!isObject(field)) continue;
      text += this.fieldDetail(name, field, list(resolved.required).includes(name), level);
      if (this.recursive) text += this.fieldList(field, level + 1, further);
    }
    for (const part of list(resolved.allOf)) if (isObject(part)) text += this.fieldList(part, level, further);
    if (isObject(resolved.items)) text += this.fieldList(resolved.items, level, further);
    if (isObject(resolved.additionalProperties)) text += this.fieldList(resolved.additionalProperties, level, further);
    return text;
  }

  private fieldDetail(name: string, field: Schema, required: boolean, level: number): string {
    const indent = level * 2;
    const head = `${indented(name, indent)}\t<${this.typeOf(field)}>${required ? ' -required-' : ''}${enumShort(field, indent)}\n`;
    if (this.recursive) return head;
    const description = typeof field.description === 'string' && field.description !== '' ? field.description : '<no description>';
    return `${head}${indented(wrapWords(description, 78 - indent), indent + 2)}\n${this.fieldDocs(field, indent)}\n`;
  }

  private fieldDocs({ externalDocs: docs }: Schema, indent: number): string {
    if (!isObject(docs)) return '';
    const description = typeof docs.description === 'string' && docs.description ? `${indented(wrapWords(docs.description, 76 - indent), indent + 4)}\n` : '';
    const url = docs.url ? `${indented(`URL: ${String(docs.url)}`, indent + 4)}\n` : '';
    return `\n${indented('EXTERNAL DOCS:', indent + 2)}\n${description}${url}`;
  }

  /** `[]Object`, `map[string]string`, `PodSpec` */
  private typeOf(schema: Schema): string {
    if (isObject(schema.items)) return `[]${this.typeOf(schema.items)}`;
    if (isObject(schema.additionalProperties)) return `map[string]${this.typeOf(schema.additionalProperties)}`;
    const [only, more] = list(schema.allOf);
    if (isObject(only) && more === undefined && Object.keys(propertiesOf(schema)).length === 0) return this.typeOf(only);
    if (typeof schema.$ref === 'string') {
      const target = this.target(schema);
      if (target?.type && target.type !== 'object') return String(target.type);
      return schema.$ref.split('/').at(-1)?.split('.').at(-1) || 'Object';
    }
    return schema.type === 'object' || !schema.type ? 'Object' : String(schema.type);
  }
}

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const propertiesOf = (schema: Schema): Schema => (isObject(schema.properties) ? schema.properties : {});

function indented(text: string, by: number): string {
  const pad = ' '.repeat(by);
  return pad + text.replaceAll('\n', `\n${pad}`);
}

const enumWord = (value: unknown): string => (value === '' ? '""' : String(value));
const MOST_WORDS = 4;

function enumShort(schema: Schema, indent: number): string {
  const words = list(schema.enum);
  if (words.length === 0) return '';
  return `\n${' '.repeat(indent)}enum: ${words.slice(0, MOST_WORDS).map(enumWord).join(', ')}${words.length > MOST_WORDS ? ', ....' : ''}`;
}

function enumLong(schema: Schema): string {
  const words = list(schema.enum);
  return words.length === 0 ? '' : `ENUM:${words.map((word) => `\n    ${enumWord(word)}`).join('')}`;
}
