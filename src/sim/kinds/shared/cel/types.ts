// The types of CEL, as its messages name them.      Upstream: github.com/google/cel-go/common/types

export interface CelType {
  readonly name: string;
  /** Of lists and maps. */
  readonly element?: CelType;
  readonly key?: CelType;
  /** Of objects whose fields are known. */
  readonly fields?: Readonly<Record<string, CelType>>;
  /** Where a schema says so: how many characters or items there can be at most, and how many bytes there are at least. */
  readonly max?: number;
  readonly min?: number;
}

const scalar = (name: string): CelType => ({ name });
export const DYN = scalar('dyn');
export const BOOL = scalar('bool');
export const INT = scalar('int');
export const STRING = scalar('string');
export const DOUBLE = scalar('double');

export const listOf = (element: CelType): CelType => ({ name: `list(${element.name})`, element });
export const mapOf = (key: CelType, element: CelType): CelType => ({ name: `map(${key.name}, ${element.name})`, key, element });
export const objectOf = (name: string, fields: Readonly<Record<string, CelType>>): CelType => ({ name, fields });

/** `int`, `list(string)`, `map(string, dyn)`. */
export function typeNamed(text: string): CelType {
  const list = /^list\((.*)\)$/.exec(text);
  if (list) return listOf(typeNamed(list[1] as string));
  const map = /^map\((\w+), ?(.*)\)$/.exec(text);
  if (map) return mapOf(typeNamed(map[1] as string), typeNamed(map[2] as string));
  return text === 'dyn' ? DYN : { name: text };
}

/** Whether a value of type `b` may stand where `a` is wanted; anything goes with dyn. */
export function fits(a: CelType, b: CelType): boolean {
  if (a.name === b.name || a.name === 'dyn' || b.name === 'dyn') return true;
  if (a.element && b.element && !a.key === !b.key) return fits(a.element, b.element) && (!a.key || !b.key || fits(a.key, b.key));
  return b.name === 'null_type' && (a.fields !== undefined || a.name === 'timestamp' || a.name === 'duration');
}
