// What the real controllers hash: a Pod template printed field by field with its Go types, empty fields included.
// Upstream: k8s.io/apimachinery/pkg/util/dump (ForHash), github.com/davecgh/go-spew (the verb %#v)
// Simplified: amounts beyond what fits the short form (1Pi, 100Ti) are printed as zero.

import type { JsonObject, Json } from '../../../base/json.ts';
import { compareText } from '../../../base/text.ts';
import { parseQuantity } from '../../api/quantity.ts';
import { GO_TYPES } from './goTypes.ts';

/** A value with its type: `(v1.PodTemplateSpec){ObjectMeta:(v1.ObjectMeta){Name:(string) …`. */
export function goPrint(value: unknown, type: string): string {
  return print(value as Json | undefined, shapeOf(type));
}

/** Writes the value with its type in front, or without where the list or map has said it. */
type Printer = (value: Json | undefined) => string;

interface Shape {
  readonly name: string;
  readonly isPointer: boolean;
  readonly content: Printer;
}

const shapes = new Map<string, Shape>();

function shapeOf(type: string): Shape {
  let shape = shapes.get(type);
  if (!shape) {
    shape = makeShape(type);
    shapes.set(type, shape);
  }
  return shape;
}

function print(value: Json | undefined, { name, isPointer, content }: Shape): string {
  return `(${name})${isPointer && isAbsent(value) ? '<nil>' : content(value)}`;
}

const isAbsent = (value: Json | undefined): value is null | undefined => value === null || value === undefined;

function makeShape(type: string): Shape {
  if (type.startsWith('*')) {
    const inner = shapeOf(type.slice(1));
    return { name: `*${inner.name}`, isPointer: true, content: inner.content };
  }
  if (type.startsWith('[]')) {
    const inner = shapeOf(type.slice(2));
    return { name: `[]${inner.name}`, isPointer: false, content: (value) => printList(value, inner) };
  }
  if (type === 'map[string]string') return { name: type, isPointer: false, content: (value) => printMap(value, shapeOf('string')) };
  if (type === 'ResourceList') return { name: 'v1.ResourceList', isPointer: false, content: (value) => printMap(value, shapeOf('resource.Quantity')) };
  const content = PRINTERS[type];
  if (content) return { name: type === 'Time' ? 'v1.Time' : type, isPointer: false, content };
  const fields = GO_TYPES[type];
  return { name: `v1.${type}`, isPointer: false, content: fields === undefined ? printText : structPrinter(fields) };
}

const printText: Printer = (value) => (isAbsent(value) ? '' : String(value));
const printNumber: Printer = (value) => String(value ?? 0);

const PRINTERS: Readonly<Record<string, Printer>> = {
  string: printText,
  bool: (value) => String(value ?? false),
  int32: printNumber,
  int64: printNumber,
  Time: () => '{Time:(time.Time){wall:(uint64)0 ext:(int64)0 loc:(*time.Location)<nil>}}',
  'types.UID': printText,
  'intstr.IntOrString': (value) => `{Type:(intstr.Type)${typeof value === 'string' ? 1 : 0} IntVal:(int32)${typeof value === 'number' ? value : 0} StrVal:(string)${typeof value === 'string' ? value : ''}}`,
  'resource.Quantity': printQuantity,
};

/** What is empty has not survived the way through etcd: a list without items is none. */
function printList(value: Json | undefined, inner: Shape): string {
  const items = Array.isArray(value) ? value : [];
  return items.length > 0 ? `[${items.map((item) => inner.content(item)).join(' ')}]` : '<nil>';
}

function printMap(value: Json | undefined, inner: Shape): string {
  const map = (value ?? {}) as JsonObject;
  const keys = Object.keys(map).sort(compareText);
  return keys.length > 0 ? `map[${keys.map((key) => `${key}:${inner.content(map[key])}`).join(' ')}]` : '<nil>';
}

interface Field {
  readonly name: string;
  /** None for what is embedded without a name of its own: it takes its fields from the same JSON object. */
  readonly key: string;
  readonly type: string;
}

function structPrinter(text: string): Printer {
  const fields = text === '' ? [] : text.split(';').map(fieldOf);
  return (value) => {
    const object = (value ?? {}) as JsonObject;
    return `{${fields.map(({ name, key, type }) => `${name}:${print(key === '' ? object : object[key], shapeOf(type))}`).join(' ')}}`;
  };
}

function fieldOf(text: string): Field {
  const [declared = '', type] = text.split(' ');
  const [go = '', json] = declared.split('=');
  if (!go.startsWith('+')) return { name: go, key: json ?? go.charAt(0).toLowerCase() + go.slice(1), type: type ?? '' };
  const name = go.slice(1);
  return { name, key: json ?? '', type: name };
}

const MOST_DIGITS = 18;

function printQuantity(value: Json | undefined): string {
  const text = isAbsent(value) ? '' : String(value);
  const { amount, scale, kept, format } = text === '' ? EMPTY : shortAmount(text);
  return `{i:(resource.int64Amount){value:(int64)${amount} scale:(resource.Scale)${scale}} d:(resource.infDecAmount){Dec:(*inf.Dec)<nil>} s:(string)${kept ? text : ''} Format:(resource.Format)${format}}`;
}

interface Amount {
  readonly amount: string;
  readonly scale: number;
  /** Whether the parser keeps the text with the amount. */
  readonly kept: boolean;
  readonly format: string;
}

const EMPTY: Amount = { amount: '0', scale: 0, kept: false, format: '' };
const DECIMAL: Readonly<Record<string, number>> = { n: -9, u: -6, m: -3, '': 0, k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 };
const BINARY: readonly string[] = ['Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];

function shortAmount(text: string): Amount {
  const { format } = parseQuantity(text);
  if (text === '0') return { amount: '0', scale: 0, kept: true, format };
  const [, sign = '', whole = '', fraction = '', suffix = ''] = /^([+-]?)0*(\d*)\.?(\d*)(.*)$/.exec(text) ?? [];
  const digits = `${whole || '0'}${fraction}`;
  const signed = (amount: string): string => (sign === '-' ? `-${amount}` : amount);
  const power = BINARY.indexOf(suffix) + 1;
  if (power > 0) {
    const precision = 15 - digits.length - power * 3 - 1;
    const value = Number(digits);
    if (fraction !== '' || precision < 0) return { ...EMPTY, format };
    let product = value;
    for (let i = 0; i < power; i++) product *= 1024;
    return { amount: signed(String(product)), scale: 0, kept: (value & 7) !== 0, format };
  }
  const exponent = DECIMAL[suffix] ?? Number(suffix.slice(1));
  const scale = exponent - fraction.length;
  if (digits.length > MOST_DIGITS || scale < -9) return { ...EMPTY, format };
  return { amount: signed(digits.replace(/^0+(?=\d)/, '')), scale, kept: scale % 3 === 0 && !digits.endsWith('000') && !digits.startsWith('0'), format };
}
