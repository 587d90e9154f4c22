// What kube-scheduler refuses in a configuration that it could read.
// Upstream: pkg/scheduler/apis/config/validation (validation.go, validation_pluginargs.go)

import { duplicate, errorText, forbiddenField, invalidValue, notSupported, required, type FieldError } from '../../api/errors.ts';
import { isQualifiedName } from '../../api/names.ts';
import type { Arguments, Configuration, Profile, Resource, ShapePoint } from './configuration.ts';

/** Several errors as Go joins them; undefined where there is none. */
export function joined(errors: readonly FieldError[]): string | undefined {
  const texts = [...new Set(errors.map(errorText))];
  return texts.length <= 1 ? texts[0] : `[${texts.join(', ')}]`;
}

export function validateConfiguration(config: Configuration): readonly FieldError[] {
  const errors: FieldError[] = [];
  const { leaderElection, parallelism = 16, profiles, podInitialBackoffSeconds: initial, podMaxBackoffSeconds: max } = config;
  if (leaderElection.leaderElect && leaderElection.resourceLock !== 'leases') errors.push(invalidValue('leaderElection.resourceLock', leaderElection.resourceLock, 'resourceLock value must be "leases"'));
  if (parallelism <= 0) errors.push(invalidValue('parallelism', parallelism, 'should be an integer value greater than zero'));
  const seen = new Set<string>();
  profiles.forEach((profile, i) => {
    const at = `profiles[${i}]`;
    errors.push(...validateProfile(at, profile));
    // The value that Go is given to show is a path, of which its JSON shows nothing.
    if (seen.has(profile.schedulerName)) errors.push(duplicate(`${at}.schedulerName`, {}));
    seen.add(profile.schedulerName);
  });
  errors.push(...queueSort(profiles), ...percentage('percentageOfNodesToScore', config.percentageOfNodesToScore));
  if (initial <= 0) errors.push(invalidValue('podInitialBackoffSeconds', initial, 'must be greater than 0'));
  if (max < initial) errors.push(invalidValue('podMaxBackoffSeconds', max, 'must be greater than or equal to PodInitialBackoffSeconds'));
  return [...errors, ...extenders(config.extenders ?? [])];
}

const percentage = (at: string, value: number | undefined): readonly FieldError[] => (value !== undefined && (value < 0 || value > 100) ? [invalidValue(at, value, 'not in valid range [0-100]')] : []);

type Check = (at: string, args: Arguments) => readonly FieldError[];

/** NodeResourcesFit's arguments are looked at when the plugin is made; see profiles.ts. */
const CHECKS: Readonly<Record<string, Check>> = { DefaultPreemption: preemption, InterPodAffinity: interPodAffinity, NodeResourcesBalancedAllocation: balanced, PodTopologySpread: spread, VolumeBinding: volumeBinding, DynamicResources: dynamicResources };

function validateProfile(at: string, { schedulerName, percentageOfNodesToScore, plugins = {}, pluginConfig = [] }: Profile): readonly FieldError[] {
  const errors: FieldError[] = [];
  if (schedulerName === '') errors.push(required(`${at}.schedulerName`));
  errors.push(...percentage(`${at}.percentageOfNodesToScore`, percentageOfNodesToScore));
  for (const [point, set] of Object.entries(plugins)) if (point !== 'multiPoint') set?.enabled?.forEach(({ name }, i) => void (GONE.has(name) && errors.push(gone(`${at}.plugins.${point}.enabled[${i}]`, name))));
  const seen = new Set<string>();
  pluginConfig.forEach(({ name, args }, i) => {
    const place = `${at}.pluginConfig[${i}]`;
    if (seen.has(name)) errors.push(duplicate(place, name));
    seen.add(name);
    if (GONE.has(name)) errors.push(gone(place, name));
    else errors.push(...(CHECKS[name]?.(`${place}.args`, args ?? {}) ?? []));
  });
  return errors;
}

/** Plugins of former versions. */
const GONE: ReadonlySet<string> = new Set(['AzureDiskLimits', 'CinderLimits', 'EBSLimits', 'GCEPDLimits']);
const gone = (at: string, name: string): FieldError => invalidValue(at, name, 'was invalid in version "v1" (KubeSchedulerConfiguration is version "kubescheduler.config.k8s.io/v1")');

