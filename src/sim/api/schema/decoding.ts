// One JSON value read into a Go type, with encoding/json's eyes: what does not fit is an error that names the Go struct,
// the path and the Go type; what the type does not know is dropped, and reported where decoding is strict. The result
// is the object as Go would write it again: empty optional fields gone, fields that are always written there.
//
// Errors come in two sorts. A value of the wrong type is remembered (the first one counts) and reading goes on; a type
// that reads its own text (a quantity, a time) ends it at once, and that error wins.
// Upstream: sigs.k8s.io/json (internal/golang/encoding/json/decode.go), k8s.io/apimachinery's UnmarshalJSON methods
// Simplified: whole numbers beyond 2^53 lose their last digits, as everywhere in JavaScript.

import { canonicalQuantity, QuantityError } from '../quantity.ts';
import { base64Encode } from '../yaml/bytes.ts';
import { goQuote } from '../yaml/goQuote.ts';
import { canonicalBase64 } from './base64.ts';
import { goTypeText } from './goTypeText.ts';
import { readTime } from './goTime.ts';
import { jsonWord, NumberText, plainJson, put, RawObject } from './jsonText.ts';
import { noteSentEmpty } from './sentEmpty.ts';
import { makeType, type SchemaField, type SchemaType, type Shape } from './schemaType.ts';
import { addZeros, zeroOfType } from './zero.ts';

/** An error of a type's own reader: nothing after it is looked at. */
class Refusal extends Error {}

type Step = SchemaField | string | number;

/** More strict errors than this are not collected. */
const STRICT_LIMIT = 100;

export class Decoding {
  /** The error that the whole ends with. */
  error: string | undefined;
  readonly strictErrors: string[] = [];
  private strict: boolean;
  /** Fields, map keys and list positions on the way to the value in hand; only the first `depth` count. */
  private readonly path: Step[] = [];
  private depth = 0;
  /** Where a decoder inside the decoder began: the struct that errors name is one of before. */
  private outerDepth = Infinity;

  constructor(strict: boolean) {
    this.strict = strict;
  }

  /**
   * The whole value; of types other than structs only the error is of use. `known`: an object of the type that was read
   * before. Parts of the value that are the same parts of it (by reference) are taken as they are.
   */
  run(type: SchemaType, value: unknown, known?: unknown): Record<string, unknown> {
    try {
      const object = value === null || value === undefined ? addZeros(type, {}) : this.value(type, value, undefined, known);
      return this.error === undefined ? (object as Record<string, unknown>) : {};
    } catch (refusal) {
      if (!(refusal instanceof Refusal)) throw refusal;
      this.error = refusal.message;
      return {};
    }
  }

  private struct(type: SchemaType, value: object, out: Record<string, unknown>, known?: unknown): Record<string, unknown> {
    const { byName } = type.table();
    if (value instanceof RawObject) this.rawStruct(type, value, out);
    else {
      const path = this.path;
      const depth = this.depth++;
      const before = typeof known === 'object' && known !== null ? (known as Readonly<Record<string, unknown>>) : undefined;
      for (const key in value) {
        const item = (value as Readonly<Record<string, unknown>>)[key];
        if (item === undefined) continue;
        const was = before?.[key];
        if (item === was && typeof item === 'object' && item !== null) {
          out[key] = item;
          continue;
        }
        const field = byName.get(key);
        if (field === undefined) {
          if (this.strict) this.complain('unknown', key, depth);
          continue;
        }
        if (item === null) continue;
        path[depth] = field;
        const read = this.value(field.type, item, undefined, was);
        if (read === undefined) continue;
        if (!field.dropsEmpty || !isEmpty(read)) out[key] = read;
        else if (typeof read === 'object') noteSentEmpty(out, key);
      }
      this.depth = depth;
    }
    return addZeros(type, out);
  }

  /** As written: a key that occurs twice is read twice, into the same place. */
  private rawStruct(type: SchemaType, value: RawObject, out: Record<string, unknown>): void {
    const { byName } = type.table();
    const seen = new Set<string>();
    const depth = this.depth++;
    for (const [key, item] of value.entries) {
      const field = byName.get(key);
      if (field === undefined) {
        if (this.strict) this.complain('unknown', key, depth);
        continue;
      }
      const again = seen.has(key);
      if (again && this.strict) this.complain('duplicate', key, depth);
      seen.add(key);
      if (item === null) {
        if (field.pointer || !NULL_IGNORED.has(field.type.shape)) delete out[key];
        continue;
      }
      this.path[depth] = field;
      const read = this.value(field.type, item, again ? out[key] : undefined);
      if (read !== undefined && !(field.dropsEmpty && isEmpty(read))) out[key] = read;
      else delete out[key];
    }
    this.depth = depth;
  }

