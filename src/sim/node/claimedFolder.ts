// What a Pod that names a claim gets to see: the folder behind the volume to which the claim is bound.
// Upstream: pkg/kubelet/volumemanager/populator/desired_state_of_world_populator.go, pkg/volume (hostpath, local)
//
// Simplified: volumes of other kinds (csi, nfs, …) are one folder each that every node reaches.

import { ApiError } from '../api/errors.ts';
import type { Client } from '../client/client.ts';
import { ConnectionError } from '../client/transport.ts';
import type { Sim } from '../kernel/task.ts';
import { PersistentVolume } from '../kinds/persistentVolume.ts';
import { PersistentVolumeClaim } from '../kinds/persistentVolumeClaim.ts';
import type { Pod } from '../kinds/pod.ts';
import type { FileTree } from './files.ts';
import { folderOf, MountError, type Storage } from './hostPath.ts';

export function* claimedFolder(client: Client, storage: Storage, { metadata: { namespace } }: Pod, claimName: string): Sim<FileTree> {
  try {
    const claim = yield* client.get(PersistentVolumeClaim, namespace, claimName);
    const { volumeName } = claim.spec;
    if (claim.status.phase !== 'Bound' || !volumeName) throw new MountError(`PVC is not bound`);
    const { hostPath, local } = (yield* client.get(PersistentVolume, undefined, volumeName)).spec;
    if (hostPath) return folderOf(storage, hostPath.path, hostPath.type);
    if (!local) return storage.shared(volumeName);
    const there = storage.hostPath(local.path);
    if (!there) throw new MountError(`path "${local.path}" does not exist`);
    return there;
  } catch (error) {
    if (error instanceof ApiError || error instanceof ConnectionError) throw new MountError(error.message);
    throw error;
  }
}