function queueSort(profiles: readonly Profile[]): readonly FieldError[] {
  const text = (profile: Profile | undefined): string => JSON.stringify(profile?.plugins?.['queueSort'] ?? {});
  const own = profiles[0]?.plugins?.['queueSort']?.enabled?.length ?? 0;
  const many = own > 1 ? [invalidValue('profiles[0].plugins.queueSort.Enabled', own, 'only one queue sort plugin can be enabled')] : [];
  return [...many, ...profiles.flatMap((profile, i) => (text(profile) === text(profiles[0]) ? [] : [invalidValue(`profiles[${i}].plugins.queueSort`, profile.plugins?.['queueSort'] ?? {}, 'must be the same for all profiles')]))];
}

function extenders(list: NonNullable<Configuration['extenders']>): readonly FieldError[] {
  const errors: FieldError[] = [];
  const names = new Set<string>();
  list.forEach(({ prioritizeVerb = '', weight = 0, managedResources = [] }, i) => {
    const at = `extenders[${i}]`;
    if (prioritizeVerb !== '' && weight <= 0) errors.push(invalidValue(`${at}.weight`, weight, 'must have a positive weight applied to it'));
    managedResources.forEach(({ name = '' }, j) => {
      const place = `${at}.managedResources[${j}].name`;
      const faults = isQualifiedName(name);
      if (faults.length > 0) errors.push(...faults.map((fault) => invalidValue(place, name, fault)));
      else if (!name.includes('/') || name.includes('kubernetes.io/') || name.startsWith('requests.')) errors.push(invalidValue(place, name, 'is an invalid extended resource name'));
      if (names.has(name)) errors.push(invalidValue(place, name, 'duplicate extender managed resource name'));
      names.add(name);
    });
  });
  const binders = list.filter(({ bindVerb = '' }) => bindVerb !== '').length;
  if (binders > 1) errors.push(invalidValue('extenders', `found ${binders} extenders implementing bind`, 'only one extender can implement bind'));
  return errors;
}

// ---- arguments of plugins ----

function preemption(at: string, { minCandidateNodesPercentage: percent = 10, minCandidateNodesAbsolute: absolute = 100 }: Arguments): readonly FieldError[] {
  const ofPercent = `${at}.minCandidateNodesPercentage`;
  const ofAbsolute = `${at}.minCandidateNodesAbsolute`;
  const errors: FieldError[] = [];
  if (percent < 0 || percent > 100) errors.push(invalidValue(ofPercent, percent, 'not in valid range [0, 100]'));
  if (absolute < 0) errors.push(invalidValue(ofAbsolute, absolute, 'not in valid range [0, inf)'));
  if (percent === 0 && absolute === 0) errors.push(invalidValue(ofPercent, 0, 'cannot be zero at the same time as minCandidateNodesAbsolute'), invalidValue(ofAbsolute, 0, 'cannot be zero at the same time as minCandidateNodesPercentage'));
  return errors;
}

function interPodAffinity(at: string, { hardPodAffinityWeight: weight = 1 }: Arguments): readonly FieldError[] {
  return weight < 0 || weight > 100 ? [invalidValue(`${at}.hardPodAffinityWeight`, weight, 'not in valid range [0, 100]')] : [];
}

function balanced(at: string, { resources = [] }: Arguments): readonly FieldError[] {
  const seen = new Set<string>();
  return resources.flatMap(({ name, weight }, i) => {
    const again = seen.has(name) ? [duplicate(`${at}.resources[${i}].name`, name)] : [];
    seen.add(name);
    return (weight || 1) === 1 ? again : [...again, invalidValue(`${at}.resources[${i}].weight`, weight, 'must be 1')];
  });
}

const ACTIONS = ['DoNotSchedule', 'ScheduleAnyway'];
const DEFAULTING = ['System', 'List'];

function spread(at: string, { defaultingType = 'System', defaultConstraints = [] }: Arguments): readonly FieldError[] {
  const errors: FieldError[] = [];
  if (!DEFAULTING.includes(defaultingType)) errors.push(notSupported(`${at}.defaultingType`, defaultingType, DEFAULTING));
  else if (defaultingType === 'System' && defaultConstraints.length > 0) errors.push(invalidValue(`${at}.defaultingType`, 'System', 'when .defaultConstraints are not empty'));
  defaultConstraints.forEach(({ maxSkew, topologyKey, whenUnsatisfiable: action, labelSelector }, i) => {
    const place = `${at}.defaultConstraints[${i}]`;
    if (maxSkew <= 0) errors.push(invalidValue(`${place}.maxSkew`, maxSkew, 'not in valid range (0, inf)'));
    if (topologyKey === '') errors.push(required(`${place}.topologyKey`, 'can not be empty'));
    else errors.push(...labelName(`${place}.topologyKey`, topologyKey));
    if (action === '') errors.push(required(`${place}.whenUnsatisfiable`, 'can not be empty'));
    else if (!ACTIONS.includes(action)) errors.push(notSupported(`${place}.whenUnsatisfiable`, action, ACTIONS));
    if (labelSelector) errors.push(forbiddenField(`${place}.labelSelector`, 'constraint must not define a selector, as they deduced for each pod'));
    if (defaultConstraints.slice(0, i).some((c) => c.topologyKey === topologyKey && c.whenUnsatisfiable === action)) errors.push(duplicate(place, `{${topologyKey}, ${action}}`));
  });
  return errors;
}

