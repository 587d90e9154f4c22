import { expect, test } from 'vitest';
import { restored } from './lessonState.ts';

const place = { id: 'healing', begin: 40_003_000, inputs: 2, last: 20_002_000, guesses: { when: 'gone' }, hints: { look: 1 } };

test('what was kept comes back', () => {
  expect(restored(JSON.stringify({ place, done: ['rollout'] }))).toEqual({ place, done: ['rollout'] });
  expect(restored(null)).toEqual({ place: undefined, done: [] });
});

test('what makes no sense is left out, and does no harm', () => {
  expect(restored('{')).toEqual({ place: undefined, done: [] });
  expect(restored('[1]')).toEqual({ place: undefined, done: [] });
  expect(restored(JSON.stringify({ place: { ...place, begin: -1 }, done: [1, 'healing'] }))).toEqual({ place: undefined, done: ['healing'] });
  expect(restored(JSON.stringify({ place: { ...place, guesses: { when: 3, where: 'worker-1' }, hints: null } })).place).toEqual({ ...place, guesses: { where: 'worker-1' }, hints: {} });
});

test('a place is kept from the very start of the page', async () => {
  // The store reads what was kept while its module is evaluated: everything that it needs for that stands above it.
  const text = await import('node:fs').then(({ readFileSync }) => readFileSync(new URL('./lessonState.ts', import.meta.url), 'utf8'));
  expect(text.indexOf('const LESSON_ID')).toBeLessThan(text.indexOf('export const useLessons'));
});
