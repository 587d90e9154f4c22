import { expect, test } from 'vitest';
import { ln } from './ln.ts';

test('ln agrees with the platform to the last digit or two', () => {
  let worst = 0;
  for (let x = 1; x < 20_000; x++) worst = Math.max(worst, Math.abs(ln(x) - Math.log(x)) / Math.max(1, Math.log(x)));
  expect(worst).toBeLessThanOrEqual(4e-16);
  for (const x of [0.001, 0.3, 0.7071, 0.99999, 1.00001, 1e9, 1e300, 5e-324]) expect(ln(x) / Math.log(x)).toBeCloseTo(1, 14);
});

test('ln is exact at 1 and monotonous over whole numbers', () => {
  expect(ln(1)).toBe(0);
  for (let x = 1; x < 500; x++) expect(ln(x + 1)).toBeGreaterThan(ln(x));
});

test('ln of what has no logarithm', () => {
  expect(ln(0)).toBe(-Infinity);
  expect(ln(-1)).toBeNaN();
  expect(ln(NaN)).toBeNaN();
  expect(ln(Infinity)).toBe(Infinity);
});
