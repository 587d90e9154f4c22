// Reads a jq filter and makes functions of it.

import { FORMATS, FUNCTIONS } from './builtins.ts';
import { everyIn, made, pathsOf, stepInto, valuesOf, type Closure, type Filter, type Found, type Scope } from './filters.ts';
import { syntaxError, tokens, unexpectedToken, type Token } from './tokens.ts';
import { arithmetic, at, fail, JqFailure, order, truthy, typeName, withAt, without, type Json, type Step } from './values.ts';

const ASSIGN = ['=', '|=', '+=', '-=', '*=', '/=', '%=', '//='];
const COMPARE = ['==', '!=', '<', '<=', '>', '>='];
/** How deep functions may call themselves. */
const DEEPEST = 2000;

export class Parser {
  private readonly script: string;
  private readonly tokens: readonly Token[];
  private place = 0;
  /** Names that are known where we stand: `f/1`, `$x`. */
  private known: readonly string[];

  constructor(script: string, known: readonly string[] = []) {
    this.script = script;
    this.known = known;
    this.tokens = tokens(script);
  }

  whole(): Filter {
    if (this.ended) return (input) => [input];
    const filter = this.pipe();
    if (!this.ended) throw unexpectedToken(this.now, this.script);
    return filter;
  }

  private get now(): Token {
    return this.tokens[this.place] as Token;
  }

  private get ended(): boolean {
    return this.now.type === 'end';
  }

  private is(text: string): boolean {
    const { type } = this.now;
    return (type === 'punct' || type === 'ident') && this.now.text === text;
  }

  private take(text: string): boolean {
    if (!this.is(text)) return false;
    this.place++;
    return true;
  }

  private expect(text: string): void {
    if (!this.take(text)) throw unexpectedToken(this.now, this.script);
  }

  /** With further names known. */
  private within<T>(names: readonly string[], read: () => T): T {
    const outer = this.known;
    this.known = [...outer, ...names];
    const result = read();
    this.known = outer;
    return result;
  }

  private pipe(): Filter {
    if (this.take('def')) return this.definition();
    const left = this.comma();
    if (this.take('as')) return this.bound(left);
    if (!this.take('|')) return left;
    const right = this.pipe();
    return (input, scope) => left(input, scope).flatMap((found) => right(found, scope));
  }

  private definition(): Filter {
    const { text: name } = this.now;
    this.place++;
    const params: string[] = [];
    if (this.take('(')) {
      do params.push(this.tokens[this.place++]?.text ?? '');
      while (this.take(';'));
      this.expect(')');
    }
    this.expect(':');
    const key = `${name}/${params.length}`;
    const names = params.flatMap((param) => (param.startsWith('$') ? [param, `${param.slice(1)}/0`] : [`${param}/0`]));
    const body = this.within([key, ...names], () => this.pipe());
    this.expect(';');
    const rest = this.within([key], () => this.pipe());
    let depth = 0;
    return (input, scope) => {
      const closure: Closure = {
        call: (from, args, caller) => {
          if (++depth > DEEPEST) fail('this function calls itself without an end');
          try {
            return called(from, args, caller);
          } finally {
            depth--;
          }
        },
      };
      const inner: Scope = { variables: scope.variables, functions: new Map([...scope.functions, [key, closure]]) };
      const called = (from: Found, args: readonly Filter[], caller: Scope): readonly Found[] => {
        let scopes: readonly Scope[] = [inner];
        params.forEach((param, i) => {
          const arg = args[i] as Filter;
          if (param.startsWith('$')) scopes = scopes.flatMap((s) => arg(from, caller).map(({ value }) => ({ ...s, variables: new Map([...s.variables, [param, value]]) })));
          const plain = param.replace('$', '');
          scopes = scopes.map((s) => ({ ...s, functions: new Map([...s.functions, [`${plain}/0`, { call: (x: Found) => arg(x, caller) }]]) }));
        });
        return scopes.flatMap((s) => body(from, s));
      };
      return rest(input, inner);
    };
  }

