import { expect, test } from 'vitest';
import type { Micros } from '../base/time.ts';
import { Session } from '../session/session.ts';
import { Activity } from './activity.ts';
import { Boundaries } from './boundaries.ts';
import { KernelReader } from './kernelReader.ts';
import { Steps } from './steps.ts';
import { DEPLOYMENT } from './testing/stories.ts';

test('who follows a trace finds the same as who comes at its end', () => {
  const session = new Session({ version: 1, seed: 7, shape: 'default', inputs: [] });
  const { kernel } = session;
  session.runTo(session.cluster.bootEnd as Micros);
  session.input({ type: 'file', path: 'web.yaml', content: DEPLOYMENT });
  session.input({ type: 'kubectl', args: ['apply', '-f', 'web.yaml'], text: 'kubectl apply -f web.yaml' });
  // Readers of their own: what is found once is found once for each reader.
  const following = new KernelReader(kernel);
  const boundaries = new Boundaries(following);
  const activity = new Activity(following);
  const end = kernel.now + 5e6;
  for (let at: number = kernel.now; at < end; at += 3_700) {
    session.runTo(at as Micros);
    boundaries.times('hop');
    activity.moving(at);
  }
  session.runTo(end as Micros);
  const late = new KernelReader(kernel);
  const all = new Boundaries(late);
  for (const grain of ['hop', 'reconcile', 'milestone'] as const) expect(boundaries.times(grain)).toEqual(all.times(grain));
  expect(boundaries.times('hop').map((at) => boundaries.hopAt(at))).toEqual(all.times('hop').map((at) => all.hopAt(at)));
  expect(boundaries.milestones.list).toEqual(all.milestones.list);
  expect(all.milestones.list.length).toBeGreaterThanOrEqual(7);
  expect(activity.stretches(0, Infinity).map(({ from, to }) => [from, to])).toEqual(new Activity(late).stretches(0, Infinity).map(({ from, to }) => [from, to]));
  // A pull is no activity; its ends are.
  const steps = new Steps(late);
  const pulled = steps.over.find((s) => s.phase === 'done');
  if (pulled) expect(activity.moving(pulled.from)).toBe(true);
});
