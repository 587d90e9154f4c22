import { beforeAll, expect, test } from 'vitest';
import type { Micros } from '../../base/time.ts';
import { Session } from '../../session/session.ts';
import { activityOf } from '../../trace/activity.ts';
import { loadsOf, tally, type Run } from '../../trace/loads.ts';
import { rolloutParts } from '../gallery/rollouts.ts';
import { fitAxis, type Axis } from './axis.ts';
import { Lanes } from './lanes.ts';
import { barOf, barsOf, failureIn, nextBar, TRAFFIC } from './trafficLane.ts';

let session: Session;
let axis: Axis;

beforeAll(() => {
  session = new Session({ version: 1, seed: 42, shape: 'default', inputs: [] });
  session.runTo(session.cluster.bootEnd);
  expect(new Lanes(session.reader, session.kernel.now).list.map((l) => l.name)).not.toContain(TRAFFIC);
  for (const { inputs, delay, lasts } of rolloutParts(false)) {
    session.runTo((session.kernel.now + delay) as Micros);
    for (const input of inputs) {
      session.input(input);
      session.settle();
    }
    session.runTo((session.kernel.now + lasts) as Micros);
  }
  const { bootEnd } = session.cluster;
  axis = fitAxis(activityOf(session.reader).stretches(bootEnd, session.kernel.now), bootEnd, session.kernel.now, 800);
}, 60_000);

test('its lane stands above all others, and its bars hold every request', () => {
  expect(new Lanes(session.reader, session.cluster.bootEnd).list[0]?.name).toBe(TRAFFIC);
  const { bars } = barsOf(session.reader, axis, 0, axis.length);
  const end = tally(loadsOf(session.reader).runs[0] as Run, session.kernel.now);
  expect(bars.reduce((n, b) => n + b.ok, 0)).toBe(end.ok);
  expect(bars.reduce((n, b) => n + b.failed, 0)).toBe(end.failed);
  expect(end.failed).toBeGreaterThan(0);
});

test('failures are found one after the other, and lead to the request that failed', () => {
  const found: number[] = [];
  for (let bar = nextBar(session.reader, axis, -1, 1, true); bar; bar = nextBar(session.reader, axis, barOf(axis.x(bar.from)), 1, true)) {
    found.push(bar.from);
    const { summary, end } = session.reader.span(failureIn(session.reader, bar));
    expect(summary).toMatchObject({ type: 'load' });
    expect(end).toBeGreaterThanOrEqual(bar.from);
    expect(end).toBeLessThan(bar.to);
  }
  expect(found.length).toBeGreaterThan(2);
  expect(nextBar(session.reader, axis, barOf(axis.x(found[0] as number)), -1, true)).toBeUndefined();
});
