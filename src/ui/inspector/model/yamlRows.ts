// An object as lines of YAML that fold, in the way kubectl would print it but with what matters first: names before labels,
// spec before status, the server's own bookkeeping folded into one line. Lines know what was added to them on the way.

import { equal, isObject } from '../../../base/json.ts';
import { shortName } from '../../../trace/subject.ts';

export interface YamlRow {
  /** Unique among the rows. */
  readonly id: string;
  /** `spec.containers[0].image`, as the worker names fields. */
  readonly path: string;
  /** Blanks before it. */
  readonly indent: number;
  readonly dash: boolean;
  readonly key: string;
  /** A scalar as YAML writes it, or what a folded part holds: `{ 9 fields }`; '' for the head of an open part. */
  readonly value: string;
  readonly type: 'text' | 'number' | 'fold' | 'none';
  /** For parts that fold. */
  readonly open: boolean | undefined;
  /** Not in `sent`: put there by defaulting, or later on the way (admission, the server, a controller). */
  readonly added: '' | 'default' | 'server';
  /** In a diff. */
  readonly change: '' | 'added' | 'removed';
  /** How many lines in a folded part were added. */
  readonly inside: number;
  /** Not as in the object it is compared with. */
  readonly differs: boolean;
  /** Kept and served, without effect here. */
  readonly stored: boolean;
}

export interface YamlOptions {
  /** What was opened (true) or folded (false) by hand, by path. */
  readonly toggled: ReadonlyMap<string, boolean>;
  /** Top-level parts that begin folded. */
  readonly folded?: readonly string[];
  /** The body as it was sent, and after defaulting: what is not in them is marked. */
  readonly sent?: unknown;
  readonly defaulted?: unknown;
  /** Another object to compare with. */
  readonly other?: unknown;
  /** Paths without effect here. */
  readonly stored?: readonly string[];
}

/** A part of so many lines is short enough to stay open below the second level. */
const SHORT = 3;
/** The server's bookkeeping. */
const BOOKKEEPING = ['uid', 'resourceVersion', 'generation', 'creationTimestamp', 'managedFields', 'selfLink'];
const FIRST = ['apiVersion', 'kind', 'metadata', 'name', 'generateName', 'namespace', 'type', 'labels', 'spec', 'data', 'rules'];
const LAST = ['status', 'message', 'lastProbeTime', 'lastUpdateTime', 'lastTransitionTime', 'observedGeneration'];
/** What tells items of a list apart. */
/** What a strategic patch says of the order of a list: it comes last and stays folded. */
const ORDER = '$setElementOrder/';
const IDENTITY = ['name', 'type', 'uid', 'ip', 'containerPort', 'port', 'key', 'topologyKey', 'ref'];

type Tree = Readonly<Record<string, unknown>>;
/** Beside a value: the same place in the other trees. */
interface Beside {
  readonly sent: unknown;
  readonly defaulted: unknown;
  readonly other: unknown;
}

