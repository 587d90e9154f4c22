// The words of a jq filter.

export interface Token {
  readonly type: 'ident' | 'field' | 'variable' | 'format' | 'number' | 'string' | 'punct' | 'end';
  /** Of a string: its pieces in turn, text and filter. */
  readonly text: string;
  readonly parts?: readonly string[];
}

/** What is no filter; the words are jq's own. */
export class JqSyntax extends Error {
  override readonly name = 'JqSyntax';
}

export const syntaxError = (what: string, script: string): JqSyntax => new JqSyntax(`jq: error: ${what} at <top-level>, line 1:\n${script}\njq: 1 compile error`);
const unexpected = (what: string, script: string): JqSyntax => syntaxError(`syntax error, unexpected ${what} (Unix shell quoting issues?)`, script);

export function unexpectedToken({ type, text }: Token, script: string): JqSyntax {
  const names = { ident: KEYWORDS.has(text) ? text : 'IDENT', field: 'FIELD', variable: "'$'", format: 'FORMAT', number: 'LITERAL', string: 'QQSTRING_START', punct: text.length === 1 ? `'${text}'` : text, end: '$end' };
  return unexpected(names[type], script);
}

const KEYWORDS = new Set(['and', 'or', 'as', 'if', 'then', 'elif', 'else', 'end', 'reduce', 'foreach', 'def', 'try', 'catch', 'label', 'import', 'include']);

const WORDS: readonly (readonly [Token['type'], RegExp])[] = [
  ['field', /\.[A-Za-z_]\w*/y],
  ['number', /(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/y],
  ['ident', /[A-Za-z_]\w*(?:::\w+)*/y],
  ['variable', /\$[A-Za-z_]\w*/y],
  ['format', /@[A-Za-z0-9]+/y],
  ['punct', /\?\/\/=?|\|=|\+=|-=|\*=|\/\/=|\/=|%=|==|!=|<=|>=|\/\/|\.\.|[.[\]{}()|,:;?=<>+\-*/%]/y],
];

export function tokens(script: string): readonly Token[] {
  const out: Token[] = [];
  let at = 0;
  scan: for (;;) {
    at += (/^(?:\s|#[^\n]*)*/.exec(script.slice(at)) as RegExpExecArray)[0].length;
    if (at >= script.length) {
      out.push({ type: 'end', text: '' });
      return out;
    }
    if (script[at] === '"') {
      const [parts, end] = quoted(script, at + 1);
      out.push({ type: 'string', text: '', parts });
      at = end;
      continue;
    }
    for (const [type, pattern] of WORDS) {
      pattern.lastIndex = at;
      const found = pattern.exec(script)?.[0];
      if (found === undefined) continue;
      out.push({ type, text: found });
      at += found.length;
      continue scan;
    }
    throw unexpected('INVALID_CHARACTER', script);
  }
}

/** Pieces of a text with `\(…)` in it, and where it ends. */
function quoted(script: string, start: number): readonly [readonly string[], number] {
  const parts: string[] = [];
  let text = '';
  for (let at = start; at < script.length; at++) {
    const char = script[at] as string;
    if (char === '"') return [[...parts, json(text, script)], at + 1];
    if (char !== '\\') {
      text += char === '\n' ? '\\n' : char === '\t' ? '\\t' : char;
      continue;
    }
    if (script[at + 1] !== '(') {
      text += char + (script[++at] ?? '');
      continue;
    }
    const end = closing(script, at + 2);
    parts.push(json(text, script), script.slice(at + 2, end));
    text = '';
    at = end;
  }
  throw unexpected('$end', script);
}

function json(text: string, script: string): string {
  try {
    return JSON.parse(`"${text}"`) as string;
  } catch {
    throw unexpected('INVALID_CHARACTER', script);
  }
}

/** Where the parenthesis closes; texts inside may have some of their own. */
function closing(script: string, start: number): number {
  let depth = 1;
  for (let at = start; at < script.length; at++) {
    if (script[at] === '"') at = quoted(script, at + 1)[1] - 1;
    else if (script[at] === '(') depth++;
    else if (script[at] === ')' && --depth === 0) return at;
  }
  throw unexpected('$end', script);
}
