// From what a person types (`po`, `deployments.apps`, `Pod`) or a manifest says (kind and version) to a resource.
// Upstream: k8s.io/client-go/restmapper (shortcut.go, discovery.go, category_expansion.go), k8s.io/apimachinery/pkg/api/meta

import type { Sim } from '../sim/kernel/task.ts';
import { goQuote } from '../sim/api/yaml/goQuote.ts';
import type { ApiResource, DiscoveryDocument } from './cache.ts';
import type { Discovery } from './discovery.ts';
import { KubectlError, PlainError, NoKindMatch } from './errors.ts';

/** A resource that was found. */
export interface Mapping {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly plural: string;
  readonly namespaced: boolean;
  readonly resource: ApiResource;
}

interface Partial {
  readonly resource: string;
  readonly group: string;
  readonly version: string;
}

const mappingOf = (resource: ApiResource): Mapping => ({
  group: resource.group,
  version: resource.version,
  kind: resource.kind,
  plural: resource.plural,
  namespaced: resource.namespaced,
  resource,
});

/** `apps/v1` */
export const groupVersion = (m: { readonly group: string; readonly version: string }): string => (m.group ? `${m.group}/${m.version}` : m.version);

/** `apps/v1, Resource=deployments`, as Go prints a GroupVersionResource. */
export const resourceText = (m: Mapping): string => `${m.group}/${m.version}, Resource=${m.plural}`;
export const kindText = (m: { readonly group: string; readonly version: string; readonly kind: string }): string => `${m.group}/${m.version}, Kind=${m.kind}`;

/** `deployments.apps` */
export const groupResource = (m: { readonly group: string; readonly plural: string }): string => (m.group ? `${m.plural}.${m.group}` : m.plural);

export class RestMapper {
  readonly discovery: Discovery;
  private readonly warned = new Set<string>();

  constructor(discovery: Discovery) {
    this.discovery = discovery;
  }

  /** For a kind that a manifest names; without a version the preferred one. */
  *forKind(group: string, kind: string, version = ''): Sim<Mapping> {
    const found = yield* this.look((document) => ofKind(document, group, kind, version));
    if (found) return found;
    throw noKindMatch(group, kind, version);
  }

  /** For what stands on the command line. */
  *forArgument(text: string): Sim<Mapping> {
    const parsed = parseResource(text);
    const found = yield* this.look((document) => {
      for (const partial of parsed) {
        this.warnAmbiguous(document, partial);
        const resource = kindFor(document, partial);
        if (resource) return ofKind(document, resource.group, resource.kind, resource.version);
      }
      return byKindText(document, text);
    });
    if (found) return found;
    throw new KubectlError(`the server doesn't have a resource type ${goQuote((parsed[parsed.length - 1] as Partial).resource)}`);
  }

  /** `ev` is the short name of Events in two groups. */
  private warnAmbiguous(document: DiscoveryDocument, asked: Partial): void {
    const [first, ...others] = shortNamed(document, asked);
    const known = first && groupResource(first);
    for (const other of new Set(others.map(groupResource))) {
      const text = `short name ${goQuote(asked.resource)} could also match lower priority resource ${other}`;
      if (other === known || this.warned.has(text)) continue;
      this.warned.add(text);
      this.discovery.http.process.err(`Warning: ${text}\n`);
    }
  }

  /** As forArgument, with the words of commands that ask the mapper themselves. */
  *resourceFor(text: string): Sim<Mapping> {
    try {
      return yield* this.forArgument(text);
    } catch (error) {
      throw error instanceof KubectlError ? new PlainError(error.message) : error;
    }
  }

  /** Which of the versions of a kind serves it. */
  *resource(group: string, plural: string, version = ''): Sim<Mapping | undefined> {
    return yield* this.look((document) => {
      const resource = kindFor(document, { resource: plural, group, version });
      return resource ? mappingOf(resource) : undefined;
    });
  }

  /** `all` → the resources of that category; what is no category stays. */
  *expandCategories(text: string): Sim<string> {
    const document = yield* this.discovery.load();
    const parts = text.split(',').map((part) => {
      const members = categoryOf(document, part);
      return members.length ? members.map(groupResource).join(',') : part;
    });
    return parts.join(',');
  }

