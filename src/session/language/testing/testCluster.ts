// For tests: an API server as a cluster has it after its start, and what the language service sees of it.

import { bootstrap } from '../../../sim/apiserver/bootstrap.ts';
import { apiHarness, type ApiHarness } from '../../../testing/apiHarness.ts';
import { ADMIN } from '../../../testing/ask.ts';
import { rehearsalCache, type LiveCluster } from '../rehearsal.ts';

const KUBE_CONFIG = `apiVersion: v1
kind: Config
current-context: admin@kubernetes
contexts:
- name: admin@kubernetes
  context: { cluster: kubernetes, user: admin }
clusters:
- name: kubernetes
  cluster: { server: 'https://127.0.0.1:6443' }
users: []
`;

export interface TestCluster {
  readonly harness: ApiHarness;
  readonly live: LiveCluster;
  readonly cache: ReturnType<typeof rehearsalCache>;
}

export function testCluster(): TestCluster {
  const harness = apiHarness();
  bootstrap(harness.server.state);
  harness.send('POST', '/api/v1/namespaces/default/serviceaccounts', { body: { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default' } } });
  return { harness, live: { state: harness.server.state, user: ADMIN, kubeConfig: KUBE_CONFIG }, cache: rehearsalCache() };
}
