// ValidatingAdmissionPolicy: expressions that may refuse what is written to the API.
// Upstream: pkg/apis/admissionregistration/validation, pkg/registry/admissionregistration/validatingadmissionpolicy
// Simplified: expressions are compiled as far as their types; what they cost is not estimated.

import type { IValidatingAdmissionPolicy } from 'kubernetes-models/admissionregistration.k8s.io/v1/ValidatingAdmissionPolicy';
import { equal } from '../../base/json.ts';
import { defineKind } from '../api/kind.ts';
import { byteLength, isQualifiedName } from '../api/names.ts';
import type { Served } from '../api/types.ts';
import { checkExpression, checkMatchConditions, checkMatchResources, checkParamKind, checkVariables, matchDefaults, paramKindText } from './shared/admissionRules.ts';
import { admissionEnvironment, celFault, type AdmissionExpressions } from './shared/cel/admission.ts';
import { countGenerations, startWith } from './shared/generation.ts';
import type { Report } from './shared/report.ts';
import { checkConditions, checkOneOf, each, reported } from './shared/rules.ts';
import { tableOf } from './shared/tableOf.ts';

export type ValidatingAdmissionPolicy = Served<IValidatingAdmissionPolicy>;
type Spec = ValidatingAdmissionPolicy['spec'];

export const ValidatingAdmissionPolicy = defineKind<ValidatingAdmissionPolicy>({
  group: 'admissionregistration.k8s.io',
  version: 'v1',
  kind: 'ValidatingAdmissionPolicy',
  plural: 'validatingadmissionpolicies',
  categories: ['api-extensions'],
  scope: 'Cluster',
  status: true,
  simulated: 'stored',
  defaults({ spec }) {
    spec.failurePolicy ??= 'Fail';
    matchDefaults(spec.matchConstraints);
  },
  strategy: {
    ...countGenerations(['spec'], startWith({})),
    needsResourceVersion: true,
    metaOnUpdate: ['object'],
    validate: (o) => reported((r) => checkSpec(r, o, false)),
    validateUpdate: (o, old) => reported((r) => checkSpec(r, o, equal(o.spec.paramKind, old.spec.paramKind) && equal(o.spec.matchConditions, old.spec.matchConditions))),
    validateStatusUpdate: ({ status }) =>
      reported((r) => {
        each(status.typeChecking?.expressionWarnings, 'status.typeChecking.expressionWarnings', ({ warning, fieldRef }, path) => {
          if (!warning) r.required(`${path}.warning`);
          if (!fieldRef?.trim()) r.required(`${path}.fieldRef`);
        });
        checkConditions(r, 'status.conditions', status.conditions);
      }),
  },
  table: tableOf('Name;Validations:integer;ParamKind;Age', ({ metadata, spec }, age) => [metadata.name, spec.validations?.length ?? 0, paramKindText(spec.paramKind), age]),
});

const MAX_ANNOTATIONS = 20;
const MAX_ANNOTATION_BYTES = 5 * 1024;

function checkSpec(r: Report, { metadata, spec }: ValidatingAdmissionPolicy, sameConditions: boolean): void {
  checkOneOf(r, 'spec.failurePolicy', spec.failurePolicy, ['Fail', 'Ignore']);
  checkParamKind(r, 'spec.paramKind', spec.paramKind);
  if (!spec.matchConstraints) r.required('spec.matchConstraints');
  else {
    checkMatchResources(r, 'spec.matchConstraints', spec.matchConstraints);
    if (!spec.matchConstraints.resourceRules?.length) r.required('spec.matchConstraints.resourceRules');
  }
  const params = spec.paramKind !== undefined;
  if (!sameConditions) checkMatchConditions(r, 'spec.matchConditions', spec.matchConditions, params);
  const expressions = checkVariables(r, 'spec.variables', spec.variables, { params });
  if (!spec.validations?.length && !spec.auditAnnotations?.length) {
    for (const list of ['validations', 'auditAnnotations']) r.required(`spec.${list}`, 'validations or auditAnnotations must contain at least one item');
    return;
  }
  each(spec.validations, 'spec.validations', (validation, path) => checkValidation(r, path, validation, expressions));
  checkAnnotations(r, metadata.name, spec.auditAnnotations ?? [], expressions);
}

function checkValidation(r: Report, at: string, { expression = '', message = '', messageExpression = '', reason }: NonNullable<Spec['validations']>[number], expressions: AdmissionExpressions): void {
  if (!expression.trim()) r.required(`${at}.expression`, 'expression is not specified');
  else checkExpression(r, `${at}.expression`, expression, expressions, ['bool']);
  const nothing = 'must be non-empty if specified';
  if (messageExpression && !messageExpression.trim()) r.invalid(`${at}.messageExpression`, messageExpression, nothing);
  else if (messageExpression) checkExpression(r, `${at}.messageExpression`, messageExpression, { ...expressions, authorizer: false }, ['string']);
  if (message && !message.trim()) r.invalid(`${at}.message`, message, nothing);
  else if (/[\n\r]/.test(message.trim())) r.invalid(`${at}.message`, message, 'must not contain line breaks');
  checkOneOf(r, `${at}.reason`, reason, ['Forbidden', 'Invalid', 'RequestEntityTooLarge']);
}

function checkAnnotations(r: Report, name: string, annotations: NonNullable<Spec['auditAnnotations']>, expressions: AdmissionExpressions): void {
  const field = 'spec.auditAnnotations';
  if (annotations.length > MAX_ANNOTATIONS) r.invalid(field, annotations, `must not have more than ${MAX_ANNOTATIONS} auditAnnotations`);
  const keys = annotations.map((a) => a.key);
  each(annotations, field, ({ key, valueExpression = '' }, path, i) => {
    if (name) r.faults(`${path}.key`, `${name}/${key}`, isQualifiedName(`${name}/${key}`));
    else r.invalid(`${path}.key`, key, 'requires metadata.name be non-empty');
    const text = valueExpression.trim();
    const at = `${path}.valueExpression`;
    if (!text) r.required(at, 'valueExpression is not specified');
    else if (byteLength(text) > MAX_ANNOTATION_BYTES) r.required(at, `must not exceed ${MAX_ANNOTATION_BYTES} bytes in length`);
    else {
      const fault = celFault(text, admissionEnvironment(expressions), ['string', 'null_type']);
      if (fault) r.invalid(at, valueExpression, fault);
    }
    if (keys.indexOf(key) < i) r.duplicate(`${path}.key`, key);
  });
}
