import { expect, it } from 'vitest';
import type { Micros } from '../../base/time.ts';
import type { LoadData } from '../../sim/api/spans.ts';
import { Session } from '../../session/session.ts';
import { rolloutParts } from './rollouts.ts';

it.each([
  ['careless', false],
  ['careful', true],
])('a %s rollout under requests', (_, careful) => {
  const session = new Session({ version: 1, seed: 42, shape: 'default', inputs: [] });
  session.runTo(session.cluster.bootEnd);
  for (const { inputs, delay, lasts } of rolloutParts(careful)) {
    session.runTo((session.kernel.now + delay) as Micros);
    for (const input of inputs) {
      session.input(input);
      session.settle();
    }
    session.runTo((session.kernel.now + lasts) as Micros);
  }
  const { trace } = session.kernel;
  const loads = Array.from({ length: trace.size }, (__, i) => trace.span((i + 1) as never)).flatMap(({ name, data }) => (name === 'load' ? [data as LoadData] : []));
  expect(loads).toHaveLength(1000);
  // Both versions answered.
  expect(new Set(loads.map(({ by }) => by).filter(Boolean)).size).toBe(6);
  const failed = loads.filter(({ status }) => status !== 200).length;
  if (careful) expect(failed).toBe(0);
  else expect(failed).toBeGreaterThan(20);
});
