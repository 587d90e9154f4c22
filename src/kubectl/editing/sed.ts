// `sed` as far as an editor of one's own needs it: `sed -i s/a/b/`, with addresses, and lines deleted, replaced or added.
// Upstream: POSIX sed; patterns are basic regular expressions
// Simplified: no hold space, no branches, no files but the one that is edited.

export class SedError extends Error {
  override readonly name = 'SedError';
}

interface Command {
  readonly from?: Address;
  readonly to?: Address;
  readonly run: (line: string) => { readonly line?: string; readonly before?: string; readonly after?: string };
}

type Address = number | '$' | RegExp;

/** The text after `sed` with these words (the file's name left out). */
export function sed(words: readonly string[], text: string): string {
  const scripts: string[] = [];
  let extended = false;
  for (let i = 0; i < words.length; i++) {
    const word = words[i] as string;
    if (word === '-e' || word === '--expression') scripts.push(words[++i] ?? '');
    else if (word === '-E' || word === '-r') extended = true;
    else if (/^-i/.test(word) || word === '--in-place') continue;
    else if (/^-e./.test(word)) scripts.push(word.slice(2));
    else if (word.startsWith('-')) throw new SedError(`unknown option -- '${word.replace(/^-+/, '')}'`);
    else if (scripts.length === 0) scripts.push(word);
  }
  const commands = scripts.flatMap((script) => parse(script, extended));
  const ends = text.endsWith('\n');
  const lines = (ends ? text.slice(0, -1) : text).split('\n');
  const out = lines.flatMap((line, i) => apply(commands, line, i, lines));
  return out.join('\n') + (ends && out.length ? '\n' : '');
}

function apply(commands: readonly Command[], first: string, index: number, all: readonly string[]): readonly string[] {
  let line: string | undefined = first;
  const before: string[] = [];
  const after: string[] = [];
  for (const command of commands) {
    if (line === undefined || !addressed(command, index, all)) continue;
    const result = command.run(line);
    line = result.line;
    if (result.before !== undefined) before.push(result.before);
    if (result.after !== undefined) after.push(result.after);
  }
  return [...before, ...(line === undefined ? [] : [line]), ...after];
}

function addressed({ from, to }: Command, index: number, all: readonly string[]): boolean {
  const at = (address: Address, i: number): boolean => (address === '$' ? i === all.length - 1 : typeof address === 'number' ? i === address - 1 : address.test(all[i] as string));
  if (from === undefined) return true;
  if (to === undefined) return at(from, index);
  let inside = false;
  for (let i = 0; i <= index; i++) {
    if (!inside) {
      inside = at(from, i);
      if (inside && i === index) return true;
      if (inside && typeof to === 'number' && to - 1 <= i) inside = false;
    } else {
      if (i === index) return true;
      if (at(to, i)) inside = false;
    }
  }
  return false;
}

function parse(script: string, extended: boolean): readonly Command[] {
  const out: Command[] = [];
  let at = 0;
  const skip = (pattern: RegExp): void => {
    while (at < script.length && pattern.test(script[at] as string)) at++;
  };
  /** Up to a delimiter that no backslash quotes. */
  const upTo = (delimiter: string): string => {
    let text = '';
    for (; at < script.length && script[at] !== delimiter; at++) {
      if (script[at] === '\\' && at + 1 < script.length) {
        text += script[at + 1] === delimiter ? delimiter : `\\${script[at + 1]}`;
        at++;
      } else text += script[at];
    }
    if (script[at++] !== delimiter) throw new SedError(`-e expression #1, char ${script.length}: unterminated \`s' command`);
    return text;
  };
  const address = (): Address | undefined => {
    if (script[at] === '$') {
      at++;
      return '$';
    }
    if (script[at] === '/') {
      at++;
      return pattern(upTo('/'), extended, '');
    }
    const digits = /^\d+/.exec(script.slice(at));
    if (!digits) return undefined;
    at += digits[0].length;
    return Number(digits[0]);
  };
  for (;;) {
    skip(/[\s;]/);
    if (at >= script.length) return out;
    const from = address();
    let to: Address | undefined;
    if (from !== undefined && script[at] === ',') {
      at++;
      to = address();
    }
    skip(/\s/);
    const place = { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
    const name = script[at++];
    if (name === 'd') out.push({ ...place, run: () => ({}) });
    else if (name === 's') {
      const delimiter = script[at++] as string;
      const wanted = upTo(delimiter);
      const replacement = upTo(delimiter);
      const flags = (/^[gIi0-9p]*/.exec(script.slice(at)) as RegExpExecArray)[0];
      at += flags.length;
      out.push({ ...place, run: substitution(wanted, replacement, flags, extended) });
    } else if (name === 'a' || name === 'i' || name === 'c') {
      const text = script.slice(at).replace(/^\s*\\?\n?/, '').replaceAll('\\n', '\n');
      at = script.length;
      out.push({ ...place, run: (line) => (name === 'c' ? { line: text } : name === 'a' ? { line, after: text } : { line, before: text }) });
    } else throw new SedError(`-e expression #1, char ${at}: unknown command: \`${name ?? ''}'`);
  }
}

function substitution(wanted: string, replacement: string, flags: string, extended: boolean): Command['run'] {
  const regex = pattern(wanted, extended, `g${/i/i.test(flags) ? 'i' : ''}`);
  const nth = Number(/\d+/.exec(flags)?.[0] ?? '1');
  const all = flags.includes('g');
  return (line) => {
    let count = 0;
    return {
      line: line.replace(regex, (whole: string, ...groups: unknown[]) => {
        count++;
        if (count < nth || (count > nth && !all)) return whole;
        return replacement.replace(/\\(\d|n|.)|&/g, (mark, escaped: string | undefined) => {
          if (mark === '&') return whole;
          if (escaped === 'n') return '\n';
          return escaped !== undefined && /\d/.test(escaped) ? (escaped === '0' ? whole : String(groups[Number(escaped) - 1] ?? '')) : (escaped ?? '');
        });
      }),
    };
  };
}

/** A basic expression: brackets, braces, `+`, `?` and `|` mean something only behind a backslash. */
function pattern(text: string, extended: boolean, flags: string): RegExp {
  const source = extended ? text : text.replace(/\\(.)|[(){}+?|]/g, (mark, escaped: string | undefined) => (escaped === undefined ? `\\${mark}` : '(){}+?|'.includes(escaped) ? escaped : mark));
  try {
    return new RegExp(source, flags);
  } catch {
    throw new SedError(`-e expression #1: invalid regular expression: ${text}`);
  }
}
