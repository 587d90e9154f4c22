// The lane of the traffic for keys and ears: it says what came of the requests at the playhead, and leads from one stretch to the
// next, with Shift from one failure to the next.

import type { KeyboardEvent, ReactNode } from 'react';
import { formatMoment } from '../../locales/format.ts';
import type { Translate } from '../../locales/i18n.ts';
import { usePaced } from '../app/paced.ts';
import { player } from '../app/session.ts';
import { select, shownBranch, useApp } from '../app/store.ts';
import { useT } from '../widgets/preferences.ts';
import { useDesignPixel } from '../widgets/units.ts';
import { barAt, barOf, failureIn, nextBar, type Bar } from './trafficLane.ts';
import { axisNow } from './view.ts';

export function TrafficSlider({ top, height }: { readonly top: number; readonly height: number }): ReactNode {
  const t = useT();
  const px = useDesignPixel();
  const text = usePaced((s) => {
    const branch = shownBranch(s);
    const axis = axisNow();
    return branch && axis ? barText(t, barAt(branch.mirror, axis, barOf(axis.x(s.playhead))), branch.origin ?? 0) : '';
  });
  const [at, of] = usePaced((s) => {
    const axis = axisNow();
    return axis ? `${barOf(axis.x(s.playhead))} ${barOf(axis.length)}` : '0 1';
  }).split(' ').map(Number);
  const onKeyDown = (e: KeyboardEvent): void => {
    if (e.ctrlKey || e.metaKey || e.altKey || (e.code !== 'ArrowLeft' && e.code !== 'ArrowRight')) return;
    e.preventDefault();
    e.stopPropagation();
    const branch = shownBranch();
    const axis = axisNow();
    const bar = branch && axis && nextBar(branch.mirror, axis, barOf(axis.x(useApp.getState().playhead)), e.code === 'ArrowRight' ? 1 : -1, e.shiftKey);
    if (!branch || !bar) return;
    player().pause();
    const failure = e.shiftKey ? failureIn(branch.mirror, bar) : 0;
    player().seek(failure > 0 ? branch.mirror.endOf(failure) : bar.from);
    if (failure > 0) select({ kind: 'span', id: failure });
  };
  return <div className="ks-time-traffic" role="slider" tabIndex={0} aria-label={t('timeline.traffic')} aria-valuemin={0} aria-valuemax={of} aria-valuenow={at} aria-valuetext={text} style={{ top: top * px, height: height * px }} onKeyDown={onKeyDown} />;
}

export const barText = (t: Translate, { from, to, ok, failed }: Bar, origin: number): string => t('timeline.trafficIn', { from: formatMoment(Math.max(0, from - origin)), to: formatMoment(Math.max(0, to - origin)), ok, failed });
