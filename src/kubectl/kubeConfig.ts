// ~/.kube/config: which cluster, which user, which namespace. One cluster and one user here; contexts can be added.
// Upstream: k8s.io/client-go/tools/clientcmd

import { isObject } from '../base/json.ts';
import { parseYaml, toYaml } from '../sim/api/yaml.ts';
import { ExitError, KubectlError } from './errors.ts';
import { HOME, type Files } from './files.ts';
import type { Flags } from './flags.ts';
import type { Process } from './process.ts';

export interface Context {
  readonly cluster: string;
  readonly user: string;
  readonly namespace?: string;
}

export interface KubeConfig {
  readonly clusters: readonly { readonly name: string; readonly cluster: Readonly<Record<string, unknown>> }[];
  readonly contexts: readonly { readonly name: string; readonly context: Context }[];
  readonly users: readonly { readonly name: string; readonly user: Readonly<Record<string, unknown>> }[];
  readonly currentContext: string;
}

export const EMPTY_CONFIG: KubeConfig = { clusters: [], contexts: [], users: [], currentContext: '' };

const DEFAULT_PATH = `${HOME}/.kube/config`;

export function writeDefaultConfig(files: Files, server: string, user: string): void {
  // As `config set-…` would write it; a text, because every page begins with it.
  files.write(
    DEFAULT_PATH,
    `apiVersion: v1
clusters:
- cluster:
    certificate-authority-data: REDACTED
    server: ${server}
  name: kubernetes
contexts:
- context:
    cluster: kubernetes
    user: ${user}
  name: ${user}@kubernetes
current-context: ${user}@kubernetes
kind: Config
users:
- name: ${user}
  user:
    client-certificate-data: REDACTED
    client-key-data: REDACTED
`,
  );
}

export function configPath(process: Process, flags: Flags): string {
  return (flags.has('kubeconfig') && flags.text('kubeconfig')) || process.env.KUBECONFIG || DEFAULT_PATH;
}

export function loadConfig(process: Process, flags: Flags): KubeConfig {
  return readConfig(process.files, configPath(process, flags));
}

function readConfig(files: Files, path: string): KubeConfig {
  const text = files.read(path);
  const value = text === undefined ? undefined : parseYaml(text);
  if (!isObject(value)) return EMPTY_CONFIG;
  const list = <T>(key: string): readonly T[] => (Array.isArray(value[key]) ? (value[key] as T[]) : []);
  const current = value['current-context'];
  return { clusters: list('clusters'), contexts: list('contexts'), users: list('users'), currentContext: typeof current === 'string' ? current : '' };
}

export function writeConfig(files: Files, path: string, config: KubeConfig): void {
  files.write(path, toYaml(configObject(config)));
}

/** As `config view` prints it, in the order of Go's struct. */
export function configObject(config: KubeConfig): object {
  const byName = <T extends { readonly name: string }>(list: readonly T[]): readonly T[] => [...list].sort((a, b) => (a.name < b.name ? -1 : 1));
  return {
    kind: 'Config',
    apiVersion: 'v1',
    clusters: byName(config.clusters).map((c) => ({ name: c.name, cluster: c.cluster })),
    users: byName(config.users).map((u) => ({ name: u.name, user: u.user })),
    contexts: byName(config.contexts).map(({ name, context: { cluster, user, ...rest } }) => ({ name, context: { cluster, user, ...rest } })),
    'current-context': config.currentContext,
  };
}

/** The context that the flags and the file choose. */
export function chosenContext(config: KubeConfig, flags: Flags): Context {
  const name = flags.text('context') || config.currentContext;
  const found = config.contexts.find((c) => c.name === name)?.context;
  if (found) return found;
  if (flags.text('context')) throw new ExitError(1, `Error in configuration: context was not found for specified context: ${name}`);
  return { cluster: '', user: '' };
}

/** The namespace for a command, and whether it was asked for on the command line. */
export function namespaceOf(process: Process, flags: Flags): { readonly namespace: string; readonly explicit: boolean } {
  if (flags.changed('namespace') && flags.text('namespace') !== '') return { namespace: flags.text('namespace'), explicit: true };
  const context = chosenContext(loadConfig(process, flags), flags);
  return { namespace: context.namespace || 'default', explicit: false };
}

export const noContext = (name: string): KubectlError => new KubectlError(`no context exists with the name: ${JSON.stringify(name)}`);
