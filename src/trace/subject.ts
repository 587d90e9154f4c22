// What an etcd key or a name is about: kind, namespace, name. Only names and spelling; the kinds themselves (their
// schemas and rules) are far too heavy for a page that wants to write "Pod".

export interface Subject {
  /** `pods`; of custom kinds too. */
  readonly resource: string;
  /** `Pod`; the resource itself where the kind is not known here. */
  readonly kind: string;
  /** '' for kinds without namespaces. */
  readonly namespace: string;
  readonly name: string;
}

/** Plural → kind, for the kinds of the stories. */
const KINDS: Readonly<Record<string, string>> = {
  pods: 'Pod',
  deployments: 'Deployment',
  replicasets: 'ReplicaSet',
  replicationcontrollers: 'ReplicationController',
  statefulsets: 'StatefulSet',
  daemonsets: 'DaemonSet',
  jobs: 'Job',
  cronjobs: 'CronJob',
  services: 'Service',
  endpoints: 'Endpoints',
  endpointslices: 'EndpointSlice',
  ingresses: 'Ingress',
  networkpolicies: 'NetworkPolicy',
  configmaps: 'ConfigMap',
  secrets: 'Secret',
  namespaces: 'Namespace',
  nodes: 'Node',
  serviceaccounts: 'ServiceAccount',
  roles: 'Role',
  rolebindings: 'RoleBinding',
  clusterroles: 'ClusterRole',
  clusterrolebindings: 'ClusterRoleBinding',
  persistentvolumes: 'PersistentVolume',
  persistentvolumeclaims: 'PersistentVolumeClaim',
  storageclasses: 'StorageClass',
  resourcequotas: 'ResourceQuota',
  limitranges: 'LimitRange',
  horizontalpodautoscalers: 'HorizontalPodAutoscaler',
  poddisruptionbudgets: 'PodDisruptionBudget',
  priorityclasses: 'PriorityClass',
  customresourcedefinitions: 'CustomResourceDefinition',
  controllerrevisions: 'ControllerRevision',
  events: 'Event',
  leases: 'Lease',
  ipaddresses: 'IPAddress',
};
const RESOURCES: Readonly<Record<string, string>> = Object.fromEntries(Object.entries(KINDS).map(([resource, kind]) => [kind, resource]));

/** Kinds whose keys have no namespace. */
const CLUSTER_WIDE = new Set(['nodes', 'namespaces', 'persistentvolumes', 'storageclasses', 'clusterroles', 'clusterrolebindings', 'priorityclasses', 'customresourcedefinitions', 'ipaddresses']);

/** Where etcd keeps what, as far as it is not the plural. */
const STORED_AS: Readonly<Record<string, string>> = { nodes: 'minions', services: 'services/specs', endpoints: 'services/endpoints', ingresses: 'ingress' };

export const kindOf = (resource: string): string => KINDS[resource] ?? resource;
/** `Pod` → `pods`; the kind in small letters with an s where it is not known here. */
export const resourceOf = (kind: string): string => RESOURCES[kind] ?? `${kind.toLowerCase()}s`;

/** What a key of etcd is about; undefined for keys of other sorts (facts of a node, prints). */
export function subjectOf(key: string): Subject | undefined {
  const parts = key.split('/');
  if (parts[1] !== 'registry') return undefined;
  let resource = parts[2] ?? '';
  let at = 3;
  if (resource === 'minions') resource = 'nodes';
  else if (resource === 'ingress') resource = 'ingresses';
  else if (resource === 'services') resource = parts[at++] === 'endpoints' ? 'endpoints' : 'services';
  else if (resource.includes('.')) resource = parts[at++] ?? '';
  const rest = parts.slice(at);
  const name = rest[rest.length - 1] ?? '';
  return { resource, kind: kindOf(resource), namespace: rest.length > 1 ? (rest[0] as string) : '', name };
}

/** The key of an object of a built-in kind. */
export function keyFor(resource: string, namespace: string, name: string): string {
  const stored = STORED_AS[resource] ?? resource;
  return CLUSTER_WIDE.has(resource) || namespace === '' ? `/registry/${stored}/${name}` : `/registry/${stored}/${namespace}/${name}`;
}

/** The key of what a work queue calls `default/web` (or, without namespaces, `worker-1`). */
export function queueKey(kind: string, key: string): string {
  const slash = key.indexOf('/');
  return keyFor(resourceOf(kind), slash < 0 ? '' : key.slice(0, slash), key.slice(slash + 1));
}

// What the API server appends: five letters without vowels and look-alikes; before it, a template's hash.
const GENERATED = /^(.+?)(?:-[bcdf-hj-np-tv-xz24-9]{5,10})?-([bcdf-hj-np-tv-xz24-9]{5})$/;
const HASHED = /^(.+?)-([bcdf-hj-np-tv-xz24-9]{6,10})$/;

/** `…x2k4q`, or the name itself where a person chose all of it. Names never lose their end. */
export function shortName(name: string, longest = 20): string {
  const suffix = GENERATED.exec(name)?.[2] ?? HASHED.exec(name)?.[2];
  if (suffix !== undefined) return `…${suffix}`;
  return name.length <= longest ? name : `…${name.slice(-(longest - 1))}`;
}

/** An image as people write it, so that two ways of naming one image agree: `docker.io/library/nginx:latest` is `nginx`. */
export function familiarImage(image: string): string {
  return image.replace(/^(index\.)?docker\.io\//, '').replace(/^library\//, '').replace(/:latest$/, '');
}

/** An image without its registry and path: `nginx:1.27`. */
export function shortImage(image: string, longest = 20): string {
  const last = image.slice(image.lastIndexOf('/') + 1);
  return last.length <= longest ? last : `…${last.slice(-(longest - 1))}`;
}
