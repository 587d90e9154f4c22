// A KubeSchedulerConfiguration as kube-scheduler reads it from the file that `--config` names, with its defaults.
// Upstream: cmd/kube-scheduler/app/options/configfile.go, pkg/scheduler/apis/config (scheme, v1/defaults.go)

import type { SchedulerProfile } from '../config.ts';
import { DEFAULT_SCHEDULER } from '../config.ts';
import { isObject } from '../../../base/json.ts';
import { decodeInto, strictError } from '../../api/schema/decode.ts';
import { interpret } from '../../api/schema/interpret.ts';
import { parseYaml, YamlError } from '../../api/yaml.ts';
import { goQuote } from '../../api/yaml/goQuote.ts';
import { argumentsType, configurationType, GROUP, isRegistered, KIND } from './types.ts';

export interface PluginConfig {
  readonly name: string;
  readonly args?: Arguments;
}
export interface Plugin {
  readonly name: string;
  readonly weight?: number;
}
export interface PluginSet {
  readonly enabled?: readonly Plugin[];
  readonly disabled?: readonly Plugin[];
}
export interface Resource {
  readonly name: string;
  readonly weight?: number;
}
export interface ShapePoint {
  readonly utilization: number;
  readonly score: number;
}
/** The arguments of all plugins. */
export interface Arguments {
  readonly minCandidateNodesPercentage?: number;
  readonly minCandidateNodesAbsolute?: number;
  readonly hardPodAffinityWeight?: number;
  readonly addedAffinity?: object;
  readonly resources?: readonly Resource[];
  readonly ignoredResources?: readonly string[];
  readonly ignoredResourceGroups?: readonly string[];
  readonly scoringStrategy?: { readonly type?: string; readonly resources?: readonly Resource[]; readonly requestedToCapacityRatio?: { readonly shape?: readonly ShapePoint[] } };
  readonly defaultConstraints?: readonly { readonly maxSkew: number; readonly topologyKey: string; readonly whenUnsatisfiable: string; readonly labelSelector?: object }[];
  readonly defaultingType?: string;
  readonly bindTimeoutSeconds?: number;
  readonly shape?: readonly ShapePoint[];
  readonly filterTimeout?: string;
}

export interface Profile {
  readonly schedulerName: string;
  readonly percentageOfNodesToScore?: number;
  readonly plugins?: { readonly [point: string]: PluginSet | undefined };
  readonly pluginConfig?: readonly PluginConfig[];
}

export interface Configuration {
  readonly parallelism?: number;
  readonly clientConnection: { readonly kubeconfig?: string };
  readonly leaderElection: { readonly leaderElect: boolean; readonly resourceLock: string };
  readonly percentageOfNodesToScore: number;
  readonly podInitialBackoffSeconds: number;
  readonly podMaxBackoffSeconds: number;
  readonly profiles: readonly Profile[];
  readonly extenders?: readonly { readonly prioritizeVerb?: string; readonly weight?: number; readonly bindVerb?: string; readonly managedResources?: readonly { readonly name?: string }[] }[];
}

/** Why a file is no configuration, in the decoder's words. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
}
const refuse = (why: string): never => {
  throw new ConfigurationError(why);
};

/** Throws ConfigurationError. */
export function decodeConfiguration(text: string): Configuration {
  const value = read(text);
  const said = interpret(value);
  if ('error' in said) return refuse(said.error);
  if (said.kind === '') refuse(`Object 'Kind' is missing in '${text}'`);
  if (said.version === '') refuse(`Object 'apiVersion' is missing in '${text}'`);
  const version = said.group ? `${said.group}/${said.version}` : said.version;
  if (said.group !== GROUP || said.version !== 'v1' || !isRegistered(said.kind)) refuse(notRegistered(said.kind, version));
  if (said.kind !== KIND) refuse(`couldn't decode as KubeSchedulerConfiguration, got ${version}, Kind=${said.kind}: `);
  const { object, error, strictErrors } = decodeInto(configurationType(KIND), value, true);
  if (error !== undefined) refuse(error);
  const given = object as unknown as Partial<Configuration>;
  const nested = nestedErrors(given.profiles ?? []);
  if (strictErrors.length + nested.length > 0) refuse(strictError([...strictErrors, ...nested]));
  return withDefaults(given);
}

function read(text: string): unknown {
  try {
    return parseYaml(text);
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    return refuse(error.message);
  }
}

const notRegistered = (kind: string, version: string): string => `no kind ${goQuote(kind)} is registered for version ${goQuote(version)} in scheme "pkg/scheduler/apis/config/scheme/scheme.go:30"`;

/** Arguments are decoded for themselves: strict errors are collected, any other ends it. */
function nestedErrors(profiles: readonly Partial<Profile>[]): readonly string[] {
  const strict: string[] = [];
  profiles.forEach(({ pluginConfig = [] }, i) => {
    pluginConfig.forEach(({ name, args }, j) => {
      const at = `decoding .profiles[${i}].pluginConfig[${j}]: `;
      const type = argumentsType(name);
      if (!type || args === undefined || args === null) return;
      const { kind = '', apiVersion = '' } = (isObject(args) ? args : {}) as { readonly kind?: string; readonly apiVersion?: string };
      const other = kind !== '' && kind !== type.name;
      if ((other && !isRegistered(kind)) || (apiVersion !== '' && apiVersion !== `${GROUP}/v1`)) refuse(`${at}decoding args for plugin ${name}: ${notRegistered(kind || type.name, apiVersion || `${GROUP}/v1`)}`);
      if (other) refuse(`${at}args for plugin ${name} were not of type ${type.name}.${GROUP}, got ${kind}.${GROUP}`);
      const { error, strictErrors } = decodeInto(type, args, true);
      if (error !== undefined) refuse(`${at}decoding args for plugin ${name}: ${error}`);
      if (strictErrors.length > 0) strict.push(`${at}${strictError([`decoding args for plugin ${name}: ${strictError(strictErrors)}`])}`);
    });
  });
  return strict;
}

function withDefaults(given: Partial<Configuration>): Configuration {
  const profiles = given.profiles?.length ? given.profiles : [{} as Profile];
  const [only] = profiles;
  const { leaderElect, resourceLock } = given.leaderElection ?? {};
  return {
    ...given,
    clientConnection: given.clientConnection ?? {},
    leaderElection: { ...given.leaderElection, leaderElect: leaderElect ?? true, resourceLock: resourceLock || 'leases' },
    percentageOfNodesToScore: given.percentageOfNodesToScore ?? 0,
    podInitialBackoffSeconds: given.podInitialBackoffSeconds ?? 1,
    podMaxBackoffSeconds: given.podMaxBackoffSeconds ?? 10,
    // A name is only given by default where there is one profile.
    profiles: (profiles.length === 1 && only?.schedulerName === undefined ? [{ ...only, schedulerName: DEFAULT_SCHEDULER }] : profiles).map((profile) => ({ ...profile, schedulerName: profile.schedulerName ?? '' })),
  };
}

/** What the scheduler goes by. Upstream: a profile's own percentage comes before that of all */
export const profilesOf = ({ profiles, percentageOfNodesToScore }: Configuration): readonly SchedulerProfile[] =>
  profiles.map((profile) => ({ ...profile, percentageOfNodesToScore: profile.percentageOfNodesToScore ?? percentageOfNodesToScore }));
