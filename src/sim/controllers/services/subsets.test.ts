import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Pod } from '../../kinds/pod.ts';
import type { Service } from '../../kinds/service.ts';
import { limited, Subsets } from './subsets.ts';

const service = (spec: object): Service => ({ metadata: { name: 'web', namespace: 'default' }, spec: { clusterIP: '10.96.0.5', ports: [{ port: 80, protocol: 'TCP' }], ...spec } }) as never;
const pod = (n: number, ready = true, port = 8080, more: object = {}): Pod =>
  ({ metadata: { name: `p${n}`, namespace: 'default', uid: `u${n}`, ...more }, spec: { nodeName: 'worker-1', containers: [{ name: 'c', ports: [{ name: 'http', containerPort: port }] }] }, status: { phase: 'Running', podIP: `10.244.0.${n}`, conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }] } }) as never;
const short = (subsets: Subsets): string[] => subsets.list().map(({ addresses = [], notReadyAddresses = [], ports = [] }) => `${addresses.map(({ ip }) => ip.slice(9)).join(' ')} | ${notReadyAddresses.map(({ ip }) => ip.slice(9)).join(' ')} | ${ports.map(({ port }) => port).join(' ')}`);

describe('the subsets of a Service', () => {
  it('are in the order of the addresses, those that are not ready apart', () => {
    const subsets = new Subsets(service({}));
    for (const [n, ready] of [[30, true], [4, true], [7, false]] as const) subsets.put(`p${n}`, pod(n, ready));
    expect(short(subsets)).toEqual(['30 4 | 7 | 80']);
  });

  it('move a Pod that is alone in its group', () => {
    const subsets = new Subsets(service({}));
    expect([subsets.put('p1', pod(1, false)), subsets.put('p1', pod(1, false)), subsets.put('p1', pod(1)), subsets.put('p1', pod(1))]).toEqual([true, false, true, false]);
    expect(short(subsets)).toEqual(['1 |  | 80']);
  });

  it('are as many as there are sets of ports', () => {
    const subsets = new Subsets(service({ ports: [{ port: 80, targetPort: 'http' }] }));
    subsets.put('p2', pod(2, true, 9090));
    subsets.put('p1', pod(1));
    expect(short(subsets)).toEqual(['1 |  | 8080', '2 |  | 9090']);
    subsets.put('p2', undefined);
    expect(short(subsets)).toEqual(['1 |  | 8080']);
  });

  it('leave out what is on its way out, unless that is wanted', () => {
    const going = pod(1, true, 8080, { deletionTimestamp: '2026-01-01T00:00:00Z' });
    const [usual, all] = [new Subsets(service({})), new Subsets(service({ publishNotReadyAddresses: true }))];
    for (const subsets of [usual, all]) subsets.put('p1', going);
    expect([short(usual), short(all)]).toEqual([[], ['1 |  | 80']]);
  });

  it('are the same in steps as all at once', () => {
    const change = fc.record({ n: fc.integer({ min: 1, max: 6 }), there: fc.boolean(), ready: fc.boolean(), port: fc.constantFrom(8080, 9090) });
    fc.assert(
      fc.property(fc.array(change, { maxLength: 30 }), (changes) => {
        const owner = service({ ports: [{ port: 80, targetPort: 'http' }] });
        const subsets = new Subsets(owner);
        const now = new Map<string, Pod>();
        for (const { n, there, ready, port } of changes) {
          const next = there ? pod(n, ready, port) : undefined;
          subsets.put(`p${n}`, next);
          if (next) now.set(`p${n}`, next);
          else now.delete(`p${n}`);
        }
        const fresh = new Subsets(owner);
        for (const [key, value] of now) fresh.put(key, value);
        expect(subsets.list()).toEqual(fresh.list());
      }),
    );
  });

  it('hold a thousand addresses, the ready ones first', () => {
    const addresses = (n: number) => Array.from({ length: n }, (_, i) => ({ ip: `10.0.0.${i}` }));
    const { subsets, over } = limited([{ addresses: addresses(900), notReadyAddresses: addresses(300) }]);
    expect([over, subsets[0]?.addresses?.length, subsets[0]?.notReadyAddresses?.length]).toEqual([true, 900, 100]);
    expect(limited([{ addresses: addresses(1000) }]).over).toBe(false);
  });
});
