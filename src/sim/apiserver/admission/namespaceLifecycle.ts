// NamespaceLifecycle: nothing is made in a namespace that does not exist or is going away, and three namespaces stay.
// Upstream: k8s.io/apiserver/pkg/admission/plugin/namespace/lifecycle

import { ApiError, forbidden, notFound } from '../../api/errors.ts';
import type { AnyObject } from '../../api/types.ts';
import type { AdmissionPlugin } from '../admission.ts';

const IMMORTAL = ['default', 'kube-system', 'kube-public'];

export const namespaceLifecycle: AdmissionPlugin = {
  name: 'NamespaceLifecycle',
  handles: ({ operation, exchange }) =>
    (operation === 'CREATE' && exchange.kind.namespaced) || (operation === 'DELETE' && exchange.kind.kind === 'Namespace' && exchange.kind.group === ''),
  admit({ exchange, operation, name, namespace }) {
    if (operation === 'DELETE') {
      if (IMMORTAL.includes(name)) throw forbidden('', 'namespaces', name, 'this namespace may not be deleted');
      return;
    }
    const { kind, state } = exchange;
    // Reviews are answered, not stored, so the namespace need not be there.
    if (kind.group === 'authorization.k8s.io') return;
    const ns = state.store.get(`/registry/namespaces/${namespace}`)?.value as AnyObject | undefined;
    if (!ns) throw notFound('', 'namespaces', namespace);
    if (ns.metadata.deletionTimestamp === undefined && ns.status?.phase !== 'Terminating') return;
    const refusal = forbidden(kind.group, kind.plural, name, `unable to create new content in namespace ${namespace} because it is being terminated`);
    throw new ApiError({
      ...refusal.status,
      details: { ...refusal.status.details, causes: [{ reason: 'NamespaceTerminating', message: `namespace ${namespace} is being terminated`, field: 'metadata.namespace' }] },
    });
  },
};
