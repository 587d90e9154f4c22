// What the marker marks: who acts in the story at a moment. The caption asks the same question of the same trace.

import type { Boundaries } from '../../trace/boundaries.ts';
import { boxOf, isController } from './places.ts';
import type { SceneIndex } from './sceneIndex.ts';
import type { Subject } from './sceneTypes.ts';

const NOBODY: Subject = { box: '', part: '' };

/** Who began something of the story last; the server and the store only pass things on. */
export function subjectScene(index: SceneIndex, at: number, _boundaries?: Boundaries): Subject {
  const { story, reader } = index;
  for (let i = story.count(at) - 1, looked = 0; i >= 0 && looked < 400; i--, looked++) {
    const id = story.values[i] as number;
    const type = reader.typeOf(id);
    if (type === 'message') continue;
    const span = reader.span(id);
    if (type === 'input') return span.actor === 'kubectl' && span.name === 'kubectl' ? { box: 'kubectl', part: '' } : NOBODY;
    const box = boxOf(span.actor);
    if (!box) continue;
    if (isController(span.actor)) return { box, part: span.actor };
    return { box, part: span.summary.type === 'node' && span.summary.pod !== '' ? `/registry/pods/${span.summary.pod}` : '' };
  }
  return NOBODY;
}
