// Objects → YAML as `kubectl -o yaml` writes them: sorted keys, lists not indented, lines folded after column 80, text
// with line breaks as a | block, quotes only where a reader would take the text for something else.
// Upstream: go.yaml.in/yaml/v2 emitterc.go, encode.go, sorter.go

import type { Json, JsonObject } from '../../../base/json.ts';
import { utf8Length } from './bytes.ts';
import { formatFloat, formatInteger, isInt64 } from './goNumber.ts';
import { compareYamlKeys } from './keyOrder.ts';
import { needsQuotes } from './resolve.ts';

const WIDTH = 80;

/** One document, ending with a line break. */
export function emitYaml(value: Json): string {
  const emitter = new Emitter();
  emitter.node(value, 'root');
  return emitter.finish();
}

type Context = 'root' | 'sequence' | 'mapping' | 'simpleKey';
type Style = 'plain' | 'single' | 'double' | 'literal';

class Emitter {
  private out = '';
  private column = 0;
  private indent = -1;
  /** The last thing written was white space. */
  private whitespace = true;
  /** Only indentation and indicators have been written on this line. */
  private indention = true;

  finish(): string {
    if (this.column > 0) this.out += '\n';
    return this.out;
  }

  node(value: Json, context: Context): void {
    if (Array.isArray(value)) this.sequence(value as readonly Json[], context);
    else if (typeof value === 'object' && value !== null) this.mapping(value as JsonObject);
    else this.scalar(value as null | boolean | number | string, context === 'simpleKey');
  }

  private sequence(items: readonly Json[], context: Context): void {
    if (items.length === 0) return this.indicator('[]', true);
    const before = this.indent;
    // A list that is the value of a key stands in the key's column.
    this.deeper(context === 'mapping' && !this.indention);
    for (const item of items) {
      this.writeIndent();
      this.indicator('-', true, true);
      this.node(item, 'sequence');
    }
    this.indent = before;
  }

  private mapping(object: JsonObject): void {
    const keys = Object.keys(object).filter((key) => object[key] !== undefined);
    if (keys.length === 0) return this.indicator('{}', true);
    keys.sort(compareYamlKeys);
    const before = this.indent;
    this.deeper(false);
    for (const key of keys) {
      this.writeIndent();
      if (isSimpleKey(key)) {
        this.scalar(key, true);
        this.indicator(':', false);
      } else {
        this.indicator('?', true, true);
        this.scalar(key, false);
        this.writeIndent();
        this.indicator(':', true, true);
      }
      this.node(object[key] as Json, 'mapping');
    }
    this.indent = before;
  }

  private scalar(value: null | boolean | number | string, simpleKey: boolean): void {
    const before = this.indent;
    if (this.indent < 0) this.indent = 2;
    else this.indent += 2;
    if (typeof value === 'string') this.text(value, simpleKey);
    else {
      this.space();
      this.put(value === null ? 'null' : typeof value === 'boolean' ? String(value) : yamlNumber(value));
      this.whitespace = false;
      this.indention = false;
    }
    this.indent = before;
  }

  private text(value: string, simpleKey: boolean): void {
    const shape = analyse(value);
    const style = styleOf(value, shape, simpleKey);
    if (style === 'literal') return this.literal(value);
    if (style === 'plain') {
      this.space();
      this.folded(value, !simpleKey, false);
    } else {
      const quote = style === 'single' ? "'" : '"';
      this.indicator(quote, true);
      if (style === 'single') this.folded(value, !simpleKey, true);
      else this.doubleQuoted(value, !simpleKey);
      this.indicator(quote, false);
    }
    this.whitespace = false;
    this.indention = false;
  }

  /** Plain and single-quoted text: a single space after the last column may become a line break. */
  private folded(value: string, breaks: boolean, quoted: boolean): void {
    if (!breaks || this.column + value.length <= WIDTH) {
      if (!SPECIAL_BREAK.test(value)) return this.put(quoted ? value.replaceAll("'", "''") : value);
    }
    const chars = [...value];
    let spaces = false;
    let broke = false;
    chars.forEach((char, i) => {
      if (char === ' ') {
        const inside = !quoted || (i > 0 && i < chars.length - 1);
        if (breaks && !spaces && this.column > WIDTH && inside && chars[i + 1] !== ' ') this.writeIndent();
        else this.put(char);
        spaces = true;
      } else if (char === '\n' || SPECIAL_BREAK.test(char)) {
        if (!broke && char === '\n') this.newline();
        this.breakChar(char);
        this.indention = true;
        broke = true;
      } else {
        if (broke) this.writeIndent();
        this.put(quoted && char === "'" ? "''" : char);
        this.indention = false;
        spaces = false;
        broke = false;
      }
    });
  }

  private doubleQuoted(value: string, breaks: boolean): void {
    // A quirk: where the text begins with a byte order mark, every character is escaped.
    const all = value.charCodeAt(0) === 0xfeff;
    const chars = [...value];
    let spaces = false;
    chars.forEach((char, i) => {
      if (all || mustEscape(char)) {
        this.put(escapeOf(char));
        spaces = false;
      } else if (char === ' ') {
        if (breaks && !spaces && this.column > WIDTH && i > 0 && i < chars.length - 1) {
          this.writeIndent();
          if (chars[i + 1] === ' ') this.put('\\');
        } else this.put(char);
        spaces = true;
      } else {
        this.put(char);
        spaces = false;
      }
    });
  }

