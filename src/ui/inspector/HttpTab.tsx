// The look at the wire: the request and its answer, the time inside the server, who asked, what was sent and what was made
// of it. For what does not travel itself (a reconcile, a command): its steps, and the requests that it sent.

import { ArrowLeftRight } from 'lucide-react';
import { Fragment, useState, type ReactNode } from 'react';
import type { RequestDetail, ScheduleDetail } from '../../session/protocol.ts';
import { STATUS_TEXTS } from '../../sim/api/statusTexts.ts';
import type { SpanView } from '../../trace/reader.ts';
import type { ReconcileSummary, RequestSummary, ScheduleSummary, WatchSummary } from '../../trace/summary.ts';
import { openTraffic } from '../traffic/sending.ts';
import { Button } from '../widgets/Button.tsx';
import { Disclosure } from '../widgets/Disclosure.tsx';
import { EmptyState } from '../widgets/EmptyState.tsx';
import { headGlyphs } from '../widgets/glyphs/headGlyphs.ts';
import { StatusGlyph } from '../widgets/glyphs/StatusGlyph.tsx';
import { actorName } from '../caption/captionText.ts';
import { joinClass } from '../widgets/joinClass.ts';
import { useT } from '../widgets/preferences.ts';
import { Section } from '../widgets/Section.tsx';
import { useSpanDetail } from './answers.ts';
import { HopLook } from './HopLook.tsx';
import { commandFor, listed, messageClass, phaseOf } from './model/request.ts';
import { alsoTold } from './model/watchers.ts';
import { NodeWork } from './ObjectTab.tsx';
import { Actor, CopyLine, Path, requestsOf, Revision, SpanList, useSpanText } from './parts.tsx';
import { Stages } from './Stages.tsx';
import { useMoment, useSpan, useTrace } from './useMoment.ts';
import { YamlView } from './YamlView.tsx';

export function HttpTab({ id }: { readonly id: number }): ReactNode {
  const t = useT();
  const span = useSpan(id);
  if (!span) return <EmptyState title={t('inspector.noMessage')} />;
  const { summary } = span;
  if (summary.type === 'request') return <RequestLook key={id} span={span} summary={summary} />;
  if (summary.type === 'watch') return <WatchLook span={span} summary={summary} />;
  if (summary.type === 'hop') return <HopLook span={span} hop={summary} />;
  return <WorkLook key={id} span={span} />;
}

// ---- a request ----

function RequestLook({ span, summary }: { readonly span: SpanView; readonly summary: RequestSummary }): ReactNode {
  const t = useT();
  const [all, setAll] = useState(false);
  const detail = useSpanDetail(span.id, all);
  const request = detail?.type === 'request' ? detail : undefined;
  return (
    <>
      <Section>
        <WireBox span={span} summary={summary} path={request?.path} query={request?.query} />
      </Section>
      {summary.refusedAt !== '' && (
        <div className="ks-in-stop" role="note">
          <StatusGlyph status="failed" size={15} />
          <div>
            <b>{t('inspector.refusedAt', { stage: summary.refusedAt })}</b>
            <p className="ks-mono">{summary.message}</p>
            <p className="ks-ink3">{t('inspector.serverWords')}</p>
          </div>
        </div>
      )}
      <Stages span={span} summary={summary} />
      {request && <Asker request={request} />}
      {request && request.warnings.length > 0 && (
        <Section title={t('inspector.warnings')}>
          {request.warnings.map((words) => (
            <p key={words} className="ks-in-words ks-mono">
              {words}
            </p>
          ))}
        </Section>
      )}
      {request && <Bodies request={request} summary={summary} />}
      {request && request.more > 0 && (
        <Section>
          <span className="ks-ink3">{t('inspector.moreLeft', { n: request.more })} </span>
          <button type="button" className="ks-in-link" onClick={() => setAll(true)}>
            {t('inspector.showAll')}
          </button>
        </Section>
      )}
      {request && (
        <Section title={t('inspector.asCommand')}>
          <CopyLine text={commandFor(request)} />
        </Section>
      )}
    </>
  );
}

