// The time of a run as a strip: in each stretch what went well above the line, what failed below it in red. The playhead
// walks along it; pressing it leads there.

import { memo, useEffect, useRef, type MouseEvent, type ReactNode } from 'react';
import { formatMoment } from '../../locales/format.ts';
import { buckets, type Run } from '../../trace/loads.ts';
import { player } from '../app/session.ts';
import { useApp, type Branch } from '../app/store.ts';
import { useT } from '../widgets/preferences.ts';

const COUNT = 60;
const W = 6;
const UP = 24;
const DOWN = 14;

export function Strip({ run, branch, at }: { readonly run: Run; readonly branch: Branch; readonly at: number }): ReactNode {
  const line = useRef<HTMLElement>(null);
  const length = run.seconds * 1e6;
  useEffect(() => {
    const draw = (playhead: number): void => line.current?.style.setProperty('--at', String(Math.max(0, Math.min(1, (playhead - run.start) / length))));
    draw(useApp.getState().playhead);
    return useApp.subscribe((now, before) => now.playhead !== before.playhead && draw(now.playhead));
  }, [run, length]);
  const go = (event: MouseEvent<HTMLElement>): void => {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    player().seek(run.start + ((event.clientX - left) / width) * length);
  };
  // What is known may end before the run does; the bars are those up to the playhead.
  const steps = Math.floor(Math.max(0, at - run.start) / (length / COUNT / 4));
  return (
    <div className="ks-traffic-strip" onClick={go}>
      <Bars run={run} origin={branch.origin ?? 0} until={run.start + (steps * length) / COUNT / 4} sign={`${steps} ${run.failures.length}`} />
      <i ref={line} aria-hidden />
    </div>
  );
}

/** `sign` says whether there is anything new to draw. */
const Bars = memo(function Bars({ run, origin, until }: { readonly run: Run; readonly origin: number; readonly until: number; readonly sign: string }): ReactNode {
  const t = useT();
  const list = buckets(run, COUNT, until);
  const most = Math.max(1, (run.perSecond * run.seconds) / COUNT);
  const worst = Math.max(1, ...list.map((b) => b.failed));
  const ok = list.reduce((n, b) => n + b.ok, 0);
  const failed = list.reduce((n, b) => n + b.failed, 0);
  return (
    <svg viewBox={`0 0 ${COUNT * W} ${UP + DOWN}`} preserveAspectRatio="none" role="img" aria-label={t('traffic.strip', { ok, failed, n: COUNT })}>
      <line x1="0" x2={COUNT * W} y1={UP + 0.5} y2={UP + 0.5} />
      {list.map((b, i) => {
        const up = Math.min(UP, (b.ok / most) * (UP - 2));
        // One of many must still be seen.
        const down = b.failed === 0 ? 0 : 4 + (b.failed / worst) * (DOWN - 5);
        return (
          <g key={b.from}>
            {b.ok > 0 && <rect className="ks-traffic-ok" x={i * W + 0.75} y={UP - up} width={W - 1.5} height={up} />}
            {b.failed > 0 && (
              <rect className="ks-traffic-bad" x={i * W + 0.75} y={UP + 1} width={W - 1.5} height={down}>
                <title>{t('traffic.stretch', { from: formatMoment(b.from - origin), to: formatMoment(b.to - origin), ok: b.ok, failed: b.failed })}</title>
              </rect>
            )}
          </g>
        );
      })}
    </svg>
  );
});
