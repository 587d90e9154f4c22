import { expect, it } from 'vitest';
import { findEntries, type GalleryEntry } from './entries.ts';

const entry = (id: string, name: string, asks: string): GalleryEntry => ({ id, shelf: 'examples', name, asks, facts: '5 min', group: '', run: () => undefined });
const all = [entry('a', 'Boot order', 'Who starts the control plane?'), entry('b', '스테이트풀셋', '누가 먼저 올라올까?')];

it('finds an entry by words of its name and of its question, in any order', () => {
  expect(findEntries(all, '').map(({ id }) => id)).toEqual(['a', 'b']);
  expect(findEntries(all, 'control BOOT').map(({ id }) => id)).toEqual(['a']);
  expect(findEntries(all, '먼저').map(({ id }) => id)).toEqual(['b']);
  expect(findEntries(all, 'nothing')).toEqual([]);
});
