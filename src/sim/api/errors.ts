// What the API server says when it says no: Status objects with the reason, code and words of the real one, and the
// field errors that validation collects.
// Upstream: k8s.io/apimachinery/pkg/api/errors/errors.go, k8s.io/apimachinery/pkg/util/validation/field/errors.go

import { isObject } from '../../base/json.ts';

export type StatusReason =
  | ''
  | 'Unauthorized'
  | 'Forbidden'
  | 'NotFound'
  | 'AlreadyExists'
  | 'Conflict'
  | 'Gone'
  | 'Invalid'
  | 'ServerTimeout'
  | 'Timeout'
  | 'TooManyRequests'
  | 'BadRequest'
  | 'MethodNotAllowed'
  | 'NotAcceptable'
  | 'RequestEntityTooLarge'
  | 'UnsupportedMediaType'
  | 'InternalError'
  | 'Expired'
  | 'ServiceUnavailable';

export interface StatusCause {
  readonly reason?: string;
  readonly message?: string;
  readonly field?: string;
}

export interface StatusDetails {
  readonly name?: string;
  readonly group?: string;
  readonly kind?: string;
  readonly uid?: string;
  readonly causes?: readonly StatusCause[];
  readonly retryAfterSeconds?: number;
}

export interface Status {
  readonly kind: 'Status';
  readonly apiVersion: 'v1';
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly status?: 'Success' | 'Failure';
  readonly message?: string;
  readonly reason?: StatusReason;
  readonly details?: StatusDetails;
  readonly code?: number;
}

/** An expected refusal. Client calls throw it; handlers answer with its status. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: Status;
  constructor(status: Status) {
    super(status.message ?? status.reason ?? 'unknown');
    this.status = status;
  }
  get reason(): StatusReason {
    return this.status.reason ?? '';
  }
  get code(): number {
    return this.status.code ?? 0;
  }
}

export function failure(code: number, reason: StatusReason, message: string, details?: StatusDetails): ApiError {
  return new ApiError({
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message,
    ...(reason ? { reason } : {}),
    ...(details ? { details } : {}),
    code,
  });
}

/** Group and plural (or kind, for Invalid), as messages name them: `deployments.apps`, `pods`. */
export const qualified = (name: string, group: string): string => (group ? `${name}.${group}` : name);

const resourceDetails = (group: string, kind: string, name: string): StatusDetails => ({
  ...(name ? { name } : {}),
  ...(group ? { group } : {}),
  ...(kind ? { kind } : {}),
});

export const notFound = (group: string, resource: string, name: string): ApiError =>
  failure(404, 'NotFound', `${qualified(resource, group)} ${JSON.stringify(name)} not found`, resourceDetails(group, resource, name));

export const alreadyExists = (group: string, resource: string, name: string): ApiError =>
  failure(409, 'AlreadyExists', `${qualified(resource, group)} ${JSON.stringify(name)} already exists`, resourceDetails(group, resource, name));

export const conflict = (group: string, resource: string, name: string, why: string): ApiError =>
  failure(409, 'Conflict', `Operation cannot be fulfilled on ${qualified(resource, group)} ${JSON.stringify(name)}: ${why}`, resourceDetails(group, resource, name));

export const OPTIMISTIC_LOCK = 'the object has been modified; please apply your changes to the latest version and try again';

export function forbidden(group: string, resource: string, name: string, why: string): ApiError {
  const what = qualified(resource, group);
  const message = name ? `${what} ${JSON.stringify(name)} is forbidden: ${why}` : `${what} is forbidden: ${why}`;
  return failure(403, 'Forbidden', message, resourceDetails(group, resource, name));
}

export const badRequest = (message: string): ApiError => failure(400, 'BadRequest', message);

/** 422 from field errors, worded as kubectl and the server word them. `kind` is the Kind, not the resource. */
export function invalid(group: string, kind: string, name: string, errors: readonly FieldError[]): ApiError {
  const causes = errors.map((e) => ({ reason: CAUSE_REASON[e.type], message: errorBody(e), field: e.field }));
  const unique: string[] = [];
  for (const e of errors) {
    const text = errorText(e);
    if (!unique.includes(text)) unique.push(text);
  }
  const why = unique.length === 1 ? unique[0] : `[${unique.join(', ')}]`;
  return failure(422, 'Invalid', `${qualified(kind, group)} ${JSON.stringify(name)} is invalid: ${why}`, {
    ...resourceDetails(group, kind, name),
    causes,
  });
}

