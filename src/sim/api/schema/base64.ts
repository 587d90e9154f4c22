// Bytes in JSON, as Go reads and writes them. The place that an error names is the one where Go's decoder stood when it
// gave up: the bad character, or the beginning of the last group of four if the text ends inside it.
// Upstream: encoding/base64 (decodeQuantum)

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const WHOLE = /^[A-Za-z0-9+/]*$/;

/** The text as Go would write it, or where it goes wrong. */
export function canonicalBase64(text: string): string | number {
  if (text.length % 4 === 0 && WHOLE.test(text)) return text;
  let out = '';
  let at = 0;
  for (;;) {
    let group = '';
    while (group.length < 4) {
      const char = text[at];
      if (char === undefined) return group === '' ? out : at - group.length;
      at++;
      if (char === '\n' || char === '\r') continue;
      if (char === '=') return closed(text, at, group, out);
      if (!ALPHABET.includes(char)) return at - 1;
      group += char;
    }
    out += group;
  }
}

/** After the first padding character: one more where the group has two digits, and then nothing. */
function closed(text: string, start: number, group: string, out: string): string | number {
  if (group.length < 2) return start - 1;
  let at = afterBreaks(text, start);
  if (group.length === 2) {
    if (at === text.length) return at;
    if (text[at] !== '=') return at - 1;
    at = afterBreaks(text, at + 1);
  }
  if (at < text.length) return at;
  // Bits that belong to no byte are dropped.
  const last = ALPHABET.indexOf(group[group.length - 1] as string) & (group.length === 2 ? 0x30 : 0x3c);
  return out + group.slice(0, -1) + (ALPHABET[last] as string) + (group.length === 2 ? '==' : '=');
}

function afterBreaks(text: string, at: number): number {
  while (text[at] === '\n' || text[at] === '\r') at++;
  return at;
}