export function yamlRows(value: unknown, options: YamlOptions): readonly YamlRow[] {
  const out: YamlRow[] = [];
  const { toggled, folded = [] } = options;
  const stored = new Set(options.stored);
  const marks = 'sent' in options;
  const compares = 'other' in options;

  const addedTo = (beside: Beside): YamlRow['added'] => (!marks || beside.sent !== undefined ? '' : beside.defaulted !== undefined ? 'default' : 'server');
  const inside = (item: unknown, beside: Beside): number => {
    if (!isBranch(item)) return addedTo(beside) ? 1 : 0;
    return entriesOf(item).reduce((n, [key, child]) => n + inside(child, step(item, key, child, beside)), 0);
  };
  const step = (parent: unknown, key: string, child: unknown, beside: Beside): Beside => ({
    sent: marks ? partOf(beside.sent, parent, key, child) : undefined,
    defaulted: marks ? partOf(beside.defaulted, parent, key, child) : undefined,
    other: compares ? partOf(beside.other, parent, key, child) : undefined,
  });

  const row = (path: string, indent: number, dash: boolean, key: string, item: unknown, beside: Beside, depth: number): void => {
    const added = addedTo(beside);
    const common = { id: `${path}${dash && key ? '-' : ''}`, path, indent, dash, key, added, change: '' as const, stored: stored.has(path), differs: compares && !equal(item, beside.other) };
    if (!isBranch(item)) {
      out.push({ ...common, value: scalar(item), type: typeof item === 'number' ? 'number' : 'text', open: undefined, inside: 0 });
      return;
    }
    const open = toggled.get(path) ?? (key.startsWith(ORDER) ? false : depth === 1 ? !folded.includes(path) : depth < 1 || (linesOf(item) <= SHORT && added === ''));
    if (!open) {
      out.push({ ...common, value: key.startsWith(ORDER) && Array.isArray(item) ? `[ … ${item.length} ]` : summary(item), type: 'fold', open, inside: added ? 0 : marks ? inside(item, beside) : 0 });
      return;
    }
    if (key || !dash) out.push({ ...common, value: '', type: 'none', open, inside: 0, differs: compares && beside.other === undefined });
    children(path, key ? indent + (Array.isArray(item) ? 0 : 2) : indent, item, beside, depth + 1, dash && !key);
  };

  const children = (path: string, indent: number, item: object, beside: Beside, depth: number, dashFirst: boolean): void => {
    if (Array.isArray(item)) {
      for (const [i, child] of item.entries()) listItem(`${path}[${i}]`, indent, child, step(item, String(i), child, beside), depth);
      return;
    }
    let first = dashFirst;
    const quiet: [string, unknown][] = [];
    const entries = entriesOf(item);
    // Folded away only beside something else.
    const bookkeeping = path === 'metadata' && entries.some(([key]) => !BOOKKEEPING.includes(key));
    for (const [key, child] of entries) {
      if (bookkeeping && BOOKKEEPING.includes(key)) {
        quiet.push([key, child]);
        continue;
      }
      row(path ? `${path}.${key}` : key, indent + (first || !dashFirst ? 0 : 2), first, key, child, step(item, key, child, beside), depth);
      first = false;
    }
    if (quiet.length === 0) return;
    const open = toggled.get('metadata.*') === true;
    const blank = { path: 'metadata.*', indent, dash: false, key: '', change: '' as const, differs: false, stored: false };
    out.push({ ...blank, id: 'metadata.*', value: open ? '' : `{ ${quiet.map(([key]) => key).join(', ')} }`, type: 'fold', open, added: marks && isObject(beside.sent) ? 'server' : '', inside: 0 });
    if (open) for (const [key, child] of quiet) row(`metadata.${key}`, indent, false, key, child, step(item, key, child, beside), depth);
  };

  const listItem = (path: string, indent: number, item: unknown, beside: Beside, depth: number): void => {
    if (isObject(item) && entriesOf(item).length > 0) {
      const added = addedTo(beside);
      const before = out.length;
      children(path, indent, item, beside, depth, true);
      // The dash and the first field share a line, so a whole item that was added is marked on each of its lines.
      if (added) for (let i = before; i < out.length; i++) out[i] = { ...(out[i] as YamlRow), added };
    } else row(path, indent, true, '', item, beside, depth + 9);
  };

  if (!isBranch(value)) return value === undefined ? [] : [{ ...BLANK, id: '', path: '', value: scalar(value) }];
  children('', 0, value, { sent: options.sent, defaulted: options.defaulted, other: options.other }, 1, false);
  return out;
}

const BLANK: YamlRow = { id: '', path: '', indent: 0, dash: false, key: '', value: '', type: 'text', open: undefined, added: '', change: '', inside: 0, differs: false, stored: false };

// ---- differences ----

/** Not worth a line in a diff: they change with every write. */
const RESTLESS = new Set(['metadata.resourceVersion', 'metadata.managedFields']);

/** Only what changed between two states of an object, under the keys that lead there. */
export function diffRows(before: unknown, after: unknown): readonly YamlRow[] {
  const out: YamlRow[] = [];

  const whole = (path: string, indent: number, dash: boolean, key: string, item: unknown, change: YamlRow['change']): void => {
    const common = { ...BLANK, id: `${change}${path}`, path, indent, dash, key, change };
    if (!isBranch(item) || isEmpty(item)) {
      out.push({ ...common, value: isBranch(item) ? (Array.isArray(item) ? '[]' : '{}') : scalar(item), type: typeof item === 'number' ? 'number' : 'text' });
      return;
    }
    if (key) out.push({ ...common, type: 'none' });
    const inner = key ? indent + (Array.isArray(item) ? 0 : 2) : indent;
    if (Array.isArray(item)) {
      for (const [i, child] of item.entries()) whole(`${path}[${i}]`, inner, true, '', child, change);
      return;
    }
    for (const [i, [name, child]] of entriesOf(item).entries()) whole(path ? `${path}.${name}` : name, key ? inner + (dash ? 2 : 0) : inner + (dash && i > 0 ? 2 : 0), dash && !key && i === 0, name, child, change);
  };

  const pair = (path: string, indent: number, dash: boolean, key: string, a: unknown, b: unknown): void => {
    if (RESTLESS.has(path) || equal(a, b)) return;
    if (isBranch(a) && isBranch(b) && Array.isArray(a) === Array.isArray(b) && !isEmpty(a) && !isEmpty(b)) {
      if (key) out.push({ ...BLANK, id: `in ${path}`, path, indent, dash, key, type: 'none' });
      const inner = key ? indent + (Array.isArray(a) ? 0 : 2) : indent;
      const heads = out.length;
      if (Array.isArray(a)) lists(path, inner, a, b as readonly unknown[]);
      else maps(path, inner, dash && !key, a as Tree, b as Tree);
      // Only restless fields changed in there.
      if (key && out.length === heads) out.pop();
      return;
    }
    if (a !== undefined) whole(path, indent, dash, key, a, 'removed');
    if (b !== undefined) whole(path, indent, dash, key, b, 'added');
  };

  const maps = (path: string, indent: number, item: boolean, a: Tree, b: Tree): void => {
    const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])].sort(order);
    let dash = item;
    const name = IDENTITY.find((k) => typeof b[k] === 'string' && a[k] === b[k]);
    if (item && name) {
      // Which item it is.
      out.push({ ...BLANK, id: `in ${path}.${name}`, path: `${path}.${name}`, indent, dash: true, key: name, value: scalar(b[name]) });
      dash = false;
    }
    for (const key of keys) {
      const count = out.length;
      pair(path ? `${path}.${key}` : key, item ? indent + (dash ? 0 : 2) : indent, dash, key, a[key], b[key]);
      if (out.length > count) dash = false;
    }
  };

  const lists = (path: string, indent: number, a: readonly unknown[], b: readonly unknown[]): void => {
    const rest = new Set(a);
    for (const [i, item] of b.entries()) {
      const match = partOf(a, b, String(i), item);
      if (match !== undefined) rest.delete(match);
      pair(`${path}[${i}]`, indent, true, '', match, item);
    }
    for (const item of rest) whole(`${path}[-${a.indexOf(item)}]`, indent, true, '', item, 'removed');
  };

  pair('', 0, false, '', before, after);
  return out;
}

