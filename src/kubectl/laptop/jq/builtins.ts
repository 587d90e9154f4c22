// The functions of jq, by name and number of arguments.
// Simplified: no dates but ISO 8601, no modules, no input/debug, no streaming, no SQL.

import { base64Decode, base64Encode, utf8Bytes, utf8Text } from '../../../sim/api/yaml/bytes.ts';
import { everyIn, made, pathsOf, valuesOf, type Filter, type Found, type Scope } from './filters.ts';
import { arithmetic, described, fail, got, isObject, JqFailure, order, sortedKeys, truthy, typeName, withAt, without, type Json, type JsonObject, type Step, compactJson } from './values.ts';

export const textOf = (value: Json): string => (typeof value === 'string' ? value : compactJson(value));

const listOf = (value: Json): readonly Json[] => everyIn(made(value)).map((found) => found.value);
const sortable = (value: Json): readonly Json[] => (Array.isArray(value) ? (value as Json[]) : fail(`${described(value)} cannot be sorted, as it is not an array`));
const string = (value: Json, what: string): string => (typeof value === 'string' ? value : fail(what));

type Make = (args: readonly Filter[]) => Filter;

/** A function of the value alone. */
const plain = (make: (value: Json) => Json): Make => () => ({ value }) => [made(make(value))];
/** A function of the value and of each value of its argument. */
const withOne = (make: (value: Json, argument: Json) => Json): Make => ([argument]) => ({ value }, scope) => valuesOf(argument as Filter, value, scope).map((a) => made(make(value, a)));
const withTwo = (make: (value: Json, first: Json, second: Json) => Json): Make => ([one, two]) => ({ value }, scope) => valuesOf(two as Filter, value, scope).flatMap((b) => valuesOf(one as Filter, value, scope).map((a) => made(make(value, a, b))));
/** A function of a list and of what a filter says of each of its items. */
const byKey = (make: (items: readonly { readonly item: Json; readonly key: readonly Json[] }[]) => Json): Make => ([filter]) => ({ value }, scope) => {
  const items = sortable(value).map((item) => ({ item, key: filter ? valuesOf(filter, item, scope) : [item] }));
  return [made(make(items))];
};
const sortedBy = (items: readonly { readonly item: Json; readonly key: readonly Json[] }[]): readonly { readonly item: Json; readonly key: readonly Json[] }[] => [...items].sort((a, b) => order(a.key, b.key));
const groups = (items: readonly { readonly item: Json; readonly key: readonly Json[] }[]): readonly (readonly Json[])[] => {
  const out: { key: readonly Json[]; items: Json[] }[] = [];
  for (const { item, key } of sortedBy(items)) {
    const last = out[out.length - 1];
    if (last && order(last.key, key) === 0) last.items.push(item);
    else out.push({ key, items: [item] });
  }
  return out.map((group) => group.items);
};
const extreme = (sign: 1 | -1): Make => byKey((items) => items.reduce<{ readonly item: Json; readonly key: readonly Json[] } | undefined>((best, next) => (best === undefined || order(next.key, best.key) * sign >= (sign > 0 ? 0 : 1) ? next : best), undefined)?.item ?? null);
/** Keeps the place of what comes in. */
const only = (keep: (value: Json) => boolean): Make => () => (input) => (keep(input.value) ? [input] : []);

function recursed(input: Found, next: (found: Found) => readonly Found[]): Found[] {
  return [input, ...next(input).flatMap((found) => recursed(found, next))];
}
const children = (found: Found): readonly Found[] => (typeof found.value === 'object' && found.value !== null ? everyIn(found) : []);

function allPaths(value: Json): readonly (readonly Step[])[] {
  return recursed({ value, path: [] }, children).flatMap(({ path }) => (path && path.length > 0 ? [path] : []));
}

const lengthOf = (value: Json): Json => {
  if (value === null || value === undefined) return 0;
  if (typeof value === 'number') return Math.abs(value);
  if (typeof value === 'boolean') return fail(`${described(value)} has no length`);
  return typeof value === 'string' ? [...value].length : Object.keys(value as object).length;
};

