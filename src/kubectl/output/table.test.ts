import { describe, expect, test } from 'vitest';
import { TabWriter } from './tabWriter.ts';
import { TablePrinter, type Table } from './table.ts';

const columnDefinitions = [
  { name: 'Name', type: 'string', format: 'name', priority: 0 },
  { name: 'Status', type: 'string', priority: 0 },
  { name: 'Node', type: 'string', priority: 1 },
];
const row = (name: string, status: string, labels = {}): NonNullable<Table['rows']>[number] => ({ cells: [name, status, 'n1'], object: { metadata: { name, namespace: 'ns', labels } } });
const table = { kind: 'Table', apiVersion: 'meta.k8s.io/v1', columnDefinitions, rows: [row('web-1', 'Running', { app: 'web', 'x.io/tier': 'a' }), row('db', 'Pending')] };

describe('tables from the server', () => {
  test.each([
    [{}, 'NAME    STATUS\nweb-1   Running\ndb      Pending\n'],
    [{ noHeaders: true }, 'web-1   Running\ndb      Pending\n'],
    [{ wide: true }, 'NAME    STATUS    NODE\nweb-1   Running   n1\ndb      Pending   n1\n'],
    [{ withNamespace: true }, 'NAMESPACE   NAME    STATUS\nns          web-1   Running\nns          db      Pending\n'],
    [{ withKind: true, kind: 'Pod' }, 'NAME        STATUS\npod/web-1   Running\npod/db      Pending\n'],
    [{ showLabels: true }, 'NAME    STATUS    LABELS\nweb-1   Running   app=web,x.io/tier=a\ndb      Pending   <none>\n'],
    [{ columnLabels: ['app', 'x.io/tier'] }, 'NAME    STATUS    APP   TIER\nweb-1   Running   web   a\ndb      Pending         \n'],
  ])('%j', (options, text) => {
    expect(new TablePrinter({ nowMs: 0, ...options }).print(table)).toBe(text);
  });

  test('later rows keep the columns where they were, and have no headers', () => {
    const printer = new TablePrinter({ nowMs: 0 });
    printer.print(table);
    expect(printer.print({ kind: 'Table', apiVersion: 'meta.k8s.io/v1', columnDefinitions: null, rows: [row('x', 'Failed')] })).toBe('x       Failed\n');
  });

  test('with events', () => {
    expect(new TablePrinter({ nowMs: 0 }).print({ ...table, rows: [row('a', 'b')] }, 'ADDED')).toBe('EVENT      NAME   STATUS\nADDED      a      b\n');
  });

  test('text ends at a line break', () => {
    expect(new TablePrinter({ nowMs: 0, noHeaders: true }).print({ ...table, rows: [row('a', 'one\ntwo')] })).toBe('a     one...\n');
  });
});

test('objects that are no table have a name and an age', () => {
  const now = 1_700_000_000_000;
  const object = { kind: 'Pod', apiVersion: 'v1', metadata: { name: 'a', creationTimestamp: '2023-11-14T22:00:00Z' } };
  expect(new TablePrinter({ nowMs: now }).print(object)).toBe('NAME   AGE\na      13m\n');
});

test('cells are as wide as the widest of their column', () => {
  const tabs = new TabWriter({ minWidth: 0, padding: 2, remember: false });
  tabs.write('a\tbb\tc\nccc\td\te\n');
  expect(tabs.flush()).toBe('a    bb  c\nccc  d   e\n');
});
