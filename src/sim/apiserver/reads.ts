// Reading: one object, a list in pages, what a watch lets through.
// Upstream: k8s.io/apiserver/pkg/endpoints/handlers/get.go, pkg/storage/{interfaces,continue}.go, pkg/storage/cacher
// Simplified: a read of a revision that does not exist yet is refused at once instead of after three seconds.

import { ApiError, badRequest, failure, notFound } from '../api/errors.ts';
import { keyOf, type Kind } from '../api/kind.ts';
import { parseFieldSelector, parseLabelSelector, type FieldRequirement } from '../api/selectorText.ts';
import { matches, type Selector } from '../api/selectors.ts';
import type { KubeObject, ObjectList } from '../api/types.ts';
import { CompactedError, type Store } from '../etcd/store.ts';
import { componentStatuses } from './componentStatus.ts';
import type { Exchange } from './context.ts';
import { readContinue, writeContinue } from './continueToken.ts';
import { fromStored } from './storedForm.ts';
import { checkListOptions, decodeListOptions, type ListOptions } from './requestOptions.ts';
import type { WatchFilter } from './watchCache.ts';

export function readOne(exchange: Exchange, name: string): KubeObject {
  const { kind, state, info, request } = exchange;
  const { resourceVersion } = request.query;
  if (resourceVersion) {
    const revision = parseRevision(resourceVersion);
    if ('error' in revision) throw failure(500, '', revision.error);
    tooNew(exchange, revision.value);
  }
  if (isComponentStatus(kind)) return componentStatus(name);
  const kv = state.store.get(keyOf(kind, info.namespace, name));
  if (!kv) throw notFound(kind.group, kind.plural, name);
  return served(exchange, kv.value);
}

const isComponentStatus = (kind: Kind): boolean => kind.kind === 'ComponentStatus' && kind.group === '';

function componentStatus(name: string): KubeObject {
  const found = componentStatuses().find((c) => c.metadata.name === name);
  // The only kind whose code names it in the singular.
  if (!found) throw notFound('', 'componentstatus', name);
  return found;
}

/** As the kind of this request; for kinds that are stored in another version, what belongs to the stored object comes along. */
function served({ kind, state }: Exchange, stored: KubeObject): KubeObject {
  return fromStored(kind, kind.storedAs ? state.provenance.shown(stored) : stored, state);
}

// ---- what is asked for ----

export interface ListQuery {
  readonly options: ListOptions;
  readonly selection: Selection;
}

export interface Selection {
  readonly labels: Selector | undefined;
  readonly fields: readonly FieldRequirement[];
  accepts(object: KubeObject): boolean;
}

/** The query of a list, a watch or the deletion of a collection, in the order in which the server finds fault with it. */
export function listQuery(exchange: Exchange, watch = false): ListQuery {
  const { kind, request } = exchange;
  const { labelSelector, fieldSelector } = request.query;
  const decoded = decodeListOptions(request.query);
  const labels = labelSelector ? parseLabelSelector(labelSelector) : undefined;
  const fields = fieldSelector ? parseFieldSelector(fieldSelector) : [];
  const options = checkListOptions(decoded, watch);
  for (const f of fields) checkField(kind, f.field);
  return {
    options,
    selection: {
      labels: labels?.requirements.length || labels?.nothing ? labels : undefined,
      fields,
      accepts: (object) => (!labels || matches(labels, object.metadata.labels)) && meetsFields(kind, object, fields),
    },
  };
}

function meetsFields(kind: Kind, object: KubeObject, fields: readonly FieldRequirement[]): boolean {
  for (const f of fields) if ((fieldValue(kind, object, f.field) === f.value) !== (f.operator === '=')) return false;
  return true;
}

function checkField(kind: Kind, field: string): void {
  const { selectableFields } = kind;
  if (field === 'metadata.name' || selectableFields?.[field]) return;
  if (field === 'metadata.namespace' && (kind.namespaced || !selectableFields)) return;
  throw badRequest(selectableFields ? UNKNOWN_FIELD[kind.kind]?.(field) ?? `field label not supported: ${field}` : `${JSON.stringify(field)} is not a known field selector: only "metadata.name", "metadata.namespace"`);
}

/** Kinds whose authors found words of their own. */
const UNKNOWN_FIELD: Readonly<Record<string, (field: string) => string>> = {
  Job: (field) => `field label ${JSON.stringify(field)} not supported for Job`,
  ResourceSlice: (field) => `field label not supported for resource.k8s.io/v1, Kind=ResourceSlice: ${field}`,
};

function fieldValue(kind: Kind, object: KubeObject, field: string): string {
  if (field === 'metadata.name') return object.metadata.name;
  if (field === 'metadata.namespace') return object.metadata.namespace ?? '';
  return kind.selectableFields?.[field]?.(object as never) ?? '';
}

/** What a watch lets through. */
export function watchFilter(exchange: Exchange, { labels, fields: selected }: Selection): WatchFilter {
  const { kind, info } = exchange;
  const fields = info.name ? [...selected, { field: 'metadata.name', operator: '=' as const, value: info.name }] : selected;
  const index = fields.find((f) => f.operator === '=' && (f.field === 'spec.nodeName' || f.field === 'metadata.name'));
  return {
    namespace: info.namespace,
    labels,
    fields: fields.length === 0 ? undefined : (object) => meetsFields(kind, object, fields),
    index: index ? { field: index.field, value: index.value } : undefined,
  };
}

// ---- lists ----

const prefixOf = (kind: Kind, namespace: string): string => (kind.namespaced && namespace ? `/registry/${kind.storage}/${namespace}/` : `/registry/${kind.storage}/`);

