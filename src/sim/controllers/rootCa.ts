// Root CA publisher: every namespace has a ConfigMap with the certificates by which its Pods know the API server.
// Upstream: pkg/controller/certificates/rootcacertpublisher/publisher.go

import { deepFreeze } from '../../base/json.ts';
import { ApiError } from '../api/errors.ts';
import { defineController, watch } from '../client/controller.ts';
import { keyFor, type Informer } from '../client/informer.ts';
import type { Sim } from '../kernel/task.ts';
import { ConfigMap } from '../kinds/configMap.ts';
import { Namespace } from '../kinds/namespace.ts';
import { isNamespaceTerminating, isNotFound } from './shared/podControl.ts';

const NAME = 'kube-root-ca.crt';
const DESCRIPTION =
  'Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes clusters.';
const DESCRIPTION_KEY = 'kubernetes.io/description';

export const rootCa = defineController<Informer<ConfigMap>>({
  name: 'rootca',
  account: 'root-ca-cert-publisher',
  state: (context) => context.informer(ConfigMap),
  watches: [
    watch<Namespace>(Namespace, (namespace, _context, _old, gone) => (gone || namespace.status.phase !== 'Active' ? [] : [keyFor(namespace)])),
    watch<ConfigMap>(ConfigMap, ({ metadata }, _context, old, gone) => (metadata.name === NAME && (gone || old) ? [metadata.namespace as string] : [])),
  ],
  *reconcile({ state, client, settings }, namespace): Sim<void> {
    const data = { 'ca.crt': settings.rootCA };
    const existing = state.get(`${namespace}/${NAME}`);
    const annotations = { [DESCRIPTION_KEY]: DESCRIPTION };
    if (existing) {
      const rest = Object.keys(existing.data ?? {});
      if (rest.length === 1 && existing.data?.['ca.crt'] === data['ca.crt'] && existing.metadata.annotations?.[DESCRIPTION_KEY] !== undefined) return;
      yield* client.update(ConfigMap, deepFreeze({ ...existing, metadata: { ...existing.metadata, annotations: { ...existing.metadata.annotations, ...annotations } }, data }));
      return;
    }
    try {
      yield* client.create(ConfigMap, namespace, deepFreeze({ kind: 'ConfigMap', apiVersion: 'v1', metadata: { name: NAME, annotations }, data }));
    } catch (error) {
      if (!isNotFound(error) && !isNamespaceTerminating(error) && !(error instanceof ApiError && error.reason === 'AlreadyExists')) throw error;
    }
  },
});
