// What `--help` prints. Simplified: what a command is for, its usage and its flags' names, not the long texts of kubectl.

import { pathText, type CommandPath, type FlagSpec } from './flags.ts';

const SHORT: Readonly<Record<string, string>> = {
  kubectl: 'kubectl controls the Kubernetes cluster manager.',
  annotate: 'Update the annotations on a resource',
  'api-resources': 'Print the supported API resources on the server',
  'api-versions': 'Print the supported API versions on the server, in the form of "group/version"',
  apply: 'Apply a configuration to a resource by file name or stdin',
  attach: 'Attach to a running container',
  auth: 'Inspect authorization',
  autoscale: 'Auto-scale a deployment, replica set, stateful set, or replication controller',
  'cluster-info': 'Display cluster information',
  config: 'Modify kubeconfig files',
  cordon: 'Mark node as unschedulable',
  cp: 'Copy files and directories to and from containers',
  create: 'Create a resource from a file or from stdin',
  delete: 'Delete resources by file names, stdin, resources and names, or by resources and label selector',
  describe: 'Show details of a specific resource or group of resources',
  diff: 'Diff the live version against a would-be applied version',
  drain: 'Drain node in preparation for maintenance',
  edit: 'Edit a resource on the server',
  events: 'List events',
  exec: 'Execute a command in a container',
  explain: 'Get documentation for a resource',
  expose: 'Take a replication controller, service, deployment or pod and expose it as a new Kubernetes service',
  get: 'Display one or many resources',
  kustomize: 'Build a kustomization target from a directory or URL',
  label: 'Update the labels on a resource',
  logs: 'Print the logs for a container in a pod',
  options: 'Print the list of flags inherited by all commands',
  patch: 'Update fields of a resource',
  'port-forward': 'Forward one or more local ports to a pod',
  replace: 'Replace a resource by file name or stdin',
  rollout: 'Manage the rollout of a resource',
  run: 'Run a particular image on the cluster',
  scale: 'Set a new size for a deployment, replica set, or replication controller',
  set: 'Set specific features on objects',
  taint: 'Update the taints on one or more nodes',
  top: 'Display resource (CPU/memory) usage',
  uncordon: 'Mark node as schedulable',
  version: 'Print the client and server version information',
  wait: 'Experimental: Wait for a specific condition on one or many resources',
};

export function helpText(path: CommandPath): string {
  const command = path[path.length - 1];
  const name = pathText(path.slice(1));
  const short = SHORT[name || 'kubectl'];
  const commands = command?.commands ?? [];
  const flags = (command?.flags ?? []).filter((f) => !f.hidden);
  let text = short ? `${short}\n\n` : '';
  if (commands.length) text += `Available Commands:\n${commands.map((c) => `  ${c.name.padEnd(16)}${SHORT[[name, c.name].filter(Boolean).join(' ')] ?? ''}`.trimEnd()).join('\n')}\n\n`;
  if (flags.length) text += `Options:\n${flags.map(flagLine).join('\n')}\n\n`;
  text += `Usage:\n  ${pathText(path)} [flags] [options]\n\n`;
  if (commands.length) text += `Use "${pathText(path)} <command> --help" for more information about a given command.\n`;
  return `${text}Use "kubectl options" for a list of global command-line options (applies to all commands).\n`;
}

const flagLine = (f: FlagSpec): string => `    ${f.short ? `-${f.short}, ` : ''}--${f.name}=${flagDefault(f)}`;

export function flagDefault(f: FlagSpec): string {
  switch (f.type) {
    case 'string':
      return `'${f.default ?? ''}'`;
    case 'bool':
      return f.default ?? 'false';
    case 'stringArray':
    case 'stringSlice':
      return `[${(f.default ?? '').replace(/^\[|\]$/g, '')}]`;
    case 'duration':
      return f.default ?? '0s';
    default:
      return f.default ?? (f.type === 'stringToString' || f.type === 'mapStringString' ? '[]' : '0');
  }
}