const labelName = (at: string, name: string): readonly FieldError[] => isQualifiedName(name).map((fault) => invalidValue(at, name, fault));

function volumeBinding(at: string, { bindTimeoutSeconds = 600, shape }: Arguments): readonly FieldError[] {
  const errors: FieldError[] = [];
  if (bindTimeoutSeconds < 0) errors.push(invalidValue(`${at}.bindTimeoutSeconds`, bindTimeoutSeconds, 'invalid BindTimeoutSeconds, should not be a negative value'));
  if (shape) errors.push(invalidValue(`${at}.shape`, shape, 'unexpected field `shape`, remove it or turn on the feature gate StorageCapacityScoring'));
  return errors;
}

function dynamicResources(at: string, { filterTimeout }: Arguments): readonly FieldError[] {
  return filterTimeout?.startsWith('-') ? [invalidValue(`${at}.filterTimeout`, filterTimeout, 'must be zero or positive')] : [];
}

const STRATEGIES = ['LeastAllocated', 'MostAllocated', 'RequestedToCapacityRatio'];

/** Of NodeResourcesFit; no path leads there, since the plugin looks at them itself. */
export function validateFit({ ignoredResources = [], ignoredResourceGroups = [], scoringStrategy }: Arguments): readonly FieldError[] {
  const errors: FieldError[] = ignoredResources.flatMap((name, i) => labelName(`ignoredResources[${i}]`, name));
  ignoredResourceGroups.forEach((group, i) => {
    const at = `ignoredResourceGroups[${i}]`;
    if (group.includes('/')) errors.push(invalidValue(at, group, "resource group name can't contain '/'"));
    errors.push(...labelName(at, group));
  });
  if (!scoringStrategy) return errors;
  const { type = '', resources = [], requestedToCapacityRatio: ratio } = scoringStrategy;
  if (!STRATEGIES.includes(type)) errors.push(notSupported('scoringStrategy.type', type, STRATEGIES));
  errors.push(...weights('scoringStrategy.resources', resources));
  const at = 'scoringStrategy.requestedToCapacityRatio';
  if (type !== 'RequestedToCapacityRatio') {
    if (ratio) errors.push(forbiddenField(at, 'must be nil when type is not RequestedToCapacityRatio'));
  } else if (!ratio) errors.push(required(at, 'must be specified when type is RequestedToCapacityRatio'));
  else errors.push(...functionShape(`${at}.shape`, ratio.shape ?? []));
  return errors;
}

function weights(at: string, resources: readonly Resource[]): readonly FieldError[] {
  return resources.flatMap(({ name, weight }, i) => ((weight || 1) < 0 || (weight ?? 0) > 100 ? [invalidValue(`${at}[${i}].weight`, weight, `resource weight of ${name} not in valid range (0, 100]`)] : []));
}

function functionShape(at: string, shape: readonly ShapePoint[]): readonly FieldError[] {
  if (shape.length === 0) return [required(at, 'at least one point must be specified')];
  const errors: FieldError[] = [];
  const unsorted = shape.findIndex((point, i) => i > 0 && (shape[i - 1] as ShapePoint).utilization >= point.utilization);
  if (unsorted > 0) errors.push(invalidValue(`${at}[${unsorted}].utilization`, shape[unsorted]?.utilization, 'values must be sorted in increasing order'));
  shape.forEach(({ utilization, score }, i) => {
    if (utilization < 0 || utilization > 100) errors.push(invalidValue(`${at}[${i}].utilization`, utilization, 'not in valid range [0, 100]'));
    if (score < 0 || score > 10) errors.push(invalidValue(`${at}[${i}].score`, score, 'not in valid range [0, 10]'));
  });
  return errors;
}