  /** Undefined where the value does not fit. `before`: what an earlier occurrence of the same key left. */
  private value(type: SchemaType, value: unknown, before: unknown, known?: unknown): unknown {
    switch (type.shape) {
      case 'string':
        return typeof value === 'string' ? value : this.misfit(value, type);
      case 'struct':
        if (typeof value === 'object' && !Array.isArray(value) && !(value instanceof NumberText)) return this.struct(type, value as object, (before as Record<string, unknown> | undefined) ?? {}, known);
        return this.misfit(value, type);
      case 'list':
        return Array.isArray(value) ? this.list(type.element as SchemaType, value, before as readonly unknown[] | undefined, known) : this.misfit(value, type);
      case 'map':
        if (typeof value === 'object' && !Array.isArray(value) && !(value instanceof NumberText)) return this.map(type.element as SchemaType, value as object, (before as Record<string, unknown> | undefined) ?? {});
        return this.misfit(value, type);
      case 'boolean':
        return typeof value === 'boolean' ? value : this.misfit(value, type);
      case 'int32':
        return this.integer(type, value, -2147483648, 2147483647);
      case 'int64':
        return this.integer(type, value, -9223372036854775808, 9223372036854774784);
      case 'double':
        return this.double(type, value);
      case 'quantity':
        return this.quantity(value);
      case 'intOrString':
        return typeof value === 'string' ? value : this.ownReader(() => this.integer(INT32, value, -2147483648, 2147483647));
      case 'time':
      case 'microTime':
        return this.time(value, type.shape === 'microTime');
      case 'bytes':
        return this.bytes(type, value);
      case 'raw':
        return plainJson(value);
      default:
        return this.schemaForm(type, value);
    }
  }

  private list(element: SchemaType, value: readonly unknown[], before: readonly unknown[] | undefined, known?: unknown): unknown[] {
    const out: unknown[] = [];
    const was = Array.isArray(known) ? (known as readonly unknown[]) : undefined;
    const depth = this.depth++;
    for (let i = 0; i < value.length; i++) {
      const item = value[i];
      this.path[depth] = i;
      if (item !== null && item !== undefined) out.push(typeof item === 'object' && item === was?.[i] ? item : this.value(element, item, before?.[i], was?.[i]));
      else out.push(before !== undefined && i < before.length && NULL_IGNORED.has(element.shape) ? before[i] : zeroOfType(element));
    }
    this.depth = depth;
    return out;
  }

  private map(element: SchemaType, value: object, out: Record<string, unknown>): Record<string, unknown> {
    const depth = this.depth++;
    if (value instanceof RawObject) {
      const seen = new Set<string>();
      for (const [key, item] of value.entries) {
        if (seen.has(key) && this.strict) this.complain('duplicate', key, depth);
        seen.add(key);
        this.path[depth] = key;
        put(out, key, item === null ? zeroOfType(element) : this.value(element, item, undefined));
      }
    } else {
      for (const key in value) {
        const item = (value as Readonly<Record<string, unknown>>)[key];
        if (item === undefined) continue;
        this.path[depth] = key;
        put(out, key, item === null ? zeroOfType(element) : this.value(element, item, undefined));
      }
    }
    this.depth = depth;
    return out;
  }

  private integer(type: SchemaType, value: unknown, min: number, max: number): number | undefined {
    if (typeof value === 'number') {
      if (Number.isInteger(value) && value >= min && value <= max) return value + 0;
      return this.wrong(`number ${JSON.stringify(value)}`, type);
    }
    if (!(value instanceof NumberText)) return this.misfit(value, type);
    if (/^-?\d+$/.test(value.text)) {
      const exact = BigInt(value.text);
      const [low, high] = type.shape === 'int64' ? [-(2n ** 63n), 2n ** 63n - 1n] : [BigInt(min), BigInt(max)];
      if (exact >= low && exact <= high) return Number(exact);
    }
    return this.wrong(`number ${value.text}`, type);
  }

  private double(type: SchemaType, value: unknown): number | undefined {
    if (typeof value === 'number') return value;
    if (!(value instanceof NumberText)) return this.misfit(value, type);
    const number = Number(value.text);
    return Number.isFinite(number) ? number : this.wrong(`number ${value.text}`, type);
  }

