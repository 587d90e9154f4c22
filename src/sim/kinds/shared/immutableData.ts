// ConfigMaps and Secrets that say `immutable: true`: for good.
// Upstream: pkg/apis/core/validation/validation.go

import { equal } from '../../../base/json.ts';
import type { Report } from './report.ts';

const DETAIL = 'field is immutable when `immutable` is set';

export function checkFrozen<T extends { readonly immutable?: boolean }>(report: Report, next: T, old: T, fields: readonly (keyof T & string)[]): void {
  if (!old.immutable) return;
  if (!next.immutable) report.forbidden('immutable', DETAIL);
  for (const field of fields) if (!equal(next[field], old[field])) report.forbidden(field, DETAIL);
}
