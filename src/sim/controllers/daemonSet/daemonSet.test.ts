import { describe, expect, it } from 'vitest';
import { ControllerHarness } from '../../../testing/controllerHarness.ts';
import { QUICK } from '../../../testing/fakeNodes.ts';
import type { KubeObject } from '../../api/types.ts';
import type { ControllerRevision } from '../../kinds/controllerRevision.ts';
import type { DaemonSet } from '../../kinds/daemonSet.ts';
import type { Pod } from '../../kinds/pod.ts';

const SETS = '/apis/apps/v1/namespaces/default/daemonsets';
const AGENT = `${SETS}/agent`;
const labels = { app: 'agent' };

function started(spec: object = {}, pod: object = {}): ControllerHarness {
  const h = new ControllerHarness({ instant: true, times: QUICK });
  h.run(1);
  const template = { metadata: { labels }, spec: { containers: [{ name: 'agent', image: 'agent:1' }], ...pod } };
  h.create(SETS, { apiVersion: 'apps/v1', kind: 'DaemonSet', metadata: { name: 'agent' }, spec: { selector: { matchLabels: labels }, template, ...spec } });
  h.run(2);
  return h;
}
const set = (h: ControllerHarness): DaemonSet => h.get<KubeObject>('/registry/daemonsets/default/agent') as unknown as DaemonSet;
const pods = (h: ControllerHarness): Pod[] => h.all<KubeObject>('/registry/pods/default/') as unknown as Pod[];
const places = (h: ControllerHarness): string[] => pods(h).map(({ spec }) => `${spec.nodeName} ${spec.containers[0]?.image}`).sort();
const revisions = (h: ControllerHarness): ControllerRevision[] => h.all<KubeObject>('/registry/controllerrevisions/default/') as unknown as ControllerRevision[];
const image = (h: ControllerHarness, name: string): void => void h.patch(AGENT, { spec: { template: { spec: { containers: [{ name: 'agent', image: name }] } } } });

/** The most of its Pods that were on one node, and the fewest nodes with a ready one, since a change. */
function extremes(h: ControllerHarness, since: number): { readonly most: number; readonly fewest: number } {
  const { trace } = h.kernel;
  const now = new Map<string, Pod>();
  let [most, fewest] = [0, 9];
  for (let i = 0; i < trace.changeCount; i++) {
    const { key, value } = trace.changeAt(i);
    if (!key.startsWith('/registry/pods/default/')) continue;
    if (value === undefined) now.delete(key);
    else now.set(key, value as unknown as Pod);
    if (i < since) continue;
    const running = [...now.values()].filter(({ metadata, spec, status }) => spec.nodeName && !metadata.deletionTimestamp && status?.phase !== 'Succeeded');
    const ready = running.filter(({ status }) => status?.conditions?.some((c) => c.type === 'Ready' && c.status === 'True'));
    for (const { spec } of running) most = Math.max(most, running.filter((pod) => pod.spec.nodeName === spec.nodeName).length);
    fewest = Math.min(fewest, new Set(ready.map(({ spec }) => spec.nodeName)).size);
  }
  return { most, fewest };
}

describe('a DaemonSet', () => {
  it('puts one Pod on each node', () => {
    const h = started();
    expect(places(h)).toEqual(['worker-1 agent:1', 'worker-2 agent:1', 'worker-3 agent:1']);
    expect(set(h).status).toMatchObject({ currentNumberScheduled: 3, desiredNumberScheduled: 3, numberReady: 3, numberAvailable: 3, updatedNumberScheduled: 3, numberMisscheduled: 0, observedGeneration: 1 });
    expect(revisions(h).map(({ revision }) => revision)).toEqual([1]);
    expect(pods(h)[0]?.metadata.labels?.['controller-revision-hash']).toBe(revisions(h)[0]?.metadata.labels?.['controller-revision-hash']);
  });

  it('follows nodes that come, go and change', () => {
    const h = started({}, { nodeSelector: { disk: 'ssd' } });
    expect(places(h)).toEqual([]);
    h.patch('/api/v1/nodes/worker-2', { metadata: { labels: { disk: 'ssd' } } });
    h.run(2);
    expect(places(h)).toEqual(['worker-2 agent:1']);
    h.patch('/api/v1/nodes/worker-2', { metadata: { labels: { disk: null } } });
    h.run(2);
    expect(places(h)).toEqual([]);
  });

  it('replaces a Pod that was deleted, and one that failed, with an Event', () => {
    const h = started();
    const [first, second] = pods(h) as [Pod, Pod];
    h.remove(`/api/v1/namespaces/default/pods/${first.metadata.name}`);
    h.patch(`/api/v1/namespaces/default/pods/${second.metadata.name}/status`, { status: { phase: 'Failed' } });
    h.run(3);
    expect(places(h)).toEqual(['worker-1 agent:1', 'worker-2 agent:1', 'worker-3 agent:1']);
    expect(h.events('agent')).toContain(`Warning FailedDaemonPod Found failed daemon pod default/${second.metadata.name} on node ${second.spec.nodeName}, will try to kill it`);
  });

  it('rolls out node by node', () => {
    const h = started();
    const since = h.kernel.trace.changeCount;
    image(h, 'agent:2');
    h.run(5);
    expect(places(h)).toEqual(['worker-1 agent:2', 'worker-2 agent:2', 'worker-3 agent:2']);
    expect(extremes(h, since)).toEqual({ most: 1, fewest: 2 });
    expect(revisions(h).map(({ revision }) => revision).sort()).toEqual([1, 2]);
    expect(set(h).status).toMatchObject({ updatedNumberScheduled: 3, numberAvailable: 3 });
  });

  it('with a surge starts the new Pod before the old one ends', () => {
    const h = started({ updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } } });
    const since = h.kernel.trace.changeCount;
    image(h, 'agent:2');
    h.run(5);
    expect(places(h)).toEqual(['worker-1 agent:2', 'worker-2 agent:2', 'worker-3 agent:2']);
    expect(extremes(h, since)).toEqual({ most: 2, fewest: 3 });
  });

  it('with OnDelete waits for the old Pods to be deleted', () => {
    const h = started({ updateStrategy: { type: 'OnDelete' } });
    image(h, 'agent:2');
    h.run(3);
    expect(places(h)).toEqual(['worker-1 agent:1', 'worker-2 agent:1', 'worker-3 agent:1']);
    expect(set(h).status.updatedNumberScheduled ?? 0).toBe(0);
    h.remove(`/api/v1/namespaces/default/pods/${pods(h).find(({ spec }) => spec.nodeName === 'worker-2')?.metadata.name}`);
    h.run(3);
    expect(places(h)).toEqual(['worker-1 agent:1', 'worker-2 agent:2', 'worker-3 agent:1']);
  });

  it('takes up an old revision when its template comes back', () => {
    const h = started();
    image(h, 'agent:2');
    h.run(5);
    image(h, 'agent:1');
    h.run(5);
    expect(revisions(h).map(({ revision }) => revision).sort()).toEqual([2, 3]);
    expect(places(h)).toEqual(['worker-1 agent:1', 'worker-2 agent:1', 'worker-3 agent:1']);
  });

  it('keeps only so many old revisions', () => {
    const h = started({ revisionHistoryLimit: 1 });
    for (const n of [2, 3, 4]) {
      image(h, `agent:${n}`);
      h.run(5);
    }
    expect(revisions(h).map(({ revision }) => revision).sort()).toEqual([3, 4]);
  });
});
