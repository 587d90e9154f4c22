// The ServiceAccounts that the controllers act under: system:serviceaccount:kube-system:deployment-controller and so on.
// The manager makes those that are missing before it starts its controllers, those that KubeStage does not have included,
// as `kubectl get serviceaccounts -n kube-system` shows them in a real cluster.
// Upstream: k8s.io/controller-manager/pkg/clientbuilder/client_builder_dynamic.go
// Simplified: asks for all of them at once, where the real one asks for a token of each; nobody needs tokens here.

import { deepFreeze } from '../../base/json.ts';
import { resourcePath } from '../api/http.ts';
import type { KubeObject, ObjectList } from '../api/types.ts';
import type { Client } from '../client/client.ts';
import { isExpected } from '../client/controller.ts';
import type { Sim } from '../kernel/task.ts';
import { ServiceAccount } from '../kinds/serviceAccount.ts';

const NAMESPACE = 'kube-system';
const ABOUT = { path: resourcePath({ ...ServiceAccount, namespace: NAMESPACE }), resource: ServiceAccount.plural, namespace: NAMESPACE, level: 'detail' } as const;

/** In the order in which a real manager makes them. */
const ACCOUNTS: readonly string[] = [
  'certificate-controller',
  'resource-claim-controller',
  'endpointslicemirroring-controller',
  'node-controller',
  'attachdetach-controller',
  'expand-controller',
  'root-ca-cert-publisher',
  'resourcequota-controller',
  'replicaset-controller',
  'cronjob-controller',
  'bootstrap-signer',
  'clusterrole-aggregation-controller',
  'replication-controller',
  'deployment-controller',
  'statefulset-controller',
  'pv-protection-controller',
  'volumeattributesclass-protection-controller',
  'service-cidrs-controller',
  'generic-garbage-collector',
  'ttl-after-finished-controller',
  'device-taint-eviction-controller',
  'legacy-service-account-token-cleaner',
  'endpoint-controller',
  'daemon-set-controller',
  'ttl-controller',
  'pvc-protection-controller',
  'namespace-controller',
  'persistent-volume-binder',
  'pod-garbage-collector',
  'service-account-controller',
  'job-controller',
  'disruption-controller',
  'token-cleaner',
  'ephemeral-volume-controller',
  'validatingadmissionpolicy-status-controller',
  'endpointslice-controller',
  'horizontal-pod-autoscaler',
];

/** A refusal is no reason not to start: the next leader tries again. */
export function* ensureAccounts(client: Client): Sim<void> {
  try {
    const { body } = yield* client.request({ ...ABOUT, method: 'GET', verb: 'list' });
    const existing = new Set((body as ObjectList<KubeObject>).items.map(({ metadata }) => metadata.name));
    for (const name of ACCOUNTS) {
      if (!existing.has(name)) yield* client.request({ ...ABOUT, method: 'POST', verb: 'create', body: deepFreeze({ kind: 'ServiceAccount', apiVersion: 'v1', metadata: { name, namespace: NAMESPACE } }) });
    }
  } catch (error) {
    if (!isExpected(error)) throw error;
  }
}