  private quantity(value: unknown): string {
    const text = typeof value === 'string' ? value : typeof value === 'number' ? JSON.stringify(value) : value instanceof NumberText ? value.text : 'x';
    try {
      return canonicalQuantity(text.trim());
    } catch (problem) {
      if (problem instanceof QuantityError) throw new Refusal(problem.message);
      throw problem;
    }
  }

  private time(value: unknown, micro: boolean): string | null | undefined {
    if (typeof value !== 'string') return this.ownReader(() => this.misfit(value, STRING));
    const result = readTime(value, micro);
    if ('error' in result) throw new Refusal(result.error);
    return result.text;
  }

  private bytes(type: SchemaType, value: unknown): string | undefined {
    if (typeof value === 'string') {
      const text = canonicalBase64(value);
      if (typeof text === 'string') return text;
      this.error ??= `illegal base64 data at input byte ${text}`;
      return undefined;
    }
    // Go takes a list of numbers for bytes too.
    if (!Array.isArray(value)) return this.misfit(value, type);
    const depth = this.depth++;
    const out = value.map((item: unknown, i) => {
      this.path[depth] = i;
      return item === null ? 0 : (this.integer(UINT8, item, 0, 255) ?? 0);
    });
    this.depth = depth;
    return base64Encode(Uint8Array.from(out));
  }

  /** JSONSchemaProps or something else: read by a decoder of its own, which is never strict. */
  private schemaForm(type: SchemaType, value: unknown): unknown {
    const { strict, outerDepth } = this;
    this.strict = false;
    this.outerDepth = Math.min(outerDepth, this.depth);
    const read = this.ownReader(() => this.schemaOr(type, value));
    this.strict = strict;
    this.outerDepth = outerDepth;
    return read;
  }

  private schemaOr(type: SchemaType, value: unknown): unknown {
    const schema = type.element as SchemaType;
    if (typeof value === 'object' && !Array.isArray(value) && !(value instanceof NumberText)) return this.struct(schema, value as object, {});
    if (type.shape === 'schemaOrBool') {
      if (typeof value === 'boolean') return value;
      throw new Refusal('boolean or JSON schema expected');
    }
    if (!Array.isArray(value)) return null;
    const list = this.list(type.shape === 'schemaOrList' ? schema : STRING, value, undefined);
    return list.length > 0 ? list : null;
  }

  /** What a type reads with a decoder of its own: an error of that ends all reading, whatever was remembered before. */
  private ownReader<T>(read: () => T): T {
    const before = this.error;
    this.error = undefined;
    const result = read();
    if (this.error !== undefined) throw new Refusal(this.error);
    this.error = before;
    return result;
  }

  private misfit(value: unknown, type: SchemaType): undefined {
    return this.wrong(jsonWord(value), type);
  }

  private wrong(what: string, type: SchemaType): undefined {
    if (this.error !== undefined) return undefined;
    let owner = '';
    let where = '';
    for (let i = 0; i < this.depth; i++) {
      const step = this.path[i] as Step;
      if (typeof step !== 'object') continue;
      if (i < this.outerDepth) owner = step.owner;
      where += `${where === '' ? '' : '.'}${step.embedded}${step.name}`;
    }
    const into = where === '' ? 'value' : `struct field ${owner}.${where}`;
    this.error = `json: cannot unmarshal ${what} into Go ${into} of type ${goTypeText(type)}`;
    return undefined;
  }

  private complain(what: 'unknown' | 'duplicate', key: string, depth: number): void {
    if (this.strictErrors.length >= STRICT_LIMIT) return;
    let where = '';
    for (let i = 0; i < depth; i++) {
      const step = this.path[i] as Step;
      if (typeof step === 'number') where += `[${step}]`;
      else where += `${where === '' ? '' : '.'}${typeof step === 'string' ? step : step.name}`;
    }
    const text = `${what} field ${goQuote(where === '' ? key : `${where}.${key}`)}`;
    if (!this.strictErrors.includes(text)) this.strictErrors.push(text);
  }
}

const STRING = makeType('string');
const INT32 = makeType('int32');
const UINT8 = makeType('int32', { goName: 'uint8' });

/** What a null leaves as it is. */
const NULL_IGNORED: ReadonlySet<Shape> = new Set<Shape>(['string', 'boolean', 'int32', 'int64', 'double', 'struct', 'intOrString']);

function isEmpty(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return value === '' || value === 0 || value === false || value === null;
  if (Array.isArray(value)) return value.length === 0;
  for (const _ in value) return false;
  return true;
}
