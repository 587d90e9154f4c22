// A request through the network of the cluster: who asked for which address, whose rules turned it, where it could have
// gone; and where it came to nothing, why.

import type { ReactNode } from 'react';
import { formatSpan } from '../../locales/format.ts';
import { STATUS_TEXTS } from '../../sim/api/statusTexts.ts';
import { isFailure, isLookUp } from '../../trace/netHops.ts';
import { ipOf, netPlaces } from '../../trace/netPlaces.ts';
import { netWhy } from '../../trace/netWhy.ts';
import type { SpanView } from '../../trace/reader.ts';
import { keyFor, shortName, subjectOf } from '../../trace/subject.ts';
import type { HopSummary } from '../../trace/summary.ts';
import { actorName } from '../caption/captionText.ts';
import { headGlyphs } from '../widgets/glyphs/headGlyphs.ts';
import { StatusGlyph } from '../widgets/glyphs/StatusGlyph.tsx';
import { useT } from '../widgets/preferences.ts';
import { Section } from '../widgets/Section.tsx';
import { Actor, ObjectRow, requestsOf, SpanList } from './parts.tsx';
import { useMoment, useTrace } from './useMoment.ts';

export function HopLook({ span, hop }: { readonly span: SpanView; readonly hop: HopSummary }): ReactNode {
  const t = useT();
  const trace = useTrace();
  const over = useMoment((_, at) => at >= span.end - 0.5, false);
  if (!trace) return null;
  const { reader } = trace.index;
  const podAt = (address: string): string => netPlaces(reader).podAt(ipOf(address), span.start);
  const others = hop.among === '' ? [] : hop.among.split(',').filter((address) => address !== hop.reached);
  const failed = over && isFailure(hop);
  const sent = requestsOf(trace.index, span.id);
  return (
    <>
      <Section>
        <div className="ks-in-wire ks-mono">
          <b style={{ color: `var(--${headGlyphs.read.colour})` }}>{hop.method}</b> {hop.url}
          <br />
          <span className="ks-ink3">→ </span>
          {!over ? (
            <span className="ks-ink3">{t('inspector.onItsWay')}</span>
          ) : hop.error !== '' ? (
            <b className="ks-err">{hop.error}</b>
          ) : (
            <>
              <b className={failed || hop.status >= 400 ? 'ks-err' : undefined}>{isLookUp(hop) ? hop.answer || 'NXDOMAIN' : hop.status > 0 ? `${hop.status} ${STATUS_TEXTS[hop.status] ?? ''}` : 'OK'}</b>{' '}
              <span className="ks-ink3">{t('inspector.answeredIn', { span: formatSpan(span.end - span.start, t.language) })}</span>
            </>
          )}
        </div>
      </Section>
      {failed && <Wrong span={span} hop={hop} />}
      <Section title={t('inspector.netWay')}>
        <dl className="ks-in-facts">
          <dt>{t('inspector.netFrom')}</dt>
          <dd>
            <Place actor={span.actor} /> <span className="ks-mono ks-ink3">{hop.from}</span>
          </dd>
          <dt>{t('inspector.netAsked')}</dt>
          <dd className="ks-mono">
            {hop.asked} {hop.service !== '' && <span className="ks-ink3">Service {hop.service}</span>}
          </dd>
          {hop.service !== '' && (
            <>
              <dt>{t('inspector.netRules')}</dt>
              <dd>{actorName(t, `kube-proxy/${hop.node}`)}</dd>
            </>
          )}
          <dt>{t('inspector.netTo')}</dt>
          <dd>
            <Place actor={span.to} /> <span className="ks-mono ks-ink3">{hop.reached}</span>
          </dd>
        </dl>
        {over && hop.answered >= 0 && hop.arrived >= 0 && (
          <p className="ks-ink3">{t('inspector.netInside', { time: formatSpan(hop.arrived - span.start + (span.end - hop.answered), t.language), inside: formatSpan(hop.answered - hop.arrived, t.language) })}</p>
        )}
      </Section>
      {hop.service !== '' && hop.among !== '' && (
        <Section title={t('inspector.netOthers')} aside={t('inspector.netOneOf', { n: others.length + 1 })}>
          {others.length === 0 ? (
            <p className="ks-ink3">{t('inspector.netOnly')}</p>
          ) : (
            <ul className="ks-in-lines">
              {others.map((address) => {
                const key = podAt(address);
                return key ? (
                  <ObjectRow key={address} objectKey={key}>
                    <span className="ks-mono ks-ink3">{address}</span>
                  </ObjectRow>
                ) : (
                  <li key={address} className="ks-in-line ks-mono">
                    {address}
                  </li>
                );
              })}
            </ul>
          )}
        </Section>
      )}
      {hop.service !== '' && (
        <ul className="ks-in-lines ks-section">
          <ObjectRow objectKey={keyFor('services', hop.service.split('/')[0] ?? '', hop.service.split('/')[1] ?? '')} />
        </ul>
      )}
      {sent.length > 0 && (
        <Section title={t('inspector.madeBy')}>
          <SpanList spans={sent} most={8} />
        </Section>
      )}
    </>
  );
}

const Place = ({ actor }: { readonly actor: string }): ReactNode => (
  <span className="ks-in-place">
    <Actor actor={actor} />
  </span>
);

/** What was believed, and what was true. */
function Wrong({ span, hop }: { readonly span: SpanView; readonly hop: HopSummary }): ReactNode {
  const t = useT();
  const trace = useTrace();
  const why = trace && netWhy(trace.index.reader, span, hop);
  if (!why) return null;
  const time = (micros: number): string => formatSpan(Math.max(0, micros), t.language);
  const rules = actorName(t, `kube-proxy/${hop.node}`);
  const pod = 'pod' in why ? shortName(subjectOf(why.pod)?.name ?? '') : '';
  const words: string[] = [];
  if (why.say === 'empty') words.push(t('inspector.netEmpty', { who: rules, service: hop.service }));
  else if (why.say === 'inside') words.push(t('inspector.netOutsideOnly'));
  else if (why.say === 'notListening') words.push(t('inspector.netNotYet', { pod }));
  else {
    words.push(t(why.state === 'gone' ? 'inspector.netGone' : 'inspector.netEnding', { pod, time: time(why.since) }));
    if (hop.service !== '') words.push(t('inspector.netStale', { who: rules, age: time(why.age) }));
    if (hop.service !== '' && why.corrected !== Infinity) words.push(t('inspector.netStaleUntil', { time: time(why.corrected) }));
  }
  return (
    <div className="ks-in-stop" role="note">
      <StatusGlyph status="failed" size={15} />
      <div>
        <b>{t('inspector.netWhy')}</b>
        {words.map((line) => (
          <p key={line}>{line}</p>
        ))}
      </div>
    </div>
  );
}
