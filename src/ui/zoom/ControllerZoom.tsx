// Inside one controller: informer, work queue, reconcile as an arch over the API server. News comes in on the left, writes leave
// on the right.

import { useRef, type ReactNode } from 'react';
import { formatSpan } from '../../locales/format.ts';
import { shortName, subjectOf } from '../../trace/subject.ts';
import { player } from '../app/session.ts';
import { select } from '../app/store.ts';
import { Revision, TimeChip } from '../inspector/parts.tsx';
import { usePlayhead } from '../inspector/useMoment.ts';
import { KindGlyph } from '../widgets/glyphs/KindGlyph.tsx';
import { PacketHead } from '../widgets/glyphs/PacketHead.tsx';
import { joinClass } from '../widgets/joinClass.ts';
import { useT } from '../widgets/preferences.ts';
import { Text } from '../widgets/Text.tsx';
import { controllerModel, objectOfKey, type CacheRow, type ControllerModel, type Run, type Sent, type Slots, type Waiting } from './model/controller.ts';
import { controllerFacts } from './model/controllerFacts.ts';
import { sentenceOf } from './sentences.ts';
import { objectText, Row, Table, Title } from './parts.tsx';
import { useModel } from './useModel.ts';

export function ControllerZoom({ actor }: { readonly actor: string }): ReactNode {
  const t = useT();
  const model = useModel(({ index, origin }, at) => controllerModel(index, actor, at, origin), actor);
  if (!model) return <p className="ks-ink3">{t('zoom.nothing')}</p>;
  const sentence = sentenceOf(actor);
  return (
    <>
      {sentence && <p className="ks-z-words">{t(sentence)}</p>}
      <div className="ks-z-arch">
        <Informer model={model} />
        <span className="ks-z-arrow" aria-hidden>
          <i /> {t('zoom.ownerKey')}
        </span>
        <Queue model={model} />
        <span className="ks-z-arrow" aria-hidden>
          <i /> {t('zoom.nextKey')}
        </span>
        <Reconcile model={model} />
      </div>
      <div className="ks-z-roads" aria-hidden>
        <span className="ks-z-up">
          {model.coming.length > 0 && <PacketHead message="watch" size={14} />} {t('zoom.watchEnters')}
        </span>
        <span className="ks-z-down">
          {model.working.some((run) => run.requests.some((r) => r.code === 0)) && <PacketHead message="write" size={14} />} {t('zoom.writesLeave')}
        </span>
      </div>
      <Runs model={model} />
    </>
  );
}

// ---- informer ----

function Informer({ model }: { readonly model: ControllerModel }): ReactNode {
  const t = useT();
  const behind = model.watches.reduce((n, row) => n + row.behind, 0);
  const { writes } = controllerFacts(model.actor);
  const resource = model.watches[0]?.resource ?? '';
  return (
    <section className="ks-z-part">
      <Title hint={t('zoom.informerHint')}>{t('zoom.informer')}</Title>
      {model.watches.length > 0 ? (
        <table className="ks-z-plain" aria-label={t('zoom.informer')}>
          <thead>
            <tr>
              <th scope="col">{t('zoom.resource')}</th>
              <th scope="col">{t('zoom.cache')}</th>
              <th scope="col">{t('zoom.server')}</th>
            </tr>
          </thead>
          <tbody>
            {model.watches.map((row) => (
              <Cache key={row.resource} row={row} />
            ))}
          </tbody>
        </table>
      ) : (
        <p className="ks-ink2">{t('zoom.watchesAll')}</p>
      )}
      <p className={joinClass('ks-z-behind', behind > 0 && 'ks-z-late')}>{behind > 0 ? <Text of="zoom.behind" with={{ n: behind }} /> : model.watches.length > 0 && t('zoom.inStep')}</p>
      {model.coming.map((news) => (
        <button key={news.span} type="button" className="ks-z-news" onClick={() => select({ kind: 'span', id: news.span })}>
          <PacketHead message="watch" size={14} />
          <b className="ks-mono ks-watch">{news.event}</b>
          <span>{shortName(subjectOf(news.key)?.name ?? news.key)}</span>
          <span className="ks-fill" />
          <span className="ks-mono ks-ink3">r{news.revision}</span>
        </button>
      ))}
      {model.objects.length > 0 && (
        <>
          <h4 className="ks-cap">{t('zoom.inCache', { resource })}</h4>
          <ul className="ks-z-list">
            {model.objects.map(({ key, revision }) => (
              <li key={key}>
                <button type="button" className="ks-z-pick" title={subjectOf(key)?.name} onClick={() => select({ kind: 'object', key })}>
                  <KindGlyph kind={subjectOf(key)?.kind ?? ''} size={13} />
                  <span className="ks-z-cut">{subjectOf(key)?.name}</span>
                </button>
                <Revision n={revision} />
              </li>
            ))}
          </ul>
        </>
      )}
      {writes.length > 0 && (
        <p className="ks-ink3 ks-z-small">
          {t('zoom.writesHead')}: <span className="ks-mono">{writes.join(', ')}</span>
        </p>
      )}
      <p className="ks-ink3 ks-z-small">{t('zoom.sharedCache')}</p>
    </section>
  );
}

