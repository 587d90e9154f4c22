// Bytes that JSON carries as base64.

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** The bytes as a text of one character each. */
export function decodeBase64(text: string): string {
  let out = '';
  let bits = 0;
  let held = 0;
  for (const char of text) {
    const digit = ALPHABET.indexOf(char);
    if (digit < 0) continue;
    held = (held << 6) | digit;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    out += String.fromCharCode((held >> bits) & 255);
    held &= (1 << bits) - 1;
  }
  return out;
}

export const base64Bytes = (text: string): number => Math.floor((text.replace(/=+$/, '').length * 3) / 4);
