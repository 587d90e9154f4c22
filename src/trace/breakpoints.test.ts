import { expect, test } from 'vitest';
import { BREAKPOINTS, breakpointsOf, type Breakpoint } from './breakpoints.ts';
import { tell, type StoryName } from './testing/stories.ts';

/** How often each would have stopped after the boot. */
function stops(name: StoryName): Partial<Record<Breakpoint, number>> {
  const { session, origin } = tell(name);
  const breakpoints = breakpointsOf(session.reader);
  const out: Partial<Record<Breakpoint, number>> = {};
  for (const b of BREAKPOINTS) {
    const n = breakpoints.count(b, session.kernel.now) - breakpoints.count(b, origin);
    if (n > 0) out[b] = n;
  }
  return out;
}

test('a Deployment is bound three times, pulls where the image is not, and nothing is wrong with it', () => {
  const seen = stops('deploy');
  expect(seen.bind).toBe(3);
  expect(seen.pull).toBeGreaterThan(0);
  for (const b of ['crash', 'unschedulable', 'warning', 'notReady', 'nodeNotReady'] as const) expect(seen[b], b).toBeUndefined();
});

test('"before any bind" stops when the binding leaves the scheduler, before anything of it is stored', () => {
  const { session, origin } = tell('deploy');
  const { reader } = session;
  const stop = breakpointsOf(reader).first(['bind'], origin, reader.now);
  const span = reader.span(stop?.span ?? 0);
  expect(span.actor).toBe('kube-scheduler');
  expect(stop?.at).toBe(span.start);
  for (let i = 0; i < reader.changeCount; i++) {
    const { at, summary, key } = reader.change(i);
    if (at <= span.start && summary.kind === 'Pod' && key.startsWith('/registry/pods/default/')) expect(summary.node).toBe('');
  }
});

test('of several the first stops, and none behind where one looks', () => {
  const { session, origin } = tell('deploy');
  const { reader } = session;
  const breakpoints = breakpointsOf(reader);
  const bind = breakpoints.first(['bind'], origin, reader.now);
  expect(breakpoints.first(['pull', 'bind'], origin, reader.now)).toEqual(bind);
  expect(breakpoints.first(['bind'], origin, (bind?.at ?? 0) - 1)).toBeUndefined();
  expect(breakpoints.first(['bind'], bind?.at ?? 0, reader.now)?.at).toBeGreaterThan(bind?.at ?? Infinity);
});

test('what goes wrong has its own words', () => {
  expect(stops('crash').crash).toBeGreaterThan(1);
  expect(stops('pending').unschedulable).toBeGreaterThan(0);
  expect(stops('pending').warning).toBeGreaterThan(0);
  expect(stops('badImage').warning).toBeGreaterThan(0);
  expect(stops('forbidden').refused).toBe(1);
  expect(stops('exists').conflict).toBeGreaterThan(0);
  expect(stops('nodeDown')).toMatchObject({ nodeNotReady: 1 });
  expect(stops('nodeDown').notReady).toBeGreaterThan(0);
  expect(stops('heal').delete).toBeGreaterThan(0);
  expect(stops('nothing')).toEqual({});
});
