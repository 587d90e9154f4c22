// MutatingAdmissionPolicyBinding: where a MutatingAdmissionPolicy applies, and with which parameters.
// Upstream: pkg/apis/admissionregistration/validation, pkg/registry/admissionregistration/mutatingadmissionpolicybinding

import type { IMutatingAdmissionPolicyBinding } from 'kubernetes-models/admissionregistration.k8s.io/v1/MutatingAdmissionPolicyBinding';
import { defineKind } from '../api/kind.ts';
import type { Served } from '../api/types.ts';
import { checkBindingSpec, matchDefaults, paramRefText } from './shared/admissionRules.ts';
import { countGenerations } from './shared/generation.ts';
import { reported } from './shared/rules.ts';
import { tableOf } from './shared/tableOf.ts';

export type MutatingAdmissionPolicyBinding = Served<IMutatingAdmissionPolicyBinding>;

export const MutatingAdmissionPolicyBinding = defineKind<MutatingAdmissionPolicyBinding>({
  group: 'admissionregistration.k8s.io',
  version: 'v1',
  kind: 'MutatingAdmissionPolicyBinding',
  plural: 'mutatingadmissionpolicybindings',
  categories: ['api-extensions'],
  scope: 'Cluster',
  simulated: 'stored',
  defaults: ({ spec }) => matchDefaults(spec.matchResources),
  strategy: {
    ...countGenerations(),
    needsResourceVersion: true,
    metaOnUpdate: ['object'],
    validate: (o) => reported((r) => checkBindingSpec(r, o.spec)),
    validateUpdate: (o) => reported((r) => checkBindingSpec(r, o.spec)),
  },
  table: tableOf('Name;PolicyName;ParamRef;Age', ({ metadata, spec }, age) => [metadata.name, spec.policyName ?? '', paramRefText(spec.paramRef), age]),
});
