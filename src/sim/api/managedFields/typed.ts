// A value together with its type: which of the forms that the type allows the value has, and whether it fits at all.
// `undefined` is a value that is not there, null one that is there and says nothing.
// Upstream: sigs.k8s.io/structured-merge-diff/typed/helpers.go, validate.go

import { isObject } from '../../../base/json.ts';
import { compareText } from '../../../base/text.ts';
import { goText } from '../patch/goText.ts';
import { fieldType, type ListShape, type MapShape, type TypeShape } from '../patch/typeShape.ts';
import { fieldStep, itemStep, PathElementError, stepText } from './pathElement.ts';

export type Form = 'map' | 'scalar' | 'list';

/** The form of the value where the type allows it, else the first form that the type has. */
export function formOf(shape: TypeShape, value: unknown): Form | undefined {
  switch (typeof value) {
    case 'string':
    case 'number':
    case 'boolean':
      if (shape.scalar) return 'scalar';
      break;
    case 'object':
      if (Array.isArray(value)) {
        if (shape.list) return 'list';
      } else if (value !== null && shape.map) return 'map';
  }
  if (shape.map) return 'map';
  if (shape.scalar) return 'scalar';
  return shape.list ? 'list' : undefined;
}

/** The forms in which two values are to be looked at: one, unless both are there and differ. */
export function formsOf(shape: TypeShape, left: unknown, right: unknown): readonly (Form | undefined)[] {
  const rightForm = formOf(shape, right);
  if (right === undefined) return [formOf(shape, left)];
  if (left === undefined) return [rightForm];
  const leftForm = formOf(shape, left);
  return leftForm === rightForm ? [rightForm] : [leftForm, rightForm];
}

export const asMap = (value: unknown): Readonly<Record<string, unknown>> | undefined => (isObject(value) ? value : undefined);
export const asList = (value: unknown): readonly unknown[] | undefined => (Array.isArray(value) ? (value as readonly unknown[]) : undefined);

export function emptyMap(map: Readonly<Record<string, unknown>> | undefined): boolean {
  if (map) for (const key in map) if (map[key] !== undefined) return false;
  return true;
}

interface Flaw {
  readonly path: string;
  readonly text: string;
}

/** Why a configuration is not of the type, in the server's words; undefined where it is. Items must be distinct. */
export function typeError(value: unknown, shape: TypeShape): string | undefined {
  const flaws: Flaw[] = [];
  check(value, shape, '', flaws);
  if (flaws.length === 0) return undefined;
  const lines = flaws.map((flaw) => (flaw.path ? `${flaw.path}: ${flaw.text}` : flaw.text));
  return lines.length === 1 ? lines[0] : ['errors:', ...lines.map((line) => `  ${line}`)].join('\n');
}

function check(value: unknown, shape: TypeShape, path: string, flaws: Flaw[]): void {
  switch (formOf(shape, value)) {
    case 'map':
      return checkMap(value, shape.map as MapShape, path, flaws);
    case 'list':
      return checkList(value, shape.list as ListShape, path, flaws);
    case 'scalar': {
      const text = scalarFlaw(value, shape.scalar as NonNullable<TypeShape['scalar']>);
      if (text) flaws.push({ path, text });
      return;
    }
    default:
      flaws.push({ path, text: 'schema error: invalid atom: inlined' });
  }
}

function checkMap(value: unknown, map: MapShape, path: string, flaws: Flaw[]): void {
  if (value === null) return;
  if (!isObject(value)) {
    flaws.push({ path, text: `expected map, got &{${goText(value)}}` });
    return;
  }
  for (const key in value) {
    if (value[key] === undefined) continue;
    const type = fieldType(map, key);
    const at = path + stepText(fieldStep(key));
    if (!type) {
      flaws.push({ path: at, text: 'field not declared in schema' });
      return;
    }
    check(value[key], type, at, flaws);
  }
}

function checkList(value: unknown, list: ListShape, path: string, flaws: Flaw[]): void {
  if (value === null) return;
  if (!Array.isArray(value)) {
    flaws.push({ path, text: `expected list, got &{${goText(value)}}` });
    return;
  }
  const seen = new Set<string>();
  for (let i = 0; i < value.length; i++) {
    let step = `i:${i}`;
    if (list.type !== 'atomic') {
      try {
        step = itemStep(list, value[i]);
      } catch (error) {
        if (!(error instanceof PathElementError)) throw error;
        flaws.push({ path, text: `element ${i}: ${error.message}` });
        return;
      }
      if (seen.has(step)) flaws.push({ path, text: `duplicate entries for key ${stepText(step)}` });
      seen.add(step);
    }
    check(value[i], list.element, path + stepText(step), flaws);
  }
}

function scalarFlaw(value: unknown, scalar: NonNullable<TypeShape['scalar']>): string | undefined {
  if (value === null || value === undefined) return undefined;
  switch (scalar) {
    case 'numeric':
      return typeof value === 'number' ? undefined : `expected numeric (int or float), got ${goTypeName(value)}`;
    case 'string':
      return typeof value === 'string' ? undefined : `expected string, got &value.valueUnstructured{Value:${goSyntax(value)}}`;
    case 'boolean':
      return typeof value === 'boolean' ? undefined : `expected boolean, got &{${goText(value)}}`;
    case 'untyped':
      return typeof value === 'object' ? `expected any scalar, got &{${goText(value)}}` : undefined;
  }
}

/** %T */
function goTypeName(value: unknown): string {
  if (Array.isArray(value)) return '[]interface {}';
  if (isObject(value)) return 'map[string]interface {}';
  return typeof value === 'boolean' ? 'bool' : 'string';
}

/** %#v */
function goSyntax(value: unknown): string {
  if (value === null || value === undefined) return 'interface {}(nil)';
  if (typeof value === 'string') return JSON.stringify(value);
  if (Array.isArray(value)) return `[]interface {}{${value.map(goSyntax).join(', ')}}`;
  if (!isObject(value)) return String(value);
  const keys = Object.keys(value).sort(compareText);
  return `map[string]interface {}{${keys.map((key) => `${JSON.stringify(key)}:${goSyntax(value[key])}`).join(', ')}}`;
}
