// What the `kubectl config` commands share: the file, and the complaint that comes with the command's help.
// Upstream: k8s.io/kubectl/pkg/cmd/config/config.go

import { KubectlError } from '../../errors.ts';
import { helpText } from '../../help/helpText.ts';
import type { CommandModule, Invocation } from '../../invocation.ts';
import { configPath, loadConfig, writeConfig, type KubeConfig } from '../../kubeConfig.ts';

export const fileOf = (k: Invocation): string => configPath(k.process, k.flags);
export const configOf = (k: Invocation): KubeConfig => loadConfig(k.process, k.flags);
export const save = (k: Invocation, config: KubeConfig): void => writeConfig(k.process.files, fileOf(k), config);

/** The help goes to standard output, the complaint to standard error. */
export function helpError(k: Invocation): KubectlError {
  k.out(helpText(k.path));
  return new KubectlError(`Unexpected args: [${k.args.join(' ')}]`);
}

/** A command that asks nobody. */
export const local = (name: string, run: (k: Invocation) => void): CommandModule => ({
  name: `config ${name}`,
  *run(k) {
    run(k);
  },
});

/** The entries of a list, one of them changed or added at the end. */
export function withEntry<T extends { readonly name: string }>(list: readonly T[], entry: T): readonly T[] {
  return list.some((e) => e.name === entry.name) ? list.map((e) => (e.name === entry.name ? entry : e)) : [...list, entry];
}
