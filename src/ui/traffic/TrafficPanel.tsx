// Traffic: requests at a rate, sent from outside or from a Pod, and what became of them by the playhead. Everything shown is
// counted from the trace; a failure leads to its moment.

import { useMemo, type ReactNode } from 'react';
import { formatMoment } from '../../locales/format.ts';
import { ipOf, netPlaces } from '../../trace/netPlaces.ts';
import { faultOf, loadsOf, tally, type Run, type Tally } from '../../trace/loads.ts';
import { upperBound } from '../../trace/sorted.ts';
import { shortName, subjectOf } from '../../trace/subject.ts';
import { STATUS_TEXTS } from '../../sim/api/statusTexts.ts';
import { usePaced } from '../app/paced.ts';
import { player } from '../app/session.ts';
import { select, shownBranch, type Branch } from '../app/store.ts';
import { actorName } from '../caption/captionText.ts';
import { openPanel } from '../app/frameLayout.ts';
import { EmptyState } from '../widgets/EmptyState.tsx';
import { PacketHead } from '../widgets/glyphs/PacketHead.tsx';
import { joinClass } from '../widgets/joinClass.ts';
import { useT } from '../widgets/preferences.ts';
import { RunForm } from './RunForm.tsx';
import { Strip } from './Strip.tsx';
import '../widgets/lateTexts.ts';
import './traffic.css';

/** Failures that are listed, the newest first; the others are counted. */
const LISTED = 30;

export function TrafficPanel(): ReactNode {
  const t = useT();
  usePaced((s) => s.version);
  const at = usePaced((s) => s.playhead);
  const branch = usePaced((s) => shownBranch(s));
  if (branch?.origin === undefined) return null;
  const { runs } = loadsOf(branch.mirror);
  const begun = runs.filter((run) => run.start <= at);
  const run = begun.at(-1) ?? runs[0];
  return (
    <section className="ks-traffic" aria-label={t('traffic.label')}>
      <RunForm run={begun.at(-1)} going={begun.at(-1) !== undefined && (begun.at(-1) as Run).end > at} branch={branch} at={at} />
      {run ? <Results run={run} at={at} branch={branch} ahead={begun.length === 0} /> : <EmptyState title={t('traffic.nothing')}>{t('traffic.nothingHint')}</EmptyState>}
    </section>
  );
}

function Results({ run, at, branch, ahead }: { readonly run: Run; readonly at: number; readonly branch: Branch; readonly ahead: boolean }): ReactNode {
  const t = useT();
  const counted = tally(run, at);
  const done = counted.ok + counted.failed;
  const share = done === 0 ? undefined : Math.floor((counted.ok / done) * 1000) / 10;
  return (
    <>
      <div className="ks-traffic-sum">
        <b className={joinClass('ks-traffic-share', counted.failed > 0 && 'ks-err')} data-failed={counted.failed} data-ok={counted.ok}>
          {share === undefined ? '–' : `${share} %`}
        </b>
        <span>
          <b>{t('traffic.counted', { ok: counted.ok, sent: counted.sent })}</b> <span className="ks-ink3">{t('traffic.success')}</span>
          <br />
          <span className={counted.failed > 0 ? 'ks-err' : 'ks-ok'}>{counted.failed > 0 ? t('traffic.failed', { n: counted.failed }) : done > 0 ? t('traffic.none') : ''}</span>
        </span>
        <span className="ks-fill" />
        <span className="ks-traffic-what ks-ink3">
          {t('traffic.going', { from: actorName(t, run.from), url: run.url, rate: run.perSecond })}
          <br />
          {ahead ? t('traffic.ahead') : run.end <= at && run.ended !== '' ? t(`traffic.ended_${run.ended as 'done' | 'stopped' | 'gone'}`) : ''}
        </span>
      </div>
      <Strip run={run} branch={branch} at={at} />
      <Outcomes counted={counted} />
      <Failures run={run} at={at} branch={branch} />
    </>
  );
}

function Outcomes({ counted }: { readonly counted: Tally }): ReactNode {
  const t = useT();
  if (counted.outcomes.length === 0) return null;
  return (
    <div className="ks-traffic-tables">
      <dl aria-label={t('traffic.answers')}>
        {counted.outcomes.map(({ key, ok, words, n }) => (
          <div key={key}>
            <dt lang="en" className={ok ? undefined : 'ks-err'}>
              <PacketHead message={ok ? 'answer' : 'refused'} size={12} /> {words === '' ? `${key} ${STATUS_TEXTS[Number(key)] ?? ''}` : plain(words)}
            </dt>
            <dd>{n}</dd>
          </div>
        ))}
      </dl>
      <dl aria-label={t('traffic.by')}>
        {counted.by.map(({ actor, n }) => (
          <div key={actor}>
            <dt>{actorName(t, actor)}</dt>
            <dd>{n}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

/** Of many alike, without how long this one took. */
const plain = (words: string): string => words.replace(/ after \d+ (?:ms|milliseconds)/, '');

function Failures({ run, at, branch }: { readonly run: Run; readonly at: number; readonly branch: Branch }): ReactNode {
  const t = useT();
  const count = upperBound(run.failedAt, at);
  const { mirror, origin = 0 } = branch;
  const rows = useMemo(
    () =>
      run.failures
        .slice(Math.max(0, count - LISTED), count)
        .reverse()
        .map((span) => {
          const { summary } = mirror.span(span);
          const fault = faultOf(mirror, span);
          const hop = fault.summary.type === 'hop' ? fault.summary : undefined;
          const pod = hop ? netPlaces(mirror).podAt(ipOf(hop.reached), fault.start) : '';
          return { span, end: mirror.endOf(span), fault, words: summary.type === 'load' ? summary.error || String(summary.status) : '', pod: pod === '' ? '' : shortName(subjectOf(pod)?.name ?? '') };
        }),
    [run, count, mirror],
  );
  if (count === 0) return null;
  const go = (span: number, end: number): void => {
    openPanel('inspector', true);
    player().pause();
    select({ kind: 'span', id: span });
    player().seek(end);
  };
  return (
    <div className="ks-traffic-failures">
      <h3 className="ks-cap">{t('traffic.failures')}</h3>
      <p className="ks-ink3">{t('traffic.why')}</p>
      <ul>
        {rows.map(({ span, end, fault, words, pod }) => (
          <li key={span}>
            <button type="button" className="ks-traffic-failure" onClick={() => go(fault.id, fault.end)} aria-label={t('traffic.goTo', { time: formatMoment(end - origin), words, who: pod === '' ? t('traffic.noOne') : t('traffic.went', { who: pod }) })}>
              <span className="ks-mono">{formatMoment(end - origin)}</span>
              <span lang="en" className="ks-err ks-clip">
                {words}
              </span>
              <span className="ks-ink3">{pod}</span>
            </button>
          </li>
        ))}
      </ul>
      {count > rows.length && <p className="ks-ink3">{t('traffic.moreFailures', { n: count - rows.length })}</p>}
    </div>
  );
}
