// What a kustomization does to its resources, in kustomize's order.
// Upstream: sigs.k8s.io/kustomize/api/internal/target/kusttarget_configplugin.go, internal/builtins, filters

import { isObject } from '../../base/json.ts';
import { KubectlError } from '../errors.ts';
import { ANNOTATIONS, IMAGES, METADATA_LABELS, NAMESPACES, REPLICAS, SELECTING_LABELS, TEMPLATE_LABELS, editAt, selects, type FieldSpec } from './fieldSpecs.ts';
import { changedImage } from './images.ts';
import type { ImageArgs, Kustomization, LabelArgs } from './kustomization.ts';
import type { Loader } from './loader.ts';
import { jsonPatches, mergePatches, patches } from './patches.ts';
import { replace } from './replacements.ts';
import { gvkText, idText, isClusterScoped, sameId, type Manifest, type Resource } from './resource.ts';

type Texts = Readonly<Record<string, string>>;

export function transform(given: readonly Resource[], k: Kustomization, loader: Loader): Resource[] {
  let resources = [...given];
  const step = (change: (resources: readonly Resource[]) => void): void => {
    change(resources);
    resources = resources.filter((r) => !r.gone);
  };
  step((all) => mergePatches(all, k.patchesStrategicMerge ?? [], loader));
  for (const patch of k.patches ?? []) step((all) => patches(all, patch, loader));
  if (k.namespace) step((all) => all.forEach((r) => inNamespace(r, k.namespace as string, all)));
  if (k.namePrefix) step((all) => all.forEach((r) => renamed(r, (name) => `${k.namePrefix}${name}`, r.prefixes, k.namePrefix as string)));
  if (k.nameSuffix) step((all) => all.forEach((r) => renamed(r, (name) => `${name}${k.nameSuffix}`, r.suffixes, k.nameSuffix as string)));
  for (const label of k.labels ?? []) step((all) => all.forEach((r) => addTexts(r, label.pairs ?? {}, labelPlaces(label))));
  if (k.commonLabels) step((all) => all.forEach((r) => addTexts(r, k.commonLabels as Texts, SELECTING_LABELS)));
  if (k.commonAnnotations) step((all) => all.forEach((r) => addTexts(r, k.commonAnnotations as Texts, ANNOTATIONS)));
  for (const patch of k.patchesJson6902 ?? []) step((all) => jsonPatches(all, patch, loader));
  for (const { name = '', count = 0 } of k.replicas ?? []) step((all) => scaled(all, name, count));
  for (const image of [...(k.images ?? []), ...(k.imageTags ?? [])]) step((all) => all.forEach((r) => withImage(r, image)));
  if (k.replacements) step((all) => replace(all, k.replacements ?? [], loader));
  return resources;
}

// ---- namespace ----

function inNamespace(resource: Resource, namespace: string, all: readonly Resource[]): void {
  resource.remember();
  const { kind } = resource.id;
  if (!isClusterScoped(resource.id)) resource.metadata.namespace = namespace;
  if (kind === 'Namespace' && resource.id.group === '') resource.metadata.name = namespace;
  if (kind === 'RoleBinding' || kind === 'ClusterRoleBinding') {
    // Others may be meant from elsewhere; they follow their ServiceAccounts.
    const { subjects } = resource.object;
    if (Array.isArray(subjects)) for (const subject of subjects) if (isObject(subject) && subject.name === 'default') (subject as Manifest).namespace = namespace;
  }
  for (const place of NAMESPACES) editAt(resource, place, () => namespace, '');
  const same = all.filter((other) => sameId(other.id, resource.id));
  if (same.length !== 1) throw new KubectlError(`namespace transformation produces ID conflict: [${same.map((r) => idText(r.id)).join(' ')}]`);
}

// ---- names ----

const KEEP_THEIR_NAMES = [{ kind: 'CustomResourceDefinition' }, { group: 'apiregistration.k8s.io', kind: 'APIService' }, { kind: 'Namespace' }];

function renamed(resource: Resource, change: (name: string) => string, ways: string[], way: string): void {
  if (KEEP_THEIR_NAMES.some((gvk) => selects(gvk, resource.original))) return;
  ways.push(way);
  resource.remember();
  editAt(resource, { path: 'metadata/name' }, (name) => change(String(name)));
}

// ---- labels and annotations ----

function labelPlaces({ includeSelectors, includeTemplates, fields = [] }: LabelArgs): readonly FieldSpec[] {
  if (includeSelectors) return [...fields, ...SELECTING_LABELS];
  return [...fields, ...(includeTemplates ? TEMPLATE_LABELS : []), METADATA_LABELS];
}

function addTexts(resource: Resource, texts: Texts, places: readonly FieldSpec[]): void {
  if (Object.keys(texts).length === 0) return;
  for (const place of places) editAt(resource, place, (value) => ({ ...(isObject(value) ? value : {}), ...texts }), {});
}

// ---- replicas and images ----

function scaled(resources: readonly Resource[], name: string, count: number): void {
  let found = false;
  for (const place of REPLICAS) {
    for (const resource of resources) {
      const ids = [resource.id, ...resource.previous];
      if (!ids.some((id) => id.name === name && selects(place, id))) continue;
      found = true;
      editAt(resource, place, () => count, 0);
    }
  }
  if (!found) throw new KubectlError(`resource with name ${name} does not match a config with the following GVK [${REPLICAS.map((place) => gvkText({ group: '', version: '', kind: place.kind ?? '' })).join(' ')}]`);
}

function withImage(resource: Resource, image: ImageArgs): void {
  const change = (value: unknown): unknown => (typeof value === 'string' ? changedImage(value, image) : value);
  if (resource.id.kind !== 'CustomResourceDefinition') changeContainers(resource.object, change);
  for (const place of IMAGES) editAt(resource, place, change);
}

/** Containers are looked for wherever they are. */
function changeContainers(value: unknown, change: (image: unknown) => unknown): void {
  if (Array.isArray(value)) for (const item of value) changeContainers(item, change);
  if (!isObject(value)) return;
  for (const key of Object.keys(value)) {
    const field = value[key];
    if ((key === 'containers' || key === 'initContainers') && Array.isArray(field)) {
      for (const container of field) if (isObject(container) && container.image !== undefined) (container as Manifest).image = change(container.image);
    } else changeContainers(field, change);
  }
}
