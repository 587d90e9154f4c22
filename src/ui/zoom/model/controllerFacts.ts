// What each controller of kube-controller-manager watches and writes. Simplified: only the kinds that the simulated ones use.
// Upstream: pkg/controller/*, cmd/kube-controller-manager/app/controllermanager.go

export interface ControllerFacts {
  /** Resources, the one whose keys it queues first. */
  readonly watches: readonly string[];
  readonly writes: readonly string[];
}

const FACTS: Readonly<Record<string, ControllerFacts>> = {
  'deployment-controller': { watches: ['deployments', 'replicasets', 'pods'], writes: ['replicasets', 'deployments/status'] },
  'replicaset-controller': { watches: ['replicasets', 'pods'], writes: ['pods', 'replicasets/status'] },
  'replication-controller': { watches: ['replicationcontrollers', 'pods'], writes: ['pods', 'replicationcontrollers/status'] },
  'daemon-set-controller': { watches: ['daemonsets', 'pods', 'nodes', 'controllerrevisions'], writes: ['pods', 'controllerrevisions', 'daemonsets/status'] },
  'statefulset-controller': { watches: ['statefulsets', 'pods', 'persistentvolumeclaims', 'controllerrevisions'], writes: ['pods', 'persistentvolumeclaims', 'controllerrevisions', 'statefulsets/status'] },
  'job-controller': { watches: ['jobs', 'pods'], writes: ['pods', 'jobs/status'] },
  'cronjob-controller': { watches: ['cronjobs', 'jobs'], writes: ['jobs', 'cronjobs/status'] },
  'endpointslice-controller': { watches: ['services', 'pods', 'endpointslices', 'nodes'], writes: ['endpointslices'] },
  'endpoint-controller': { watches: ['services', 'pods', 'endpoints'], writes: ['endpoints'] },
  'node-controller': { watches: ['nodes', 'pods', 'leases'], writes: ['nodes', 'nodes/status', 'pods/status', 'pods'] },
  'namespace-controller': { watches: ['namespaces'], writes: ['namespaces/finalize', 'namespaces/status'] },
  'service-account-controller': { watches: ['serviceaccounts', 'namespaces'], writes: ['serviceaccounts'] },
  'root-ca-cert-publisher': { watches: ['configmaps', 'namespaces'], writes: ['configmaps'] },
  'generic-garbage-collector': { watches: [], writes: [] },
  'pod-garbage-collector': { watches: ['pods', 'nodes'], writes: ['pods'] },
  'persistent-volume-binder': { watches: ['persistentvolumes', 'persistentvolumeclaims', 'storageclasses', 'pods'], writes: ['persistentvolumes', 'persistentvolumeclaims'] },
  'pv-protection-controller': { watches: ['persistentvolumes'], writes: ['persistentvolumes'] },
  'pvc-protection-controller': { watches: ['persistentvolumeclaims', 'pods'], writes: ['persistentvolumeclaims'] },
  'resourcequota-controller': { watches: ['resourcequotas'], writes: ['resourcequotas/status'] },
  'ttl-after-finished-controller': { watches: ['jobs'], writes: ['jobs'] },
  'disruption-controller': { watches: ['poddisruptionbudgets', 'pods', 'replicasets', 'deployments', 'statefulsets', 'replicationcontrollers'], writes: ['poddisruptionbudgets/status'] },
  'tokens-controller': { watches: ['secrets', 'serviceaccounts'], writes: ['secrets'] },
  'ttl-controller': { watches: ['nodes'], writes: ['nodes'] },
};

export const controllerFacts = (actor: string): ControllerFacts => FACTS[actor] ?? { watches: [], writes: [] };
