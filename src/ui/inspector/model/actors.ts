// Who acts in a trace, as far as names tell: which part of the cluster an actor is, on which node, for which kind.

export type ComponentRole = 'you' | 'kubectl' | 'apiserver' | 'etcd' | 'manager' | 'controller' | 'scheduler' | 'kubelet' | 'containerd' | 'cni' | 'kubeProxy' | 'node' | 'other';

export interface ActorParts {
  readonly role: ComponentRole;
  /** Of what runs on a node. */
  readonly node: string;
  /** The kind a controller is named after; '' where it has another name. */
  readonly kind: string;
}

const ROLES: Readonly<Record<string, ComponentRole>> = {
  you: 'you',
  kubectl: 'kubectl',
  'kube-apiserver': 'apiserver',
  etcd: 'etcd',
  'kube-controller-manager': 'manager',
  'kube-scheduler': 'scheduler',
};
const ON_NODES: Readonly<Record<string, ComponentRole>> = { kubelet: 'kubelet', containerd: 'containerd', cni: 'cni', 'kube-proxy': 'kubeProxy', node: 'node' };

/** Controllers that are named after the kind they look after. */
const CONTROLLERS: Readonly<Record<string, string>> = {
  'deployment-controller': 'Deployment',
  'replicaset-controller': 'ReplicaSet',
  'replication-controller': 'ReplicationController',
  'statefulset-controller': 'StatefulSet',
  'daemon-set-controller': 'DaemonSet',
  'job-controller': 'Job',
  'cronjob-controller': 'CronJob',
  'endpointslice-controller': 'EndpointSlice',
  'endpoint-controller': 'Endpoints',
  'namespace-controller': 'Namespace',
  'service-account-controller': 'ServiceAccount',
};

export function parseActor(actor: string): ActorParts {
  const role = ROLES[actor];
  if (role) return { role, node: '', kind: '' };
  const slash = actor.indexOf('/');
  const onNode = ON_NODES[slash < 0 ? '' : actor.slice(0, slash)];
  if (onNode) return { role: onNode, node: actor.slice(slash + 1), kind: '' };
  const kind = CONTROLLERS[actor];
  if (kind !== undefined || /-(?:controller|collector|publisher|autoscaler)$/.test(actor)) return { role: 'controller', node: '', kind: kind ?? '' };
  return { role: 'other', node: '', kind: '' };
}

/** `generic-garbage-collector` → `Generic garbage collector`: a controller that no kind gave its name. */
export function spelledOut(actor: string): string {
  const words = actor.replace(/-/g, ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
