// Inside a node: one row for each Pod, as far as its kubelet is with it, and what the node knows beside what the API was told.
// Below, what else runs on the machine.

import type { ReactNode } from 'react';
import { formatSpan } from '../../locales/format.ts';
import { shortImage, shortName } from '../../trace/subject.ts';
import { select } from '../app/store.ts';
import { spanTitle } from '../inspector/words.ts';
import { lately } from '../inspector/model/boxes.ts';
import { ActorGlyph } from '../inspector/parts.tsx';
import { useTrace } from '../inspector/useMoment.ts';
import { joinClass } from '../widgets/joinClass.ts';
import { useT } from '../widgets/preferences.ts';
import { StatusPill } from '../widgets/StatusPill.tsx';
import { nodePods, STEPS, type NodePodRow, type StepCell } from './model/node.ts';
import { Mark, Row, Table, Title } from './parts.tsx';
import { useModel } from './useModel.ts';

export function NodeZoom({ node }: { readonly node: string }): ReactNode {
  const t = useT();
  const known = useModel(({ index }, at) => ({ there: index.changeAt(`/registry/minions/${node}`, at) >= 0, pods: nodePods(index, node, at) }), node);
  if (!known?.there) return <p className="ks-ink3">{t('zoom.gone', { name: node })}</p>;
  return (
    <>
      <p className="ks-z-words">{t('inspector.is_kubelet')}</p>
      {known.pods.length === 0 ? (
        <p className="ks-ink3">{t('zoom.noPodsHere')}</p>
      ) : (
        <div className="ks-z-scroll">
          <Table label={t('zoom.nodePods')} className="ks-z-pods">
            <thead>
              <tr>
                <th scope="col">{t('zoom.pod')}</th>
                {STEPS.map((step) => (
                  <th key={step} scope="col">
                    {t(`zoom.s_${step}`)}
                  </th>
                ))}
                <th scope="col">{t('zoom.nodeKnows')}</th>
                <th scope="col">{t('zoom.apiKnows')}</th>
              </tr>
            </thead>
            <tbody>
              {known.pods.map((row, i) => (
                <PodLine key={row.key} row={row} first={i === 0} />
              ))}
            </tbody>
          </Table>
        </div>
      )}
      <Title>{t('zoom.agents')}</Title>
      <div className="ks-z-agents">
        {(['containerd', 'cni', 'kubeProxy'] as const).map((role) => (
          <Agent key={role} role={role} node={node} />
        ))}
      </div>
    </>
  );
}

function PodLine({ row, first }: { readonly row: NodePodRow; readonly first: boolean }): ReactNode {
  const t = useT();
  return (
    <Row selects={{ kind: 'object', key: row.key }} first={first} className={joinClass(row.differs && 'ks-z-differs', row.namespace === 'kube-system' && 'ks-z-system')}>
      <th scope="row" title={`${row.namespace}/${row.name}`}>
        <span className="ks-z-clip">{shortName(row.name)}</span>
        {row.namespace !== 'default' && <span className="ks-ink3 ks-z-small">{row.namespace}</span>}
      </th>
      {row.cells.map((cell) => (
        <td key={cell.step}>
          <StepMark cell={cell} />
        </td>
      ))}
      <td>{row.knows.length === 0 ? <span className="ks-ink3">{t('zoom.nothingKnown')}</span> : row.knows.map(({ container, state }) => <span key={container} className="ks-z-known" title={container}>{state}</span>)}</td>
      <td>
        <StatusPill bare word={row.told} ready={row.ready} />
        {row.differs && <span className="ks-status ks-z-small">{t('zoom.notTold')}</span>}
      </td>
    </Row>
  );
}

function StepMark({ cell }: { readonly cell: StepCell }): ReactNode {
  const t = useT();
  const { state, took, span, times, step } = cell;
  const name = t(`zoom.s_${step}`);
  if (state === 'none') return <Mark state="never" label={`${name}: ${t('zoom.s_none')}`} />;
  if (state === 'ahead') return <Mark state="ahead" label={`${name}: ${t('zoom.s_ahead')}`} />;
  const words = state === 'now' ? t('zoom.stage_now') : state === 'failed' ? t('zoom.s_failed') : t('zoom.stage_done', { time: formatSpan(took, t.language) });
  const detail = step === 'pull' ? shortImage(cell.detail, 16) : step === 'cni' || step === 'probe' ? cell.detail : '';
  return (
    <button
      type="button"
      tabIndex={-1}
      className="ks-z-stop ks-reach"
      title={cell.error || undefined}
      aria-label={`${name}: ${words}${detail ? `, ${detail}` : ''}${cell.error ? `, ${cell.error}` : ''}`}
      onClick={(event) => {
        event.stopPropagation();
        if (span > 0) select({ kind: 'span', id: span });
      }}
    >
      <Mark state={state === 'failed' ? 'refused' : state} label={words} />
      <span className="ks-z-took" aria-hidden>
        {took > 0 ? formatSpan(took, t.language) : ''} {times > 1 && <b>{t('zoom.timesOver', { n: times })}</b>}
        {detail && <span className="ks-z-detail">{detail}</span>}
        {state === 'failed' && cell.error && <span className="ks-z-detail ks-err">{cell.error}</span>}
      </span>
    </button>
  );
}

const ACTORS = { containerd: 'containerd', cni: 'cni', kubeProxy: 'kube-proxy' } as const;

/** What it is, and what it did last: no more of it is simulated step by step. */
function Agent({ role, node }: { readonly role: keyof typeof ACTORS; readonly node: string }): ReactNode {
  const t = useT();
  const trace = useTrace();
  const actor = `${ACTORS[role]}/${node}`;
  const last = useModel(({ index, origin }, at) => {
    const spans = index.spansOf(actor);
    const id = lately(index, actor, at, 1)[0] ?? spans[index.begun(spans, at) - 1] ?? 0;
    return id > 0 && index.reader.startOf(id) >= origin ? { id, working: index.reader.endOf(id) > at } : { id: 0, working: false };
  }, actor);
  const id = last?.id ?? 0;
  return (
    <section className={joinClass('ks-z-agent', last?.working && 'ks-z-working')}>
      <h4>
        <ActorGlyph actor={actor} size={14} /> {role === 'cni' ? 'CNI' : ACTORS[role]}
      </h4>
      <p className="ks-ink2">{t(`inspector.is_${role}`)}</p>
      {id > 0 && trace ? (
        <button type="button" className="ks-z-link" onClick={() => select({ kind: 'span', id })}>
          {t('zoom.lastWork', { what: spanTitle(t, trace.index, trace.index.reader.span(id)) })}
        </button>
      ) : (
        <span className="ks-ink3">{t('zoom.noWork')}</span>
      )}
    </section>
  );
}
