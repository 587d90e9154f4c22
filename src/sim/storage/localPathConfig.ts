// The configuration of the local-path provisioner: on which node volumes lie in which folders.
// Upstream: rancher/local-path-provisioner provisioner.go (loadConfigFile, canonicalizeConfig, getPathOnNode)
//
// Simplified: one set of paths for all classes (no storageClassConfigs).

import { isObject } from '../../base/json.ts';
import { jsonWord } from '../api/schema/jsonText.ts';

/** Why a volume could not be made or removed. */
export class VolumeError extends Error {
  override readonly name = 'VolumeError';
}

export interface LocalPathConfig {
  /** Folders by node; DEFAULT_PATH_FOR_NON_LISTED_NODES for all others. */
  readonly paths: ReadonlyMap<string, readonly string[]>;
  /** A folder that every node reaches: then volumes belong to no node. */
  readonly shared: string;
  readonly timeoutSeconds: number;
  /** Commands instead of the scripts. */
  readonly setup: string;
  readonly teardown: string;
}

const ALL_OTHERS = 'DEFAULT_PATH_FOR_NON_LISTED_NODES';

interface ConfigData {
  readonly cmdTimeoutSeconds?: number;
  readonly setupCommand?: string;
  readonly teardownCommand?: string;
  readonly nodePathMap?: readonly { readonly node?: string; readonly paths?: readonly string[] }[];
  readonly sharedFileSystemPath?: string;
}

/** The configuration, or what is wrong with its text. */
export function readConfig(text: string | undefined): LocalPathConfig | string {
  const failed = (why: string): string => `fail to load config file: ${why}`;
  if (text === undefined) return failed('open config.json: no such file or directory');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return failed(text.trim() === '' ? 'EOF' : `invalid character '${text.trim()[0] ?? ''}' looking for beginning of value`);
  }
  const misfit = misfitOf(value);
  if (misfit !== undefined) return failed(`json: cannot unmarshal ${misfit}`);
  const data = value as ConfigData;
  const paths = new Map<string, readonly string[]>();
  const wrong = (why: string): string => `StorageClass config canonicalization failed: ${why}`;
  for (const { node = '', paths: own = [] } of data.nodePathMap ?? []) {
    if (paths.has(node)) return wrong(`duplicate node ${node}`);
    const clean: string[] = [];
    for (const path of own) {
      if (!path.startsWith('/')) return wrong(`path must start with / for path ${path} on node ${node}`);
      const short = path.replace(/\/+/g, '/').replace(/(.)\/$/, '$1');
      if (short === '/') return wrong(`cannot use root ('/') as path on node ${node}`);
      if (clean.includes(short)) return wrong(`duplicate path ${path} on node ${node}`);
      clean.push(short);
    }
    paths.set(node, clean);
  }
  return { paths, shared: data.sharedFileSystemPath ?? '', timeoutSeconds: data.cmdTimeoutSeconds || 120, setup: data.setupCommand ?? '', teardown: data.teardownCommand ?? '' };
}

/** What of the text has another type than the configuration; as encoding/json says it. */
function misfitOf(value: unknown): string | undefined {
  const wrong = (given: unknown, field: string, type: string): string => `${jsonWord(given)} into Go ${field === '' ? 'value' : `struct field ${field}`} of type ${type}`;
  if (!isObject(value)) return wrong(value, '', 'main.ConfigData');
  const { nodePathMap = [], cmdTimeoutSeconds = 0 } = value;
  for (const name of ['setupCommand', 'teardownCommand', 'sharedFileSystemPath']) if (value[name] !== undefined && value[name] !== null && typeof value[name] !== 'string') return wrong(value[name], `ConfigData.${name}`, 'string');
  if (typeof cmdTimeoutSeconds !== 'number') return wrong(cmdTimeoutSeconds, 'ConfigData.cmdTimeoutSeconds', 'int');
  if (!Array.isArray(nodePathMap)) return wrong(nodePathMap, 'ConfigData.nodePathMap', '[]*main.NodePathMapData');
  for (const entry of nodePathMap as readonly unknown[]) {
    if (!isObject(entry)) return wrong(entry, 'ConfigData.nodePathMap', 'main.NodePathMapData');
    if (entry.node !== undefined && typeof entry.node !== 'string') return wrong(entry.node, 'NodePathMapData.nodePathMap.node', 'string');
    if (entry.paths !== undefined && !Array.isArray(entry.paths)) return wrong(entry.paths, 'NodePathMapData.nodePathMap.paths', '[]string');
    for (const path of (entry.paths ?? []) as readonly unknown[]) if (typeof path !== 'string') return wrong(path, 'NodePathMapData.nodePathMap.paths', 'string');
  }
  return undefined;
}

/** Whether all nodes reach the folder; throws where the configuration says nothing, or two things. */
export function isShared({ paths, shared }: LocalPathConfig): boolean {
  if (shared !== '' && paths.size > 0) throw new VolumeError('both nodePathMap and sharedFileSystemPath are defined. Please make sure only one is in use');
  if (shared === '' && paths.size === 0) throw new VolumeError('both nodePathMap and sharedFileSystemPath are unconfigured');
  return shared !== '';
}

/** In which folder of a node a volume comes to lie; `wanted` by its class, if so. */
export function folderOn(config: LocalPathConfig, node: string, wanted: string, choose: (n: number) => number, debug: (text: string) => void): string {
  if (isShared(config)) return config.shared;
  let paths = config.paths.get(node);
  if (!paths) {
    paths = config.paths.get(ALL_OTHERS);
    if (!paths) throw new VolumeError(`config doesn't contain node ${node}, and no ${ALL_OTHERS} available`);
    debug(`config doesn't contain node ${node}, use ${ALL_OTHERS} instead`);
  }
  if (paths.length === 0) throw new VolumeError(`no local path available on node ${node}`);
  if (wanted === '') return paths[choose(paths.length)] as string;
  if (!paths.includes(wanted)) throw new VolumeError(`config doesn't contain path ${wanted} on node ${node}`);
  return wanted;
}
