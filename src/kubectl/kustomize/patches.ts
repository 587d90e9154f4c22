// Patches of a kustomization: strategic merges, which name their resource themselves, and lists of JSON operations.
// Upstream: sigs.k8s.io/kustomize/api/internal/builtins/{PatchTransformer,PatchStrategicMergeTransformer,PatchJson6902Transformer}.go

import { deepCopy, isObject } from '../../base/json.ts';
import { applyJsonPatch } from '../../sim/api/patch/jsonPatch.ts';
import { applyMergePatch } from '../../sim/api/patch/mergePatch.ts';
import { PatchError } from '../../sim/api/patch/patchErrors.ts';
import { applyStrategicMergePatch } from '../../sim/api/patch/strategic.ts';
import { typeOf } from '../../sim/api/schema/schema.ts';
import { parseYaml } from '../../sim/api/yaml.ts';
import { goQuote } from '../../sim/api/yaml/goQuote.ts';
import { KubectlError } from '../errors.ts';
import type { PatchArgs, Selector } from './kustomization.ts';
import type { Loader } from './loader.ts';
import { manifestsIn, prefixed } from './manifests.ts';
import { idText, textOf, type Manifest, type Resource } from './resource.ts';
import { selected } from './select.ts';

/** One entry of `patches`. */
export function patches(resources: readonly Resource[], args: PatchArgs, loader: Loader): void {
  const { path = '', target } = args;
  const inline = (args.patch ?? '').trim();
  if (inline === '' && path === '') throw new KubectlError('must specify one of patch and path');
  if (inline !== '' && path !== '') throw new KubectlError("patch and path can't be set at the same time");
  const source = inline ? `[patch: ${goQuote(inline)}]` : `[path: ${goQuote(path)}]`;
  const text = inline || prefixed(`failed to get the patch file from path(${path})`, () => loader.load(path));
  const operations = operationsIn(text);
  if (operations) {
    if (!target) throw new KubectlError(`must specify a target for JSON patch ${source}`);
    operate(resources, target, operations);
    return;
  }
  const list = mergesIn(text, source, target !== undefined);
  if (!target) {
    for (const patch of list) applyTo(meant(resources, patch), patch, args);
    return;
  }
  if (list.length > 1) throw new KubectlError(`Multiple Strategic-Merge Patches in one \`patches\` entry is not allowed to set \`patches.target\` field: ${source}`);
  const [patch] = list;
  if (patch) for (const resource of selected(resources, target)) applyTo(resource, patch, args);
}

/** patchesStrategicMerge: files, or patches themselves. */
export function mergePatches(resources: readonly Resource[], entries: readonly string[], loader: Loader): void {
  for (const entry of entries) {
    const inline = entry.includes('\n') || entry.trimStart().startsWith('{');
    for (const patch of mergesIn(inline ? entry : loader.load(entry), entry, false)) applyTo(meant(resources, patch), patch, {});
  }
}

/** One entry of patchesJson6902. */
export function jsonPatches(resources: readonly Resource[], { target, path = '', patch = '' }: PatchArgs, loader: Loader): void {
  if (!target?.name) throw new KubectlError('must specify the target name');
  if ((path === '') === (patch === '')) throw new KubectlError(path ? 'must specify a file path or jsonOp, not both' : 'must specify a file path or jsonOp');
  const operations = operationsIn(path ? loader.load(path) : patch);
  if (!operations) throw new KubectlError(`loading json patch failed: ${path || patch}`);
  operate(resources, target, operations);
}

// ---- JSON operations ----

function operationsIn(text: string): readonly unknown[] | undefined {
  try {
    const value = parseYaml(text) as unknown;
    return Array.isArray(value) && value.every((op) => isObject(op) && op.op !== undefined) ? value : undefined;
  } catch {
    return undefined;
  }
}

function operate(resources: readonly Resource[], target: Selector, operations: readonly unknown[]): void {
  for (const resource of selected(resources, target)) {
    resource.remember();
    try {
      resource.object = deepCopy(applyJsonPatch(resource.object, operations)) as Manifest;
    } catch (error) {
      if (error instanceof PatchError) throw new KubectlError(error.text);
      throw error;
    }
  }
}

// ---- strategic merges ----

function mergesIn(text: string, source: string, nameless: boolean): readonly Manifest[] {
  try {
    if (!nameless) return manifestsIn(text, source).map((resource) => resource.object);
    const value = parseYaml(text) as unknown;
    if (isObject(value)) return [value as Manifest];
  } catch {
    // Told below.
  }
  throw new KubectlError(`unable to parse SM or JSON patch from ${source}`);
}

/** The one resource that has the patch's name. */
function meant(resources: readonly Resource[], patch: Manifest): Resource {
  const id = idOf(patch);
  const found = resources.filter((resource) => [resource.id, ...resource.previous].some((other) => idText(other) === id));
  if (found.length === 1) return found[0] as Resource;
  const why = found.length ? `multiple matches for Id ${id}; failed to find unique target for patch ${id}` : `no matches for Id ${id}; failed to find unique target for patch ${id}`;
  throw new KubectlError(`no resource matches strategic merge patch ${goQuote(id)}: ${why}`);
}

function idOf(patch: Manifest): string {
  const apiVersion = textOf(patch.apiVersion);
  const slash = apiVersion.indexOf('/');
  const metadata = isObject(patch.metadata) ? patch.metadata : {};
  return idText({ group: slash < 0 ? '' : apiVersion.slice(0, slash), version: apiVersion.slice(slash + 1), kind: textOf(patch.kind), name: textOf(metadata.name), namespace: textOf(metadata.namespace) });
}

function applyTo(resource: Resource, patch: Manifest, { options = {} }: PatchArgs): void {
  if (patch.$patch === 'delete') {
    resource.gone = true;
    return;
  }
  const { object } = resource;
  const { name, namespace } = resource.metadata;
  const type = typeOf(textOf(object.apiVersion), textOf(object.kind));
  resource.remember();
  const { apiVersion: _a, kind: _k, metadata: _m, ...rest } = patch;
  const metadata = isObject(patch.metadata) ? { ...patch.metadata } : {};
  const change: Manifest = { ...rest, metadata };
  if (!options.allowNameChange) delete metadata.name;
  if (options.allowKindChange) Object.assign(change, { ...(patch.apiVersion ? { apiVersion: patch.apiVersion } : {}), ...(patch.kind ? { kind: patch.kind } : {}) });
  delete metadata.namespace;
  try {
    resource.object = deepCopy(type ? applyStrategicMergePatch(object, change, type) : applyMergePatch(object, change)) as Manifest;
  } catch (error) {
    if (error instanceof PatchError) throw new KubectlError(error.text);
    throw error;
  }
  if (!options.allowNameChange) resource.metadata.name = name;
  if (namespace !== undefined) resource.metadata.namespace = namespace;
  if (!sameNames(resource)) return;
  resource.previous.pop();
}

/** Whether the patch left the names alone. */
function sameNames(resource: Resource): boolean {
  const last = resource.previous[resource.previous.length - 1];
  return last !== undefined && idText(last) === idText(resource.id);
}
