// Lines of a width at most; spaces at a break are dropped, words that are too long stay whole.
// Upstream: github.com/mitchellh/go-wordwrap

export function wrapWords(text: string, limit: number): string {
  let out = '';
  let length = 0;
  let word = '';
  let space = '';
  const flush = (): void => {
    length += space.length + word.length;
    out += space + word;
    space = '';
    word = '';
  };
  for (const char of text) {
    if (char === '\n') {
      if (word !== '' || length + space.length <= limit) flush();
      space = '';
      out += char;
      length = 0;
    } else if (/\s/.test(char) && char !== '\u00a0') {
      if (space === '' || word !== '') flush();
      space += char;
    } else {
      word += char;
      if (length + word.length + space.length > limit && word.length < limit) {
        out += '\n';
        length = 0;
        space = '';
      }
    }
  }
  if (word !== '' || length + space.length <= limit) out += space + word;
  return out;
}
