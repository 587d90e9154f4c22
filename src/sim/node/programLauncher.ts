// Starts what images hold: programs, in processes.

import type { Kernel } from '../kernel/kernel.ts';
import type { Catalog, ComponentHost } from '../programs/program.ts';
import { ContainerProcesses, PidNamespace } from './containerProcesses.ts';
import { FixedTree } from './files.ts';
import type { StoredImage } from './imageStore.ts';
import type { ContainerConfig, Launcher, PodNetwork, RunningContainer } from './runtimeTypes.ts';

export interface ProgramLauncherOptions {
  readonly kernel: Kernel;
  readonly node: string;
  readonly catalog: Catalog;
  readonly network: PodNetwork;
  readonly host?: ComponentHost | undefined;
}

export class ProgramLauncher implements Launcher {
  private readonly options: ProgramLauncherOptions;
  private readonly trees = new Map<string, FixedTree>();
  private readonly shared = new Map<string, PidNamespace>();

  constructor(options: ProgramLauncherOptions) {
    this.options = options;
  }

  launch(config: ContainerConfig, { log, ip, peers, exited }: Parameters<Launcher['launch']>[1]): RunningContainer {
    const { kernel, node, catalog, network, host } = this.options;
    const container = new ContainerProcesses({
      kernel,
      node,
      config,
      log,
      ip,
      podNetwork: network,
      catalog,
      host,
      imageTree: this.tree(config.stored),
      namespace: this.namespace(config, peers()),
      exited,
    });
    container.launch();
    return container;
  }

  /** Whose processes it sees: its own, those of all containers of the Pod, or those of the one that it looks into. */
  private namespace(config: ContainerConfig, peers: readonly RunningContainer[]): PidNamespace {
    const target = config.target ? peers.find((peer) => peer instanceof ContainerProcesses && peer.config.name === config.target) : undefined;
    if (target instanceof ContainerProcesses) return target.namespace;
    if (!config.pod.shareProcesses) return new PidNamespace(false);
    const key = config.sandboxId;
    let namespace = this.shared.get(key);
    if (!namespace) {
      if (this.shared.size > 64) for (const [id, old] of this.shared) if (old.processes.size === 0) this.shared.delete(id);
      this.shared.set(key, (namespace = new PidNamespace(true)));
    }
    return namespace;
  }

  private tree({ ref, image }: StoredImage): FixedTree {
    let tree = this.trees.get(ref.full);
    if (!tree) {
      const { catalog } = this.options;
      const files = new Map<string, string>(Object.entries(ETC));
      const shell = catalog.base(image.base).size > 0;
      for (const name of catalog.base(image.base)) files.set(`bin/${name}`, '');
      const release = shell ? catalog.release(image.base) : undefined;
      if (release !== undefined) files.set('etc/os-release', release);
      for (const name of image.programs) files.set(shell ? `usr/local/bin/${name}` : name, '');
      for (const [path, content] of Object.entries({ ...image.files, ...image.filesOf?.(ref.tag) })) files.set(path.replace(/^\/+/, ''), content);
      this.trees.set(ref.full, (tree = new FixedTree(files, shell ? FOLDERS : ['etc', 'tmp', 'proc', 'dev'])));
    }
    return tree;
  }
}

const ETC: Readonly<Record<string, string>> = {
  'etc/passwd': 'root:x:0:0:root:/root:/bin/sh\ndaemon:x:1:1:daemon:/usr/sbin:/bin/false\nnobody:x:65534:65534:nobody:/home:/bin/false\n',
  'etc/group': 'root:x:0:\ndaemon:x:1:\nnogroup:x:65534:\n',
  'dev/null': '',
};
const FOLDERS = ['bin', 'dev', 'etc', 'home', 'lib', 'media', 'mnt', 'opt', 'proc', 'root', 'run', 'sbin', 'srv', 'sys', 'tmp', 'usr/bin', 'usr/local/bin', 'usr/sbin', 'usr/share', 'var/cache', 'var/lib', 'var/log', 'var/run', 'var/tmp'];
