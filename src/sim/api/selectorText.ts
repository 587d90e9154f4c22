// Selectors as people write them in queries and on the command line: `app=web,tier in (a,b),!old` for labels,
// `metadata.name=x,status.phase!=Running` for fields. Errors are in the words of the API server; kubectl shows the same.
// Upstream: k8s.io/apimachinery/pkg/labels/selector.go, pkg/fields/selector.go

import { compareText } from '../../base/text.ts';
import { badRequest, errorText, invalidValue, type FieldError } from './errors.ts';
import { isLabelValue, isQualifiedName } from './names.ts';
import type { Requirement, Selector } from './selectors.ts';

// ---- labels ----

type TokenKind = 'end' | 'identifier' | ')' | ',' | '!' | '==' | '=' | '>' | 'in' | '<' | '!=' | 'notin' | '(' | 'error';

interface Token {
  readonly kind: TokenKind;
  readonly text: string;
}

const SYMBOLS: readonly string[] = [')', ',', '!', '==', '=', '>', '<', '!=', '('];
const isSymbol = (char: string): boolean => '=!(),><'.includes(char);
const isSpace = (char: string): boolean => ' \t\r\n'.includes(char);

/** Throws a 400. */
export function parseLabelSelector(text: string): Selector {
  try {
    return { requirements: new LabelParser(text).parse() };
  } catch (error) {
    if (error instanceof SelectorError) throw badRequest(error.message);
    throw error;
  }
}

/** What is wrong with a selector. */
export class SelectorError extends Error {
  override readonly name = 'SelectorError';
}

function tokens(text: string): Token[] {
  const out: Token[] = [];
  let at = 0;
  for (;;) {
    while (at < text.length && isSpace(text[at] as string)) at++;
    const start = at;
    if (at >= text.length) {
      out.push({ kind: 'end', text: '' });
      return out;
    }
    if (!isSymbol(text[at] as string)) {
      while (at < text.length && !isSymbol(text[at] as string) && !isSpace(text[at] as string)) at++;
      const word = text.slice(start, at);
      out.push({ kind: word === 'in' || word === 'notin' ? word : 'identifier', text: word });
      continue;
    }
    // The longest symbol, but never past a character that makes none.
    let symbol = '';
    while (at < text.length && isSymbol(text[at] as string)) {
      const longer = text.slice(start, at + 1);
      if (!SYMBOLS.includes(longer)) break;
      symbol = longer;
      at++;
    }
    out.push({ kind: symbol as TokenKind, text: symbol });
  }
}

class LabelParser {
  private readonly tokens: readonly Token[];
  private at = 0;

  constructor(text: string) {
    this.tokens = tokens(text);
  }

  parse(): readonly Requirement[] {
    const out: Requirement[] = [];
    for (;;) {
      const token = this.peek();
      if (token.kind === 'end') break;
      if (token.kind !== 'identifier' && token.kind !== '!') throw new SelectorError(`found '${token.text}', expected: !, identifier, or 'end of string'`);
      out.push(this.requirement());
      const after = this.next();
      if (after.kind === 'end') break;
      if (after.kind !== ',') throw new SelectorError(`found '${after.text}', expected: ',' or 'end of string'`);
      const following = this.peek();
      if (following.kind !== 'identifier' && following.kind !== '!') throw new SelectorError(`found '${following.text}', expected: identifier after ','`);
    }
    return out.sort((a, b) => compareText(a.key, b.key));
  }

  private requirement(): Requirement {
    try {
      return this.parseRequirement();
    } catch (error) {
      if (error instanceof SelectorError) throw new SelectorError(`unable to parse requirement: ${error.message}`);
      throw error;
    }
  }

  private parseRequirement(): Requirement {
    let token = this.next();
    const absent = token.kind === '!';
    if (absent) token = this.next();
    if (token.kind !== 'identifier') throw new SelectorError(`found '${token.text}', expected: identifier`);
    const key = token.text;
    const faults = isQualifiedName(key);
    if (faults.length) throw new SelectorError(errorText(invalidValue('<nil>', key, faults.join('; '))));
    if (absent) return { key, operator: '!', values: [] };
    const following = this.peek().kind;
    if (following === 'end' || following === ',') return { key, operator: 'exists', values: [] };
    const operator = this.operator();
    const values = operator === 'in' || operator === 'notin' ? this.values() : [this.value()];
    checkValues(key, operator, values);
    return { key, operator, values };
  }

  private operator(): Requirement['operator'] {
    // Here `in` and `notin` are operators; as keys and values they are words like any other.
    const token = this.tokens[this.at++] as Token;
    switch (token.kind) {
      case 'in':
      case 'notin':
      case '=':
      case '!=':
        return token.kind;
      case '==':
        return '=';
      case '>':
        return 'gt';
      case '<':
        return 'lt';
      default:
        throw new SelectorError(`found '${token.text}', expected: in, notin, =, ==, !=, gt, lt`);
    }
  }