function WireBox({ span, summary, path, query }: { readonly span: SpanView; readonly summary: RequestSummary; readonly path: string | undefined; readonly query: RequestDetail['query'] | undefined }): ReactNode {
  const t = useT();
  const spanText = useSpanText();
  const phase = useMoment((_, at) => phaseOf(span, summary, at), 'done');
  const pairs = Object.entries(query ?? {}).map(([key, value]) => `${key}=${value}`);
  const { colour } = headGlyphs[messageClass(summary, false)];
  const known = summary.code > 0;
  return (
    <div className="ks-in-wire ks-mono">
      <b style={{ color: `var(--${colour})` }}>{summary.method}</b> <Path path={path ?? ['', summary.namespace, summary.resource, summary.name, summary.subresource].filter((part, i) => i === 0 || part !== '').join('/')} />
      {pairs.length > 0 && <span className="ks-ink3">?{pairs.join('&')}</span>}
      <br />
      <span className="ks-ink3">→ </span>
      {summary.lost !== '' ? (
        <b className="ks-err">{t('inspector.lost', { why: summary.lost })}</b>
      ) : known ? (
        <span className={joinClass(phase !== 'done' && phase !== 'homeward' && 'ks-in-ahead')}>
          <b className={summary.code >= 400 ? 'ks-err' : undefined}>
            {summary.code} {STATUS_TEXTS[summary.code] ?? summary.reason}
          </b>{' '}
          {span.end !== Infinity && <span className="ks-ink3">{t('inspector.answeredIn', { span: spanText(span.end - span.start) })} </span>}
          {summary.revision > 0 && <Revision n={summary.revision} />}
        </span>
      ) : (
        <span className="ks-ink3">{t(phase === 'inside' ? 'inspector.beingServed' : 'inspector.onItsWay')}</span>
      )}
    </div>
  );
}

function Asker({ request }: { readonly request: RequestDetail }): ReactNode {
  const t = useT();
  const { name, groups } = request.user;
  // The end of a long name tells more than its beginning.
  const shown = name.replace(/^system:serviceaccount(?=:)/, '…');
  return (
    <section className="ks-section ks-asker">
      <Disclosure
        summary={
          <>
            <span className="ks-ink3">{t('inspector.as')}</span>
            <span className="ks-mono ks-in-cut" title={name}>
              {shown}
            </span>
          </>
        }
      >
        <dl className="ks-in-facts">
          <dt>{t('inspector.groups')}</dt>
          <dd className="ks-mono">
            {groups.map((group) => (
              <div key={group}>{group}</div>
            ))}
          </dd>
        </dl>
        <h4>{t('inspector.headers')}</h4>
        <dl className="ks-in-facts">
          {Object.entries(request.headers).map(([key, value]) => (
            <Fragment key={key}>
              <dt>{key}</dt>
              <dd className="ks-mono">{value}</dd>
            </Fragment>
          ))}
        </dl>
      </Disclosure>
    </section>
  );
}

function Bodies({ request, summary }: { readonly request: RequestDetail; readonly summary: RequestSummary }): ReactNode {
  const t = useT();
  const { body, defaulted, response, stored } = request;
  const asStored = summary.verb === 'create' && summary.subresource === '' && stored?.object !== undefined;
  const names = asStored ? undefined : listed(response);
  return (
    <>
      {asStored ? (
        <Section title={t('inspector.bodyStored')} aside={<b className="ks-ok ks-in-legend">{t('inspector.addedLegend')}</b>}>
          <YamlView value={stored.object} sent={body} defaulted={defaulted} folded={['status']} />
        </Section>
      ) : (
        body !== undefined && (
          <Section title={t('inspector.bodySent')}>
            <Body value={body} />
          </Section>
        )
      )}
      {!asStored && response !== undefined && (
        <Section title={t('inspector.answer')}>{names ? <Names names={names} /> : <Body value={response} folded={body === undefined ? [] : ['metadata', 'spec', 'status']} />}</Section>
      )}
    </>
  );
}

