// What the two kinds of priority and fairness have in common.      Upstream: pkg/apis/flowcontrol/validation

import type { Report } from './report.ts';
import { each } from './rules.ts';

export function checkFlowConditions(r: Report, conditions: readonly { readonly type?: string }[] | null | undefined): void {
  const types = (conditions ?? []).map((c) => c.type ?? '');
  each(types, 'status.conditions', (type, path, i) => {
    if (types.indexOf(type) < i) r.duplicate(`${path}.type`, type);
    if (!type) r.required(`${path}.type`, 'must not be empty');
  });
}
