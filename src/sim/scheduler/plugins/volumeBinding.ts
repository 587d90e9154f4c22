// VolumeBinding: bound claims must be reachable from the node; unbound ones that wait for their consumer must find a volume
// there, or a class that can make one. Upstream: pkg/scheduler/framework/plugins/volumebinding/volume_binding.go

import { quote } from '../../../base/text.ts';
import type { NotesKey } from '../cycle.ts';
import type { PluginEntry } from '../plugin.ts';
import { SKIP, unresolvable, type Status } from '../status.ts';
import type { PersistentVolumeClaim } from '../types.ts';
import { findVolumes, volumeReaches, waitsForConsumer } from '../volumeMatching.ts';
import { claimName, isBound, VOLUME_DECISIONS } from '../volumes.ts';

const NAME = 'VolumeBinding';
const UNREACHABLE = "node(s) didn't match PersistentVolume's node affinity";
const NOTHING_TO_BIND = "node(s) didn't find available persistent volumes to bind";
const VOLUME_GONE = 'node(s) unavailable due to one or more pvc(s) bound to non-existent pv(s)';
const UNBOUND = 'pod has unbound immediate PersistentVolumeClaims';

interface Notes {
  readonly bound: readonly PersistentVolumeClaim[];
  readonly waiting: readonly PersistentVolumeClaim[];
}
const NOTES: NotesKey<Notes> = { name: `${NAME} claims` };

export const volumeBinding: PluginEntry = {
  name: NAME,
  create: () => ({
    name: NAME,
    preFilter(cycle) {
      const { pod, snapshot } = cycle;
      const bound: PersistentVolumeClaim[] = [];
      const waiting: PersistentVolumeClaim[] = [];
      let immediate = false;
      let any = false;
      for (const volume of pod.pod.spec.volumes ?? []) {
        const name = claimName(pod.pod, volume);
        if (name === undefined) continue;
        any = true;
        const claim = snapshot.listers.claim(pod.namespace, name);
        const refused = refusal(claim, name, volume.ephemeral !== undefined);
        if (refused) return refused;
        if (isBound(claim as PersistentVolumeClaim)) bound.push(claim as PersistentVolumeClaim);
        else if (!claim?.spec.volumeName && waitsForConsumer(claim as PersistentVolumeClaim, snapshot.listers)) waiting.push(claim as PersistentVolumeClaim);
        else immediate = true;
      }
      if (!any) return SKIP;
      if (immediate) return unresolvable(NAME, UNBOUND);
      cycle.write(NOTES, { bound, waiting });
      if (waiting.length > 0) cycle.write(VOLUME_DECISIONS, new Map());
      return undefined;
    },
    filter(cycle) {
      const notes = cycle.read(NOTES);
      if (!notes) return undefined;
      const { listers, assumedVolumes } = cycle.snapshot;
      const decisions = cycle.read(VOLUME_DECISIONS);
      return (node) => {
        let reachable = true;
        let gone = false;
        for (const claim of notes.bound) {
          const volume = listers.volume(claim.spec.volumeName ?? '');
          if (!volume) gone = true;
          else if (!volumeReaches(volume, node)) reachable = false;
        }
        const decision = notes.waiting.length > 0 ? findVolumes(notes.waiting, node, listers, assumedVolumes) : undefined;
        if (decision) decisions?.set(node.name, decision);
        const reasons: string[] = [];
        if (!reachable) reasons.push(UNREACHABLE);
        if (notes.waiting.length > 0 && !decision) reasons.push(NOTHING_TO_BIND);
        if (gone) reasons.push(VOLUME_GONE);
        return reasons.length === 0 ? undefined : unresolvable(NAME, ...reasons);
      };
    },
  }),
};

function refusal(claim: PersistentVolumeClaim | undefined, name: string, ephemeral: boolean): Status | undefined {
  const quoted = quote(name);
  if (!claim) return unresolvable(NAME, ephemeral ? `waiting for ephemeral volume controller to create the persistentvolumeclaim ${quoted}` : `persistentvolumeclaim ${quoted} not found`);
  if (claim.status?.phase === 'Lost') return unresolvable(NAME, `persistentvolumeclaim ${quoted} bound to non-existent persistentvolume ${quote(claim.spec.volumeName ?? '')}`);
  if (claim.metadata.deletionTimestamp !== undefined) return unresolvable(NAME, `persistentvolumeclaim ${quoted} is being deleted`);
  return undefined;
}
