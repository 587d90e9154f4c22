// The words of an awk program. Whether `/` begins a pattern or divides depends on what stands before it.

export interface Token {
  readonly type: 'number' | 'string' | 'regexp' | 'name' | 'call' | 'keyword' | 'punct' | 'newline' | 'end';
  readonly text: string;
}

/** What the program cannot be read as; the words are busybox'. */
export class AwkError extends Error {
  override readonly name = 'AwkError';
}

const KEYWORDS = new Set(['BEGIN', 'END', 'if', 'else', 'while', 'do', 'for', 'in', 'break', 'continue', 'next', 'exit', 'print', 'printf', 'delete', 'function', 'return', 'getline']);
const PUNCT = /^(?:\+\+|--|\+=|-=|\*\*=|\*=|\/=|%=|\^=|\*\*|==|<=|>=|!=|!~|&&|\|\||>>|[{}()[\];,+\-*/%^!<>|?:~$=])/;
const NEWLINE: Token = { type: 'newline', text: '\n' };

export function tokens(source: string): readonly Token[] {
  const out: Token[] = [];
  let at = 0;
  const take = (pattern: RegExp): string | undefined => {
    const found = pattern.exec(source.slice(at))?.[0];
    if (found !== undefined) at += found.length;
    return found;
  };
  for (;;) {
    take(/^(?:[ \t\r]|\\\r?\n|#[^\n]*)+/);
    if (at >= source.length) {
      out.push({ type: 'end', text: '' });
      return out;
    }
    if (source[at] === '\n') {
      at++;
      out.push(NEWLINE);
      continue;
    }
    const number = take(/^(?:0[xX][\da-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)/);
    if (number !== undefined) {
      out.push({ type: 'number', text: number });
      continue;
    }
    if (source[at] === '"') {
      const text = take(/^"(?:[^"\\\n]|\\[^])*"/);
      if (text === undefined) throw new AwkError('Unexpected end of string');
      out.push({ type: 'string', text: unescaped(text.slice(1, -1)) });
      continue;
    }
    if (source[at] === '/' && !endsOperand(out[out.length - 1])) {
      const text = take(/^\/(?:[^/\\\n[]|\\.|\[\^?\]?[^\]\n]*\])*\//);
      if (text === undefined) throw new AwkError('Unexpected token');
      out.push({ type: 'regexp', text: text.slice(1, -1).replaceAll('\\/', '/') });
      continue;
    }
    const name = take(/^[A-Za-z_]\w*/);
    if (name !== undefined) {
      out.push({ type: KEYWORDS.has(name) ? 'keyword' : source[at] === '(' ? 'call' : 'name', text: name });
      continue;
    }
    const punct = take(PUNCT);
    if (punct === undefined) throw new AwkError('Unexpected token');
    out.push({ type: 'punct', text: punct === '**' ? '^' : punct === '**=' ? '^=' : punct });
  }
}

const endsOperand = (token: Token | undefined): boolean => token !== undefined && (token.type === 'number' || token.type === 'string' || token.type === 'name' || token.type === 'regexp' || (token.type === 'punct' && [')', ']', '$', '++', '--'].includes(token.text)));

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', a: '\x07', b: '\b', f: '\f', v: '\v', '\\': '\\', '"': '"', '/': '/', '\n': '' };

export function unescaped(text: string): string {
  return text.replace(/\\(?:([0-7]{1,3})|([^]))/g, (whole, octal: string | undefined, plain: string | undefined) => (octal !== undefined ? String.fromCharCode(Number.parseInt(octal, 8)) : (ESCAPES[plain as string] ?? whole)));
}