/** All objects that the request selects, in the order of their keys; with `limit` a page of them. */
export function readList(exchange: Exchange, { options, selection } = listQuery(exchange)): ObjectList {
  const { kind, state, info } = exchange;
  if (isComponentStatus(kind)) return { kind: 'ComponentStatusList', apiVersion: 'v1', metadata: {}, items: componentStatuses().filter((c) => selection.accepts(c)) };
  const from = prefixOf(kind, info.namespace);
  const { revision, start, limit } = whereToRead(exchange, options, from);
  const entries = (start === undefined ? byName(exchange, selection, revision) : undefined) ?? entriesAt(state.store, from, revision, start);
  const items: KubeObject[] = [];
  let last = -1;
  const selects = selection.labels !== undefined || selection.fields.length > 0;
  for (let i = 0; i < entries.length && (limit === 0 || items.length < limit); i++) {
    const object = served(exchange, (entries[i] as Entry).value);
    if (selects && !selection.accepts(object)) continue;
    items.push(object);
    last = i;
  }
  const shownRevision = revision ?? state.store.revision;
  const more = limit > 0 && items.length === limit && last < entries.length - 1;
  return {
    kind: `${kind.kind}List`,
    apiVersion: kind.apiVersion,
    metadata: {
      resourceVersion: String(shownRevision),
      ...(more ? { continue: writeContinue({ revision: shownRevision, start: `${(entries[last] as Entry).key.slice(from.length)}\u0000` }) } : {}),
      ...(more && !selects ? { remainingItemCount: entries.length - limit } : {}),
    },
    items,
  };
}

interface WhereToRead {
  /** Undefined: what is there now. */
  readonly revision: number | undefined;
  readonly start: string | undefined;
  readonly limit: number;
}

/** Which revision is read, from where on: what resourceVersion, its match, limit and continue mean together. */
function whereToRead(exchange: Exchange, options: ListOptions, prefix: string): WhereToRead {
  const { store } = exchange.state;
  const { resourceVersion, resourceVersionMatch: match } = options;
  // From the cache, whatever it has, comes everything at once.
  const limit = resourceVersion === '0' ? 0 : options.limit;
  if (options.continue) {
    const token = readContinue(options.continue);
    if (resourceVersion !== '' && resourceVersion !== '0') throw badRequest('specifying resource version is not allowed when using continue');
    if (token.revision > 0 && token.revision < store.compactRevision) throw expiredToken(token.start);
    return { revision: token.revision > 0 && token.revision < store.revision ? token.revision : undefined, start: prefix + token.start, limit };
  }
  if (resourceVersion === '') return { revision: undefined, start: undefined, limit };
  const parsed = parseRevision(resourceVersion);
  if ('error' in parsed) throw badRequest(`invalid resource version: ${parsed.error}`);
  tooNew(exchange, parsed.value);
  const exact = match === 'Exact' || (match === '' && limit > 0 && parsed.value > 0);
  return { revision: exact ? parsed.value : undefined, start: undefined, limit };
}

interface Entry {
  readonly key: string;
  readonly value: KubeObject;
}

/** Everything under the prefix, from a key on, as it was at a revision: the present without what happened since. */
export function entriesAt(store: Store<KubeObject>, prefix: string, revision?: number, start = prefix): readonly Entry[] {
  // A token names the key after which to go on by the one character that sorts first.
  const present = store.range(prefix, start.endsWith('\u0000') ? { after: start.slice(0, -1) } : {}).filter((kv) => kv.key >= start);
  if (revision === undefined || revision >= store.revision) return present;
  const events = eventsSince(store, revision).filter((e) => e.key.startsWith(prefix) && e.key >= start);
  if (events.length === 0) return present;
  const values = new Map(present.map((kv) => [kv.key, kv.value]));
  for (const event of events.reverse()) {
    if (event.previous === undefined) values.delete(event.key);
    else values.set(event.key, event.previous);
  }
  return [...values].map(([key, value]) => ({ key, value })).sort((a, b) => (a.key < b.key ? -1 : 1));
}

function eventsSince(store: Store<KubeObject>, revision: number): ReturnType<Store<KubeObject>['since']>[number][] {
  try {
    return [...store.since(revision)];
  } catch (error) {
    if (error instanceof CompactedError) throw expired('The resourceVersion for the provided list is too old.');
    throw error;
  }
}

/** A selection of one name needs no search. */
function byName({ kind, state, info }: Exchange, { fields }: Selection, revision: number | undefined): readonly Entry[] | undefined {
  const name = fields.find((f) => f.field === 'metadata.name' && f.operator === '=')?.value;
  if (!name || revision !== undefined || (kind.namespaced && !info.namespace)) return undefined;
  const kv = state.store.get(keyOf(kind, info.namespace, name));
  return kv ? [kv] : [];
}

// ---- revisions ----

export function parseRevision(text: string): { readonly value: number } | { readonly error: string } {
  if (/^\d+$/.test(text)) return { value: Number(text) };
  return { error: `resourceVersion: Invalid value: ${JSON.stringify(text)}: strconv.ParseUint: parsing ${JSON.stringify(text)}: invalid syntax` };
}

/** A revision that does not exist yet is waited for, in vain. */
function tooNew(exchange: Exchange, revision: number): void {
  const { revision: current } = exchange.state.store;
  if (revision <= current) return;
  throw failure(504, 'Timeout', `Timeout: Too large resource version: ${revision}, current: ${current}`, {
    causes: [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }],
    retryAfterSeconds: 1,
  });
}

export const expired = (message: string): ApiError => failure(410, 'Expired', message);

/** The rest of the list can still be had, only not as it was when the list began. */
function expiredToken(start: string): ApiError {
  const { status } = expired(
    'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.',
  );
  return new ApiError({ ...status, metadata: { continue: writeContinue({ revision: -1, start }) } });
}
