// A Go template applied to an object. Upstream: text/template/exec.go
// Simplified: there are no methods, channels, pointers or complex numbers: templates get decoded JSON only.

import { compareText } from '../../../base/text.ts';
import { goQuote } from '../../../sim/api/yaml/goQuote.ts';
import { utf8Length } from '../../../sim/api/yaml/bytes.ts';
import { CallError, FUNCTIONS } from './functions.ts';
import { nodeText, type Call, type Command, type Control, type Expression, type Pipe, type Statement, type TemplateNode } from './nodes.ts';
import type { ParsedTemplate } from './parser.ts';
import { plain } from './printf.ts';
import { GoNumber, NOTHING, boxed, goInt, isMap, kindOf, numberOf, ref, truth, typeName, unbox, type Ref } from './values.ts';

export class TemplateExecError extends Error {
  override readonly name = 'TemplateExecError';
}

export interface ExecuteOptions {
  /** missingkey=error */
  readonly strict: boolean;
}

export interface Executed {
  /** Also what was written before an error. */
  readonly output: string;
  readonly error?: TemplateExecError;
}

export function executeTemplate(name: string, text: string, template: ParsedTemplate, data: unknown, options: ExecuteOptions): Executed {
  const run = new Run(name, text, template, options);
  try {
    run.start(data);
    return { output: run.output };
  } catch (error) {
    if (error instanceof TemplateExecError) return { output: run.output, error };
    throw error;
  }
}

class Jump extends Error {
  readonly to: 'break' | 'continue';
  constructor(to: 'break' | 'continue') {
    super(to);
    this.to = to;
  }
}

interface Variable {
  readonly name: string;
  value: Ref;
}

class Run {
  output = '';
  private readonly name: string;
  private readonly text: string;
  private readonly template: ParsedTemplate;
  private readonly strict: boolean;
  private variables: Variable[] = [];
  /** The template that is running, and the node that an error would name. */
  private current: string;
  private node: TemplateNode | undefined;
  private depth = 0;

  constructor(name: string, text: string, template: ParsedTemplate, options: ExecuteOptions) {
    this.name = name;
    this.current = name;
    this.text = text;
    this.template = template;
    this.strict = options.strict;
  }

  start(data: unknown): void {
    this.variables = [{ name: '$', value: ref(data) }];
    this.walk(ref(data), this.template.root);
  }

  private fail(message: string): never {
    if (!this.node) throw new TemplateExecError(`template: ${this.current}: ${message}`);
    const before = this.text.slice(0, this.node.pos);
    const newline = before.lastIndexOf('\n');
    const column = utf8Length(before.slice(newline + 1));
    const line = before.split('\n').length;
    throw new TemplateExecError(`template: ${this.name}:${line}:${column}: executing ${goQuote(this.current)} at <${nodeText(this.node)}>: ${message}`);
  }

  // ---- statements ----

  private walk(dot: Ref, node: Statement): void {
    this.node = node;
    switch (node.kind) {
      case 'list':
        for (const child of node.nodes) this.walk(dot, child);
        return;
      case 'text':
        this.output += node.text;
        return;
      case 'action': {
        const value = this.pipeline(dot, node.pipe);
        this.node = node;
        if (node.pipe.variables.length === 0) this.output += value.value === undefined ? '<no value>' : plain(value.value);
        return;
      }
      case 'break':
      case 'continue':
        throw new Jump(node.kind);
      case 'range':
        return this.range(dot, node);
      case 'template':
        return this.call(dot, node);
      default: {
        const mark = this.variables.length;
        const value = this.pipeline(dot, node.pipe);
        if (truth(value.value)) this.walk(node.kind === 'with' ? value : dot, node.list);
        else if (node.otherwise) this.walk(dot, node.otherwise);
        this.variables.length = mark;
      }
    }
  }

  private call(dot: Ref, node: Call): void {
    const list = this.template.templates.get(node.name);
    if (!list) this.fail(`template ${goQuote(node.name)} not defined`);
    if (this.depth === 1000) this.fail('exceeded maximum template depth (1000)');
    const value = node.pipe ? this.pipeline(dot, node.pipe) : NOTHING;
    const saved = { variables: this.variables, current: this.current };
    this.variables = [{ name: '$', value }];
    this.current = node.name;
    this.depth++;
    this.walk(value, list);
    this.depth--;
    ({ variables: this.variables, current: this.current } = saved);
  }

