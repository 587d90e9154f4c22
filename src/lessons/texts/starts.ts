// What stands in the editor when a lesson begins, by lesson.

import { byLesson } from './byLesson.ts';

export const starts = byLesson(import.meta.glob('../*/*/start.yaml', { query: '?raw', import: 'default', eager: true }));
