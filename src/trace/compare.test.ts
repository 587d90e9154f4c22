import { expect, test } from 'vitest';
import { compare, type CompareRow, type Side } from './compare.ts';
import { tell, type StoryName } from './testing/stories.ts';

const row = (rows: readonly CompareRow[], id: string): CompareRow | undefined => rows.find((r) => r.id.startsWith(id));

const atEnd = (name: StoryName): Side => {
  const { session, origin } = tell(name);
  return { reader: session.reader, at: session.reader.now, since: origin };
};

test('a run beside itself has no difference, and beside its past what came since', () => {
  const { session, origin } = tell('deploy');
  const { reader } = session;
  const now = { reader, at: reader.now, since: origin };
  expect(compare([now, now]).every(({ same }) => same)).toBe(true);
  const rows = compare([{ reader, at: origin, since: origin }, now]);
  expect(row(rows, 'Deployment default/web')).toMatchObject({ same: false, cells: [undefined, { type: 'workload', ready: 3, desired: 3 }] });
  expect(row(rows, 'Pod default/ReplicaSet/web-')).toMatchObject({ cells: [undefined, { type: 'pods', statuses: [{ status: 'Running', count: 3 }], restarts: 0 }] });
  expect(row(rows, 'Service default/web')?.cells[1]).toMatchObject({ type: 'service', ready: 3, total: 3 });
  // The system's own are not told.
  expect(rows.some(({ namespace }) => namespace === 'kube-system')).toBe(false);
});

test('two branches: what was asked for and what became of it, Pods by their owner', () => {
  const rows = compare([atEnd('scaleUp'), atEnd('scaleDown')]);
  expect(row(rows, 'Deployment default/web')?.cells).toMatchObject([{ desired: 5, ready: 5 }, { desired: 1, ready: 1 }]);
  expect(row(rows, 'Pod default/ReplicaSet/web-')?.cells).toMatchObject([{ statuses: [{ status: 'Running', count: 5 }] }, { statuses: [{ status: 'Running', count: 1 }] }]);
  expect(rows[0]?.kind).toBe('Deployment');
});

test('what went wrong is counted', () => {
  const rows = compare([atEnd('deploy'), atEnd('crash')]);
  const crasher = row(rows, 'Pod default/crasher')?.cells[1];
  expect(crasher?.type === 'pods' ? crasher.restarts : 0).toBeGreaterThan(0);
  expect(row(rows, 'Event Warning')?.cells).toMatchObject([undefined, { type: 'count' }]);
});
