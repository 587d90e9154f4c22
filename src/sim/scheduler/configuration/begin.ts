// The beginning of kube-scheduler's process where it is given a configuration: the file is read once, and what is wrong with
// it ends the process. Flags of the command line count less: with --config the kubeconfig must be named in the file.
// Upstream: cmd/kube-scheduler/app/options/options.go (ApplyTo, createKubeConfigs), k8s.io/component-base/cli/run.go

import { civil } from '../../../base/time.ts';
import { goQuote } from '../../api/yaml/goQuote.ts';
import type { SchedulerOptions } from '../scheduler.ts';
import { ConfigurationError, decodeConfiguration, profilesOf, type Configuration } from './configuration.ts';
import { profileProblem } from './profiles.ts';
import { unusedFields } from './unused.ts';
import { joined, validateConfiguration } from './validate.ts';

/** What the process knows of its container. */
interface Place {
  readonly args: readonly string[];
  readonly files: { read(path: string): string | undefined; stat(path: string): object | undefined };
}

/** What the file says that `--config` names, or the last line of the log. */
export function configuredScheduler({ args, files }: Place, wallMs: number): SchedulerOptions | string {
  const file = flagValue(args, '--config') ?? '';
  const text = files.read(file);
  if (text === undefined) return commandFailed(wallMs, files.stat(file) ? `read ${file}: is a directory` : `open ${file}: no such file or directory`);
  const read = readConfiguration(text, (path) => files.stat(path) !== undefined);
  return 'problem' in read ? commandFailed(wallMs, read.problem) : read.options;
}

function readConfiguration(text: string, there: (path: string) => boolean): { readonly config: Configuration; readonly options: SchedulerOptions } | { readonly problem: string } {
  let config: Configuration;
  try {
    config = decodeConfiguration(text);
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    return { problem: error.message };
  }
  const { kubeconfig = '' } = config.clientConnection;
  const problem =
    joined(validateConfiguration(config)) ??
    (kubeconfig === '' ? NO_KUBECONFIG : there(kubeconfig) ? undefined : `stat ${kubeconfig}: no such file or directory`) ??
    profileProblem(config.profiles);
  return problem === undefined ? { config, options: { profiles: profilesOf(config), backoff: [config.podInitialBackoffSeconds, config.podMaxBackoffSeconds] } } : { problem };
}
const NO_KUBECONFIG = 'invalid configuration: no configuration has been provided, try setting KUBERNETES_MASTER environment variable';

/** What the scheduler would say of a file before it is written, and which of its fields have no effect here. */
export function tryConfiguration(text: string): { readonly problem: string | undefined; readonly unused: readonly string[] } {
  const read = readConfiguration(text, () => true);
  return 'problem' in read ? { problem: read.problem, unused: [] } : { problem: undefined, unused: unusedFields(read.config) };
}

/** The value of a flag, in either of its forms. */
function flagValue(args: readonly string[], flag: string): string | undefined {
  let found: string | undefined;
  args.forEach((arg, i) => {
    if (arg === flag) found = args[i + 1];
    else if (arg.startsWith(`${flag}=`)) found = arg.slice(flag.length + 1);
  });
  return found;
}

/** The last line of its log: `E0105 09:00:45.123456       1 run.go:72] "command failed" err="…"`. */
function commandFailed(wallMs: number, problem: string): string {
  const { month, day, hour, minute, second, micro } = civil(wallMs);
  const two = (n: number): string => String(n).padStart(2, '0');
  const err = problem.includes('\n') ? `<\n${problem.replace(/\n$/, '').split('\n').map((line) => `\t${line}`).join('\n')}\n >` : goQuote(problem);
  return `E${two(month)}${two(day)} ${two(hour)}:${two(minute)}:${two(second)}.${String(micro).padStart(6, '0')}       1 run.go:72] "command failed" err=${err}`;
}
