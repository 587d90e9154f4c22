import { expect, test } from 'vitest';
import { eventNote, fitError } from './messages.ts';
import { NodeStatuses, unresolvable, unschedulable } from './status.ts';

test('reasons are counted, and sorted as texts', () => {
  const statuses = new NodeStatuses();
  for (let i = 0; i < 10; i++) statuses.explicit.set(`a${i}`, unschedulable('X', 'Too many pods', ...(i < 2 ? ['Insufficient cpu'] : [])));
  statuses.explicit.set('b', unresolvable('X', 'node(s) were unschedulable'));
  expect(fitError(11, statuses)).toBe('0/11 nodes are available: 1 node(s) were unschedulable, 10 Too many pods, 2 Insufficient cpu.');
});

test('nodes that were not looked at share one reason, or have none', () => {
  const statuses = new NodeStatuses();
  expect(fitError(3, statuses)).toBe('0/3 nodes are available:');
  statuses.absent = unresolvable('X', "node(s) didn't satisfy plugin(s) [NodeAffinity]");
  expect(fitError(3, statuses, '', 'no new claims to deallocate')).toBe("0/3 nodes are available: 3 node(s) didn't satisfy plugin(s) [NodeAffinity]. no new claims to deallocate");
});

test('a rejection for all nodes stands without a count', () => {
  expect(fitError(3, new NodeStatuses(), 'pod has unbound immediate PersistentVolumeClaims', 'not found')).toBe('0/3 nodes are available: pod has unbound immediate PersistentVolumeClaims. not found');
});

test('an event is cut, a condition is not', () => {
  expect(eventNote('x'.repeat(1024))).toHaveLength(1024);
  expect(eventNote('x'.repeat(1025))).toBe(`${'x'.repeat(1020)} ...`);
});
