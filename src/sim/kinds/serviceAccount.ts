// ServiceAccount: the identity under which Pods speak to the API server.
// Upstream: pkg/registry/core/serviceaccount/strategy.go

import type { IServiceAccount } from 'kubernetes-models/v1/ServiceAccount';
import type { Draft } from '../../base/json.ts';
import { defineKind } from '../api/kind.ts';
import type { Served } from '../api/types.ts';
import { tableOf } from './shared/tableOf.ts';

export type ServiceAccount = Served<IServiceAccount>;

export const ServiceAccount = defineKind<ServiceAccount>({
  group: '',
  version: 'v1',
  kind: 'ServiceAccount',
  plural: 'serviceaccounts',
  shortNames: ['sa'],
  scope: 'Namespaced',
  subresources: ['token'],
  strategy: {
    metaOnUpdate: ['update', 'object'],
    returnsDeleted: true,
    prepareForCreate: keepNames,
    prepareForUpdate: keepNames,
  },
  table: tableOf('Name;Age', ({ metadata }, age) => [metadata.name, age]),
});

/** Of the references to secrets only the names count. */
function keepNames(account: Draft<ServiceAccount>): void {
  const { secrets } = account;
  if (!secrets?.some((secret) => Object.keys(secret).some((key) => key !== 'name'))) return;
  account.secrets = secrets.map(({ name }) => (name ? { name } : {}));
}
