// How etcd keys, resources, kinds and actors hang together, as far as names tell: the page has no scheme.

/** Plural → kind, for kinds whose name is more than the capitalised singular. */
const KINDS: Readonly<Record<string, string>> = Object.fromEntries(
  `Pod ReplicaSet Deployment StatefulSet DaemonSet Job CronJob Service Endpoints EndpointSlice Node Namespace ConfigMap Secret Event Lease
  ServiceAccount PersistentVolume PersistentVolumeClaim StorageClass Ingress IngressClass NetworkPolicy HorizontalPodAutoscaler
  PodDisruptionBudget PriorityClass ResourceQuota LimitRange Role RoleBinding ClusterRole ClusterRoleBinding ControllerRevision
  ReplicationController PodTemplate CustomResourceDefinition APIService CSINode CSIDriver CSIStorageCapacity VolumeAttachment FlowSchema
  PriorityLevelConfiguration ServiceCIDR IPAddress RuntimeClass MutatingWebhookConfiguration ValidatingWebhookConfiguration
  ValidatingAdmissionPolicy ValidatingAdmissionPolicyBinding MutatingAdmissionPolicy MutatingAdmissionPolicyBinding
  CertificateSigningRequest ComponentStatus Binding ResourceClaim ResourceClaimTemplate ResourceSlice DeviceClass VolumeAttributesClass
  TokenReview SubjectAccessReview SelfSubjectAccessReview SelfSubjectRulesReview SelfSubjectReview`
    .split(/\s+/)
    .map((kind) => [pluralOf(kind), kind]),
);

function pluralOf(kind: string): string {
  const word = kind.toLowerCase();
  if (word === 'endpoints') return word;
  if (/(?:s|x|ch)$/.test(word)) return `${word}es`;
  return word.endsWith('y') ? `${word.slice(0, -1)}ies` : `${word}s`;
}

/** `pods` → `Pod`; custom resources by their likely singular. */
export function kindOf(resource: string): string {
  const known = KINDS[resource];
  if (known) return known;
  const word = resource.replace(/ies$/, 'y').replace(/(?<=s|x|ch)es$/, '').replace(/s$/, '');
  return word.charAt(0).toUpperCase() + word.slice(1);
}

/** Prefixes of etcd keys that are not the plural of their resource. */
const STORED_AT: Readonly<Record<string, string>> = {
  nodes: 'minions',
  services: 'services/specs',
  endpoints: 'services/endpoints',
  ingresses: 'ingress',
  replicationcontrollers: 'controllers',
  apiservices: 'apiregistration.k8s.io/apiservices',
  customresourcedefinitions: 'apiextensions.k8s.io/customresourcedefinitions',
};
const RESOURCE_AT: Readonly<Record<string, string>> = Object.fromEntries(Object.entries(STORED_AT).map(([resource, prefix]) => [prefix, resource]));

export interface KeyParts {
  readonly resource: string;
  readonly kind: string;
  /** '' for what belongs to no namespace. */
  readonly namespace: string;
  readonly name: string;
}

/** `/registry/services/specs/default/web` → services, Service, default, web. */
export function parseKey(key: string): KeyParts {
  const parts = key.split('/').slice(2);
  const two = `${parts[0] ?? ''}/${parts[1] ?? ''}`;
  const nested = RESOURCE_AT[two] !== undefined || (parts[0] ?? '').includes('.');
  const prefix = nested ? two : (parts[0] ?? '');
  const resource = RESOURCE_AT[prefix] ?? (nested ? (parts[1] ?? '') : prefix);
  const rest = parts.slice(nested ? 2 : 1);
  const name = rest[rest.length - 1] ?? '';
  return { resource, kind: kindOf(resource), namespace: rest.length > 1 ? (rest[0] as string) : '', name };
}

/** The key under which a resource is stored; the opposite of `parseKey`. */
export function keyFor(resource: string, namespace: string, name: string): string {
  return `/registry/${STORED_AT[resource] ?? resource}/${namespace ? `${namespace}/` : ''}${name}`;
}

/** `default/web` of a kind → its key. */
export function keyOfKind(kind: string, namespace: string, name: string): string {
  return keyFor(pluralOf(kind), namespace, name);
}

// ---- actors ----

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

/** Service accounts of controllers → the kind they are about. */
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
  'node-controller': 'Node',
  'service-account-controller': 'ServiceAccount',
  'ttl-controller': '',
  'horizontal-pod-autoscaler': 'HorizontalPodAutoscaler',
  'generic-garbage-collector': '',
  'pod-garbage-collector': '',
  'root-ca-cert-publisher': '',
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

/** Of which kind the keys are that a controller reconciles. */
const RECONCILED: Readonly<Record<string, string>> = {
  deployment: 'Deployment',
  replicaset: 'ReplicaSet',
  replicationcontroller: 'ReplicationController',
  statefulset: 'StatefulSet',
  daemonset: 'DaemonSet',
  job: 'Job',
  cronjob: 'CronJob',
  endpointslice: 'Service',
  endpoints: 'Service',
  namespace: 'Namespace',
  serviceaccount: 'Namespace',
  rootca: 'Namespace',
  nodeipam: 'Node',
  nodelifecycle: 'Node',
  tainteviction: 'Pod',
  ttl: 'Node',
  horizontalpodautoscaler: 'HorizontalPodAutoscaler',
};

/** The key of the object that a reconcile is about; '' where that is none. */
export function reconciledKey(controller: string, key: string): string {
  const kind = RECONCILED[controller];
  if (!kind || !key) return '';
  const slash = key.indexOf('/');
  return keyOfKind(kind, slash < 0 ? '' : key.slice(0, slash), key.slice(slash + 1));
}
