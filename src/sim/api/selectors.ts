// Label and field selectors: their text form, their object form, and matching.
// Upstream: k8s.io/apimachinery/pkg/labels/selector.go, pkg/fields/selector.go

import { compareText } from '../../base/text.ts';

export type Labels = { readonly [key: string]: string };

export interface LabelSelector {
  readonly matchLabels?: Labels;
  readonly matchExpressions?: readonly { readonly key: string; readonly operator: string; readonly values?: readonly string[] }[];
}

type Operator = 'in' | 'notin' | 'exists' | '!' | '=' | '!=' | 'gt' | 'lt';

export interface Requirement {
  readonly key: string;
  readonly operator: Operator;
  readonly values: readonly string[];
}

/** A compiled selector. No requirements: matches everything; `nothing`: matches nothing. */
export interface Selector {
  readonly requirements: readonly Requirement[];
  readonly nothing?: boolean;
}

export const EVERYTHING: Selector = { requirements: [] };
export const NOTHING: Selector = { requirements: [], nothing: true };

export function matches(selector: Selector, labels: Labels | undefined): boolean {
  if (selector.nothing) return false;
  for (const r of selector.requirements) if (!meets(r, labels ?? NO_LABELS)) return false;
  return true;
}
const NO_LABELS: Labels = {};

function meets(r: Requirement, labels: Labels): boolean {
  const value = labels[r.key];
  switch (r.operator) {
    case '=':
    case 'in':
      return value !== undefined && r.values.includes(value);
    case '!=':
    case 'notin':
      return value === undefined || !r.values.includes(value);
    case 'exists':
      return value !== undefined;
    case '!':
      return value === undefined;
    case 'gt':
    case 'lt': {
      if (value === undefined || !/^[+-]?\d+$/.test(value)) return false;
      return r.operator === 'gt' ? Number(value) > Number(r.values[0]) : Number(value) < Number(r.values[0]);
    }
  }
}

/** metav1.LabelSelector → selector; undefined selects nothing, an empty one everything. */
export function fromLabelSelector(selector: LabelSelector | undefined | null): Selector {
  if (!selector) return NOTHING;
  const requirements: Requirement[] = [];
  for (const key of Object.keys(selector.matchLabels ?? {}).sort(compareText)) requirements.push({ key, operator: '=', values: [(selector.matchLabels as Labels)[key] as string] });
  for (const e of selector.matchExpressions ?? []) {
    const operator = OPERATORS[e.operator];
    if (!operator) return NOTHING;
    requirements.push({ key: e.key, operator, values: [...(e.values ?? [])].sort(compareText) });
  }
  requirements.sort((a, b) => compareText(a.key, b.key));
  return { requirements };
}
const OPERATORS: Readonly<Record<string, Operator>> = { In: 'in', NotIn: 'notin', Exists: 'exists', DoesNotExist: '!', Gt: 'gt', Lt: 'lt' };

/** Equality on every pair, as a Service's spec.selector; empty selects everything. */
export function fromMap(labels: Labels): Selector {
  return { requirements: Object.keys(labels).sort(compareText).map((key) => ({ key, operator: '=', values: [labels[key] as string] })) };
}

/** A selector as `kubectl describe` prints it: `app=web,tier in (a,b),!old`. */
export function selectorText(selector: Selector): string {
  return selector.requirements
    .map((r) => {
      switch (r.operator) {
        case 'exists':
          return r.key;
        case '!':
          return `!${r.key}`;
        case 'in':
        case 'notin':
          return `${r.key} ${r.operator} (${[...r.values].sort(compareText).join(',')})`;
        case 'gt':
          return `${r.key}>${r.values[0]}`;
        case 'lt':
          return `${r.key}<${r.values[0]}`;
        default:
          return `${r.key}${r.operator}${r.values[0]}`;
      }
    })
    .join(',');
}

/** metav1.FormatLabelSelector: `<none>` where empty. */
export function labelSelectorText(selector: LabelSelector | undefined | null): string {
  const text = selectorText(fromLabelSelector(selector));
  return text === '' ? '<none>' : text;
}
