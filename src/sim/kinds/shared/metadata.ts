// Labels, annotations, owners, finalizers and label selectors: the same rules wherever they occur.
// Upstream: k8s.io/apimachinery/pkg/apis/meta/v1/validation, pkg/api/validation/objectmeta.go

import { byteLength, isLabelValue, isQualifiedName, nameFaults } from '../../api/names.ts';
import type { NameRule } from '../../api/kind.ts';
import type { ManagedFieldsEntry, ObjectMeta, OwnerReference } from '../../api/types.ts';
import { compareText } from '../../../base/text.ts';
import { equal } from '../../../base/json.ts';
import { IMMUTABLE, type Report, type Step } from './report.ts';

type Texts = { readonly [key: string]: string };

export function checkLabels(report: Report, labels: Texts | undefined, child: Step): void {
  for (const key in labels) {
    const value = labels[key] as string;
    const keyFaults = isQualifiedName(key);
    const valueFaults = isLabelValue(value);
    if (keyFaults.length) report.faults(child, key, keyFaults);
    if (valueFaults.length) report.faults(child, value, valueFaults);
  }
}

const ANNOTATION_BYTES = 256 * 1024;

export function checkAnnotations(report: Report, annotations: Texts | undefined, child: Step): void {
  let size = 0;
  for (const key in annotations) {
    const value = annotations[key] as string;
    size += key.length + value.length;
    const faults = isQualifiedName(key.toLowerCase());
    if (faults.length) report.faults(child, key, faults);
  }
  // Bytes are at most three times the code units, so most sizes need no exact count.
  if (size * 3 > ANNOTATION_BYTES && annotations && annotationBytes(annotations) > ANNOTATION_BYTES) report.tooLong(child, '', ANNOTATION_BYTES);
}

function annotationBytes(annotations: Texts): number {
  let size = 0;
  for (const key in annotations) size += byteLength(key) + byteLength(annotations[key] as string);
  return size;
}

export function checkOwnerReferences(report: Report, owners: readonly OwnerReference[] | undefined, child: string): void {
  if (!owners?.length) return;
  let first = '';
  for (const owner of owners) {
    const { apiVersion = '', kind = '', name = '', uid = '' } = owner as Partial<OwnerReference>;
    if (apiVersion === '' || apiVersion.indexOf('/') !== apiVersion.lastIndexOf('/')) report.invalid(`${child}.apiVersion`, apiVersion, 'version must not be empty');
    if (kind === '') report.invalid(`${child}.kind`, kind, 'must not be empty');
    if (name === '') report.invalid(`${child}.name`, name, 'must not be empty');
    if (uid === '') report.invalid(`${child}.uid`, uid, 'must not be empty');
    if (apiVersion === 'v1' && kind === 'Event') report.invalid(child, ownerShown(owner), '/v1, Kind=Event is disallowed from being an owner');
    if (owner.controller) {
      const current = `${kind}/${name}`;
      if (first !== '') report.invalid(child, owners.map(ownerShown), `Only one reference can have Controller set to true. Found "true" in references for ${first} and ${current}`);
      else first = current;
    }
  }
}

/** In the field order of the type, with the required fields present. */
function ownerShown(owner: OwnerReference): object {
  const { apiVersion = '', kind = '', name = '', uid = '', controller, blockOwnerDeletion } = owner as Partial<OwnerReference>;
  return { apiVersion, kind, name, uid, ...(controller === undefined ? {} : { controller }), ...(blockOwnerDeletion === undefined ? {} : { blockOwnerDeletion }) };
}

export function checkFinalizers(report: Report, finalizers: readonly string[] | undefined, child: Step): void {
  if (!finalizers?.length) return;
  for (const finalizer of finalizers) report.faults(child, finalizer, isQualifiedName(finalizer));
  if (finalizers.includes('orphan') && finalizers.includes('foregroundDeletion')) report.invalid(child, finalizers, 'finalizer orphan and foregroundDeletion cannot be both set');
}

const STANDARD_FINALIZERS = ['kubernetes', 'orphan', 'foregroundDeletion'];

export const isFullyQualified = (finalizer: string): boolean => finalizer.includes('/') || STANDARD_FINALIZERS.includes(finalizer);
export const NOT_QUALIFIED = 'name is neither a standard finalizer name nor is it fully qualified';

/** The rule that most built-in kinds add: a finalizer is a standard one or has a domain. */
export function checkQualifiedFinalizers(report: Report, finalizers: readonly string[] | undefined, child: string): void {
  finalizers?.forEach((finalizer, i) => {
    if (!isFullyQualified(finalizer)) report.invalid(`${child}[${i}]`, finalizer, NOT_QUALIFIED);
  });
}

export function checkManagedFields(report: Report, entries: readonly ManagedFieldsEntry[] | undefined, child: string): void {
  entries?.forEach((entry, i) => {
    const at = `${child}[${i}]`;
    const { operation = '', fieldsType = '', subresource = '' } = entry as { operation?: string; fieldsType?: string; subresource?: string };
    if (operation !== 'Apply' && operation !== 'Update') report.invalid(`${at}.operation`, operation, 'must be `Apply` or `Update`');
    if (fieldsType !== '' && fieldsType !== 'FieldsV1') report.invalid(`${at}.fieldsType`, fieldsType, 'must be `FieldsV1`');
    if (byteLength(entry.manager ?? '') > 128) report.tooLong(`${at}.manager`, '', 128);
    if (byteLength(subresource) > 256) report.tooLong(`${at}.subresource`, '', 256);
  });
}

// ---- whole metadata ----

