// Inside the server: one bar for each stage of a request, filled up to the playhead, and how long it still takes.

import { useRef, type ReactNode } from 'react';
import type { SpanView } from '../../trace/reader.ts';
import type { RequestSummary } from '../../trace/summary.ts';
import { formatSpan } from '../../locales/format.ts';
import { StatusGlyph } from '../widgets/glyphs/StatusGlyph.tsx';
import { joinClass } from '../widgets/joinClass.ts';
import { useT } from '../widgets/preferences.ts';
import { Section } from '../widgets/Section.tsx';
import { phaseOf, stageAt, stageBars } from './model/request.ts';
import { useMoment, usePlayhead } from './useMoment.ts';

export function Stages({ span, summary }: { readonly span: SpanView; readonly summary: RequestSummary }): ReactNode {
  const t = useT();
  const bars = stageBars(summary);
  const aside = useRef<HTMLSpanElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const current = useMoment((_, at) => stageAt(bars, at), -1);
  const first = bars[0]?.start ?? 0;
  const last = bars.at(-1)?.end ?? 0;
  const whole = Math.max(1, last - first);

  usePlayhead((at) => {
    const phase = phaseOf(span, summary, at);
    const text =
      phase === 'inside'
        ? t('inspector.nextIn', { span: formatSpan(last - at, t.language) })
        : phase === 'outward'
          ? t('inspector.arrivesIn', { span: formatSpan(summary.arrived - at, t.language) })
          : phase === 'ahead'
            ? t('inspector.nextIn', { span: formatSpan(whole, t.language) })
            : t('inspector.allIn', { span: formatSpan(whole, t.language) });
    if (aside.current && aside.current.textContent !== text) aside.current.textContent = text;
    for (const [i, bar] of bars.entries()) {
      const done = Math.min(1, Math.max(0, (at - bar.start) / Math.max(1, bar.end - bar.start)));
      (list.current?.children[i] as HTMLElement | undefined)?.style.setProperty('--done', String(Math.round(done * 1000) / 1000));
    }
  });

  if (bars.length === 0) return null;
  return (
    <Section title={t('inspector.inside')} aside={<span ref={aside} />}>
      <div className="ks-in-stages" ref={list} role="list">
        {bars.map((bar, i) => (
          <div
            key={bar.name}
            role="listitem"
            className={joinClass('ks-in-stage-row', i === current && 'ks-in-now', bar.refused && 'ks-in-refused')}
            style={{ '--from': (bar.start - first) / whole, '--width': (bar.end - bar.start) / whole }}
          >
            <span className="ks-in-stage-name">
              {bar.name}
              {bar.refused && <StatusGlyph status="failed" size={12} />}
            </span>
            <span className="ks-in-stage-bar" aria-hidden>
              <i />
            </span>
            <span className="ks-ink3 ks-in-figure">{formatSpan(bar.end - bar.start, t.language)}</span>
          </div>
        ))}
      </div>
    </Section>
  );
}