  /** `… as $x | …`, `… as [$a, {b: $c}] | …` */
  private bound(source: Filter): Filter {
    const names: string[] = [];
    const pattern = this.pattern(names);
    this.expect('|');
    const body = this.within(names, () => this.pipe());
    return (input, scope) => source(input, scope).flatMap(({ value }) => body(input, { ...scope, variables: new Map([...scope.variables, ...pattern(value)]) }));
  }

  private pattern(names: string[]): (value: Json) => readonly (readonly [string, Json])[] {
    const { type, text } = this.now;
    this.place++;
    if (type === 'variable') {
      names.push(text);
      return (value) => [[text, value]];
    }
    const parts: { readonly step: Step; readonly inner: (value: Json) => readonly (readonly [string, Json])[] }[] = [];
    if (text === '[') {
      do parts.push({ step: parts.length, inner: this.pattern(names) });
      while (this.take(','));
      this.expect(']');
    } else if (text === '{') {
      do {
        const { type: kind, text: key, parts: quoted } = this.now;
        this.place++;
        const step = quoted ? (quoted[0] as string) : key.replace('$', '');
        if (kind === 'variable') names.push(key);
        const own = kind === 'variable' ? (value: Json): readonly (readonly [string, Json])[] => [[key, value]] : () => [];
        const further = this.take(':') ? this.pattern(names) : () => [];
        parts.push({ step, inner: (value) => [...own(value), ...further(value)] });
      } while (this.take(','));
      this.expect('}');
    } else {
      this.place--;
      throw unexpectedToken(this.now, this.script);
    }
    return (value) => parts.flatMap(({ step, inner }) => inner(at(value, step)));
  }

  private comma(): Filter {
    const parts = [this.alternative()];
    while (this.take(',')) parts.push(this.alternative());
    return parts.length === 1 ? (parts[0] as Filter) : (input, scope) => parts.flatMap((part) => part(input, scope));
  }

  private alternative(): Filter {
    const left = this.assignment();
    if (!this.take('//')) return left;
    const right = this.alternative();
    return (input, scope) => {
      const good = attempted(left, input, scope).filter(({ value }) => truthy(value));
      return good.length > 0 ? good : right(input, scope);
    };
  }

  private assignment(): Filter {
    const left = this.either();
    const { type, text: sign } = this.now;
    if (type !== 'punct' || !ASSIGN.includes(sign)) return left;
    this.place++;
    const right = this.alternative();
    if (sign === '|=') return ({ value }, scope) => [made(pathsOf(left, value, scope).reduce((whole, path) => updated(whole, path, right, scope), value))];
    return ({ value }, scope) =>
      valuesOf(right, value, scope).map((new_) => {
        const change = (old: Json): Json => (sign === '=' ? new_ : sign === '//=' ? (truthy(old) ? old : new_) : arithmetic(sign[0] as string, old, new_));
        return made(pathsOf(left, value, scope).reduce((whole, path) => withAt(whole, path, change), value));
      });
  }

  private either(): Filter {
    let left = this.both();
    while (this.take('or')) {
      const [a, b] = [left, this.both()];
      left = ({ value }, scope) => valuesOf(a, value, scope).flatMap((x) => (truthy(x) ? [made(true)] : valuesOf(b, value, scope).map((y) => made(truthy(y)))));
    }
    return left;
  }

  private both(): Filter {
    let left = this.compared();
    while (this.take('and')) {
      const [a, b] = [left, this.compared()];
      left = ({ value }, scope) => valuesOf(a, value, scope).flatMap((x) => (truthy(x) ? valuesOf(b, value, scope).map((y) => made(truthy(y))) : [made(false)]));
    }
    return left;
  }

