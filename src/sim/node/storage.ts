// Folders that outlive Pods: those of the nodes, and those of storage that every node reaches.

import { cleanPath, MemoryTree, type FileTree } from './files.ts';
import type { Storage } from './volumes.ts';

/** Storage behind PersistentVolumes that are no folders of a node. */
export class SharedStorage {
  private readonly volumes = new Map<string, MemoryTree>();

  folder(volume: string): MemoryTree {
    let tree = this.volumes.get(volume);
    if (!tree) this.volumes.set(volume, (tree = new MemoryTree({ mode: 0o777, device: volume })));
    return tree;
  }
}

/** What one node has. Simplified: a folder inside another is a folder of its own. */
export class NodeStorage implements Storage {
  private readonly folders = new Map<string, MemoryTree>();
  private readonly pods = new Map<string, Map<string, FileTree>>();
  private readonly sharedStorage: SharedStorage;

  constructor(shared: SharedStorage) {
    this.sharedStorage = shared;
    for (const path of PRESENT) this.makeHostPath(path);
  }

  hostPath(path: string): MemoryTree | undefined {
    return this.folders.get(cleanPath(path));
  }

  makeHostPath(path: string): MemoryTree {
    const clean = cleanPath(path);
    let tree = this.folders.get(clean);
    if (!tree) this.folders.set(clean, (tree = new MemoryTree()));
    return tree;
  }

  ofPod(uid: string): Map<string, FileTree> {
    let trees = this.pods.get(uid);
    if (!trees) this.pods.set(uid, (trees = new Map()));
    return trees;
  }

  removePod(uid: string): void {
    this.pods.delete(uid);
  }

  shared(volume: string): MemoryTree {
    return this.sharedStorage.folder(volume);
  }
}

/** Folders of any Linux machine, and those of kubeadm and of the recordings. */
const PRESENT = ['/', '/etc', '/etc/ssl/certs', '/etc/kubernetes', '/etc/kubernetes/pki', '/etc/kubernetes/manifests', '/etc/ca-certificates', '/home', '/lib/modules', '/opt', '/opt/disk', '/proc', '/run', '/run/xtables.lock', '/srv', '/sys', '/tmp', '/usr', '/usr/share/ca-certificates', '/usr/local/share/ca-certificates', '/var', '/var/lib', '/var/lib/etcd', '/var/lib/kubelet', '/var/log', '/var/run', '/mnt', '/etc/cni/net.d'];
