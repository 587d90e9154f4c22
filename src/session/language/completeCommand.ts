// Tab in the terminal: commands, flags and their values, resource types, names of what is there, files. Simpler than
// kubectl's own completion in that it asks the store directly and takes no time.

import { compareText } from '../../base/text.ts';
import type { Kind } from '../../sim/api/kind.ts';
import type { KubeObject } from '../../sim/api/types.ts';
import type { CommandSpec, FlagSpec } from '../../kubectl/flags.ts';
import { KUBECTL } from '../../kubectl/flags/table.ts';
import { currentNamespace, type LiveCluster } from './rehearsal.ts';

export interface CommandCompletion {
  readonly items: readonly string[];
  /** Where in the line what they replace begins. */
  readonly from: number;
}

export function completeCommand(live: LiveCluster, files: readonly string[], line: string, offset: number): CommandCompletion {
  const head = line.slice(0, offset);
  const from = Math.max(head.lastIndexOf(' '), head.lastIndexOf('=')) + 1;
  const word = head.slice(from);
  const words = head.slice(0, Math.max(0, head.lastIndexOf(' '))).split(/\s+/).filter((w) => w !== '');
  const flagWord = head.slice(head.lastIndexOf(' ') + 1);
  const found = candidates(live, files, words, flagWord);
  const comma = word.lastIndexOf(',') + 1;
  const start = word.slice(comma);
  const items = [...new Set(found)].filter((item) => item.startsWith(start) && item !== '').sort(compareText);
  return { items, from: from + comma };
}

function candidates(live: LiveCluster, files: readonly string[], words: readonly string[], word: string): readonly string[] {
  if (words.length === 0) return ['kubectl'];
  if (words[0] !== 'kubectl') return files;
  const { command, rest, flags } = commandOf(words.slice(1));
  const inline = /^--([\w-]+)=/.exec(word);
  if (inline) return flagValues(live, files, flags.find((f) => f.name === inline[1]));
  if (word.startsWith('-')) return flags.filter((f) => f.hidden !== true).map((f) => `--${f.name}${f.type === 'bool' || f.bare !== undefined ? '' : '='}`);
  const before = rest[rest.length - 1] ?? '';
  const waiting = before.startsWith('-') && !before.includes('=') ? flags.find((f) => before === `--${f.name}` || (f.short !== undefined && before === `-${f.short}`)) : undefined;
  if (waiting && waiting.type !== 'bool' && waiting.bare === undefined) return flagValues(live, files, waiting);
  const args = positional(rest, flags);
  if (command.commands && args.length === 0) {
    const names = command.commands.map((c) => c.name);
    if (command === KUBECTL || names.length > 0) return command === KUBECTL || !TAKES_RESOURCES.has(command.name) ? names : [...names, ...types(live)];
  }
  return argumentsFor(live, files, command, args, namespaceOf(live, rest), word);
}

interface FoundCommand {
  readonly command: CommandSpec;
  readonly rest: readonly string[];
  readonly flags: readonly FlagSpec[];
}

function commandOf(words: readonly string[]): FoundCommand {
  let command: CommandSpec = KUBECTL;
  const flags: FlagSpec[] = [...(KUBECTL.persistentFlags ?? [])];
  const rest: string[] = [];
  for (const word of words) {
    const next: CommandSpec | undefined = rest.every((w) => w.startsWith('-')) ? command.commands?.find((c) => c.name === word || c.aliases?.includes(word)) : undefined;
    if (!next || word.startsWith('-')) rest.push(word);
    else {
      command = next;
      flags.push(...(next.persistentFlags ?? []));
    }
  }
  return { command, rest, flags: [...command.flags, ...flags] };
}

/** The words that are neither flags nor what flags take. */
function positional(words: readonly string[], flags: readonly FlagSpec[]): readonly string[] {
  const out: string[] = [];
  for (let i = 0; i < words.length; i++) {
    const word = words[i] as string;
    if (!word.startsWith('-')) out.push(word);
    else if (!word.includes('=')) {
      const spec = flags.find((f) => word === `--${f.name}` || (f.short !== undefined && word === `-${f.short}`));
      if (spec && spec.type !== 'bool' && spec.bare === undefined) i++;
    }
  }
  return out;
}

