// One resource's requests: get, list, watch, create, patch, replace, delete, with the parameters that kubectl adds.
// Upstream: k8s.io/cli-runtime/pkg/resource/helper.go

import { isObject } from '../base/json.ts';
import { ApiError } from '../sim/api/errors.ts';
import { resourcePath, type Stream } from '../sim/api/http.ts';
import { isPathSegmentName } from '../sim/api/names.ts';
import type { KubeObject, WatchEvent } from '../sim/api/types.ts';
import { goQuote } from '../sim/api/yaml/goQuote.ts';
import type { Sim } from '../sim/kernel/task.ts';
import { KubectlError, withMessage } from './errors.ts';
import type { Http } from './http.ts';
import { resourceText, type Mapping } from './restMapper.ts';

export interface HelperOptions {
  readonly dryRun?: boolean;
  readonly fieldManager?: string;
  readonly fieldValidation?: string;
  readonly subresource?: string;
  readonly accept?: string;
  /** Where it is not that of the mapping. */
  readonly client?: { readonly group: string; readonly version: string };
  /** Added to every request. */
  readonly query?: Readonly<Record<string, string>>;
}

export interface ListQuery {
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
  readonly limit?: number;
  readonly continue?: string;
  readonly resourceVersion?: string;
}

/** What a delete may ask for. */
export interface DeleteBody {
  readonly gracePeriodSeconds?: number;
  readonly propagationPolicy?: string;
  readonly dryRun?: readonly string[];
  readonly preconditions?: { readonly uid?: string };
}

export type RemoteObject = KubeObject & { readonly [field: string]: unknown };

export class Helper {
  readonly http: Http;
  readonly mapping: Mapping;
  private readonly options: HelperOptions;

  constructor(http: Http, mapping: Mapping, options: HelperOptions = {}) {
    this.http = http;
    this.mapping = mapping;
    this.options = options;
  }

  with(options: HelperOptions): Helper {
    return new Helper(this.http, this.mapping, { ...this.options, ...options });
  }

  *get(namespace: string, name: string): Sim<RemoteObject> {
    const body = yield* this.http.send({ method: 'GET', path: this.path(namespace, checked(name), this.options.subresource), query: { ...this.options.query }, ...this.accept(), place: 'helper.go:105' });
    return body as RemoteObject;
  }

  *list(namespace: string, query: ListQuery): Sim<RemoteObject> {
    const body = yield* this.http.send({ method: 'GET', path: this.path(namespace, ''), query: { ...this.options.query, ...listQuery(query) }, ...this.accept(), place: 'helper.go:113' });
    return body as RemoteObject;
  }

  *watch(namespace: string, query: ListQuery): Sim<Stream<readonly WatchEvent<RemoteObject>[]>> {
    return yield* this.http.open({ method: 'GET', path: this.path(namespace, ''), query: { ...this.options.query, ...listQuery(query), watch: 'true' }, ...this.accept() });
  }

  *create(namespace: string, object: unknown): Sim<RemoteObject> {
    const body = yield* this.http.send({ method: 'POST', path: this.path(namespace, ''), query: this.writeQuery(), body: withoutResourceVersion(object), place: 'helper.go:246' });
    return body as RemoteObject;
  }

  *patch(namespace: string, name: string, type: string, patch: unknown, query: Readonly<Record<string, string>> = {}): Sim<RemoteObject> {
    const path = this.path(namespace, checked(name), this.options.subresource);
    const body = yield* this.http.send({ method: 'PATCH', path, query: { ...this.writeQuery(), ...query }, body: patch, contentType: type, place: 'helper.go:269' });
    return body as RemoteObject;
  }

  /** PUT; where the object does not say which version it replaces and `overwrite`, the present one. */
  *replace(namespace: string, name: string, overwrite: boolean, object: unknown): Sim<RemoteObject> {
    let sent = object;
    if (overwrite && versionOf(object) === '') {
      try {
        const current = yield* this.get(namespace, name);
        sent = withVersion(object, versionOf(current));
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
      }
    }
    const path = this.path(namespace, checked(name), this.options.subresource);
    return (yield* this.http.send({ method: 'PUT', path, query: this.writeQuery(), body: sent, place: 'helper.go:312' })) as RemoteObject;
  }

