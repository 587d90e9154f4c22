// Text as Go's %q writes it: printable characters stay, all others become escapes.
// Upstream: strconv.Quote

const NAMED: Readonly<Record<string, string>> = { '\x07': '\\a', '\b': '\\b', '\f': '\\f', '\n': '\\n', '\r': '\\r', '\t': '\\t', '\v': '\\v' };
const PRINTABLE = /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u;

export function goQuote(text: string, quote: '"' | "'" = '"'): string {
  if (/^[\x20\x21\x23-\x26\x28-\x5b\x5d-\x7e]*$/.test(text)) return quote + text + quote;
  let out = quote as string;
  for (const char of text) out += escaped(char, quote);
  return out + quote;
}

function escaped(char: string, quote: string): string {
  if (char === quote || char === '\\') return `\\${char}`;
  const code = char.codePointAt(0) as number;
  if (code >= 0xd800 && code <= 0xdfff) return '\ufffd';
  if (PRINTABLE.test(char)) return char;
  const named = NAMED[char];
  if (named) return named;
  if (code < 0x20 || code === 0x7f) return `\\x${code.toString(16).padStart(2, '0')}`;
  return code < 0x10000 ? `\\u${code.toString(16).padStart(4, '0')}` : `\\U${code.toString(16).padStart(8, '0')}`;
}
