// A manifest on its way through a kustomization. Its earlier names stay known, so that patches and references find it.
// Upstream: sigs.k8s.io/kustomize/api/resource/resource.go, kyaml/resid

import { isObject } from '../../base/json.ts';

export interface Gvk {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

export interface ResourceId extends Gvk {
  readonly name: string;
  readonly namespace: string;
}

export type Behavior = 'create' | 'replace' | 'merge' | 'unspecified';

export type Manifest = { [key: string]: unknown };

export class Resource {
  object: Manifest;
  /** What it was called before, the oldest first. */
  readonly previous: ResourceId[] = [];
  readonly prefixes: string[] = [];
  readonly suffixes: string[] = [];
  readonly behavior: Behavior;
  needsHash: boolean;
  /** A patch took it away. */
  gone = false;

  constructor(object: Manifest, options: { readonly behavior?: Behavior; readonly needsHash?: boolean } = {}) {
    this.object = object;
    this.behavior = options.behavior ?? 'unspecified';
    this.needsHash = options.needsHash ?? false;
  }

  get id(): ResourceId {
    const { apiVersion, kind } = this.object;
    return { ...gvkOf(textOf(apiVersion), textOf(kind)), name: textOf(this.metadata.name), namespace: textOf(this.metadata.namespace) };
  }

  get original(): ResourceId {
    return this.previous[0] ?? this.id;
  }

  get metadata(): Manifest {
    return mapIn(this.object, 'metadata');
  }

  remember(): void {
    this.previous.push(this.id);
  }

  isCalled(id: ResourceId): boolean {
    return sameId(this.id, id) || this.previous.some((earlier) => sameId(earlier, id));
  }
}

export const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** The object in a field, made where there is none. */
export function mapIn(holder: Manifest, field: string): Manifest {
  const value = holder[field];
  if (isObject(value)) return value as Manifest;
  const made: Manifest = {};
  holder[field] = made;
  return made;
}

export function gvkOf(apiVersion: string, kind: string): Gvk {
  const slash = apiVersion.indexOf('/');
  return { group: slash < 0 ? '' : apiVersion.slice(0, slash), version: apiVersion.slice(slash + 1), kind };
}

const CLUSTER_SCOPED = new Set(
  `APIService CSIDriver CSINode CertificateSigningRequest ClusterRole ClusterRoleBinding ClusterTrustBundle ComponentStatus CustomResourceDefinition
  DeviceClass FlowSchema IPAddress IngressClass MutatingAdmissionPolicy MutatingAdmissionPolicyBinding MutatingWebhookConfiguration Namespace Node
  PersistentVolume PriorityClass PriorityLevelConfiguration ResourceSlice RuntimeClass SelfSubjectAccessReview SelfSubjectReview
  SelfSubjectRulesReview ServiceCIDR StorageClass StorageVersion StorageVersionMigration SubjectAccessReview TokenReview ValidatingAdmissionPolicy
  ValidatingAdmissionPolicyBinding ValidatingWebhookConfiguration VolumeAttachment VolumeAttributesClass`.split(/\s+/),
);

export const isClusterScoped = (id: Gvk): boolean => CLUSTER_SCOPED.has(id.kind);

export function effectiveNamespace(id: ResourceId): string {
  return isClusterScoped(id) ? '_non_namespaceable_' : id.namespace || 'default';
}

export function sameId(a: ResourceId, b: ResourceId): boolean {
  return a.name === b.name && a.kind === b.kind && a.group === b.group && a.version === b.version && effectiveNamespace(a) === effectiveNamespace(b);
}

/** `Deployment.v1.apps` */
export const gvkText = (gvk: Gvk): string => `${gvk.kind || '[noKind]'}.${gvk.version || '[noVer]'}.${gvk.group || '[noGrp]'}`;

/** `Deployment.v1.apps/web.[noNs]` */
export const idText = (id: ResourceId): string => `${gvkText(id)}/${id.name || '[noName]'}.${id.namespace || '[noNs]'}`;
