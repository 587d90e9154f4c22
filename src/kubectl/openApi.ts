// The server's OpenAPI v3 documents: an index that every command asks for anew, and one document for each group and
// version, kept under its address, which carries a hash.
// Upstream: k8s.io/client-go/openapi, openapi3/root.go

import { isObject, type JsonObject } from '../base/json.ts';
import { ApiError } from '../sim/api/errors.ts';
import { parseTarget } from '../sim/api/http.ts';
import type { Sim } from '../sim/kernel/task.ts';
import type { Http, RestRequest } from './http.ts';

export interface GroupVersionKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

/** What a document says of one kind. */
export interface KindSupport {
  /** PATCH takes strategic merge patches. */
  readonly strategic: boolean;
  /** Writes know the query parameter fieldValidation. */
  readonly fieldValidation: boolean;
}

export class OpenApi {
  private readonly http: Http;
  private index: Readonly<Record<string, string>> | undefined;
  private readonly read = new Set<string>();
  private v2Asked = false;
  private crds: readonly { readonly group: string; readonly kind: string }[] | undefined;

  constructor(http: Http) {
    this.http = http;
  }

  /** The paths of the index, each with the address of its document. */
  *paths(): Sim<Readonly<Record<string, string>>> {
    if (this.index) return this.index;
    const body = yield* this.http.send({ method: 'GET', path: '/openapi/v3', query: { timeout: '32s' }, accept: 'application/json, */*', place: 'client.go:46' });
    const paths = isObject(body) && isObject(body.paths) ? body.paths : {};
    const index: Record<string, string> = {};
    for (const path in paths) {
      const entry = paths[path];
      if (isObject(entry) && typeof entry.serverRelativeURL === 'string') index[path] = entry.serverRelativeURL;
    }
    this.index = index;
    return index;
  }

  /** The document of a group and version; undefined where the index names none. */
  *document(group: string, version: string): Sim<JsonObject | undefined> {
    const paths = yield* this.paths();
    const address = paths[group ? `apis/${group}/${version}` : `api/${version}`];
    if (address === undefined) return undefined;
    const { process } = this.http;
    const { openApi } = process.session.cache;
    const { path, query } = parseTarget(address);
    const request: RestRequest = { method: 'GET', path, query: { ...query, timeout: '32s' }, place: 'groupversion.go:75' };
    let document = openApi.get(address);
    if (!document) {
      document = (yield* this.http.send(request)) as object;
      openApi.set(address, document);
    } else if (!this.read.has(address)) this.http.logCached(request, document);
    if (!this.read.has(address)) {
      this.read.add(address);
      yield* process.busy(process.session.times.openApiMs);
    }
    return document as JsonObject;
  }

  /** What the server can do with a kind; undefined where no document has it. */
  *support(gvk: GroupVersionKind): Sim<KindSupport | 'noGroupVersion' | 'noKind'> {
    const document = yield* this.document(gvk.group, gvk.version);
    if (!document) return 'noGroupVersion';
    return supportIn(document, gvk) ?? 'noKind';
  }

  /**
   * The fallback of old: the whole API in one document. Simplified: the server here has none, so nothing is found in it.
   * Throws where the server cannot be reached.
   */
  *askV2(): Sim<void> {
    if (this.v2Asked) return;
    this.v2Asked = true;
    try {
      yield* this.http.send({ method: 'GET', path: '/openapi/v2', query: { timeout: '32s' }, accept: 'application/com.github.proto-openapi.spec.v2@v1.0+protobuf' });
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
    }
  }

  /** Whether a definition of a custom kind is there. */
  *hasCustomKind(group: string, kind: string): Sim<boolean> {
    if (!this.crds) {
      try {
        const body = yield* this.http.send({ method: 'GET', path: '/apis/apiextensions.k8s.io/v1/customresourcedefinitions' });
        const items = isObject(body) && Array.isArray(body.items) ? (body.items as { spec: { group: string; names: { kind: string } } }[]) : [];
        this.crds = items.map((item) => ({ group: item.spec.group, kind: item.spec.names.kind }));
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        this.crds = [];
      }
    }
    return this.crds.some((crd) => crd.group === group && crd.kind === kind);
  }
}

const SUPPORT = new WeakMap<object, Map<string, KindSupport>>();

function supportIn(document: JsonObject, gvk: GroupVersionKind): KindSupport | undefined {
  let kinds = SUPPORT.get(document);
  if (!kinds) SUPPORT.set(document, (kinds = readSupport(document)));
  return kinds.get(`${gvk.group}/${gvk.version}/${gvk.kind}`);
}

function readSupport(document: JsonObject): Map<string, KindSupport> {
  const kinds = new Map<string, KindSupport>();
  const paths = isObject(document.paths) ? document.paths : {};
  for (const path in paths) {
    const item = paths[path];
    const patch = isObject(item) ? item.patch : undefined;
    if (!isObject(patch)) continue;
    const gvk = patch['x-kubernetes-group-version-kind'];
    if (!isObject(gvk)) continue;
    const key = `${String(gvk.group)}/${String(gvk.version)}/${String(gvk.kind)}`;
    if (kinds.has(key)) continue;
    const content = isObject(patch.requestBody) && isObject(patch.requestBody.content) ? patch.requestBody.content : {};
    const parameters = Array.isArray(patch.parameters) ? patch.parameters : [];
    kinds.set(key, {
      strategic: 'application/strategic-merge-patch+json' in content,
      fieldValidation: parameters.some((p) => isObject(p) && p.name === 'fieldValidation' && p.in === 'query'),
    });
  }
  return kinds;
}
