import { expect, test } from 'vitest';
import { Prng } from '../../base/prng.ts';
import { SortedKeys } from './sortedKeys.ts';

test('keys that come and go in any order are read in byte order', () => {
  const random = new Prng(1, 'keys');
  const keys = new SortedKeys();
  const all = new Set<string>();
  keys.load(['/a', '/b']);
  all.add('/a').add('/b');
  for (let i = 0; i < 6000; i++) {
    const key = `/${random.below(3000)}`;
    if (!all.has(key)) keys.add(key);
    else keys.remove(key);
    if (!all.delete(key)) all.add(key);
  }
  const sorted = [...all].sort();
  expect([...keys.from('')]).toEqual(sorted);
  expect([...keys.from('/15')]).toEqual(sorted.filter((key) => key >= '/15'));
  expect([...keys.from('/zz')]).toEqual([]);
  for (const key of sorted) keys.remove(key);
  expect([...keys.from('')]).toEqual([]);
});
