// Regular expressions as grep and sed write them.

/** A basic regular expression in JavaScript's form. */
export function regexpOf(pattern: string, extended: boolean, fixed: boolean, ignoreCase: boolean, whole = false): RegExp {
  let source = fixed ? pattern.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&') : extended ? pattern : pattern.replace(/\\([+?|(){}])|([+?|(){}])/g, (_m, escaped: string | undefined, plain: string | undefined) => escaped ?? `\\${plain as string}`);
  if (!fixed && !extended) source = source.replace(/\\.|\[[^\]]*\]|\$(?!$|\)|\|)|^\^?\*|\^/g, (part, at: number) => (part === '$' ? '\\$' : part.endsWith('*') && part.length <= 2 && part[0] !== '\\' ? part.replace('*', '\\*') : part === '^' && at > 0 && !/[(|]$/.test(source.slice(0, at)) ? '\\^' : part));
  source = source.replace(/\[\[:(\w+):\]\]/g, (_m, name: string) => `[${CLASSES[name] ?? ''}]`).replace(/\[:(\w+):\]/g, (_m, name: string) => CLASSES[name] ?? '');
  // Where a word begins or ends.
  if (!fixed) source = source.replace(/\\[<>]/g, '\\b');
  return new RegExp(whole ? `^(?:${source})$` : source, ignoreCase ? 'i' : '');
}
const CLASSES: Readonly<Record<string, string>> = { alpha: 'a-zA-Z', digit: '0-9', alnum: 'a-zA-Z0-9', upper: 'A-Z', lower: 'a-z', space: '\\s', blank: ' \\t', punct: '!-\\/:-@\\[-`{-~', xdigit: '0-9a-fA-F', cntrl: '\\x00-\\x1f', print: '\\x20-\\x7e' };
