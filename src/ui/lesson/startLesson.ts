// Begins a lesson: a fresh cluster, what is done in it before the reader comes, and the lesson's file in the editor.

import { beginning } from '../../lessons/beginning.ts';
import { loadProse, loadStart } from '../../lessons/catalog.ts';
import type { Lesson } from '../../lessons/lesson.ts';
import { openPanel, showView } from '../app/frameLayout.ts';
import { player } from '../app/session.ts';
import { started } from '../app/start.ts';
import { shownBranch, useApp, type EditorFile } from '../app/store.ts';
import { freeName } from '../editor/files.ts';
import { preferences } from '../widgets/preferences.ts';
import { useLessons } from './lessonState.ts';

export async function startLesson(lesson: Lesson): Promise<void> {
  const language = preferences.getState().translate?.language ?? 'en';
  const [text, prose] = await Promise.all([loadStart(lesson), loadProse(language)]);
  const again = useLessons.getState().place?.id === lesson.id;
  useLessons.setState({ place: { id: lesson.id, begin: -1, inputs: 0, last: 0, guesses: {}, hints: {} }, editing: false });
  showView('lesson');
  // The stage gets the room; what is selected brings the inspector back.
  openPanel('inspector', false);
  await started;
  useApp.setState(({ files }) => ({
    title: preferences.getState().translate?.('lesson.title', { name: prose[lesson.id]?.name ?? '' }) ?? '',
    files: [...kept(files, lesson.file, again), { name: lesson.file, text }],
    file: lesson.file,
    firstVisit: false,
    notice: undefined,
  }));
  const opened = await player().open({ version: 1, seed: lesson.seed ?? 42, shape: lesson.shape ?? 'default', inputs: [] });
  for (const { inputs, delay, lasts } of beginning(lesson, text)) await player().foretell(inputs, delay, lasts);
  // Meanwhile the reader may have gone elsewhere.
  const branch = shownBranch();
  if (branch?.id !== opened.id) return;
  const { now } = branch.mirror;
  const { inputs } = branch.record;
  useApp.setState({ playhead: now });
  useLessons.setState(({ place }) => ({ place: place && { ...place, begin: now, inputs: inputs.length, last: inputs[inputs.length - 1]?.at ?? 0 } }));
}

/** The reader's own files stay; one that has the lesson's name makes room for it, unless it is the lesson's from before. */
function kept(files: readonly EditorFile[], name: string, again: boolean): readonly EditorFile[] {
  const others = files.filter((f) => f.text.trim() !== '' && f.name !== name);
  const same = files.find((f) => f.name === name && f.text.trim() !== '');
  return same && !again ? [...others, { ...same, name: freeName(name, [...others.map((f) => f.name), name]) }] : others;
}
