import { expect, it } from 'vitest';
import type { Micros } from '../../base/time.ts';
import { Session } from '../../session/session.ts';
import { bootOrder } from './bootOrder.ts';

it('ends with an API server that answers again', () => {
  const session = new Session({ version: 1, seed: 42, shape: 'default', inputs: [] });
  session.runTo(session.cluster.bootEnd);
  for (const { input, delay, lasts } of bootOrder) {
    session.runTo((session.kernel.now + delay) as Micros);
    session.input(input);
    session.runTo((session.kernel.now + lasts) as Micros);
  }
  const before = session.reader.spanCount;
  session.input({ type: 'kubectl', args: ['get', 'nodes'], text: 'kubectl get nodes' });
  session.runTo((session.kernel.now + 3e6) as Micros);
  const codes = Array.from({ length: session.reader.spanCount - before }, (_, i) => session.reader.span(before + i + 1)).flatMap(({ summary }) => (summary.type === 'request' && summary.component === 'kubectl' ? [summary.code] : []));
  expect(codes).toContain(200);
});
