// CEL: which type an expression has, and what in it has none.
// Upstream: github.com/google/cel-go/checker, k8s.io/apiserver/pkg/cel/library
// Simplified: arguments of functions are not checked against their overloads, only those of operators.

import { CelFault, issuesText, type CelIssue } from './fault.ts';
import { dotted, parseCel, type CelNode } from './parser.ts';
import { BOOL, DYN, fits, INT, listOf, mapOf, typeNamed, type CelType } from './types.ts';

export interface CelEnvironment {
  readonly variables: Readonly<Record<string, CelType>>;
  /** The type of `Name{…}`; undefined: there is no such type. */
  struct?(name: string): CelType | undefined;
}

export type CelTypes = ReadonlyMap<CelNode, CelType>;
export type CelResult = { readonly type: CelType; readonly names: ReadonlySet<string>; readonly root: CelNode; readonly types: CelTypes } | { readonly error: string };

/** Compiles an expression as far as its type. `error` begins with ERROR. */
export function compileCel(source: string, environment: CelEnvironment): CelResult {
  try {
    const checker = new Checker(environment);
    const root = parseCel(source);
    const type = checker.typeOf(root, new Map());
    if (checker.issues.length) return { error: issuesText(source, checker.issues) };
    return { type, names: checker.names, root, types: checker.types };
  } catch (error) {
    if (error instanceof CelFault) return { error: issuesText(source, error.issues) };
    throw error;
  }
}

const NUMBERS = ['int', 'uint', 'double'];
const ORDERED = ['bool', 'string', 'bytes', 'timestamp', 'duration'];
const comparison = [...NUMBERS.flatMap((a) => NUMBERS.map((b) => `${a},${b}>bool`)), ...ORDERED.map((t) => `${t},${t}>bool`)].join(';');
const same = (types: readonly string[]): string => types.map((t) => `${t},${t}>${t}`).join(';');

/** Operators: the types they take and give. */
const OVERLOADS: Readonly<Record<string, string>> = {
  '_+_': `${same([...NUMBERS, 'string', 'bytes', 'duration', 'list(dyn)'])};timestamp,duration>timestamp;duration,timestamp>timestamp`,
  '_-_': `${same([...NUMBERS, 'duration'])};timestamp,timestamp>duration;timestamp,duration>timestamp`,
  '_*_': same(NUMBERS),
  '_/_': same(NUMBERS),
  '_%_': same(['int', 'uint']),
  '-_': 'int>int;double>double;duration>duration',
  '!_': 'bool>bool',
  '_&&_': 'bool,bool>bool',
  '_||_': 'bool,bool>bool',
  '_<_': comparison,
  '_<=_': comparison,
  '_>_': comparison,
  '_>=_': comparison,
};

/** What functions give, by type of result. Those of Kubernetes' own libraries are among them. */
const FUNCTIONS = new Map<string, CelType>();
const known = (type: string, names: string): void => {
  for (const name of names.split(' ')) FUNCTIONS.set(name, typeNamed(type));
};
known('bool', 'bool startsWith endsWith contains matches isURL isIP isCIDR isQuantity isSorted isSemver containsIP containsCIDR isLoopback isUnspecified isGlobalUnicast isLinkLocalUnicast isLinkLocalMulticast isInteger allowed errored isGreaterThan isLessThan hasValue');
known('int', 'int size indexOf lastIndexOf compareTo asInteger sign getDate getDayOfMonth getDayOfWeek getDayOfYear getFullYear getHours getMilliseconds getMinutes getMonth getSeconds prefixLength family major minor patch');
known('string', 'string charAt lowerAscii upperAscii replace substring trim join reverse format find getScheme getHost getHostname getPort getEscapedPath reason error masked strings.quote jsonpatch.escapeKey');
known('list(string)', 'split findAll');
known('double', 'double asApproximateFloat math.ceil math.floor math.round');
known('uint', 'uint');
known('bytes', 'bytes base64.decode');
known('timestamp', 'timestamp');
known('duration', 'duration');
known('type', 'type');
known('map(string, list(string))', 'getQuery');
known('dyn', 'dyn sum min max add sub url quantity ip cidr semver path group serviceAccount resource subresource namespace name check fieldSelector labelSelector optional.of optional.none optional.ofNonZeroValue orValue or value optMap optFlatMap slice flatten distinct sort sortBy range named validate includes isStrictlyGreaterThan math.greatest math.least math.abs math.sign format.named lists.range');
known('bool', 'sets.contains sets.equivalent sets.intersects validate.hasValue cidr.containsIP');
known('string', 'base64.encode');