function contains(a: Json, b: Json): boolean {
  if (isObject(a) && isObject(b)) return Object.entries(b).every(([key, value]) => Object.hasOwn(a, key) && contains(a[key], value));
  if (Array.isArray(a) && Array.isArray(b)) return (b as Json[]).every((item) => (a as Json[]).some((own) => contains(own, item)));
  if (typeof a === 'string' && typeof b === 'string') return a.includes(b);
  if (typeName(a) === typeName(b)) return order(a, b) === 0;
  return fail(`${described(a)} and ${described(b)} cannot have their containment checked`);
}

function flat(value: Json, depth: number): readonly Json[] {
  return listOf(value).flatMap((item) => (Array.isArray(item) && depth > 0 ? flat(item, depth - 1) : [item]));
}

const has = (value: Json, key: Json): boolean => {
  if (isObject(value) && typeof key === 'string') return Object.hasOwn(value, key);
  if (Array.isArray(value) && typeof key === 'number') return key >= 0 && key < value.length;
  return fail(`Cannot check whether ${typeName(value)} has a ${typeName(key)} key`);
};

function regex(value: Json, pattern: Json, flags: Json): RegExp {
  const source = Array.isArray(pattern) ? string(pattern[0], 'not a string') : string(pattern, `${described(pattern)} cannot be matched, as it is not a string`);
  string(value, `${described(value)} cannot be matched, as it is not a string`);
  const given = String(Array.isArray(pattern) ? (pattern[1] ?? '') : (flags ?? ''));
  try {
    return new RegExp(source.replace(/\(\?<(\w+)>/g, '(?<$1>'), `g${given.includes('i') ? 'i' : ''}${given.includes('s') || given.includes('p') ? 's' : ''}u`);
  } catch {
    return fail(`${source} (at offset 0) is not a valid regex`);
  }
}

const matches = (value: Json, pattern: Json, flags: Json, all: boolean): readonly RegExpExecArray[] => {
  const found = [...(value as string).matchAll(regex(value, pattern, flags))] as RegExpExecArray[];
  return all || String(flags ?? '').includes('g') || (Array.isArray(pattern) && String(pattern[1] ?? '').includes('g')) ? found : found.slice(0, 1);
};

const named = (match: RegExpExecArray): JsonObject => Object.fromEntries(Object.entries(match.groups ?? {}).map(([key, value]) => [key, value ?? null]));

function matchObject(match: RegExpExecArray): JsonObject {
  const names = Object.keys(match.groups ?? {});
  const captures = match.slice(1).map((text: string | undefined, i) => ({ offset: text === undefined ? -1 : match[0].indexOf(text) + match.index, length: text?.length ?? 0, string: text ?? null, name: names[i] ?? null }));
  return { offset: match.index, length: match[0].length, string: match[0], captures };
}

/** `sub`, `gsub`: the replacement sees the named groups. */
const substituted = (all: boolean): Make => ([pattern, replacement, flags]) => ({ value }, scope) =>
  valuesOf(pattern as Filter, value, scope).map((p) => {
    let out = '';
    let end = 0;
    for (const match of matches(value, p, flags ? valuesOf(flags, value, scope)[0] : '', all)) {
      out += (value as string).slice(end, match.index) + textOf(valuesOf(replacement as Filter, named(match), scope)[0] ?? '');
      end = match.index + match[0].length;
    }
    return made(out + (value as string).slice(end));
  });

/** Each match, by what a filter of flags says. */
const matching = (make: (found: readonly RegExpExecArray[]) => readonly Json[], all = false): Make => ([pattern, flags]) => ({ value }, scope) =>
  valuesOf(pattern as Filter, value, scope).flatMap((p) => make(matches(value, p, flags ? valuesOf(flags, value, scope)[0] : '', all)).map(made));

const DAY = 86_400;

/** Seconds since 1970 of `2024-01-01T00:00:00Z`, without the help of an engine's clock. */
function secondsOf(value: Json): number {
  const m = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.\d+)?Z$/.exec(string(value, `strptime/1 requires string inputs and arguments`));
  if (!m) return fail(`date ${JSON.stringify(value)} does not match format "%Y-%m-%dT%H:%M:%SZ"`);
  const [year = 0, month = 0, day = 0, h = 0, min = 0, s = 0] = m.slice(1).map(Number);
  return daysTo(year, month, day) * DAY + h * 3600 + min * 60 + s;
}

