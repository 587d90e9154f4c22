// Who refers to whom by name: when a kustomization renames a ConfigMap, the Pods that mount it follow.
// Upstream: sigs.k8s.io/kustomize/api/filters/nameref/nameref.go, internal/konfig/builtinpluginconsts/namereference.go

import { isObject } from '../../base/json.ts';
import { KubectlError } from '../errors.ts';
import { editAt, selects, type FieldSpec } from './fieldSpecs.ts';
import { effectiveNamespace, idText, isClusterScoped, textOf, type Gvk, type Manifest, type Resource, type ResourceId } from './resource.ts';

interface BackReference {
  readonly target: Partial<Gvk>;
  readonly fields: readonly FieldSpec[];
}

interface PodSpecPlace {
  readonly kind: string;
  readonly version?: string;
  readonly path: string;
}

const POD: PodSpecPlace = { kind: 'Pod', version: 'v1', path: 'spec' };
const POD_TEMPLATE: PodSpecPlace = { kind: 'PodTemplate', path: 'template/spec' };
const CRON_JOB: PodSpecPlace = { kind: 'CronJob', path: 'spec/jobTemplate/spec/template/spec' };
const workload = (kind: string): PodSpecPlace => ({ kind, path: 'spec/template/spec' });

/** Those in which names of ConfigMaps and Secrets are looked for. */
const CONFIGURED = [POD, POD_TEMPLATE, ...['Deployment', 'ReplicaSet', 'DaemonSet', 'StatefulSet', 'Job'].map(workload), CRON_JOB];
/** Those in which other names are. */
const SCHEDULED = [{ ...POD, version: '' }, ...['StatefulSet', 'Deployment', 'ReplicationController', 'Job', 'DaemonSet'].map(workload), CRON_JOB];

const inPods = (places: readonly PodSpecPlace[], ways: readonly string[]): FieldSpec[] =>
  places.flatMap((place) => ways.map((way) => ({ kind: place.kind, ...(place.version ? { version: place.version } : {}), path: `${place.path}/${way}` })));

const fromContainers = (way: string): string[] => ['containers', 'initContainers'].map((list) => `${list}/${way}`);

const kinds = (names: readonly string[], path: string, group = ''): FieldSpec[] => names.map((kind) => ({ kind, path, ...(group ? { group } : {}) }));

const RBAC = 'rbac.authorization.k8s.io';

const REFERENCES: readonly BackReference[] = [
  ...['Deployment', 'ReplicationController', 'ReplicaSet', 'StatefulSet'].map((kind) => ({
    target: { kind },
    fields: kinds(['HorizontalPodAutoscaler'], 'spec/scaleTargetRef/name'),
  })),
  {
    target: { kind: 'ConfigMap', version: 'v1' },
    fields: [
      ...inPods(CONFIGURED, ['volumes/configMap/name', ...fromContainers('env/valueFrom/configMapKeyRef/name'), ...fromContainers('envFrom/configMapRef/name'), 'volumes/projected/sources/configMap/name']),
      ...kinds(['Node'], 'spec/configSource/configMap'),
      ...kinds(['Role', 'ClusterRole'], 'rules/resourceNames'),
      ...kinds(['Ingress'], 'metadata/annotations/nginx.ingress.kubernetes.io\\/fastcgi-params-configmap'),
    ],
  },
  {
    target: { kind: 'Secret', version: 'v1' },
    fields: [
      ...inPods(CONFIGURED, [
        'volumes/secret/secretName',
        ...fromContainers('env/valueFrom/secretKeyRef/name'),
        ...fromContainers('envFrom/secretRef/name'),
        'imagePullSecrets/name',
        'volumes/projected/sources/secret/name',
      ]),
      ...kinds(['Ingress'], 'spec/tls/secretName'),
      ...['ingress.kubernetes.io\\/auth-secret', 'nginx.ingress.kubernetes.io\\/auth-secret', 'nginx.ingress.kubernetes.io\\/auth-tls-secret'].map((name) => ({ kind: 'Ingress', path: `metadata/annotations/${name}` })),
      ...kinds(['ServiceAccount'], 'imagePullSecrets/name'),
      ...['secretName', 'adminSecretName', 'userSecretName', 'secretRef'].map((name) => ({ kind: 'StorageClass', path: `parameters/${name}` })),
      ...kinds(['Role', 'ClusterRole'], 'rules/resourceNames'),
      ...kinds(['PersistentVolume'], 'spec/azureFile/secretName'),
    ],
  },
  {
    target: { kind: 'Service', version: 'v1' },
    fields: [
      ...kinds(['StatefulSet'], 'spec/serviceName', 'apps'),
      ...['spec/rules/http/paths/backend/serviceName', 'spec/backend/serviceName', 'spec/rules/http/paths/backend/service/name', 'spec/defaultBackend/service/name'].map((path) => ({ kind: 'Ingress', path })),
      ...kinds(['APIService'], 'spec/service/name', 'apiregistration.k8s.io'),
      ...kinds(['ValidatingWebhookConfiguration', 'MutatingWebhookConfiguration'], 'webhooks/clientConfig/service', 'admissionregistration.k8s.io'),
    ],
  },
  { target: { kind: 'Role', group: RBAC }, fields: kinds(['RoleBinding'], 'roleRef/name', RBAC) },
  { target: { kind: 'ClusterRole', group: RBAC }, fields: kinds(['RoleBinding', 'ClusterRoleBinding'], 'roleRef/name', RBAC) },
  { target: { kind: 'ServiceAccount', version: 'v1' }, fields: [...kinds(['RoleBinding', 'ClusterRoleBinding'], 'subjects', RBAC), ...inPods(SCHEDULED, ['serviceAccountName'])] },
  { target: { kind: 'PersistentVolumeClaim', version: 'v1' }, fields: inPods(SCHEDULED, ['volumes/persistentVolumeClaim/claimName']) },
  { target: { kind: 'PersistentVolume', version: 'v1' }, fields: [...kinds(['PersistentVolumeClaim'], 'spec/volumeName'), ...kinds(['ClusterRole'], 'rules/resourceNames')] },
  {
    target: { kind: 'StorageClass', version: 'v1', group: 'storage.k8s.io' },
    fields: [...kinds(['PersistentVolume', 'PersistentVolumeClaim'], 'spec/storageClassName'), ...kinds(['StatefulSet'], 'spec/volumeClaimTemplates/spec/storageClassName')],
  },
  { target: { kind: 'PriorityClass', version: 'v1', group: 'scheduling.k8s.io' }, fields: inPods(SCHEDULED, ['priorityClassName']) },
  { target: { kind: 'ValidatingAdmissionPolicy', group: 'admissionregistration.k8s.io' }, fields: kinds(['ValidatingAdmissionPolicyBinding'], 'spec/policyName', 'admissionregistration.k8s.io') },
];

