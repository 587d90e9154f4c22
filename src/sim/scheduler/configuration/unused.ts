// Fields of a configuration that are read and checked here, and then change nothing.
// Simplified: the scheduler's connection, its lease, profiling, parallelism, extenders, and the points of binding are as by default.

import type { Configuration, Arguments } from './configuration.ts';

const OF_ALL = ['parallelism', 'enableProfiling', 'enableContentionProfiling', 'extenders', 'delayCacheUntilActive'] as const;
const OF_CONNECTION = ['acceptContentTypes', 'contentType', 'qps', 'burst'] as const;
const OF_LEASE = ['leaseDuration', 'renewDeadline', 'retryPeriod', 'resourceName', 'resourceNamespace'] as const;
const POINTS = ['queueSort', 'reserve', 'permit', 'preBind', 'bind', 'postBind', 'placementGenerate', 'placementScore'] as const;
const OF_ARGUMENTS: Readonly<Record<string, readonly (keyof Arguments | 'bindingTimeout')[]>> = {
  VolumeBinding: ['bindTimeoutSeconds'],
  DynamicResources: ['filterTimeout', 'bindingTimeout'],
};

/** Their paths, as they stand in the file. */
export function unusedFields(config: Configuration): readonly string[] {
  const out: string[] = [];
  const look = (object: unknown, names: readonly string[], at: string): void => {
    for (const name of names) if (isGiven((object as Readonly<Record<string, unknown>> | undefined)?.[name])) out.push(`${at}${name}`);
  };
  look(config, OF_ALL, '');
  look(config.clientConnection, OF_CONNECTION, 'clientConnection.');
  look(config.leaderElection, OF_LEASE, 'leaderElection.');
  config.profiles.forEach(({ plugins, pluginConfig = [] }, i) => {
    look(plugins, POINTS, `profiles[${i}].plugins.`);
    pluginConfig.forEach(({ name, args }, j) => look(args, OF_ARGUMENTS[name] ?? [], `profiles[${i}].pluginConfig[${j}].args.`));
  });
  return out;
}

const isGiven = (value: unknown): boolean => value !== undefined && !(typeof value === 'object' && value !== null && Object.keys(value).length === 0);
