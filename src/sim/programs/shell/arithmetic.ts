// $(( … )): whole numbers with the operators of C.

export class ArithmeticError extends Error {
  override readonly name = 'ArithmeticError';
}

export interface Variables {
  get(name: string): string | undefined;
  set(name: string, value: string): void;
}

const BINARY: Readonly<Record<string, number>> = { '||': 1, '&&': 2, '|': 3, '^': 4, '&': 5, '==': 6, '!=': 6, '<': 7, '<=': 7, '>': 7, '>=': 7, '<<': 8, '>>': 8, '+': 9, '-': 9, '*': 10, '/': 10, '%': 10, '**': 11 };

export function evaluate(text: string, variables: Variables): number {
  const tokens = text.match(/0[xX][0-9a-fA-F]+|\d+|[A-Za-z_]\w*|\+\+|--|\*\*|&&|\|\||<<=?|>>=?|[<>=!+\-*/%&|^]=|[-+*/%()<>!~&|^?:=,]/g) ?? [];
  let at = 0;
  const peek = (): string | undefined => tokens[at];
  const take = (): string => tokens[at++] ?? '';
  const isName = (t: string | undefined): t is string => t !== undefined && /^[A-Za-z_]/.test(t);
  const valueOf = (name: string): number => {
    const value = variables.get(name) ?? '';
    return value === '' ? 0 : number(value);
  };
  const assign = (name: string, value: number): number => {
    variables.set(name, String(value));
    return value;
  };

  const primary = (): number => {
    const t = take();
    if (t === '(') {
      const value = expression();
      if (take() !== ')') throw new ArithmeticError('syntax error');
      return value;
    }
    if (t === '-') return -primary();
    if (t === '+') return primary();
    if (t === '!') return primary() ? 0 : 1;
    if (t === '~') return ~primary();
    if (t === '++' || t === '--') {
      const name = take();
      return assign(name, valueOf(name) + (t === '++' ? 1 : -1));
    }
    if (isName(t)) {
      const next = peek();
      if (next === '++' || next === '--') {
        take();
        const value = valueOf(t);
        assign(t, value + (next === '++' ? 1 : -1));
        return value;
      }
      if (next === '=') {
        take();
        return assign(t, expression());
      }
      if (next !== undefined && /^([+\-*/%&|^]|<<|>>)=$/.test(next)) {
        take();
        return assign(t, applied(next.slice(0, -1), valueOf(t), expression()));
      }
      return valueOf(t);
    }
    if (t === '') throw new ArithmeticError('syntax error');
    return number(t);
  };
  const binary = (least: number): number => {
    let left = primary();
    for (;;) {
      const op = peek();
      const power = op === undefined ? undefined : BINARY[op];
      if (op === undefined || power === undefined || power < least) return left;
      take();
      left = applied(op, left, binary(op === '**' ? power : power + 1));
    }
  };
  const expression = (): number => {
    const test = binary(1);
    if (peek() !== '?') return test;
    take();
    const yes = expression();
    if (take() !== ':') throw new ArithmeticError('syntax error');
    const no = expression();
    return test ? yes : no;
  };

  if (tokens.length === 0) return 0;
  const value = expression();
  if (at < tokens.length) throw new ArithmeticError('syntax error');
  return value;
}

function number(text: string): number {
  const trimmed = text.trim();
  if (/^-?0[xX][0-9a-fA-F]+$/.test(trimmed)) return Number(trimmed);
  if (/^-?0[0-7]+$/.test(trimmed)) return Number.parseInt(trimmed, 8);
  if (!/^-?\d+$/.test(trimmed)) throw new ArithmeticError('syntax error');
  return Number(trimmed);
}

/** Shifts by more than there are bits, and the like, are refused. */
function applied(op: string, a: number, b: number): number {
  if ((op === '<<' || op === '>>') && (b < 0 || b > 63)) throw new ArithmeticError('syntax error');
  if (/^[&|^]$|^<<|^>>/.test(op) && !(Number.isSafeInteger(a) && Number.isSafeInteger(b))) throw new ArithmeticError('syntax error');
  return apply(op, a, b);
}

function apply(op: string, a: number, b: number): number {
  switch (op) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '**': {
      if (b < 0) throw new ArithmeticError('exponent less than 0');
      let power = 1n;
      for (let i = 0; i < Math.min(b, 64); i++) power = BigInt.asIntN(64, power * BigInt(a));
      return Number(power);
    }
    case '/':
    case '%':
      if (b === 0) throw new ArithmeticError('divide by zero');
      return op === '/' ? Math.trunc(a / b) : a % b;
    case '<<':
      return Number(BigInt.asIntN(64, BigInt(a) << BigInt(b)));
    case '>>':
      return Number(BigInt(a) >> BigInt(b));
    case '&':
      return Number(BigInt(a) & BigInt(b));
    case '|':
      return Number(BigInt(a) | BigInt(b));
    case '^':
      return Number(BigInt(a) ^ BigInt(b));
    case '&&':
      return a && b ? 1 : 0;
    case '||':
      return a || b ? 1 : 0;
    case '==':
      return a === b ? 1 : 0;
    case '!=':
      return a === b ? 0 : 1;
    case '<':
      return a < b ? 1 : 0;
    case '<=':
      return a <= b ? 1 : 0;
    case '>':
      return a > b ? 1 : 0;
    default:
      return a >= b ? 1 : 0;
  }
}
