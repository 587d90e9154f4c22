// VolumeRestrictions: a ReadWriteOncePod claim serves one Pod in the whole cluster; some old disk types one Pod per node.
// Upstream: pkg/scheduler/framework/plugins/volumerestrictions

import { quote } from '../../../base/text.ts';
import type { NotesKey } from '../cycle.ts';
import type { PluginEntry } from '../plugin.ts';
import type { PodInfo } from '../podInfo.ts';
import { NOT_SIGNABLE } from '../plugin.ts';
import { SKIP, unresolvable, unschedulable } from '../status.ts';
import type { Volume } from '../types.ts';

const NAME = 'VolumeRestrictions';
const IN_USE = unschedulable(NAME, 'node(s) unavailable due to PersistentVolumeClaim with ReadWriteOncePod access mode already in-use by another pod');
const DISK_CONFLICT = unschedulable(NAME, 'node(s) had no available disk');

interface Notes {
  readonly exclusive: readonly string[];
  /** Uses of them by other Pods, anywhere. */
  conflicts: number;
}
const NOTES: NotesKey<Notes> = { name: NAME, clone: (notes) => ({ ...notes }) };

export const volumeRestrictions: PluginEntry = {
  name: NAME,
  create: () => ({
    name: NAME,
    preFilter(cycle) {
      const { pod, snapshot } = cycle;
      const exclusive: string[] = [];
      for (const volume of pod.pod.spec.volumes ?? []) {
        if (!volume.persistentVolumeClaim) continue;
        const name = volume.persistentVolumeClaim.claimName;
        const claim = snapshot.listers.claim(pod.namespace, name);
        if (!claim) return unresolvable(NAME, `persistentvolumeclaim ${quote(name)} not found`);
        if (claim.spec.accessModes?.includes('ReadWriteOncePod')) exclusive.push(`${pod.namespace}/${name}`);
      }
      if (exclusive.length === 0 && !disks(pod)) return SKIP;
      cycle.write(NOTES, { exclusive, conflicts: exclusive.reduce((sum, key) => sum + (snapshot.usesOfClaim(key) > 0 ? 1 : 0), 0) });
      return undefined;
    },
    addPod(cycle, added) {
      const notes = cycle.read(NOTES);
      if (notes) notes.conflicts += shared(notes, added);
    },
    removePod(cycle, removed) {
      const notes = cycle.read(NOTES);
      if (notes) notes.conflicts -= shared(notes, removed);
    },
    filter(cycle) {
      const { pod } = cycle;
      const notes = cycle.read(NOTES);
      const withDisks = disks(pod);
      return (node) => {
        if (withDisks) for (const other of node.pods.values()) if (disksConflict(pod, other)) return DISK_CONFLICT;
        return (notes?.conflicts ?? 0) > 0 ? IN_USE : undefined;
      };
    },
    // Simplified: Pods with claims never reuse the ranking of an equal Pod; upstream lets them.
    sign: (pod) => (pod.claims.length > 0 || disks(pod) ? NOT_SIGNABLE : undefined),
  }),
};

function shared(notes: Notes, pod: PodInfo): number {
  return notes.exclusive.filter((key) => pod.claims.includes(key)).length;
}

function disks(pod: PodInfo): boolean {
  return pod.pod.spec.volumes?.some((v) => v.gcePersistentDisk || v.awsElasticBlockStore || v.rbd || v.iscsi) ?? false;
}

function disksConflict(a: PodInfo, b: PodInfo): boolean {
  return (a.pod.spec.volumes ?? []).some((x) => (b.pod.spec.volumes ?? []).some((y) => sameDisk(x, y)));
}

/** The same disk, unless both only read it. */
function sameDisk(x: Volume, y: Volume): boolean {
  if (x.gcePersistentDisk && y.gcePersistentDisk) return x.gcePersistentDisk.pdName === y.gcePersistentDisk.pdName && !(x.gcePersistentDisk.readOnly && y.gcePersistentDisk.readOnly);
  if (x.awsElasticBlockStore && y.awsElasticBlockStore) return x.awsElasticBlockStore.volumeID === y.awsElasticBlockStore.volumeID;
  if (x.iscsi && y.iscsi) return x.iscsi.iqn === y.iscsi.iqn && !(x.iscsi.readOnly && y.iscsi.readOnly);
  if (x.rbd && y.rbd) {
    const { rbd } = x;
    const other = y.rbd;
    const pool = (r: { readonly pool?: string }): string => r.pool ?? 'rbd';
    const monitors = (rbd.monitors ?? []).some((m) => other.monitors?.includes(m));
    return monitors && pool(rbd) === pool(other) && rbd.image === other.image && !(rbd.readOnly && other.readOnly);
  }
  return false;
}
