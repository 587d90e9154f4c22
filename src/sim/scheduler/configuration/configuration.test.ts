import { expect, test } from 'vitest';
import { tryConfiguration } from './begin.ts';

const HEAD = 'apiVersion: kubescheduler.config.k8s.io/v1\nkind: KubeSchedulerConfiguration\nclientConnection: {kubeconfig: /etc/kubernetes/scheduler.conf}\n';
const problem = (rest: string): string | undefined => tryConfiguration(HEAD + rest).problem;
const fit = (args: string): string => `profiles: [{pluginConfig: [{name: NodeResourcesFit, args: ${args}}]}]`;

test.each([
  ['an empty file', '', "Object 'Kind' is missing in ''"],
  ['no apiVersion', 'kind: KubeSchedulerConfiguration\n', "Object 'apiVersion' is missing in 'kind: KubeSchedulerConfiguration\n'"],
  ['a former version', 'apiVersion: kubescheduler.config.k8s.io/v1beta3\nkind: KubeSchedulerConfiguration\n', 'no kind "KubeSchedulerConfiguration" is registered for version "kubescheduler.config.k8s.io/v1beta3" in scheme "pkg/scheduler/apis/config/scheme/scheme.go:30"'],
  ['another kind of the group', 'apiVersion: kubescheduler.config.k8s.io/v1\nkind: NodeResourcesFitArgs\n', "couldn't decode as KubeSchedulerConfiguration, got kubescheduler.config.k8s.io/v1, Kind=NodeResourcesFitArgs: "],
  ['no YAML', 'apiVersion: [\n', 'yaml: line 1: did not find expected node content'],
])('refuses %s', (_, text, why) => expect(tryConfiguration(text).problem).toBe(why));

test.each([
  ['an unknown field', 'profils: []\n', 'strict decoding error: unknown field "profils"'],
  ['a word for a number', 'percentageOfNodesToScore: many\n', 'json: cannot unmarshal string into Go struct field KubeSchedulerConfiguration.percentageOfNodesToScore of type int32'],
  ['an unknown field in arguments', fit('{scoringStrategy: {typ: MostAllocated}}'), 'strict decoding error: decoding .profiles[0].pluginConfig[0]: strict decoding error: decoding args for plugin NodeResourcesFit: strict decoding error: unknown field "scoringStrategy.typ"'],
  ['arguments of another plugin', 'profiles: [{pluginConfig: [{name: DefaultPreemption, args: {apiVersion: kubescheduler.config.k8s.io/v1, kind: InterPodAffinityArgs}}]}]', 'decoding .profiles[0].pluginConfig[0]: args for plugin DefaultPreemption were not of type DefaultPreemptionArgs.kubescheduler.config.k8s.io, got InterPodAffinityArgs.kubescheduler.config.k8s.io'],
  ['a share beyond all', 'percentageOfNodesToScore: 101\n', 'percentageOfNodesToScore: Invalid value: 101: not in valid range [0-100]'],
  ['profiles without names', 'profiles: [{}, {schedulerName: a}]', 'profiles[0].schedulerName: Required value'],
  ['two of a name', 'profiles: [{schedulerName: a}, {schedulerName: a}]', 'profiles[1].schedulerName: Duplicate value: {}'],
  ['several at once', 'parallelism: 0\npodInitialBackoffSeconds: 20\n', '[parallelism: Invalid value: 0: should be an integer value greater than zero, podMaxBackoffSeconds: Invalid value: 10: must be greater than or equal to PodInitialBackoffSeconds]'],
  ['a plugin of former versions', 'profiles: [{plugins: {filter: {enabled: [{name: EBSLimits}]}}}]', 'profiles[0].plugins.filter.enabled[0]: Invalid value: "EBSLimits": was invalid in version "v1" (KubeSchedulerConfiguration is version "kubescheduler.config.k8s.io/v1")'],
  ['a weight beyond all', 'profiles: [{pluginConfig: [{name: InterPodAffinity, args: {hardPodAffinityWeight: 101}}]}]', 'profiles[0].pluginConfig[0].args.hardPodAffinityWeight: Invalid value: 101: not in valid range [0, 100]'],
  ['a list that is not asked for', 'profiles: [{pluginConfig: [{name: PodTopologySpread, args: {defaultConstraints: [{maxSkew: 1, topologyKey: zone, whenUnsatisfiable: ScheduleAnyway}]}}]}]', 'profiles[0].pluginConfig[0].args.defaultingType: Invalid value: "System": when .defaultConstraints are not empty'],
])('refuses %s', (_, text, why) => expect(problem(text)).toBe(why));

