// Values of decoded JSON as Go's fmt prints them: %v for people, %#v with types. Whole numbers are int64, others float64.
// Upstream: fmt/print.go

import { compareText } from '../../base/text.ts';
import { formatNumber, isInt64 } from '../../sim/api/yaml/goNumber.ts';
import { goQuote } from '../../sim/api/yaml/goQuote.ts';

const keysOf = (object: object): string[] => Object.keys(object).filter((k) => (object as Record<string, unknown>)[k] !== undefined).sort(compareText);

/** %v: `map[app:web tier:front]`, `[a b]`, `<nil>`. */
export function goText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return formatNumber(value);
  if (typeof value === 'boolean') return String(value);
  if (value === null || value === undefined) return '<nil>';
  if (Array.isArray(value)) return `[${value.map(goText).join(' ')}]`;
  const object = value as Record<string, unknown>;
  return `map[${keysOf(object).map((key) => `${key}:${goText(object[key])}`).join(' ')}]`;
}

/** %#v: `map[string]interface {}{"app":"web"}`. */
export function goSyntax(value: unknown): string {
  if (typeof value === 'string') return goQuote(value);
  if (typeof value === 'number') return formatNumber(value);
  if (typeof value === 'boolean') return String(value);
  if (value === null || value === undefined) return 'interface {}(nil)';
  if (Array.isArray(value)) return `[]interface {}{${value.map(goSyntax).join(', ')}}`;
  const object = value as Record<string, unknown>;
  return `map[string]interface {}{${keysOf(object).map((key) => `${goQuote(key)}:${goSyntax(object[key])}`).join(', ')}}`;
}

/** %T */
export function goType(value: unknown): string {
  if (typeof value === 'string') return 'string';
  if (typeof value === 'number') return isInt64(value) ? 'int64' : 'float64';
  if (typeof value === 'boolean') return 'bool';
  if (value === null || value === undefined) return '<nil>';
  return Array.isArray(value) ? '[]interface {}' : 'map[string]interface {}';
}
