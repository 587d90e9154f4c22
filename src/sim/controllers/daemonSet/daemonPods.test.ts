import { describe, expect, it } from 'vitest';
import type { DaemonSet } from '../../kinds/daemonSet.ts';
import type { Node } from '../../kinds/node.ts';
import { daemonTemplate, isUpdated, shouldRun, targetNode, templateForNode } from './daemonPods.ts';

const set = (spec: object = {}): DaemonSet => ({ metadata: { name: 'agent' }, spec: { template: { metadata: { labels: { app: 'agent' } }, spec: { containers: [], ...spec } } } }) as never;
const node = (taints: readonly object[] = [], labels: Record<string, string> = {}): Node => ({ metadata: { name: 'worker-1', labels }, spec: { taints }, status: {} }) as never;

describe('where a daemon runs', () => {
  it.each<[string, DaemonSet, Node, boolean, boolean]>([
    ['on a plain node', set(), node(), true, true],
    ['not on another node than it names', set({ nodeName: 'worker-2' }), node(), false, false],
    ['not without the label', set({ nodeSelector: { disk: 'ssd' } }), node(), false, false],
    ['with the label', set({ nodeSelector: { disk: 'ssd' } }), node([], { disk: 'ssd' }), true, true],
    ['not on a tainted node, but it may stay there', set(), node([{ key: 'x', effect: 'NoSchedule' }]), false, true],
    ['not where it may not even stay', set(), node([{ key: 'x', effect: 'NoExecute' }]), false, false],
    ['on a cordoned node', set(), node([{ key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' }]), true, true],
    ['on a silent node', set(), node([{ key: 'node.kubernetes.io/unreachable', effect: 'NoExecute' }]), true, true],
    ['without a network only if it needs none', set(), node([{ key: 'node.kubernetes.io/network-unavailable', effect: 'NoSchedule' }]), false, true],
    ['on the network of the host', set({ hostNetwork: true }), node([{ key: 'node.kubernetes.io/network-unavailable', effect: 'NoSchedule' }]), true, true],
  ])('%s', (_name, owner, on, run, keep) => {
    expect(shouldRun(owner, on)).toEqual({ run, keep });
  });
});

it('binds each Pod to its node by affinity, whatever the template asked for, and adds tolerations once', () => {
  const own = { key: 'node.kubernetes.io/not-ready', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 5 };
  const owner = set({ tolerations: [own], affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchExpressions: [] }] } } } });
  const template = templateForNode(daemonTemplate(owner, 'abc'), 'worker-1');
  expect(template.metadata?.labels).toEqual({ app: 'agent', 'controller-revision-hash': 'abc' });
  expect(template.spec?.tolerations).toHaveLength(6);
  expect(template.spec?.tolerations?.[0]).not.toHaveProperty('tolerationSeconds');
  const pod = { metadata: template.metadata, spec: template.spec } as never;
  expect(targetNode(pod)).toBe('worker-1');
  expect([isUpdated(owner, pod, 'abc'), isUpdated(owner, pod, 'xyz')]).toEqual([true, false]);
});
