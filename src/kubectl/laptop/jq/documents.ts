// JSON values one behind the other, as jq reads its input; where one is none, in jq's words.

export class JsonTextError extends Error {
  override readonly name = 'JsonTextError';
}

const WORD = /[^\s[\]{},:"]+/y;

export function* documents(text: string): Generator<unknown> {
  for (let at = skip(text, 0); at < text.length; at = skip(text, at)) {
    const end = endOf(text, at);
    try {
      yield JSON.parse(text.slice(at, end)) as unknown;
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      throw wrong('Objects must consist of key:value pairs', text, end);
    }
    at = end;
  }
}

const skip = (text: string, from: number): number => {
  let at = from;
  while (at < text.length && /\s/.test(text[at] as string)) at++;
  return at;
};

function wrong(what: string, text: string, at: number): JsonTextError {
  const before = text.slice(0, at);
  const line = before.split('\n').length;
  return new JsonTextError(`${what} at line ${line}, column ${before.length - before.lastIndexOf('\n') - 1}`);
}

/** Behind the value that begins here. */
function endOf(text: string, start: number): number {
  let depth = 0;
  for (let at = start; at < text.length; ) {
    const char = text[at] as string;
    if (char === '"') {
      const end = /"(?:[^"\\]|\\[^])*"/y;
      end.lastIndex = at;
      if (!end.test(text)) throw new JsonTextError(`Unfinished string at EOF at line ${text.split('\n').length}, column 0`);
      at = end.lastIndex;
    } else if (char === '{' || char === '[') {
      depth++;
      at++;
    } else if (char === '}' || char === ']') {
      depth--;
      at++;
    } else if (char === ',' || char === ':' || /\s/.test(char)) at++;
    else {
      WORD.lastIndex = at;
      const word = WORD.exec(text)?.[0] ?? char;
      at += word.length;
      // What is wrong shows when the word ends.
      if (!/^(?:true|false|null|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)$/.test(word)) throw wrong(/^(?:t|f|n$|n[^a]|nu)/.test(word) && !/^n(?:an)?$/.test(word) ? 'Invalid literal' : 'Invalid numeric literal', text, Math.min(at + 1, text.length));
    }
    if (depth <= 0) return at;
  }
  throw new JsonTextError(`Unfinished JSON term at EOF at line ${text.split('\n').length}, column ${text.length - text.lastIndexOf('\n') - 1}`);
}
