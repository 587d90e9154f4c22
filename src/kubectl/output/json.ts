// JSON as Go writes it: four spaces where indented, <, > and & escaped, keys of maps sorted (those of Go's structs are
// not: what kubectl makes itself keeps the order of its fields).
// Upstream: encoding/json, k8s.io/cli-runtime/pkg/printers/json.go

import { compareText } from '../../base/text.ts';
import { jsonNumber } from '../../sim/api/yaml/goNumber.ts';

export interface JsonStyle {
  /** Keep the order of keys. */
  readonly ordered?: boolean;
}

/** On one line. */
export const compactJson = (value: unknown, style: JsonStyle = {}): string => write(value, style.ordered === true, '', '');

/** On many lines, without a line break at the end. */
export const indentedJson = (value: unknown, style: JsonStyle = {}): string => write(value, style.ordered === true, '    ', '\n');

function write(value: unknown, ordered: boolean, step: string, indent: string): string {
  if (typeof value === 'string') return jsonString(value);
  if (typeof value === 'number') return jsonNumber(value);
  if (typeof value === 'boolean') return String(value);
  if (value === null || value === undefined) return 'null';
  const deeper = indent + step;
  if (Array.isArray(value)) {
    if (value.length === 0) return '[]';
    return `[${deeper}${value.map((item) => write(item, ordered, step, deeper)).join(`,${deeper}`)}${indent}]`;
  }
  const object = value as Record<string, unknown>;
  const keys = Object.keys(object).filter((key) => object[key] !== undefined);
  if (keys.length === 0) return '{}';
  if (!ordered) keys.sort(compareText);
  const colon = step ? ': ' : ':';
  return `{${deeper}${keys.map((key) => jsonString(key) + colon + write(object[key], ordered, step, deeper)).join(`,${deeper}`)}${indent}}`;
}

/** With Go's escapes: \u003c and the like, and U+FFFD for half a surrogate pair. */
export function jsonString(text: string): string {
  if (/^[ !#-%'-;=?-[\]-~]*$/.test(text)) return `"${text}"`;
  return JSON.stringify(text.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd')).replace(
    /[<>&\u2028\u2029\x7f]/g,
    (c) => (c === '\x7f' ? c : `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`),
  );
}