// ---- field errors ----

export type FieldErrorType =
  | 'Required'
  | 'Invalid'
  | 'NotSupported'
  | 'Duplicate'
  | 'Forbidden'
  | 'NotFound'
  | 'TooLong'
  | 'TooMany'
  | 'TooFew'
  | 'TooShort'
  | 'TypeInvalid'
  | 'InternalError';

export interface FieldError {
  readonly type: FieldErrorType;
  /** `spec.containers[0].image` */
  readonly field: string;
  readonly value?: unknown;
  readonly detail: string;
}

const CAUSE_REASON: Readonly<Record<FieldErrorType, string>> = {
  Required: 'FieldValueRequired',
  Invalid: 'FieldValueInvalid',
  NotSupported: 'FieldValueNotSupported',
  Duplicate: 'FieldValueDuplicate',
  Forbidden: 'FieldValueForbidden',
  NotFound: 'FieldValueNotFound',
  TooLong: 'FieldValueTooLong',
  TooMany: 'FieldValueTooMany',
  TooFew: 'FieldValueTooFew',
  TooShort: 'FieldValueTooShort',
  TypeInvalid: 'FieldValueTypeInvalid',
  InternalError: 'InternalError',
};

const TYPE_TEXT: Readonly<Record<FieldErrorType, string>> = {
  Required: 'Required value',
  Invalid: 'Invalid value',
  NotSupported: 'Unsupported value',
  Duplicate: 'Duplicate value',
  Forbidden: 'Forbidden',
  NotFound: 'Not found',
  TooLong: 'Too long',
  TooMany: 'Too many',
  TooFew: 'Too few',
  TooShort: 'Too short',
  TypeInvalid: 'Invalid value',
  InternalError: 'Internal error',
};

/** `field: Invalid value: "x": detail` */
export const errorText = (e: FieldError): string => `${e.field}: ${errorBody(e)}`;

export function errorBody(e: FieldError): string {
  const head = TYPE_TEXT[e.type];
  const withValue = e.value !== OMITTED && !['Required', 'Forbidden', 'TooLong', 'TooShort', 'InternalError'].includes(e.type);
  const start = withValue ? `${head}: ${shown(e.value)}` : head;
  return e.detail ? `${start}: ${e.detail}` : start;
}

/** A value that the message leaves out: `Invalid value: detail`. */
export const OMITTED: unique symbol = Symbol('omitted');

/** A value as Go's field errors print it: strings quoted, numbers and booleans bare, all else as JSON. */
function shown(value: unknown): string {
  if (value === undefined || value === null) return 'null';
  if (typeof value === 'object') return goJson(value);
  if (typeof value === 'string') return JSON.stringify(value);
  return String(value);
}

/** encoding/json's text: keys in the order of the object, and <, >, & escaped. */
export function goJson(value: unknown): string {
  return (JSON.stringify(value) ?? 'null').replace(/[<>&\u2028\u2029]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

export const required = (field: string, detail = ''): FieldError => ({ type: 'Required', field, detail });
export const invalidValue = (field: string, value: unknown, detail: string): FieldError => ({ type: 'Invalid', field, value, detail });
export const duplicate = (field: string, value: unknown): FieldError => ({ type: 'Duplicate', field, value, detail: '' });
export const forbiddenField = (field: string, detail: string): FieldError => ({ type: 'Forbidden', field, detail });
export const tooLong = (field: string, value: unknown, max: number): FieldError => ({
  type: 'TooLong',
  field,
  value,
  detail: max >= 0 ? `may not be more than ${max} ${max === 1 ? 'byte' : 'bytes'}` : 'value is too long',
});
export const tooMany = (field: string, actual: number, max: number): FieldError => ({
  type: 'TooMany',
  field,
  value: actual,
  detail: max >= 0 ? `must have at most ${max} ${max === 1 ? 'item' : 'items'}` : 'has too many items',
});
export const notFoundField = (field: string, value: unknown): FieldError => ({ type: 'NotFound', field, value, detail: '' });
export function notSupported(field: string, value: unknown, supported: readonly string[]): FieldError {
  return { type: 'NotSupported', field, value, detail: supported.length ? `supported values: ${supported.map((s) => JSON.stringify(s)).join(', ')}` : '' };
}

export function isStatus(value: unknown): value is Status {
  return isObject(value) && value.kind === 'Status' && value.apiVersion === 'v1';
}
