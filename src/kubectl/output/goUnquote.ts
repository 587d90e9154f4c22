// Go's string and character literals. Upstream: strconv.Unquote

const NAMED: Readonly<Record<string, string>> = { a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v', '\\': '\\' };

/** `"…"` or a raw string in backquotes; undefined where it is none. */
export function unquoteGo(text: string): string | undefined {
  if (text.startsWith('`')) return text.slice(1, -1).replaceAll('\r', '');
  return unescapeGo(text.slice(1, -1), '"');
}

/** The code of `'x'`, or what is wrong with it. */
export function unquoteGoChar(text: string): number | 'invalid syntax' | 'malformed' {
  const value = unescapeGo(text.slice(1, -1), "'");
  const chars = [...(value ?? '')];
  if (chars.length === 0) return 'invalid syntax';
  return chars.length === 1 ? ((chars[0] as string).codePointAt(0) as number) : 'malformed';
}

/** The text between quotes; undefined where an escape is wrong. */
export function unescapeGo(text: string, quote: string): string | undefined {
  let out = '';
  for (let i = 0; i < text.length; ) {
    const c = text[i] as string;
    if (c === quote || c === '\n') return undefined;
    if (c !== '\\') {
      out += c;
      i++;
      continue;
    }
    const letter = text[i + 1] ?? '';
    const named = letter === quote ? quote : NAMED[letter];
    if (named !== undefined && letter !== '') {
      out += named;
      i += 2;
      continue;
    }
    const m = /^(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{3}))/.exec(text.slice(i + 1));
    if (!m) return undefined;
    const code = m[4] ? parseInt(m[4], 8) : parseInt((m[1] ?? m[2] ?? m[3]) as string, 16);
    if (code > 0x10ffff || (m[4] && code > 255)) return undefined;
    out += String.fromCodePoint(code);
    i += 1 + m[0].length;
  }
  return out;
}
