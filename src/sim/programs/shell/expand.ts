// Turns words as they are written into what a command gets: variables, command substitution, arithmetic, splitting and
// file names.

import type { Sim } from '../../kernel/task.ts';
import { evaluate, type Variables } from './arithmetic.ts';
import { hasPattern, patternOf, trim, unescaped } from './patterns.ts';
import { partEnd } from './syntax.ts';

export interface Expander extends Variables {
  /** `$?`, `$#`, `$1` and the like besides names. */
  special(name: string): string | undefined;
  positional(): readonly string[];
  /** The output of a command, without the newlines at its end. */
  substitute(script: string): Sim<string>;
  /** Names in a folder, for patterns. */
  list(folder: string): readonly string[] | undefined;
  /** Unset variables are errors. */
  readonly strict: boolean;
  readonly noGlob: boolean;
  /** `{1..3}` and `{a,b}` stand for several words, as in bash. */
  readonly braces: boolean;
  fail(message: string): never;
}

interface Field {
  text: string;
  /** The same with everything quoted escaped, for matching. */
  pattern: string;
  /** It counts even when it is empty. */
  real: boolean;
}

const escape = (text: string): string => text.replace(/[\\*?[\]]/g, '\\$&');

export function* expandWords(words: readonly string[], sh: Expander): Sim<string[]> {
  const out: string[] = [];
  for (const word of sh.braces ? words.flatMap(bracesOf) : words) {
    for (const field of yield* fieldsOf(word, sh)) {
      if (!sh.noGlob && hasPattern(field.pattern)) {
        const names = glob(field.pattern, sh);
        if (names.length) {
          out.push(...names);
          continue;
        }
      }
      out.push(field.text);
    }
  }
  return out;
}

/** A word that stays one: of assignments, redirections and here-documents. */
export function* expandOne(word: string, sh: Expander): Sim<string> {
  const fields: Field[] = [];
  yield* walk(word, sh, fields, false, false);
  return fields.map((f) => f.text).join(' ');
}

/** A word as a pattern: what is quoted matches itself only. */
export function* expandPattern(word: string, sh: Expander): Sim<string> {
  const fields: Field[] = [];
  yield* walk(word, sh, fields, false, false);
  return fields.map((f) => f.pattern).join(' ');
}

/** A here-document: expanded like a double-quoted text. */
export function* expandText(text: string, sh: Expander): Sim<string> {
  const fields: Field[] = [];
  yield* quotedPart(text, sh, fields, true);
  return fields.map((f) => f.text).join('');
}

function* fieldsOf(word: string, sh: Expander): Sim<Field[]> {
  const fields: Field[] = [];
  yield* walk(word, sh, fields, true, true);
  return fields.filter((f) => f.real || f.text !== '');
}

function last(fields: Field[]): Field {
  let field = fields[fields.length - 1];
  if (!field) fields.push((field = { text: '', pattern: '', real: false }));
  return field;
}

function addQuoted(fields: Field[], text: string): void {
  const field = last(fields);
  field.text += text;
  field.pattern += escape(text);
  field.real = true;
}

/** Text that came out of an expansion: where it is not quoted it is split at blanks. */
function addExpanded(fields: Field[], text: string, split: boolean, sh: Expander): void {
  if (!split) {
    const field = last(fields);
    field.text += text;
    field.pattern += text;
    return;
  }
  const ifs = sh.get('IFS') ?? ' \t\n';
  if (ifs === '') {
    const field = last(fields);
    field.text += text;
    field.pattern += text;
    return;
  }
  let started = false;
  let gap = false;
  for (const c of text) {
    if (ifs.includes(c)) {
      gap = true;
      if (!' \t\n'.includes(c)) {
        last(fields).real = true;
        fields.push({ text: '', pattern: '', real: false });
        gap = false;
        started = true;
      }
      continue;
    }
    if (gap && (started || last(fields).text !== '' || last(fields).real)) fields.push({ text: '', pattern: '', real: false });
    gap = false;
    started = true;
    const field = last(fields);
    field.text += c;
    field.pattern += c;
  }
  if (gap && (last(fields).text !== '' || last(fields).real)) fields.push({ text: '', pattern: '', real: false });
}

function* walk(word: string, sh: Expander, fields: Field[], split: boolean, tilde: boolean): Sim<void> {
  let i = 0;
  if (tilde && word.startsWith('~') && (word.length === 1 || word[1] === '/')) {
    addQuoted(fields, sh.get('HOME') ?? '/');
    i = 1;
  }
  while (i < word.length) {
    const c = word[i] as string;
    const end = partEnd(word, i);
    const part = word.slice(i, end);
    if (c === "'") addQuoted(fields, part.slice(1, -1));
    else if (c === '"') {
      last(fields).real = true;
      yield* quotedPart(part.slice(1, -1), sh, fields, false);
    } else if (c === '\\') {
      if (part[1] !== '\n') addQuoted(fields, part[1] ?? '\\');
    } else if (c === '$' || c === '`') {
      const [name, next] = dollar(word, i);
      const multiple = name === '@' || name === '*';
      if (multiple && split) {
        sh.positional().forEach((value, n) => {
          if (n > 0) fields.push({ text: '', pattern: '', real: false });
          addExpanded(fields, value, true, sh);
        });
      } else addExpanded(fields, yield* expansion(word.slice(i, next), sh), split, sh);
      i = next;
      continue;
    } else {
      const field = last(fields);
      field.text += part;
      field.pattern += part;
    }
    i = end;
  }
}

