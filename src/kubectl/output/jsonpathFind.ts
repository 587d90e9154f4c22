// A JSONPath template applied to an object: the lists of values that it finds, and their text.
// Upstream: k8s.io/client-go/util/jsonpath/jsonpath.go
// Simplified: Go visits the keys of a map in random order; `.*` and `..` here go by their names.

import { compareText } from '../../base/text.ts';
import { formatFloat, isInt64 } from '../../sim/api/yaml/goNumber.ts';
import { utf8Bytes } from '../../sim/api/yaml/bytes.ts';
import { KubectlError } from './errors.ts';
import { goSyntax, goText, goType } from './goValue.ts';
import { compactJson, indentedJson } from './json.ts';
import { parseJsonPath, type ListNode, type PathNode } from './jsonpath.ts';
import { goQuote } from '../../sim/api/yaml/goQuote.ts';

export interface JsonPathOptions {
  /** A missing key is no error; true where it is not said. */
  readonly allowMissingKeys?: boolean;
}

/** Each action's or text's values, in the order of the template. */
export function findJsonPath(path: ListNode, object: unknown, options: JsonPathOptions = {}): readonly (readonly unknown[])[] {
  return new Finder(path.nodes, options.allowMissingKeys ?? true).find(object, 0);
}

/** `-o jsonpath=`: the text, or with `asJson` an indented JSON list for each action. */
export function printJsonPath(template: string, object: unknown, options: JsonPathOptions & { readonly asJson?: boolean } = {}): string {
  const path = parseTemplate(template);
  let results: readonly (readonly unknown[])[];
  try {
    results = findJsonPath(path, object, options);
  } catch (error) {
    if (!(error instanceof KubectlError)) throw error;
    throw new KubectlError(
      `error executing jsonpath ${goQuote(template)}: Error executing template: ${error.message}. Printing more information for debugging the template:\n` +
        `\ttemplate was:\n\t\t${template}\n\tobject given to jsonpath engine was:\n\t\t${goSyntax(object)}\n\n\n`,
    );
  }
  return results.map((values) => (options.asJson ? `${indentedJson(values.map(plain))}\n` : values.map(valueText).join(' '))).join('');
}

/** The template's tree, or kubectl's error about it. */
export function parseTemplate(template: string): ListNode {
  try {
    return parseJsonPath(template);
  } catch (error) {
    if (error instanceof KubectlError) throw new KubectlError(`error parsing jsonpath ${template}, ${error.message}`);
    throw error;
  }
}

function valueText(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  if (value instanceof Literal) return value.float ? formatFloat(value.value) : String(value.value);
  return typeof value === 'object' ? compactJson(value) : goText(value);
}

/** A number of the template: an int or a float64, where those of objects are int64 or float64. */
class Literal {
  readonly value: number;
  readonly float: boolean;
  constructor(value: number, float: boolean) {
    this.value = value;
    this.float = float;
  }
}

class Finder {
  private readonly nodes: readonly PathNode[];
  private readonly allowMissing: boolean;
  private beginRange = 0;
  private inRange = 0;
  private endRange = 0;
  /** Where the last `end` was. */
  private lastEnd = -1;

  constructor(nodes: readonly PathNode[], allowMissing: boolean) {
    this.nodes = nodes;
    this.allowMissing = allowMissing;
  }

  find(data: unknown, from: number): (readonly unknown[])[] {
    const out: (readonly unknown[])[] = [];
    for (let i = from; i < this.nodes.length; i++) {
      const results = this.walk([data], this.nodes[i] as PathNode);
      if (this.endRange > 0 && this.endRange <= this.inRange) {
        this.endRange--;
        this.lastEnd = i;
        break;
      }
      if (this.beginRange === 0) {
        out.push(results);
        continue;
      }
      this.beginRange--;
      this.inRange++;
      for (const value of results) out.push(...this.find(value, i + 1));
      // Nothing to go over: the nodes within are still visited, to find the end.
      if (results.length === 0) this.find(undefined, i + 1);
      this.inRange--;
      if (this.lastEnd > i) i = this.lastEnd;
    }
    return out;
  }

  private list(input: readonly unknown[], list: ListNode): readonly unknown[] {
    let current = input;
    for (const node of list.nodes) current = this.walk(current, node);
    return current;
  }

  private walk(input: readonly unknown[], node: PathNode): readonly unknown[] {
    switch (node.kind) {
      case 'list':
        return this.list(input, node);
      case 'text':
        return [node.text];
      case 'number':
        return input.map(() => new Literal(node.value, node.float));
      case 'bool':
        return input.map(() => node.value);
      case 'field':
        return this.field(input, node.name);
      case 'array':
        return slices(input, node.params);
      case 'filter':
        return this.filter(input, node);
      case 'wildcard':
        return input.flatMap(children);
      case 'recursive':
        return descend(input);
      case 'union':
        return node.lists.flatMap((list) => this.list(input, list));
      case 'identifier':
        return this.identifier(input, node.name);
    }
  }

