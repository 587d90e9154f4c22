import { describe, expect, it } from 'vitest';
import { tell } from '../../../trace/testing/stories.ts';
import { panelIndex } from '../../inspector/model/panelIndex.ts';
import { eventCounts, eventRows } from './events.ts';
import { storeTable, writtenBy } from './storeRows.ts';

const { session, origin } = tell('deploy');
const index = panelIndex(session.reader);
const end = session.kernel.now;

describe('Events at the playhead', () => {
  it('tells what has been told by then, the latest last', () => {
    const rows = eventRows(index, end, origin);
    const mine = rows.filter((row) => row.about.includes('/default/'));
    expect(mine.map((row) => row.reason)).toEqual(expect.arrayContaining(['ScalingReplicaSet', 'SuccessfulCreate', 'Scheduled', 'Pulling', 'Pulled', 'Created', 'Started']));
    expect(rows.map((row) => row.at)).toEqual(rows.map((row) => row.at).sort((a, b) => a - b));
    expect(mine.filter((row) => row.reason === 'Scheduled').every((row) => row.object.startsWith('pod/…') && index.has(row.about))).toBe(true);
    const counts = eventCounts(index, end, origin);
    expect(counts).toEqual({ all: rows.length, warnings: rows.filter((row) => row.warning).length });
  });

  it('is empty before the story', () => {
    expect(eventRows(index, origin, origin)).toEqual([]);
    expect(eventCounts(index, origin, origin)).toEqual({ all: 0, warnings: 0 });
  });
});

describe('the store at the playhead', () => {
  it('lists every key by its last write', () => {
    const { rows, all } = storeTable(index, end, '');
    expect(rows).toHaveLength(all);
    expect(rows[0]?.revision).toBe(index.revisionAt(end));
    expect(rows.map((row) => row.revision)).toEqual(rows.map((row) => row.revision).sort((a, b) => b - a));
    expect(storeTable(index, origin, '').all).toBeLessThan(all);
  });

  it('filters by words of the key', () => {
    const { rows, all } = storeTable(index, end, 'PODS default');
    expect(rows).toHaveLength(3);
    expect(all).toBeGreaterThan(100);
    expect(storeTable(index, end, 'nothing-of-the-kind').rows).toEqual([]);
  });

  it('says what wrote a key, as on the wire', () => {
    const scheduled = storeTable(index, session.kernel.now, 'replicasets/default').rows[0];
    expect(writtenBy(index, scheduled?.change ?? 0)).toEqual({ what: 'PUT status', by: 'replicaset-controller' });
  });
});