function* quotedPart(text: string, sh: Expander, fields: Field[], document: boolean): Sim<void> {
  let i = 0;
  while (i < text.length) {
    const c = text[i] as string;
    if (c === '\\') {
      const next = text[i + 1];
      if (next === '\n') i += 2;
      else if (next !== undefined && (next === '$' || next === '`' || next === '\\' || (next === '"' && !document))) {
        addQuoted(fields, next);
        i += 2;
      } else {
        addQuoted(fields, '\\');
        i++;
      }
    } else if (c === '$' || c === '`') {
      const [name, end] = dollar(text, i);
      const all = ALL.exec(text.slice(i + 2, end - 1));
      if (name === '@' || (all && text[end - 2] === ']' && text[end - 3] === '@')) {
        (all ? elementsOf(all[1] as string, sh) : sh.positional()).forEach((value, n) => {
          if (n > 0) fields.push({ text: '', pattern: '', real: true });
          addQuoted(fields, value);
        });
      } else addQuoted(fields, yield* expansion(text.slice(i, end), sh));
      i = end;
    } else {
      const end = text.slice(i).search(/[\\$`]/);
      const until = end < 0 ? text.length : i + end;
      addQuoted(fields, text.slice(i, until));
      i = until;
    }
  }
}

/** What follows a dollar sign or a backtick: a plain name where it is one, and where it ends. */
function dollar(text: string, i: number): readonly [name: string, end: number] {
  if (text[i] === '`') return ['', partEnd(text, i)];
  const rest = text.slice(i + 1);
  if (rest[0] === '(' || rest[0] === '{') {
    const end = partEnd(text, i);
    const inner = text.slice(i + 2, end - 1);
    return [rest[0] === '{' && /^[@*]$/.test(inner) ? inner : '', end];
  }
  const name = /^([A-Za-z_]\w*|[0-9@*#?$!-])/.exec(rest)?.[0];
  return name === undefined ? ['', i + 1] : [name, i + 1 + name.length];
}

function* expansion(part: string, sh: Expander): Sim<string> {
  if (part === '$') return '$';
  if (part[0] === '`') return yield* sh.substitute(part.slice(1, -1).replace(/\\([`$\\])/g, '$1'));
  if (part.startsWith('$((') && part.endsWith('))')) return String(evaluate(yield* expandOne(part.slice(3, -2), sh), sh));
  if (part.startsWith('$(')) return yield* sh.substitute(part.slice(2, -1));
  if (part.startsWith('${')) return yield* braces(part.slice(2, -1), sh);
  return valueOf(part.slice(1), sh);
}

function valueOf(name: string, sh: Expander): string {
  const value = lookUp(name, sh);
  if (value === undefined && sh.strict) sh.fail(`${name}: parameter not set`);
  return value ?? '';
}

const lookUp = (name: string, sh: Expander): string | undefined => (/^[A-Za-z_]/.test(name) ? sh.get(name) : name === '*' || name === '@' ? sh.positional().join(' ') : sh.special(name));

/** The elements of an array in their order. */
function elementsOf(name: string, sh: Expander): readonly string[] {
  const out: string[] = [];
  for (let i = 0; ; i++) {
    const value = sh.get(`${name}[${i}]`);
    if (value === undefined) break;
    out.push(value);
  }
  const single = out.length === 0 ? sh.get(name) : undefined;
  return single === undefined ? out : [single];
}

const ALL = /^([A-Za-z_]\w*)\[[@*]\]$/;

function* braces(inner: string, sh: Expander): Sim<string> {
  const [, subscripted, subscript = ''] = /^#?([A-Za-z_]\w*)\[([^\]]*)\]$/.exec(inner) ?? [];
  if (subscripted !== undefined) {
    const all = subscript === '@' || subscript === '*';
    const elements = elementsOf(subscripted, sh);
    if (all) return inner.startsWith('#') ? String(elements.length) : elements.join(' ');
    const at = evaluate(yield* expandOne(subscript, sh), sh);
    const value = elements[at < 0 ? elements.length + at : at] ?? '';
    return inner.startsWith('#') ? String(value.length) : value;
  }
  if (/^#([A-Za-z_]\w*|[0-9@*#?$!-])$/.test(inner) && inner.length > 1) return String((lookUp(inner.slice(1), sh) ?? '').length);
  const m = /^([A-Za-z_]\w*|[0-9]+|[@*#?$!-])([\s\S]*)$/.exec(inner);
  if (!m) return sh.fail('bad substitution');
  const name = m[1] as string;
  const rest = m[2] as string;
  if (rest === '') return valueOf(name, sh);
  const value = lookUp(name, sh);
  const op = /^(:?[-=?+]|##?|%%?|\/\/?|:|\^\^?$|,,?$)/.exec(rest)?.[0];
  if (!op) return sh.fail('bad substitution');
  const word = rest.slice(op.length);
  const missing = value === undefined || (op.startsWith(':') && value === '');
  switch (op) {
    case '-':
    case ':-':
      return missing ? yield* expandOne(word, sh) : (value as string);
    case '=':
    case ':=': {
      if (!missing) return value as string;
      const made = yield* expandOne(word, sh);
      sh.set(name, made);
      return made;
    }
    case '?':
    case ':?':
      return missing ? sh.fail(`${name}: ${(yield* expandOne(word, sh)) || 'parameter not set'}`) : (value as string);
    case '+':
    case ':+':
      return missing ? '' : yield* expandOne(word, sh);
    case '#':
    case '##':
      return trim(value ?? '', yield* expandPattern(word, sh), 'front', op === '##');
    case '%':
    case '%%':
      return trim(value ?? '', yield* expandPattern(word, sh), 'back', op === '%%');
    case '^^':
      return (value ?? '').toUpperCase();
    case ',,':
      return (value ?? '').toLowerCase();
    case '^':
      return (value ?? '').replace(/^./, (c) => c.toUpperCase());
    case ',':
      return (value ?? '').replace(/^./, (c) => c.toLowerCase());
    case '/':
    case '//': {
      const slash = word.indexOf('/');
      const from = yield* expandPattern(slash < 0 ? word : word.slice(0, slash), sh);
      const to = slash < 0 ? '' : yield* expandOne(word.slice(slash + 1), sh);
      return replace(value ?? '', from, to, op === '//');
    }
    default: {
      const [offset = '0', length] = word.split(':');
      const text = value ?? '';
      const from = evaluate(yield* expandOne(offset, sh), sh);
      const begin = from < 0 ? Math.max(0, text.length + from) : from;
      return length === undefined ? text.slice(begin) : text.slice(begin, begin + Math.max(0, evaluate(yield* expandOne(length, sh), sh)));
    }
  }
}

function replace(value: string, pattern: string, to: string, all: boolean): string {
  const source = patternOf(pattern).source.slice(1, -1);
  return source === '' ? value : value.replace(new RegExp(source, all ? 'gs' : 's'), () => to);
}

/** File names that match, sorted. */
function glob(pattern: string, sh: Expander): string[] {
  const absolute = pattern.startsWith('/');
  let paths: string[] = [absolute ? '/' : ''];
  for (const part of pattern.split('/').filter((p) => p !== '')) {
    const next: string[] = [];
    for (const path of paths) {
      const joined = (name: string): string => (path === '' || path.endsWith('/') ? `${path}${name}` : `${path}/${name}`);
      const names = sh.list(path === '' ? '.' : path);
      if (!hasPattern(part)) {
        if (names?.includes(unescaped(part))) next.push(joined(unescaped(part)));
        continue;
      }
      const matcher = patternOf(part);
      for (const name of names ?? []) if (matcher.test(name) && (!name.startsWith('.') || part.startsWith('.'))) next.push(joined(name));
    }
    paths = next;
  }
  return paths;
}

const MAX_WORDS = 10_000;

/** `web-{1..3}` → web-1, web-2, web-3; `{a,b}.yaml` → a.yaml, b.yaml; what is quoted stays. */
function bracesOf(word: string): readonly string[] {
  const m = /^((?:[^'"\\`${}]|\\.|\$(?!\{)|'[^']*'|"[^"]*")*)\{([^{}'"$`\\\s]*)\}(.*)$/s.exec(word);
  if (!m) return [word];
  const [, before = '', inner = '', after = ''] = m;
  const range = /^(-?\d+)\.\.(-?\d+)(?:\.\.(\d+))?$/.exec(inner);
  const middle = range ? counted(range) : inner.includes(',') ? inner.split(',') : undefined;
  if (!middle || middle.length > MAX_WORDS) return [word];
  const rests = bracesOf(after);
  return middle.flatMap((text) => rests.map((rest) => `${before}${text}${rest}`));
}

function counted([, from = '', to = '', step = '1']: readonly string[]): readonly string[] {
  const width = /^-?0\d/.test(from) || /^-?0\d/.test(to) ? Math.max(from.length, to.length) : 0;
  const a = Number(from);
  const b = Number(to);
  const by = Math.max(1, Number(step));
  const n = Math.min(MAX_WORDS + 1, Math.floor(Math.abs(b - a) / by) + 1);
  return Array.from({ length: n }, (_, i) => String(a + (b < a ? -by : by) * i).padStart(width, '0'));
}
