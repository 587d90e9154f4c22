// The body of a PATCH before it is applied: is it JSON, is it of the form that its media type wants, and (for strict
// decoding and warnings) does a JSON patch have keys that mean nothing.
// Upstream: k8s.io/apiserver/pkg/endpoints/handlers/patch.go

import { isObject } from '../../../base/json.ts';
import { badRequest } from '../errors.ts';
import { PATCH_TYPES } from '../http.ts';
import { JsonSyntaxError, parseGoJson } from '../yaml/goJson.ts';
import { jsonWord } from './goText.ts';

export type FieldValidation = 'Ignore' | 'Warn' | 'Strict';

export interface PatchBody {
  readonly patch: unknown;
  /** What strict decoding refuses, and Warn warns of. */
  readonly strictErrors: readonly string[];
}

/** Text (from the bridge) or a value; `contentType` without parameters, one of PATCH_TYPES but apply. */
export function readPatchBody(contentType: string, body: unknown, validation: FieldValidation): PatchBody {
  const strategic = contentType === PATCH_TYPES.strategic;
  const checks = validation !== 'Ignore';
  const prefix = checks && !strategic ? 'error decoding patch: ' : '';
  const patch = typeof body === 'string' ? parse(body, prefix) : body;
  if (contentType === PATCH_TYPES.json) {
    // null is an empty list to Go.
    if (patch === null) return { patch: [], strictErrors: [] };
    if (!Array.isArray(patch)) throw badRequest(`${prefix}json: cannot unmarshal ${jsonWord(patch)} into Go value of type ${checks ? '[]handlers.jsonPatchOp' : 'jsonpatch.Patch'}`);
    return { patch, strictErrors: checks ? operationErrors(patch, prefix) : [] };
  }
  if (strategic && patch === null) return { patch: {}, strictErrors: [] };
  if (!isObject(patch) && patch !== null && (checks || strategic)) {
    throw badRequest(`${prefix}json: cannot unmarshal ${jsonWord(patch)} into Go value of type map[string]interface {}`);
  }
  return { patch, strictErrors: [] };
}

function parse(text: string, prefix: string): unknown {
  try {
    return parseGoJson(text);
  } catch (error) {
    if (error instanceof JsonSyntaxError) throw badRequest(prefix + error.message);
    throw error;
  }
}

const TEXT_FIELDS = ['op', 'path', 'from'];

function operationErrors(patch: readonly unknown[], prefix: string): string[] {
  const errors: string[] = [];
  patch.forEach((operation, i) => {
    if (operation === null) return;
    if (!isObject(operation)) throw badRequest(`${prefix}json: cannot unmarshal ${jsonWord(operation)} into Go value of type handlers.jsonPatchOp`);
    for (const key in operation) {
      if (TEXT_FIELDS.includes(key)) {
        const value = operation[key];
        if (typeof value !== 'string' && value !== null) throw badRequest(`${prefix}json: cannot unmarshal ${jsonWord(value)} into Go struct field jsonPatchOp.${key} of type string`);
      } else if (key !== 'value') errors.push(`json patch unknown field ${JSON.stringify(`[${i}].${key}`)}`);
    }
  });
  return errors;
}