  private range(dot: Ref, node: Control): void {
    const outer = this.variables.length;
    const { value } = this.pipeline(dot, node.pipe);
    const mark = this.variables.length;
    const once = (index: Ref, item: Ref): boolean => this.iteration(node, mark, index, item);
    let some = false;
    switch (kindOf(value)) {
      case 'int':
      case 'uint':
        if (node.pipe.variables.length > 1) this.fail(`can't use ${plain(value)} to iterate over more than one variable`);
        for (let i = 0; i < numberOf(value); i++) {
          some = true;
          if (!once(NOTHING, ref(typeof value === 'number' ? i : goInt(i)))) break;
        }
        break;
      case 'list':
        for (const [i, item] of (value as readonly unknown[]).entries()) {
          some = true;
          if (!once(ref(goInt(i)), boxed(item))) break;
        }
        break;
      case 'map':
        for (const key of Object.keys(value as object).sort(compareText)) {
          some = true;
          if (!once(ref(key), boxed((value as Record<string, unknown>)[key]))) break;
        }
        break;
      case 'nil':
        break;
      default:
        this.fail(`range can't iterate over ${plain(value)}`);
    }
    if (!some && node.otherwise) this.walk(dot, node.otherwise);
    this.variables.length = outer;
  }

  /** Whether to go on. */
  private iteration(node: Control, mark: number, index: Ref, item: Ref): boolean {
    const [first, second] = node.pipe.variables;
    if (first !== undefined) {
      if (node.pipe.assign) this.assign(first, second === undefined ? item : index);
      else (this.variables[mark - 1] as Variable).value = item;
    }
    if (second !== undefined) {
      if (node.pipe.assign) this.assign(second, item);
      else (this.variables[mark - 2] as Variable).value = index;
    }
    try {
      this.walk(item, node.list);
    } catch (error) {
      if (!(error instanceof Jump)) throw error;
      if (error.to === 'break') return false;
    } finally {
      this.variables.length = mark;
    }
    return true;
  }

  private assign(name: string, value: Ref): void {
    for (let i = this.variables.length - 1; i >= 0; i--) {
      const variable = this.variables[i] as Variable;
      if (variable.name !== name) continue;
      variable.value = value;
      return;
    }
    this.fail(`undefined variable: ${name}`);
  }

  // ---- expressions ----

  private pipeline(dot: Ref, pipe: Pipe): Ref {
    this.node = pipe;
    let value: Ref | undefined;
    for (const command of pipe.commands) value = unbox(this.command(dot, command, value));
    const result = value as Ref;
    for (const name of pipe.variables) {
      if (pipe.assign) this.assign(name, result);
      else this.variables.push({ name, value: result });
    }
    return result;
  }

  private command(dot: Ref, command: Command, final: Ref | undefined): Ref {
    const first = command.args[0] as Expression;
    const rest = command.args.slice(1);
    switch (first.kind) {
      case 'field':
        this.node = first;
        return this.fields(dot, first.path, rest.length > 0 || final !== undefined);
      case 'chain':
        return this.chain(dot, first, rest.length > 0 || final !== undefined);
      case 'identifier':
        return this.function(dot, first, command, rest, final);
      case 'pipe':
        this.notFunction(command, final);
        return this.pipeline(dot, first);
      case 'variable':
        return this.variable(first, command, final);
    }
    this.node = first;
    this.notFunction(command, final);
    if (first.kind === 'nil') this.fail('nil is not a command');
    return first.kind === 'dot' ? dot : ref(this.constant(first));
  }

  private notFunction(command: Command, final: Ref | undefined): void {
    if (command.args.length > 1 || final !== undefined) this.fail(`can't give argument to non-function ${nodeText(command.args[0] as Expression)}`);
  }

  private constant(node: Expression): unknown {
    if (node.kind === 'bool' || node.kind === 'string') return node.value;
    if (node.kind !== 'number') return this.fail(`can't evaluate command ${goQuote(nodeText(node))}`);
    this.node = node;
    if (node.overflow) this.fail(`${node.text} overflows int`);
    return new GoNumber(node.value, node.float ? 'float64' : 'int');
  }

  private variable(node: Extract<Expression, { kind: 'variable' }>, command: Command | undefined, final: Ref | undefined): Ref {
    this.node = node;
    const [name, ...path] = node.path as [string, ...string[]];
    let value: Ref | undefined;
    for (const v of this.variables) if (v.name === name) ({ value } = v);
    if (!value) this.fail(`undefined variable: ${name}`);
    if (path.length === 0) {
      if (command) this.notFunction(command, final);
      return value;
    }
    return this.fields(value, path, command !== undefined && (command.args.length > 1 || final !== undefined));
  }