function daysTo(year: number, month: number, day: number): number {
  const y = month > 2 ? year : year - 1;
  const era = Math.floor(y / 400);
  const ofEra = y - era * 400;
  const ofYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  return era * 146_097 + ofEra * 365 + Math.floor(ofEra / 4) - Math.floor(ofEra / 100) + ofYear - 719_468;
}

function dateOf(value: Json): string {
  const seconds = typeof value === 'number' ? Math.floor(value) : fail('strftime/1 requires parsed datetime inputs');
  const z = Math.floor(seconds / DAY) + 719_468;
  const era = Math.floor(z / 146_097);
  const ofEra = z - era * 146_097;
  const yearOfEra = Math.floor((ofEra - Math.floor(ofEra / 1460) + Math.floor(ofEra / 36_524) - Math.floor(ofEra / 146_096)) / 365);
  const ofYear = ofEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const mp = Math.floor((5 * ofYear + 2) / 153);
  const month = mp < 10 ? mp + 3 : mp - 9;
  const two = (n: number): string => String(n).padStart(2, '0');
  const left = ((seconds % DAY) + DAY) % DAY;
  return `${yearOfEra + era * 400 + (month <= 2 ? 1 : 0)}-${two(month)}-${two(ofYear - Math.floor((153 * mp + 2) / 5) + 1)}T${two(Math.floor(left / 3600))}:${two(Math.floor(left / 60) % 60)}:${two(left % 60)}Z`;
}

const decoded = (value: Json): string => {
  const bytes = base64Decode(textOf(value).replace(/=+$/, '').replace(/.*/, (s) => s.padEnd(Math.ceil(s.length / 4) * 4, '=')));
  return typeof bytes === 'number' ? fail(`${described(value)} is not valid base64 data`) : utf8Text(bytes).text;
};

const row = (value: Json, what: string, write: (item: Json) => string, between: string): string => (Array.isArray(value) ? (value as Json[]) : fail(`${described(value)} cannot be ${what}-formatted, only an array can be`)).map((item) => (typeof item === 'object' && item !== null ? fail(`${described(item)} is not valid in a ${what} row`) : write(item))).join(between);