/** Puts new names where old ones stand. */
export function fixReferences(resources: readonly Resource[]): void {
  const renamed = resources.filter((resource) => resource.previous.length > 0);
  if (renamed.length === 0) return;
  for (const referrer of resources) {
    for (const { target, fields } of REFERENCES) {
      for (const field of fields) {
        if (selects(field, referrer.original)) editAt(referrer, { path: field.path }, (value) => new Reference(referrer, target, field, renamed).fixed(value));
      }
    }
  }
}

class Reference {
  private readonly referrer: Resource;
  private readonly target: Partial<Gvk>;
  private readonly field: FieldSpec;
  private readonly candidates: readonly Resource[];

  constructor(referrer: Resource, target: Partial<Gvk>, field: FieldSpec, candidates: readonly Resource[]) {
    this.referrer = referrer;
    this.target = target;
    this.field = field;
    this.candidates = candidates;
  }

  fixed(value: unknown): unknown {
    if (typeof value === 'string') return this.chosen(value, this.candidates, false)?.id.name ?? value;
    if (Array.isArray(value)) return value.map((item) => this.fixed(item));
    return isObject(value) ? this.fixedSubject(value as Manifest) : value;
  }

  /** An object with a name, perhaps a namespace. */
  private fixedSubject(value: Manifest): Manifest {
    if (value.name === undefined) throw new KubectlError("path config error; no 'name' field in node");
    const namespace = textOf(value.namespace);
    const near = value.namespace === undefined ? this.candidates : this.inNamespace(namespace);
    const chosen = this.chosen(textOf(value.name), near, true);
    if (!chosen) return value;
    const { id } = chosen;
    return { ...value, name: id.name, ...(id.namespace ? { namespace: id.namespace } : {}) };
  }

  private inNamespace(namespace: string): readonly Resource[] {
    const before = this.candidates.filter((r) => effectiveNamespace(r.original) === namespace);
    return before.length > 0 ? before : this.candidates.filter((r) => effectiveNamespace(r.id) === namespace);
  }

  private chosen(name: string, among: readonly Resource[], withNamespace: boolean): Resource | undefined {
    const role = this.roleRef();
    let found = among.filter(
      (r) => r.previous.some((id) => id.name === name) && isKind(r, this.target) && (!role || isKind(r, role)) && this.sameNamespace(r.id),
    );
    if (found.length > 1) {
      found = found.filter((r) => sameContext(r, this.referrer, true));
      if (found.length > 1) found = found.filter((r) => sameContext(r, this.referrer, false));
    }
    const [first] = found;
    if (!first || found.every((r) => r.id.name === first.id.name && (!withNamespace || r.id.namespace === first.id.namespace))) return first;
    throw new KubectlError(`found multiple possible referrals: ${found.map((r) => idText(r.id)).join(', ')}`);
  }

  private roleRef(): Partial<Gvk> | undefined {
    if (!this.field.path.endsWith('roleRef/name')) return undefined;
    const { roleRef } = this.referrer.object;
    return isObject(roleRef) ? { group: textOf(roleRef.apiGroup), kind: textOf(roleRef.kind) } : undefined;
  }

  private sameNamespace(candidate: ResourceId): boolean {
    const { id } = this.referrer;
    return isClusterScoped(id) || isClusterScoped(candidate) || candidate.kind === 'ServiceAccount' || effectiveNamespace(id) === effectiveNamespace(candidate);
  }
}

const isKind = (resource: Resource, gvk: Partial<Gvk>): boolean => resource.previous.some((id) => selects(gvk, id));

/** Both went through the same kustomizations that rename, as far as the way of the shorter one goes. */
function sameContext(a: Resource, b: Resource, allowEmpty: boolean): boolean {
  const same = (x: readonly string[], y: readonly string[]): boolean => {
    if (x.length === 0 || y.length === 0) return allowEmpty || x.length === y.length;
    return Array.from({ length: Math.min(x.length, y.length) }, (_, i) => i + 1).every((i) => x[x.length - i] === y[y.length - i]);
  };
  return same(a.prefixes, b.prefixes) && same(a.suffixes, b.suffixes);
}
