// Which code answers which request: resources by their verb, subresources by name, and the paths that are no resources.

import { ApiError, badRequest, failure } from '../api/errors.ts';
import type { Request, Response, UserInfo } from '../api/http.ts';
import { keyOf, type Kind } from '../api/kind.ts';
import type { KubeObject, ObjectList } from '../api/types.ts';
import { subresourceVerbs } from './apiResources.ts';
import { checkName, partsKnown, readObject } from './bodies.ts';
import { get, rereading, type Exchange } from './context.ts';
import { nonResource, PAGE_NOT_FOUND } from './discovery.ts';
import { beginCreate } from './creating.ts';
import { beginDelete } from './deleting.ts';
import type { Committed, Pending } from './pending.ts';
import { beginUpdate } from './updating.ts';
import { beginPatch, checkPatchType } from './patching.ts';
import { listQuery, readList, readOne } from './reads.ts';
import { negotiate, respond } from './representation.ts';
import { deleteOptions, type DeleteOptions } from './requestOptions.ts';
import { reviewHandler } from './reviews.ts';
import { exchangeFor, type Serving } from './serving.ts';
import { bindingOf } from './subresources/binding.ts';
import { SUBRESOURCES } from './subresources/index.ts';
import { openWatch } from './watching.ts';

/** Groups of questions, which are answered and not kept. */
const REVIEWED = /^auth(enticat|orizat)ion\.k8s\.io$/;

export type Handler =
  | { readonly kind: 'read'; read(answer: (response: Response) => void): void }
  | { readonly kind: 'write'; begin(): Pending; finish(done: Committed): Response };

export function route(serving: Serving, user: UserInfo): Handler {
  const { info, server } = serving;
  if (!info.isResource) return { kind: 'read', read: (answer) => answer(nonResource(server, serving.request)) };
  const { scheme } = server.state;
  const kind = scheme.resource(info.group, info.version, info.resource);
  if (!kind) {
    if (!scheme.kinds.some((k) => k.group === info.group)) return { kind: 'read', read: (answer) => answer(PAGE_NOT_FOUND) };
    throw missing();
  }
  checkScope(serving, kind);
  const exchange = exchangeFor(serving, kind, user);
  // These are the whole object, of which a write changes a part.
  const isWhole = info.subresource === 'status' ? kind.status : PARTS.includes(info.subresource) && kind.subresources?.includes(info.subresource);
  if (info.subresource && !isWhole) {
    const subresource = SUBRESOURCES[info.subresource];
    if (!subresource || !(kind.subresources?.includes(info.subresource) || (info.subresource === 'scale' && kind.scale))) throw missing();
    if (!subresourceVerbs(info.subresource).includes(info.verb)) throw notAllowed();
    return subresource(serving, exchange);
  }
  return resource(serving, exchange);
}

const PARTS: readonly string[] = ['approval', 'ephemeralcontainers', 'resize'];

/** Which paths there are at all, and what may be done with each. */
function checkScope({ info }: Serving, kind: Kind): void {
  const inNamespace = info.namespace !== '' && info.resource !== 'namespaces';
  if (inNamespace && !kind.namespaced) throw missing();
  if (kind.namespaced && !inNamespace) {
    // All namespaces at once can be listed and watched, nothing else.
    if (info.name || !kind.verbs.includes('list')) throw missing();
    if (info.verb !== 'list' && info.verb !== 'watch') throw notAllowed();
  }
  const collection = ['list', 'create', 'deletecollection'].includes(info.verb);
  if (info.verb !== 'watch' && !info.subresource && collection === (info.name !== '')) throw notAllowed();
  if (info.name === '.' || info.name === '..' || info.name.includes('%')) throw badName(info.name);
}

function badName(name: string): ApiError {
  return badRequest(`Name parameter invalid: ${JSON.stringify(name)}: may not ${name === '.' || name === '..' ? 'be' : 'contain'} '${name === '.' || name === '..' ? name : '%'}'`);
}

export const missing = (): ApiError => failure(404, 'NotFound', 'the server could not find the requested resource', {});

