// MutatingAdmissionPolicy: expressions that may change what is written to the API.
// Upstream: pkg/apis/admissionregistration/validation, pkg/registry/admissionregistration/mutatingadmissionpolicy

import type { IMutatingAdmissionPolicy } from 'kubernetes-models/admissionregistration.k8s.io/v1/MutatingAdmissionPolicy';
import { equal } from '../../base/json.ts';
import { defineKind } from '../api/kind.ts';
import type { Served } from '../api/types.ts';
import { checkExpression, checkMatchConditions, checkMatchResources, checkParamKind, checkVariables, matchDefaults, paramKindText } from './shared/admissionRules.ts';
import type { AdmissionExpressions } from './shared/cel/admission.ts';
import { countGenerations } from './shared/generation.ts';
import type { Report } from './shared/report.ts';
import { checkOneOf, checkRequiredOneOf, each, reported } from './shared/rules.ts';
import { tableOf } from './shared/tableOf.ts';

export type MutatingAdmissionPolicy = Served<IMutatingAdmissionPolicy>;
type Mutation = NonNullable<MutatingAdmissionPolicy['spec']['mutations']>[number];

export const MutatingAdmissionPolicy = defineKind<MutatingAdmissionPolicy>({
  group: 'admissionregistration.k8s.io',
  version: 'v1',
  kind: 'MutatingAdmissionPolicy',
  plural: 'mutatingadmissionpolicies',
  categories: ['api-extensions'],
  scope: 'Cluster',
  simulated: 'stored',
  defaults({ spec }) {
    spec.failurePolicy ??= 'Fail';
    matchDefaults(spec.matchConstraints);
  },
  strategy: {
    ...countGenerations(),
    needsResourceVersion: true,
    metaOnUpdate: ['object'],
    validate: (o) => reported((r) => checkSpec(r, o, false)),
    validateUpdate: (o, old) => reported((r) => checkSpec(r, o, equal(o.spec.paramKind, old.spec.paramKind) && equal(o.spec.matchConditions, old.spec.matchConditions))),
  },
  table: tableOf('Name;Mutations:integer;ParamKind;Age', ({ metadata, spec }, age) => [metadata.name, spec.mutations?.length ?? 0, paramKindText(spec.paramKind), age]),
});

const OPERATIONS = ['*', 'CONNECT', 'CREATE', 'UPDATE'];

function checkSpec(r: Report, { spec }: MutatingAdmissionPolicy, sameConditions: boolean): void {
  checkOneOf(r, 'spec.failurePolicy', spec.failurePolicy, ['Fail', 'Ignore']);
  checkParamKind(r, 'spec.paramKind', spec.paramKind);
  const match = 'spec.matchConstraints';
  if (!spec.matchConstraints) r.required(match);
  else {
    checkMatchResources(r, match, spec.matchConstraints);
    const rules = spec.matchConstraints.resourceRules ?? [];
    if (!rules.length) r.required(`${match}.resourceRules`);
    // What is being deleted cannot be changed.
    for (const rule of rules) for (const operation of rule.operations ?? []) checkOneOf(r, `${match}.resourceRules.operations`, operation, OPERATIONS);
  }
  const params = spec.paramKind !== undefined;
  if (!sameConditions) checkMatchConditions(r, 'spec.matchConditions', spec.matchConditions, params);
  const expressions = checkVariables(r, 'spec.variables', spec.variables, { params });
  if (!spec.mutations?.length) r.required('spec.mutations', 'mutations must contain at least one item');
  each(spec.mutations, 'spec.mutations', (mutation, path) => checkMutation(r, path, mutation, { ...expressions, patches: true }));
  checkRequiredOneOf(r, 'spec.reinvocationPolicy', spec.reinvocationPolicy, ['IfNeeded', 'Never']);
}

const PATCHES = { ApplyConfiguration: ['applyConfiguration', 'jsonPatch', 'Object'], JSONPatch: ['jsonPatch', 'applyConfiguration', 'list(JSONPatch)'] } as const;

function checkMutation(r: Report, at: string, mutation: Mutation, expressions: AdmissionExpressions): void {
  const type: string = mutation.patchType ?? '';
  if (type !== 'ApplyConfiguration' && type !== 'JSONPatch') return checkRequiredOneOf(r, `${at}.patchType`, type, Object.keys(PATCHES));
  const [own, other, result] = PATCHES[type];
  const expression = mutation[own]?.expression;
  if (!mutation[own]) r.required(`${at}.${own}`, `must be specified when patchType is ${type}`);
  else if (!expression?.trim()) r.required(`${at}.${own}.expression`, 'expression is not specified');
  else checkExpression(r, `${at}.${own}.expression`, expression, expressions, [result]);
  if (mutation[other]) r.invalid(`${at}.${other}`, `{${other}}`, `must not be specified when patchType is ${type}`);
}
