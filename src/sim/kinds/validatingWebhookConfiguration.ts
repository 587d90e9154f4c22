// ValidatingWebhookConfiguration: other servers that may refuse what is written to the API.
// Upstream: pkg/apis/admissionregistration/validation, pkg/registry/admissionregistration/validatingwebhookconfiguration

import type { IValidatingWebhookConfiguration } from 'kubernetes-models/admissionregistration.k8s.io/v1/ValidatingWebhookConfiguration';
import { defineKind } from '../api/kind.ts';
import type { Served } from '../api/types.ts';
import { webhookDefaults, webhookStrategy, webhookTable } from './shared/webhooks.ts';

export type ValidatingWebhookConfiguration = Served<IValidatingWebhookConfiguration>;

export const ValidatingWebhookConfiguration = defineKind<ValidatingWebhookConfiguration>({
  group: 'admissionregistration.k8s.io',
  version: 'v1',
  kind: 'ValidatingWebhookConfiguration',
  plural: 'validatingwebhookconfigurations',
  categories: ['api-extensions'],
  scope: 'Cluster',
  simulated: 'stored',
  defaults: webhookDefaults,
  strategy: webhookStrategy,
  table: webhookTable,
});
