// What stands in the way of a profile when the framework is built from it: plugins that do not exist, or at a point where
// they have nothing to say, and arguments that a plugin itself refuses.
// Upstream: pkg/scheduler/framework/runtime/framework.go (NewFramework), pkg/scheduler/profile/profile.go

import { goQuote } from '../../api/yaml/goQuote.ts';
import type { Profile, PluginSet } from './configuration.ts';
import { POINTS, type Point } from './types.ts';
import { joined, validateFit } from './validate.ts';

/** At which points each plugin of Kubernetes' own has something to say. */
const EXTENDS: Readonly<Record<string, readonly Point[]>> = {
  SchedulingGates: ['preEnqueue'],
  PrioritySort: ['queueSort'],
  NodeUnschedulable: ['filter'],
  NodeName: ['filter'],
  TaintToleration: ['filter', 'preScore', 'score'],
  NodeAffinity: ['preFilter', 'filter', 'preScore', 'score'],
  NodePorts: ['preFilter', 'filter'],
  NodeResourcesFit: ['preFilter', 'filter', 'preScore', 'score'],
  VolumeRestrictions: ['preFilter', 'filter'],
  NodeVolumeLimits: ['preFilter', 'filter'],
  VolumeBinding: ['preFilter', 'filter', 'reserve', 'preScore', 'score', 'preBind'],
  VolumeZone: ['preFilter', 'filter'],
  PodTopologySpread: ['preFilter', 'filter', 'preScore', 'score'],
  InterPodAffinity: ['preFilter', 'filter', 'preScore', 'score'],
  DynamicResources: ['preEnqueue', 'preFilter', 'filter', 'postFilter', 'reserve', 'preScore', 'score', 'preBind'],
  DefaultPreemption: ['preEnqueue', 'postFilter'],
  NodeResourcesBalancedAllocation: ['preScore', 'score'],
  ImageLocality: ['score'],
  DefaultBinder: ['bind'],
};

/** Go's name of what a point asks of a plugin. */
const interfaceOf = (point: Point): string => `${point[0]?.toUpperCase()}${point.slice(1)}Plugin`;

/** Why the scheduler ends before it began; undefined where all can be built. */
export function profileProblem(profiles: readonly Profile[]): string | undefined {
  for (const profile of profiles) {
    const why = frameworkProblem(profile);
    if (why !== undefined) return `initializing profiles: creating profile for scheduler name ${profile.schedulerName}: ${why}`;
  }
  return undefined;
}

function frameworkProblem({ schedulerName, plugins = {}, pluginConfig = [] }: Profile): string | undefined {
  const everywhere = multiPoint(plugins['multiPoint'] ?? {});
  const needed = new Set([...everywhere, ...Object.values(plugins).flatMap((set) => set?.enabled?.map(({ name }) => name) ?? [])]);
  const fit = pluginConfig.find(({ name }) => name === 'NodeResourcesFit');
  const refused = fit?.args && needed.has(fit.name) ? joined(validateFit(fit.args)) : undefined;
  if (refused !== undefined) return `initializing plugin "NodeResourcesFit": ${refused}`;
  for (const point of POINTS) {
    const seen = new Set<string>();
    for (const { name } of plugins[point]?.enabled ?? []) {
      const points = Object.hasOwn(EXTENDS, name) ? EXTENDS[name] : undefined;
      if (!points) return `${interfaceOf(point)} ${goQuote(name)} does not exist`;
      if (!points.includes(point)) return `plugin ${goQuote(name)} does not extend ${interfaceOf(point)} plugin`;
      if (seen.has(name)) return alreadyAt(name, point);
      seen.add(name);
    }
  }
  for (const point of POINTS) {
    if (isDisabled(plugins[point], '*')) continue;
    const seen = new Set<string>();
    for (const name of everywhere) {
      if (!Object.hasOwn(EXTENDS, name)) return `${interfaceOf(point)} ${goQuote(name)} does not exist`;
      if (!EXTENDS[name]?.includes(point) || isDisabled(plugins[point], name)) continue;
      if (seen.has(name)) return alreadyAt(name, point);
      seen.add(name);
    }
  }
  const count = (point: Point): number => pluginsAt(plugins[point] ?? {}, everywhere, point).size;
  if (count('queueSort') !== 1) return `only one queue sort plugin required for profile with scheduler name ${goQuote(schedulerName)}, but got ${count('queueSort')}`;
  if (count('bind') === 0) return `at least one bind plugin is needed for profile with scheduler name ${goQuote(schedulerName)}`;
  return undefined;
}

const alreadyAt = (name: string, point: Point): string => `plugin ${goQuote(name)} already registered as ${goQuote(interfaceOf(point))}`;
const isDisabled = (set: PluginSet | undefined, name: string): boolean => set?.disabled?.some((plugin) => plugin.name === name) === true;

/** The default plugins as the profile's multiPoint changes them; who is enabled twice there stands twice. */
function multiPoint(set: PluginSet): readonly string[] {
  const own = (set.enabled ?? []).map(({ name }) => name);
  const kept = isDisabled(set, '*') ? [] : Object.keys(EXTENDS).filter((name) => !isDisabled(set, name));
  const left = [...own];
  for (const name of kept) {
    const at = left.lastIndexOf(name);
    if (at >= 0) left.splice(at, 1);
  }
  return [...kept, ...left];
}

function pluginsAt(set: PluginSet, everywhere: readonly string[], point: Point): ReadonlySet<string> {
  const inherited = isDisabled(set, '*') ? [] : everywhere.filter((name) => EXTENDS[name]?.includes(point) && !isDisabled(set, name));
  return new Set([...(set.enabled ?? []).map(({ name }) => name), ...inherited]);
}
