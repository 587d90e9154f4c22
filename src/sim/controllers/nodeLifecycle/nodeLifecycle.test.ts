import { describe, expect, it } from 'vitest';
import { ControllerHarness } from '../../../testing/controllerHarness.ts';
import { QUICK } from '../../../testing/fakeNodes.ts';
import type { KubeObject } from '../../api/types.ts';
import type { Node } from '../../kinds/node.ts';
import type { Pod } from '../../kinds/pod.ts';

const PODS = '/api/v1/namespaces/default/pods';
const NODES = '/api/v1/nodes';

function started(workers = 3): ControllerHarness {
  const h = new ControllerHarness({ instant: true, times: QUICK, workers });
  h.run(20);
  return h;
}
const node = (h: ControllerHarness, name: string): Node => h.get<KubeObject>(`/registry/minions/${name}`) as unknown as Node;
const taints = (h: ControllerHarness, name: string): string[] => (node(h, name).spec.taints ?? []).map(({ key, effect }) => `${key.replace('node.kubernetes.io/', '')} ${effect}`);
const ready = (h: ControllerHarness, name: string): string => {
  const condition = node(h, name).status.conditions?.find(({ type }) => type === 'Ready');
  return `${condition?.status} ${condition?.reason}`;
};
const pod = (h: ControllerHarness, name: string, nodeName: string, more: object = {}): void =>
  void h.create(PODS, { apiVersion: 'v1', kind: 'Pod', metadata: { name }, spec: { nodeName, containers: [{ name: 'c', image: 'nginx:1' }], ...more } });
const find = (h: ControllerHarness, name: string): Pod | undefined => h.get<KubeObject>(`/registry/pods/default/${name}`) as unknown as Pod | undefined;
const isReady = (of: Pod | undefined): string | undefined => of?.status?.conditions?.find(({ type }) => type === 'Ready')?.status;

describe('a node that falls silent', () => {
  it('is Unknown after fifty seconds, tainted, and its Pods are no longer ready', () => {
    const h = started();
    pod(h, 'a', 'worker-2');
    h.run(2);
    h.nodes.stopped.add('worker-2');
    h.run(40);
    expect(ready(h, 'worker-2')).toBe('True Kubelet');
    h.run(20);
    expect(ready(h, 'worker-2')).toBe('Unknown NodeStatusUnknown');
    expect(taints(h, 'worker-2')).toEqual(['unreachable NoSchedule', 'unreachable NoExecute']);
    expect([isReady(find(h, 'a')), find(h, 'a')?.status?.phase]).toEqual(['False', 'Running']);
    expect(h.events('a')).toContain('Warning NodeNotReady Node is not ready');
    expect(h.events('worker-2')).toContain('Normal NodeNotReady Node worker-2 status is now: NodeNotReady');
    expect(taints(h, 'worker-1')).toEqual([]);
  });

  it('loses its Pods when they tolerate it no longer', () => {
    const h = started();
    pod(h, 'short', 'worker-2', { tolerations: [{ key: 'node.kubernetes.io/unreachable', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 10 }] });
    pod(h, 'long', 'worker-2');
    h.run(2);
    h.nodes.stopped.add('worker-2');
    h.run(75);
    expect([find(h, 'short')?.metadata.deletionTimestamp, find(h, 'long')?.metadata.deletionTimestamp]).toEqual([expect.any(String), undefined]);
    expect(h.events('short')).toContain('Normal TaintManagerEviction Marking for deletion Pod default/short');
    h.run(300);
    expect(find(h, 'long')?.metadata.deletionTimestamp).toEqual(expect.any(String));
  });

  it('is as before when its kubelet is back in time', () => {
    const h = started();
    pod(h, 'a', 'worker-2');
    h.run(2);
    const before = node(h, 'worker-2');
    h.nodes.stopped.add('worker-2');
    h.run(80);
    h.nodes.start('worker-2', before);
    h.run(400);
    expect([ready(h, 'worker-2'), taints(h, 'worker-2')]).toEqual(['True KubeletReady', []]);
    expect(find(h, 'a')?.metadata.deletionTimestamp).toBeUndefined();
    expect(h.events('a').some((text) => text.includes('Cancelling deletion of Pod default/a'))).toBe(true);
  });

  it('is not emptied when all others are silent as well', () => {
    const h = started();
    pod(h, 'a', 'worker-2', { tolerations: [{ key: 'node.kubernetes.io/unreachable', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 10 }] });
    h.run(2);
    for (const name of ['worker-1', 'worker-2', 'worker-3']) h.nodes.stopped.add(name);
    h.run(200);
    expect(ready(h, 'worker-2')).toBe('Unknown NodeStatusUnknown');
    expect(taints(h, 'worker-2')).toEqual(['unreachable NoSchedule']);
    expect(find(h, 'a')?.metadata.deletionTimestamp).toBeUndefined();
  });
});

describe('nodes', () => {
  it('get a range for their Pods, and an Event when they come and go', () => {
    const h = started();
    expect(['worker-1', 'worker-2', 'worker-3'].map((name) => node(h, name).spec.podCIDR).sort()).toEqual(['10.244.0.0/24', '10.244.1.0/24', '10.244.2.0/24']);
    expect(h.events('worker-1')).toContain('Normal RegisteredNode Node worker-1 event: Registered Node worker-1 in Controller');
    h.nodes.stopped.add('worker-1');
    h.remove(`${NODES}/worker-1`);
    h.run(6);
    expect(h.events('worker-1')).toContain('Normal RemovingNode Node worker-1 event: Removing Node worker-1 from Controller');
  });

  it('have a taint while they are cordoned', () => {
    const h = started();
    h.patch(`${NODES}/worker-1`, { spec: { unschedulable: true } });
    h.run(1);
    expect(taints(h, 'worker-1')).toEqual(['unschedulable NoSchedule']);
    h.patch(`${NODES}/worker-1`, { spec: { unschedulable: null } });
    h.run(1);
    expect(taints(h, 'worker-1')).toEqual([]);
  });

  it('with a NoExecute taint lose what does not tolerate it at once', () => {
    const h = started();
    pod(h, 'a', 'worker-1');
    pod(h, 'b', 'worker-1', { tolerations: [{ operator: 'Exists' }] });
    h.run(2);
    h.patch(`${NODES}/worker-1`, { spec: { taints: [{ key: 'maintenance', effect: 'NoExecute' }] } });
    h.run(2);
    expect([find(h, 'a'), find(h, 'b')?.metadata.deletionTimestamp]).toEqual([undefined, undefined]);
    expect(h.events('a')).toContain('Normal TaintManagerEviction Marking for deletion Pod default/a');
  });

  it('that are gone take their Pods with them, after a while', () => {
    const h = started();
    pod(h, 'a', 'worker-1');
    h.run(2);
    h.nodes.stopped.add('worker-1');
    h.remove(`${NODES}/worker-1`);
    h.run(15);
    expect(find(h, 'a')).toBeDefined();
    h.run(60);
    expect(find(h, 'a')).toBeUndefined();
    const { trace } = h.kernel;
    const last: Pod[] = [];
    for (let i = 0; i < trace.changeCount; i++) {
      const { key, value } = trace.changeAt(i);
      if (key === '/registry/pods/default/a' && value) last.push(value as unknown as Pod);
    }
    expect(last.pop()?.status).toMatchObject({ phase: 'Failed', conditions: expect.arrayContaining([expect.objectContaining({ type: 'DisruptionTarget', reason: 'DeletionByPodGC', message: 'PodGC: node no longer exists' })]) });
  });
});
