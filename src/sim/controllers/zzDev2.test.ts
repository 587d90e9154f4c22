import { it } from 'vitest';
import { ControllerHarness } from '../../testing/controllerHarness.ts';
import { QUICK } from '../../testing/fakeNodes.ts';
const SETS = '/apis/apps/v1/namespaces/default/replicasets';
const PODS = '/api/v1/namespaces/default/pods';
const labels = { app: 'web' };
const template = { metadata: { labels }, spec: { containers: [{ name: 'web', image: 'nginx:1' }] } };
const replicaSet = (replicas: number): object => ({ apiVersion: 'apps/v1', kind: 'ReplicaSet', metadata: { name: 'web' }, spec: { replicas, selector: { matchLabels: labels }, template } });
it('x', () => {
  const h = new ControllerHarness({ instant: true, times: QUICK });
  h.run(1);
  h.create(PODS, { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'orphan', labels }, spec: template.spec });
  h.run(1);
  const mark = h.kernel.trace.size;
  h.create(SETS, replicaSet(1));
  h.run(1);
  for (const r of h.requests(mark)) console.log(r.t, r.data.component, r.data.verb, r.data.request.path, (r.data as any).code, JSON.stringify(r.data.request.body)?.slice(0, 200));
  for (let id = mark + 1; id <= h.kernel.trace.size; id++) { const d = h.kernel.trace.data(id as never) as any; if (d?.type === 'reconcile') console.log(d.controller, d.key, JSON.stringify(d.steps)); }
});
