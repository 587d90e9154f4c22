// What `--help` prints: what a command is for, the commands below it, its flags, how it is typed.
// Upstream: k8s.io/kubectl/pkg/util/templates. Simplified: without the long texts and examples, and in our own words about flags.

import { pathText, type CommandPath, type CommandSpec, type FlagSpec } from '../flags.ts';
import { flagHead } from './flagHead.ts';
import { purposeOf } from './purposes.ts';
import { usageOf } from './usages.ts';

/** The sections of `kubectl` itself; what is in none of them comes under the last. */
const GROUPS: readonly (readonly [string, string])[] = [
  ['Basic Commands (Beginner)', 'create expose run set'],
  ['Basic Commands (Intermediate)', 'explain get edit delete'],
  ['Deploy Commands', 'rollout scale autoscale'],
  ['Cluster Management Commands', 'certificate cluster-info top cordon uncordon drain taint'],
  ['Troubleshooting and Debugging Commands', 'describe logs attach exec port-forward proxy cp auth debug events'],
  ['Advanced Commands', 'diff apply patch replace wait kustomize'],
  ['Settings Commands', 'label annotate completion'],
  ['Subcommands provided by plugins', ''],
];
const UNLISTED = new Set(['options', 'alpha', 'help']);
const MIN_WIDTH = 11;

export function helpText(path: CommandPath): string {
  const name = pathText(path.slice(1));
  const root = path.length === 1;
  const command = path[path.length - 1] as CommandSpec;
  const commands = (command.commands ?? []).filter((c) => !UNLISTED.has(c.name));
  const flags = command.flags.filter((f) => !f.hidden);
  const usage = usageOf(name);
  const sections: string[] = [];
  if (root) sections.push('kubectl controls the Kubernetes cluster manager.', ' Find more information at: https://kubernetes.io/docs/reference/kubectl/');
  else if (usage) sections.push(`${usage.short}.`);
  if (command.aliases?.length) sections.push(`Aliases:\n${[command.name, ...command.aliases].join(', ')}`);
  if (root) sections.push(...rootGroups(commands));
  else if (commands.length) sections.push(listing('Available Commands', commands, name));
  if (flags.length) sections.push(`Options:\n${flags.map(flagText).join('\n\n')}`);
  sections.push(`Usage:\n  ${[pathText(path), root ? '[flags]' : usage?.words, usage?.words.includes('[options]') ? '' : '[options]'].filter(Boolean).join(' ')}`);
  const hint = commands.length ? `Use "${pathText(path)} <command> --help" for more information about a given command.\n` : '';
  return `${sections.join('\n\n')}\n\n${hint}Use "kubectl options" for a list of global command-line options (applies to all commands).\n`;
}

function flagText(flag: FlagSpec): string {
  const purpose = purposeOf(flag.name);
  return purpose ? `${flagHead(flag)}\n\t${purpose}` : flagHead(flag);
}

function rootGroups(commands: readonly CommandSpec[]): string[] {
  const left = new Map(commands.map((c) => [c.name, c]));
  const out: string[] = [];
  for (const [title, names] of GROUPS) {
    const group = names.split(' ').flatMap((one) => left.get(one) ?? []);
    for (const { name } of group) left.delete(name);
    out.push(listing(title, group, '', commands));
  }
  out.push(listing('Other Commands', [...left.values()], '', commands));
  return out;
}

function listing(title: string, group: readonly CommandSpec[], parent: string, all = group): string {
  const width = Math.max(MIN_WIDTH, ...all.map((c) => c.name.length));
  const lines = group.map((c) => `  ${c.name.padEnd(width)}   ${usageOf([parent, c.name].filter(Boolean).join(' '))?.short ?? ''}`.trimEnd());
  return [`${title}:`, ...lines].join('\n');
}
