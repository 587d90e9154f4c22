// JSON patch (RFC 6902) with the laxness of the Go library that API server and kubectl use: negative indices, `+1` and
// `01` as indices, replace of a key that is not there, test of a missing key against null.
// Upstream: gopkg.in/evanphx/json-patch.v4

import { deepCopy, equal } from '../../../base/json.ts';
import { jsonWord } from './goText.ts';
import { PatchError } from './patchErrors.ts';

export interface JsonPatchOperation {
  readonly op?: unknown;
  readonly path?: unknown;
  readonly from?: unknown;
  readonly value?: unknown;
}

type Container = { [key: string]: unknown } | unknown[];

/** The patched document; unchanged parts are shared with the original. Throws PatchError with the library's text. */
export function applyJsonPatch(original: unknown, patch: unknown): unknown {
  if (!Array.isArray(patch)) throw new PatchError('badRequest', `json: cannot unmarshal ${jsonWord(patch)} into Go value of type jsonpatch.Patch`);
  const editor = new Editor(original);
  for (const operation of patch as readonly JsonPatchOperation[]) editor.apply(operation);
  return editor.root;
}

/** Copies the containers on the way to what it changes, each once. */
class Editor {
  root: unknown;
  private readonly own = new Set<object>();

  constructor(root: unknown) {
    this.root = root;
  }

  apply(operation: JsonPatchOperation): void {
    const kind = typeof operation.op === 'string' ? operation.op : 'unknown';
    switch (kind) {
      case 'add':
        return this.add(textOf(operation.path, 'add operation failed to decode path: missing value'), valueOf(operation), 'add');
      case 'remove':
        return this.remove(textOf(operation.path, 'remove operation failed to decode path: missing value'));
      case 'replace':
        return this.replace(textOf(operation.path, 'replace operation failed to decode path: operation missing path field: missing value'), operation);
      case 'move':
        return this.move(operation);
      case 'test':
        return this.test(textOf(operation.path, 'test operation failed to decode path: operation missing path field: missing value'), operation);
      case 'copy':
        return this.copy(operation);
      default:
        throw misfit(`Unexpected kind: ${kind}`);
    }
  }

  private add(path: string, value: unknown, operation: 'add' | 'move' | 'copy'): void {
    const found = this.find(path, true);
    if (!found) {
      const what = operation === 'add' ? `doc is missing path: "${path}"` : `doc is missing destination path: ${path}`;
      throw misfit(`${operation} operation does not apply: ${what}: missing value`);
    }
    const [container, key] = found;
    if (!Array.isArray(container)) {
      container[key] = value;
      return;
    }
    const context = operation === 'copy' ? 'error while adding value during copy' : `error in ${operation} for path: '${path}'`;
    if (key === '-') {
      container.push(value);
      return;
    }
    const index = atoi(key);
    if (index === undefined) throw misfit(`${context}: value was not a proper array index: '${key}': ${notAnIndex(key)}`);
    const at = index < 0 ? index + container.length + 1 : index;
    if (at < 0 || at > container.length) throw misfit(`${context}: ${outside(index)}`);
    container.splice(at, 0, value);
  }

  private remove(path: string): void {
    const found = this.find(path, true);
    if (!found) throw misfit(`remove operation does not apply: doc is missing path: "${path}": missing value`);
    this.removeFrom(found[0], found[1], `error in remove for path: '${path}'`);
  }

  private removeFrom(container: Container, key: string, context: string): void {
    if (!Array.isArray(container)) {
      if (!Object.hasOwn(container, key)) throw misfit(`${context}: Unable to remove nonexistent key: ${key}: missing value`);
      delete container[key];
      return;
    }
    container.splice(position(container, key, context), 1);
  }

  private replace(path: string, operation: JsonPatchOperation): void {
    const value = valueOf(operation);
    if (path === '') {
      if (typeof value !== 'object' || value === null) throw misfit('replace operation value must be object or array: %!w(<nil>)');
      this.root = value;
      this.own.clear();
      this.own.add(value);
      return;
    }
    const found = this.find(path, true);
    if (!found) throw misfit(`replace operation does not apply: doc is missing path: ${path}: missing value`);
    const [container, key] = found;
    if (!Array.isArray(container)) {
      container[key] = value;
      return;
    }
    const index = atoi(key);
    const at = index === undefined ? -1 : index < 0 ? index + container.length : index;
    if (at < 0 || at >= container.length) throw misfit(`replace operation does not apply: doc is missing key: ${path}: missing value`);
    container[at] = value;
  }

