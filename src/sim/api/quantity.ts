// Quantities: 500m, 1Gi, 12e6. Exact in billionths; parsed texts are remembered, since a cluster has only a few different
// ones and the scheduler asks for them all the time.
// Upstream: k8s.io/apimachinery/pkg/api/resource/quantity.go

export type QuantityFormat = 'DecimalExponent' | 'BinarySI' | 'DecimalSI';

export interface Quantity {
  /** As Go's String() prints it: the text given where it was in order, else the canonical one. */
  readonly text: string;
  readonly format: QuantityFormat;
  /** The amount in billionths. */
  readonly nano: bigint;
  /** Rounded up, away from zero, as Value() and MilliValue(). */
  readonly value: number;
  readonly milliValue: number;
}

export class QuantityError extends Error {
  override readonly name = 'QuantityError';
}

const NANO = 1_000_000_000n;
const WRONG_FORMAT = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
const WRONG_SUFFIX = "unable to parse quantity's suffix";
const WRONG_NUMBER = 'unable to parse numeric part of quantity';

const known = new Map<string, Quantity>();
const MOST_KNOWN = 8192;

/** Throws QuantityError with Go's text. A JSON number is taken by its digits. */
export function parseQuantity(text: string | number): Quantity {
  const key = typeof text === 'number' ? String(text) : text;
  const found = known.get(key);
  if (found) return found;
  const quantity = parse(key);
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(key, quantity);
  return quantity;
}

/** What is wrong with a text, if something is. */
export function quantityProblem(text: string | number): string | undefined {
  try {
    parseQuantity(text);
    return undefined;
  } catch (error) {
    if (error instanceof QuantityError) return error.message;
    throw error;
  }
}

export const ZERO: Quantity = make(0n, 'DecimalSI', '0');

type Operand = Quantity | string | number;
const from = (q: Operand): Quantity => (typeof q === 'object' ? q : parseQuantity(q));

export const milliValue = (q: Operand): number => from(q).milliValue;
export const value = (q: Operand): number => from(q).value;
export const quantityText = (q: Operand): string => from(q).text;
/** How the API server writes a quantity that it was sent. */
export const canonicalQuantity = (text: string | number): string => parseQuantity(text).text;

export function compareQuantity(a: Operand, b: Operand): -1 | 0 | 1 {
  const x = from(a);
  const y = from(b);
  return x.nano === y.nano ? 0 : x.nano < y.nano ? -1 : 1;
}

export const quantitySign = (q: Operand): -1 | 0 | 1 => compareQuantity(q, ZERO);

/** The sum has the form of the first, or of the second where the first is zero. */
export function addQuantity(a: Operand, b: Operand): Quantity {
  const x = from(a);
  const y = from(b);
  return make(x.nano + y.nano, x.nano === 0n ? y.format : x.format);
}

export function subQuantity(a: Operand, b: Operand): Quantity {
  const x = from(a);
  const y = from(b);
  return make(x.nano - y.nano, x.nano === 0n ? y.format : x.format);
}

/** From a whole number of units. */
export const quantityOf = (units: number, format: QuantityFormat = 'DecimalSI'): Quantity => make(BigInt(Math.round(units)) * NANO, format);
/** From thousandths. */
export const milliQuantityOf = (thousandths: number, format: QuantityFormat = 'DecimalSI'): Quantity => make(BigInt(Math.round(thousandths)) * 1_000_000n, format);

/** The canonical text of an amount in billionths. */
export function formatQuantity(nano: bigint, format: QuantityFormat): string {
  if (nano === 0n) return '0';
  if (format === 'BinarySI') {
    const small = nano > -1024n * NANO && nano < 1024n * NANO;
    if (!small && nano % NANO === 0n) {
      const [amount, times] = withoutFactors(nano / NANO, 1024n);
      return `${amount}${BINARY[times] ?? ''}`;
    }
  }
  let [amount, exponent] = withoutFactors(nano, 10n);
  exponent -= 9;
  while (exponent % 3 !== 0) {
    amount *= 10n;
    exponent--;
  }
  if (format === 'DecimalExponent') return exponent === 0 ? `${amount}` : `${amount}e${exponent}`;
  return `${amount}${DECIMAL[exponent / 3 + 3] ?? ''}`;
}

const DECIMAL = ['n', 'u', 'm', '', 'k', 'M', 'G', 'T', 'P', 'E'];
const BINARY = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];
const INT64_MAX = 9223372036854775807n;
/** Beyond this Go would keep the exponent apart; no quantity of use has it. */
const MOST_EXPONENT = 400;

