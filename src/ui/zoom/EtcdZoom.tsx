// Inside etcd: keys and values as they stand, and every version of the one that is picked.

import { Search } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { select, useApp } from '../app/store.ts';
import { actorName } from '../caption/captionText.ts';
import { storeTable, writtenBy } from '../dock/model/storeRows.ts';
import { Revision, TimeChip } from '../inspector/parts.tsx';
import { Icon } from '../widgets/glyphs/Icon.tsx';
import { useT } from '../widgets/preferences.ts';
import { keyHistory } from './model/store.ts';
import { Row, Table, Title } from './parts.tsx';
import { useModel } from './useModel.ts';

const MOST = 60;

export function EtcdZoom(): ReactNode {
  const t = useT();
  const [filter, setFilter] = useState('');
  const table = useModel(({ index }, at) => {
    const { rows, all } = storeTable(index, at, filter);
    return {
      all,
      found: rows.length,
      rows: rows.slice(0, MOST).map(({ key, change, revision }) => ({ key, revision, created: index.reader.change(index.creationOf(change)).revision, version: index.keyVersion(change), ...writtenBy(index, change) })),
    };
  }, filter);
  const picked = useApp((s) => (s.selection?.kind === 'object' ? s.selection.key : ''));
  return (
    <>
      <p className="ks-z-words">{t('inspector.is_etcd')}</p>
      <label className="ks-z-filter">
        <Icon of={Search} size={13} />
        <input value={filter} onChange={(event) => setFilter(event.target.value)} placeholder={t('dock.filter')} aria-label={t('dock.filter')} spellCheck={false} />
        <span className="ks-ink3">{t('dock.keys', { n: table?.found ?? 0, of: table?.all ?? 0 })}</span>
      </label>
      <History objectKey={picked} />
      <div className="ks-z-scroll">
        <Table label={t('zoom.storeKeys')} className="ks-z-store">
          <thead>
            <tr>
              <th scope="col">{t('dock.changed')}</th>
              <th scope="col">{t('zoom.key')}</th>
              <th scope="col">{t('dock.created')}</th>
              <th scope="col" className="ks-z-right">{t('zoom.version')}</th>
              <th scope="col">{t('zoom.request')}</th>
              <th scope="col">{t('zoom.writtenBy')}</th>
            </tr>
          </thead>
          <tbody>
            {(table?.rows ?? []).map((row, i) => (
              <Row key={row.key} selects={{ kind: 'object', key: row.key }} first={i === 0}>
                <td>
                  <Revision n={row.revision} />
                </td>
                <th scope="row" className="ks-mono">
                  <KeyText text={row.key} />
                </th>
                <td className="ks-mono ks-ink3">r{row.created}</td>
                <td className="ks-z-right">{row.version}</td>
                <td className="ks-mono ks-write">{row.what}</td>
                <td>{actorName(t, row.by)}</td>
              </Row>
            ))}
          </tbody>
        </Table>
      </div>
    </>
  );
}

function KeyText({ text }: { readonly text: string }): ReactNode {
  const cut = text.lastIndexOf('/') + 1;
  return (
    <>
      <span className="ks-ink2">{text.slice(0, cut).replace(/\//g, '/\u200b')}</span>
      <b>{text.slice(cut)}</b>
    </>
  );
}

function History({ objectKey }: { readonly objectKey: string }): ReactNode {
  const t = useT();
  const rows = useModel(({ index }, at) => keyHistory(index, objectKey, at), objectKey);
  if (objectKey === '' || !rows || rows.length === 0) return <p className="ks-ink3">{t('zoom.pickKey')}</p>;
  return (
    <section className="ks-z-section ks-z-history">
      <Title hint={objectKey}>{t('zoom.history')}</Title>
      <table className="ks-z-plain" aria-label={t('zoom.history')}>
        <thead>
          <tr>
            <th scope="col">{t('zoom.revision')}</th>
            <th scope="col">{t('zoom.version')}</th>
            <th scope="col">{t('zoom.request')}</th>
            <th scope="col">{t('zoom.writtenBy')}</th>
            <th scope="col">{t('zoom.when')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.revision}>
              <td>
                <Revision n={row.revision} />
              </td>
              <td>{row.deleted ? <span className="ks-err">{t('zoom.deleted')}</span> : row.version}</td>
              <td>
                {row.span > 0 && row.what !== '' ? (
                  <button type="button" className="ks-z-pick ks-mono ks-write" onClick={() => select({ kind: 'span', id: row.span })}>
                    {row.what}
                  </button>
                ) : (
                  '–'
                )}
              </td>
              <td>{actorName(t, row.by)}</td>
              <td>
                <TimeChip at={row.at} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
