// configMapGenerator and secretGenerator: objects made from texts, files and lists of variables.
// Upstream: sigs.k8s.io/kustomize/api/kv/kv.go, internal/generators

import { base64Encode, utf8Bytes } from '../../sim/api/yaml/bytes.ts';
import { goQuote } from '../../sim/api/yaml/goQuote.ts';
import { KubectlError } from '../errors.ts';
import { contentHash } from '../generators/hash.ts';
import type { GeneratorArgs, GeneratorOptions, Kustomization } from './kustomization.ts';
import type { Loader } from './loader.ts';
import { Resource, textOf, type Behavior, type Manifest } from './resource.ts';

type Pair = readonly [string, string];

export function generated(kind: 'ConfigMap' | 'Secret', args: GeneratorArgs, kustomization: Kustomization, loader: Loader): Resource {
  const options = withGlobal(args.options, kustomization.generatorOptions);
  const { name = '' } = args;
  if (name === '') throw new KubectlError('a configmap must have a name');
  const metadata: Manifest = { name };
  if (args.namespace) metadata.namespace = args.namespace;
  if (options.labels && Object.keys(options.labels).length > 0) metadata.labels = { ...options.labels };
  if (options.annotations && Object.keys(options.annotations).length > 0) metadata.annotations = { ...options.annotations };
  const data: Record<string, string> = {};
  for (const [key, value] of pairsOf(args, loader)) {
    if (!/^[-._a-zA-Z0-9]+$/.test(key)) throw new KubectlError(`${goQuote(key)} is not a valid key name for a ConfigMap`);
    if (key in data) throw new KubectlError(`configmap ${name} illegally repeats the key \`${key}\``);
    data[key] = kind === 'Secret' ? base64Encode(utf8Bytes(value)) : value;
  }
  const object: Manifest = { apiVersion: 'v1', kind, metadata };
  if (kind === 'Secret') object.type = args.type || 'Opaque';
  if (Object.keys(data).length > 0) object.data = data;
  if (options.immutable) object.immutable = true;
  return new Resource(object, { behavior: behaviorOf(args.behavior), needsHash: options.disableNameSuffixHash !== true });
}

const behaviorOf = (text = ''): Behavior => (text === 'create' || text === 'replace' || text === 'merge' ? text : 'unspecified');

function withGlobal(own: GeneratorOptions = {}, global: GeneratorOptions = {}): GeneratorOptions {
  return {
    labels: { ...global.labels, ...own.labels },
    annotations: { ...global.annotations, ...own.annotations },
    disableNameSuffixHash: own.disableNameSuffixHash === true || global.disableNameSuffixHash === true,
    immutable: own.immutable === true || global.immutable === true,
  };
}

// ---- sources ----

function pairsOf(args: GeneratorArgs, loader: Loader): Pair[] {
  const { literals = [], files = [] } = args;
  const envs = [...(args.envs ?? []), ...(args.env ? [args.env] : [])];
  return [
    ...from(`env source files: [${envs.join(' ')}]`, () => envs.flatMap((path) => linesOf(loader.load(path)))),
    ...from(`literal sources [${literals.join(' ')}]`, () => literals.map(literal)),
    ...from(`file sources: [${files.join(' ')}]`, () => files.map((source) => fileSource(source, loader))),
  ];
}

function from(words: string, read: () => readonly Pair[]): readonly Pair[] {
  try {
    return read();
  } catch (error) {
    if (error instanceof KubectlError) throw new KubectlError(`loading KV pairs: ${words}: ${error.message}`);
    throw error;
  }
}

function literal(text: string): Pair {
  const equals = text.indexOf('=');
  if (equals <= 0) throw new KubectlError(`invalid literal source ${text}, expected key=value`);
  const value = text.slice(equals + 1);
  const quoted = value.length >= 2 && (value[0] === '"' || value[0] === "'") && value.endsWith(value[0]);
  return [text.slice(0, equals), quoted ? value.slice(1, -1) : value];
}

function fileSource(source: string, loader: Loader): Pair {
  const [key = '', path, ...more] = source.split('=');
  if (path === undefined) return [source.slice(source.lastIndexOf('/') + 1), loader.load(source)];
  if (more.length > 0) throw new KubectlError(`source ${goQuote(source)} key name or file path contains '='`);
  if (key === '') throw new KubectlError(`missing key name for file path ${goQuote(path)} in source ${goQuote(source)}`);
  if (path === '') throw new KubectlError(`missing file path for key name ${goQuote(key)} in source ${goQuote(source)}`);
  return [key, loader.load(path)];
}

function linesOf(text: string): Pair[] {
  const pairs: Pair[] = [];
  for (const raw of text.split(/\r?\n/)) {
    const line = raw.replace(/^\s+/, '');
    if (line === '' || line.startsWith('#')) continue;
    const equals = line.indexOf('=');
    pairs.push(equals < 0 ? [line, ''] : [line.slice(0, equals), line.slice(equals + 1)]);
  }
  return pairs;
}

// ---- overlays ----

/** A generator of an overlay replaces what its base made, or adds to it. */
export function absorb(resources: Resource[], made: Resource): void {
  const { id } = made;
  const before = resources.filter((r) => r.isCalled(id));
  const shown = `resid.ResId{Gvk:resid.Gvk{Group:${goQuote(id.group)}, Version:${goQuote(id.version)}, Kind:${goQuote(id.kind)}, isClusterScoped:false}, Name:${goQuote(id.name)}, Namespace:${goQuote(id.namespace)}}`;
  const [old] = before;
  const joins = made.behavior === 'merge' || made.behavior === 'replace';
  if (!old) {
    if (joins) throw new KubectlError(`id ${shown} does not exist; cannot merge or replace`);
    resources.push(made);
    return;
  }
  if (before.length > 1) throw new KubectlError(`found multiple objects ${before.length} that could accept merge of ${shown}`);
  if (!joins) throw new KubectlError(`id ${shown} exists; can not use behavior: '${made.behavior}', behavior must be merge or replace`);
  const { metadata } = made;
  for (const field of ['labels', 'annotations']) {
    const both = { ...(old.metadata[field] as object | undefined), ...(metadata[field] as object | undefined) };
    if (Object.keys(both).length > 0) metadata[field] = both;
  }
  metadata.name = old.metadata.name;
  if (old.metadata.namespace !== undefined) metadata.namespace = old.metadata.namespace;
  if (made.behavior === 'merge') made.object.data = { ...(old.object.data as object | undefined), ...(made.object.data as object | undefined) };
  made.previous.push(...old.previous);
  made.prefixes.push(...old.prefixes);
  made.suffixes.push(...old.suffixes);
  resources[resources.indexOf(old)] = made;
}

export function addHash(resource: Resource): void {
  const { object, metadata } = resource;
  resource.remember();
  // Kustomize looks for the name in the wrong place and takes it for empty.
  const content = { data: object.data ?? '', kind: object.kind, name: '', ...(object.kind === 'Secret' ? { type: object.type ?? '' } : {}) };
  metadata.name = `${textOf(metadata.name)}-${contentHash(content)}`;
}