  private identifier(input: readonly unknown[], name: string): readonly unknown[] {
    if (name === 'range') {
      this.beginRange++;
      return input;
    }
    if (name !== 'end') throw new KubectlError(`unrecognized identifier ${name}`);
    if (this.inRange === 0) throw new KubectlError('not in range, nothing to end');
    this.endRange++;
    return [];
  }

  private field(input: readonly unknown[], name: string): readonly unknown[] {
    if (input.length === 0) return [];
    const results: unknown[] = [];
    for (const value of input) {
      if (!isMap(value) || !Object.hasOwn(value, name) || value[name] === undefined) continue;
      results.push(value[name]);
    }
    if (results.length === 0 && !this.allowMissing) throw new KubectlError(`${name} is not found`);
    return results;
  }

  private filter(input: readonly unknown[], node: Extract<PathNode, { kind: 'filter' }>): readonly unknown[] {
    const results: unknown[] = [];
    for (const value of input) {
      if (!Array.isArray(value)) throw new KubectlError(`${goText(plain(value))} is not array or slice and cannot be filtered`);
      for (const item of value as readonly unknown[]) {
        if (node.operator === 'exists') {
          if (this.found(item, node.left)) results.push(item);
          continue;
        }
        const left = single(this.list([item], node.left));
        const right = left && single(this.list([item], node.right));
        if (left && right && holds(node.operator, left[0], right[0])) results.push(item);
      }
    }
    return results;
  }

  private found(item: unknown, list: ListNode): boolean {
    try {
      return this.list([item], list).length > 0;
    } catch (error) {
      if (error instanceof KubectlError) return false;
      throw error;
    }
  }
}

const isMap = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Literal);

/** One value to compare; none skips the item. */
function single(values: readonly unknown[]): readonly [unknown] | undefined {
  if (values.length > 1) throw new KubectlError('can only compare one element at a time');
  return values.length === 1 ? [values[0]] : undefined;
}

/** What a container holds; a string holds its bytes. */
function children(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value as readonly unknown[];
  if (typeof value === 'string') return [...utf8Bytes(value)];
  if (!isMap(value)) return [];
  return Object.keys(value)
    .filter((key) => value[key] !== undefined)
    .sort(compareText)
    .map((key) => value[key]);
}

function descend(input: readonly unknown[]): readonly unknown[] {
  const out: unknown[] = [];
  for (const value of input) {
    const inside = children(value);
    if (inside.length === 0) continue;
    out.push(value, ...descend(inside));
  }
  return out;
}

function slices(input: readonly unknown[], params: Extract<PathNode, { kind: 'array' }>['params']): readonly unknown[] {
  const [first, last, stride] = params;
  const out: unknown[] = [];
  for (const value of input) {
    if (value === null || value === undefined) continue;
    if (!Array.isArray(value)) throw new KubectlError(`${value instanceof Literal ? (value.float ? 'float64' : 'int') : goType(value)} is not array or slice`);
    const { length } = value;
    let start = first.known ? first.value : 0;
    if (start < 0) start += length;
    let end = last.known ? last.value : length;
    if (end < 0 || (end === 0 && last.derived)) end += length;
    // Upstream: a request for nothing ends the whole search.
    if (end === start) return out;
    if (start >= length || start < 0) throw new KubectlError(`array index out of bounds: index ${start}, length ${length}`);
    if (end > length || end < 0) throw new KubectlError(`array index out of bounds: index ${end - 1}, length ${length}`);
    if (start > end) throw new KubectlError(`starting index ${start} is greater than ending index ${end}`);
    if (stride.known && stride.value <= 0) throw new KubectlError('step must be > 0');
    for (let i = start; i < end; i += stride.known ? stride.value : 1) out.push(value[i]);
  }
  return out;
}

// ---- comparison ----

const BAD_TYPE = 'invalid type for comparison';

function kindOf(value: unknown): 'bool' | 'int' | 'float' | 'string' {
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'string') return 'string';
  if (value instanceof Literal) return value.float ? 'float' : 'int';
  if (typeof value === 'number') return isInt64(value) ? 'int' : 'float';
  throw new KubectlError(BAD_TYPE);
}

function holds(operator: string, left: unknown, right: unknown): boolean {
  switch (operator) {
    case '==':
      return equal(left, right);
    case '!=':
      return !equal(left, right);
    case '<':
      return less(left, right);
    case '<=':
      return less(left, right) || equal(left, right);
    case '>':
      return !(less(left, right) || equal(left, right));
    case '>=':
      return !less(left, right);
  }
  throw new KubectlError(`unrecognized filter operator ${operator}`);
}

const plain = (value: unknown): unknown => (value instanceof Literal ? value.value : value);

function sameKind(left: unknown, right: unknown): string {
  const kind = kindOf(left);
  if (kind !== kindOf(right)) throw new KubectlError('incompatible types for comparison');
  return kind;
}

function equal(left: unknown, right: unknown): boolean {
  sameKind(left, right);
  return plain(left) === plain(right);
}

function less(left: unknown, right: unknown): boolean {
  const kind = sameKind(left, right);
  if (kind === 'bool') throw new KubectlError(BAD_TYPE);
  if (kind === 'string') return compareText(left as string, right as string) < 0;
  return (plain(left) as number) < (plain(right) as number);
}
