// The run as it stands, as it goes into a link or a file.

import { shownBranch, useApp } from '../app/store.ts';
import { useZoom } from '../app/zoom.ts';
import { lessonOpen, useLessons } from '../lesson/lessonState.ts';
import type { Shared } from './link.ts';

export function sharedOf(language: Shared['language']): Shared | undefined {
  const state = useApp.getState();
  const branch = shownBranch(state);
  if (!branch) return undefined;
  const { title, files, file } = state;
  const at = Math.round(state.playhead);
  const { box } = useZoom.getState();
  const lessons = useLessons.getState();
  const place = lessons.place && lessons.place.begin >= 0 && lessonOpen(lessons, state) && branch.record.inputs[lessons.place.inputs - 1]?.at === lessons.place.last ? lessons.place : undefined;
  return {
    record: branch.record,
    until: Math.max(at, Math.round(branch.mirror.now)),
    at,
    language,
    title,
    files,
    file,
    ...(box === '' ? {} : { zoom: box }),
    ...(place ? { lesson: { id: place.id, begin: place.begin, inputs: place.inputs, last: place.last } } : {}),
  };
}
