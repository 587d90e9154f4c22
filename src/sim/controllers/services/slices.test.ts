import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fill, MAX_ENDPOINTS, type Endpoint, type Filling } from './slices.ts';

const endpoints = (count: number, from = 0): Endpoint[] => Array.from({ length: count }, (_, i) => ({ addresses: [`10.0.${Math.floor((from + i) / 250)}.${(from + i) % 250}`] }));
const slice = (count: number, changed = false, from = 0): Filling => ({ slice: { metadata: {} } as never, endpoints: endpoints(count, from), changed });

describe('filling slices', () => {
  it('fills those that change anyway, the fullest first', () => {
    const [a, b, c] = [slice(50), slice(90, true), slice(20, true)];
    fill([a, b, c], endpoints(40, 500));
    expect([a.endpoints.length, b.endpoints.length, c.endpoints.length]).toEqual([50, 100, 50]);
    expect(a.changed).toBe(false);
  });

  it('then the one where the rest just fits', () => {
    const [a, b] = [slice(50), slice(95)];
    fill([a, b], endpoints(5, 500));
    expect([a.changed, b.changed]).toEqual([false, true]);
  });

  it('else makes new ones', () => {
    expect(fill([slice(100)], endpoints(130, 500)).map(({ endpoints: { length } }) => length)).toEqual([100, 100, 30]);
  });

  it('loses none, and none gets too large', () => {
    const sizes = fc.array(fc.tuple(fc.integer({ min: 0, max: MAX_ENDPOINTS }), fc.boolean()), { maxLength: 5 });
    fc.assert(
      fc.property(sizes, fc.integer({ min: 0, max: 350 }), (before, more) => {
        const result = fill(before.map(([n, changed]) => slice(n, changed)), endpoints(more, 2000));
        const total = before.reduce((sum, [n]) => sum + n, 0) + more;
        return result.every(({ endpoints: { length } }) => length <= MAX_ENDPOINTS) && result.reduce((sum, { endpoints: { length } }) => sum + length, 0) === total;
      }),
    );
  });
});
