// The colours of YAML, line by line: keys, numbers, punctuation, comments; the rest is ink. The same for the plain editor
// and for Monaco, so that nothing changes when one takes over from the other.

export type TokenClass = 'key' | 'punctuation' | 'number' | 'comment' | 'text';

export interface Token {
  /** Column where it begins; it ends where the next one does. */
  readonly at: number;
  readonly as: TokenClass;
}

/** What a line leaves to the next: the column under which a block of text lies, or -1. */
export type LineState = number;
export const FIRST_LINE: LineState = -1;

const KEY = /^("(?:[^"\\]|\\.)*"|'[^']*'|[^\s#:{}[\],"'&*!|>%@`-][^#:{}[\],]*?|-[^\s#:{}[\],]+)(\s*)(:)(?=\s|$)/;
const NUMBER = /^[+-]?(\d+(\.\d+)?([eE][+-]?\d+)?)(m|n|u|k|[KMGTPE]i?|%|s|h)?$|^(true|false|null|~)$/;

export function highlightLine(line: string, state: LineState): { readonly tokens: readonly Token[]; readonly state: LineState } {
  const indent = line.length - line.trimStart().length;
  if (state >= 0 && (line.trim() === '' || indent > state)) return { tokens: [{ at: 0, as: 'text' }], state };
  if (/^(---|\.\.\.)(\s|$)/.test(line)) return { tokens: [{ at: 0, as: 'punctuation' }, ...(line.includes('#') ? [{ at: line.indexOf('#'), as: 'comment' as const }] : [])], state: -1 };
  const out = new Line();
  let at = indent;
  let column = indent;
  for (let dash = /^-(?:\s+|$)/.exec(line.slice(at)); dash; dash = /^-(?:\s+|$)/.exec(line.slice(at))) {
    out.add(at, 'punctuation');
    column = at;
    at += dash[0].length;
  }
  const key = KEY.exec(line.slice(at));
  if (key) {
    const [all, name = '', blank = ''] = key;
    out.add(at, 'key');
    out.add(at + name.length + blank.length, 'punctuation');
    column = at;
    at += all.length;
  }
  const value = line.slice(at).trimStart();
  values(line, line.length - value.length, out);
  const block = /^[|>][-+0-9]*\s*(#.*)?$/.test(value);
  return { tokens: out.tokens, state: block ? column : -1 };
}

class Line {
  readonly tokens: Token[] = [];
  add(at: number, as: TokenClass): void {
    const last = this.tokens[this.tokens.length - 1];
    if (last?.as !== as) this.tokens.push({ at, as });
  }
}

/** Scalars, brackets and comments behind a key. */
function values(line: string, from: number, out: Line): void {
  const flow = /[{[]/.test(line[from] ?? '');
  const pattern = flow ? /("(?:[^"\\]|\\.)*"?|'[^']*'?)|([{}[\],])|(#.*$)|(:)(?=\s|$)|([^\s{}[\],#"':][^{}[\],#:]*(?::(?!\s)[^{}[\],#:]*)*)|(\s+|.)/g : /("(?:[^"\\]|\\.)*"?|'[^']*'?)|()((?<=\s)#.*$|^#.*$)|()([^\s"'#][^#]*?(?=\s+#|\s*$)|#)|(\s+|.)/g;
  pattern.lastIndex = 0;
  const text = line.slice(from);
  for (const m of text.matchAll(pattern)) {
    const at = from + m.index;
    const [, quoted, bracket, comment, colon, plain] = m;
    if (comment) out.add(at, 'comment');
    else if (quoted) out.add(at, flow && /^\s*:(\s|$)/.test(line.slice(at + quoted.length)) ? 'key' : 'text');
    else if (bracket || colon) out.add(at, 'punctuation');
    else if (plain) out.add(at, flow && /^\s*:(\s|$)/.test(line.slice(at + plain.length)) ? 'key' : NUMBER.test(plain.trim()) ? 'number' : 'text');
  }
}

export interface Piece {
  readonly text: string;
  readonly as: TokenClass;
}

/** A whole text, as pieces by line. */
export function highlightText(text: string): readonly (readonly Piece[])[] {
  let state = FIRST_LINE;
  return text.split('\n').map((line) => {
    const { tokens, state: next } = highlightLine(line, state);
    state = next;
    const pieces: Piece[] = [];
    const first = tokens[0]?.at ?? line.length;
    if (first > 0) pieces.push({ text: line.slice(0, first), as: 'text' });
    tokens.forEach((token, i) => pieces.push({ text: line.slice(token.at, tokens[i + 1]?.at ?? line.length), as: token.as }));
    return pieces.filter((piece) => piece.text !== '');
  });
}