  private compared(): Filter {
    const left = this.sum();
    const { type, text: sign } = this.now;
    if (type !== 'punct' || !COMPARE.includes(sign)) return left;
    this.place++;
    const right = this.sum();
    return pairs(left, right, (a, b) => {
      const found = order(a, b);
      return sign === '==' ? found === 0 : sign === '!=' ? found !== 0 : sign === '<' ? found < 0 : sign === '<=' ? found <= 0 : sign === '>' ? found > 0 : found >= 0;
    });
  }

  private sum(): Filter {
    let left = this.product();
    for (;;) {
      const { text: sign } = this.now;
      if (!this.is('+') && !this.is('-')) return left;
      this.place++;
      left = pairs(left, this.product(), (a, b) => arithmetic(sign, a, b));
    }
  }

  private product(): Filter {
    let left = this.postfix();
    for (;;) {
      const { text: sign } = this.now;
      if (!this.is('*') && !this.is('/') && !this.is('%')) return left;
      this.place++;
      left = pairs(left, this.postfix(), (a, b) => arithmetic(sign, a, b));
    }
  }

  private postfix(): Filter {
    let filter = this.primary();
    for (;;) {
      const { type, text } = this.now;
      if (type === 'field') {
        this.place++;
        filter = then(filter, (input) => [stepInto(input, text.slice(1))]);
      } else if (text === '.' && type === 'punct' && this.tokens[this.place + 1]?.type === 'string') {
        this.place++;
        filter = this.keyed(filter, this.string());
      } else if (text === '.' && type === 'punct' && this.tokens[this.place + 1]?.text === '[') this.place++;
      else if (this.is('[')) filter = this.indexed(filter);
      else if (this.take('?')) {
        const inner = filter;
        filter = (input, scope) => attempted(inner, input, scope);
      } else if (this.is('as')) {
        this.place++;
        return this.bound(filter);
      } else return filter;
    }
  }

  private keyed(filter: Filter, key: Filter): Filter {
    return (input, scope) => filter(input, scope).flatMap((found) => valuesOf(key, input.value, scope).map((step) => stepInto(found, stepOf(found.value, step))));
  }

  private indexed(filter: Filter): Filter {
    this.expect('[');
    if (this.take(']')) return then(filter, everyIn);
    if (this.take(':')) {
      const to = this.pipe();
      this.expect(']');
      return this.sliced(filter, undefined, to);
    }
    const from = this.pipe();
    if (!this.take(':')) {
      this.expect(']');
      return this.keyed(filter, from);
    }
    const to = this.is(']') ? undefined : this.pipe();
    this.expect(']');
    return this.sliced(filter, from, to);
  }

  private sliced(filter: Filter, from: Filter | undefined, to: Filter | undefined): Filter {
    const ends = (end: Filter | undefined, input: Found, scope: Scope): readonly (number | null)[] => (end ? valuesOf(end, input.value, scope).map((n) => (n === null || typeof n === 'number' ? n : fail('Start and end indices of an array slice must be numbers'))) : [null]);
    return (input, scope) => filter(input, scope).flatMap((found) => ends(to, input, scope).flatMap((b) => ends(from, input, scope).map((a) => stepInto(found, { from: a, to: b }))));
  }

  private primary(): Filter {
    const { type, text } = this.now;
    if (type === 'string') return this.string();
    if (type === 'end') throw unexpectedToken(this.now, this.script);
    this.place++;
    if (type === 'number') return () => [made(Number(text))];
    if (type === 'field') return (input) => [stepInto(input, text.slice(1))];
    if (type === 'format') {
      if (!FORMATS[text]) throw syntaxError(`${text.slice(1)} is not a valid format`, this.script);
      return this.now.type === 'string' ? this.string(text) : ({ value }) => [made((FORMATS[text] as (v: Json) => string)(value))];
    }
    if (type === 'variable') return this.variable(text);
    if (type === 'ident') return this.named(text);
    switch (text) {
      case '.':
        if (this.now.type === 'string') return this.keyed((input) => [input], this.string());
        return (input) => [input];
      case '..':
        return (FUNCTIONS['recurse/0'] as (args: readonly Filter[]) => Filter)([]);
      case '-': {
        const inner = this.postfix();
        return (input, scope) => valuesOf(inner, input.value, scope).map((n) => made(typeof n === 'number' ? -n : fail(`${typeName(n)} cannot be negated`)));
      }
      case '(': {
        const inner = this.pipe();
        this.expect(')');
        return inner;
      }
      case '[': {
        if (this.take(']')) return () => [made([])];
        const inner = this.pipe();
        this.expect(']');
        return ({ value }, scope) => [made(valuesOf(inner, value, scope))];
      }
      case '{':
        return this.object();
      default:
        this.place--;
        throw unexpectedToken(this.now, this.script);
    }
  }

