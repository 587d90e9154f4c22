// The options that a request carries in its query, read and checked as Go does it: numbers, booleans, and what may not
// stand together.
// Upstream: k8s.io/apimachinery/pkg/apis/meta/{v1/conversion.go,v1/validation,internalversion/validation}

import { badRequest, forbiddenField, invalid, invalidValue, notSupported, required, tooLong, type FieldError } from '../api/errors.ts';
import { PATCH_TYPES, type Request } from '../api/http.ts';
import { decodeOptions } from '../api/schema/decode.ts';
import { typeOf } from '../api/schema/schema.ts';
import type { SchemaType } from '../api/schema/schemaType.ts';
import type { DeleteRequest } from './deleting.ts';

type Query = Request['query'];

export interface ListOptions {
  readonly allowWatchBookmarks: boolean;
  readonly resourceVersion: string;
  readonly resourceVersionMatch: string;
  readonly timeoutSeconds: number | undefined;
  /** 0: no limit. */
  readonly limit: number;
  readonly continue: string;
  readonly sendInitialEvents: boolean | undefined;
}

/** Of lists, watches and deletions of collections. */
export function decodeListOptions(query: Query): ListOptions {
  return {
    allowWatchBookmarks: flag(query.allowWatchBookmarks) ?? false,
    resourceVersion: query.resourceVersion ?? '',
    resourceVersionMatch: query.resourceVersionMatch ?? '',
    timeoutSeconds: integer(query.timeoutSeconds),
    limit: Math.max(0, integer(query.limit) ?? 0),
    continue: query.continue ?? '',
    sendInitialEvents: flag(query.sendInitialEvents),
  };
}

/** What may not stand together is refused; the options with their defaults. */
export function checkListOptions(options: ListOptions, watch: boolean): ListOptions {
  const complete = watch ? withDefaults(options) : options;
  const errors = watch ? watchErrors(complete) : listErrors(complete);
  if (errors.length) throw invalidOptions('ListOptions', errors);
  return complete;
}

/** A watch from now on begins with what there is, as it did before clients could say so. */
function withDefaults(options: ListOptions): ListOptions {
  const legacy = options.resourceVersion === '' || options.resourceVersion === '0';
  return legacy && options.sendInitialEvents === undefined && options.resourceVersionMatch === '' ? { ...options, sendInitialEvents: true, resourceVersionMatch: 'NotOlderThan' } : options;
}

const MATCH = 'resourceVersionMatch';

function listErrors({ resourceVersion, resourceVersionMatch: match, continue: token, sendInitialEvents }: ListOptions): FieldError[] {
  const errors: FieldError[] = [];
  if (match) {
    if (resourceVersion === '') errors.push(forbiddenField(MATCH, 'resourceVersionMatch is forbidden unless resourceVersion is provided'));
    if (token) errors.push(forbiddenField(MATCH, 'resourceVersionMatch is forbidden when continue is provided'));
    if (match !== 'Exact' && match !== 'NotOlderThan') errors.push(notSupported(MATCH, match, ['Exact', 'NotOlderThan', '']));
    if (match === 'Exact' && resourceVersion === '0') errors.push(forbiddenField(MATCH, 'resourceVersionMatch "exact" is forbidden for resourceVersion "0"'));
  }
  if (sendInitialEvents !== undefined) errors.push(forbiddenField('sendInitialEvents', 'sendInitialEvents is forbidden for list'));
  return errors;
}

function watchErrors({ resourceVersionMatch: match, continue: token, sendInitialEvents }: ListOptions): FieldError[] {
  const errors: FieldError[] = [];
  if (sendInitialEvents !== undefined && match !== 'NotOlderThan') errors.push(forbiddenField(MATCH, 'sendInitialEvents requires setting resourceVersionMatch to NotOlderThan'));
  if (match) {
    if (sendInitialEvents === undefined) errors.push(forbiddenField(MATCH, 'resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided'));
    if (match !== 'NotOlderThan') errors.push(notSupported(MATCH, match, ['NotOlderThan']));
    if (token) errors.push(forbiddenField(MATCH, 'resourceVersionMatch is forbidden when continue is provided'));
  }
  return errors;
}

export interface DeleteOptions extends DeleteRequest {
  readonly dryRun?: readonly string[] | undefined;
}

