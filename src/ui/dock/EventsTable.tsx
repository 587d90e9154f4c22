// Events at the playhead, as `kubectl events` prints them: the latest last, warnings marked.

import { useMemo, type ReactNode } from 'react';
import { formatSpan } from '../../locales/format.ts';
import { hover, select, useApp } from '../app/store.ts';
import { EmptyState } from '../widgets/EmptyState.tsx';
import { useT } from '../widgets/preferences.ts';
import { useMoment, useTrace } from '../inspector/useMoment.ts';
import { DataTable, type Column } from './DataTable.tsx';
import { eventRows, type EventRow } from './model/events.ts';

export function EventsTable(): ReactNode {
  const t = useT();
  const { index, origin = 0 } = useTrace() ?? {};
  const revision = useMoment(({ index }, at) => index.revisionAt(at), 0);
  const selection = useApp((s) => s.selection);
  // Ages go with the playhead, but nobody reads more than tenths of a second.
  const now = useMoment((trace, at) => at - (at % (at - trace.origin < 1e6 ? 1e4 : 1e5)), 0);
  const rows = useMemo(() => (index && revision > 0 ? eventRows(index, useApp.getState().playhead, origin) : []), [index, origin, revision]);
  if (rows.length === 0) return <EmptyState title={t('dock.noEvents')}>{t('dock.noEventsHint')}</EmptyState>;
  const columns: readonly Column<EventRow>[] = [
    { id: 'age', title: t('dock.age'), width: 'calc(56 * var(--px))', cell: (row) => <span className="ks-ink3">{formatSpan(Math.max(0, now - row.at), t.language)}</span> },
    { id: 'type', title: t('dock.type'), width: 'calc(56 * var(--px))', cell: (row) => (row.warning ? <b className="ks-status">{row.type}</b> : <span className="ks-ink2">{row.type}</span>) },
    { id: 'reason', title: t('dock.reason'), width: 'minmax(calc(84 * var(--px)), calc(112 * var(--px)))', cell: (row) => <b className={row.warning ? 'ks-table-strong ks-status' : 'ks-table-strong'}>{row.reason}</b> },
    { id: 'object', title: t('dock.object'), width: 'calc(92 * var(--px))', cell: (row) => <span className="ks-mono">{row.object}</span> },
    {
      id: 'message',
      title: t('dock.message'),
      width: 'minmax(calc(120 * var(--px)), 1fr)',
      cell: (row) => (
        <span className="ks-ink2" lang="en" title={row.message}>
          {row.count > 1 && <b lang={t.language}>{t('dock.times', { n: row.count })} </b>}
          {row.message}
        </span>
      ),
    },
  ];
  const about = (row: EventRow): string => row.about || row.key;
  return (
    <DataTable
      label={t('dock.events')}
      columns={columns}
      rows={rows}
      rowKey={(row) => row.key}
      onPick={(row) => select({ kind: 'object', key: about(row) })}
      onHover={(row) => hover(row ? { kind: 'object', key: about(row) } : undefined)}
      selected={(row) => selection?.kind === 'object' && selection.key === about(row)}
      className="ks-events-table"
      newestLast
    />
  );
}
