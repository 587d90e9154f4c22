// kubectl exec and attach: a command in a container, or the container's own input and output.
// Upstream: k8s.io/kubectl/pkg/cmd/exec/exec.go, k8s.io/kubectl/pkg/cmd/attach/attach.go

import { isObject } from '../../base/json.ts';
import type { Sim } from '../../sim/kernel/task.ts';
import { attachTo, connect } from '../attaching.ts';
import { asObject, isListObject } from '../lists.ts';
import { KubectlError } from '../errors.ts';
import type { RemoteObject } from '../helper.ts';
import type { CommandModule, Invocation } from '../invocation.ts';
import { attachablePod, chosenContainer } from '../podPicking.ts';
import { nameOf } from '../output/object.ts';
import { containerNamed, containerNames } from '../podPicking.ts';

export const exec: CommandModule = {
  name: 'exec',
  *run(k) {
    const { flags, args } = k;
    const dash = flags.argsBeforeDash;
    const resource = args.length > 0 && dash !== 0 ? (args[0] as string) : '';
    const command = dash === undefined ? [] : args.slice(dash);
    if (dash === undefined && (args.length > 1 || (args.length > 0 && flags.list('filename').length > 0))) {
      throw k.usage('exec [POD] [COMMAND] is not supported anymore. Use exec [POD] -- [COMMAND] instead');
    }
    const timeoutMs = podTimeout(k);
    if (resource === '' && flags.list('filename').length === 0) throw new KubectlError('pod, type/name or --filename must be specified');
    if (command.length === 0) throw new KubectlError('you must specify at least one command for the container');
    const pod = yield* podNamed(k, resource ? { resource: 'pods', names: [resource] } : undefined, timeoutMs, 'cannot exec into multiple objects at a time');
    refuseCompleted(pod, 'cannot exec into a container in a completed pod');
    const name = flags.text('container');
    if (name !== '' && !containerNamed(pod, name)) throw new KubectlError(`container ${name} is not valid for pod ${nameOf(pod)} out of: ${containerNames(pod)}`);
    const container = chosenContainer(k, pod, name, flags.flag('quiet'));
    const stdin = flags.flag('stdin');
    yield* connect(k, pod, 'exec', { container: container.name, command, stdin, tty: usableTty(k, stdin) });
  },
};

/** A terminal needs a person at standard input. */
function usableTty(k: Invocation, stdin: boolean): boolean {
  if (!k.flags.flag('tty') || !stdin) return false;
  if (k.process.interactive) return true;
  if (!k.flags.flag('quiet')) k.err('Unable to use a TTY - input is not a terminal or the right kind of file\n');
  return false;
}

function podTimeout(k: Invocation): number {
  const timeout = k.flags.duration('pod-running-timeout');
  if (timeout <= 0) throw k.usage('--pod-running-timeout must be higher than zero');
  return timeout;
}

function* podNamed(k: Invocation, resourceNames: { readonly resource: string; readonly names: readonly string[] } | undefined, timeoutMs: number, several: string): Sim<RemoteObject> {
  const found = yield* k.find({ namespace: k.namespace, defaultNamespace: true, ...(k.flags.has('filename') ? { files: k.fileOptions } : {}), ...(resourceNames ? { resourceNames } : {}) });
  const { infos, error } = yield* found.infos();
  if (error) throw error;
  const object = asObject(infos, found.singleImplied);
  if (isListObject(object)) throw new KubectlError(several);
  return yield* attachablePod(k, object, timeoutMs);
}

function refuseCompleted(pod: RemoteObject, words: string): void {
  const phase = isObject(pod.status) ? pod.status.phase : '';
  if (phase === 'Succeeded' || phase === 'Failed') throw new KubectlError(`${words}; current phase is ${phase}`);
}

export const attach: CommandModule = {
  name: 'attach',
  *run(k) {
    const { flags, args } = k;
    const timeoutMs = podTimeout(k);
    if (args.length === 0) throw new KubectlError('at least 1 argument is required for attach');
    if (args.length > 2) throw new KubectlError('expected POD, TYPE/NAME, or TYPE NAME, (at most 2 arguments) saw ' + `${args.length}: [${args.join(' ')}]`);
    const names = args.length === 1 ? { resource: 'pods', names: [args[0] as string] } : { resource: args[0] as string, names: [args[1] as string] };
    const pod = yield* podNamed(k, names, timeoutMs, 'cannot attach to multiple objects at a time');
    refuseCompleted(pod, 'cannot attach a container in a completed pod');
    yield* attachTo(k, pod, { stdin: flags.flag('stdin'), tty: flags.flag('tty'), quiet: flags.flag('quiet') }, flags.text('container'));
  },
};
