// kubectl cp: files into a container and out of it, through the tar that is in it.
// Upstream: k8s.io/kubectl/pkg/cmd/cp/cp.go
// Simplified: links are not told from files.

import { packTar, unpackTar, type TarEntry } from '../../sim/api/tar.ts';
import type { Sim } from '../../sim/kernel/task.ts';
import { connect } from '../attaching.ts';
import { ExitError, KubectlError, isExpected } from '../errors.ts';
import { clean } from '../files.ts';
import { Helper, type RemoteObject } from '../helper.ts';
import type { CommandModule, Invocation } from '../invocation.ts';
import { nameOf } from '../output/object.ts';
import { chosenContainer, containerNamed, containerNames } from '../podPicking.ts';
import { typed } from '../typed.ts';

interface FileSpec {
  readonly namespace: string;
  /** '': this machine. */
  readonly pod: string;
  readonly file: string;
}

export const cp: CommandModule = {
  name: 'cp',
  *run(k) {
    const { args } = k;
    if (args.length !== 2) throw new KubectlError('source and destination are required');
    const [from, to] = [fileSpec(args[0] as string), fileSpec(args[1] as string)];
    if (from.pod !== '' && to.pod !== '') throw new KubectlError('one of src or dest must be a local file specification');
    if (from.file === '' || to.file === '') throw new KubectlError('filepath can not be empty');
    if (from.pod !== '') yield* copyFromPod(k, from, to.file);
    else if (to.pod !== '') yield* copyToPod(k, from.file, to);
    else throw new KubectlError('one of src or dest must be a remote file specification');
  },
};

function fileSpec(arg: string): FileSpec {
  const at = arg.indexOf(':');
  if (at < 0) return { namespace: '', pod: '', file: arg };
  const pieces = arg.slice(0, at).split('/');
  if (at === 0 || pieces.length > 2) throw new KubectlError('filespec must match the canonical format: [[namespace/]pod:]file/path');
  return { namespace: pieces.length === 2 ? (pieces[0] as string) : '', pod: pieces[pieces.length - 1] as string, file: arg.slice(at + 1) };
}

const base = (path: string): string => clean(path).split('/').pop() || '/';
const folderOf = (path: string): string => {
  const at = clean(path).lastIndexOf('/');
  return at < 0 ? '.' : clean(path).slice(0, at) || '/';
};

interface Ran {
  readonly out: string;
  readonly error: Error | undefined;
}

/** A command in the container; its output, and how it ended. */
function* inContainer(k: Invocation, pod: RemoteObject, container: string, command: readonly string[], input: string | undefined, quiet = false): Sim<Ran> {
  let out = '';
  try {
    yield* connect(k, pod, 'exec', { container, command, stdin: input !== undefined, tty: false, ...(input === undefined ? {} : { input }), out: (text) => void (out += text), ...(quiet ? { err: () => undefined } : {}) });
    return { out, error: undefined };
  } catch (error) {
    if (!isExpected(error)) throw error;
    return { out, error };
  }
}

function* target(k: Invocation, spec: FileSpec): Sim<{ readonly pod: RemoteObject; readonly container: string }> {
  const pod = (yield* new Helper(k.http, typed('v1', 'Pod')).get(spec.namespace || k.namespace, spec.pod)) as unknown as RemoteObject;
  const phase = (pod.status as { readonly phase?: string } | undefined)?.phase;
  if (phase === 'Succeeded' || phase === 'Failed') throw new KubectlError(`cannot exec into a container in a completed pod; current phase is ${phase}`);
  const name = k.flags.text('container');
  if (name !== '' && !containerNamed(pod, name)) throw new KubectlError(`container ${name} is not valid for pod ${nameOf(pod)} out of: ${containerNames(pod)}`);
  return { pod, container: chosenContainer(k, pod, name, false).name };
}

// ---- into a Pod ----

function* copyToPod(k: Invocation, source: string, to: FileSpec): Sim<void> {
  const { files } = k.process;
  if (!files.exists(source)) throw new KubectlError(`${source} doesn't exist in local filesystem`);
  const { pod, container } = yield* target(k, to);
  // A folder at the other end takes what is copied under its own name.
  const isFolder = (yield* inContainer(k, pod, container, ['test', '-d', to.file], undefined, true)).error === undefined;
  const file = clean(isFolder ? `${to.file}/${base(files.absolute(source))}` : to.file);
  const archive = packTar(localEntries(k, source, base(file)));
  const command = k.flags.flag('no-preserve') ? ['tar', '--no-same-permissions', '--no-same-owner', '-xmf', '-'] : ['tar', '-xmf', '-'];
  const { error } = yield* inContainer(k, pod, container, [...command, '-C', folderOf(file)], archive);
  if (error) throw error;
}

function localEntries(k: Invocation, source: string, name: string): readonly TarEntry[] {
  const { files } = k.process;
  const text = files.read(source);
  if (text !== undefined) return [{ name, content: text, mode: 0o644 }];
  const below = (files.list(source) ?? []).flatMap((child) => localEntries(k, `${source.replace(/\/$/, '')}/${child}`, `${name}/${child}`));
  return [{ name: `${name}/`, content: undefined, mode: 0o755 }, ...below];
}

// ---- out of a Pod ----

function* copyFromPod(k: Invocation, from: FileSpec, to: string): Sim<void> {
  const { pod, container } = yield* target(k, from);
  const { out, error } = yield* inContainer(k, pod, container, ['tar', 'cf', '-', from.file], undefined);
  const { files } = k.process;
  const prefix = clean(from.file.replace(/^\/+/, '')).replace(/^(?:\.\.?\/)+/, '').replace(/^\.$/, '');
  for (const { name, content } of unpackTar(out) ?? []) {
    const inside = name.replace(/\/$/, '').replace(/^\.\/?/, '');
    if (!inside.startsWith(prefix)) throw new KubectlError('tar contents corrupted');
    const path = clean(`${to}/${inside.slice(prefix.length)}`);
    if (content === undefined) {
      if (!files.isFolder(path)) files.makeFolder(path);
      continue;
    }
    if (files.isFolder(path)) throw new KubectlError(`open ${path}: is a directory`);
    files.write(path, content);
    k.process.wrote(path);
  }
  if (error) throw error instanceof ExitError ? error : new KubectlError(error.message);
}
