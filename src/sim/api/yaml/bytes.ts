// Bytes, UTF-8 and base64 without the platform: `data` of Secrets, !!binary, base64decode in templates.

export function utf8Bytes(text: string): Uint8Array {
  const out: number[] = [];
  for (const char of text) {
    let c = char.codePointAt(0) as number;
    if (c >= 0xd800 && c <= 0xdfff) c = 0xfffd;
    if (c < 0x80) out.push(c);
    else if (c < 0x800) out.push(0xc0 | (c >> 6), 0x80 | (c & 63));
    else if (c < 0x10000) out.push(0xe0 | (c >> 12), 0x80 | ((c >> 6) & 63), 0x80 | (c & 63));
    else out.push(0xf0 | (c >> 18), 0x80 | ((c >> 12) & 63), 0x80 | ((c >> 6) & 63), 0x80 | (c & 63));
  }
  return Uint8Array.from(out);
}

/** Length in UTF-8. */
export function utf8Length(text: string): number {
  let n = 0;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c < 0x80) n += 1;
    else if (c < 0x800) n += 2;
    else if (c >= 0xd800 && c <= 0xdbff) {
      n += 4;
      i++;
    } else n += 3;
  }
  return n;
}

/** Text, with U+FFFD for each byte that belongs to no character; `valid` tells whether there was none. */
export function utf8Text(bytes: Uint8Array): { readonly text: string; readonly valid: boolean } {
  let text = '';
  let valid = true;
  for (let i = 0; i < bytes.length; ) {
    const b = bytes[i] as number;
    const more = b < 0x80 ? 0 : b >= 0xc2 && b < 0xe0 ? 1 : b >= 0xe0 && b < 0xf0 ? 2 : b >= 0xf0 && b < 0xf5 ? 3 : -1;
    let code = more === 0 ? b : more === 1 ? b & 31 : more === 2 ? b & 15 : b & 7;
    let ok = more >= 0 && i + more < bytes.length;
    for (let k = 1; ok && k <= more; k++) {
      const next = bytes[i + k] as number;
      ok = (next & 0xc0) === 0x80;
      code = code * 64 + (next & 63);
    }
    if (ok && more === 2) ok = code >= 0x800 && (code < 0xd800 || code > 0xdfff);
    if (ok && more === 3) ok = code >= 0x10000 && code <= 0x10ffff;
    text += ok ? String.fromCodePoint(code) : '\ufffd';
    valid &&= ok;
    i += ok ? more + 1 : 1;
  }
  return { text, valid };
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

export function base64Encode(bytes: Uint8Array): string {
  let out = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const a = bytes[i] as number;
    const b = bytes[i + 1];
    const c = bytes[i + 2];
    out += ALPHABET[a >> 2] as string;
    out += ALPHABET[((a & 3) << 4) | ((b ?? 0) >> 4)] as string;
    out += b === undefined ? '=' : (ALPHABET[((b & 15) << 2) | ((c ?? 0) >> 6)] as string);
    out += c === undefined ? '=' : (ALPHABET[c & 63] as string);
  }
  return out;
}

/** Standard base64; line breaks are skipped. A number is the place that Go's error names. */
export function base64Decode(text: string): Uint8Array | number {
  const out: number[] = [];
  const isBreak = (at: number): boolean => text[at] === '\n' || text[at] === '\r';
  let bits = 0;
  /** Digits of the current group of four. */
  let digits = 0;
  let i = 0;
  for (; i < text.length; i++) {
    if (isBreak(i)) continue;
    const digit = ALPHABET.indexOf(text[i] as string);
    if (digit < 0) break;
    bits = (bits << 6) | digit;
    if (++digits < 4) continue;
    out.push((bits >> 16) & 255, (bits >> 8) & 255, bits & 255);
    bits = 0;
    digits = 0;
  }
  if (i === text.length) return digits === 0 ? Uint8Array.from(out) : i - digits;
  if (text[i] !== '=' || digits < 2) return i;
  i++;
  if (digits === 2) {
    while (isBreak(i)) i++;
    if (i === text.length) return i;
    if (text[i] !== '=') return i - 1;
    i++;
  }
  while (isBreak(i)) i++;
  if (i < text.length) return i;
  out.push((bits >> (digits === 3 ? 10 : 4)) & 255);
  if (digits === 3) out.push((bits >> 2) & 255);
  return Uint8Array.from(out);
}
