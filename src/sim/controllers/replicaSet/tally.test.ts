import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fromMap } from '../../api/selectors.ts';
import type { Pod } from '../../kinds/pod.ts';
import { Tally } from './tally.ts';

const START = Date.parse('2026-01-01T00:00:00Z');
const rules = { selector: fromMap({ app: 'web' }), template: fromMap({ app: 'web', tier: 'front' }), minReadySeconds: 10 };

interface State {
  readonly app: string;
  readonly tier: string;
  readonly phase: string;
  readonly ready: boolean;
  readonly since: number;
  readonly ending: boolean;
}

const pod = (n: number, { app, tier, phase, ready, since, ending }: State): Pod =>
  ({
    metadata: { name: `p${n}`, namespace: 'default', uid: `u${n}`, labels: { app, tier }, ...(ending ? { deletionTimestamp: '2026-01-01T00:00:00Z' } : {}) },
    spec: { containers: [] },
    status: { phase, conditions: [{ type: 'Ready', status: ready ? 'True' : 'False', lastTransitionTime: new Date(START + since * 1000).toISOString() }] },
  }) as never;

const state = fc.record({ app: fc.constantFrom('web', 'db'), tier: fc.constantFrom('front', 'back'), phase: fc.constantFrom('Pending', 'Running', 'Failed'), ready: fc.boolean(), since: fc.integer({ min: 0, max: 20 }), ending: fc.boolean() });

it('counts the same in steps as all at once', () => {
  const steps = fc.array(fc.tuple(fc.integer({ min: 0, max: 4 }), fc.option(state, { nil: undefined })), { maxLength: 40 });
  fc.assert(
    fc.property(steps, (changes) => {
      const tally = new Tally(rules, []);
      const now = new Map<number, Pod>();
      for (const [n, to] of changes) {
        const next = to && pod(n, to);
        if (next) tally.put(next);
        else tally.remove(now.get(n) ?? pod(n, { app: 'web', tier: 'front', phase: 'Running', ready: false, since: 0, ending: false }));
        if (next) now.set(n, next);
        else now.delete(n);
      }
      const fresh = new Tally(rules, now.values());
      const at = START + 15_000;
      expect(tally.counts(at)).toEqual(fresh.counts(at));
      expect(tally.strangers().map(({ metadata }) => metadata.uid).sort()).toEqual(fresh.strangers().map(({ metadata }) => metadata.uid).sort());
      expect(tally.nextAvailable(at)).toBe(fresh.nextAvailable(at));
    }),
  );
});

it('lets a Pod be available when it was ready for long enough', () => {
  const tally = new Tally(rules, [pod(1, { app: 'web', tier: 'front', phase: 'Running', ready: true, since: 0, ending: false })]);
  expect(tally.counts(START + 4000)).toEqual({ active: 1, fullyLabeled: 1, ready: 1, available: 0, terminating: 0 });
  expect(tally.nextAvailable(START + 4000)).toBe(6000);
  expect(tally.counts(START + 10_000).available).toBe(1);
});