const building = (name: string, why: string): string => `initializing profiles: creating profile for scheduler name ${name}: ${why}`;

test.each([
  ['an unknown strategy', fit('{scoringStrategy: {type: Tight}}'), 'initializing plugin "NodeResourcesFit": scoringStrategy.type: Unsupported value: "Tight": supported values: "LeastAllocated", "MostAllocated", "RequestedToCapacityRatio"'],
  ['a weight of a resource', fit('{scoringStrategy: {type: MostAllocated, resources: [{name: cpu, weight: 101}]}}'), 'initializing plugin "NodeResourcesFit": scoringStrategy.resources[0].weight: Invalid value: 101: resource weight of cpu not in valid range (0, 100]'],
  ['a ratio without a shape', fit('{scoringStrategy: {type: RequestedToCapacityRatio}}'), 'initializing plugin "NodeResourcesFit": scoringStrategy.requestedToCapacityRatio: Required value: must be specified when type is RequestedToCapacityRatio'],
  ['a shape that goes back', fit('{scoringStrategy: {type: RequestedToCapacityRatio, requestedToCapacityRatio: {shape: [{utilization: 50, score: 1}, {utilization: 50, score: 11}]}}}'), 'initializing plugin "NodeResourcesFit": [scoringStrategy.requestedToCapacityRatio.shape[1].utilization: Invalid value: 50: values must be sorted in increasing order, scoringStrategy.requestedToCapacityRatio.shape[1].score: Invalid value: 11: not in valid range [0, 10]]'],
  ['a plugin that is nowhere', 'profiles: [{plugins: {score: {enabled: [{name: Tight}]}}}]', 'ScorePlugin "Tight" does not exist'],
  ['a plugin that is nowhere, everywhere', 'profiles: [{plugins: {multiPoint: {enabled: [{name: Tight}]}}}]', 'PreFilterPlugin "Tight" does not exist'],
  ['a plugin in the wrong place', 'profiles: [{plugins: {score: {enabled: [{name: NodeName}]}}}]', 'plugin "NodeName" does not extend ScorePlugin plugin'],
  ['a plugin twice', 'profiles: [{plugins: {score: {enabled: [{name: ImageLocality}, {name: ImageLocality}]}}}]', 'plugin "ImageLocality" already registered as "ScorePlugin"'],
  ['nobody who binds', 'profiles: [{plugins: {bind: {disabled: [{name: "*"}]}}}]', 'at least one bind plugin is needed for profile with scheduler name "default-scheduler"'],
  ['nobody who sorts', 'profiles: [{plugins: {multiPoint: {disabled: [{name: PrioritySort}]}}}]', 'only one queue sort plugin required for profile with scheduler name "default-scheduler", but got 0'],
])('refuses %s when the framework is built', (_, text, why) => expect(problem(text)).toBe(building('default-scheduler', why)));

test('needs a kubeconfig in the file', () => {
  expect(tryConfiguration('apiVersion: kubescheduler.config.k8s.io/v1\nkind: KubeSchedulerConfiguration\n').problem).toBe('invalid configuration: no configuration has been provided, try setting KUBERNETES_MASTER environment variable');
});

test('takes what a scheduler takes, and says what has no effect here', () => {
  expect(tryConfiguration(`${HEAD}profiles: [{schedulerName: a}, {schedulerName: b, plugins: {multiPoint: {disabled: [{name: "*"}], enabled: [{name: PrioritySort}, {name: DefaultBinder}, {name: NodeName}]}}}]\n`)).toEqual({ problem: undefined, unused: [] });
  expect(tryConfiguration(`${HEAD}parallelism: 4\nleaderElection: {leaderElect: true, leaseDuration: 30s}\nextenders: []\nprofiles: [{plugins: {permit: {disabled: [{name: "*"}]}}, pluginConfig: [{name: VolumeBinding, args: {bindTimeoutSeconds: 5}}, {name: OutOfTree, args: {a: b}}]}]\n`)).toEqual({
    problem: undefined,
    unused: ['parallelism', 'leaderElection.leaseDuration', 'profiles[0].plugins.permit', 'profiles[0].pluginConfig[0].args.bindTimeoutSeconds'],
  });
});