/** The body of a DELETE or, without one, its query. */
export function deleteOptions(request: Request): DeleteOptions {
  const { body, query } = request;
  const options = body === undefined || body === '' ? deleteQuery(query) : (decodeOptions(typeOf('v1', 'DeleteOptions') as SchemaType, body) as DeleteOptions);
  const { propagationPolicy: policy, orphanDependents, dryRun } = options;
  const errors: FieldError[] = [];
  if (policy !== undefined && orphanDependents !== undefined) errors.push(invalidValue('propagationPolicy', policy, 'orphanDependents and deletionPropagation cannot be both set'));
  if (policy !== undefined && !POLICIES.includes(policy)) errors.push(notSupported('propagationPolicy', policy, [...POLICIES, 'nil']));
  errors.push(...dryRunErrors(dryRun));
  if (errors.length) throw invalidOptions('DeleteOptions', errors);
  return options;
}
const POLICIES = ['Foreground', 'Background', 'Orphan'];

function deleteQuery(query: Query): DeleteOptions {
  return {
    gracePeriodSeconds: integer(query.gracePeriodSeconds),
    orphanDependents: flag(query.orphanDependents),
    propagationPolicy: query.propagationPolicy,
    dryRun: query.dryRun === undefined ? undefined : [query.dryRun],
  };
}

const OPTIONS: Readonly<Record<string, string>> = { create: 'CreateOptions', update: 'UpdateOptions', patch: 'PatchOptions' };

/** dryRun, fieldManager, fieldValidation and force of a write. */
export function checkWriteOptions(request: Request, verb: string): void {
  const name = OPTIONS[verb];
  if (name === undefined) return;
  const { dryRun, fieldManager, fieldValidation, force } = request.query;
  if (dryRun === undefined && force === undefined && !fieldValidation && !fieldManager && (verb !== 'patch' || !request.headers['content-type']?.startsWith(PATCH_TYPES.apply))) return;
  const errors: FieldError[] = [];
  if (verb === 'patch') {
    const apply = request.headers['content-type']?.split(';')[0]?.trim() === PATCH_TYPES.apply;
    if (!apply && force !== undefined) errors.push(forbiddenField('force', 'may not be specified for non-apply patch'));
    if (apply && !fieldManager) errors.push(required('fieldManager', 'is required for apply patch'));
  }
  errors.push(...managerErrors(fieldManager ?? ''), ...dryRunErrors(dryRun === undefined ? undefined : [dryRun]));
  if (fieldValidation && !VALIDATIONS.includes(fieldValidation)) errors.push(notSupported('fieldValidation', fieldValidation, VALIDATIONS));
  if (errors.length) throw invalidOptions(name, errors);
}
const VALIDATIONS = ['', 'Ignore', 'Strict', 'Warn'];

function dryRunErrors(dryRun: readonly string[] | undefined): FieldError[] {
  return dryRun?.some((d) => d !== 'All') ? [notSupported('dryRun', dryRun, ['All'])] : [];
}

const MANAGER_MAX_LENGTH = 128;

function managerErrors(manager: string): FieldError[] {
  const errors: FieldError[] = [];
  if (new TextEncoder().encode(manager).length > MANAGER_MAX_LENGTH) errors.push(tooLong('fieldManager', manager, MANAGER_MAX_LENGTH));
  let at = 0;
  for (const char of manager) {
    if (!PRINTABLE.test(char)) errors.push(invalidValue('fieldManager', manager, `invalid character U+${(char.codePointAt(0) as number).toString(16).toUpperCase().padStart(4, '0')} (at position ${at})`));
    at += new TextEncoder().encode(char).length;
  }
  return errors;
}

/** Go's unicode.IsPrint: of the blanks only the plain one. */
const PRINTABLE = /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u;

const invalidOptions = (kind: string, errors: readonly FieldError[]): Error => invalid('meta.k8s.io', kind, '', errors);

/** Anything but "0" and "false" is true, even nothing. */
export function flag(text: string | undefined): boolean | undefined {
  return text === undefined ? undefined : text !== '0' && text.toLowerCase() !== 'false';
}

/** Go's strconv.ParseInt, 64 bits. */
function integer(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^[+-]?\d+$/.test(text)) throw badRequest(`strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`);
  const value = BigInt(text.replace('+', ''));
  if (value > MAX_INT64 || value < -MAX_INT64 - 1n) throw badRequest(`strconv.ParseInt: parsing ${JSON.stringify(text)}: value out of range`);
  return Number(value);
}
const MAX_INT64 = 0x7fff_ffff_ffff_ffffn;
