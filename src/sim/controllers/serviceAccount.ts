// Service accounts: every namespace has one called `default`, which Pods use that name no other.
// Upstream: pkg/controller/serviceaccount/serviceaccounts_controller.go

import { ApiError } from '../api/errors.ts';
import { defineController, watch } from '../client/controller.ts';
import { keyFor, type Informer } from '../client/informer.ts';
import type { Sim } from '../kernel/task.ts';
import { Namespace } from '../kinds/namespace.ts';
import { ServiceAccount } from '../kinds/serviceAccount.ts';
import { isNamespaceTerminating } from './shared/podControl.ts';

const NAME = 'default';

interface State {
  readonly namespaces: Informer<Namespace>;
  readonly accounts: Informer<ServiceAccount>;
}

export const serviceAccount = defineController<State>({
  name: 'serviceaccount',
  account: 'service-account-controller',
  state: (context) => ({ namespaces: context.informer(Namespace), accounts: context.informer(ServiceAccount) }),
  watches: [
    watch<Namespace, State>(Namespace, (namespace, _context, _old, gone) => (gone ? [] : [keyFor(namespace)])),
    watch<ServiceAccount, State>(ServiceAccount, ({ metadata }, _context, _old, gone) => (gone && metadata.name === NAME ? [metadata.namespace as string] : [])),
  ],
  *reconcile({ state, client }, namespace): Sim<void> {
    if (state.namespaces.get(namespace)?.status.phase !== 'Active' || state.accounts.get(`${namespace}/${NAME}`)) return;
    try {
      yield* client.create(ServiceAccount, namespace, { kind: 'ServiceAccount', apiVersion: 'v1', metadata: { name: NAME, namespace } });
    } catch (error) {
      if (!isNamespaceTerminating(error) && !(error instanceof ApiError && error.reason === 'AlreadyExists')) throw error;
    }
  },
});