function Body({ value, folded = [] }: { readonly value: unknown; readonly folded?: readonly string[] }): ReactNode {
  if (typeof value === 'string') return <pre className="ks-mono ks-in-plain">{value}</pre>;
  return <YamlView value={value} folded={folded} />;
}

function Names({ names }: { readonly names: readonly string[] }): ReactNode {
  return (
    <pre className="ks-mono ks-in-plain">
      {names.length === 0 ? '[]' : names.join('\n')}
    </pre>
  );
}

// ---- a watch event ----

function WatchLook({ span, summary }: { readonly span: SpanView; readonly summary: WatchSummary }): ReactNode {
  const t = useT();
  const trace = useTrace();
  const spanText = useSpanText();
  const told = trace ? alsoTold(trace.index, span.id) : [];
  return (
    <>
      <Section>
        <div className="ks-in-wire ks-mono">
          <b className="ks-watch">{summary.event}</b> {summary.key ? <Path path={summary.key.replace('/registry', '')} /> : summary.resource} {summary.revision > 0 && <Revision n={summary.revision} />}
          <br />
          <span className="ks-ink3">→ {t('inspector.streamOf', { to: actorName(t, span.to) })}</span>
        </div>
      </Section>
      {told.length > 0 && (
        <Section title={t('inspector.sentTo')}>
          <ul className="ks-in-lines">
            {told.map((hearer) => (
              <li key={hearer.span} className={joinClass('ks-in-line', hearer.span === span.id && 'ks-in-self')}>
                <Actor actor={hearer.actor} />
                <span className="ks-in-figure ks-ink3">{hearer.at === Infinity ? '' : spanText(hearer.at - span.start)}</span>
              </li>
            ))}
          </ul>
          <p className="ks-ink3">{t('inspector.sentHint', { resource: summary.resource, revision: String(summary.revision) })}</p>
        </Section>
      )}
    </>
  );
}

// ---- work ----

function WorkLook({ span }: { readonly span: SpanView }): ReactNode {
  const t = useT();
  const trace = useTrace();
  const { summary } = span;
  // A run of requests is counted elsewhere.
  const crowd = summary.type === 'requests' || (summary.type === 'input' && summary.what === 'requests');
  const requests = trace && !crowd ? requestsOf(trace.index, span.id) : [];
  return (
    <>
      {summary.type === 'input' && summary.text !== '' && (
        <Section title={t('inspector.commandLine')}>
          <CopyLine text={summary.text} />
        </Section>
      )}
      {summary.type === 'input' && <Printed span={span.id} />}
      {summary.type === 'reconcile' && <Steps end={span.end} summary={summary} />}
      {summary.type === 'schedule' && <Scores id={span.id} summary={summary} />}
      {summary.type === 'node' && (summary.detail !== '' || summary.error !== '') && (
        <Section>
          <p className={joinClass('ks-in-words ks-mono', summary.error !== '' && 'ks-err')}>{summary.error || summary.detail}</p>
        </Section>
      )}
      {summary.type === 'node' && summary.pod !== '' && <NodeWork name={summary.pod} />}
      {summary.type === 'requests' && (
        <Section>
          <p className="ks-in-words ks-mono">{summary.url}</p>
          <Button size="s" icon={ArrowLeftRight} onClick={() => openTraffic()}>
            {t('dock.traffic')}
          </Button>
        </Section>
      )}
      {summary.type === 'load' && summary.error !== '' && (
        <Section>
          <p lang="en" className="ks-in-words ks-mono ks-err">
            {summary.error}
          </p>
        </Section>
      )}
      {!crowd && <Section title={t('inspector.madeBy')}>{requests.length > 0 ? <SpanList spans={requests} most={12} /> : <p className="ks-ink3">{t('inspector.noRequest')}</p>}</Section>}
    </>
  );
}

