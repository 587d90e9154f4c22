// The words of all lessons in English, by lesson.

import { byLesson } from './byLesson.ts';

export const prose = byLesson(import.meta.glob('../*/*/en.md', { query: '?raw', import: 'default', eager: true }));
