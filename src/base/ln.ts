// The natural logarithm, the same on every engine: Math.log may differ in the last digit between them, and a score that
// is rounded must not. Plain arithmetic on doubles is exact by the language, so a series of it is reproducible.
//
// x = m · 2^k with m near 1; ln m = 2·(s + s³/3 + s⁵/5 + …) with s = (m−1)/(m+1), which is small enough for 12 terms.

/** ln 2 in two parts: k · LN2_HIGH is exact for every exponent of a double. */
const LN2_HIGH = 0.693147180369123816490;
const LN2_LOW = 1.90821492927058770002e-10;
const SQRT2 = 1.4142135623730951;
const TERMS = 12;

/** ln(x) of a positive number; within a unit in the last place of the true value. */
export function ln(x: number): number {
  if (!(x > 0)) return x === 0 ? -Infinity : NaN;
  if (x === Infinity) return x;
  let m = x;
  let k = 0;
  while (m > SQRT2) {
    m /= 2;
    k++;
  }
  while (m * SQRT2 < 1) {
    m *= 2;
    k--;
  }
  const s = (m - 1) / (m + 1);
  const s2 = s * s;
  let sum = 0;
  for (let i = TERMS; i >= 1; i--) sum = (sum + 1 / (2 * i + 1)) * s2;
  return k * LN2_HIGH + (2 * s + (2 * s * sum + k * LN2_LOW));
}
