// The resources that kubectl's own code knows by type, as client-go's clientset does: their paths need no discovery.

import type { Mapping } from './restMapper.ts';

const LINES = `
v1: Binding Endpoints Event LimitRange PersistentVolumeClaim Pod PodTemplate ReplicationController ResourceQuota Secret Service ServiceAccount ConfigMap
v1 cluster: Namespace Node PersistentVolume
apps/v1: ControllerRevision DaemonSet Deployment ReplicaSet StatefulSet
authentication.k8s.io/v1 cluster: SelfSubjectReview TokenReview
authorization.k8s.io/v1: LocalSubjectAccessReview
authorization.k8s.io/v1 cluster: SelfSubjectAccessReview SelfSubjectRulesReview SubjectAccessReview
autoscaling/v1: HorizontalPodAutoscaler
autoscaling/v2: HorizontalPodAutoscaler
batch/v1: CronJob Job
certificates.k8s.io/v1 cluster: CertificateSigningRequest
coordination.k8s.io/v1: Lease
discovery.k8s.io/v1: EndpointSlice
events.k8s.io/v1: Event
networking.k8s.io/v1: Ingress NetworkPolicy
networking.k8s.io/v1 cluster: IngressClass IPAddress ServiceCIDR
policy/v1: PodDisruptionBudget
rbac.authorization.k8s.io/v1: Role RoleBinding
rbac.authorization.k8s.io/v1 cluster: ClusterRole ClusterRoleBinding
resource.k8s.io/v1 cluster: ResourceSlice
scheduling.k8s.io/v1 cluster: PriorityClass
storage.k8s.io/v1 cluster: CSINode StorageClass VolumeAttachment VolumeAttributesClass
`;

const MAPPINGS: ReadonlyMap<string, Mapping> = read();

/** A resource by apiVersion and kind. */
export function typed(apiVersion: string, kind: string): Mapping {
  const mapping = MAPPINGS.get(`${apiVersion}/${kind}`);
  if (!mapping) throw new Error(`kubectl has no type for ${apiVersion} ${kind}`);
  return mapping;
}

export const isTyped = (apiVersion: string, kind: string): boolean => MAPPINGS.has(`${apiVersion}/${kind}`);

function read(): Map<string, Mapping> {
  const out = new Map<string, Mapping>();
  for (const line of LINES.trim().split('\n')) {
    const [head = '', kinds = ''] = line.split(': ');
    const [apiVersion = '', scope] = head.split(' ');
    const slash = apiVersion.indexOf('/');
    const group = slash < 0 ? '' : apiVersion.slice(0, slash);
    const version = apiVersion.slice(slash + 1);
    for (const kind of kinds.split(' ')) {
      const plural = pluralOf(kind);
      const resource = { group, version, plural, singular: kind.toLowerCase(), kind, namespaced: scope !== 'cluster', verbs: [], shortNames: [], categories: [], subresources: [] };
      out.set(`${apiVersion}/${kind}`, { group, version, kind, plural, namespaced: resource.namespaced, resource });
    }
  }
  return out;
}

function pluralOf(kind: string): string {
  const name = kind.toLowerCase();
  if (name === 'endpoints') return name;
  if (name.endsWith('y')) return `${name.slice(0, -1)}ies`;
  return /(s|ss|x)$/.test(name) ? `${name}es` : `${name}s`;
}