const MACROS = ['all', 'exists', 'exists_one', 'existsOne', 'map', 'filter', 'transformList', 'transformMap', 'transformMapEntry'];

type Scope = ReadonlyMap<string, CelType>;

class Checker {
  readonly issues: CelIssue[] = [];
  /** Variables of the environment that were used. */
  readonly names = new Set<string>();
  readonly types = new Map<CelNode, CelType>();
  private readonly environment: CelEnvironment;

  constructor(environment: CelEnvironment) {
    this.environment = environment;
  }

  typeOf(node: CelNode, scope: Scope): CelType {
    const type = this.infer(node, scope);
    this.types.set(node, type);
    return type;
  }

  private infer(node: CelNode, scope: Scope): CelType {
    switch (node.is) {
      case 'literal':
        return typeNamed(node.type);
      case 'name':
        return this.variable(node.name, scope) ?? this.undeclared(node.at, node.name);
      case 'select':
        return this.select(node, scope);
      case 'list':
        return listOf(this.joined(node.items.map((n) => this.typeOf(n, scope))));
      case 'map':
        return mapOf(this.joined(node.entries.map(([k]) => this.typeOf(k, scope))), this.joined(node.entries.map(([, v]) => this.typeOf(v, scope))));
      case 'struct':
        return this.struct(node, scope);
      case 'call':
        return this.call(node, scope);
    }
  }

  private issue(at: number, text: string): CelType {
    this.issues.push({ at, text });
    return ERROR;
  }
  private undeclared(at: number, name: string): CelType {
    return this.issue(at, `undeclared reference to '${name}' (in container '')`);
  }

  private variable(name: string, scope: Scope): CelType | undefined {
    const local = scope.get(name);
    if (local) return local;
    const type = Object.hasOwn(this.environment.variables, name) ? this.environment.variables[name] : undefined;
    if (type) this.names.add(name);
    return type ?? (TYPE_NAMES.includes(name) ? typeNamed('type') : undefined);
  }

  private select(node: CelNode & { is: 'select' }, scope: Scope): CelType {
    const whole = dotted(node);
    if (whole !== undefined && Object.hasOwn(this.environment.variables, whole)) return this.environment.variables[whole] as CelType;
    const of = this.typeOf(node.of, scope);
    if (of === ERROR || of.name === 'dyn') return of;
    if (of.fields) return of.fields[node.field] ?? this.issue(node.at, `undefined field '${node.field}'`);
    if (of.key && of.element) return of.element;
    return OPEN_TYPES.test(of.name) ? DYN : this.issue(node.at, `type '${of.name}' does not support field selection`);
  }

  /** The type of all, or dyn. */
  private joined(types: readonly CelType[]): CelType {
    const first = types[0];
    return first && types.every((t) => t.name === first.name) ? first : DYN;
  }

  private struct(node: CelNode & { is: 'struct' }, scope: Scope): CelType {
    const type = this.environment.struct?.(node.name);
    const variable = type ? undefined : this.variable(node.name, scope);
    if (!type) {
      if (variable) this.issue(node.at, `'${variable.name}' is not a type`);
      else this.undeclared(node.at, node.name);
    }
    for (const field of node.fields) {
      const value = this.typeOf(field.value, scope);
      const wanted = type?.fields?.[field.name];
      if (type?.fields && !wanted) this.issue(field.at, `undefined field '${field.name}'`);
      else if (wanted && value !== ERROR && !fits(wanted, value)) this.issue(field.at, `expected type of field '${field.name}' is '${wanted.name}' but provided type is '${value.name}'`);
      else if (variable) this.issue(field.at, `unexpected failed resolution of '${node.name}'`);
    }
    return type ?? ERROR;
  }

