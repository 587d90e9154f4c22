// The world at a moment: what every box shows, from the index of the trace and the playhead. No memory of earlier scenes.

import { compareText } from '../../base/text.ts';
import type { Caption } from '../../trace/captions.ts';
import type { Milestones } from '../../trace/milestones.ts';
import { detailFor } from './lod.ts';
import { etcdScene, hubScene } from './sceneHub.ts';
import type { SceneIndex } from './sceneIndex.ts';
import { kubectlScene } from './sceneKubectl.ts';
import { managerScene } from './sceneManager.ts';
import { nodeScenes } from './sceneNodes.ts';
import { schedulerScene } from './sceneScheduler.ts';
import { subjectScene } from './sceneSubject.ts';
import { trafficScene } from './sceneTraffic.ts';
import type { Scene } from './sceneTypes.ts';

const NONE: readonly never[] = [];

export function sceneAt(index: SceneIndex, at: number, origin: number, milestones?: Milestones, caption?: Caption): Scene {
  milestones?.update();
  index.seats.update(milestones?.list ?? NONE);
  const nodes = nodeScenes(index, at, origin);
  nodes.all.sort((a, b) => compareText(padded(a.name), padded(b.name)));
  return {
    kubectl: kubectlScene(index, at),
    manager: managerScene(index, at, origin),
    scheduler: schedulerScene(index, at, origin),
    hub: hubScene(index, at),
    etcd: etcdScene(index, at, origin),
    nodes: nodes.all.filter((n) => !nodes.controlPlanes.has(n.name)),
    controlPlanes: nodes.all.filter((n) => nodes.controlPlanes.has(n.name)),
    subject: subjectScene(index, at, origin, milestones, caption),
    traffic: detailFor(nodes.all.length, nodes.podCount) === 'tiles' ? trafficScene(index, at, nodes.all) : {},
    totals: { nodes: nodes.all.length, pods: nodes.podCount },
  };
}

/** worker-2 before worker-10. */
const padded = (name: string): string => name.replace(/\d+/g, (n) => n.padStart(6, '0'));