function namespaceOf(live: LiveCluster, words: readonly string[]): string {
  const at = words.findIndex((w) => w === '-n' || w === '--namespace');
  return (at >= 0 ? words[at + 1] : undefined) ?? words.map((w) => /^(?:-n|--namespace)=?(.+)$/.exec(w)?.[1]).find((n) => n !== undefined) ?? currentNamespace(live);
}

const TAKES_RESOURCES = new Set(['get', 'describe', 'delete', 'edit', 'label', 'annotate', 'patch', 'explain', 'wait', 'events']);
const TAKES_PODS = new Set(['logs', 'exec', 'attach', 'port-forward', 'cp', 'debug']);
const TAKES_NODES = new Set(['cordon', 'uncordon', 'drain']);
const TAKES_WORKLOADS: Readonly<Record<string, readonly string[]>> = {
  scale: ['deployment', 'replicaset', 'statefulset', 'replicationcontroller'],
  autoscale: ['deployment', 'replicaset', 'statefulset', 'replicationcontroller'],
  rollout: ['deployment', 'daemonset', 'statefulset'],
  status: ['deployment', 'daemonset', 'statefulset'],
  history: ['deployment', 'daemonset', 'statefulset'],
  undo: ['deployment', 'daemonset', 'statefulset'],
  restart: ['deployment', 'daemonset', 'statefulset'],
  pause: ['deployment'],
  resume: ['deployment'],
  image: ['deployment', 'daemonset', 'statefulset', 'replicaset', 'pod', 'cronjob', 'job'],
  env: ['deployment', 'daemonset', 'statefulset', 'replicaset', 'pod', 'cronjob', 'job'],
  resources: ['deployment', 'daemonset', 'statefulset', 'replicaset', 'cronjob'],
  expose: ['deployment', 'service', 'pod', 'replicaset', 'replicationcontroller'],
};

function argumentsFor(live: LiveCluster, files: readonly string[], command: CommandSpec, args: readonly string[], namespace: string, word: string): readonly string[] {
  const { name } = command;
  if (TAKES_NODES.has(name)) return names(live, 'nodes', namespace);
  if (TAKES_PODS.has(name)) return args.length === 0 ? names(live, 'pods', namespace) : [];
  const workloads = TAKES_WORKLOADS[name];
  const offered = workloads ?? (TAKES_RESOURCES.has(name) ? undefined : []);
  if (offered?.length === 0) return files;
  const slash = word.indexOf('/');
  if (slash > 0) return names(live, word.slice(0, slash), namespace).map((n) => `${word.slice(0, slash)}/${n}`);
  const [type] = args;
  if (type === undefined) return offered ?? types(live);
  return type.includes('/') ? [] : names(live, type, namespace).filter((n) => !args.includes(n));
}

const types = (live: LiveCluster): readonly string[] => {
  const seen = new Set<string>();
  return ['all', ...live.state.scheme.kinds.filter((k) => k.verbs.includes('list') && !seen.has(k.plural) && seen.add(k.plural)).map((k) => (k.group === '' || SIMPLE.has(k.group) ? k.plural : `${k.plural}.${k.group}`))];
};
const SIMPLE = new Set(['apps', 'batch', 'autoscaling', 'policy', 'networking.k8s.io', 'storage.k8s.io', 'rbac.authorization.k8s.io', 'scheduling.k8s.io']);

function names(live: LiveCluster, type: string, namespace: string): readonly string[] {
  const kind = live.state.scheme.typed(type);
  return kind ? objects(live, kind, namespace).map((o) => o.metadata.name) : [];
}

const objects = (live: LiveCluster, kind: Kind, namespace: string): readonly KubeObject[] =>
  live.state.store.range(kind.namespaced ? `/registry/${kind.storage}/${namespace}/` : `/registry/${kind.storage}/`, { limit: 500 }).map((kv) => kv.value);

const OUTPUTS = ['json', 'yaml', 'wide', 'name', 'jsonpath=', 'custom-columns=', 'go-template='];

function flagValues(live: LiveCluster, files: readonly string[], flag: FlagSpec | undefined): readonly string[] {
  switch (flag?.name) {
    case 'namespace':
      return names(live, 'namespaces', '');
    case 'filename':
      return files;
    case 'output':
      return OUTPUTS;
    case 'dry-run':
      return ['none', 'client', 'server'];
    case 'cascade':
      return ['background', 'foreground', 'orphan'];
    case 'restart':
      return ['Always', 'OnFailure', 'Never'];
    default:
      return flag?.type === 'bool' ? ['true', 'false'] : [];
  }
}