  private call(node: CelNode & { is: 'call' }, scope: Scope): CelType {
    const { name, target, args } = node;
    if (target && MACROS.includes(name) && args.length >= 2 && args[0]?.is === 'name') return this.comprehension(node, target, scope);
    if (name === 'has' && !target && args.length === 1) {
      const of = args[0] as CelNode;
      if (of.is !== 'select') return this.issue(of.at, 'invalid argument to has() macro');
      this.typeOf(of, scope);
      return BOOL;
    }
    if (target?.is === 'name' && target.name === 'cel' && name === 'bind' && args.length === 3 && args[0]?.is === 'name') {
      return this.typeOf(args[2] as CelNode, new Map(scope).set(args[0].name, this.typeOf(args[1] as CelNode, scope)));
    }
    const library = target && dotted(target);
    const qualified = library === undefined ? name : `${library}.${name}`;
    if (target && library !== undefined && FUNCTIONS.has(qualified)) {
      for (const arg of args) this.typeOf(arg, scope);
      return FUNCTIONS.get(qualified) as CelType;
    }
    const types = [...(target ? [target] : []), ...args].map((n) => this.typeOf(n, scope));
    if (types.includes(ERROR)) return ERROR;
    return this.result(node, types);
  }

  private result({ name, at }: CelNode & { is: 'call' }, types: readonly CelType[]): CelType {
    const [a = DYN, b = DYN, c = DYN] = types;
    const none = (): CelType => this.issue(at, `found no matching overload for '${name}' applied to '${overloadArgs(types)}'`);
    switch (name) {
      case '_==_':
      case '_!=_':
        return fits(a, b) || fits(b, a) ? BOOL : none();
      case '_?_:_':
        return fits(BOOL, a) && (fits(b, c) || fits(c, b)) ? (b.name === c.name ? b : DYN) : none();
      case '@in':
        if (b.name === 'dyn' || (b.key ? fits(b.key, a) : b.element !== undefined && fits(b.element, a))) return BOOL;
        return none();
      case '_[_]':
        if (a.name === 'dyn') return DYN;
        return a.element && (a.key ? fits(a.key, b) : fits(INT, b)) ? a.element : none();
    }
    const overloads = OVERLOADS[name];
    if (overloads === undefined) return FUNCTIONS.get(name) ?? this.undeclared(at, name);
    const results = new Set<string>();
    for (const overload of overloads.split(';')) {
      const [params = '', result = ''] = overload.split('>');
      const wanted = params.split(',').map(typeNamed);
      if (wanted.length === types.length && wanted.every((w, i) => fits(w, types[i] as CelType))) results.add(result === 'list(dyn)' ? a.name : result);
    }
    if (results.size === 0) return none();
    return results.size === 1 ? typeNamed([...results][0] as string) : DYN;
  }

  /** `list.all(x, x > 1)`: the first argument is a name for each item. */
  private comprehension({ name, args }: CelNode & { is: 'call' }, target: CelNode, scope: Scope): CelType {
    const of = this.typeOf(target, scope);
    const inner = new Map(scope);
    const names = args.slice(0, args.length - 1).filter((n) => n.is === 'name');
    const variables = name.startsWith('transform') || (names.length === 2 && args.length === 3 && name !== 'map') ? names : names.slice(0, 1);
    const item = of.key ?? of.element ?? DYN;
    variables.forEach((n, i) => n.is === 'name' && inner.set(n.name, variables.length === 2 ? (i === 0 ? (of.key ?? INT) : (of.element ?? DYN)) : item));
    if (of !== ERROR && of.name !== 'dyn' && !of.element) this.issue(target.at, `expression of type '${of.name}' cannot be range of a comprehension (must be list, map, or dynamic)`);
    const results = args.slice(variables.length).map((n) => this.typeOf(n, inner));
    const last = results[results.length - 1] ?? DYN;
    if (name === 'map' || name === 'transformList') return listOf(last === ERROR ? DYN : last);
    if (name === 'filter') return of.key ? listOf(of.key) : of.element ? of : listOf(DYN);
    return name.startsWith('transformMap') ? mapOf(DYN, DYN) : BOOL;
  }
}

/** Of what could not be typed; whatever contains it is not complained about again. */
const ERROR: CelType = { name: '!error' };
/** Types of libraries whose fields are not listed here. */
const OPEN_TYPES = /^(kubernetes\.|net\.|optional)/;
const TYPE_NAMES = ['int', 'uint', 'double', 'bool', 'string', 'bytes', 'list', 'map', 'null_type', 'type'];

const overloadArgs = (types: readonly CelType[]): string => `(${types.map((t) => t.name).join(', ')})`;
