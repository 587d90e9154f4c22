// NodeVolumeLimits: a CSI driver can attach only so many volumes to a node, as the node's CSINode object says.
// Upstream: pkg/scheduler/framework/plugins/nodevolumelimits/csi.go
// Simplified: only CSI drivers count; in-tree volume types that upstream translates to CSI do not.

import type { Listers } from '../listers.ts';
import type { PluginEntry } from '../plugin.ts';
import { SKIP, unschedulable } from '../status.ts';
import { className } from '../volumes.ts';

const NAME = 'NodeVolumeLimits';
const EXCEEDED = unschedulable(NAME, 'node(s) exceed max volume count');

export const nodeVolumeLimits: PluginEntry = {
  name: NAME,
  create: () => ({
    name: NAME,
    preFilter: (cycle) => (cycle.pod.claims.length === 0 ? SKIP : undefined),
    filter(cycle) {
      const { listers } = cycle.snapshot;
      const wanted = attachments(cycle.pod.claims, listers);
      if (wanted.size === 0) return undefined;
      return (node) => {
        const limits = new Map<string, number>();
        for (const driver of listers.csiNode(node.name)?.spec.drivers ?? []) {
          if (driver.allocatable?.count !== undefined) limits.set(driver.name, driver.allocatable.count);
        }
        if (limits.size === 0) return undefined;
        const attached = new Map<string, string>();
        for (const pod of node.pods.values()) for (const [volume, driver] of attachments(pod.claims, listers)) attached.set(volume, driver);
        const counts = countByDriver(attached);
        const more = countByDriver(new Map([...wanted].filter(([volume]) => !attached.has(volume))));
        for (const [driver, count] of more) {
          const limit = limits.get(driver);
          if (limit !== undefined && (counts.get(driver) ?? 0) + count > limit) return EXCEEDED;
        }
        return undefined;
      };
    },
  }),
};

/** Volume → driver. A claim without a volume counts for the driver that would make one. */
function attachments(claims: readonly string[], listers: Listers): Map<string, string> {
  const out = new Map<string, string>();
  for (const key of claims) {
    const slash = key.indexOf('/');
    const claim = listers.claim(key.slice(0, slash), key.slice(slash + 1));
    if (!claim) continue;
    const volume = claim.spec.volumeName ? listers.volume(claim.spec.volumeName) : undefined;
    if (volume) {
      if (volume.spec.csi) out.set(`${volume.spec.csi.driver}/${volume.spec.csi.volumeHandle}`, volume.spec.csi.driver);
      continue;
    }
    const driver = listers.storageClass(className(claim))?.provisioner;
    if (driver) out.set(`${driver}/${key}`, driver);
  }
  return out;
}

function countByDriver(attached: ReadonlyMap<string, string>): Map<string, number> {
  const out = new Map<string, number>();
  for (const driver of attached.values()) out.set(driver, (out.get(driver) ?? 0) + 1);
  return out;
}
