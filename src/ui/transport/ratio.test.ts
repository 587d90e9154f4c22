import { expect, test } from 'vitest';
import { parseRatio, ratioText } from './ratio.ts';

test('speeds as ratios', () => {
  expect([0.001, 0.01, 0.0137, 0.5, 1, 2.54, 10].map(ratioText)).toEqual(['1 : 1000', '1 : 100', '1 : 73', '1 : 2', '1 : 1', '2.5 : 1', '10 : 1']);
});

test('and back', () => {
  expect(['1:50', '2 : 1', '1/4', '0.5', '100:1', '1:99999', 'fast', '0', '1:0'].map(parseRatio)).toEqual([0.02, 2, 0.25, 0.5, 10, 0.001, undefined, undefined, undefined]);
});
