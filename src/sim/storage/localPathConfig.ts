// The configuration of the local-path provisioner: on which node volumes lie in which folders.
// Upstream: rancher/local-path-provisioner provisioner.go (loadConfigFile, canonicalizeConfig, getPathOnNode)
//
// Simplified: one set of paths for all classes (no storageClassConfigs).

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
  let data: ConfigData;
  try {
    data = JSON.parse(text) as ConfigData;
  } catch {
    return failed(text.trim() === '' ? 'EOF' : `invalid character '${text.trim()[0] ?? ''}' looking for beginning of value`);
  }
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
