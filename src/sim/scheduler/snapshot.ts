// The cluster as the scheduler knows it: nodes, and the Pods on them, bound or assumed. It is kept up to date by single
// changes, so that a cycle starts without walking anything.
//
// Nodes are looked at zone by zone in turns, in the order in which they (and their zones) were created.
// Upstream: pkg/scheduler/backend/cache (cache.go, node_tree.go, snapshot.go)
// Simplified: decisions read the cache itself; upstream copies it into a snapshot at the start of each cycle.

import { AssumedVolumes } from './assumedVolumes.ts';
import { NodeInfo } from './nodeInfo.ts';
import { PodGroups } from './podGroups.ts';
import { podInfo, refreshed, type PodInfo } from './podInfo.ts';
import type { Listers } from './listers.ts';
import type { Node, Pod } from './types.ts';

export class Snapshot {
  readonly groups = new PodGroups();
  readonly assumedVolumes = new AssumedVolumes();
  private readonly infos = new Map<string, NodeInfo>();
  private readonly places = new Map<string, { info: PodInfo; readonly node: NodeInfo }>();
  private readonly zones = new Map<string, NodeInfo[]>();
  private order: NodeInfo[] | undefined;
  private readonly images = new Map<string, ImageState>();
  private readonly nominations = new Map<string, Map<string, PodInfo>>();
  private readonly nominatedNode = new Map<string, string>();
  private readonly claimUses = new Map<string, number>();

  constructor(readonly listers: Listers) {}

  /** All nodes, in the order in which they are looked at. */
  get nodes(): readonly NodeInfo[] {
    return (this.order ??= zoneByZone(this.zones));
  }

  node(name: string): NodeInfo | undefined {
    const info = this.infos.get(name);
    return info?.node ? info : undefined;
  }

  /** A node was created or changed. */
  setNode(node: Node): void {
    const name = node.metadata.name;
    const info = this.infoFor(name);
    const before = info.node;
    if (before) this.forgetImages(before);
    const zone = zoneOf(node);
    if (!before || zoneOf(before) !== zone) {
      if (before) this.leaveZone(info, zoneOf(before));
      const members = this.zones.get(zone);
      if (members) members.push(info);
      else this.zones.set(zone, [info]);
      this.order = undefined;
    }
    info.setNode(node);
    for (const image of node.status?.images ?? []) {
      for (const imageName of image.names ?? []) {
        const state = this.images.get(imageName);
        if (state) state.nodes.add(name);
        else this.images.set(imageName, { size: Number(image.sizeBytes ?? 0), nodes: new Set([name]) });
      }
    }
  }

  removeNode(name: string): void {
    const info = this.infos.get(name);
    if (!info?.node) return;
    this.forgetImages(info.node);
    this.leaveZone(info, zoneOf(info.node));
    info.setNode(undefined);
    if (info.pods.size === 0) this.infos.delete(name);
  }

  /** A Pod was created or changed. Only those with a node that have not ended count. */
  setPod(pod: Pod): void {
    const key = podKey(pod);
    const place = this.places.get(key);
    const nodeName = pod.spec.nodeName;
    const ended = pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed';
    if (!nodeName || ended) {
      // A Pod without node may be one that is assumed: its binding is still under way.
      if (place && (ended || place.info.uid !== pod.metadata.uid)) this.removePod(key);
      return;
    }
    this.clearNomination(key);
    if (!place) {
      this.place(podInfo(pod), nodeName);
      return;
    }
    const info = refreshed(place.info, pod);
    if (place.node.name === nodeName && info.groupKey === place.info.groupKey && info.requests === place.info.requests) {
      place.info = info;
      place.node.replacePod(info);
      return;
    }
    this.removePod(key);
    this.place(info, nodeName);
  }

  /** Counts a Pod as on a node before its binding is answered. */
  assume(info: PodInfo, nodeName: string): void {
    this.clearNomination(info.key);
    this.place(info, nodeName);
  }

