// The types of all built-in kinds of Kubernetes v1.36, from generated/structure.json. A type is read from its line of
// text when it is first needed; the whole costs nothing until then.

import { must } from '../../../base/assert.ts';
import structure from './generated/structure.json' with { type: 'json' };
import { isAtomicLine, parseFields } from './compact.ts';
import { makeType, structType, type GroupVersionKind, type SchemaField, type SchemaType } from './schemaType.ts';

interface Structure {
  readonly version: string;
  /** `apps/v1` → `apps.v1: DaemonSet Deployment …` */
  readonly kinds: Readonly<Record<string, string>>;
  readonly packages: Readonly<Record<string, { readonly path: string; readonly types: Readonly<Record<string, string>> }>>;
}

const DATA: Structure = structure;

/** Whose API this is: `v1.36.3`. */
export const KUBERNETES_VERSION = DATA.version;

/** The type of a kind, or of its list (`PodList`). */
export function typeOf(apiVersion: string, kind: string): SchemaType | undefined {
  const byKind = kindsOf(apiVersion);
  const reference = byKind?.get(kind);
  if (reference !== undefined) return structOf(reference);
  const item = kind.endsWith('List') ? byKind?.get(kind.slice(0, -4)) : undefined;
  return item === undefined ? undefined : listOf(apiVersion, kind, structOf(item));
}

/** By OpenAPI's name, `io.k8s.api.core.v1.Container`. */
export function typeById(id: string): SchemaType | undefined {
  const dot = id.lastIndexOf('.');
  const name = id.slice(dot + 1);
  for (const pkg in DATA.packages) {
    const entry = DATA.packages[pkg];
    if (entry?.path === id.slice(0, dot) && entry.types[name] !== undefined) return structOf(`${pkg}.${name}`);
  }
  return undefined;
}

/** Whether anything is served in a group and version, `apps/v1`. */
export const hasGroupVersion = (apiVersion: string): boolean => kindsOf(apiVersion) !== undefined;

/** Every kind, lists not counted, in the order of its apiVersion. */
export function schemaKinds(): GroupVersionKind[] {
  const out: GroupVersionKind[] = [];
  for (const apiVersion in DATA.kinds) for (const kind of kindsOf(apiVersion)?.keys() ?? []) out.push(gvk(apiVersion, kind));
  return out;
}

const kindTables = new Map<string, ReadonlyMap<string, string>>();

/** Kind → `apps.v1.Deployment`. */
function kindsOf(apiVersion: string): ReadonlyMap<string, string> | undefined {
  const known = kindTables.get(apiVersion);
  if (known) return known;
  const line = Object.hasOwn(DATA.kinds, apiVersion) ? DATA.kinds[apiVersion] : undefined;
  if (line === undefined) return undefined;
  const [main = '', names = ''] = line.split(': ');
  const table = new Map<string, string>();
  for (const name of names.split(' ')) {
    const [kind = '', pkg = main] = name.split('@');
    table.set(kind, `${pkg}.${kind}`);
  }
  kindTables.set(apiVersion, table);
  return table;
}

function gvk(apiVersion: string, kind: string): GroupVersionKind {
  const slash = apiVersion.indexOf('/');
  return { group: slash < 0 ? '' : apiVersion.slice(0, slash), version: apiVersion.slice(slash + 1), kind };
}

const structs = new Map<string, SchemaType>();

/** `core.v1.Container` */
function structOf(reference: string): SchemaType {
  const made = structs.get(reference);
  if (made) return made;
  const dot = reference.lastIndexOf('.');
  const pkg = reference.slice(0, dot);
  const name = reference.slice(dot + 1);
  const entry = must(DATA.packages[pkg], pkg);
  const line = must(entry.types[name], reference);
  const version = pkg.slice(pkg.lastIndexOf('.') + 1);
  const kind = kindByReference().get(reference);
  const around = { version, owner: name, isKind: kind !== undefined, struct: (text: string) => structOf(text.includes('.') ? text : `${pkg}.${text}`) };
  const type = structType({ name, id: `${entry.path}.${name}`, goName: `${version}.${name}`, atomic: isAtomicLine(line), kind }, () => parseFields(line, around));
  structs.set(reference, type);
  return type;
}

let references: ReadonlyMap<string, GroupVersionKind> | undefined;
function kindByReference(): ReadonlyMap<string, GroupVersionKind> {
  if (references) return references;
  const map = new Map<string, GroupVersionKind>();
  for (const apiVersion in DATA.kinds) for (const [kind, reference] of kindsOf(apiVersion) ?? []) map.set(reference, gvk(apiVersion, kind));
  references = map;
  return map;
}

const lists = new Map<string, SchemaType>();

/** All lists of a kind have the same fields, so the generated file leaves them out. */
function listOf(apiVersion: string, kind: string, item: SchemaType): SchemaType {
  const key = `${apiVersion}/${kind}`;
  const made = lists.get(key);
  if (made) return made;
  const around = { version: 'v1', owner: kind, isKind: true, struct: structOf };
  const type = structType({ name: kind, id: `${item.id}List`, goName: `${item.goName}List`, kind: gvk(apiVersion, kind) }, () => {
    const fields = parseFields('apiVersion s;items []meta.v1.Status+!;kind s;metadata meta.v1.ListMeta', around);
    return fields.map((f): SchemaField => (f.name === 'items' ? { ...f, type: makeType('list', { element: item }) } : f));
  });
  lists.set(key, type);
  return type;
}
