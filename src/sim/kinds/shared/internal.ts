// Objects in the form in which the API server's messages print them where they show its internal types, and the
// comparison of two such objects that a refused change of a Pod carries.
// Upstream: k8s.io/apimachinery/pkg/util/diff, pkg/apis/core/v1/conversion.go

import { compareText } from '../../../base/text.ts';
import { isObject } from '../../../base/json.ts';
import { wasSentEmpty } from '../../api/schema/sentEmpty.ts';
import { unifiedDiff } from './goDiff.ts';
import { INTERNAL_SHAPES } from './internalShapes.ts';

type Value = unknown;
type Fields = Readonly<Record<string, Value>>;

interface Field {
  readonly name: string;
  readonly from: string;
  readonly type: string;
}

const parsed = new Map<string, readonly Field[]>();

type Shapes = Readonly<Record<string, string>>;

/** A structure named in internalShapes.ts, or in a list of a kind's own. */
export function internal(shape: string, value: object | undefined | null, shapes: Shapes = INTERNAL_SHAPES): Record<string, Value> {
  return internalBy(shapes[shape] ?? INTERNAL_SHAPES[shape] ?? '', value, shapes);
}

/** The same for a structure whose fields are given, written as in internalShapes.ts. */
export function internalBy(fields: string, value: object | undefined | null, shapes: Shapes = INTERNAL_SHAPES): Record<string, Value> {
  let list = parsed.get(fields);
  if (!list) parsed.set(fields, (list = parse(fields, shapes)));
  const source = (value ?? {}) as Fields;
  const out: Record<string, Value> = {};
  for (const { name, from, type } of list) out[name] = convert(type, source[from], source, shapes, from);
  return out;
}

function parse(fields: string, shapes: Shapes): Field[] {
  return fields.split(' ').filter(Boolean).flatMap((text) => {
    if (text.startsWith('+')) return parse(shapes[text.slice(1)] ?? INTERNAL_SHAPES[text.slice(1)] ?? '', shapes);
    const [names = '', type = 's'] = text.split(':');
    const [name = '', from = lowerFirst(name)] = names.split('=');
    return [{ name, from, type }];
  });
}

/** `FSType` → `fsType`, `TTY` → `tty`, `Name` → `name`. */
const lowerFirst = (name: string): string => name.replace(/^(?:[A-Z]+(?=[A-Z][a-z])|[A-Z]+$|[A-Z])/, (head) => head.toLowerCase());

function convert(type: string, value: Value, parent: Fields, shapes: Shapes, field: string): Value {
  const isEmpty = (): boolean => wasSentEmpty(parent, field);
  switch (type) {
    case 's':
      return value ?? '';
    case 'n':
      return value ?? 0;
    case 'b':
      return value ?? false;
    case 'q':
      return value ?? '0';
    case '?':
      return value ?? null;
    case '[]':
      return value ?? (isEmpty() ? [] : null);
    case '{}':
      return isObject(value) ? sorted(value) : isEmpty() ? {} : null;
    case 'L':
      return isObject(value) ? selector(value) : null;
  }
  if (type.startsWith('[')) return Array.isArray(value) ? value.map((item) => internal(type.slice(1, -1), item as object, shapes)) : isEmpty() ? [] : null;
  if (type.startsWith('{')) return isObject(value) ? sorted(Object.fromEntries(Object.entries(value).map(([key, item]) => [key, internal(type.slice(1, -1), item as object, shapes)]))) : null;
  if (type.startsWith('*')) {
    const shape = type.slice(1);
    // A Pod's host settings moved from its spec to its security context, which is always there.
    if (shape === 'PodSecurityContext') return internal(shape, podSecurityContext(value, parent));
    return isObject(value) ? internal(shape, value, shapes) : null;
  }
  return internal(type, value as object | undefined, shapes);
}

function podSecurityContext(value: Value, spec: Fields): object {
  const { hostNetwork, hostPID, hostIPC, shareProcessNamespace, hostUsers } = spec;
  return { ...(value as object | undefined), hostNetwork, hostPID, hostIPC, shareProcessNamespace, hostUsers };
}

/** Go writes the keys of a map in their order. */
export function sorted(map: Fields): Record<string, Value> {
  const out: Record<string, Value> = {};
  for (const key of Object.keys(map).sort(compareText)) out[key] = map[key];
  return out;
}

/** metav1.LabelSelector keeps the form that it has in the API. */
export function selector(value: Fields): object {
  const { matchLabels, matchExpressions } = value as { matchLabels?: Fields; matchExpressions?: readonly { key?: string; operator?: string; values?: readonly string[] }[] };
  return {
    ...(matchLabels && Object.keys(matchLabels).length ? { matchLabels: sorted(matchLabels) } : {}),
    ...(matchExpressions?.length ? { matchExpressions: matchExpressions.map(({ key = '', operator = '', values }) => ({ key, operator, ...(values?.length ? { values } : {}) })) } : {}),
  };
}

/** What differs between two internal objects, as lines of indented JSON. */
export function internalDiff(before: object, after: object): string {
  return unifiedDiff(pretty(before), pretty(after));
}

const pretty = (value: object): string => JSON.stringify(value, null, 1).replace(/[<>&\u2028\u2029]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
