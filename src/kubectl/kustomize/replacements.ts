// Replacements: a value from one resource, put into others. Upstream: sigs.k8s.io/kustomize/api/filters/replacement
// Simplified: not into JSON or YAML that is written in a field.

import { deepCopy, isObject } from '../../base/json.ts';
import { parseYaml } from '../../sim/api/yaml.ts';
import { goQuote } from '../../sim/api/yaml/goQuote.ts';
import { KubectlError } from '../errors.ts';
import type { FieldOptions, Replacement, Selector } from './kustomization.ts';
import type { Loader } from './loader.ts';
import { idText, textOf, type Manifest, type Resource } from './resource.ts';
import { isMeant, isSelected } from './select.ts';

type Replacing = NonNullable<Replacement['targets']>[number];

export function replace(resources: readonly Resource[], replacements: readonly Replacement[], loader: Loader): void {
  for (const entry of replacements) {
    for (const one of entry.path ? fromFile(loader.load(entry.path)) : [entry]) {
      const value = valueOf(resources, one);
      for (const target of one.targets ?? []) put(resources, target, value);
    }
  }
}

function fromFile(text: string): readonly Replacement[] {
  const value = parseYaml(text) as unknown;
  return (Array.isArray(value) ? value : [value]) as readonly Replacement[];
}

function valueOf(resources: readonly Resource[], { source, sourceValue }: Replacement): unknown {
  if (source && sourceValue !== undefined) throw new KubectlError('value and resource selectors are mutually exclusive');
  if (sourceValue !== undefined) return sourceValue;
  const wanted: Selector = source ?? {};
  const shown = sourceText(wanted);
  const found = resources.filter((resource) => isMeant(resource, wanted));
  if (found.length > 1) throw new KubectlError(`multiple matches for selector ${shown}`);
  const [from] = found;
  if (!from) throw new KubectlError(`nothing selected by ${shown}`);
  const path = source?.fieldPath || 'metadata.name';
  const value = valuesAt(from.object, splitPath(path))[0]?.get();
  if (value === undefined || value === null) throw new KubectlError(`fieldPath \`${path}\` is missing for replacement source ${shown}`);
  const { delimiter = '', index = 0 } = source?.options ?? {};
  if (!delimiter) return value;
  const parts = String(value).split(delimiter);
  if (index < 0 || index >= parts.length) throw new KubectlError(`options.index ${index} is out of bounds for value ${String(value)}`);
  return parts[index];
}

const sourceText = ({ group = '', version = '', kind = '', name = '', namespace = '' }: Selector): string => idText({ group, version, kind, name, namespace });

function put(resources: readonly Resource[], { select, reject = [], fieldPaths = ['metadata.name'], options = {} }: Replacing, value: unknown): void {
  if (!select) throw new KubectlError('target must specify resources to select');
  for (const resource of resources) {
    if (!isSelected(resource, select) || reject.some((selector) => isSelected(resource, selector))) continue;
    for (const path of fieldPaths) {
      const places = valuesAt(resource.object, splitPath(path), options.create ? deepCopy(value) : undefined);
      if (places.length === 0) throw new KubectlError(`unable to find ${options.create ? 'or create ' : ''}field ${goQuote(path)} in replacement target`);
      for (const place of places) place.set(replaced(place.get(), value, options));
    }
  }
}

function replaced(now: unknown, value: unknown, { delimiter = '', index = 0 }: FieldOptions): unknown {
  if (delimiter) {
    const parts = String(now).split(delimiter);
    const text = String(value);
    if (index < 0) parts.unshift(text);
    else if (index >= parts.length) parts.push(text);
    else parts[index] = text;
    return parts.join(delimiter);
  }
  // A scalar keeps its type.
  if (typeof now === 'number' && typeof value === 'string' && /^-?\d+$/.test(value)) return Number(value);
  if (typeof now === 'string' && typeof value === 'number') return String(value);
  return deepCopy(value);
}

// ---- paths ----

/** At dots, but not at those that are escaped or in brackets. */
function splitPath(path: string): readonly string[] {
  const parts: string[] = [];
  for (const m of path.matchAll(/((?:\\.|\[[^\]]*\]|[^.[\\])+)(?:\.|$)?/g)) {
    const text = (m[1] as string).replaceAll('\\.', '.');
    const bracket = /^([^[]*)(\[.*\])$/.exec(text);
    if (bracket?.[1]) parts.push(bracket[1], bracket[2] as string);
    else parts.push(text);
  }
  return parts;
}

interface Place {
  get(): unknown;
  set(value: unknown): void;
}

function valuesAt(root: Manifest, path: readonly string[], made?: unknown): readonly Place[] {
  let places: readonly Place[] = [{ get: () => root, set: () => undefined }];
  path.forEach((part, i) => {
    places = places.flatMap((place) => step(place.get(), part, made === undefined ? undefined : i === path.length - 1 ? made : {}));
  });
  return places;
}

function step(value: unknown, part: string, made: unknown): readonly Place[] {
  if (Array.isArray(value)) return itemsOf(value, part);
  if (!isObject(value)) return [];
  const holder = value as Manifest;
  if (part === '*') return Object.keys(holder).map((key) => placeIn(holder, key));
  const key = part.replace(/^\[(.*)\]$/, '$1');
  if (holder[key] === undefined) {
    if (made === undefined) return [];
    holder[key] = deepCopy(made);
  }
  return [placeIn(holder, key)];
}

function itemsOf(list: unknown[], part: string): readonly Place[] {
  const holder = list as unknown as Manifest;
  const all = list.map((_, i) => i);
  const condition = /^\[([^=]+)=(.*)\]$/.exec(part);
  const chosen = part === '*' ? all : condition ? all.filter((i) => isObject(list[i]) && textOfAny((list[i] as Manifest)[condition[1] as string]) === condition[2]) : all.filter((i) => String(i) === part);
  return chosen.map((i) => placeIn(holder, String(i)));
}

const textOfAny = (value: unknown): string => (typeof value === 'number' ? String(value) : textOf(value));

const placeIn = (holder: Manifest, key: string): Place => ({
  get: () => holder[key],
  set: (value) => {
    holder[key] = value;
  },
});
