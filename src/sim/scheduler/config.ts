// Profiles: which plugins run at which extension point, in which order, with which weight and arguments.
// Upstream: pkg/scheduler/apis/config/v1/default_plugins.go, pkg/scheduler/framework/runtime/framework.go expandMultiPointPlugins

import type { PluginEntry } from './plugin.ts';

export interface PluginSet {
  readonly enabled?: readonly { readonly name: string; readonly weight?: number }[];
  readonly disabled?: readonly { readonly name: string }[];
}

export const EXTENSION_POINTS = ['preEnqueue', 'preFilter', 'filter', 'postFilter', 'preScore', 'score'] as const;
export type ExtensionPoint = (typeof EXTENSION_POINTS)[number];

/** One entry of `profiles` in a KubeSchedulerConfiguration. */
export interface SchedulerProfile {
  readonly schedulerName?: string;
  /** 0 or absent: adapts to the size of the cluster. */
  readonly percentageOfNodesToScore?: number;
  readonly plugins?: { readonly [point: string]: PluginSet | undefined };
  readonly pluginConfig?: readonly { readonly name: string; readonly args?: unknown }[];
}

export const DEFAULT_SCHEDULER = 'default-scheduler';

export interface EnabledPlugin {
  readonly name: string;
  readonly weight: number;
}

/** The plugins of one extension point, in order: overridden ones first, then those of every point, then additions. */
export function enabledAt(point: ExtensionPoint, profile: SchedulerProfile, registry: readonly PluginEntry[]): readonly EnabledPlugin[] {
  const own = profile.plugins?.[point];
  // One that is enabled without a weight counts once, whatever its default.
  const given = (own?.enabled ?? []).map(({ name, weight }): EnabledPlugin => ({ name, weight: weight || 1 }));
  const disabled = new Set((own?.disabled ?? []).map((d) => d.name));
  if (disabled.has('*')) return given;
  const inherited = multiPoint(profile.plugins?.['multiPoint'], registry).filter((plugin) => !disabled.has(plugin.name));
  const among = (list: readonly EnabledPlugin[], { name }: EnabledPlugin): boolean => list.some((plugin) => plugin.name === name);
  return [...given.filter((plugin) => among(inherited, plugin)), ...inherited.filter((plugin) => !among(given, plugin)), ...given.filter((plugin) => !among(inherited, plugin))];
}

/** The default plugins, changed as the profile's `multiPoint` says: an enabled one replaces its default in place. */
function multiPoint(custom: PluginSet | undefined, registry: readonly PluginEntry[]): readonly EnabledPlugin[] {
  const disabled = new Set((custom?.disabled ?? []).map((d) => d.name));
  const enabled = new Map((custom?.enabled ?? []).map((e) => [e.name, e.weight]));
  const out: EnabledPlugin[] = [];
  for (const { name, weight = 1 } of registry) {
    if (disabled.has('*') || disabled.has(name)) continue;
    out.push({ name, weight: enabled.has(name) ? enabled.get(name) || 1 : weight });
    enabled.delete(name);
  }
  for (const [name, weight] of enabled) out.push({ name, weight: weight || 1 });
  return out;
}

export function pluginArgs(profile: SchedulerProfile, name: string): unknown {
  return profile.pluginConfig?.find((entry) => entry.name === name)?.args;
}
