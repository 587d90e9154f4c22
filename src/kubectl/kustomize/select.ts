// Which resources a patch or a replacement means. Names, kinds and the like are patterns.
// Upstream: sigs.k8s.io/kustomize/api/types/selector.go, resmap/reswrangler.go (Select)

import { isObject } from '../../base/json.ts';
import { matches } from '../../sim/api/selectors.ts';
import { parseLabelSelector } from '../../sim/api/selectorText.ts';
import type { Selector } from './kustomization.ts';
import type { Resource, ResourceId } from './resource.ts';

export const selected = (resources: readonly Resource[], selector: Selector): readonly Resource[] => resources.filter((resource) => isSelected(resource, selector));

/** By any of its names, and by its labels and annotations. */
export function isSelected(resource: Resource, selector: Selector): boolean {
  const ids = [...resource.previous, resource.id];
  if (!ids.some((id) => fitsName(id, selector))) return false;
  const { group, version, kind } = resource.id;
  if (!pattern(selector.group)(group) || !pattern(selector.version)(version) || !pattern(selector.kind)(kind)) return false;
  return fitsTexts(resource, 'labels', selector.labelSelector) && fitsTexts(resource, 'annotations', selector.annotationSelector);
}

const fitsName = (id: ResourceId, { name, namespace }: Selector): boolean => pattern(name)(id.name) && pattern(namespace)(id.namespace);

/** Whether one of its names is exactly the one that is meant. */
export function isMeant(resource: Resource, { group, version, kind, name, namespace }: Selector): boolean {
  const is = (wanted: string | undefined, value: string): boolean => !wanted || wanted === value;
  return [...resource.previous, resource.id].some((id) => is(group, id.group) && is(version, id.version) && is(kind, id.kind) && is(name, id.name) && is(namespace, id.namespace));
}

function pattern(text: string | undefined): (value: string) => boolean {
  if (!text) return () => true;
  try {
    const expression = new RegExp(`^(?:${text.replace(/^\^|\$$/g, '')})$`);
    return (value) => expression.test(value);
  } catch {
    return (value) => value === text;
  }
}

function fitsTexts(resource: Resource, field: 'labels' | 'annotations', selector: string | undefined): boolean {
  if (!selector) return true;
  const texts = resource.metadata[field];
  return matches(parseLabelSelector(selector), isObject(texts) ? (texts as Readonly<Record<string, string>>) : {});
}
