import { describe, expect, it } from 'vitest';
import type { Micros } from '../../../base/time.ts';
import { answer } from '../../../session/questions.ts';
import type { ScheduleDetail } from '../../../session/protocol.ts';
import { Session } from '../../../session/session.ts';
import { DEPLOYMENT } from '../../../trace/testing/stories.ts';
import { CONFIG_PATH, FRESH_CONFIG, withConfig } from '../../staticPods/schedulerConfig.ts';
import { formulaOf } from './formula.ts';

const MORE = `---
apiVersion: v1
kind: Pod
metadata: { name: near, labels: { app: near } }
spec:
  tolerations: [{ key: other, operator: Exists }]
  affinity:
    nodeAffinity:
      preferredDuringSchedulingIgnoredDuringExecution:
      - { weight: 30, preference: { matchExpressions: [{ key: disk, operator: In, values: [ssd] }] } }
      - { weight: 7, preference: { matchExpressions: [{ key: kubernetes.io/hostname, operator: In, values: [worker-3] }] } }
    podAffinity:
      preferredDuringSchedulingIgnoredDuringExecution:
      - { weight: 10, podAffinityTerm: { topologyKey: kubernetes.io/hostname, labelSelector: { matchLabels: { app: web } } } }
    podAntiAffinity:
      preferredDuringSchedulingIgnoredDuringExecution:
      - { weight: 25, podAffinityTerm: { topologyKey: kubernetes.io/hostname, labelSelector: { matchLabels: { app: web } } } }
  topologySpreadConstraints:
  - { maxSkew: 1, topologyKey: kubernetes.io/hostname, whenUnsatisfiable: ScheduleAnyway, labelSelector: { matchLabels: { app: web } } }
  containers:
  - { name: main, image: "nginx:1.27", resources: { requests: { cpu: 137m, memory: 333Mi } } }
  - { name: other, image: "httpd:2.4" }
`;

function decisions(): readonly ScheduleDetail[] {
  const session = new Session({ version: 1, seed: 42, shape: 'default', inputs: [] });
  const on = (lasts: number): void => session.runTo((session.kernel.now + lasts) as Micros);
  session.runTo(session.cluster.bootEnd);
  const run = (text: string): void => {
    session.input({ type: 'kubectl', args: [], text, shell: true });
    on(30e6);
  };
  session.input({ type: 'file', path: 'web.yaml', content: DEPLOYMENT });
  run('kubectl apply -f web.yaml');
  run('kubectl label node worker-1 disk=ssd');
  run('kubectl taint node worker-2 busy=yes:PreferNoSchedule');
  session.input({ type: 'file', path: 'near.yaml', content: MORE });
  run('kubectl apply -f near.yaml');
  // Under the very name by which nodes report it.
  run('kubectl run large --image=docker.io/library/perl:5.40');
  // Until the node reports its images.
  on(330e6);
  run('kubectl run larger --image=docker.io/library/perl:5.40');
  run('kubectl scale deployment web --replicas=9');
  const { trace } = session.kernel;
  return Array.from({ length: trace.size }, (_, i) => i + 1).flatMap((span) => {
    if (trace.span(span as never).name !== 'schedule') return [];
    const reply = answer(session, { ask: 'span', span });
    return reply.ask === 'span' && reply.detail.type === 'schedule' && reply.detail.plugins.length > 0 ? [reply.detail] : [];
  });
}

