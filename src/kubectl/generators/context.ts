// What the commands that make objects know besides their flags, and the steps they share: the name, the namespace, what a
// dry run is. Their objects have Go's form: see goForm.
// Upstream: k8s.io/kubectl/pkg/cmd/create/create.go, k8s.io/kubectl/pkg/cmd/util/helpers.go

import type { Flags } from '../flags.ts';
import { parseBool } from '../flags/values.ts';
import { KubectlError, PlainError, usageError } from '../output/errors.ts';
import type { Files } from '../output/files.ts';
import { goQuote } from '../../sim/api/yaml/goQuote.ts';

export interface GeneratorContext {
  /** The namespace of the command. */
  readonly namespace: string;
  /** It was given with -n, so it stands in the object. */
  readonly enforceNamespace: boolean;
  readonly files: Files;
  /** Letters of a random name. */
  randomSuffix(length: number): string;
  /** What discovery makes of `po`, `deployments` in a group ('' for any). */
  resourceFor(resource: string, group: string): GroupResource | undefined;
  /** A line on standard error. */
  warn(line: string): void;
}

export interface GroupResource {
  readonly group: string;
  readonly resource: string;
}

/** metadata.namespace, where it is said at all. */
export const namespaceFor = (context: GeneratorContext): string | undefined => (context.enforceNamespace ? context.namespace : undefined);

/** The one NAME of `kubectl create x NAME -- command`. */
export function nameFromArgs(flags: Flags, commandPath: string): string {
  const count = flags.argsBeforeDash ?? flags.args.length;
  if (count !== 1) throw usageError(commandPath, `exactly one NAME is required, got ${count}`);
  return flags.args[0] as string;
}

export function requireName(name: string): void {
  if (name === '') throw new KubectlError('name must be specified');
}

export function unknownResource(resource: string, group = ''): PlainError {
  return new PlainError(`the server doesn't have a resource type ${goQuote(resource)}${group && ` in group ${goQuote(group)}`}`);
}

// ---- dry runs ----

export interface DryRun {
  readonly strategy: 'none' | 'client' | 'server';
  /** A line of kubectl's log: which file and line says it, and what. */
  readonly warning?: { readonly place: string; readonly text: string };
}

export function dryRunOf(flags: Flags): DryRun {
  const value = flags.text('dry-run');
  const asBool = boolOf(value);
  if (asBool === undefined) {
    if (value === 'unchanged') return { strategy: 'client', warning: { place: 'helpers.go:719', text: '--dry-run is deprecated and can be replaced with --dry-run=client.' } };
    if (value === 'client' || value === 'server' || value === 'none') return { strategy: value };
    throw new KubectlError(`Invalid dry-run value (${value}). Must be "none", "server", or "client".`);
  }
  const strategy = asBool ? 'client' : 'none';
  return { strategy, warning: { place: asBool ? 'helpers.go:733' : 'helpers.go:736', text: `--dry-run=${value} is deprecated (boolean value) and can be replaced with --dry-run=${strategy}.` } };
}

function boolOf(text: string): boolean | undefined {
  try {
    return parseBool(text);
  } catch (error) {
    if (error instanceof KubectlError) return undefined;
    throw error;
  }
}

/** What was done, with a word on dry runs: `created (dry run)`. */
export function operationText(operation: string, strategy: DryRun['strategy']): string {
  return strategy === 'none' ? operation : `${operation} (${strategy === 'server' ? 'server dry run' : 'dry run'})`;
}

/** What --validate says, as the API server's fieldValidation. */
export function validationOf(flags: Flags): 'Strict' | 'Warn' | 'Ignore' {
  const value = flags.text('validate');
  const asBool = boolOf(value);
  if (asBool !== undefined) return asBool ? 'Strict' : 'Ignore';
  if (value === 'strict') return 'Strict';
  if (value === 'warn') return 'Warn';
  if (value === 'ignore') return 'Ignore';
  throw new KubectlError(`invalid - validate option ${goQuote(value)}; must be one of: strict (or true), warn, ignore (or false)`);
}