function Cache({ row }: { readonly row: CacheRow }): ReactNode {
  const late = row.behind > 0;
  return (
    <tr>
      <th scope="row" className="ks-mono">
        {row.resource}
      </th>
      <td>{row.cache > 0 ? <span className={joinClass('ks-revision', late && 'ks-z-late')}>r{row.cache}</span> : '–'}</td>
      <td>{row.server > 0 ? <Revision n={row.server} /> : '–'}</td>
    </tr>
  );
}

// ---- queue ----

function Queue({ model }: { readonly model: ControllerModel }): ReactNode {
  const t = useT();
  const turn = model.waiting.filter((w) => w.why === 'queue');
  const delayed = model.waiting.filter((w) => w.why !== 'queue');
  return (
    <section className="ks-z-part">
      <Title hint={t('zoom.workqueueHint')}>{t('zoom.workqueue')}</Title>
      <h4 className="ks-cap">{t('zoom.workingOn')}</h4>
      {model.working.length === 0 && <Empty />}
      {model.working.map((run) => (
        <button key={run.span} type="button" className="ks-z-key ks-z-now" title={run.key} onClick={() => select({ kind: 'span', id: run.span })}>
          <mark className="ks-marker ks-mono">{keyText(run.key)}</mark>
        </button>
      ))}
      <h4 className="ks-cap">{t('zoom.waitingKeys')}</h4>
      {turn.length === 0 ? <Empty /> : turn.map((w) => <Key key={w.key} actor={model.actor} waiting={w} />)}
      <h4 className="ks-cap">{t('zoom.delayedKeys')}</h4>
      {delayed.length === 0 ? <Empty /> : delayed.map((w) => <Key key={w.key} actor={model.actor} waiting={w} />)}
      <p className="ks-ink3 ks-z-small">{t('zoom.keyOnce')}</p>
    </section>
  );
}

function Empty(): ReactNode {
  const t = useT();
  return <span className="ks-z-empty">{t('zoom.empty')}</span>;
}

function Key({ actor, waiting }: { readonly actor: string; readonly waiting: Waiting }): ReactNode {
  const t = useT();
  const due = useRef<HTMLSpanElement>(null);
  usePlayhead((at) => {
    if (!due.current || waiting.due < 0) return;
    const text = t(waiting.why === 'backoff' ? 'zoom.backoffIn' : 'zoom.dueIn', { time: formatSpan(Math.max(0, waiting.due - at), t.language) });
    if (due.current.textContent !== text) due.current.textContent = text;
  });
  const object = objectOfKey(actor.replace(/-controller$/, ''), waiting.key);
  return (
    <button type="button" className={joinClass('ks-z-key', waiting.why === 'backoff' && 'ks-z-failed')} title={waiting.key} onClick={() => object && select({ kind: 'object', key: object })}>
      <span className="ks-mono">{keyText(waiting.key)}</span>
      {waiting.due >= 0 && <span ref={due} className={waiting.why === 'backoff' ? 'ks-err' : 'ks-ink3'} />}
    </button>
  );
}

/** `default/…9b5`: a key never loses its end. */
function keyText(key: string): string {
  const slash = key.lastIndexOf('/');
  return key.length <= 26 ? key : `${key.slice(0, slash + 1)}${shortName(key.slice(slash + 1), 18)}`;
}

// ---- reconcile ----

function Reconcile({ model }: { readonly model: ControllerModel }): ReactNode {
  const t = useT();
  const run = model.working[0] ?? model.runs[0];
  return (
    <section className="ks-z-part ks-z-wide">
      <Title hint={t('zoom.reconcileHint')}>{t('zoom.reconcileHead')}</Title>
      {!run && <p className="ks-ink3">{t('zoom.noRuns')}</p>}
      {run && model.slots && <SlotRows slots={model.slots} />}
      {run && <Steps run={run} />}
    </section>
  );
}

const MOST = 6;

function SlotRows({ slots }: { readonly slots: Slots }): ReactNode {
  const t = useT();
  const { wanted, exist, asked, asking, removing } = slots;
  const gap = wanted - exist;
  const columns = Math.max(wanted, exist);
  const shown = Math.min(MOST, columns);
  return (
    <>
      {shown > 0 && (
        <table className="ks-z-slots" aria-label={`${t('zoom.wanted')}, ${t('zoom.exist')}, ${t('zoom.askedFor')}`}>
          <tbody>
            <tr>
              <th scope="row">{t('zoom.wanted')}</th>
              {Array.from({ length: shown }, (_, i) => (
                <td key={i}>{i < wanted ? <span className="ks-z-slot ks-z-filled">{t('zoom.slot', { n: i + 1 })}</span> : <span className="ks-z-slot" />}</td>
              ))}
              {columns > shown && <td className="ks-ink3">{t('zoom.slotsMore', { n: columns - shown })}</td>}
            </tr>
            <tr>
              <th scope="row">{t('zoom.exist')}</th>
              {Array.from({ length: shown }, (_, i) => (
                <td key={i}>{i < exist ? <span className="ks-z-slot ks-z-there">Pod</span> : <span className="ks-z-slot">{t('zoom.noPod')}</span>}</td>
              ))}
            </tr>
            {asking > 0 && (
              <tr>
                <th scope="row">{t('zoom.askedFor')}</th>
                {Array.from({ length: shown }, (_, i) => (
                  <td key={i}>{i < exist || i >= wanted ? null : <AskedSlot sent={asked[i - exist]} />}</td>
                ))}
              </tr>
            )}
          </tbody>
        </table>
      )}
      <p className="ks-z-sum">{gap > 0 ? <Text of="zoom.missing" with={{ wanted, exist, n: gap }} /> : gap < 0 || removing > 0 ? <Text of="zoom.surplus" with={{ wanted, exist, n: exist - wanted }} /> : <Text of="zoom.even" with={{ wanted, exist }} />}</p>
    </>
  );
}

