// Numbers as Go's %v and go-yaml print them. (JSON's form is the same in Go and JavaScript.)
// Upstream: strconv.FormatFloat(f, 'g', -1, bits)

const INT64_LIMIT = 9223372036854775808;

/** Whether a number of decoded JSON is an int64 in Go; all others are float64. */
export const isInt64 = (value: number): boolean => Number.isInteger(value) && value < INT64_LIMIT && value >= -INT64_LIMIT;

/** All digits of a whole number. */
export function formatInteger(value: number): string {
  if (Number.isSafeInteger(value)) return String(value + 0);
  return BigInt(value).toString();
}

/** A number of decoded JSON as %v. */
export const formatNumber = (value: number): string => (isInt64(value) ? formatInteger(value) : formatFloat(value));

/** A number of decoded JSON as encoding/json writes it. */
export const jsonNumber = (value: number): string => (isInt64(value) ? formatInteger(value) : String(value));

/** The shortest digits that read back as the same number; with an exponent below 1e-4 and from 1e6 on. */
export function formatFloat(value: number, bits: 32 | 64 = 64): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf';
  if (value === 0) return Object.is(value, -0) ? '-0' : '0';
  const sign = value < 0 ? '-' : '';
  const [digits, exponent] = shortest(Math.abs(value), bits);
  if (exponent < -4 || exponent >= 6) {
    const mantissa = digits.length > 1 ? `${digits[0]}.${digits.slice(1)}` : digits;
    const e = Math.abs(exponent);
    return `${sign}${mantissa}e${exponent < 0 ? '-' : '+'}${e < 10 ? `0${e}` : e}`;
  }
  if (exponent < 0) return `${sign}0.${'0'.repeat(-exponent - 1)}${digits}`;
  if (digits.length <= exponent + 1) return sign + digits + '0'.repeat(exponent + 1 - digits.length);
  return `${sign}${digits.slice(0, exponent + 1)}.${digits.slice(exponent + 1)}`;
}

/** Significant digits, and the power of ten of the first. */
function shortest(value: number, bits: 32 | 64): readonly [string, number] {
  let text = value.toExponential();
  if (bits === 32) {
    const wanted = Math.fround(value);
    for (let digits = 0; digits < 9; digits++) {
      text = value.toExponential(digits);
      if (Math.fround(Number(text)) === wanted) break;
    }
  }
  const [mantissa = '', exponent = ''] = text.split('e');
  return [mantissa.replace('.', '').replace(/0+$/, ''), Number(exponent)];
}