  private chain(dot: Ref, node: Extract<Expression, { kind: 'chain' }>, hasArgs: boolean): Ref {
    this.node = node;
    if (node.node.kind === 'nil') this.fail(`indirection through explicit nil in ${nodeText(node)}`);
    return this.fields(this.argument(dot, node.node), node.path, hasArgs);
  }

  private fields(receiver: Ref, path: readonly string[], hasArgs: boolean): Ref {
    let current = receiver;
    path.forEach((name, i) => {
      current = this.field(current, name, hasArgs && i === path.length - 1);
    });
    return current;
  }

  private field(receiver: Ref, name: string, hasArgs: boolean): Ref {
    const { value } = receiver;
    if (value === undefined) {
      if (this.strict) this.fail(`nil data; no entry for key ${goQuote(name)}`);
      return NOTHING;
    }
    if (value === null) this.fail(`nil pointer evaluating ${typeName(receiver)}.${name}`);
    if (!isMap(value)) this.fail(`can't evaluate field ${name} in type ${typeName(receiver)}`);
    if (hasArgs) this.fail(`${name} is not a method but has arguments`);
    if (Object.hasOwn(value, name) && value[name] !== undefined) return boxed(value[name]);
    if (this.strict) this.fail(`map has no entry for key ${goQuote(name)}`);
    return NOTHING;
  }

  private argument(dot: Ref, node: Expression): Ref {
    this.node = node;
    switch (node.kind) {
      case 'dot':
        return dot;
      case 'nil':
        return NOTHING;
      case 'field':
        return this.fields(dot, node.path, false);
      case 'variable':
        return this.variable(node, undefined, undefined);
      case 'pipe':
        return this.pipeline(dot, node);
      case 'identifier':
        return this.function(dot, node, node, [], undefined);
      case 'chain':
        return this.chain(dot, node, false);
      default:
        return ref(this.constant(node));
    }
  }

  private function(dot: Ref, node: Extract<Expression, { kind: 'identifier' }>, whole: Command | Expression, args: readonly Expression[], final: Ref | undefined): Ref {
    this.node = node;
    const { name } = node;
    const fn = FUNCTIONS.get(name);
    if (!fn) return this.fail(`${goQuote(name)} is not a defined function`);
    const given = args.length + (final === undefined ? 0 : 1);
    if (fn.variadic && given < fn.fixed) this.fail(`wrong number of args for ${name}: want at least ${fn.fixed} got ${args.length}`);
    if (!fn.variadic && given !== fn.fixed) this.fail(`wrong number of args for ${name}: want ${fn.fixed} got ${given}`);
    if (name === 'and' || name === 'or') return this.shortCircuit(dot, name, args, final);
    const values = args.map((arg, i) => (fn.text && i === 0 ? this.textArgument(dot, arg) : this.argument(dot, arg)));
    if (final !== undefined) values.push(fn.text && values.length === 0 ? this.asText(final) : final);
    try {
      return fn.call(values);
    } catch (error) {
      if (!(error instanceof CallError)) throw error;
      this.node = whole;
      return this.fail(`error calling ${name}: ${error.message}`);
    }
  }

  private shortCircuit(dot: Ref, name: 'and' | 'or', args: readonly Expression[], final: Ref | undefined): Ref {
    let value: Ref = NOTHING;
    for (const arg of args) {
      value = this.argument(dot, arg);
      if (truth(value.value) === (name === 'or')) return value;
    }
    return final ?? value;
  }

  private textArgument(dot: Ref, node: Expression): Ref {
    if (node.kind === 'bool' || node.kind === 'number') {
      this.node = node;
      this.fail(`expected string; found ${nodeText(node)}`);
    }
    if (node.kind === 'nil') {
      this.node = node;
      this.fail('cannot assign nil to string');
    }
    return this.asText(this.argument(dot, node));
  }

  private asText(value: Ref): Ref {
    if (value.value === undefined) this.fail('invalid value; expected string');
    if (typeof value.value === 'string') return ref(value.value);
    return this.fail(`wrong type for value; expected string; got ${value.value === null ? 'interface {}' : typeName(ref(value.value))}`);
  }
}
