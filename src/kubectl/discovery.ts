// Which resources the server has: two requests with the aggregated form, kept for the whole session as kubectl keeps them
// on disk. A command that finds a kind unknown asks once more.
// Upstream: k8s.io/client-go/discovery (aggregated_discovery.go), discovery/cached/disk

import { isObject } from '../base/json.ts';
import { ApiError } from '../sim/api/errors.ts';
import { ConnectionError } from '../sim/client/transport.ts';
import type { Sim } from '../sim/kernel/task.ts';
import type { ApiGroup, ApiResource, ApiSubresource, DiscoveryDocument } from './cache.ts';
import type { Http } from './http.ts';
import { logValues } from './klog.ts';

const ACCEPT =
  'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json';

/** How often a command tries before it gives up on a server that refuses connections. */
const TRIES = 5;

export class Discovery {
  readonly http: Http;
  private document: DiscoveryDocument | undefined;
  /** This process has asked the server itself. */
  fresh = false;

  constructor(http: Http) {
    this.http = http;
  }

  *load(): Sim<DiscoveryDocument> {
    const { session, kernel } = this.http.process;
    this.document ??= session.cache.discovery(this.http.server, kernel.now);
    if (!this.document) {
      this.document = yield* this.request();
      this.fresh = true;
      session.cache.keepDiscovery(this.http.server, this.document, kernel.now);
    }
    return this.document;
  }

  /** Forgets what is known, so that the next look asks the server. */
  invalidate(): void {
    this.document = undefined;
    this.http.process.session.cache.dropDiscovery(this.http.server);
  }

  private *request(): Sim<DiscoveryDocument> {
    const { http } = this;
    for (let attempt = 1; ; attempt++) {
      try {
        const core = yield* this.list('/api');
        const groups = yield* this.list('/apis');
        const merged = [...core, ...groups];
        return { groups: merged.map((g) => g.group), resources: merged.flatMap((g) => g.resources) };
      } catch (error) {
        if (error instanceof ConnectionError) {
          logValues(http.process, 'E', 'memcache.go:265', 'Unhandled Error', [['err', `couldn't get current server API group list: ${error.message}`]]);
          if (attempt < TRIES) continue;
        }
        throw error;
      }
    }
  }

  private *list(path: string): Sim<readonly Discovered[]> {
    const body = yield* this.http.send({ method: 'GET', path, query: { timeout: '32s' }, accept: ACCEPT, place: 'aggregated_discovery.go:64' });
    if (isObject(body) && body.kind === 'APIGroupDiscoveryList') return aggregated(body);
    return yield* this.plain(body);
  }

  /** A server without the aggregated form: a document for each group and version. */
  private *plain(body: unknown): Sim<readonly Discovered[]> {
    if (!isObject(body)) return [];
    if (body.kind === 'APIVersions') return [yield* this.plainGroup('', list<string>(body.versions))];
    const out: Discovered[] = [];
    for (const group of list<{ name: string; versions: { version: string }[] }>(body.groups)) out.push(yield* this.plainGroup(group.name, group.versions.map((v) => v.version)));
    return out;
  }

  private *plainGroup(name: string, versions: readonly string[]): Sim<Discovered> {
    const resources: ApiResource[] = [];
    for (const version of versions) {
      try {
        const body = yield* this.http.send({ method: 'GET', path: name ? `/apis/${name}/${version}` : `/api/${version}`, query: { timeout: '32s' } });
        resources.push(...plainResources(name, version, isObject(body) ? list<PlainResource>(body.resources) : []));
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
      }
    }
    return { group: { name, versions }, resources };
  }
}

interface Discovered {
  readonly group: ApiGroup;
  readonly resources: readonly ApiResource[];
}

const list = <T>(value: unknown): readonly T[] => (Array.isArray(value) ? (value as T[]) : []);

interface ResponseKind {
  readonly group?: string;
  readonly version?: string;
  readonly kind?: string;
}

interface AggregatedResource {
  readonly resource: string;
  readonly responseKind?: ResponseKind;
  readonly scope: string;
  readonly singularResource?: string;
  readonly verbs?: readonly string[];
  readonly shortNames?: readonly string[];
  readonly categories?: readonly string[];
  readonly subresources?: readonly { readonly subresource: string; readonly responseKind?: ResponseKind; readonly verbs?: readonly string[] }[];
}

function aggregated(body: { readonly items?: unknown }): readonly Discovered[] {
  return list<{ metadata?: { name?: string }; versions?: { version: string; resources?: AggregatedResource[] }[] }>(body.items).map((item) => {
    const name = item.metadata?.name ?? '';
    const versions = item.versions ?? [];
    return { group: { name, versions: versions.map((v) => v.version) }, resources: versions.flatMap((v) => (v.resources ?? []).map((r) => resourceOf(name, v.version, r))) };
  });
}

function resourceOf(group: string, version: string, r: AggregatedResource): ApiResource {
  return {
    group,
    version,
    plural: r.resource,
    singular: r.singularResource ?? '',
    kind: r.responseKind?.kind ?? '',
    namespaced: r.scope === 'Namespaced',
    verbs: r.verbs ?? [],
    shortNames: r.shortNames ?? [],
    categories: r.categories ?? [],
    subresources: (r.subresources ?? []).map(
      (s): ApiSubresource => ({ name: s.subresource, kind: s.responseKind?.kind ?? '', group: s.responseKind?.group || group, version: s.responseKind?.version || version, verbs: s.verbs ?? [] }),
    ),
  };
}

interface PlainResource {
  readonly name: string;
  readonly singularName?: string;
  readonly namespaced: boolean;
  readonly kind: string;
  readonly group?: string;
  readonly version?: string;
  readonly verbs: readonly string[];
  readonly shortNames?: readonly string[];
  readonly categories?: readonly string[];
}

function plainResources(group: string, version: string, all: readonly PlainResource[]): readonly ApiResource[] {
  return all
    .filter((r) => !r.name.includes('/'))
    .map((r) => ({
      group,
      version,
      plural: r.name,
      singular: r.singularName ?? '',
      kind: r.kind,
      namespaced: r.namespaced,
      verbs: r.verbs,
      shortNames: r.shortNames ?? [],
      categories: r.categories ?? [],
      subresources: all.filter((s) => s.name.startsWith(`${r.name}/`)).map((s) => ({ name: s.name.slice(r.name.length + 1), kind: s.kind, group: s.group || group, version: s.version || version, verbs: s.verbs })),
    }));
}
