// Inside kubectl: what it is, and what its last commands asked the API server, one request after the other.

import type { ReactNode } from 'react';
import { formatSpan } from '../../locales/format.ts';
import { shortName } from '../../trace/subject.ts';
import { TimeChip } from '../inspector/parts.tsx';
import { useT } from '../widgets/preferences.ts';
import { joinClass } from '../widgets/joinClass.ts';
import { requestRow, type RequestRow } from './model/requests.ts';
import { Row, Table } from './parts.tsx';
import { useModel } from './useModel.ts';

const MOST = 20;

export function KubectlZoom(): ReactNode {
  const t = useT();
  const rows = useModel(({ index, origin }, at) => {
    const { reader } = index;
    const spans = index.spansOf('kubectl');
    const out: { readonly row: RequestRow; readonly start: number; readonly took: number }[] = [];
    for (let i = index.begun(spans, at) - 1; i >= 0 && out.length < MOST; i--) {
      const id = spans[i] as number;
      const { start, end } = reader.span(id);
      if (start < origin) break;
      const row = requestRow(reader, id, at);
      if (row) out.push({ row, start, took: end <= at ? end - start : 0 });
    }
    return out;
  });
  return (
    <>
      <p className="ks-z-words">{t('inspector.is_kubectl')}</p>
      {rows === undefined || rows.length === 0 ? (
        <p className="ks-ink3">{t('zoom.noRequests')}</p>
      ) : (
        <Table label={t('zoom.commandRequests')} className="ks-z-runs">
          <thead>
            <tr>
              <th scope="col">{t('zoom.when')}</th>
              <th scope="col">{t('zoom.request')}</th>
              <th scope="col" />
              <th scope="col" className="ks-z-right">{t('zoom.took')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ row, start, took }, i) => (
              <Row key={row.span} selects={{ kind: 'span', id: row.span }} first={i === 0}>
                <td>
                  <TimeChip at={start} />
                </td>
                <th scope="row">
                  <b className="ks-mono ks-write">{row.method}</b> <span className="ks-mono">{row.resource}</span> {shortName(row.name)}
                </th>
                <td className={joinClass('ks-mono', row.code >= 400 && 'ks-err')}>{row.code || t('zoom.outward')}</td>
                <td className="ks-z-right">{took > 0 ? formatSpan(took, t.language) : '…'}</td>
              </Row>
            ))}
          </tbody>
        </Table>
      )}
    </>
  );
}