  private move(operation: JsonPatchOperation): void {
    const from = textOf(operation.from, 'move operation failed to decode from: operation, missing from field: missing value');
    const found = this.find(from, true);
    if (!found) throw misfit(`move operation does not apply: doc is missing from path: ${from}: missing value`);
    const [container, key] = found;
    const value = read(container, key, `error in move for path: '${key}'`);
    this.removeFrom(container, key, `error in move for path: '${key}'`);
    this.add(textOf(operation.path, 'move operation failed to decode path: operation missing path field: missing value'), value ?? null, 'move');
  }

  private copy(operation: JsonPatchOperation): void {
    const from = textOf(operation.from, 'copy operation failed to decode from: operation, missing from field: missing value');
    const found = this.find(from, false);
    if (!found) throw misfit(`copy operation does not apply: doc is missing from path: ${from}: missing value`);
    const value = read(found[0], found[1], `error in copy for from: '${from}'`);
    this.add(textOf(operation.path, 'copy operation failed to decode path: missing value'), deepCopy(value ?? null), 'copy');
  }

  private test(path: string, operation: JsonPatchOperation): void {
    let actual = this.root;
    if (path !== '') {
      const found = this.find(path, false);
      if (!found) throw misfit(`test operation does not apply: is missing path: ${path}: missing value`);
      actual = read(found[0], found[1], `error in test for path: '${path}'`);
    }
    if (!equal(actual ?? null, operation.value ?? null)) throw misfit(`testing value ${path} failed: test failed`);
  }

  /** The container of the last step, copied along the way where it will be changed. */
  private find(path: string, change: boolean): [Container, string] | undefined {
    const steps = path.split('/');
    if (steps.length < 2) return undefined;
    let container = this.enter(this.root, change);
    if (container && change) this.root = container;
    for (let i = 1; i < steps.length - 1; i++) {
      if (!container) return undefined;
      const key = decode(steps[i] as string);
      let at: string | number = key;
      if (Array.isArray(container)) {
        const index = atoi(key);
        if (index === undefined) return undefined;
        at = index < 0 ? index + container.length : index;
        if (at < 0 || at >= container.length) return undefined;
      } else if (!Object.hasOwn(container, key)) return undefined;
      const next = this.enter((container as Record<string | number, unknown>)[at], change);
      if (next && change) (container as Record<string | number, unknown>)[at] = next;
      container = next;
    }
    return container ? [container, decode(steps[steps.length - 1] as string)] : undefined;
  }

  private enter(value: unknown, change: boolean): Container | undefined {
    if (typeof value !== 'object' || value === null) return undefined;
    if (!change || this.own.has(value)) return value as Container;
    const copy: Container = Array.isArray(value) ? [...(value as unknown[])] : { ...(value as Record<string, unknown>) };
    this.own.add(copy);
    return copy;
  }
}

function read(container: Container, key: string, context: string): unknown {
  if (!Array.isArray(container)) return Object.hasOwn(container, key) ? container[key] : undefined;
  return container[position(container, key, context)];
}

function position(list: readonly unknown[], key: string, context: string): number {
  const index = atoi(key);
  if (index === undefined) throw misfit(`${context}: ${notAnIndex(key)}`);
  const at = index < 0 ? index + list.length : index;
  if (at < 0 || at >= list.length) throw misfit(`${context}: ${outside(index)}`);
  return at;
}

/** strconv.Atoi */
const atoi = (text: string): number | undefined => (/^[+-]?\d+$/.test(text) ? Number(text) : undefined);
const notAnIndex = (key: string): string => `strconv.Atoi: parsing ${JSON.stringify(key)}: invalid syntax`;
const outside = (index: number): string => `Unable to access invalid index: ${index}: invalid index referenced`;
const misfit = (message: string): PatchError => new PatchError('unprocessable', message);

/** `~1` is a slash, `~0` a tilde. */
const decode = (step: string): string => (step.includes('~') ? step.replace(/~[01]/g, (m) => (m === '~1' ? '/' : '~')) : step);

function textOf(value: unknown, missing: string): string {
  if (typeof value === 'string') return value;
  throw misfit(missing);
}

/** A fresh copy: what is written later must not reach into the patch. An operation without a value sets null. */
const valueOf = (operation: JsonPatchOperation): unknown => deepCopy(operation.value ?? null);
