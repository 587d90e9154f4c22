// Folders that outlive Pods: those of the nodes, and those of storage that every node reaches.

import type { Micros } from '../../base/time.ts';
import { cleanPath, FolderOf, MemoryTree, parentOf, type FileTree, type Writer } from './files.ts';
import type { Storage } from './hostPath.ts';

/** Storage behind PersistentVolumes that are no folders of a node. */
export class SharedStorage {
  private readonly volumes = new Map<string, MemoryTree>();

  folder(volume: string): MemoryTree {
    let tree = this.volumes.get(volume);
    if (!tree) this.volumes.set(volume, (tree = new MemoryTree({ mode: 0o777, device: volume })));
    return tree;
  }
}

/** What one node has: a disk, of which volumes are folders (or single files). */
export class NodeStorage implements Storage {
  private readonly disk = new MemoryTree();
  private readonly pods = new Map<string, Map<string, FileTree>>();
  private readonly sharedStorage: SharedStorage;

  constructor(shared: SharedStorage) {
    this.sharedStorage = shared;
    for (const path of PRESENT) this.makeHostPath(path, false);
    this.makeHostPath('/run/xtables.lock', true);
  }

  hostPath(path: string): FileTree | undefined {
    const clean = cleanPath(path);
    return this.disk.has(clean) ? new FolderOf(this.disk, clean) : undefined;
  }

  makeHostPath(path: string, file: boolean): FileTree {
    const clean = cleanPath(path);
    if (file) this.disk.write(clean, '', true, ROOT);
    else for (let at = clean; !this.disk.has(at); at = parentOf(at)) this.disk.mkdir(at, ROOT);
    return new FolderOf(this.disk, clean);
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

const ROOT: Writer = { uid: 0, gid: 0, now: 0 as Micros };

/** Folders of any Linux machine, and those of kubeadm and of the recordings. */
const PRESENT = ['/etc/ssl/certs', '/etc/kubernetes/pki', '/etc/kubernetes/manifests', '/etc/ca-certificates', '/home', '/lib/modules', '/opt/disk', '/proc', '/run', '/srv', '/sys', '/tmp', '/usr/share/ca-certificates', '/usr/local/share/ca-certificates', '/var/lib/etcd', '/var/lib/kubelet', '/var/log', '/var/run', '/mnt', '/etc/cni/net.d'];
