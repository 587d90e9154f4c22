// Patches that kubectl applies itself: `kubectl patch --local` and the overrides of `run` and `expose`.
// Upstream: k8s.io/kubectl/pkg/cmd/patch/patch.go (getPatchedJSON), k8s.io/kubectl/pkg/cmd/util/helpers.go (Merge, StrategicMerge, JSONPatch)

import { isObject } from '../../base/json.ts';
import { applyJsonPatch } from '../../sim/api/patch/jsonPatch.ts';
import { applyMergePatch } from '../../sim/api/patch/mergePatch.ts';
import { jsonWord } from '../../sim/api/patch/goText.ts';
import { PatchError } from '../../sim/api/patch/patchErrors.ts';
import { applyStrategicMergePatch } from '../../sim/api/patch/strategic.ts';
import { typeOf } from '../../sim/api/schema/schema.ts';
import type { SchemaType } from '../../sim/api/schema/schemaType.ts';
import { parseYaml, YamlError } from '../../sim/api/yaml.ts';
import { JsonSyntaxError, parseGoJson } from '../../sim/api/yaml/goJson.ts';
import { goQuote } from '../../sim/api/yaml/goQuote.ts';
import type { Flags } from '../flags.ts';
import { KubectlError } from '../output/errors.ts';
import { goForm } from '../output/goForm.ts';
import { compactJson } from '../output/json.ts';
import { apiVersionOf, kindOf, type Item } from '../output/object.ts';
import type { DryRun } from './context.ts';

export type PatchType = 'json' | 'merge' | 'strategic';

/** The patched object, unchanged parts shared. `patch` is JSON. */
export function patchLocally(object: Item, type: PatchType, patch: string): Item {
  const patched = apply(object, type, patch);
  if (!isObject(patched)) throw new KubectlError(`json: cannot unmarshal ${Array.isArray(patched) ? 'array' : jsonWord(patched)} into Go value of type unstructured.detector`);
  if (kindOf(patched) === '') throw new KubectlError(`Object 'Kind' is missing in '${compactJson(patched)}'`);
  return patched;
}

function apply(object: Item, type: PatchType, text: string): unknown {
  const schema = type === 'strategic' ? typeOf(apiVersionOf(object), kindOf(object)) : undefined;
  if (type === 'strategic' && !schema) throw new KubectlError(`strategic merge patch is not supported for ${noKind(object)} locally, try --type merge`);
  const patch = parsed(type, text);
  try {
    if (type === 'json') return patch === null ? object : applyJsonPatch(object, operations(patch));
    if (type === 'strategic' && patch === null) return object;
    if (type === 'merge') return applyMergePatch(object, patch);
    if (!isObject(patch)) throw new KubectlError('invalid JSON document');
    return applyStrategicMergePatch(object, patch, schema as SchemaType);
  } catch (error) {
    if (error instanceof PatchError) throw new KubectlError(missingField(error.text));
    throw error;
  }
}

function operations(patch: unknown): unknown {
  const wrong = Array.isArray(patch) ? (patch as readonly unknown[]).find((item) => item !== null && !isObject(item)) : undefined;
  if (wrong !== undefined) throw new KubectlError(`json: cannot unmarshal ${jsonWord(wrong)} into Go value of type jsonpatch.Operation`);
  return patch;
}

/** What the library says of a replacement without a target is put in other words. */
function missingField(text: string): string {
  const at = text.indexOf('doc is missing key');
  return at < 0 ? text : `Object to be patched is missing field (${text.slice(text.indexOf('key:') + 5)})`;
}

const noKind = (object: Item): string => `${apiVersionOf(object).replace(/^([^/]*)$/, '/$1')}, Kind=${kindOf(object)}`;

/** The checks of `kubectl patch`; the kind of patch that is meant. */
export function checkPatch(flags: Flags, dryRun: DryRun['strategy']): PatchType {
  const inline = flags.text('patch') !== '';
  const file = flags.text('patch-file') !== '';
  if (inline && file) throw new KubectlError('cannot specify --patch and --patch-file together');
  if (!inline && !file) throw new KubectlError('must specify --patch or --patch-file containing the contents of the patch');
  if (flags.flag('local') && flags.args.length > 0) throw new KubectlError('cannot specify --local and server resources');
  if (flags.flag('local') && dryRun === 'server') throw new KubectlError('cannot specify --local and --dry-run=server - did you mean --dry-run=client?');
  const type = flags.text('type').toLowerCase();
  if (type === '') return 'strategic';
  if (type !== 'json' && type !== 'merge' && type !== 'strategic') throw new KubectlError(`--type must be one of [json merge strategic], not ${goQuote(flags.text('type'))}`);
  return type;
}

/** The patch as JSON: the text itself where it begins like JSON, or else what it says as YAML. */
export function patchJson(text: string): string {
  if (/^[\s\x85]*\{/.test(text)) return text;
  try {
    return compactJson(parseYaml(text));
  } catch (error) {
    if (error instanceof YamlError) throw new KubectlError(`unable to parse ${goQuote(text)}: ${error.message}`);
    throw error;
  }
}

/** What is said of JSON that cannot be read depends on the library that reads it. */
function parsed(type: PatchType, patch: string): unknown {
  try {
    return parseGoJson(patch);
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error;
    throw new KubectlError(type === 'json' ? error.message : type === 'merge' ? 'Invalid JSON Patch' : 'invalid JSON document');
  }
}

/** --overrides and --override-type. */
export function withOverrides(object: Item, flags: Flags): Item {
  const overrides = flags.text('overrides');
  if (overrides === '') return object;
  const type = flags.text('override-type') || 'merge';
  if (type !== 'json' && type !== 'merge' && type !== 'strategic') throw new KubectlError(`invalid override type: ${type}`);
  const patched = overridden(object, type, overrides);
  return goForm(patched);
}

/** The errors of a decoder that wants a typed object. */
function overridden(object: Item, type: PatchType, overrides: string): unknown {
  const patched = apply(object, type, overrides);
  if (isObject(patched)) return patched;
  const struct = 'struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }';
  throw new KubectlError(`couldn't get version/kind; json parse error: json: cannot unmarshal ${Array.isArray(patched) ? 'array' : jsonWord(patched)} into Go value of type ${struct}`);
}
