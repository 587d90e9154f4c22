// The folders of a node that outlive Pods, and what a hostPath volume makes of them.
// Upstream: pkg/volume/hostpath/host_path.go
//
// Simplified: sockets and devices are never there.

import type { FileTree, MemoryTree } from './files.ts';

export class MountError extends Error {
  override readonly name = 'MountError';
}

/** Folders that outlive Pods: of one node, and of storage that all nodes reach. */
export interface Storage {
  /** A folder or a file of the node. */
  hostPath(path: string): FileTree | undefined;
  makeHostPath(path: string, file: boolean): FileTree;
  shared(volume: string): MemoryTree;
  /** Volumes of one Pod, by name. They stay when the kubelet goes. */
  ofPod(uid: string): Map<string, FileTree>;
  removePod(uid: string): void;
}

/** A part of the node's disk; its type says what must be there, or may be made. Upstream: pkg/volume/hostpath */
export function folderOf(storage: Storage, path: string, type = ''): FileTree {
  const wanted = type.replace('OrCreate', '');
  const found = storage.hostPath(path);
  if (!found && (wanted !== type || !type)) return storage.makeHostPath(path, wanted === 'File');
  if (found && (!type || found.stat('')?.kind === wanted.toLowerCase())) return found;
  throw new MountError(`hostPath type check failed: ${path} is not a ${HOST_PATH_TYPES[wanted] ?? wanted.toLowerCase()}`);
}
const HOST_PATH_TYPES: Readonly<Record<string, string>> = { Socket: 'socket file', CharDevice: 'character device', BlockDevice: 'block device' };
