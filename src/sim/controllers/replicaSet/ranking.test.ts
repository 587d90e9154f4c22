import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Pod } from '../../kinds/pod.ts';
import { magnitude, podsToDelete } from './ranking.ts';

const NOW = Date.parse('2026-01-01T01:00:00Z');
const ago = (seconds: number): string => new Date(NOW - seconds * 1000).toISOString().replace('.000', '');

interface Kind {
  readonly node?: string;
  readonly phase?: string;
  readonly readyFor?: number;
  readonly cost?: string;
  readonly restarts?: number;
  readonly age?: number;
}

const pod = (name: string, { node = 'n', phase = 'Running', readyFor, cost, restarts = 0, age = 100 }: Kind): Pod =>
  ({
    metadata: { name, uid: name, creationTimestamp: ago(age), ...(cost ? { annotations: { 'controller.kubernetes.io/pod-deletion-cost': cost } } : {}) },
    spec: { ...(node ? { nodeName: node } : {}), containers: [] },
    status: { phase, conditions: readyFor === undefined ? [] : [{ type: 'Ready', status: 'True', lastTransitionTime: ago(readyFor) }], containerStatuses: [{ restartCount: restarts }] },
  }) as never;

const first = (a: Kind, b: Kind, crowd: Readonly<Record<string, number>> = {}): string => {
  const { pods, rule } = podsToDelete([pod('a', a), pod('b', b)], 1, (node) => crowd[node] ?? 1, NOW);
  return `${pods[0]?.metadata.name} ${rule}`;
};

describe('which Pod goes first', () => {
  it.each<[string, Kind, Kind, string]>([
    ['without a node', { readyFor: 9 }, { node: '', phase: 'Pending' }, 'b unassigned'],
    ['pending', { phase: 'Running' }, { phase: 'Pending' }, 'b phase'],
    ['not ready', { readyFor: 9 }, {}, 'b notReady'],
    ['cheaper', { readyFor: 9, cost: '5' }, { readyFor: 9, cost: '-1' }, 'b deletionCost'],
    ['ready for a shorter time', { readyFor: 3000 }, { readyFor: 3 }, 'b readyTime'],
    ['restarted more often', { readyFor: 9 }, { readyFor: 9, restarts: 2 }, 'b restarts'],
    ['younger', { readyFor: 9, age: 3000 }, { readyFor: 9, age: 10 }, 'b age'],
    ['of the same order of age: by uid', { readyFor: 9, age: 110 }, { readyFor: 9, age: 100 }, 'a age'],
  ])('%s', (_name, a, b, expected) => {
    expect(first(a, b)).toBe(expected);
  });

  it('from the fuller node', () => {
    expect(first({ node: 'n', readyFor: 9 }, { node: 'm', readyFor: 1 }, { n: 3, m: 1 })).toBe('a crowdedNode');
  });

  it('takes an invalid cost for none', () => {
    expect(first({ readyFor: 9, cost: '+5' }, { readyFor: 9, cost: '1' })).toBe('a deletionCost');
  });

  it('chooses the same whatever the order it is given', () => {
    const kinds = fc.record({ node: fc.constantFrom('', 'n', 'm'), phase: fc.constantFrom('Pending', 'Running'), readyFor: fc.option(fc.integer({ min: 0, max: 5000 }), { nil: undefined }), restarts: fc.integer({ min: 0, max: 2 }), age: fc.integer({ min: 0, max: 5000 }) });
    fc.assert(
      fc.property(fc.array(kinds, { minLength: 2, maxLength: 8 }), fc.nat(), (specs, seed) => {
        const pods = specs.map((spec, i) => pod(`p${i}`, spec as Kind));
        const shuffled = [...pods].sort((a, b) => ((Number(a.metadata.name.slice(1)) * 7 + seed) % 5) - ((Number(b.metadata.name.slice(1)) * 7 + seed) % 5));
        const names = (list: readonly Pod[]): string[] => podsToDelete(list, list.length - 1, () => 1, NOW).pods.map(({ metadata }) => metadata.name);
        // Equal ones may change places among themselves; which is left over must then be equal to them.
        const rest = (list: readonly Pod[]): Pod => list.find(({ metadata }) => !names(list).includes(metadata.name)) as Pod;
        return podsToDelete([rest(pods), rest(shuffled)], 1, () => 1, NOW).rule === 'equal' || rest(pods) === rest(shuffled);
      }),
    );
  });
});

it('counts ages by powers of two', () => {
  expect([magnitude(0), magnitude(1000), magnitude(1100), magnitude(2000)]).toEqual([-1, 29, 30, 30]);
});