function AskedSlot({ sent }: { readonly sent: Sent | undefined }): ReactNode {
  const t = useT();
  if (!sent) return <span className="ks-z-slot">{t('zoom.notAsked')}</span>;
  return (
    <button type="button" className="ks-z-slot ks-z-asked" onClick={() => select({ kind: 'span', id: sent.span })}>
      {sent.code === 0 ? (
        t('zoom.inFlight')
      ) : (
        <>
          {shortName(sent.name)} <b className={joinClass('ks-mono', sent.code >= 400 ? 'ks-err' : 'ks-write')}>{sent.code}</b>
        </>
      )}
    </button>
  );
}

function Steps({ run }: { readonly run: Run }): ReactNode {
  const t = useT();
  return (
    <ol className="ks-z-steps">
      {run.steps.map(({ step, values }, i) => (
        <li key={i}>
          <b>{step}</b> <span className="ks-ink2">{values}</span>
        </li>
      ))}
      {run.requests.map((sent) => (
        <li key={sent.span} className="ks-z-sent">
          <button type="button" className="ks-z-pick" onClick={() => select({ kind: 'span', id: sent.span })}>
            <b className="ks-mono ks-write">{sent.method}</b> <span className="ks-mono">{sent.what}</span> <span className="ks-ink2">{objectText(sent.what, sent.name)}</span>
          </button>
          {sent.code === 0 ? <span className="ks-ink3">{t('zoom.inFlight')}</span> : <b className={joinClass('ks-mono', sent.code >= 400 ? 'ks-err' : 'ks-write')}>{sent.code}</b>}
          {sent.revision > 0 && <Revision n={sent.revision} />}
        </li>
      ))}
      {run.steps.length + run.requests.length === 0 && <li className="ks-ink3">{t(run.end === Infinity ? 'zoom.goesOn' : 'zoom.noSteps')}</li>}
      {run.error !== '' && <li className="ks-err">{t('zoom.failedWith', { error: run.error })}</li>}
    </ol>
  );
}

// ---- what it did last ----

function Runs({ model }: { readonly model: ControllerModel }): ReactNode {
  const t = useT();
  if (model.runs.length === 0) return null;
  return (
    <>
      <Title>{t('zoom.runs')}</Title>
      <Table label={t('zoom.runs')} className="ks-z-runs">
        <thead>
          <tr>
            <th scope="col">{t('zoom.when')}</th>
            <th scope="col">{t('zoom.runKey')}</th>
            <th scope="col">{t('zoom.steps')}</th>
            <th scope="col">{t('zoom.requestsHead')}</th>
            <th scope="col" className="ks-z-right">{t('zoom.waitedFor')}</th>
            <th scope="col" className="ks-z-right">{t('zoom.took')}</th>
          </tr>
        </thead>
        <tbody>
          {model.runs.map((run, i) => (
            <Row key={run.span} selects={{ kind: 'span', id: run.span }} first={i === 0} className={run.end === Infinity && 'ks-z-working'}>
              <td onDoubleClick={() => player().seek(run.start)}>
                <TimeChip at={run.start} />
              </td>
              <th scope="row" className="ks-mono" title={run.key}>
                {keyText(run.key)}
              </th>
              <td>
                {run.error !== '' ? <span className="ks-err">{t('zoom.failedWith', { error: run.error })}</span> : run.steps.length === 0 ? <span className="ks-ink3">{t(run.end === Infinity ? 'zoom.goesOn' : 'zoom.noSteps')}</span> : run.steps.map((s) => `${s.step}: ${s.values}`).join(' · ')}
              </td>
              <td className="ks-mono">{counted(run.requests)}</td>
              <td className="ks-z-right">{formatSpan(run.waited, t.language)}</td>
              <td className="ks-z-right">{run.end === Infinity ? '…' : formatSpan(run.end - run.start, t.language)}</td>
            </Row>
          ))}
        </tbody>
      </Table>
    </>
  );
}

function counted(requests: readonly Sent[]): string {
  const counts = new Map<string, number>();
  for (const { method, what } of requests) counts.set(`${method} ${what}`, (counts.get(`${method} ${what}`) ?? 0) + 1);
  return [...counts].map(([what, n]) => (n > 1 ? `${what} ×${n}` : what)).join(', ');
}