  /** The Pod is gone, or its binding failed. */
  removePod(key: string): void {
    this.clearNomination(key);
    const place = this.places.get(key);
    if (!place) return;
    this.places.delete(key);
    place.node.removePod(place.info);
    this.groups.remove(place.info, place.node);
    for (const claim of place.info.claims) {
      const uses = (this.claimUses.get(claim) ?? 0) - 1;
      if (uses > 0) this.claimUses.set(claim, uses);
      else this.claimUses.delete(claim);
    }
    if (!place.node.node && place.node.pods.size === 0) this.infos.delete(place.node.name);
  }

  /** The node a Pod is counted on. */
  nodeOf(key: string): string | undefined {
    return this.places.get(key)?.node.name;
  }

  /** A pending Pod for which Pods were evicted from a node: others of lower or equal priority leave it room there. */
  nominate(info: PodInfo, nodeName: string): void {
    this.clearNomination(info.key);
    let pods = this.nominations.get(nodeName);
    if (!pods) this.nominations.set(nodeName, (pods = new Map()));
    pods.set(info.key, info);
    this.nominatedNode.set(info.key, nodeName);
  }

  clearNomination(key: string): void {
    const nodeName = this.nominatedNode.get(key);
    if (nodeName === undefined) return;
    this.nominatedNode.delete(key);
    const pods = this.nominations.get(nodeName);
    pods?.delete(key);
    if (pods?.size === 0) this.nominations.delete(nodeName);
  }

  nominatedFor(nodeName: string): Iterable<PodInfo> | undefined {
    return this.nominations.size === 0 ? undefined : this.nominations.get(nodeName)?.values();
  }

  /** Size and spread of an image, if any node reported it under this very name. */
  image(name: string): { readonly size: number; readonly nodes: ReadonlySet<string> } | undefined {
    return this.images.get(name);
  }

  /** How many Pods use a claim (namespace/name). */
  usesOfClaim(key: string): number {
    return this.claimUses.get(key) ?? 0;
  }

  private place(info: PodInfo, nodeName: string): void {
    const node = this.infoFor(nodeName);
    node.addPod(info);
    this.groups.add(info, node);
    this.places.set(info.key, { info, node });
    for (const claim of info.claims) this.claimUses.set(claim, (this.claimUses.get(claim) ?? 0) + 1);
  }

  private infoFor(name: string): NodeInfo {
    let info = this.infos.get(name);
    if (!info) this.infos.set(name, (info = new NodeInfo(name)));
    return info;
  }

  private leaveZone(info: NodeInfo, zone: string): void {
    const members = this.zones.get(zone);
    if (!members) return;
    members.splice(members.indexOf(info), 1);
    if (members.length === 0) this.zones.delete(zone);
    this.order = undefined;
  }

  private forgetImages(node: Node): void {
    for (const image of node.status?.images ?? []) {
      for (const imageName of image.names ?? []) {
        const state = this.images.get(imageName);
        state?.nodes.delete(node.metadata.name);
        if (state?.nodes.size === 0) this.images.delete(imageName);
      }
    }
  }
}

/** An image keeps the size that the first node reported. */
interface ImageState {
  readonly size: number;
  readonly nodes: Set<string>;
}

export function podKey(pod: Pod): string {
  return `${pod.metadata.namespace ?? 'default'}/${pod.metadata.name}`;
}

/** Region and zone; the old labels win where both are there. Upstream: k8s.io/component-helpers/node/topology/helpers.go */
function zoneOf(node: Node): string {
  const labels = node.metadata.labels ?? {};
  const zone = labels['failure-domain.beta.kubernetes.io/zone'] ?? labels['topology.kubernetes.io/zone'] ?? '';
  const region = labels['failure-domain.beta.kubernetes.io/region'] ?? labels['topology.kubernetes.io/region'] ?? '';
  return zone === '' && region === '' ? '' : `${region}\n${zone}`;
}

function zoneByZone(zones: ReadonlyMap<string, readonly NodeInfo[]>): NodeInfo[] {
  const out: NodeInfo[] = [];
  for (let round = 0; ; round++) {
    let found = false;
    for (const members of zones.values()) {
      const info = members[round];
      if (!info) continue;
      out.push(info);
      found = true;
    }
    if (!found) return out;
  }
}
