// The store at the playhead: every key, the latest write first and framed.

import { Search } from 'lucide-react';
import { useMemo, useState, type ReactNode } from 'react';
import { hover, select, useApp } from '../app/store.ts';
import { actorName } from '../caption/captionText.ts';
import { Revision } from '../inspector/parts.tsx';
import { useMoment, useTrace } from '../inspector/useMoment.ts';
import { Icon } from '../widgets/glyphs/Icon.tsx';
import { useT } from '../widgets/preferences.ts';
import { DataTable, type Column } from './DataTable.tsx';
import { storeTable, writtenBy, type StoreRow } from './model/storeRows.ts';

export function StoreTable(): ReactNode {
  const t = useT();
  const index = useTrace()?.index;
  const revision = useMoment(({ index }, at) => index.revisionAt(at), 0);
  const selection = useApp((s) => s.selection);
  const [filter, setFilter] = useState('');
  const { rows, all } = useMemo(() => (index && revision > 0 ? storeTable(index, useApp.getState().playhead, filter) : { rows: [], all: 0 }), [index, revision, filter]);
  if (!index) return null;
  const columns: readonly Column<StoreRow>[] = [
    { id: 'changed', title: t('dock.changed'), width: 'calc(62 * var(--px))', cell: (row) => <Revision n={row.revision} /> },
    {
      id: 'key',
      title: t('dock.key'),
      width: 'minmax(calc(150 * var(--px)), 1fr)',
      cell: (row) => {
        const cut = row.key.lastIndexOf('/') + 1;
        return (
          <span className="ks-mono ks-store-key" title={row.key}>
            <span>{row.key.slice(10, cut)}</span>
            <b>{row.key.slice(cut)}</b>
          </span>
        );
      },
    },
    { id: 'created', title: t('dock.created'), width: 'calc(58 * var(--px))', cell: (row) => <span className="ks-mono ks-ink3">r{index.reader.change(index.creationOf(row.change)).revision}</span> },
    { id: 'version', title: t('dock.version'), width: 'calc(48 * var(--px))', cell: (row) => index.keyVersion(row.change) },
    { id: 'what', title: t('dock.what'), width: 'calc(132 * var(--px))', cell: (row) => <span className="ks-mono ks-write">{writtenBy(index, row.change).what}</span> },
    { id: 'by', title: t('dock.by'), width: 'calc(150 * var(--px))', cell: (row) => actorName(t, writtenBy(index, row.change).by) },
  ];
  return (
    <div className="ks-store">
      <label className="ks-in-filter">
        <Icon of={Search} size={13} />
        <input value={filter} onChange={(event) => setFilter(event.target.value)} placeholder={t('dock.filter')} aria-label={t('dock.filter')} spellCheck={false} />
        <span className="ks-ink3">{t('dock.keys', { n: rows.length, of: all })}</span>
      </label>
      {rows.length === 0 ? (
        <p className="ks-ink3 ks-store-none">{t('dock.noKeys')}</p>
      ) : (
        <DataTable
          label={t('dock.etcd')}
          className="ks-store-table"
          columns={columns}
          rows={rows}
          rowKey={(row) => row.key}
          onPick={(row) => select({ kind: 'object', key: row.key })}
          onHover={(row) => hover(row ? { kind: 'object', key: row.key } : undefined)}
          selected={(row) => selection?.kind === 'object' && selection.key === row.key}
          rowClass={(row) => row.revision === revision && 'ks-newest-row'}
        />
      )}
    </div>
  );
}