function resource(serving: Serving, exchange: Exchange): Handler {
  const { info, kind, request } = exchange;
  if (info.subresource && !subresourceVerbs(info.subresource).includes(info.verb)) throw notAllowed();
  if (!info.subresource && !kind.verbs.includes(info.verb)) throw notAllowed();
  if (info.verb === 'patch') checkPatchType(exchange);
  const target = negotiate(exchange);
  const finish = (done: Committed): Response => respond(exchange, target, done.code, done.object);
  switch (info.verb) {
    case 'get':
      return { kind: 'read', read: (answer) => answer(respond(exchange, target, 200, readOne(exchange, info.name))) };
    case 'list':
      return { kind: 'read', read: (answer) => answer(respond(exchange, target, 200, readList(exchange))) };
    case 'watch':
      return { kind: 'read', read: (answer) => openWatch(serving, exchange, answer) };
    case 'create':
      if (kind.kind === 'Binding') return bindingOf(serving, exchange);
      return (REVIEWED.test(kind.group) && reviewHandler(exchange, serving.server.rbac)) || { kind: 'write', begin: () => beginCreate(exchange, readObject(exchange, kind), {}, readAgain(exchange)), finish };
    case 'update':
      return {
        kind: 'write',
        begin: () => {
          const stored = get(exchange.state, kind, info.namespace, info.name);
          const object = readObject(exchange, kind, request.body, partsKnown(exchange, stored));
          checkName(exchange, object);
          const sent = readAgain(exchange);
          const create = kind.strategy?.createOnUpdate ? () => beginCreate(exchange, object, {}, sent) : undefined;
          return beginUpdate(exchange, info.name, () => ({ object, sent, submits: object.metadata.managedFields !== undefined }), create);
        },
        finish,
      };
    case 'patch':
      return { kind: 'write', begin: () => beginPatch(exchange, info.name), finish };
    case 'delete': {
      let options: DeleteOptions = {};
      return {
        kind: 'write',
        begin: () => {
          options = deleteOptions(request);
          return beginDelete(triedOut(exchange, options), info.name, options);
        },
        finish: (done) => respond(exchange, target, options.orphanDependents === false && isKept(exchange) ? 202 : done.code, done.object),
      };
    }
    case 'deletecollection':
      return {
        kind: 'write',
        begin: () => {
          const query = listQuery(exchange);
          const options = deleteOptions(request);
          return beginDeleteCollection(triedOut(exchange, options), readList(exchange, query), options);
        },
        finish,
      };
    default:
      throw notAllowed();
  }
}

const triedOut = (exchange: Exchange, { dryRun }: DeleteOptions): Exchange => ({ ...exchange, dryRun: dryRun !== undefined && dryRun.length > 0 });

const isKept = ({ kind, state, info }: Exchange): boolean => state.store.get(keyOf(kind, info.namespace, info.name)) !== undefined;

/** Reading a body a second time warns of nothing. Made apart, so that what is remembered holds the request and no more. */
const readAgain = (exchange: Exchange): (() => object) => readingAgain(rereading(exchange), exchange.request);
const readingAgain = (alike: Exchange, request: Request) => (): object => readObject({ ...alike, request, warnings: [] }, alike.kind);

const notAllowed = (): ApiError => failure(405, 'MethodNotAllowed', 'the server does not allow this method on the requested resource', {});

/** Everything that is selected, one after another; the answer is the list as it was. */
function beginDeleteCollection(exchange: Exchange, list: ObjectList, options: DeleteOptions): Pending {
  const queue = [...list.items];
  const next = (): Committed | undefined => {
    let revision: number | undefined;
    for (let i = 0; i < 16 && queue.length; i++) {
      const item = queue.shift() as KubeObject;
      const one: Exchange = { ...exchange, info: { ...exchange.info, namespace: item.metadata.namespace ?? '', name: item.metadata.name } };
      try {
        revision = beginDelete(one, item.metadata.name, options).commit()?.revision ?? revision;
      } catch (error) {
        // Somebody else was faster; anything but "not found" ends the collection, as in the real server.
        if (!(error instanceof ApiError) || error.reason !== 'NotFound') throw error;
      }
    }
    return { code: 200, object: list as unknown as KubeObject, ...(revision === undefined ? {} : { revision }), ...(queue.length ? { more: next } : {}) };
  };
  return { commit: next };
}
