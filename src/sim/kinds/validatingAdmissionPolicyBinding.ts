// ValidatingAdmissionPolicyBinding: where a ValidatingAdmissionPolicy applies, and with which parameters.
// Upstream: pkg/apis/admissionregistration/validation, pkg/registry/admissionregistration/validatingadmissionpolicybinding

import type { IValidatingAdmissionPolicyBinding } from 'kubernetes-models/admissionregistration.k8s.io/v1/ValidatingAdmissionPolicyBinding';
import { defineKind } from '../api/kind.ts';
import type { Served } from '../api/types.ts';
import { checkBindingSpec, matchDefaults, paramRefText } from './shared/admissionRules.ts';
import { countGenerations } from './shared/generation.ts';
import type { Report } from './shared/report.ts';
import { checkOneOf, each, reported } from './shared/rules.ts';
import { tableOf } from './shared/tableOf.ts';

export type ValidatingAdmissionPolicyBinding = Served<IValidatingAdmissionPolicyBinding>;

export const ValidatingAdmissionPolicyBinding = defineKind<ValidatingAdmissionPolicyBinding>({
  group: 'admissionregistration.k8s.io',
  version: 'v1',
  kind: 'ValidatingAdmissionPolicyBinding',
  plural: 'validatingadmissionpolicybindings',
  categories: ['api-extensions'],
  scope: 'Cluster',
  simulated: 'stored',
  defaults: ({ spec }) => matchDefaults(spec.matchResources),
  strategy: {
    ...countGenerations(),
    needsResourceVersion: true,
    metaOnUpdate: ['object'],
    validate: (o) => reported((r) => check(r, o)),
    validateUpdate: (o) => reported((r) => check(r, o)),
  },
  table: tableOf('Name;PolicyName;ParamRef;Age', ({ metadata, spec }, age) => [metadata.name, spec.policyName ?? '', paramRefText(spec.paramRef), age]),
});

const ACTIONS = ['Audit', 'Deny', 'Warn'];

function check(r: Report, { spec }: ValidatingAdmissionPolicyBinding): void {
  checkBindingSpec(r, spec);
  const field = 'spec.validationActions';
  const actions: readonly string[] = spec.validationActions ?? [];
  each(actions, field, (action, path, i) => {
    checkOneOf(r, path, action, ACTIONS);
    if (actions.indexOf(action) < i) r.duplicate(path, action);
  });
  if (actions.includes('Deny') && actions.includes('Warn')) {
    r.invalid(field, actions, 'must not contain both Deny and Warn (repeating the same validation failure information in the API response and headers serves no purpose)');
  }
  if (!actions.length) r.required(field, 'at least one validation action is required');
}