  private values(): readonly string[] {
    const open = this.next();
    if (open.kind !== '(') throw new SelectorError(`found '${open.text}' expected: '('`);
    const first = this.peek();
    if (first.kind === ')') {
      this.at++;
      return [''];
    }
    if (first.kind !== 'identifier' && first.kind !== ',') throw new SelectorError(`found '${first.text}', expected: ',', ')' or identifier`);
    const values = this.list();
    if (this.next().kind !== ')') throw new SelectorError(`found '${first.text}', expected: ')'`);
    return [...values].sort(compareText);
  }

  /** Words with commas between; where a word is missing the empty value is meant. */
  private list(): ReadonlySet<string> {
    const values = new Set<string>();
    for (;;) {
      const token = this.next();
      if (token.kind === 'identifier') {
        values.add(token.text);
        const after = this.peek();
        if (after.kind === ')') return values;
        if (after.kind !== ',') throw new SelectorError(`found '${after.text}', expected: ',' or ')'`);
      } else if (token.kind === ',') {
        if (values.size === 0) values.add('');
        const after = this.peek().kind;
        if (after === ')' || after === ',') values.add('');
        if (after === ')') return values;
      } else throw new SelectorError(`found '${token.text}', expected: ',', or identifier`);
    }
  }

  private value(): string {
    const kind = this.peek().kind;
    if (kind === 'end' || kind === ',') return '';
    const token = this.next();
    if (token.kind !== 'identifier') throw new SelectorError(`found '${token.text}', expected: identifier`);
    return token.text;
  }

  private peek(): Token {
    const token = this.tokens[Math.min(this.at, this.tokens.length - 1)] as Token;
    return token.kind === 'in' || token.kind === 'notin' ? { kind: 'identifier', text: token.text } : token;
  }

  private next(): Token {
    const token = this.peek();
    this.at++;
    return token;
  }
}

const MAX_INT64 = '9223372036854775807';

function isInt64(text: string): boolean {
  const found = /^([+-]?)0*(\d+)$/.exec(text);
  if (!found) return false;
  const digits = found[2] as string;
  const limit = found[1] === '-' ? '9223372036854775808' : MAX_INT64;
  return digits.length < limit.length || (digits.length === limit.length && digits <= limit);
}

function checkValues(key: string, operator: Requirement['operator'], values: readonly string[]): void {
  const errors: FieldError[] = [];
  if (operator === 'gt' || operator === 'lt') {
    values.forEach((value, i) => {
      if (!isInt64(value)) errors.push(invalidValue(`values[${i}]`, value, "for 'Gt', 'Lt' operators, the value must be an integer"));
    });
  }
  values.forEach((value, i) => {
    const faults = isLabelValue(value);
    if (faults.length) errors.push(invalidValue(`values[${i}][${key}]`, value, faults.join('; ')));
  });
  const texts = [...new Set(errors.map(errorText))];
  if (texts.length === 1) throw new SelectorError(texts[0]);
  if (texts.length > 1) throw new SelectorError(`[${texts.join(', ')}]`);
}

// ---- fields ----

export interface FieldRequirement {
  readonly field: string;
  readonly operator: '=' | '!=';
  readonly value: string;
}

/** In the order of their texts, as the server looks at them. Which fields a kind knows is not asked here. Throws a 400. */
export function parseFieldSelector(text: string): readonly FieldRequirement[] {
  const out: FieldRequirement[] = [];
  for (const term of splitTerms(text).sort(compareText)) {
    if (term === '') continue;
    const at = term.search(/!=|=/);
    if (at < 0) throw badRequest(`invalid selector: '${text}'; can't understand '${term}'`);
    const not = term[at] === '!';
    const length = not || term[at + 1] === '=' ? 2 : 1;
    out.push({ field: term.slice(0, at), operator: not ? '!=' : '=', value: unescape(term.slice(at + length)) });
  }
  return out;
}

/** At commas without a backslash. */
function splitTerms(text: string): string[] {
  const terms: string[] = [];
  let start = 0;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '\\') i++;
    else if (text[i] === ',') {
      terms.push(text.slice(start, i));
      start = i + 1;
    }
  }
  terms.push(text.slice(start));
  return terms;
}

function unescape(text: string): string {
  if (!/[\\,=]/.test(text)) return text;
  let out = '';
  const chars = [...text];
  for (let i = 0; i < chars.length; i++) {
    const char = chars[i] as string;
    if (char === '\\') {
      const next = chars[++i];
      if (next === undefined || !'\\,='.includes(next)) throw badRequest(`invalid field selector: invalid escape sequence: \\${next ?? ''}`);
      out += next;
    } else if (char === ',' || char === '=') throw badRequest(`invalid field selector: unescaped character in value: ${char.codePointAt(0)}`);
    else out += char;
  }
  return out;
}

/** A value as it may stand in a field selector. */
export const escapeFieldValue = (value: string): string => value.replace(/[\\,=]/g, (char) => `\\${char}`);
