// Whether a label selector can be read at all, and whether it picks some labels.
// Upstream: k8s.io/apimachinery/pkg/apis/meta/v1/helpers.go (LabelSelectorAsSelector)

import { isLabelValue, isQualifiedName } from '../../api/names.ts';
import type { SelectorShape } from './metadata.ts';

type Labels = { readonly [key: string]: string };

/** Keys, operators and values that a selector can be made of; validation says in detail what is wrong otherwise. */
export function isReadableSelector(selector: SelectorShape | undefined | null): boolean {
  if (!selector) return true;
  for (const key in selector.matchLabels) {
    if (isQualifiedName(key).length > 0 || isLabelValue(selector.matchLabels[key] as string).length > 0) return false;
  }
  for (const { key, operator, values } of selector.matchExpressions ?? []) {
    const count = values?.length ?? 0;
    if (isQualifiedName(key ?? '').length > 0) return false;
    if (operator === 'In' || operator === 'NotIn' ? count === 0 : operator === 'Exists' || operator === 'DoesNotExist' ? count > 0 : true) return false;
    if (values?.some((value) => isLabelValue(value).length > 0)) return false;
  }
  return true;
}

export const isEmptySelector = (selector: SelectorShape | undefined | null): boolean =>
  Object.keys(selector?.matchLabels ?? {}).length === 0 && !selector?.matchExpressions?.length;

/** An absent selector picks nothing, an empty one everything. */
export function labelsMatch(selector: SelectorShape | undefined | null, labels: Labels | undefined): boolean {
  if (!selector) return false;
  for (const key in selector.matchLabels) if (labels?.[key] !== selector.matchLabels[key]) return false;
  for (const { key, operator, values } of selector.matchExpressions ?? []) {
    const value = labels?.[key];
    switch (operator) {
      case 'In':
        if (value === undefined || !values?.includes(value)) return false;
        break;
      case 'NotIn':
        if (value !== undefined && values?.includes(value)) return false;
        break;
      case 'Exists':
        if (value === undefined) return false;
        break;
      case 'DoesNotExist':
        if (value !== undefined) return false;
        break;
      default:
        return false;
    }
  }
  return true;
}
