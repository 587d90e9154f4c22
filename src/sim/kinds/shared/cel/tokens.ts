// CEL, the expression language of policies and custom resources: text → tokens.
// Upstream: github.com/google/cel-go/parser/gen/CEL.g4

import { CelFault } from './fault.ts';

export type TokenKind = 'IDENTIFIER' | 'STRING' | 'BYTES' | 'NUM_INT' | 'NUM_UINT' | 'NUM_FLOAT' | 'EOF' | 'op';

export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
  /** Where it begins, in characters. */
  readonly at: number;
}

const SPACE = /(?:[\t \r\n\f]|\/\/[^\n]*)+/y;
const NUMBER = /0x[0-9a-fA-F]+u?|\d+\.\d+(?:[eE][+-]?\d+)?|\d+[eE][+-]?\d+|\.\d+(?:[eE][+-]?\d+)?|\d+[uU]?/y;
const STRING =
  /[bB]?(?:[rR]"""[^]*?"""|[rR]'''[^]*?'''|[rR]"[^"\n\r]*"|[rR]'[^'\n\r]*')|[rR]?[bB]?(?:"""(?:\\[^]|[^\\])*?"""|'''(?:\\[^]|[^\\])*?'''|"(?:\\[^\n\r]|[^\\"\n\r])*"|'(?:\\[^\n\r]|[^\\'\n\r])*')/y;
const IDENTIFIER = /[A-Za-z_][A-Za-z0-9_]*|`[A-Za-z0-9_.\-/ ]+`/y;
const OPERATOR = /==|!=|<=|>=|&&|\|\||[-+*/%<>!?:.,()[\]{}=]|\bin\b/y;

export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    return pattern.exec(text)?.[0];
  };
  for (;;) {
    at += take(SPACE)?.length ?? 0;
    if (at >= text.length) break;
    const token = next(take, at);
    if (!token) throw new CelFault([{ at, text: `Syntax error: token recognition error at: '${text[at]}'` }]);
    tokens.push(token);
    at += token.text.length;
  }
  tokens.push({ kind: 'EOF', text: '<EOF>', at: text.length });
  return tokens;
}

function next(take: (pattern: RegExp) => string | undefined, at: number): Token | undefined {
  const string = take(STRING);
  if (string !== undefined) return { kind: /^[rR]?[bB]/.test(string) ? 'BYTES' : 'STRING', text: string, at };
  const number = take(NUMBER);
  if (number !== undefined) return { kind: /^0x/.test(number) ? (/u$/.test(number) ? 'NUM_UINT' : 'NUM_INT') : /u$/i.test(number) ? 'NUM_UINT' : /[.eE]/.test(number) ? 'NUM_FLOAT' : 'NUM_INT', text: number, at };
  const name = take(IDENTIFIER);
  if (name !== undefined) return { kind: name === 'in' ? 'op' : 'IDENTIFIER', text: name, at };
  const operator = take(OPERATOR);
  return operator === undefined ? undefined : { kind: 'op', text: operator, at };
}
