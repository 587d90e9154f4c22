// kubectl set env: variables of containers, set, taken from ConfigMaps and Secrets, removed, listed.
// Upstream: k8s.io/kubectl/pkg/cmd/set/set_env.go, set/env

import { isObject } from '../../../base/json.ts';
import { compareText } from '../../../base/text.ts';
import { isEnvVarName } from '../../../sim/api/names.ts';
import { goQuote } from '../../../sim/api/yaml/goQuote.ts';
import type { Sim } from '../../../sim/kernel/task.ts';
import { KubectlError, isExpected, throwAll } from '../../errors.ts';
import type { AnyItem } from '../../info.ts';
import type { CommandModule, Invocation } from '../../invocation.ts';
import { kindOf, nameOf } from '../../output/object.ts';
import { patchAll } from '../../patching.ts';
import { at, containerMatches, containersOf, podSpecPath, withPodSpec, type Container } from '../../podTemplates.ts';
import { valueOf } from './envResolve.ts';
import { infosFor, refuseLocalServer } from './shared.ts';

interface EnvVar extends AnyItem {
  readonly name: string;
}

interface EnvChange {
  readonly set: readonly EnvVar[];
  readonly remove: readonly string[];
}

export const setEnv: CommandModule = {
  name: 'set env',
  *run(k) {
    const { flags } = k;
    if (flags.flag('all') && flags.text('selector') !== '') throw new KubectlError('cannot set --all and --selector at the same time');
    const { resources, words } = split(k.args);
    const printer = k.printer('env updated', true);
    refuseLocalServer(k);
    if (!k.hasFiles && resources.length < 1) throw new KubectlError('one or more resources must be specified as <resource> <name> or <resource>/<name>');
    const list = flags.flag('list');
    if (list && flags.text('output') !== '') throw new KubectlError('--list and --output may not be specified together');
    if (flags.list('keys').length && !flags.text('from')) throw new KubectlError('when specifying --keys, a configmap or secret must be provided with --from');
    const given = yield* parseEnv(k, [...flags.list('env'), ...words]);
    const from = flags.text('from') ? yield* envFrom(k) : [];
    const prefix = flags.text('prefix');
    const change: EnvChange = { set: [...given.set, ...from].map((e) => (prefix ? { ...e, name: `${prefix}${e.name}` } : e)), remove: given.remove };
    const infos = yield* infosFor(k, resources, { refuseNames: false });
    if (list) {
      for (const info of infos) yield* listEnv(k, changedObject(k, info.object as AnyItem, change));
      return;
    }
    yield* patchAll(k, infos, { printer, local: flags.flag('local'), failed: 'failed to patch env update to pod template: ', change: (object) => changedObject(k, object, change) }, []);
  },
};

function split(args: readonly string[]): { readonly resources: readonly string[]; readonly words: readonly string[] } {
  const resources: string[] = [];
  const words: string[] = [];
  for (const word of args) {
    const isEnv = (word.includes('=') && word[0] !== '=') || word.endsWith('-');
    if (isEnv) words.push(word);
    else if (words.length === 0) resources.push(word);
    else throw new KubectlError(`all resources must be specified before environment changes: ${args.join(' ')}`);
  }
  return { resources, words };
}

function* parseEnv(k: Invocation, words: readonly string[]): Sim<EnvChange> {
  const set: EnvVar[] = [];
  const remove: string[] = [];
  for (const word of words) {
    if (word === '-') {
      for (const line of (yield* k.process.readAll()).split('\n')) {
        const at = line.indexOf('=');
        if (line && !line.startsWith('#') && at > 0) set.push(variable(line.slice(0, at), line.slice(at + 1)));
      }
    } else if (word.includes('=')) {
      const at = word.indexOf('=');
      const name = word.slice(0, at);
      const faults = isEnvVarName(name);
      if (faults.length) throw new KubectlError(`${goQuote(name)} is not a valid key name: ${faults.join(';')}`);
      set.push(variable(name, word.slice(at + 1)));
    } else if (word.endsWith('-')) remove.push(word.slice(0, -1));
    else throw new KubectlError(`unknown environment variable: ${word}`);
  }
  if (remove.some((name) => set.some((e) => e.name === name))) throw new KubectlError('can not both modify and remove the same environment variable in the same command');
  return { set, remove };
}

const variable = (name: string, value: string): EnvVar => (value === '' ? { name } : { name, value });

