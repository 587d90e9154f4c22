// The record: the story up to the playhead as a table of text. What moves on the stage can be read here, and nothing else.

import { useMemo, type ReactNode } from 'react';
import { formatMoment } from '../../locales/format.ts';
import { usePaced } from '../app/paced.ts';
import { player } from '../app/session.ts';
import { hover, select, shownBranch, useApp } from '../app/store.ts';
import { DataTable, type Column } from '../dock/DataTable.tsx';
import { laneName, laneOfActor } from '../timeline/laneNames.ts';
import { headGlyphs } from '../widgets/glyphs/headGlyphs.ts';
import { PacketHead } from '../widgets/glyphs/PacketHead.tsx';
import { EmptyState } from '../widgets/EmptyState.tsx';
import { RevisionChip } from '../widgets/RevisionChip.tsx';
import { useT } from '../widgets/preferences.ts';
import { useNarrow } from '../widgets/units.ts';
import type { Row } from './rows.ts';
import { rowsOf, useRowCount } from './useRows.ts';
import './record.css';

export function Record(): ReactNode {
  const t = useT();
  const narrow = useNarrow();
  const count = useRowCount();
  const branch = usePaced((s) => s.branch);
  const version = usePaced((s) => s.version);
  const hops = usePaced((s) => shownBranch(s)?.boundaries.count('hop', s.playhead).at);
  const selected = useApp((s) => (s.selection?.kind === 'span' ? s.selection.id : 0));
  const rows = useMemo(() => {
    const { playhead } = usePaced.getState();
    const all = rowsOf(shownBranch());
    // Views of rows are made when they come into sight: a run may have a hundred thousand.
    return all ? all.first(count).map((span, i) => ({ span, get: () => all.row(i, playhead) })) : [];
    // Branch and version stand for the mirror, which grows in place; hops for answers that came back.
  }, [count, branch, version, hops]);
  const origin = shownBranch()?.origin ?? 0;
  const columns: readonly Column<{ readonly span: number; readonly get: () => Row }>[] = [
    { id: 'number', title: t('record.number'), width: '4.2em', cell: (r) => <b>{r.get().number}</b> },
    {
      id: 'time',
      title: t('record.time'),
      width: '5.6em',
      cell: (r) => {
        const { at } = r.get();
        const moment = formatMoment(at - origin);
        return (
          <button type="button" tabIndex={-1} className="ks-record-time ks-mono" aria-label={t('record.goTo', { moment })} onClick={(e) => { e.stopPropagation(); player().seek(at); }}>
            {moment}
          </button>
        );
      },
    },
    ...(narrow ? [] : [{ id: 'who', title: t('record.who'), width: 'minmax(0, 1.1fr)', cell: (r: { readonly get: () => Row }) => <Who of={r.get()} /> }]),
    { id: 'what', title: t('record.what'), width: 'minmax(0, 1.5fr)', cell: (r) => <What of={r.get()} /> },
    { id: 'answer', title: t('record.answer'), width: '6.4em', cell: (r) => <Answer of={r.get()} /> },
  ];
  if (rows.length === 0) return <EmptyState title={t('record.empty')} />;
  return (
    <DataTable
      label={t('record.title')}
      className="ks-record"
      columns={columns}
      rows={rows}
      rowKey={(r) => String(r.span)}
      selected={(r) => r.span === selected}
      onPick={(r) => select({ kind: 'span', id: r.span })}
      onHover={(r) => hover(r && { kind: 'span', id: r.span })}
      newestLast
    />
  );
}

function Who({ of: { from, to } }: { readonly of: Row }): ReactNode {
  const t = useT();
  return (
    <>
      {laneName(t, laneOfActor(from))}
      {to && <span className="ks-ink3"> → {laneName(t, laneOfActor(to))}</span>}
    </>
  );
}

function What({ of: { message, verb, what } }: { readonly of: Row }): ReactNode {
  return (
    <span className="ks-record-what">
      <PacketHead message={message} size={13} direction={message === 'watch' ? 'left' : 'right'} />
      <b className="ks-mono" style={{ color: `var(--${headGlyphs[message].colour})` }}>
        {verb}
      </b>
      <span className="ks-mono ks-record-path">
        <bdi>{what}</bdi>
      </span>
    </span>
  );
}

function Answer({ of: { code, revision, message } }: { readonly of: Row }): ReactNode {
  return (
    <span className="ks-record-answer">
      {code > 0 && <b className={message === 'refused' ? 'ks-mono ks-err' : 'ks-mono'}>{code}</b>}
      {revision > 0 && <RevisionChip revision={revision} />}
    </span>
  );
}
