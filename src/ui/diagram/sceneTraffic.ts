// How busy the trunks are: messages in the second before a moment, to and from the nodes of each zone, in four steps.

import { nodeOf } from './places.ts';
import type { SceneIndex } from './sceneIndex.ts';
import type { NodeScene, TrafficStep } from './sceneTypes.ts';

const SECOND = 1e6;
/** Messages per second from which a trunk is drawn wider. */
const STEPS = [5, 20, 60] as const;

export function trafficScene(index: SceneIndex, at: number, nodes: readonly NodeScene[]): Readonly<Record<string, TrafficStep>> {
  const zones = new Map(nodes.map((n) => [n.name, n.zone]));
  const counts = new Map<string, number>();
  const { items } = index.legs;
  for (let i = index.legs.count(at) - 1; i >= 0; i--) {
    const leg = items[i] as (typeof items)[number];
    if (leg.start <= at - SECOND) break;
    const zone = zones.get(nodeOf(leg.box));
    if (zone !== undefined) counts.set(zone, (counts.get(zone) ?? 0) + 1);
  }
  return Object.fromEntries([...counts].map(([zone, n]) => [zone, STEPS.filter((s) => n >= s).length as TrafficStep]));
}