export interface MetaRules {
  readonly namespaced: boolean;
  readonly nameRule: NameRule | undefined;
  /** Finalizers must be standard ones or have a domain. */
  readonly qualifiedFinalizers: boolean;
}

/** Upstream: ValidateObjectMeta */
export function checkObjectMeta(report: Report, meta: ObjectMeta, rules: MetaRules, at = 'metadata'): void {
  if (meta.generateName) report.faults(`${at}.generateName`, meta.generateName, nameFaults(rules.nameRule, meta.generateName, true));
  if (!meta.name) report.required(`${at}.name`, 'name or generateName is required');
  else report.faults(`${at}.name`, meta.name, nameFaults(rules.nameRule, meta.name));
  if (rules.namespaced) {
    if (!meta.namespace) report.required(`${at}.namespace`);
    else report.faults(`${at}.namespace`, meta.namespace, nameFaults('dns1123Label', meta.namespace));
  } else if (meta.namespace) report.forbidden(`${at}.namespace`, 'not allowed on this type');
  report.nonNegative(`${at}.generation`, meta.generation);
  checkLabels(report, meta.labels, `${at}.labels`);
  checkAnnotations(report, meta.annotations, `${at}.annotations`);
  checkOwnerReferences(report, meta.ownerReferences, `${at}.ownerReferences`);
  checkFinalizers(report, meta.finalizers, `${at}.finalizers`);
  checkManagedFields(report, meta.managedFields, `${at}.managedFields`);
  if (rules.qualifiedFinalizers) checkQualifiedFinalizers(report, meta.finalizers, `${at}.finalizers`);
}

/** Upstream: ValidateObjectMetaUpdate. An empty resourceVersion was refused or filled in before. */
export function checkObjectMetaUpdate(report: Report, meta: ObjectMeta, old: ObjectMeta, qualifiedFinalizers: boolean): void {
  if (old.deletionTimestamp && meta.finalizers?.length) {
    const extra = meta.finalizers.filter((f) => !old.finalizers?.includes(f));
    if (extra.length) {
      const listed = [...new Set(extra)].sort(compareText).map((f) => JSON.stringify(f)).join(', ');
      report.forbidden('metadata.finalizers', `no new finalizers can be added if the object is being deleted, found new finalizers []string{${listed}}`);
    }
  }
  immutable(report, 'metadata.name', meta.name, old.name);
  immutable(report, 'metadata.namespace', meta.namespace ?? '', old.namespace ?? '');
  immutable(report, 'metadata.uid', meta.uid, old.uid);
  immutable(report, 'metadata.creationTimestamp', meta.creationTimestamp, old.creationTimestamp);
  immutable(report, 'metadata.deletionTimestamp', meta.deletionTimestamp, old.deletionTimestamp);
  immutable(report, 'metadata.deletionGracePeriodSeconds', meta.deletionGracePeriodSeconds, old.deletionGracePeriodSeconds);
  checkLabels(report, meta.labels, 'metadata.labels');
  checkAnnotations(report, meta.annotations, 'metadata.annotations');
  checkOwnerReferences(report, meta.ownerReferences, 'metadata.ownerReferences');
  checkManagedFields(report, meta.managedFields, 'metadata.managedFields');
  if (qualifiedFinalizers) checkQualifiedFinalizers(report, meta.finalizers, 'metadata.finalizers');
}

function immutable(report: Report, field: string, value: unknown, old: unknown): void {
  if (value !== old) report.invalid(field, value, IMMUTABLE);
}

/** Upstream: ValidateImmutableField; `shown` where the message shows the value in another form. */
export function checkImmutable(report: Report, child: Step, value: unknown, old: unknown, shown: unknown = value): void {
  if (!equal(value, old)) report.invalid(child, shown, IMMUTABLE);
}

// ---- label selectors ----

export interface SelectorShape {
  readonly matchLabels?: Texts | undefined;
  readonly matchExpressions?: readonly { readonly key: string; readonly operator: string; readonly values?: readonly string[] | undefined }[] | undefined;
}

/** Upstream: ValidateLabelSelector. The report stands at the selector. */
export function checkLabelSelector(report: Report, selector: SelectorShape | undefined, anyValues = false): void {
  if (!selector) return;
  checkLabels(report, selector.matchLabels, 'matchLabels');
  const expressions = selector.matchExpressions;
  if (!expressions) return;
  for (let i = 0; i < expressions.length; i++) {
    const expression = expressions[i] as NonNullable<typeof expressions>[number];
    report.enterItem('matchExpressions', i);
    checkRequirement(report, expression.key ?? '', expression.operator ?? '', expression.values, anyValues);
    report.leaveItem();
  }
}

function checkRequirement(report: Report, key: string, operator: string, values: readonly string[] | undefined, anyValues: boolean): void {
  switch (operator) {
    case 'In':
    case 'NotIn':
      if (!values?.length) report.required('values', "must be specified when `operator` is 'In' or 'NotIn'");
      break;
    case 'Exists':
    case 'DoesNotExist':
      if (values?.length) report.forbidden('values', "may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
      break;
    default:
      report.invalid('operator', operator, 'not a valid selector operator');
  }
  report.faults('key', key, isQualifiedName(key));
  if (anyValues || !values) return;
  for (let i = 0; i < values.length; i++) {
    const faults = isLabelValue(values[i] as string);
    if (faults.length) report.faults(`values[${i}]`, values[i], faults);
  }
}

/** Whether a selector already holds a value that is none: then it may keep such. */
export function hasInvalidSelectorValue(selector: SelectorShape | undefined): boolean {
  return selector?.matchExpressions?.some((e) => e.values?.some((v) => isLabelValue(v).length > 0)) ?? false;
}
