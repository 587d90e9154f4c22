import { expect, it } from 'vitest';
import { tell } from '../../trace/testing/stories.ts';
import { targetsAt } from './targets.ts';

it('finds nodes and running containers in the trace, at any moment', () => {
  const { session, origin } = tell('deploy');
  const before = targetsAt(session.reader, origin);
  expect(before.nodes.map((n) => n.name)).toEqual(['control-plane', 'worker-1', 'worker-2', 'worker-3']);
  expect(before.nodes.filter((n) => n.controlPlane).map((n) => n.name)).toEqual(['control-plane']);
  expect(before.containers).toEqual([]);
  const after = targetsAt(session.reader, session.kernel.now);
  expect(after.containers).toHaveLength(3);
  expect(after.containers.every((c) => c.namespace === 'default' && c.container === 'nginx' && c.pod.startsWith('web-'))).toBe(true);
});
