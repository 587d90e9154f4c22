// What the marker marks: the same actor and object that the caption names.

import { markedAt, narrate, type Caption } from '../../trace/captions.ts';
import type { Milestones } from '../../trace/milestones.ts';
import { boxOf, isController } from './places.ts';
import type { SceneIndex } from './sceneIndex.ts';
import type { Subject } from './sceneTypes.ts';

/** `caption`: where the page tells something else than the moment's own narration. */
export function subjectScene(index: SceneIndex, at: number, origin: number, milestones?: Milestones, caption?: Caption): Subject {
  const { reader } = index;
  const { actor, key } = caption ?? (milestones ? narrate(reader, milestones, origin, at).caption : markedAt(reader, origin, at));
  if (actor.startsWith('pod/')) return podSubject(index, actor, at);
  const box = actor === '' ? undefined : boxOf(actor);
  if (!box) return { box: '', part: '' };
  if (isController(actor)) return { box, part: actor };
  // On a node the Pod is marked too: it is what the node has in hand.
  return { box, part: box.startsWith('node/') && key.startsWith('/registry/pods/') ? key : '' };
}

/** Who asks and answers in the network: a Pod, on its node. */
function podSubject(index: SceneIndex, actor: string, at: number): Subject {
  const part = `/registry/pods/${actor.slice(4)}`;
  const node = index.pods.get(part)?.at(at)?.pod.node ?? '';
  return node === '' ? { box: '', part: '' } : { box: `node/${node}`, part };
}