  *delete(namespace: string, name: string, options: DeleteBody): Sim<RemoteObject> {
    const body = { kind: 'DeleteOptions', apiVersion: 'v1', ...options, ...(this.options.dryRun ? { dryRun: ['All'] } : {}) };
    return (yield* this.http.send({ method: 'DELETE', path: this.path(namespace, checked(name)), body, place: 'helper.go:213' })) as RemoteObject;
  }

  path(namespace: string, name: string, subresource = ''): string {
    const { plural, namespaced } = this.mapping;
    const { group, version } = this.options.client ?? this.mapping;
    // A manifest without apiVersion that is sent all the same goes to a path without a version.
    return resourcePath({ group, version, plural, namespace: namespaced ? namespace : undefined, name, subresource }).replace(/^(\/apis?)\/\//, '$1/');
  }

  private writeQuery(): Record<string, string> {
    const { dryRun, fieldManager, fieldValidation } = this.options;
    return { ...(dryRun ? { dryRun: 'All' } : {}), ...(fieldManager ? { fieldManager } : {}), ...(fieldValidation ? { fieldValidation } : {}) };
  }

  private accept(): { readonly accept?: string } {
    return this.options.accept ? { accept: this.options.accept } : {};
  }
}

/** Names that would be another path are not sent. */
function checked(name: string): string {
  if (name === '') throw new KubectlError('resource name may not be empty');
  const faults = isPathSegmentName(name);
  if (faults.length) throw new KubectlError(`invalid resource name ${goQuote(name)}: [${faults.join(' ')}]`);
  return name;
}

function listQuery(query: ListQuery): Record<string, string> {
  return {
    ...(query.labelSelector ? { labelSelector: query.labelSelector } : {}),
    ...(query.fieldSelector ? { fieldSelector: query.fieldSelector } : {}),
    ...(query.limit ? { limit: String(query.limit) } : {}),
    ...(query.continue ? { continue: query.continue } : {}),
    ...(query.resourceVersion ? { resourceVersion: query.resourceVersion } : {}),
  };
}

/** A refused list says what was looked for. */
export function enhanceListError(error: unknown, query: ListQuery, mapping: Mapping, called = resourceText(mapping)): unknown {
  if (!(error instanceof ApiError) || (error.reason !== 'BadRequest' && error.reason !== 'NotFound')) return error;
  const { labelSelector = '', fieldSelector = '' } = query;
  const subject = goQuote(called);
  if (!labelSelector && !fieldSelector) return withMessage(error, `Unable to list ${subject}: ${error.message}`);
  return withMessage(error, `Unable to find ${subject} that match label selector ${goQuote(labelSelector)}, field selector ${goQuote(fieldSelector)}: ${error.message}`);
}

/** All pages of a list, one by one. */
export function* pages(helper: Helper, namespace: string, query: ListQuery, each: (list: RemoteObject) => Sim<void>, called?: string): Sim<void> {
  let token = '';
  do {
    const asked = { ...query, ...(token ? { continue: token } : {}) };
    let list: RemoteObject;
    try {
      list = yield* helper.list(namespace, asked);
    } catch (error) {
      throw enhanceListError(error, asked, helper.mapping, called);
    }
    yield* each(list);
    const { metadata } = list as { readonly metadata?: { readonly continue?: string } };
    token = metadata?.continue ?? '';
  } while (token !== '');
}

const metadataOf = (object: unknown): { readonly [key: string]: unknown } => (isObject(object) && isObject(object.metadata) ? object.metadata : {});

export function versionOf(object: unknown): string {
  const { resourceVersion } = metadataOf(object);
  return typeof resourceVersion === 'string' ? resourceVersion : '';
}

const withVersion = (object: unknown, resourceVersion: string): unknown => ({ ...(object as object), metadata: { ...metadataOf(object), resourceVersion } });

function withoutResourceVersion(object: unknown): unknown {
  if (versionOf(object) === '') return object;
  const { resourceVersion: _, ...metadata } = metadataOf(object);
  return { ...(object as object), metadata };
}
