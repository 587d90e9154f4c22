// What the small programs of the shell say when they are called wrongly: a flag that they do not have, nothing to work on.
// Upstream: GNU coreutils, grep

interface Usage {
  /** Its short flags; digits: a number alone is one as well. */
  readonly flags: string;
  readonly long?: readonly string[];
  readonly code?: number;
}

const USAGES: Readonly<Record<string, Usage>> = {
  base64: { flags: 'dDiw', long: ['decode', 'wrap'] },
  cat: { flags: 'AbeEnstTuv', long: ['number', 'show-all', 'squeeze-blank'] },
  cut: { flags: 'bcdfns', long: ['delimiter', 'fields', 'characters', 'bytes', 'only-delimited', 'complement', 'output-delimiter'] },
  grep: { flags: 'ABCEFHGLPRcefhilmnoqrsvwxyz0123456789', long: ['color', 'colour', 'include', 'exclude', 'line-buffered', 'ignore-case', 'invert-match', 'count', 'line-number', 'only-matching', 'quiet', 'silent', 'word-regexp', 'extended-regexp', 'fixed-strings', 'after-context', 'before-context', 'context', 'regexp', 'file', 'max-count', 'line-regexp', 'perl-regexp', 'no-messages', 'files-with-matches', 'files-without-match', 'recursive', 'no-filename', 'with-filename', 'exclude-dir'], code: 2 },
  head: { flags: 'cnqvz0123456789', long: ['lines', 'bytes', 'quiet', 'silent', 'verbose'] },
  ls: { flags: '1AFGRSadhilnrstu', long: ['all', 'color'], code: 2 },
  rm: { flags: 'dfiIrRv', long: ['force', 'recursive'] },
  sort: { flags: 'MRVbcdfghiknorstuz', long: ['reverse', 'unique', 'key', 'field-separator', 'numeric-sort', 'human-numeric-sort', 'version-sort', 'ignore-case', 'output', 'stable'], code: 2 },
  tail: { flags: 'Fcfnqvsz0123456789', long: ['lines', 'bytes', 'follow', 'quiet', 'verbose'] },
  tee: { flags: 'aip', long: ['append'] },
  uniq: { flags: 'Dcdfisuwz', long: ['count', 'repeated', 'unique', 'ignore-case'] },
  wc: { flags: 'Lclmw', long: ['lines', 'words', 'bytes', 'chars', 'max-line-length'] },
};

/** Flags that take what stands behind them. */
const VALUED: Readonly<Record<string, string>> = { base64: 'w', cut: 'bcdf', grep: 'ABCefm', head: 'cn', sort: 'kot', tail: 'cn', uniq: 'fsw' };

export function misuse(words: readonly string[]): { readonly message: string; readonly code: number } | undefined {
  const name = words[0] ?? '';
  const usage = USAGES[name];
  if (!usage) return undefined;
  const more = `Try '${name} --help' for more information.\n`;
  const refuse = (what: string, code = usage.code ?? 1): { readonly message: string; readonly code: number } => ({ message: `${name}: ${what}\n${more}`, code });
  const operands: string[] = [];
  let pattern = false;
  for (let i = 1; i < words.length; i++) {
    const word = words[i] as string;
    if (!/^-./.test(word)) {
      operands.push(word);
      continue;
    }
    if (word.startsWith('--')) {
      const long = word.slice(2).split('=')[0] as string;
      if (long !== '' && !usage.long?.includes(long)) return refuse(`unrecognized option '${word}'`);
      continue;
    }
    for (let j = 1; j < word.length; j++) {
      const flag = word[j] as string;
      if (!usage.flags.includes(flag)) return refuse(`invalid option -- '${flag}'`);
      pattern ||= flag === 'e';
      if (/\d/.test(flag)) break;
      if (!VALUED[name]?.includes(flag)) continue;
      const value = word.slice(j + 1) || words[++i];
      if (value === undefined) return refuse(`option requires an argument -- '${flag}'`);
      if (flag === 'n' && (name === 'head' || name === 'tail') && !/^[+-]?\d+$/.test(value)) return { message: `${name}: invalid number of lines: \u2018${value}\u2019\n`, code: 1 };
      break;
    }
  }
  if (name === 'rm' && operands.length === 0 && !words.some((word) => /^-[^-]*f/.test(word))) return refuse('missing operand');
  if (name === 'grep' && operands.length === 0 && !pattern) return { message: `Usage: grep [OPTION]... PATTERNS [FILE]...\n${more}`, code: 2 };
  return undefined;
}
