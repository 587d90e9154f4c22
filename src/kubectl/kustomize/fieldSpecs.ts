// Where in which kinds a transformer writes, and the way there.
// Upstream: sigs.k8s.io/kustomize/api/filters/fieldspec/fieldspec.go, internal/konfig/builtinpluginconsts

import { deepCopy, isObject } from '../../base/json.ts';
import { KubectlError } from '../errors.ts';
import { idText, type Gvk, type Manifest, type Resource } from './resource.ts';

export interface FieldSpec {
  /** `spec/template/metadata/labels`; a slash in a name is written `\/`, a list may be marked `[]`. */
  readonly path: string;
  /** The way is made where it is not there. */
  readonly create?: boolean;
  readonly kind?: string;
  readonly group?: string;
  readonly version?: string;
}

export const selects = (spec: Partial<Gvk>, gvk: Gvk): boolean =>
  (!spec.kind || spec.kind === gvk.kind) && (!spec.group || spec.group === gvk.group) && (!spec.version || spec.version === gvk.version);

/** Changes what stands at the end of the way. `made` is what a missing last field begins with. */
export function editAt(resource: Resource, spec: FieldSpec, set: (value: unknown) => unknown, made?: unknown): void {
  if (!selects(spec, resource.id)) return;
  const path = spec.path.split(/(?<!\\)\//).map((part) => part.replaceAll('\\/', '/'));
  try {
    edit(resource.object, path, 0, spec.create === true ? made : undefined, set);
  } catch (error) {
    if (error instanceof KubectlError) throw new KubectlError(`considering field '${spec.path}' of object ${idText(resource.id)}: ${error.message}`);
    throw error;
  }
}

function edit(value: unknown, path: readonly string[], at: number, made: unknown, set: (value: unknown) => unknown): unknown {
  const part = path[at];
  if (part === undefined) return set(value);
  if (value === null) return value;
  if (Array.isArray(value)) return value.map((item) => edit(item, path, at, made, set));
  if (!isObject(value)) throw new KubectlError('expected sequence or mapping node');
  const holder = value as Manifest;
  const list = part.endsWith('[]');
  const name = list ? part.slice(0, -2) : part;
  let child = holder[name];
  if (child === undefined || child === null) {
    if (made === undefined || list) return value;
    child = at === path.length - 1 ? deepCopy(made) : {};
  }
  holder[name] = edit(child, path, at + 1, made, set);
  return value;
}

// ---- the built-in places ----

/** Where kinds keep the template of their Pods. */
export const TEMPLATES: readonly { readonly kind: string; readonly path: string; readonly group?: string; readonly version?: string }[] = [
  { kind: 'ReplicationController', version: 'v1', path: 'spec/template' },
  { kind: 'Deployment', path: 'spec/template' },
  { kind: 'ReplicaSet', path: 'spec/template' },
  { kind: 'DaemonSet', path: 'spec/template' },
  { kind: 'StatefulSet', group: 'apps', path: 'spec/template' },
  { kind: 'Job', group: 'batch', path: 'spec/template' },
  { kind: 'CronJob', group: 'batch', path: 'spec/jobTemplate' },
  { kind: 'CronJob', group: 'batch', path: 'spec/jobTemplate/spec/template' },
];

export const METADATA_LABELS: FieldSpec = { path: 'metadata/labels', create: true };

/** Labels of objects and of the templates in them. */
export const TEMPLATE_LABELS: readonly FieldSpec[] = [
  METADATA_LABELS,
  ...TEMPLATES.map((place) => ({ ...place, path: `${place.path}/metadata/labels`, create: true })),
  { kind: 'StatefulSet', group: 'apps', path: 'spec/volumeClaimTemplates[]/metadata/labels', create: true },
];

export const ANNOTATIONS: readonly FieldSpec[] = [
  { path: 'metadata/annotations', create: true },
  ...TEMPLATES.map((place) => ({ ...place, ...(place.kind === 'StatefulSet' ? { group: '' } : {}), path: `${place.path}/metadata/annotations`, create: true })),
];

const AFFINITIES = ['podAffinity', 'podAntiAffinity'].flatMap((way) => [
  `${way}/preferredDuringSchedulingIgnoredDuringExecution/podAffinityTerm`,
  `${way}/requiredDuringSchedulingIgnoredDuringExecution`,
]);

/** Labels and everything that selects by them. */
export const SELECTING_LABELS: readonly FieldSpec[] = [
  ...TEMPLATE_LABELS,
  { kind: 'Service', version: 'v1', path: 'spec/selector', create: true },
  { kind: 'ReplicationController', version: 'v1', path: 'spec/selector', create: true },
  ...['Deployment', 'ReplicaSet', 'DaemonSet'].map((kind) => ({ kind, path: 'spec/selector/matchLabels', create: true })),
  { kind: 'StatefulSet', group: 'apps', path: 'spec/selector/matchLabels', create: true },
  ...['Deployment', 'StatefulSet'].flatMap((kind) => [
    ...AFFINITIES.map((way) => ({ kind, group: 'apps', path: `spec/template/spec/affinity/${way}/labelSelector/matchLabels` })),
    { kind, group: 'apps', path: 'spec/template/spec/topologySpreadConstraints/labelSelector/matchLabels' },
  ]),
  { kind: 'Job', group: 'batch', path: 'spec/selector/matchLabels' },
  { kind: 'CronJob', group: 'batch', path: 'spec/jobTemplate/spec/selector/matchLabels' },
  { kind: 'PodDisruptionBudget', group: 'policy', path: 'spec/selector/matchLabels' },
  ...['spec', 'spec/ingress/from', 'spec/egress/to'].map((way) => ({ kind: 'NetworkPolicy', group: 'networking.k8s.io', path: `${way}/podSelector/matchLabels` })),
];

export const IMAGES: readonly FieldSpec[] = ['spec', 'spec/template/spec'].flatMap((spec) =>
  ['containers[]/image', 'initContainers[]/image', 'volumes[]/image/reference'].map((place) => ({ path: `${spec}/${place}` })),
);

export const REPLICAS: readonly FieldSpec[] = ['Deployment', 'StatefulSet', 'ReplicaSet', 'ReplicationController'].map((kind) => ({ kind, path: 'spec/replicas', create: true }));

export const NAMESPACES: readonly FieldSpec[] = [
  { kind: 'APIService', group: 'apiregistration.k8s.io', path: 'spec/service/namespace', create: true },
  { kind: 'CustomResourceDefinition', group: 'apiextensions.k8s.io', path: 'spec/conversion/webhook/clientConfig/service/namespace' },
];
