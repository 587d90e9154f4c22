// What Go's regular expressions do not take, in its words, and their form for this engine.
// Upstream: regexp/syntax
// Simplified: only the faults that are common; what both dialects write differently stays as it is.

/** Why Go would not compile a pattern; undefined where it would. */
export function goRegexpFault(pattern: string): string | undefined {
  const fault = (text: string, what: string): string => `error parsing regexp: ${text}: \`${what}\``;
  let open = 0;
  let canRepeat = false;
  for (let i = 0; i < pattern.length; i++) {
    const rest = pattern.slice(i);
    const repeat = /^(?:[*+?]|\{\d+(?:,\d*)?\})/.exec(rest)?.[0];
    if (repeat !== undefined) {
      if (!canRepeat) return fault('missing argument to repetition operator', repeat);
      const [, low = '', high = low] = /^\{(\d+),?(\d*)\}/.exec(repeat) ?? [];
      if (Number(low) > 1000 || Number(high) > 1000 || (high !== '' && Number(high) < Number(low))) return fault('invalid repeat count', repeat);
      i += repeat.length - 1;
      if (pattern[i + 1] === '?') i++;
      const again = /^(?:[*+?]|\{\d+(?:,\d*)?\})/.exec(pattern.slice(i + 1))?.[0];
      if (again !== undefined) return fault('invalid nested repetition operator', pattern.slice(i, i + 1 + again.length));
      continue;
    }
    canRepeat = true;
    const char = pattern[i];
    if (char === '\\') {
      if (rest.length === 1) return 'error parsing regexp: trailing backslash at end of expression: ``';
      if (!/^\\(?:[^A-Za-z0-9]|[abBdDsSwWzACfnrtvQEx0-7]|[pP])/.test(rest) || /^\\[1-9]/.test(rest)) return fault('invalid escape sequence', rest.slice(0, 2));
      i++;
    } else if (char === '[') {
      const close = /^\[\^?\]?(?:\[:\^?\w+:\]|\\[^]|[^\]\\])*\]/.exec(rest)?.[0];
      if (close === undefined) return fault('missing closing ]', rest);
      for (const [range, a = '', b = ''] of close.slice(1, -1).matchAll(/([^\\-])-([^\\\]-])/g)) if (a > b) return fault('invalid character class range', range);
      i += close.length - 1;
    } else if (char === '(') {
      open++;
      canRepeat = false;
      const flags = /^\(\?(?:P?<\w+>|[imsU-]*:)?/.exec(rest)?.[0];
      if (flags === '(?' && !/^\(\?[imsU-]+\)/.test(rest)) return fault('invalid or unsupported Perl syntax', rest.startsWith('(?<') && /^\(\?<[=!]/.test(rest) ? rest.slice(0, 4) : rest.slice(0, 3));
      if (flags !== undefined) i += flags.length - 1;
    } else if (char === ')') {
      if (open-- === 0) return fault('unexpected )', pattern);
    } else if (char === '|') canRepeat = false;
  }
  return open > 0 ? fault('missing closing )', pattern) : undefined;
}

/** Whether a text matches a pattern that Go takes. */
export function goMatches(pattern: string, text: string): boolean {
  const flags = /^\(\?([ims]+)\)/.exec(pattern);
  const own = (flags ? pattern.slice(flags[0].length) : pattern).replace(/\(\?P</g, '(?<').replace(/\\A/g, '^').replace(/\\z/g, '$');
  try {
    return new RegExp(own, `u${flags?.[1] ?? ''}`).test(text);
  } catch {
    return new RegExp(own, flags?.[1] ?? '').test(text);
  }
}
