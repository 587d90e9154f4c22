// kubectl set env: variables added, taken away, listed, taken from ConfigMaps and Secrets.
// Upstream: k8s.io/kubectl/pkg/cmd/set/set_env.go, k8s.io/kubectl/pkg/cmd/set/env

import { isObject } from '../../base/json.ts';
import { compareText } from '../../base/text.ts';
import { isStrictEnvVarName } from '../../sim/api/names.ts';
import { goQuote } from '../../sim/api/yaml/goQuote.ts';
import type { Flags } from '../flags.ts';
import { KubectlError } from '../output/errors.ts';
import { kindOf, nameOf, type Item } from '../output/object.ts';
import type { DryRun } from './context.ts';
import { nameFits, withContainers, withPodSpec } from './podSpec.ts';

export interface EnvArgs {
  readonly resources: readonly string[];
  readonly words: readonly string[];
}

export function envArgs(flags: Flags): EnvArgs {
  if (flags.flag('all') && flags.text('selector') !== '') throw new KubectlError('cannot set --all and --selector at the same time');
  const isEnv = (word: string): boolean => /^.+=.*$/ms.test(word) || word.endsWith('-');
  const { args } = flags;
  const first = args.findIndex(isEnv);
  if (first < 0) return { resources: args, words: [] };
  if (!args.slice(first).every(isEnv)) throw new KubectlError(`all resources must be specified before environment changes: ${args.join(' ')}`);
  return { resources: args.slice(0, first), words: args.slice(first) };
}

export function checkSetEnv(asked: EnvArgs, flags: Flags, dryRun: DryRun['strategy']): void {
  if (flags.flag('local') && dryRun === 'server') throw new KubectlError('cannot specify --local and --dry-run=server - did you mean --dry-run=client?');
  if (flags.list('filename').length === 0 && asked.resources.length === 0) throw new KubectlError('one or more resources must be specified as <resource> <name> or <resource>/<name>');
  if (flags.flag('list') && flags.text('output') !== '') throw new KubectlError('--list and --output may not be specified together');
  if (flags.list('keys').length > 0 && flags.text('from') === '') throw new KubectlError('when specifying --keys, a configmap or secret must be provided with --from');
}

export interface EnvChange {
  readonly set: readonly Item[];
  readonly remove: readonly string[];
  /** Standard input was read for `-`. */
  readonly usedStdin: boolean;
}

export function parseEnv(words: readonly string[], stdin: string | undefined): EnvChange {
  const set: Item[] = [];
  const remove: string[] = [];
  const given = new Set<string>();
  let usedStdin = false;
  for (const word of words) {
    const equals = word.indexOf('=');
    if (word === '-') {
      if (stdin === undefined) throw new KubectlError("when '-' is used, STDIN must be open");
      set.push(...envOfStdin(stdin));
      usedStdin = true;
    } else if (equals >= 0) {
      const name = word.slice(0, equals);
      const faults = isStrictEnvVarName(name);
      if (faults.length > 0) throw new KubectlError(`${goQuote(name)} is not a valid key name: ${faults.join(';')}`);
      given.add(name);
      set.push({ name, value: word.slice(equals + 1) });
    } else if (word.endsWith('-')) remove.push(word.slice(0, -1));
    else throw new KubectlError(`unknown environment variable: ${word}`);
  }
  if (remove.some((name) => given.has(name))) throw new KubectlError('can not both modify and remove the same environment variable in the same command');
  return { set, remove, usedStdin };
}

function envOfStdin(text: string): readonly Item[] {
  return text
    .split(/\r?\n/)
    .map((line) => line.split('#')[0] as string)
    .filter((line) => line.includes('='))
    .map((line) => ({ name: line.slice(0, line.indexOf('=')), value: line.slice(line.indexOf('=') + 1) }));
}

export interface EnvFrom {
  readonly variables: readonly Item[];
  /** `key a.b transferred to A_B` */
  readonly warnings: readonly string[];
}

