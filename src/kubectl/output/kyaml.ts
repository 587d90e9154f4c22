// -o kyaml: YAML in braces and quotes, where nothing depends on indentation or on how a word looks.
// Upstream: sigs.k8s.io/yaml/kyaml/kyaml.go

import { compareText } from '../../base/text.ts';
import { jsonNumber } from '../../sim/api/yaml/goNumber.ts';
import { resolvePlain } from '../../sim/api/yaml/resolve.ts';

/** One document with its `---`. */
export function toKyaml(value: unknown, ordered = false): string {
  return `---\n${node(value, 0, ordered)}\n`;
}

const pad = (level: number): string => '  '.repeat(level);

function node(value: unknown, indent: number, ordered: boolean): string {
  if (typeof value === 'string') return quoted(value, indent + 1, false);
  if (typeof value === 'number') return jsonNumber(value);
  if (typeof value === 'boolean') return String(value);
  if (value === null || value === undefined) return 'null';
  if (Array.isArray(value)) return list(value, indent, ordered);
  const object = value as Record<string, unknown>;
  const keys = Object.keys(object).filter((key) => object[key] !== undefined);
  if (keys.length === 0) return '{}';
  if (!ordered) keys.sort(compareText);
  const lines = keys.map((key) => `${pad(indent + 1)}${keyText(key)}: ${node(object[key], indent + 1, ordered)},\n`);
  return `{\n${lines.join('')}${pad(indent)}}`;
}

/** Objects and lists follow each other without a line of their own. */
function list(items: readonly unknown[], indent: number, ordered: boolean): string {
  if (items.length === 0) return '[]';
  if (items.every((item) => typeof item === 'object' && item !== null)) return `[${items.map((item) => node(item, indent, ordered)).join(', ')}]`;
  return `[\n${items.map((item) => `${pad(indent + 1)}${node(item, indent + 1, ordered)},\n`).join('')}${pad(indent)}]`;
}

function keyText(key: string): string {
  return needsQuotes(key) ? quoted(key, 0, true) : key;
}

function needsQuotes(text: string): boolean {
  if (text === '' || isAmbiguous(text)) return true;
  const chars = [...text];
  return !chars.every((c, i) => /^[\p{L}\p{N}_]$/u.test(c) || (i > 0 && i < chars.length - 1 && /^[-./]$/.test(c)));
}

/** Whether some reader of YAML could take a word for something else than text. */
function isAmbiguous(text: string): boolean {
  if (/^(?:null|~|true|false|y|yes|on|n|no|off|t|f|1|0|[+-]?\.inf|\.nan)$/i.test(text)) return true;
  if (/^[+-]?[1-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?$/.test(text)) return true;
  const digits = text.replaceAll('_', '');
  const { tag } = resolvePlain(digits, false);
  if (digits !== '' && (tag === '!!int' || tag === '!!float') && !/^[+-]?\.(?:inf|nan)$/i.test(digits)) return true;
  if (/^[+-]?(?:inf|infinity|nan)$/i.test(digits) || /^[+-]?0[xX][0-9a-fA-F]*\.?[0-9a-fA-F]*[pP][+-]?\d+$/.test(digits)) return true;
  return resolvePlain(text).tag === '!!timestamp';
}

const ESCAPES: Readonly<Record<string, string>> = {
  '\x07': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\r': '\\r',
  '\v': '\\v',
  '\0': '\\0',
  '\x1b': '\\e',
  '\x85': '\\N',
  '\xa0': '\\_',
  '\u2028': '\\L',
  '\u2029': '\\P',
};

/** Text of several lines is folded so that its lines stand below each other. */
function quoted(text: string, indent: number, compact: boolean): string {
  const multi = !compact && text.includes('\n');
  let out = multi ? '"\\\n' : '"';
  for (const char of text) {
    if (multi && out.endsWith('\n')) out += pad(indent) + (/^[\s\x85]$/u.test(char) && char !== '\n' && char !== '\ufeff' ? '\\' : ' ');
    if (char === '\n') out += compact ? '\\n' : '\\n\\\n';
    else if (char === '\t') out += compact ? '\\t' : '\t';
    else out += escaped(char);
  }
  if (multi) out += (out.endsWith('\n') ? '' : '\\\n') + pad(indent);
  return `${out}"`;
}

function escaped(char: string): string {
  if (char === '"' || char === '\\') return `\\${char}`;
  if (/^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u.test(char)) return char;
  const named = ESCAPES[char];
  if (named !== undefined) return named;
  const code = char.codePointAt(0) as number;
  if (code < 0x20 || code === 0x7f) return `\\x${code.toString(16).padStart(2, '0')}`;
  return code < 0x10000 ? `\\u${code.toString(16).padStart(4, '0')}` : `\\U${code.toString(16).padStart(8, '0')}`;
}
