// The words of all lessons in Korean, by lesson.

import { byLesson } from './byLesson.ts';

export const prose = byLesson(import.meta.glob('../*/*/ko.md', { query: '?raw', import: 'default', eager: true }));