/** --from=configmap/x: a variable for each key. */
function* envFrom(k: Invocation): Sim<readonly EnvVar[]> {
  const keys = k.flags.list('keys');
  const wanted = (key: string): boolean => keys.length === 0 || keys.includes(key);
  const out: EnvVar[] = [];
  for (const info of yield* infosFor(k, [k.flags.text('from')], { refuseNames: false })) {
    const kind = kindOf(info.object);
    if (kind !== 'Secret' && kind !== 'ConfigMap') throw new KubectlError('unsupported resource specified in --from');
    const data = isObject(info.object?.data) ? info.object.data : {};
    const ref = kind === 'Secret' ? 'secretKeyRef' : 'configMapKeyRef';
    for (const key of Object.keys(data).sort(compareText)) if (wanted(key)) out.push({ name: envName(k, key), valueFrom: { [ref]: { name: info.name, key } } });
  }
  return out;
}

function envName(k: Invocation, key: string): string {
  const name = key.replace(/[^a-zA-Z0-9_]/g, '_').toUpperCase();
  if (name !== key) k.err(`Warning: key ${key} transferred to ${name}\n`);
  return name;
}

function changedObject(k: Invocation, object: AnyItem, change: EnvChange): AnyItem {
  const pattern = k.flags.text('containers');
  return withPodSpec(object, (spec) => {
    const initContainers = containersOf(spec, 'initContainers');
    const containers = containersOf(spec, 'containers');
    if (![...containers, ...initContainers].some((c) => containerMatches(c.name, pattern))) {
      k.err(`Warning: ${kindOf(object)}/${nameOf(object)} does not have any containers matching ${goQuote(pattern)}\n`);
      return spec;
    }
    const changed = (list: readonly Container[]): readonly Container[] => list.map((c) => (containerMatches(c.name, pattern) ? withEnv(k, c, change) : c));
    return { ...spec, ...(initContainers.length ? { initContainers: changed(initContainers) } : {}), containers: changed(containers) };
  });
}

const envOf = (container: Container): readonly EnvVar[] => (Array.isArray(container.env) ? (container.env as EnvVar[]) : []);

function withEnv(k: Invocation, container: Container, change: EnvChange): Container {
  const existing = envOf(container);
  if (!k.flags.flag('overwrite')) {
    throwAll(existing.filter((e) => change.set.some((n) => n.name === e.name && n.value !== e.value)).map((e) => new KubectlError(`'${e.name}' already has a value (${String(e.value ?? '')}), and --overwrite is false`)));
  }
  const covered = new Set(change.remove);
  const out: EnvVar[] = [];
  for (const e of existing) {
    if (covered.has(e.name)) continue;
    const newer = change.set.find((n) => n.name === e.name);
    if (newer) covered.add(e.name);
    out.push(newer ?? e);
  }
  for (const e of change.set) {
    if (covered.has(e.name)) continue;
    covered.add(e.name);
    out.push(e);
  }
  const { env: _, ...rest } = container;
  return out.length ? { ...container, env: out } : (rest as Container);
}

// ---- --list ----

function* listEnv(k: Invocation, object: AnyItem): Sim<void> {
  const spec = at(object, podSpecPath(object)) as AnyItem;
  const pattern = k.flags.text('containers');
  for (const container of [...containersOf(spec, 'containers'), ...containersOf(spec, 'initContainers')]) {
    if (!containerMatches(container.name, pattern)) continue;
    k.out(`# ${kindOf(object)} ${nameOf(object)}, container ${container.name}\n`);
    const problems = new Map<string, string[]>();
    for (const e of envOf(container)) {
      if (!isObject(e.valueFrom)) {
        k.out(`${e.name}=${String(e.value ?? '')}\n`);
        continue;
      }
      try {
        if (k.flags.flag('resolve')) {
          k.out(`${e.name}=${yield* valueOf(k, e.valueFrom, object, container)}\n`);
          continue;
        }
      } catch (error) {
        if (!isExpected(error)) throw error;
        problems.set(error.message, [...(problems.get(error.message) ?? []), e.name]);
      }
      k.out(`# ${e.name} from ${referenceText(e.valueFrom)}\n`);
    }
    const lines = [...problems].map(([why, names]) => `error retrieving reference for ${names.sort(compareText).join(', ')}: ${why}\n`);
    for (const line of lines.sort(compareText)) k.err(line);
  }
}

function referenceText(from: AnyItem): string {
  const of = (name: string): AnyItem | undefined => (isObject(from[name]) ? (from[name] as AnyItem) : undefined);
  const configMap = of('configMapKeyRef');
  if (configMap) return `configmap ${String(configMap.name)}, key ${String(configMap.key)}`;
  const secret = of('secretKeyRef');
  if (secret) return `secret ${String(secret.name)}, key ${String(secret.key)}`;
  const field = of('fieldRef');
  if (field) return `field path ${String(field.fieldPath)}`;
  const resource = of('resourceFieldRef');
  if (resource) return `resource field ${resource.containerName ? `${String(resource.containerName)} ` : ''}${String(resource.resource)}`;
  return 'invalid valueFrom';
}