/** What a command printed by the playhead. */
function Printed({ span }: { readonly span: number }): ReactNode {
  const t = useT();
  const text = useMoment(({ index }, at) => {
    let out = '';
    for (const change of index.changesOf('shell/out')) {
      const view = index.reader.change(change);
      if (view.span === span && view.at <= at && view.summary.kind === 'Print') out += view.summary.text;
    }
    return out;
  }, '');
  return (
    text !== '' && (
      <Section title={t('inspector.printed')}>
        <pre className="ks-mono ks-in-plain">{text.trimEnd()}</pre>
      </Section>
    )
  );
}

function Steps({ end, summary }: { readonly end: number; readonly summary: ReconcileSummary }): ReactNode {
  const t = useT();
  // How it ended is not known before it has.
  const over = useMoment((_, at) => at >= end, false);
  const spanText = useSpanText();
  return (
    <Section title={t('inspector.stepsTitle')} aside={summary.waited > 0 ? t('inspector.waitedInQueue', { span: spanText(summary.waited) }) : undefined}>
      <dl className="ks-in-facts ks-in-steps">
        {summary.steps.map(({ step, values }, i) => (
          <Fragment key={i}>
            <dt>{step}</dt>
            <dd className="ks-mono">
              {Object.entries(values)
                .filter(([, value]) => value !== '')
                .map(([key, value]) => (
                  <span key={key} className="ks-in-pair">
                    <span className="ks-ink3">{key}</span> {String(value)}
                  </span>
                ))}
            </dd>
          </Fragment>
        ))}
      </dl>
      {over && summary.error !== '' && <p className="ks-in-words ks-mono ks-err">{summary.error}</p>}
      {over && summary.requeueAfter >= 0 && <p className="ks-ink3">{t('inspector.again', { span: spanText(summary.requeueAfter) })}</p>}
    </Section>
  );
}

function Scores({ id, summary }: { readonly id: number; readonly summary: ScheduleSummary }): ReactNode {
  const t = useT();
  const detail = useSpanDetail(id);
  const table: ScheduleDetail | undefined = detail?.type === 'schedule' ? detail : undefined;
  const rows = table?.rows ?? summary.ranking.map(({ node, total }) => ({ node, total, scores: [] as readonly number[], filtered: undefined }));
  const most = Math.max(1, ...rows.map((row) => row.total));
  return (
    <Section title={t('inspector.scores')} aside={t('inspector.countOf', { n: summary.feasible, of: summary.nodes })}>
      {summary.message !== '' && <p lang="en" className={joinClass('ks-in-words', summary.node === '' && 'ks-err')}>{summary.message}</p>}
      <ul className="ks-in-lines">
        {[...rows]
          .sort((a, b) => b.total - a.total)
          .map((row) => (
            <li key={row.node} className="ks-in-line ks-in-score">
              <span className={joinClass('ks-in-cut', row.node === summary.node && 'ks-bold')}>{row.node}</span>
              {row.filtered ? (
                <span lang="en" className="ks-in-cut ks-ink3" title={row.filtered.reasons.join('; ')}>
                  {t('inspector.filteredOut', { plugin: row.filtered.plugin, reason: row.filtered.reasons.join('; ') })}
                </span>
              ) : (
                <>
                  <span className="ks-in-meter" style={{ '--done': Math.max(0, row.total) / most }} aria-hidden />
                  <span className="ks-in-figure ks-mono">{row.total < 0 ? '' : row.total}</span>
                </>
              )}
            </li>
          ))}
      </ul>
      {table?.rejected && (
        <p lang="en" className="ks-in-words ks-err">{t('inspector.filteredOut', { plugin: table.rejected.plugin, reason: table.rejected.reasons.join('; ') })}</p>
      )}
    </Section>
  );
}
