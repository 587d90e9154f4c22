// A link that opens a lesson at its beginning: `#lesson=rollout`.

import { lessonNamed } from '../../lessons/catalog.ts';
import { started } from '../app/start.ts';
import { useApp } from '../app/store.ts';
import { LESSON_ID } from './lessonState.ts';
import { startLesson } from './startLesson.ts';

const LINK = '#lesson=';
export const lessonLink = (id: string): string => `${LINK}${id}`;

export async function openLessonLink(fragment: string): Promise<void> {
  const id = fragment.slice(LINK.length);
  const lesson = LESSON_ID.test(id) ? lessonNamed(id) : undefined;
  await started;
  if (lesson) await startLesson(lesson);
  else useApp.setState({ notice: 'broken' });
}
