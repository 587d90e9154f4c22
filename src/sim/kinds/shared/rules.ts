// Small rules that recur in the validation of kinds that are written rarely: here a path is plain text
// (`spec.rules[0].host`), given to a report that stands at the object.

import { compareText } from '../../../base/text.ts';
import type { FieldError } from '../../api/errors.ts';
import { byteLength, isQualifiedName, type Faults } from '../../api/names.ts';
import { checkLabelSelector, type SelectorShape } from './metadata.ts';
import { Report } from './report.ts';

/** Runs a validation and gives what it found. */
export function reported(check: (r: Report) => void): FieldError[] {
  const report = new Report();
  check(report);
  return report.errors;
}

/** Each item of a list that may be absent, with its path. */
export function each<T>(list: readonly T[] | null | undefined, field: string, visit: (item: T, path: string, index: number) => void): void {
  list?.forEach((item, i) => visit(item, `${field}[${i}]`, i));
}

/** Required, and then by a rule of names.ts. */
export function checkName(r: Report, field: string, value: string | undefined, rule: (value: string) => Faults): void {
  if (!value) r.required(field);
  else r.faults(field, value, rule(value));
}

/** By a rule where there is something. */
export function checkIfSet(r: Report, field: string, value: string | undefined, rule: (value: string) => Faults): void {
  if (value) r.faults(field, value, rule(value));
}

/** One of a set; nothing is said about an absent value. Most of upstream's sets are listed sorted. */
export function checkOneOf(r: Report, field: string, value: string | null | undefined, supported: readonly string[], sorted = true): void {
  if (typeof value === 'string' && !supported.includes(value)) r.unsupported(field, value, sorted ? [...supported].sort(compareText) : supported);
}

/** As checkOneOf, but the empty string and nothing are "required". */
export function checkRequiredOneOf(r: Report, field: string, value: string | undefined, supported: readonly string[]): void {
  if (!value) r.required(field);
  else checkOneOf(r, field, value, supported);
}

export function checkLength(r: Report, field: string, value: string | undefined, max: number): void {
  if (value !== undefined && byteLength(value) > max) r.tooLong(field, value, max);
}

/** The second and later of equal values. */
export function checkUnique(r: Report, values: readonly string[], field: (index: number) => string): void {
  values.forEach((value, i) => {
    if (values.indexOf(value) < i) r.duplicate(field(i), value);
  });
}

export function checkSelectorAt(r: Report, field: string, selector: SelectorShape | null | undefined, anyValues = false): void {
  if (!selector) return;
  r.enter(field);
  checkLabelSelector(r, selector, anyValues);
  r.leave();
}

/** Names of CSI and device drivers.      Upstream: ValidateCSIDriverName */
export function checkDriverName(r: Report, field: string, name: string, rule: (value: string) => Faults): void {
  if (!name) r.required(field);
  if (byteLength(name) > 63) r.tooLong(field, name, 63);
  if (name) r.faults(field, name, rule(name.toLowerCase()));
}

interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
  readonly lastTransitionTime?: string | null;
  readonly observedGeneration?: number;
}

/** Conditions of metav1.      Upstream: k8s.io/apimachinery/pkg/apis/meta/v1/validation ValidateConditions */
export function checkConditions(r: Report, field: string, conditions: readonly Condition[] | null | undefined): void {
  const types = (conditions ?? []).map((c) => c.type);
  each(conditions, field, (c, path, i) => {
    if (types.indexOf(c.type) < i) r.duplicate(`${path}.type`, c.type);
    r.faults(`${path}.type`, c.type, isQualifiedName(c.type));
    checkOneOf(r, `${path}.status`, c.status ?? '', ['False', 'True', 'Unknown']);
    if ((c.observedGeneration ?? 0) < 0) r.invalid(`${path}.observedGeneration`, c.observedGeneration, 'must be greater than or equal to zero');
    if (!c.lastTransitionTime) r.required(`${path}.lastTransitionTime`);
    checkName(r, `${path}.reason`, c.reason, (reason) => (REASON.test(reason) ? [] : [REASON_FAULT]));
    checkLength(r, `${path}.reason`, c.reason, 1024);
    checkLength(r, `${path}.message`, c.message, 32 * 1024);
  });
}
const REASON_PATTERN = '[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?';
const REASON = new RegExp(`^${REASON_PATTERN}$`);
const REASON_FAULT = `a condition reason must start with alphabetic character, optionally followed by a string of alphanumeric characters or '_,:', and must end with an alphanumeric character or '_' (e.g. 'my_name',  or 'MY_NAME',  or 'MyName',  or 'ReasonA,ReasonB',  or 'ReasonA:ReasonB', regex used for validation is '${REASON_PATTERN}')`;