  private variable(name: string): Filter {
    if (name === '$ENV') return () => [made({})];
    if (!this.known.includes(name)) throw syntaxError(`${name} is not defined`, this.script);
    return (_input, scope) => [made(scope.variables.get(name) ?? null)];
  }

  /** A text, with `\(…)` in it. */
  private string(format = '@text'): Filter {
    const { parts = [] } = this.now;
    this.place++;
    const filters = parts.map((part, i): Filter | string => (i % 2 === 1 ? new Parser(part, this.known).whole() : part));
    const write = FORMATS[format] as (value: Json) => string;
    return ({ value }, scope) => {
      let texts: readonly string[] = [''];
      for (const part of filters) {
        const pieces = typeof part === 'string' ? [part] : valuesOf(part, value, scope).map(write);
        texts = pieces.flatMap((piece) => texts.map((before) => before + piece));
      }
      return texts.map(made);
    };
  }

  private object(): Filter {
    const fields: (readonly [Filter, Filter])[] = [];
    while (!this.take('}')) {
      const { type, text } = this.now;
      const key = this.key(type, text);
      const value = this.take(':') ? this.fieldValue() : type === 'variable' ? this.variable(text) : this.keyed((input) => [input], key);
      fields.push([key, value]);
      if (!this.take(',') && !this.is('}')) throw unexpectedToken(this.now, this.script);
    }
    return ({ value: input }, scope) =>
      fields
        .reduce<readonly Record<string, Json>[]>(
          (objects, [key, value]) =>
            objects.flatMap((object) =>
              valuesOf(key, input, scope).flatMap((name) =>
                valuesOf(value, input, scope).map((v) => ({ ...object, [typeof name === 'string' ? name : fail(`Object keys must be strings`)]: v })),
              ),
            ),
          [{}],
        )
        .map(made);
  }

  private key(type: Token['type'], text: string): Filter {
    if (type === 'string') return this.string();
    this.place++;
    if (type === 'format' && this.now.type === 'string' && FORMATS[text]) return this.string(text);
    if (type === 'ident' || type === 'variable') return () => [made(text.replace('$', ''))];
    if (type === 'number') return () => [made(text)];
    if (text !== '(') {
      this.place--;
      throw unexpectedToken(this.now, this.script);
    }
    const key = this.pipe();
    this.expect(')');
    return key;
  }

  /** Pipes are allowed here, commas are not. */
  private fieldValue(): Filter {
    const left = this.alternative();
    if (!this.take('|')) return left;
    const right = this.fieldValue();
    return then(left, right);
  }

  private named(name: string): Filter {
    switch (name) {
      case 'if':
        return this.choice();
      case 'try': {
        const body = this.postfix();
        const handler = this.take('catch') ? this.postfix() : undefined;
        return (input, scope) => attempted(body, input, scope, handler);
      }
      case 'reduce':
        return this.folded(false);
      case 'foreach':
        return this.folded(true);
      case 'true':
        return () => [made(true)];
      case 'false':
        return () => [made(false)];
      case 'null':
        return () => [made(null)];
    }
    const args: Filter[] = [];
    if (this.take('(')) {
      do args.push(this.pipe());
      while (this.take(';'));
      this.expect(')');
    }
    const key = `${name}/${args.length}`;
    if (this.known.includes(key)) return (input, scope) => scope.functions.get(key)?.call(input, args, scope) ?? [];
    const make = Object.hasOwn(FUNCTIONS, key) ? FUNCTIONS[key] : undefined;
    if (!make) throw syntaxError(`${key} is not defined`, this.script);
    return make(args);
  }