describe('the formula of a score', () => {
  const all = decisions();

  it('comes to the very score, for every plugin, node and decision', () => {
    const seen = new Map<string, Set<number>>();
    const missing: string[] = [];
    for (const detail of all) {
      for (const row of detail.rows) {
        for (const [i, product] of row.scores.entries()) {
          const { name = '', weight = 0 } = detail.plugins[i] ?? {};
          // Of Pods that claim no device it says nothing.
          if (name === 'DynamicResources') continue;
          const formula = formulaOf(detail, name, row.node);
          if (!formula) missing.push(`${detail.message}: ${name} on ${row.node}: ${product / weight}, raw ${row.raw[i]}`);
          else expect(formula.score * formula.weight).toBe(product);
          if (!seen.has(name)) seen.set(name, new Set());
          if (formula) seen.get(name)?.add(formula.score);
        }
      }
    }
    expect(missing).toEqual([]);
    expect(all.length).toBeGreaterThan(9);
    expect([...seen.keys()].sort()).toEqual(['ImageLocality', 'InterPodAffinity', 'NodeAffinity', 'NodeResourcesBalancedAllocation', 'NodeResourcesFit', 'PodTopologySpread', 'TaintToleration']);
    for (const [plugin, scores] of seen) expect(`${plugin} ${scores.size > 1}`).toBe(`${plugin} true`);
  });

  it('is shown with its numbers', () => {
    const near = all.find(({ message }) => message.includes('default/near'));
    const text = (plugin: string, node: string): readonly string[] => near && formulaOf(near, plugin, node) ? (formulaOf(near, plugin, node)?.lines ?? []).map(({ label, text: words, value }) => `${label} ${words} = ${value}`.trim()) : [];
    expect(text('NodeAffinity', 'worker-1')).toEqual(['30 × 100 / 30 = 100']);
    expect(text('NodeAffinity', 'worker-3')).toEqual(['7 × 100 / 30 = 23']);
    expect(text('TaintToleration', 'worker-2')).toEqual(['100 − 1 × 100 / 1 = 0']);
    expect(text('NodeResourcesFit', 'worker-1')).toHaveLength(3);
    expect(text('NodeResourcesFit', 'worker-1')[0]).toMatch(/^cpu \(2 − [\d.m]+ − 237m\) × 100 \/ 2 = \d+$/);
    expect(formulaOf(near as ScheduleDetail, 'VolumeBinding', 'worker-1')).toBeUndefined();
  });
});

const RATIO = 'type: RequestedToCapacityRatio\n        requestedToCapacityRatio: { shape: [{ utilization: 0, score: 2 }, { utilization: 40, score: 9 }, { utilization: 100, score: 0 }] }';

it.each([
  ['MostAllocated', 'type: MostAllocated\n        resources: [{ name: cpu, weight: 3 }, { name: memory }]', 'MostAllocated'],
  ['RequestedToCapacityRatio', RATIO, 'RequestedToCapacityRatio'],
  ['LeastAllocated with weights', 'type: LeastAllocated\n        resources: [{ name: cpu, weight: 2 }]', 'NodeResourcesFit'],
])('explains %s', (_, strategy, favours) => {
  const session = new Session({ version: 1, seed: 42, shape: 'default', inputs: [] });
  session.runTo(session.cluster.bootEnd);
  const file = 'kube-scheduler.yaml';
  const manifest = session.cluster.firstManifests().find((m) => m.file === file)?.content ?? '';
  session.input({ type: 'staticPod', node: 'control-plane', file: CONFIG_PATH, content: FRESH_CONFIG.replace(/type: LeastAllocated[^]*$/, `${strategy}\n`) });
  session.input({ type: 'staticPod', node: 'control-plane', file, content: withConfig(manifest) });
  session.runTo((session.kernel.now + 30e6) as Micros);
  session.input({ type: 'file', path: 'web.yaml', content: DEPLOYMENT });
  session.input({ type: 'kubectl', args: ['apply', '-f', 'web.yaml'], text: 'kubectl apply -f web.yaml' });
  session.runTo((session.kernel.now + 3e6) as Micros);
  const { trace } = session.kernel;
  let sums = 0;
  for (let span = 1; span <= trace.size; span++) {
    const reply = trace.span(span as never).name === 'schedule' ? answer(session, { ask: 'span', span }) : undefined;
    if (reply?.ask !== 'span' || reply.detail.type !== 'schedule' || reply.detail.fit === undefined) continue;
    const { detail } = reply;
    for (const { node, total } of detail.rows) {
      if (total < 0) continue;
      expect(formulaOf(detail, 'NodeResourcesFit', node)).toMatchObject({ plugin: favours });
      sums++;
    }
  }
  expect(sums).toBe(9);
});