/** Variables for the keys of a ConfigMap or a Secret (--from); `keys` empty: all. Simplified: by name, where Go's order is random. */
export function envFrom(source: unknown, keys: readonly string[]): EnvFrom {
  const kind = kindOf(source);
  if (kind !== 'Secret' && kind !== 'ConfigMap') throw new KubectlError('unsupported resource specified in --from');
  const data = isObject(source) && isObject(source.data) ? source.data : {};
  const warnings: string[] = [];
  const variables = Object.keys(data)
    .filter((key) => keys.length === 0 || keys.includes(key))
    .sort(compareText)
    .map((key) => {
      const name = key.replace(/[^a-zA-Z0-9_]/g, '_').toUpperCase();
      if (name !== key) warnings.push(`key ${key} transferred to ${name}`);
      return { name, valueFrom: { [kind === 'Secret' ? 'secretKeyRef' : 'configMapKeyRef']: { name: nameOf(source), key } } };
    });
  return { variables, warnings };
}

/** --prefix */
export const prefixed = (variables: readonly Item[], prefix: string): readonly Item[] => (prefix === '' ? variables : variables.map((v) => ({ ...v, name: `${prefix}${String(v.name)}` })));

export interface EnvOptions {
  readonly containers: string;
  readonly overwrite: boolean;
  readonly list: boolean;
}

export interface EnvResult {
  readonly object: Item;
  /** What --list prints. */
  readonly listing: string;
  readonly warning: string | undefined;
}

export function withEnv(object: Item, change: EnvChange, options: EnvOptions): EnvResult {
  let listing = '';
  let warning: string | undefined;
  const changed = withPodSpec(object, (spec) => {
    const result = withContainers(spec, (name) => nameFits(name, options.containers), (container) => {
      const before = Array.isArray(container.env) ? (container.env as readonly Item[]) : [];
      if (!options.overwrite) checkOverwrites(before, change.set);
      const env = updated(before, change);
      if (options.list) listing += `# ${kindOf(object)} ${nameOf(object)}, container ${String(container.name)}\n${env.map(envLine).join('')}`;
      return { ...container, env: env.length > 0 ? env : undefined };
    });
    if (!result.found) warning = `${kindOf(object)}/${nameOf(object)} does not have any containers matching ${goQuote(options.containers)}`;
    return result.spec;
  });
  return { object: changed, listing, warning };
}

function checkOverwrites(existing: readonly Item[], set: readonly Item[]): void {
  for (const variable of set) {
    const old = existing.find((e) => e.name === variable.name);
    if (old && (old.value ?? '') !== (variable.value ?? '')) throw new KubectlError(`'${String(variable.name)}' already has a value (${String(old.value ?? '')}), and --overwrite is false`);
  }
}

/** What is removed goes; what is set stands where it stood, or at the end. */
function updated(existing: readonly Item[], change: EnvChange): readonly Item[] {
  const covered = new Set<unknown>(change.remove);
  const out: Item[] = [];
  for (const variable of existing) {
    if (covered.has(variable.name)) continue;
    const newer = change.set.find((e) => e.name === variable.name);
    if (newer) covered.add(variable.name);
    out.push(newer ?? variable);
  }
  for (const variable of change.set) {
    if (covered.has(variable.name)) continue;
    covered.add(variable.name);
    out.push(variable);
  }
  return out;
}

function envLine(variable: Item): string {
  const name = String(variable.name);
  return isObject(variable.valueFrom) ? `# ${name} from ${referenceText(variable.valueFrom)}\n` : `${name}=${String(variable.value ?? '')}\n`;
}

function referenceText(from: Item): string {
  const at = (key: string): Item | undefined => (isObject(from[key]) ? from[key] : undefined);
  const config = at('configMapKeyRef');
  if (config) return `configmap ${String(config.name ?? '')}, key ${String(config.key)}`;
  const secret = at('secretKeyRef');
  if (secret) return `secret ${String(secret.name ?? '')}, key ${String(secret.key)}`;
  const field = at('fieldRef');
  if (field) return `field path ${String(field.fieldPath)}`;
  const resource = at('resourceFieldRef');
  if (resource) return `resource field ${resource.containerName ? `${String(resource.containerName)}/` : ''}${String(resource.resource)}`;
  return 'invalid valueFrom';
}
