// MutatingWebhookConfiguration: other servers that may change what is written to the API.
// Upstream: pkg/apis/admissionregistration/validation, pkg/registry/admissionregistration/mutatingwebhookconfiguration

import type { IMutatingWebhookConfiguration } from 'kubernetes-models/admissionregistration.k8s.io/v1/MutatingWebhookConfiguration';
import { defineKind } from '../api/kind.ts';
import type { Served } from '../api/types.ts';
import { webhookDefaults, webhookStrategy, webhookTable } from './shared/webhooks.ts';

export type MutatingWebhookConfiguration = Served<IMutatingWebhookConfiguration>;

export const MutatingWebhookConfiguration = defineKind<MutatingWebhookConfiguration>({
  group: 'admissionregistration.k8s.io',
  version: 'v1',
  kind: 'MutatingWebhookConfiguration',
  plural: 'mutatingwebhookconfigurations',
  categories: ['api-extensions'],
  scope: 'Cluster',
  simulated: 'stored',
  defaults(o) {
    webhookDefaults(o);
    for (const hook of o.webhooks ?? []) hook.reinvocationPolicy ??= 'Never';
  },
  strategy: webhookStrategy,
  table: webhookTable,
});
