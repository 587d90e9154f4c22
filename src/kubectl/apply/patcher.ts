// The patch that `kubectl apply` sends: what was taken out since the last apply, and what differs from the live object.
// Upstream: k8s.io/kubectl/pkg/cmd/apply/patcher.go

import { equal, isObject, type JsonObject } from '../../base/json.ts';
import { ApiError } from '../../sim/api/errors.ts';
import { PATCH_TYPES } from '../../sim/api/http.ts';
import { applyMergePatch, createThreeWayMergePatch } from '../../sim/api/patch/mergePatch.ts';
import { PatchError } from '../../sim/api/patch/patchErrors.ts';
import { applyStrategicMergePatch } from '../../sim/api/patch/strategic.ts';
import { createThreeWayPatch } from '../../sim/api/patch/strategicDiff.ts';
import { typeOf } from '../../sim/api/schema/schema.ts';
import type { SchemaType } from '../../sim/api/schema/schemaType.ts';
import type { Sim } from '../../sim/kernel/task.ts';
import { KubectlError, isConflict, isExpected, isNotFound, withSource } from '../errors.ts';
import { lastAppliedOf } from '../generators/lastApplied.ts';
import type { DeleteBody, Helper } from '../helper.ts';
import type { AnyItem, Info } from '../info.ts';
import type { Invocation } from '../invocation.ts';
import { groupVersion } from '../restMapper.ts';

const MAX_RETRIES = 5;

export interface Patched {
  readonly patch: AnyItem;
  readonly object: AnyItem;
}

export interface PatcherOptions {
  /** --force: what cannot be patched is deleted and made anew. */
  readonly force: boolean;
  readonly deletion: DeleteBody;
  readonly timeoutMs: number;
  readonly openApi: boolean;
  /** Failures are told as they are. */
  readonly wordless?: boolean;
  /** The patch holds only for this version of the object. */
  readonly resourceVersion?: string;
}

/** A failure, with the patch that it is about. */
export class PatchFailure extends KubectlError {
  override readonly name = 'PatchFailure';
  readonly patch: AnyItem | undefined;
  readonly reason: Error;
  constructor(patch: AnyItem | undefined, reason: Error) {
    super(reason.message);
    this.patch = patch;
    this.reason = reason;
  }
}

export class Patcher {
  private readonly k: Invocation;
  private readonly info: Info;
  private readonly helper: Helper;
  private readonly options: PatcherOptions;

  constructor(k: Invocation, info: Info, helper: Helper, options: PatcherOptions) {
    this.k = k;
    this.info = info;
    this.helper = helper;
    this.options = options;
  }

  /** Sends the patch; where somebody else wrote in between, works it out anew. */
  *patch(current: AnyItem, modified: AnyItem): Sim<Patched> {
    const { info } = this;
    let now = current;
    for (let attempt = 0; ; attempt++) {
      let patch: AnyItem | undefined;
      try {
        const made = yield* this.compute(now, modified);
        ({ patch } = made);
        if (Object.keys(patch).length === 0) return { patch, object: now };
        if (this.options.resourceVersion) patch = withVersion(patch, this.options.resourceVersion);
        const object = yield* this.helper.patch(info.namespace, info.name, made.type, patch);
        return { patch, object };
      } catch (error) {
        if (!isExpected(error)) throw error;
        if (isConflict(error) && attempt < MAX_RETRIES) {
          if (attempt > 0) yield* this.k.process.sleepMs(1000);
          now = yield* this.helper.get(info.namespace, info.name);
          continue;
        }
        if (this.options.force && error instanceof ApiError && (error.reason === 'Conflict' || error.reason === 'Invalid')) return yield* this.replace(now, modified);
        throw new PatchFailure(patch, this.options.wordless ? error : withSource('patching', info.source, error));
      }
    }
  }

  /** --dry-run=client */
  *patchLocally(current: AnyItem, modified: AnyItem): Sim<Patched> {
    const { patch, type } = yield* this.compute(current, modified);
    if (Object.keys(patch).length === 0) return { patch, object: current };
    if (type === PATCH_TYPES.merge) return { patch, object: applyMergePatch(current, patch) as AnyItem };
    return { patch, object: applyStrategicMergePatch(current, patch, this.schema as SchemaType) as AnyItem };
  }

  private get schema(): SchemaType | undefined {
    const { mapping } = this.info;
    return typeOf(groupVersion(mapping), mapping.kind);
  }

  private *compute(current: AnyItem, modified: AnyItem): Sim<{ readonly patch: AnyItem; readonly type: string }> {
    const original = originalOf(current);
    const { schema } = this;
    const strategic = schema !== undefined && (!this.options.openApi || (yield* this.serverTakesStrategic()));
    try {
      if (strategic) return { type: PATCH_TYPES.strategic, patch: createThreeWayPatch(original, modified as JsonObject, current as JsonObject, schema) as AnyItem };
      const patch = createThreeWayMergePatch(original, modified as JsonObject, current as JsonObject) as AnyItem;
      if (changesIdentity(patch)) throw new KubectlError('At least one of apiVersion, kind and name was changed');
      return { type: PATCH_TYPES.merge, patch };
    } catch (error) {
      if (error instanceof PatchError) throw new KubectlError(`creating patch with:\noriginal:\n${lastAppliedOf(current) ?? ''}\nmodified:\n${JSON.stringify(modified)}\ncurrent:\n${JSON.stringify(current)}\nfor: ${error.message}`);
      throw error;
    }
  }

  private *serverTakesStrategic(): Sim<boolean> {
    const { k, info } = this;
    const support = yield* k.openApi.support(info.mapping);
    // The document is read once more for this.
    yield* k.process.busy(k.process.session.times.openApiMs);
    return typeof support === 'string' ? true : support.strategic;
  }

  private *replace(original: AnyItem, modified: AnyItem): Sim<Patched> {
    const { info, helper, options } = this;
    yield* helper.delete(info.namespace, info.name, options.deletion);
    const end = this.k.process.kernel.now + options.timeoutMs * 1000;
    for (;;) {
      try {
        yield* helper.get(info.namespace, info.name);
      } catch (error) {
        if (!isNotFound(error)) throw error;
        break;
      }
      if (options.timeoutMs > 0 && this.k.process.kernel.now >= end) throw new KubectlError('timed out waiting for the condition');
      yield* this.k.process.sleepMs(1000);
    }
    try {
      return { patch: modified, object: yield* helper.create(info.namespace, modified) };
    } catch (error) {
      if (!isExpected(error)) throw error;
      yield* helper.create(info.namespace, original);
      throw error;
    }
  }
}

function originalOf(current: AnyItem): JsonObject {
  const text = lastAppliedOf(current);
  if (text === undefined) return {};
  try {
    const value = JSON.parse(text) as unknown;
    return isObject(value) ? (value as JsonObject) : {};
  } catch {
    return {};
  }
}

function withVersion(patch: AnyItem, resourceVersion: string): AnyItem {
  return { ...patch, metadata: { ...(isObject(patch.metadata) ? patch.metadata : {}), resourceVersion } };
}

function changesIdentity(patch: AnyItem): boolean {
  const metadata = isObject(patch.metadata) ? patch.metadata : {};
  return !equal(patch.apiVersion, undefined) || !equal(patch.kind, undefined) || metadata.name !== undefined;
}
