import { expect, it } from 'vitest';
import { CidrSet } from './nodeIpam.ts';

it('gives out the ranges in turn, and those that are free again when it comes round', () => {
  const set = new CidrSet('10.244.0.0/22', 24);
  set.occupy('10.244.1.0/24');
  expect([set.allocate(), set.allocate(), set.allocate(), set.allocate()]).toEqual(['10.244.0.0/24', '10.244.2.0/24', '10.244.3.0/24', undefined]);
  set.release('10.244.2.0/24');
  expect(set.allocate()).toBe('10.244.2.0/24');
});

it('knows nothing of ranges outside its own', () => {
  const set = new CidrSet('10.244.0.0/23', 24);
  set.occupy('192.168.0.0/24');
  expect([set.allocate(), set.allocate(), set.allocate()]).toEqual(['10.244.0.0/24', '10.244.1.0/24', undefined]);
});