  /** Looks; where nothing is found and the knowledge is old, asks the server once more. */
  private *look<T>(find: (document: DiscoveryDocument) => T | undefined): Sim<T | undefined> {
    const found = find(yield* this.discovery.load());
    if (found !== undefined || this.discovery.fresh) return found;
    this.discovery.invalidate();
    return find(yield* this.discovery.load());
  }
}

export function noKindMatch(group: string, kind: string, version: string): NoKindMatch {
  return new NoKindMatch(version ? `no matches for kind ${goQuote(kind)} in version ${goQuote(group ? `${group}/${version}` : version)}` : `no matches for kind ${goQuote(kind)} in group ${goQuote(group)}`);
}

/** `deployments.v1.apps` may mean version v1 of group apps, or group v1.apps. */
function parseResource(text: string): readonly Partial[] {
  const [resource = '', ...rest] = text.split('.');
  const plain = { resource, group: rest.join('.'), version: '' };
  if (rest.length < 2) return [plain];
  return [{ resource, version: rest[0] as string, group: rest.slice(1).join('.') }, plain];
}

function kindFor(document: DiscoveryDocument, asked: Partial): ApiResource | undefined {
  const wanted = expandShortName(document, asked);
  const name = wanted.resource.toLowerCase();
  const named = document.resources.filter((r) => (r.plural === name || r.singular === name || (r.singular === '' && r.kind.toLowerCase() === name)) && (!wanted.version || r.version === wanted.version));
  const exact = named.filter((r) => r.group === wanted.group);
  if (exact.length && (wanted.group || wanted.version)) return preferred(document, exact);
  if (wanted.group) return preferred(document, named.filter((r) => r.group.startsWith(wanted.group)));
  return preferred(document, named);
}

/** What has the short name, unless something has it as its full name. */
function shortNamed(document: DiscoveryDocument, { resource, group }: Partial): readonly ApiResource[] {
  const inGroup = document.resources.filter((r) => !group || r.group === group);
  return inGroup.some((r) => r.plural === resource || r.singular === resource) ? [] : inGroup.filter((r) => r.shortNames.includes(resource));
}

function expandShortName(document: DiscoveryDocument, asked: Partial): Partial {
  const { resource, group } = asked;
  const inGroup = document.resources.filter((r) => !group || r.group === group);
  if (inGroup.some((r) => r.plural === resource || r.singular === resource)) return asked;
  const short = inGroup.find((r) => r.shortNames.includes(resource)) ?? (group ? document.resources.find((r) => r.group.startsWith(group) && r.shortNames.includes(resource)) : undefined);
  return short ? { ...asked, resource: short.plural, group: short.group } : asked;
}

/** The first group in the order of discovery, in its preferred version. */
function preferred(document: DiscoveryDocument, resources: readonly ApiResource[]): ApiResource | undefined {
  for (const group of document.groups) {
    for (const version of group.versions) {
      const found = resources.find((r) => r.group === group.name && r.version === version);
      if (found) return found;
    }
  }
  return undefined;
}

function ofKind(document: DiscoveryDocument, group: string, kind: string, version: string): Mapping | undefined {
  if (kind === 'List' && document.groups.some((g) => g.name === group && g.versions.includes(version))) return listMapping(group, version);
  const found = preferred(document, document.resources.filter((r) => r.group === group && r.kind === kind && (!version || r.version === version)));
  return found ? mappingOf(found) : undefined;
}

/** Lists of anything; no discovery has them. */
function listMapping(group: string, version: string): Mapping {
  const names = { group, version, kind: 'List', plural: 'lists', namespaced: false };
  return { ...names, resource: { ...names, singular: 'list', verbs: [], shortNames: [], categories: [], subresources: [] } };
}

/** `Deployment.v1.apps`, `Deployment.apps`, `Deployment` */
function byKindText(document: DiscoveryDocument, text: string): Mapping | undefined {
  const [kind = '', ...rest] = text.split('.');
  return (rest.length >= 2 ? ofKind(document, rest.slice(1).join('.'), kind, rest[0] as string) : undefined) ?? ofKind(document, rest.join('.'), kind, '');
}

function categoryOf(document: DiscoveryDocument, name: string): readonly ApiResource[] {
  const seen = new Set<string>();
  return document.resources.filter((r) => {
    if (!r.categories.includes(name) || seen.has(groupResource(r))) return false;
    seen.add(groupResource(r));
    return true;
  });
}