export const FORMATS: Readonly<Record<string, (value: Json) => string>> = {
  '@text': textOf,
  '@json': (value) => compactJson(value),
  '@csv': (value) => row(value, 'csv', (item) => (typeof item === 'string' ? `"${item.replaceAll('"', '""')}"` : item === null ? '' : String(item)), ','),
  '@tsv': (value) => row(value, 'tsv', (item) => (item === null ? '' : textOf(item).replaceAll('\\', '\\\\').replaceAll('\t', '\\t').replaceAll('\n', '\\n').replaceAll('\r', '\\r')), '\t'),
  '@html': (value) => textOf(value).replace(/[<>&'"]/g, (c) => ({ '<': '&lt;', '>': '&gt;', '&': '&amp;', "'": '&#39;', '"': '&quot;' })[c] as string),
  '@uri': (value) => utf8Bytes(textOf(value)).reduce<string>((out, b) => out + (/[A-Za-z0-9_.~-]/.test(String.fromCharCode(b)) ? String.fromCharCode(b) : `%${b.toString(16).toUpperCase().padStart(2, '0')}`), ''),
  '@sh': (value) => (Array.isArray(value) ? (value as Json[]) : [value]).map((item) => (typeof item === 'string' ? `'${item.replaceAll("'", "'\\''")}'` : textOf(item))).join(' '),
  '@base64': (value) => base64Encode(utf8Bytes(textOf(value))),
  '@base64d': decoded,
};

const pad = (s: string, trim: RegExp): string => s.replace(trim, '');
const entryKey = (entry: Json): string => {
  const e = isObject(entry) ? entry : {};
  const key = e.key ?? e.k ?? e.name ?? e.Name ?? e.Key ?? e.K ?? null;
  return typeof key === 'string' ? key : key === null ? 'null' : textOf(key);
};
const fromEntries = (value: Json): Json => Object.fromEntries(listOf(value).map((entry) => [entryKey(entry), (isObject(entry) ? (entry.value ?? entry.v ?? entry.Value ?? entry.V) : null) ?? null]));
const toEntries = (value: Json): Json[] => (isObject(value) ? Object.entries(value).map(([key, v]) => ({ key, value: v })) : (fail(`${described(value)} has no keys`) as never));
const range = (from: number, to: number, by: number): Json[] => {
  const out: number[] = [];
  if (by !== 0) {
    for (let n = from; by > 0 ? n < to : n > to; n += by) {
      if (out.length === 100_000) fail('more values than this page simulates');
      out.push(n);
    }
  }
  return out;
};
const indices = (value: Json, what: Json): readonly number[] => {
  if (typeof value === 'string' && typeof what === 'string') {
    const out: number[] = [];
    for (let i = what === '' ? -1 : value.indexOf(what); i >= 0; i = value.indexOf(what, i + 1)) out.push(i);
    return out;
  }
  const list = sortable(value);
  if (!Array.isArray(what)) return list.flatMap((item, i) => (order(item, what) === 0 ? [i] : []));
  return list.flatMap((_item, i) => (what.length > 0 && order(list.slice(i, i + what.length), what) === 0 ? [i] : []));
};
/** `any`, `all`, with nothing, a filter, or a generator and a filter. */
const quantified = (all: boolean): Make => (args) => (input, scope) => {
  const [source, test] = args.length === 2 ? (args as [Filter, Filter]) : [((found) => everyIn(found)) as Filter, args[0]];
  const holds = valuesOf(source, input.value, scope).map((item) => (test ? valuesOf(test, item, scope).some(truthy) : truthy(item)));
  return [made(all ? holds.every(Boolean) : holds.some(Boolean))];
};

function looped(args: readonly Filter[], keep: boolean): Filter {
  const [test, update] = args as [Filter, Filter];
  return ({ value }, scope) => {
    const out: Json[] = [];
    let state = value;
    for (let i = 0; i < 10_000; i++) {
      const holds = truthy(valuesOf(test, state, scope)[0]);
      if (keep ? !holds : holds) return (keep ? out : [state]).map(made);
      out.push(state);
      state = valuesOf(update, state, scope)[0];
    }
    return fail('this loop has no end');
  };
}

const walked = (filter: Filter, value: Json, scope: Scope): Json => {
  const inner = Array.isArray(value) ? (value as Json[]).map((item) => walked(filter, item, scope)) : isObject(value) ? Object.fromEntries(Object.entries(value).map(([key, v]) => [key, walked(filter, v, scope)])) : value;
  return valuesOf(filter, inner, scope)[0] ?? null;
};

export const FUNCTIONS: Readonly<Record<string, Make>> = {
  'empty/0': () => () => [],
  'error/0': () => ({ value }) => {
    throw new JqFailure(value);
  },
  'error/1': ([what]) => ({ value }, scope) => {
    throw new JqFailure(valuesOf(what as Filter, value, scope)[0]);
  },
  'not/0': plain((value) => !truthy(value)),
  'length/0': plain(lengthOf),
  'utf8bytelength/0': plain((value) => utf8Bytes(string(value, `${described(value)} only strings have UTF-8 byte length`)).length),
  'type/0': plain(typeName),
  'keys/0': plain((value) => (isObject(value) ? sortedKeys(value) : Array.isArray(value) ? value.map((_item, i) => i) : fail(`${described(value)} has no keys`))),
  'keys_unsorted/0': plain((value) => (isObject(value) ? Object.keys(value) : Array.isArray(value) ? value.map((_item, i) => i) : fail(`${described(value)} has no keys`))),
  'values/0': only((value) => value !== null && value !== undefined),
  'nulls/0': only((value) => value === null || value === undefined),
  'booleans/0': only((value) => typeof value === 'boolean'),
  'numbers/0': only((value) => typeof value === 'number'),
  'strings/0': only((value) => typeof value === 'string'),
  'arrays/0': only(Array.isArray),
  'objects/0': only(isObject),
  'iterables/0': only((value) => typeof value === 'object' && value !== null),
  'scalars/0': only((value) => typeof value !== 'object' || value === null),
  'select/1': ([test]) => (input, scope) => valuesOf(test as Filter, input.value, scope).flatMap((holds) => (truthy(holds) ? [input] : [])),
  'map/1': ([each]) => ({ value }, scope) => [made(listOf(value).flatMap((item) => valuesOf(each as Filter, item, scope)))],
  'map_values/1': ([each]) => ({ value }, scope) => {
    if (Array.isArray(value)) return [made((value as Json[]).flatMap((item) => valuesOf(each as Filter, item, scope).slice(0, 1)))];
    return [made(Object.fromEntries(Object.entries(value as JsonObject).flatMap(([key, v]) => valuesOf(each as Filter, v, scope).slice(0, 1).map((mapped) => [key, mapped]))))];
  },
  'recurse/0': () => (input) => recursed(input, children),
  'recurse/1': ([next]) => (input, scope) => recursed(input, (found) => (next as Filter)(found, scope)),
  'has/1': withOne(has),
  'in/1': withOne((value, container) => has(container, value)),
  'contains/1': withOne(contains),
  'inside/1': withOne((value, container) => contains(container, value)),
  'path/1': ([filter]) => ({ value }, scope) => pathsOf(filter as Filter, value, scope).map(made),
  'paths/0': () => ({ value }) => allPaths(value).map(made),
  'paths/1': ([test]) => ({ value }, scope) => allPaths(value).filter((path) => valuesOf(test as Filter, got(value, path), scope).some(truthy)).map(made),
  'leaf_paths/0': () => ({ value }) => allPaths(value).filter((path) => typeof got(value, path) !== 'object').map(made),
  'getpath/1': ([path]) => (input, scope) => valuesOf(path as Filter, input.value, scope).map((p) => ({ value: got(input.value, p as Step[]), path: input.path && [...input.path, ...(p as Step[])] })),
  'setpath/2': withTwo((value, path, new_) => withAt(value, path as Step[], () => new_)),
  'delpaths/1': withOne((value, paths) => without(value, paths as Step[][])),
  'del/1': ([filter]) => ({ value }, scope) => [made(without(value, pathsOf(filter as Filter, value, scope)))],
  'pick/1': ([filter]) => ({ value }, scope) => [made(pathsOf(filter as Filter, value, scope).reduce<Json>((out, path) => withAt(out, path, () => got(value, path)), null))],
  'to_entries/0': plain(toEntries),
  'from_entries/0': plain(fromEntries),
  'with_entries/1': ([each]) => ({ value }, scope) => [made(fromEntries(toEntries(value).flatMap((entry) => valuesOf(each as Filter, entry, scope))))],
  'add/0': plain((value) => listOf(value).reduce<Json>((sum, item) => arithmetic('+', sum, item), null)),
  'add/1': ([source]) => ({ value }, scope) => [made(valuesOf(source as Filter, value, scope).reduce<Json>((sum, item) => arithmetic('+', sum, item), null))],
  'any/0': quantified(false),
  'any/1': quantified(false),
  'any/2': quantified(false),
  'all/0': quantified(true),
  'all/1': quantified(true),
  'all/2': quantified(true),
  'flatten/0': plain((value) => flat(value, 1e9)),
  'flatten/1': withOne((value, depth) => flat(value, Number(depth))),
  'range/1': ([to]) => ({ value }, scope) => valuesOf(to as Filter, value, scope).flatMap((n) => range(0, n as number, 1).map(made)),
  'range/2': ([from, to]) => ({ value }, scope) => valuesOf(from as Filter, value, scope).flatMap((a) => valuesOf(to as Filter, value, scope).flatMap((b) => range(a as number, b as number, 1).map(made))),
  'range/3': ([from, to, by]) => ({ value }, scope) => range(valuesOf(from as Filter, value, scope)[0] as number, valuesOf(to as Filter, value, scope)[0] as number, valuesOf(by as Filter, value, scope)[0] as number).map(made),
  'floor/0': plain((value) => Math.floor(value as number)),
  'ceil/0': plain((value) => Math.ceil(value as number)),
  'round/0': plain((value) => Math.round(value as number)),
  'sqrt/0': plain((value) => Math.sqrt(value as number)),
  'fabs/0': plain((value) => Math.abs(value as number)),
  'abs/0': plain((value) => Math.abs(value as number)),
  'tostring/0': plain(textOf),
  'tonumber/0': plain((value) => {
    if (typeof value === 'number') return value;
    const text = string(value, `${described(value)} cannot be parsed as a number`);
    return /^\s*-?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?\s*$/.test(text) ? Number(text) : fail(`${described(value)} cannot be parsed as a number`);
  }),
  'tojson/0': plain((value) => compactJson(value)),
  'fromjson/0': plain((value) => {
    try {
      return JSON.parse(string(value, `${described(value)} only strings can be parsed`)) as Json;
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      return fail(`${String(value)} (while parsing '${String(value)}')`);
    }
  }),
  'ascii_downcase/0': plain((value) => string(value, 'ascii_downcase input must be a string').toLowerCase()),
  'ascii_upcase/0': plain((value) => string(value, 'ascii_upcase input must be a string').toUpperCase()),
  'trim/0': plain((value) => pad(string(value, `${described(value)} cannot be trimmed`), /^\s+|\s+$/g)),
  'ltrim/0': plain((value) => pad(string(value, `${described(value)} cannot be trimmed`), /^\s+/)),
  'rtrim/0': plain((value) => pad(string(value, `${described(value)} cannot be trimmed`), /\s+$/)),
  'explode/0': plain((value) => [...string(value, `${described(value)} cannot be exploded`)].map((c) => c.codePointAt(0))),
  'implode/0': plain((value) => (value as number[]).map((n) => String.fromCodePoint(n)).join('')),
  'startswith/1': withOne((value, start) => string(value, 'startswith() requires string inputs').startsWith(string(start, 'startswith() requires string inputs'))),
  'endswith/1': withOne((value, end) => string(value, 'endswith() requires string inputs').endsWith(string(end, 'endswith() requires string inputs'))),
  'ltrimstr/1': withOne((value, start) => (typeof value === 'string' && typeof start === 'string' && value.startsWith(start) ? value.slice(start.length) : value)),
  'rtrimstr/1': withOne((value, end) => (typeof value === 'string' && typeof end === 'string' && end !== '' && value.endsWith(end) ? value.slice(0, -end.length) : value)),
  'split/1': withOne((value, by) => (value === '' ? [] : string(value, 'split input and separator must be strings').split(string(by, 'split input and separator must be strings')))),
  'split/2': withTwo((value, pattern, flags) => (value as string).split(new RegExp(regex(value, pattern, flags).source, 'u'))),
  'splits/1': ([pattern]) => ({ value }, scope) => valuesOf(pattern as Filter, value, scope).flatMap((p) => (value as string).split(new RegExp(regex(value, p, '').source, 'u')).map(made)),
  'join/1': withOne((value, by) => {
    const list = listOf(value);
    return list.map((item) => (item === null ? '' : typeof item === 'object' ? (arithmetic('+', '', item) as string) : textOf(item))).join(list.length > 1 ? string(by, `${described(by)} cannot be added`) : '');
  }),
  'test/1': ([pattern]) => ({ value }, scope) => valuesOf(pattern as Filter, value, scope).map((p) => made(matches(value, p, '', false).length > 0)),
  'test/2': withTwo((value, pattern, flags) => matches(value, pattern, flags, false).length > 0),
  'match/1': matching((found) => found.map(matchObject)),
  'match/2': matching((found) => found.map(matchObject)),
  'capture/1': matching((found) => found.map(named)),
  'capture/2': matching((found) => found.map(named)),
  'scan/1': matching((found) => found.map((m) => (m.length > 1 ? m.slice(1).map((t: string | undefined) => t ?? null) : m[0])), true),
  'sub/2': substituted(false),
  'sub/3': substituted(false),
  'gsub/2': substituted(true),
  'gsub/3': substituted(true),
  'sort/0': byKey((items) => sortedBy(items).map(({ item }) => item)),
  'sort_by/1': byKey((items) => sortedBy(items).map(({ item }) => item)),
  'group_by/1': byKey(groups),
  'unique/0': byKey((items) => groups(items).map((group) => group[0])),
  'unique_by/1': byKey((items) => groups(items).map((group) => group[0])),
  'min/0': extreme(-1),
  'max/0': extreme(1),
  'min_by/1': extreme(-1),
  'max_by/1': extreme(1),
  'reverse/0': plain((value) => (typeof value === 'string' ? [...value].reverse().join('') : value === null ? [] : [...sortable(value)].reverse())),
  'transpose/0': plain((value) => range(0, Math.max(0, ...(value as Json[][]).map((r) => r.length)), 1).map((i) => (value as Json[][]).map((r) => r[i as number] ?? null))),
  'index/1': withOne((value, what) => indices(value, what)[0] ?? null),
  'rindex/1': withOne((value, what) => indices(value, what).at(-1) ?? null),
  'indices/1': withOne((value, what) => (value === null ? null : indices(value, what))),
  'first/0': () => (input) => [{ value: got(input.value, [0]), path: input.path && [...input.path, 0] }],
  'last/0': () => (input) => [{ value: got(input.value, [-1]), path: input.path && [...input.path, -1] }],
  'first/1': ([source]) => (input, scope) => (source as Filter)(input, scope).slice(0, 1),
  'last/1': ([source]) => (input, scope) => (source as Filter)(input, scope).slice(-1),
  'nth/1': withOne((value, n) => got(value, [n as number])),
  'nth/2': ([n, source]) => (input, scope) => valuesOf(n as Filter, input.value, scope).flatMap((at) => (source as Filter)(input, scope).slice(at as number, (at as number) + 1)),
  'limit/2': ([n, source]) => (input, scope) => valuesOf(n as Filter, input.value, scope).flatMap((count) => (source as Filter)(input, scope).slice(0, count as number)),
  'until/2': (args) => looped(args, false),
  'while/2': (args) => looped(args, true),
  'isempty/1': ([source]) => (input, scope) => [made((source as Filter)(input, scope).length === 0)],
  'walk/1': ([each]) => ({ value }, scope) => [made(walked(each as Filter, value, scope))],
  'fromdate/0': plain(secondsOf),
  'fromdateiso8601/0': plain(secondsOf),
  'todate/0': plain(dateOf),
  'todateiso8601/0': plain(dateOf),
  'env/0': () => () => [made({})],
  'infinite/0': () => () => [made(1.7976931348623157e308)],
  'ascii/0': plain((value) => String.fromCharCode(value as number)),
  'toarray/0': plain((value) => (Array.isArray(value) ? value : [value])),
};
