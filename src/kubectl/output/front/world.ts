// What the recorded commands found: a server with a few objects that answers only discovery and GET, and a working folder.
// For tests only.

import { failure } from '../../../sim/api/errors.ts';
import { base64Decode, utf8Bytes } from '../../../sim/api/yaml/bytes.ts';
import { matches } from '../../../sim/api/selectors.ts';
import { parseLabelSelector } from '../../../sim/api/selectorText.ts';
import { goQuote } from '../../../sim/api/yaml/goQuote.ts';
import { KubectlError } from '../errors.ts';
import type { Files } from '../files.ts';
import { labelsOf, nameOf, type Item } from '../object.ts';

export interface Resource {
  readonly group: string;
  readonly version: string;
  readonly plural: string;
  readonly kind: string;
  readonly namespaced: boolean;
  readonly names: readonly string[];
  readonly categories: readonly string[];
}

export interface Found {
  readonly resource: Resource;
  readonly object: Item;
}

export interface Asked {
  readonly args: readonly string[];
  readonly selector?: string;
  readonly allowEmptyName?: boolean;
}

export class World {
  readonly files: Files;
  readonly resources: readonly Resource[];
  readonly nowMs: number;
  private readonly objects: { readonly [plural: string]: readonly Item[] };

  constructor(fixtures: Fixtures, discovery: { readonly [path: string]: unknown }) {
    this.objects = fixtures.objects;
    this.files = filesOf(fixtures);
    this.resources = resourcesOf(discovery);
    this.nowMs = fixtures.nowMs;
  }

  /** `po`, `deployments.apps` */
  resource(typed: string): Resource {
    const found = this.find(typed);
    if (!found) throw new KubectlError(`the server doesn't have a resource type ${goQuote(typed.split('.')[0] as string)}`);
    return found;
  }

  find(typed: string): Resource | undefined {
    const dot = typed.indexOf('.');
    const name = dot < 0 ? typed : typed.slice(0, dot);
    const group = dot < 0 ? undefined : typed.slice(dot + 1);
    return this.resources.find((r) => (r.plural === name || r.names.includes(name)) && (group === undefined || group === r.group || group === `${r.version}.${r.group}`));
  }

  get(resource: Resource, name: string): Item {
    const all = this.objects[resource.plural];
    if (!all) throw notServed();
    const object = all.find((o) => nameOf(o) === name);
    if (!object) throw failure(404, 'NotFound', `${resource.plural} ${goQuote(name)} not found`);
    return object;
  }

  list(resource: Resource): readonly Item[] {
    const all = this.objects[resource.plural];
    if (!all) throw failure(404, 'NotFound', `Unable to list ${goQuote(`${resource.group}/${resource.version}, Resource=${resource.plural}`.replace(/^\/(?=v)/, '/'))}: the server could not find the requested resource`);
    return all;
  }
}

export const notServed = (): Error => failure(404, 'NotFound', 'the server could not find the requested resource');

export interface Fixtures {
  readonly objects: { readonly [plural: string]: readonly Item[] };
  readonly files: { readonly [path: string]: string };
  readonly binary: { readonly [path: string]: string };
  readonly nowMs: number;
}

function filesOf(fixtures: Fixtures): Files {
  const files = new Map<string, Uint8Array>();
  for (const [path, text] of Object.entries(fixtures.files)) files.set(path, utf8Bytes(text));
  for (const [path, text] of Object.entries(fixtures.binary)) files.set(path, base64Decode(text) as Uint8Array);
  return {
    read: (path) => files.get(path),
    list(path) {
      if (path === '.') return [...files.keys()].filter((name) => !name.includes('/')).sort();
      const below = [...files.keys()].filter((name) => name.startsWith(`${path}/`)).map((name) => name.slice(path.length + 1));
      return below.length > 0 ? below.sort() : undefined;
    },
  };
}

interface ResourceList {
  readonly resources: readonly { name: string; singularName: string; kind: string; namespaced: boolean; shortNames?: string[]; categories?: string[] }[];
}

/** The preferred version of each group, in the order of discovery. */
function resourcesOf(discovery: { readonly [path: string]: unknown }): readonly Resource[] {
  const { groups } = discovery['/apis'] as { groups: readonly { name: string; preferredVersion: { version: string } }[] };
  return [{ name: '', preferredVersion: { version: 'v1' } }, ...groups].flatMap(({ name: group, preferredVersion: { version } }) => {
    const list = discovery[group === '' ? `/api/${version}` : `/apis/${group}/${version}`] as ResourceList;
    return list.resources
      .filter((r) => !r.name.includes('/'))
      .map((r) => ({ group, version, plural: r.name, kind: r.kind, namespaced: r.namespaced, names: [r.singularName, ...(r.shortNames ?? [])], categories: r.categories ?? [] }));
  });
}

export const NOTHING_GIVEN =
  "You must provide one or more resources by argument or filename.\nExample resource specifications include:\n   '-f rsrc.yaml'\n   '--filename=rsrc.json'\n   '<resource> <name>'\n   '<resource>'";

export interface Result {
  readonly found: readonly Found[];
  readonly errors: readonly Error[];
  /** One object was asked for by its name. */
  readonly single: boolean;
}

/** resource.Builder with ResourceTypeOrNameArgs. */
export function lookUp(world: World, asked: Asked): Result {
  const { args } = asked;
  const selector = asked.selector ? parseLabelSelector(asked.selector) : undefined;
  const pairs = args.some((arg) => arg.includes('/'));
  if (pairs) return byPairs(world, args);
  const [types = '', ...names] = args;
  if (args.length === 0) throw new KubectlError(NOTHING_GIVEN);
  const kinds = types.split(',').flatMap((type) => {
    const category = world.resources.filter((r) => r.categories.includes(type));
    return category.length > 0 ? category : [world.resource(type)];
  });
  const found: Found[] = [];
  const errors: Error[] = [];
  const each = (action: () => void): void => {
    try {
      action();
    } catch (error) {
      errors.push(error as Error);
    }
  };
  if (names.length > 0) {
    for (const resource of kinds) for (const name of names) each(() => found.push({ resource, object: world.get(resource, name) }));
    return { found, errors, single: names.length === 1 && kinds.length === 1 };
  }
  if (!asked.allowEmptyName && !asked.selector) throw new KubectlError('resource(s) were provided, but no name was specified');
  for (const resource of kinds) {
    each(() => {
      for (const object of world.list(resource)) if (!selector || matches(selector, labelsOf(object))) found.push({ resource, object });
    });
  }
  return { found, errors, single: false };
}

function byPairs(world: World, args: readonly string[]): Result {
  const tuples = args.map((arg) => {
    const parts = arg.split('/');
    if (parts.length > 2) throw new KubectlError('arguments in resource/name form may not have more than one slash');
    if (parts.length === 1) {
      throw new KubectlError("there is no need to specify a resource type as a separate argument when passing arguments in resource/name form (e.g. 'kubectl get resource/<resource_name>' instead of 'kubectl get resource resource/<resource_name>'");
    }
    const [type = '', name = ''] = parts;
    if (type === '' || name === '') throw new KubectlError('arguments in resource/name form must have a single resource and name');
    return { type, name };
  });
  const found: Found[] = [];
  const errors: Error[] = [];
  for (const { type, name } of tuples) {
    const resource = world.resource(type);
    try {
      found.push({ resource, object: world.get(resource, name) });
    } catch (error) {
      errors.push(error as Error);
    }
  }
  return { found, errors, single: tuples.length === 1 };
}
