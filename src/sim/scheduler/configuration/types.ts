// The Go types behind a KubeSchedulerConfiguration, in the notation of the generated structure of the API: so the file is
// read with the same eyes, and what does not fit is refused in the same words, as a body that is sent to the API server.
// Upstream: staging/src/k8s.io/kube-scheduler/config/v1 (types.go, types_pluginargs.go), k8s.io/component-base/config/v1alpha1

import { must } from '../../../base/assert.ts';
import { parseFields } from '../../api/schema/compact.ts';
import { typeById } from '../../api/schema/schema.ts';
import { structType, type SchemaType } from '../../api/schema/schemaType.ts';

export const GROUP = 'kubescheduler.config.k8s.io';
export const KIND = 'KubeSchedulerConfiguration';

/** The extension points of a profile, in the order in which the framework fills them. */
export const POINTS = ['preFilter', 'filter', 'postFilter', 'reserve', 'preScore', 'score', 'preBind', 'bind', 'postBind', 'permit', 'preEnqueue', 'queueSort', 'placementGenerate', 'placementScore'] as const;
export type Point = (typeof POINTS)[number];

const ARGS = 'apiVersion s;kind s;';
const RESOURCES = 'resources []ResourceSpec';
const SHAPE = 'shape []UtilizationShapePoint';

// Simplified: durations are read as text, and not looked at.
const LINES: Readonly<Record<string, string>> = {
  [KIND]:
    'apiVersion s;kind s;parallelism *i;leaderElection LeaderElectionConfiguration;clientConnection ClientConnectionConfiguration;enableProfiling *b;enableContentionProfiling *b;percentageOfNodesToScore *i;podInitialBackoffSeconds *l;podMaxBackoffSeconds *l;profiles []KubeSchedulerProfile;extenders []Extender;delayCacheUntilActive b',
  LeaderElectionConfiguration: 'leaderElect *b;leaseDuration s;renewDeadline s;retryPeriod s;resourceLock s;resourceName s;resourceNamespace s',
  ClientConnectionConfiguration: 'kubeconfig s;acceptContentTypes s;contentType s;qps d;burst i',
  KubeSchedulerProfile: 'schedulerName *s;percentageOfNodesToScore *i;plugins *Plugins;pluginConfig []PluginConfig',
  Plugins: [...POINTS, 'multiPoint'].map((point) => `${point} PluginSet`).join(';'),
  PluginSet: 'enabled []Plugin;disabled []Plugin',
  Plugin: 'name s+;weight *i',
  PluginConfig: 'name s+;args r',
  Extender:
    'urlPrefix s;filterVerb s;preemptVerb s;prioritizeVerb s;weight l;bindVerb s;enableHTTPS b;tlsConfig *ExtenderTLSConfig;httpTimeout s;nodeCacheCapable b;managedResources []ExtenderManagedResource;ignorable b',
  ExtenderTLSConfig: 'insecure b;serverName s;certFile s;keyFile s;caFile s;certData y;keyData y;caData y',
  ExtenderManagedResource: 'name s;ignoredByScheduler b',
  DefaultPreemptionArgs: `${ARGS}minCandidateNodesPercentage *i;minCandidateNodesAbsolute *i`,
  DynamicResourcesArgs: `${ARGS}filterTimeout s;bindingTimeout s`,
  InterPodAffinityArgs: `${ARGS}hardPodAffinityWeight *i;ignorePreferredTermsOfExistingPods b`,
  NodeAffinityArgs: `${ARGS}addedAffinity *core.v1.NodeAffinity`,
  NodeResourcesBalancedAllocationArgs: `${ARGS}${RESOURCES}`,
  NodeResourcesFitArgs: `${ARGS}ignoredResources []s;ignoredResourceGroups []s;scoringStrategy *ScoringStrategy`,
  PodTopologySpreadArgs: `${ARGS}defaultConstraints []core.v1.TopologySpreadConstraint;defaultingType s`,
  VolumeBindingArgs: `${ARGS}bindTimeoutSeconds *l;${SHAPE}`,
  ScoringStrategy: `type s;${RESOURCES};requestedToCapacityRatio *RequestedToCapacityRatioParam`,
  RequestedToCapacityRatioParam: SHAPE,
  ResourceSpec: 'name s+;weight l',
  UtilizationShapePoint: 'utilization i+;score i+',
};

const made = new Map<string, SchemaType>();

/** A type of the configuration's own, or one of the API that it borrows (`core.v1.NodeAffinity`). */
export function configurationType(name: string): SchemaType {
  if (name.startsWith('core.')) return must(typeById(`io.k8s.api.${name}`), name);
  let type = made.get(name);
  if (type) return type;
  const line = must(LINES[name], name);
  const isKind = line.startsWith(ARGS);
  const kind = isKind ? { group: GROUP, version: 'v1', kind: name } : undefined;
  type = structType({ name, id: '', goName: `v1.${name}`, kind }, () => parseFields(line, { version: 'v1', owner: name, isKind, struct: configurationType }));
  made.set(name, type);
  return type;
}

/** The arguments of a plugin; undefined where it has none, or is none of Kubernetes' own. */
export const argumentsType = (plugin: string): SchemaType | undefined => (isRegistered(`${plugin}Args`) ? configurationType(`${plugin}Args`) : undefined);

/** Whether the scheme knows the kind. */
export const isRegistered = (kind: string): boolean => LINES[kind]?.startsWith(ARGS) === true;