function withoutFactors(amount: bigint, factor: bigint): [bigint, number] {
  let times = 0;
  while (amount !== 0n && amount % factor === 0n) {
    amount /= factor;
    times++;
  }
  return [amount, times];
}

function make(nano: bigint, format: QuantityFormat, text?: string): Quantity {
  return { text: text ?? formatQuantity(nano, format), format, nano, value: roundUp(nano, NANO), milliValue: roundUp(nano, 1_000_000n) };
}

function roundUp(nano: bigint, unit: bigint): number {
  const rest = nano % unit;
  return Number((nano - rest) / unit) + (rest === 0n ? 0 : rest > 0n ? 1 : -1);
}

interface Suffix {
  readonly base: 2 | 10;
  readonly exponent: number;
  readonly format: QuantityFormat;
}

const SUFFIXES = new Map<string, Suffix>();
DECIMAL.forEach((s, i) => SUFFIXES.set(s, { base: 10, exponent: 3 * i - 9, format: 'DecimalSI' }));
BINARY.forEach((s, i) => i > 0 && SUFFIXES.set(s, { base: 2, exponent: 10 * i, format: 'BinarySI' }));

function suffixOf(text: string): Suffix {
  const found = SUFFIXES.get(text);
  if (found) return found;
  const m = /^[eE]([+-]?[0-9]+)$/.exec(text);
  if (!m || BigInt(m[1] as string) > INT64_MAX || BigInt(m[1] as string) < -INT64_MAX - 1n) throw new QuantityError(WRONG_SUFFIX);
  return { base: 10, exponent: Math.max(-MOST_EXPONENT, Math.min(MOST_EXPONENT, Number(m[1]))), format: 'DecimalExponent' };
}

function parse(text: string): Quantity {
  if (text === '') throw new QuantityError(WRONG_FORMAT);
  const m = /^([+-]?)0*([0-9]*)(\.?)([0-9]*)([eEinumkKMGTP]*[-+]?[0-9]*)$/.exec(text);
  if (!m) throw new QuantityError(WRONG_FORMAT);
  const [sign, number, denom] = [m[1], m[2] || '0', m[4] as string];
  const suffix = suffixOf(m[5] as string);
  const digits = number + denom;
  const unsigned = BigInt(digits);
  const precise = fastPath(number, denom, suffix, unsigned);
  if (precise) {
    const amount = sign === '-' ? -precise.amount : precise.amount;
    return make(amount, suffix.format, precise.keeps ? text : undefined);
  }
  if (m[2] === '' && denom === '' && !text.includes('0')) throw new QuantityError(WRONG_NUMBER);
  return slowPath(unsigned, denom.length, suffix, sign === '-');
}

interface Precise {
  readonly amount: bigint;
  /** Whether Go remembers the text as it was written. */
  readonly keeps: boolean;
}

/** Where Go computes with an int64 and a scale. */
function fastPath(number: string, denom: string, suffix: Suffix, digits: bigint): Precise | undefined {
  const { format } = suffix;
  if (format === 'BinarySI') {
    if (denom !== '' || 14 - number.length - Math.trunc((suffix.exponent * 3) / 10) < 0) return undefined;
    const amount = digits << BigInt(suffix.exponent);
    return amount > INT64_MAX ? undefined : { amount: amount * NANO, keeps: (digits & 7n) !== 0n };
  }
  const scale = suffix.exponent - denom.length;
  if (number.length + denom.length > 18 || scale < -9) return undefined;
  const text = number + denom;
  return { amount: digits * 10n ** BigInt(scale + 9), keeps: scale % 3 === 0 && !text.endsWith('000') && text[0] !== '0' };
}

/** Rounded up to billionths; binary amounts are capped at int64. */
function slowPath(digits: bigint, places: number, suffix: Suffix, negative: boolean): Quantity {
  let { format } = suffix;
  let power = 9 - places + (suffix.base === 10 ? suffix.exponent : 0);
  let nano = suffix.base === 2 ? digits << BigInt(suffix.exponent) : digits;
  if (power < 0) {
    const unit = 10n ** BigInt(-power);
    nano = (nano + unit - 1n) / unit;
    power = 0;
  }
  nano *= 10n ** BigInt(power);
  if (format === 'BinarySI' && nano > INT64_MAX * NANO) nano = INT64_MAX * NANO;
  if (format === 'BinarySI' && nano < NANO && nano > 0n) format = 'DecimalSI';
  return make(negative ? -nano : nano, format);
}