  private literal(value: string): void {
    this.indicator('|', true);
    if (value[0] === ' ' || isBreakChar(value[0])) this.indicator('2', false);
    const last = value.length - 1;
    if (!isBreakChar(value[last])) this.indicator('-', false);
    else if (last === 0 || isBreakChar(value[last - 1])) this.indicator('+', false);
    this.newline();
    this.indention = true;
    this.whitespace = true;
    for (const line of value.split(/(?<=[\n\x85\u2028\u2029])/)) {
      const end = isBreakChar(line[line.length - 1]) ? line.slice(-1) : '';
      const content = end ? line.slice(0, -1) : line;
      if (content) {
        this.writeIndent();
        this.put(content);
        this.indention = false;
      }
      if (end) {
        this.breakChar(end);
        this.indention = true;
      }
    }
  }

  // ---- writing ----

  private deeper(indentless: boolean): void {
    if (this.indent < 0) this.indent = 0;
    else if (!indentless) this.indent += 2;
  }

  private put(text: string): void {
    this.out += text;
    this.column += text.length;
    // Beyond the basic plane text is escaped; what is left of it are single columns.
  }

  private newline(): void {
    this.out += '\n';
    this.column = 0;
  }

  private breakChar(char: string): void {
    this.out += char;
    this.column = 0;
  }

  private space(): void {
    if (!this.whitespace) this.put(' ');
  }

  private indicator(text: string, needSpace: boolean, indention = false): void {
    if (needSpace) this.space();
    this.put(text);
    this.whitespace = false;
    this.indention = this.indention && indention;
  }

  private writeIndent(): void {
    const indent = Math.max(this.indent, 0);
    if (!this.indention || this.column > indent || (this.column === indent && !this.whitespace)) this.newline();
    if (this.column < indent) this.put(' '.repeat(indent - this.column));
    this.whitespace = true;
    this.indention = true;
  }
}

function yamlNumber(value: number): string {
  if (isInt64(value) || (Number.isInteger(value) && value > 0 && value < 18446744073709551616)) {
    return isInt64(value) ? formatInteger(value) : String(value);
  }
  return formatFloat(value);
}

const isSimpleKey = (key: string): boolean => (key.length <= 42 || utf8Length(key) <= 128) && !/[\n\r\x85\u2028\u2029]/.test(key);

const SPECIAL_BREAK = /[\r\x85\u2028\u2029]/;
const isBreakChar = (char: string | undefined): boolean => char !== undefined && (char === '\n' || SPECIAL_BREAK.test(char));

// ---- style ----

interface Shape {
  readonly plain: boolean;
  readonly single: boolean;
  readonly block: boolean;
  readonly multiline: boolean;
}

const SIMPLE_WORD = /^[A-Za-z0-9_./][A-Za-z0-9_./-]*$/;
const SIMPLE: Shape = { plain: true, single: true, block: true, multiline: false };

/** Which styles can hold a text. Upstream: yaml_emitter_analyze_scalar */
function analyse(value: string): Shape {
  if (value === '') return { plain: true, single: true, block: false, multiline: false };
  if (SIMPLE_WORD.test(value) && !value.startsWith('...')) return SIMPLE;
  const indicators =
    /^(?:---|\.\.\.|[#,[\]{}&*!|>'"%@`])/.test(value) || /^[?:-](?:[ \t]|$)/.test(value) || /.:(?:[ \t]|$)/s.test(value) || /[ \t\n\r\x85\u2028\u2029]#/.test(value);
  const breaks = /[\n\r\x85\u2028\u2029]/.test(value);
  const special = UNPRINTABLE.test(value) || / [\n\r\x85\u2028\u2029]/.test(value);
  const breakSpace = /[\n\r\x85\u2028\u2029] /.test(value);
  const trailingSpace = value.endsWith(' ');
  const edges = trailingSpace || value.startsWith(' ') || isBreakChar(value[0]) || isBreakChar(value[value.length - 1]);
  return {
    plain: !(indicators || breaks || special || breakSpace || edges),
    single: !(special || breakSpace),
    block: !(special || trailingSpace),
    multiline: breaks,
  };
}

function styleOf(value: string, shape: Shape, simpleKey: boolean): Style {
  if (value.includes('\n') && !(simpleKey && shape.multiline)) return shape.block && !simpleKey ? 'literal' : 'double';
  if (simpleKey && shape.multiline) return 'double';
  if (needsQuotes(value)) return 'double';
  if (shape.plain) return 'plain';
  return shape.single ? 'single' : 'double';
}

/** What go-yaml does not print as it is: controls, tabs, and all beyond the basic plane. */
const UNPRINTABLE = /[^\n\x20-\x7e\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd]/;
const mustEscape = (char: string): boolean => char === '"' || char === '\\' || isBreakChar(char) || UNPRINTABLE.test(char);

const ESCAPES: Readonly<Record<string, string>> = {
  '\0': '0',
  '\x07': 'a',
  '\b': 'b',
  '\t': 't',
  '\n': 'n',
  '\v': 'v',
  '\f': 'f',
  '\r': 'r',
  '\x1b': 'e',
  '"': '"',
  '\\': '\\',
  '\x85': 'N',
  '\xa0': '_',
  '\u2028': 'L',
  '\u2029': 'P',
};

function escapeOf(char: string): string {
  const named = ESCAPES[char];
  if (named !== undefined) return `\\${named}`;
  const code = char.codePointAt(0) as number;
  const [letter, width] = code <= 0xff ? ['x', 2] : code <= 0xffff ? ['u', 4] : ['U', 8];
  return `\\${letter}${code.toString(16).toUpperCase().padStart(width as number, '0')}`;
}