  private choice(): Filter {
    const test = this.pipe();
    this.expect('then');
    const yes = this.pipe();
    let no: Filter = (input) => [input];
    if (this.take('elif')) no = this.choice();
    else {
      if (this.take('else')) no = this.pipe();
      this.expect('end');
    }
    return (input, scope) => valuesOf(test, input.value, scope).flatMap((holds) => (truthy(holds) ? yes(input, scope) : no(input, scope)));
  }

  /** `reduce … as $x (…; …)`, `foreach … as $x (…; …; …)` */
  private folded(each: boolean): Filter {
    // What stands before `as` is a term; the binding is read here.
    const source = this.termBeforeAs();
    const names: string[] = [];
    const pattern = this.pattern(names);
    return this.within(names, () => {
      this.expect('(');
      const begin = this.pipe();
      this.expect(';');
      const update = this.pipe();
      const extract = each && this.take(';') ? this.pipe() : undefined;
      this.expect(')');
      return ({ value: input }, scope) =>
        valuesOf(begin, input, scope).flatMap((start) => {
          const out: Json[] = [];
          let state = start;
          for (const item of valuesOf(source, input, scope)) {
            const inner = { ...scope, variables: new Map([...scope.variables, ...pattern(item)]) };
            const states = valuesOf(update, state, inner);
            state = states[states.length - 1] ?? null;
            if (each) for (const s of states) out.push(...(extract ? valuesOf(extract, s, inner) : [s]));
          }
          return (each ? out : [state]).map(made);
        });
    });
  }

  private termBeforeAs(): Filter {
    // The postfix would take `as` for its own: it is hidden while the term is read.
    let depth = 0;
    for (let i = this.place; i < this.tokens.length; i++) {
      const { text, type } = this.tokens[i] as Token;
      if (type === 'punct' && '([{'.includes(text)) depth++;
      if (type === 'punct' && ')]}'.includes(text)) depth--;
      if (depth > 0 || type !== 'ident' || text !== 'as') continue;
      const inner = new Parser('', this.known);
      Object.assign(inner, { script: this.script, tokens: [...this.tokens.slice(this.place, i), { type: 'end', text: '' }] });
      this.place = i + 1;
      return inner.whole();
    }
    throw unexpectedToken({ type: 'end', text: '' }, this.script);
  }
}

const then = (left: Filter, right: Filter): Filter => (input, scope) => left(input, scope).flatMap((found) => right(found, scope));

const pairs = (left: Filter, right: Filter, make: (a: Json, b: Json) => Json): Filter =>
  ({ value }, scope) => valuesOf(right, value, scope).flatMap((b) => valuesOf(left, value, scope).map((a) => made(make(a, b))));

function stepOf(value: Json, step: Json): Step {
  if (typeof step === 'string' || typeof step === 'number') return step;
  return fail(`Cannot index ${typeName(value)} with ${typeName(step)}`);
}

function attempted(filter: Filter, input: Found, scope: Scope, handler?: Filter): readonly Found[] {
  try {
    return filter(input, scope);
  } catch (error) {
    if (!(error instanceof JqFailure)) throw error;
    return handler ? handler(made(error.value), scope) : [];
  }
}

/** `|=` with a filter that gives nothing deletes. */
function updated(whole: Json, path: readonly Step[], change: Filter, scope: Scope): Json {
  let gone = false;
  const after = withAt(whole, path, (old) => {
    const values = valuesOf(change, old, scope);
    gone = values.length === 0;
    return values[0] ?? null;
  });
  return gone ? without(whole, [path]) : after;
}
