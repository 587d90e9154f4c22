// Where the keys of ConfigMaps and Secrets come from: --from-literal, --from-file (folders too), --from-env-file.
// Upstream: k8s.io/kubectl/pkg/util/util.go, k8s.io/kubectl/pkg/cmd/util/env_file.go, k8s.io/kubectl/pkg/cmd/create/create_configmap.go
// Simplified: a line of an env file without `=` takes its value from the environment of the shell, which is empty here.

import { utf8Bytes, utf8Text } from '../../sim/api/yaml/bytes.ts';
import { goQuote } from '../../sim/api/yaml/goQuote.ts';
import { isStrictEnvVarName } from '../../sim/api/names.ts';
import type { Flags } from '../flags.ts';
import { KubectlError } from '../output/errors.ts';
import { bytesOf, readFile, type Files } from '../output/files.ts';

export type AddKey = (key: string, value: Uint8Array) => void;

export function checkSources(flags: Flags): void {
  if (flags.list('from-env-file').length > 0 && (flags.list('from-file').length > 0 || flags.list('from-literal').length > 0)) {
    throw new KubectlError('from-env-file cannot be combined with from-file or from-literal');
  }
}

export function addLiterals(sources: readonly string[], add: AddKey): void {
  for (const source of sources) {
    const equals = source.indexOf('=');
    if (equals <= 0) throw new KubectlError(`invalid literal source ${source}, expected key=value`);
    add(source.slice(0, equals), utf8Bytes(source.slice(equals + 1)));
  }
}

export function addFiles(sources: readonly string[], files: Files, add: AddKey): void {
  for (const source of sources) {
    const { key, path } = fileSource(source);
    const names = files.list(path);
    if (names) {
      if (source.includes('=')) throw new KubectlError('cannot give a key name for a directory path');
      for (const name of names) {
        const bytes = bytesOf(files, join(path, name));
        if (bytes) add(name, bytes);
      }
    } else {
      const bytes = bytesOf(files, path);
      if (!bytes) throw new KubectlError(`error reading ${path}: no such file or directory`);
      add(key, bytes);
    }
  }
}

/** `kind`: what the file is for, in the words of the error about a folder. */
export function addEnvFiles(paths: readonly string[], files: Files, kind: 'config' | 'secret', add: AddKey): void {
  for (const path of paths) {
    if (files.list(path)) throw new KubectlError(`env ${kind} file cannot be a directory`);
    if (files.read(path) === undefined) throw new KubectlError(`error reading ${path}: no such file or directory`);
    for (const [key, value] of envLines(readFile(files, path), path)) add(key, utf8Bytes(value));
  }
}

function fileSource(source: string): { key: string; path: string } {
  const [key = '', path = '', ...more] = source.split('=');
  if (!source.includes('=')) return { key: baseName(source), path: source };
  if (more.length > 0) throw new KubectlError("key names or file paths cannot contain '='");
  if (key === '') throw new KubectlError(`key name for file path ${path} missing`);
  if (path === '') throw new KubectlError(`file path for key name ${key} missing`);
  return { key, path };
}

/** path.Base */
function baseName(path: string): string {
  const bare = path.replace(/\/+$/, '');
  if (bare === '') return path === '' ? '.' : '/';
  return bare.slice(bare.lastIndexOf('/') + 1);
}

const join = (folder: string, name: string): string => (folder === '.' || folder === './' ? name : `${folder.replace(/\/+$/, '')}/${name}`);

function envLines(bytes: Uint8Array, path: string): readonly (readonly [string, string])[] {
  const out: (readonly [string, string])[] = [];
  for (const [i, line] of lines(bytes).entries()) {
    const { text, valid } = utf8Text(line);
    if (!valid) throw new KubectlError(`env file ${path} contains invalid utf8 bytes at line ${i + 1}: [${[...line].join(' ')}]`);
    const pair = (i === 0 ? text.replace(/^\ufeff/, '') : text).trimStart();
    if (pair === '' || pair.startsWith('#')) continue;
    const equals = pair.indexOf('=');
    const key = equals < 0 ? pair : pair.slice(0, equals);
    const faults = isStrictEnvVarName(key);
    if (faults.length > 0) throw new KubectlError(`${goQuote(key)} is not a valid key name: ${faults.join(';')}`);
    out.push([key, equals < 0 ? '' : pair.slice(equals + 1)]);
  }
  return out;
}

/** Without their ends, \r\n too. */
function lines(bytes: Uint8Array): readonly Uint8Array[] {
  const out: Uint8Array[] = [];
  for (let start = 0; start < bytes.length; ) {
    const newline = bytes.indexOf(0x0a, start);
    const end = newline < 0 ? bytes.length : newline;
    out.push(bytes.subarray(start, end > start && bytes[end - 1] === 0x0d ? end - 1 : end));
    start = end + 1;
  }
  return out;
}
