// VolumeZone: a bound volume that carries zone or region labels can only be used from nodes of that zone.
// Upstream: pkg/scheduler/framework/plugins/volumezone

import { quote } from '../../../base/text.ts';
import type { NotesKey } from '../cycle.ts';
import type { PluginEntry } from '../plugin.ts';
import { SKIP, unresolvable } from '../status.ts';
import { className, claimName } from '../volumes.ts';

const NAME = 'VolumeZone';
const NO_ZONE = unresolvable(NAME, 'node(s) had no available volume zone');
/** Today's label → the one it replaced. */
const KEYS: readonly (readonly [string, string])[] = [
  ['topology.kubernetes.io/zone', 'failure-domain.beta.kubernetes.io/zone'],
  ['topology.kubernetes.io/region', 'failure-domain.beta.kubernetes.io/region'],
];
const ALL_KEYS = KEYS.flat();

type Wanted = readonly { readonly key: string; readonly values: readonly string[] }[];
const WANTED: NotesKey<Wanted> = { name: NAME };

export const volumeZone: PluginEntry = {
  name: NAME,
  create: () => ({
    name: NAME,
    preFilter(cycle) {
      const { listers } = cycle.snapshot;
      const wanted: { key: string; values: readonly string[] }[] = [];
      for (const volume of cycle.pod.pod.spec.volumes ?? []) {
        const name = claimName(cycle.pod.pod, volume);
        if (name === undefined) continue;
        const claim = listers.claim(cycle.pod.namespace, name);
        if (!claim) return unresolvable(NAME, `persistentvolumeclaim ${quote(name)} not found`);
        if (!claim.spec.volumeName) {
          const wantedClass = className(claim);
          if (wantedClass === '') return unresolvable(NAME, 'PersistentVolumeClaim had no pv name and storageClass name');
          const storage = listers.storageClass(wantedClass);
          if (!storage) return unresolvable(NAME, `storageclass.storage.k8s.io ${quote(wantedClass)} not found`);
          if (storage.volumeBindingMode === 'WaitForFirstConsumer') continue;
          return unresolvable(NAME, 'PersistentVolume had no name');
        }
        const persistent = listers.volume(claim.spec.volumeName);
        if (!persistent) return unresolvable(NAME, `persistentvolume ${quote(claim.spec.volumeName)} not found`);
        for (const key of ALL_KEYS) {
          const value = persistent.metadata.labels?.[key];
          if (value !== undefined) wanted.push({ key, values: value.split('__') });
        }
      }
      if (wanted.length === 0) return SKIP;
      cycle.write(WANTED, wanted);
      return undefined;
    },
    filter(cycle) {
      const wanted = cycle.read(WANTED) ?? [];
      return (node) => {
        // A node outside all zones does not care.
        if (!ALL_KEYS.some((key) => key in node.labels)) return undefined;
        for (const { key, values } of wanted) {
          const value = node.labels[key] ?? node.labels[KEYS.find(([, old]) => old === key)?.[0] ?? ''];
          if (value === undefined || !values.includes(value)) return NO_ZONE;
        }
        return undefined;
      };
    },
  }),
};
