// The order of keys in YAML as kubectl prints it: numbers within names count as numbers (`a2` before `a10`), and what is
// no letter comes before letters. Upstream: go.yaml.in/yaml/v2 sorter.go

const LETTER = /^\p{L}$/u;
const DIGIT = /^\p{Nd}$/u;
const isLetter = (c: string): boolean => (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c > '\x7f' && LETTER.test(c));
const isDigit = (c: string | undefined): boolean => c !== undefined && ((c >= '0' && c <= '9') || (c > '\x7f' && DIGIT.test(c)));

export function compareYamlKeys(a: string, b: string): number {
  if (a === b) return 0;
  return less(a, b) ? -1 : less(b, a) ? 1 : 0;
}

function less(x: string, y: string): boolean {
  const a = [...x];
  const b = [...y];
  const n = Math.min(a.length, b.length);
  for (let i = 0; i < n; i++) {
    const p = a[i] as string;
    const q = b[i] as string;
    if (p === q) continue;
    const pl = isLetter(p);
    const ql = isLetter(q);
    if (pl && ql) return code(p) < code(q);
    if (pl || ql) return ql;
    return lessNumbers(a, b, i);
  }
  return a.length < b.length;
}

/** At the first difference, where neither side is a letter. */
function lessNumbers(a: readonly string[], b: readonly string[], i: number): boolean {
  let an = 0;
  let bn = 0;
  if (a[i] === '0' || b[i] === '0') {
    // Digits before count too, unless they are all zero.
    for (let j = i - 1; j >= 0 && isDigit(a[j]); j--) {
      if (a[j] !== '0') {
        an = 1;
        bn = 1;
        break;
      }
    }
  }
  let ai = i;
  for (; isDigit(a[ai]); ai++) an = an * 10 + code(a[ai] as string) - 48;
  let bi = i;
  for (; isDigit(b[bi]); bi++) bn = bn * 10 + code(b[bi] as string) - 48;
  if (an !== bn) return an < bn;
  if (ai !== bi) return ai < bi;
  return code(a[i] as string) < code(b[i] as string);
}

const code = (c: string): number => c.codePointAt(0) as number;
