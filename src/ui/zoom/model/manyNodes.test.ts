import { expect, it } from 'vitest';
import type { Micros } from '../../../base/time.ts';
import type { ScheduleDetail } from '../../../session/protocol.ts';
import { answer } from '../../../session/questions.ts';
import { Session } from '../../../session/session.ts';
import { formulaOf } from './formula.ts';
import { FEW, nextOf, sumsOf, worthShowing } from './manyNodes.ts';

const pod = (name: string, cpu: string): string => `apiVersion: v1\nkind: Pod\nmetadata: { name: ${name} }\nspec: { containers: [{ name: a, image: "nginx:1.27", resources: { requests: { cpu: "${cpu}" } } }] }\n---\n`;

function decisions(): ReadonlyMap<string, ScheduleDetail> {
  const session = new Session({ version: 1, seed: 42, shape: 'wide-26', inputs: [] });
  session.runTo(session.cluster.bootEnd);
  session.input({ type: 'file', path: 'a.yaml', content: pod('small', '2') + pod('giant', '40') });
  session.input({ type: 'kubectl', args: [], text: 'kubectl cordon worker-9; kubectl taint nodes worker-3 worker-4 a=b:NoSchedule; kubectl apply -f a.yaml', shell: true });
  session.runTo((session.kernel.now + 4e6) as Micros);
  const { trace } = session.kernel;
  const out = new Map<string, ScheduleDetail>();
  for (let span = 1; span <= trace.size; span++) {
    const { name, data } = trace.span(span as never);
    const reply = name === 'schedule' ? answer(session, { ask: 'span', span }) : undefined;
    if (reply?.ask === 'span' && reply.detail.type === 'schedule') out.set((data as { key: string }).key, reply.detail);
  }
  return out;
}

it('counts the nodes of a large cluster as the message of the Event does, and keeps what each of them scored', () => {
  const all = decisions();
  const giant = all.get('default/giant') as ScheduleDetail;
  expect(giant.nodes).toBeGreaterThan(FEW);
  const sums = sumsOf(giant);
  const counted = sums.turnedDown.map(({ nodes, reason }) => `${nodes.length} ${reason}`).sort();
  expect(giant.message).toBe(`0/27 nodes are available: ${counted.join(', ')}. ${giant.message.slice(giant.message.indexOf('no new claims'))}`);
  expect(counted).toEqual(['1 node(s) were unschedulable', '23 Insufficient cpu', '3 node(s) had untolerated taint(s)']);
  // One for each reason stands in the table, and the next of each can be asked for.
  expect(worthShowing(giant, sums)).toHaveLength(3);
  expect(nextOf(sums.turnedDown[1]?.nodes ?? [], new Set(worthShowing(giant, sums)))).toBeDefined();

  const small = all.get('default/small') as ScheduleDetail;
  const of = sumsOf(small);
  expect([of.fit.length, of.unseen]).toEqual([23, 0]);
  expect(small.rows.filter((row) => row.total >= 0)).toHaveLength(23);
  expect(of.most).toBe(small.rows.find(({ node }) => node === small.chosen)?.total);
  const shown = worthShowing(small, of);
  expect(shown[0]).toBe(small.chosen);
  expect(shown).toHaveLength(8);
  // Of the best nodes the sums behind the scores are kept, too.
  for (const node of shown.slice(1)) expect(formulaOf(small, 'NodeResourcesFit', node)?.score).toBeGreaterThan(0);
});
