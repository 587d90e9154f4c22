// Inside kube-apiserver: each request is a row, each stage a column with its question. After a refusal the row becomes the
// explanation, in the server's own words.

import { Fragment, type ReactNode } from 'react';
import { formatSpan } from '../../locales/format.ts';
import { actorName } from '../caption/captionText.ts';
import { kindName } from '../caption/kindNames.ts';
import { useSpanDetail } from '../inspector/answers.ts';
import { messageClass } from '../inspector/model/request.ts';
import { ActorGlyph } from '../inspector/parts.tsx';
import { useSpan } from '../inspector/useMoment.ts';
import { PacketHead } from '../widgets/glyphs/PacketHead.tsx';
import { joinClass } from '../widgets/joinClass.ts';
import { useT } from '../widgets/preferences.ts';
import { useApp } from '../app/store.ts';
import { addedFields } from './model/added.ts';
import { requestRows, STAGES, type RequestRow, type StageCell } from './model/requests.ts';
import { Mark, objectText, Row, Table } from './parts.tsx';
import { useModel } from './useModel.ts';

export function ApiserverZoom(): ReactNode {
  const t = useT();
  const rows = useModel(({ index, origin }, at) => requestRows(index.reader, at, origin)) ?? [];
  const lit = new Set(rows.flatMap((row) => row.cells.filter((cell) => cell.state === 'now').map((cell) => (cell.stage === 'read' ? 'write' : cell.stage))));
  return (
    <>
      <p className="ks-z-words">{t('zoom.apiserverIs')}</p>
      <Table label={t('zoom.requests')} className="ks-z-requests">
        <thead>
          <tr className="ks-z-hub">
            <th scope="col">{t('zoom.who')}</th>
            {STAGES.map((stage) => (
              <th key={stage} scope="col">
                <b>{lit.has(stage) ? <mark className="ks-marker">{stage}</mark> : stage}</b>
                <span>{t(`zoom.q_${stage}`)}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, i) => (
            <Request key={row.span} row={row} first={i === 0} />
          ))}
        </tbody>
      </Table>
      {rows.length === 0 && <p className="ks-ink3">{t('zoom.noRequests')}</p>}
      <p className="ks-ink3 ks-z-foot">{t('zoom.heartbeats')}</p>
    </>
  );
}

function Request({ row, first }: { readonly row: RequestRow; readonly first: boolean }): ReactNode {
  const chosen = useApp((s) => s.selection?.kind === 'span' && s.selection.id === row.span);
  const { stopped, cells } = row;
  const shown = stopped ? cells.slice(0, stopped.column + 1) : cells;
  const left = STAGES.length - shown.length;
  const refusal = stopped && <Refusal row={row} stopped={stopped} />;
  return (
    <Row selects={{ kind: 'span', id: row.span }} first={first} className={joinClass(row.phase === 'inside' && 'ks-z-working')}>
      <th scope="row">
        <Who row={row} />
      </th>
      {shown.map((cell, i) => (
        <td key={i} className={joinClass('ks-z-stage', cell.state !== 'never' && 'ks-z-passed', i === stopped?.column && 'ks-z-stop-cell')}>
          <Stage cell={cell} />
          {chosen && <Fact row={row} cell={cell} />}
          {left === 0 && i === stopped?.column && refusal}
        </td>
      ))}
      {left > 0 && (
        <td colSpan={left} className="ks-z-refusal-cell">
          {refusal}
        </td>
      )}
    </Row>
  );
}

function Refusal({ row, stopped }: { readonly row: RequestRow; readonly stopped: NonNullable<RequestRow['stopped']> }): ReactNode {
  const t = useT();
  return (
    <div className="ks-z-refusal">
      <p>
        <b className="ks-err">{t('zoom.stoppedAt', { code: String(stopped.code), reason: stopped.reason })}</b> {row.cells.length - 1 > stopped.column && <span className="ks-ink2">{t('zoom.laterNever')}</span>}
      </p>
      <code className="ks-mono">{stopped.message}</code>
    </div>
  );
}

function Who({ row }: { readonly row: RequestRow }): ReactNode {
  const t = useT();
  const span = useSpan(row.span);
  const code = row.code;
  const kind = row.resource === '' ? '' : kindName(t.language, row.resource, 'one');
  return (
    <div className="ks-z-who">
      <span className="ks-z-actor">
        <ActorGlyph actor={row.component} size={13} />
        <b>{actorName(t, row.component)}</b>
      </span>
      <span className="ks-z-call">
        <b className="ks-mono ks-write">{row.method}</b> {kind}
        {row.subresource && <span className="ks-mono">/{row.subresource}</span>} <span className="ks-mono ks-ink2 ks-z-nowrap">{objectText(row.resource, row.name)}</span>
      </span>
      <span className={joinClass('ks-z-code', code >= 400 && 'ks-err')}>
        {span?.summary.type === 'request' && <PacketHead message={code === 0 ? messageClass(span.summary, false) : code >= 400 ? 'refused' : 'answer'} size={13} />}
        <b className="ks-mono">{row.lost ? t('zoom.lost') : code !== 0 ? code : row.phase === 'outward' ? t('zoom.outward') : t('zoom.inside')}</b>
        {row.revision > 0 && <span className="ks-mono ks-ink3">{t('zoom.stored', { revision: String(row.revision) })}</span>}
      </span>
    </div>
  );
}

function Stage({ cell }: { readonly cell: StageCell }): ReactNode {
  const t = useT();
  const { state, took, stage } = cell;
  if (state === 'never') return <span className="ks-unseen">{t('zoom.stage_never')}</span>;
  const label = state === 'done' ? t('zoom.stage_done', { time: formatSpan(took, t.language) }) : t(`zoom.stage_${state}`);
  return (
    <span className="ks-z-stop">
      <Mark state={state} label={label} />
      <span className="ks-z-took" aria-hidden>
        {took > 0 ? formatSpan(took, t.language) : ''}
        {stage === 'read' && ` ${t('zoom.reading')}`}
      </span>
    </span>
  );
}

/** What a stage found, of the request that is looked at. */
function Fact({ row, cell }: { readonly row: RequestRow; readonly cell: StageCell }): ReactNode {
  const t = useT();
  const detail = useSpanDetail(row.span);
  if (detail?.type !== 'request' || cell.state === 'never' || cell.state === 'ahead' || cell.state === 'now') return null;
  const added = addedFields(detail);
  const figure = (n: number, key: 'zoom.addedDefaults' | 'zoom.addedAdmission'): string => (n > 0 ? t(key, { n }) : t('zoom.noneAdded'));
  let words: readonly string[] = [];
  switch (cell.stage) {
    case 'authn':
      words = [detail.user.name];
      break;
    case 'authz':
      words = [`${row.verb} ${row.resource}${row.subresource ? `/${row.subresource}` : ''}`, ...(row.namespace ? [row.namespace] : [])];
      break;
    case 'decode':
      words = added ? [figure(added.defaults, 'zoom.addedDefaults')] : [];
      break;
    case 'mutate':
      words = added ? [figure(added.admission, 'zoom.addedAdmission')] : [];
      break;
    case 'write':
      words = row.revision > 0 ? [t('zoom.stored', { revision: String(row.revision) })] : [];
      break;
    default:
  }
  return (
    <span className="ks-z-fact">
      {words.map((word, i) => (
        <Fragment key={i}>
          {i > 0 && <br />}
          {word.replace(/:/g, ':\u200b')}
        </Fragment>
      ))}
    </span>
  );
}
