// Shell patterns: * ? [a-z], for `case`, for ${name#pattern} and for file names.

const cache = new Map<string, RegExp>();

/** A pattern as a regular expression; a backslash before a character takes its meaning away. */
export function patternOf(pattern: string): RegExp {
  let found = cache.get(pattern);
  if (!found) {
    if (cache.size > 500) cache.clear();
    cache.set(pattern, (found = new RegExp(`^${source(pattern)}$`, 's')));
  }
  return found;
}

export const hasPattern = (text: string): boolean => /(^|[^\\])[*?[]/.test(text);

export const unescaped = (text: string): string => text.replace(/\\([\s\S])/g, '$1');

function source(pattern: string): string {
  let out = '';
  for (let i = 0; i < pattern.length; i++) {
    const c = pattern[i] as string;
    if (c === '\\') out += literal(pattern[++i] ?? '\\');
    else if (c === '*') out += '.*';
    else if (c === '?') out += '.';
    else if (c === '[') {
      const end = pattern.indexOf(']', i + 2);
      if (end < 0) out += '\\[';
      else {
        const body = pattern.slice(i + 1, end);
        out += `[${body.startsWith('!') || body.startsWith('^') ? `^${body.slice(1)}` : body}]`.replace(/\\/g, '\\\\');
        i = end;
      }
    } else out += literal(c);
  }
  return out;
}

const literal = (c: string): string => c.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');

/** Removes the shortest or longest part that matches, from one end. */
export function trim(value: string, pattern: string, where: 'front' | 'back', longest: boolean): string {
  const regexp = patternOf(pattern);
  const lengths = Array.from({ length: value.length + 1 }, (_, i) => i);
  if (longest) lengths.reverse();
  for (const n of lengths) {
    const part = where === 'front' ? value.slice(0, n) : value.slice(value.length - n);
    if (regexp.test(part)) return where === 'front' ? value.slice(n) : value.slice(0, value.length - n);
  }
  return value;
}
