// Which volumes a claim could take on a node, and whether a class could make one there. No Pod of a boot asks for it.
// Upstream: pkg/scheduler/framework/plugins/volumebinding/binder.go, k8s.io/component-helpers/storage/volume

import { compareText } from '../../base/text.ts';
import { readAmount } from '../api/podResources.ts';
import { fromLabelSelector, matches } from '../api/selectors.ts';
import { claimKey, type AssumedVolumes, type VolumeDecision } from './assumedVolumes.ts';
import type { Listers } from './listers.ts';
import type { NodeInfo } from './nodeInfo.ts';
import { anyTermMatches, compileTerms } from './nodeSelectors.ts';
import type { PersistentVolume, PersistentVolumeClaim, StorageClass } from './types.ts';
import { className } from './volumes.ts';

const NO_PROVISIONER = 'kubernetes.io/no-provisioner';

export function classOf(claim: PersistentVolumeClaim, listers: Listers): StorageClass | undefined {
  const name = className(claim);
  return name === '' ? undefined : listers.storageClass(name);
}

export function waitsForConsumer(claim: PersistentVolumeClaim, listers: Listers): boolean {
  return classOf(claim, listers)?.volumeBindingMode === 'WaitForFirstConsumer';
}

export function volumeReaches(volume: PersistentVolume, node: NodeInfo): boolean {
  const required = volume.spec.nodeAffinity?.required;
  return !required || anyTermMatches(compileTerms(required.nodeSelectorTerms), node);
}

/**
 * Finds a volume for each claim on the node, or a class that can make one. Undefined: neither.
 * Simplified: the capacity that CSI drivers publish (CSIStorageCapacity) is not looked at.
 */
export function findVolumes(claims: readonly PersistentVolumeClaim[], node: NodeInfo, listers: Listers, assumed: AssumedVolumes): VolumeDecision | undefined {
  const toMatch: PersistentVolumeClaim[] = [];
  const toProvision: PersistentVolumeClaim[] = [];
  for (const claim of claims) {
    const selected = assumed.selectedNode(claim);
    if (selected !== undefined && selected !== node.name) return undefined;
    (selected === undefined ? toMatch : toProvision).push(claim);
  }
  const bindings: { volume: string; claim: string }[] = [];
  const taken = new Set<string>();
  for (const claim of [...toMatch].sort((a, b) => requested(a) - requested(b))) {
    const volume = matchingVolume(claim, node, listers, assumed, taken);
    if (!volume) {
      toProvision.push(claim);
      continue;
    }
    taken.add(volume.metadata.name);
    bindings.push({ volume: volume.metadata.name, claim: claimKey(claim) });
  }
  for (const claim of toProvision) if (!canProvision(claim, node, listers)) return undefined;
  return { bindings, provisions: toProvision.map(claimKey) };
}

/** The smallest free volume of the claim's class that is large enough and reaches the node; one that is promised to the claim wins. */
function matchingVolume(
  claim: PersistentVolumeClaim,
  node: NodeInfo,
  listers: Listers,
  assumed: AssumedVolumes,
  taken: ReadonlySet<string>,
): PersistentVolume | undefined {
  const wanted = className(claim);
  const needed = requested(claim);
  const key = claimKey(claim);
  const selector = claim.spec.selector ? fromLabelSelector(claim.spec.selector) : undefined;
  let best: PersistentVolume | undefined;
  for (const volume of listers.volumes()) {
    if (className(volume) !== wanted || taken.has(volume.metadata.name)) continue;
    const owner = assumed.claimFor(volume);
    if (owner !== undefined && owner !== key) continue;
    if (capacity(volume) < needed || (volume.spec.volumeMode ?? 'Filesystem') !== (claim.spec.volumeMode ?? 'Filesystem')) continue;
    if ((volume.spec.volumeAttributesClassName ?? '') !== (claim.spec.volumeAttributesClassName ?? '')) continue;
    if (volume.metadata.deletionTimestamp !== undefined) continue;
    const reaches = volumeReaches(volume, node);
    if (owner === key) return reaches ? volume : undefined;
    if (!reaches || volume.status?.phase !== 'Available') continue;
    if (selector && !matches(selector, volume.metadata.labels)) continue;
    if (!(claim.spec.accessModes ?? []).every((mode) => volume.spec.accessModes?.includes(mode))) continue;
    if (!best || capacity(volume) < capacity(best) || (capacity(volume) === capacity(best) && compareText(volume.metadata.name, best.metadata.name) < 0)) best = volume;
  }
  return best;
}

function canProvision(claim: PersistentVolumeClaim, node: NodeInfo, listers: Listers): boolean {
  const storage = classOf(claim, listers);
  if (!storage?.provisioner || storage.provisioner === NO_PROVISIONER) return false;
  const terms = storage.allowedTopologies ?? [];
  return (
    terms.length === 0 ||
    terms.some((term) => (term.matchLabelExpressions ?? []).every((e) => node.labels[e.key] !== undefined && e.values.includes(node.labels[e.key] as string)))
  );
}

function requested(claim: PersistentVolumeClaim): number {
  const quantity = claim.spec.resources?.requests?.['storage'];
  return quantity === undefined ? 0 : readAmount('storage', quantity);
}

function capacity(volume: PersistentVolume): number {
  const quantity = volume.spec.capacity?.['storage'];
  return quantity === undefined ? 0 : readAmount('storage', quantity);
}