// ---- trees ----

const isBranch = (value: unknown): value is object => typeof value === 'object' && value !== null;
const isEmpty = (value: object): boolean => Object.keys(value).length === 0;

function rank(key: string): number {
  const first = FIRST.indexOf(key);
  if (first >= 0) return first - 100;
  if (key.startsWith(ORDER)) return 100;
  return LAST.indexOf(key) + 1;
}
const order = (a: string, b: string): number => rank(a) - rank(b);

function entriesOf(value: object): readonly (readonly [string, unknown])[] {
  const entries = Object.entries(value).filter(([, child]) => child !== undefined);
  return Array.isArray(value) ? entries : entries.sort(([a], [b]) => order(a, b));
}

/** The same place in another tree: by key, and in lists by what identifies the item. */
function partOf(other: unknown, parent: unknown, key: string, child: unknown): unknown {
  if (!Array.isArray(parent)) return isObject(other) ? other[key] : undefined;
  if (!Array.isArray(other)) return undefined;
  if (!isObject(child)) return other.find((item) => item === child);
  const id = IDENTITY.find((k) => child[k] !== undefined);
  return id === undefined ? other[Number(key)] : other.find((item) => isObject(item) && item[id] === child[id]);
}

const sizes = new WeakMap<object, number>();

function linesOf(value: unknown): number {
  if (!isBranch(value)) return 1;
  let lines = sizes.get(value);
  if (lines === undefined) sizes.set(value, (lines = entriesOf(value).reduce((n, [, child]) => n + (isBranch(child) && !Array.isArray(value) ? 1 : 0) + linesOf(child), 0)));
  return lines;
}

const NAMES = ['image', 'name', 'key', 'type', 'kind', 'ip', 'topologyKey', 'containerPort', 'port', 'ref', 'addresses'];

/** What a folded part holds: `[ nginx:1.27 ]`, `{ 9 fields }`. */
export function summary(value: object): string {
  if (!Array.isArray(value)) {
    const keys = Object.keys(value);
    const only = keys[0];
    if (keys.length === 0) return '{}';
    if (only !== undefined && keys.length === 1 && !isBranch((value as Tree)[only])) return `{ ${only}: ${clipped(scalar((value as Tree)[only]))} }`;
    return keys.length <= 3 && keys.join().length <= 30 ? `{ ${keys.join(', ')} }` : `{ ${keys.length} }`;
  }
  if (value.length === 0) return '[]';
  const shown = value.slice(0, 2).map((item) => {
    if (!isObject(item)) return clipped(scalar(item));
    const key = NAMES.find((k) => item[k] !== undefined);
    const name = key === undefined ? '…' : String(item[key]);
    return key === 'name' ? shortName(name, 24) : clipped(key === 'key' || key === 'image' ? name.slice(name.lastIndexOf('/') + 1) : name);
  });
  return `[ ${shown.join(', ')}${value.length > 2 ? `, … ${value.length}` : ''} ]`;
}

const clipped = (text: string): string => (text.length > 26 ? `${text.slice(0, 25)}…` : text);

const PLAIN = /^[A-Za-z_/$.(][\w ./:@%+=,$()*~!?;<>^&|'"-]*$/;
const RESERVED = /^(?:true|false|null|yes|no|on|off|y|n|~)$/i;

/** A scalar as YAML writes it. */
export function scalar(value: unknown): string {
  if (typeof value !== 'string') return value === null ? 'null' : Array.isArray(value) ? '[]' : isBranch(value) ? '{}' : String(value);
  if (value === '') return '""';
  const plain = PLAIN.test(value) && !RESERVED.test(value) && !/: |\s$|:$| #/.test(value);
  return plain || isTime(value) ? value : JSON.stringify(value);
}

const isTime = (value: string): boolean => /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value);
