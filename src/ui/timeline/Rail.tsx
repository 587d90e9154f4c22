// The rail above the lanes: what has passed is thick, milestones are numbered and can be gone to, other branches leave it
// upwards, faults hang flags on it.

import { useEffect, useRef, type ReactNode } from 'react';
import { formatMoment } from '../../locales/format.ts';
import { currentMilestone } from '../../trace/captions.ts';
import type { Milestone } from '../../trace/milestones.ts';
import { usePaced } from '../app/paced.ts';
import { player } from '../app/session.ts';
import { shownBranch, useApp, type Branch } from '../app/store.ts';
import { BRANCH } from '../widgets/glyphs/marks.ts';
import { joinClass } from '../widgets/joinClass.ts';
import { useT } from '../widgets/preferences.ts';
import { useDesignPixel } from '../widgets/units.ts';
import { branchColour } from './branchColour.ts';
import { faultLabel, milestoneLabel } from './milestoneText.ts';
import { axisNow, axisVersion, FIGURES_EVERY, useTimeline } from './view.ts';

/** Circles keep this much apart, centre to centre. */
const APART = 19;

/** Where the milestones stand: at their moment, moved aside where they would cover one another. */
export function spread(places: readonly number[], width: number): readonly number[] {
  const out = places.map((x) => x);
  for (let i = 1; i < out.length; i++) out[i] = Math.max(out[i] as number, (out[i - 1] as number) + APART);
  let most = width - 9;
  for (let i = out.length - 1; i >= 0 && (out[i] as number) > most; i--) {
    out[i] = most;
    most -= APART;
  }
  return out;
}

export function Rail({ my }: { readonly my: number }): ReactNode {
  const t = useT();
  const px = useDesignPixel();
  const past = useRef<HTMLDivElement>(null);
  usePaced(axisVersion);
  const { left, width } = useTimeline();
  const branch = usePaced((s) => shownBranch(s));
  const branches = usePaced((s) => s.branches);
  const now = usePaced((s) => {
    const shown = shownBranch(s);
    return shown ? currentMilestone(shown.boundaries.milestones, s.playhead) : 0;
  });
  // As in the caption: it is yellow until the playhead has left it.
  const passed = usePaced((s) => shownBranch(s)?.boundaries.milestones.at(s.playhead - 0.5)?.number ?? 0);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const draw = (): void => {
      timer = undefined;
      const axis = axisNow();
      const view = useTimeline.getState();
      const now = axis ? Math.max(0, Math.min(1, (axis.x(useApp.getState().playhead) - view.left) / view.width)) : 0;
      // Only enlarged, so that nothing is painted again.
      if (past.current) past.current.style.transform = `scaleX(${now})`;
    };
    // While it plays, as often as the tab of the playhead: to move a layer costs more than all the rest of a frame.
    const ask = (): void => {
      if (!useApp.getState().playing) {
        clearTimeout(timer);
        draw();
      } else timer ??= setTimeout(draw, FIGURES_EVERY);
    };
    draw();
    const stops = [useApp.subscribe(ask), useTimeline.subscribe(ask)];
    return () => {
      clearTimeout(timer);
      stops.forEach((stop) => stop());
    };
  }, []);
  const axis = axisNow();
  if (!axis || branch?.origin === undefined) return null;
  const origin = branch.origin;
  const list = branch.boundaries.milestones.list;
  const seen = list.filter((m) => {
    const x = axis.x(m.at) - left;
    return x >= -2 && x <= width + 2;
  });
  const places = spread(seen.map((m) => axis.x(m.at) - left), width);
  const faults = seen.filter((m) => m.code === 'fault');
  return (
    <div className="ks-time-rail-lines" role="group" aria-label={t('timeline.milestones')} style={{ '--my': my }}>
      <div className="ks-time-rail-all" />
      <div ref={past} className="ks-time-rail-past" />
      {branches.map((other) => other !== branch && <Fork key={other.id} other={other} shown={branch} x={(at) => axis.x(at) - left} width={width} />)}
      {seen.map((m, i) => {
        const x = places[i] as number;
        const label = milestoneLabel(t, m);
        const room = ((places[i + 1] ?? width + 18) as number) - x - 22;
        return (
          <MilestoneButton key={m.number} of={m} x={x * px} label={label} room={room * px} shown={m.code !== 'fault' && room > label.length * (t.language === 'ko' ? 9 : 6.2) + 6} time={m.number <= passed ? 'past' : m.number === now ? 'now' : 'ahead'} spoken={t('timeline.goTo', { n: m.number, label, moment: formatMoment(m.at - origin) })} />
        );
      })}
      {faults.map((m) => (
        <span key={m.number} className="ks-time-rail-fault" style={{ left: (axis.x(m.at) - left) * px }}>
          {faultLabel(t, String(m.params.text))}
        </span>
      ))}
    </div>
  );
}

interface MilestoneButtonProps {
  readonly of: Milestone;
  readonly x: number;
  readonly label: string;
  readonly room: number;
  readonly shown: boolean;
  readonly time: 'past' | 'now' | 'ahead';
  readonly spoken: string;
}

function MilestoneButton({ of, x, label, shown, time, spoken }: MilestoneButtonProps): ReactNode {
  return (
    <button type="button" className={joinClass('ks-time-rail-milestone', `ks-is-${time}`)} style={{ left: x }} aria-label={spoken} data-tip={spoken} onClick={() => player().seek(of.at)}>
      <span className={`ks-milestone ks-${time}`} style={{ '--size': 17 }} aria-hidden>
        {of.number}
      </span>
      {shown && <span className="ks-time-rail-label">{label}</span>}
    </button>
  );
}

/** A branch that left the shown one, or that the shown one left, on a rail of its own. */
function Fork({ other, shown, x, width }: { readonly other: Branch; readonly shown: Branch; readonly x: (at: number) => number; readonly width: number }): ReactNode {
  const t = useT();
  const px = useDesignPixel();
  const at = other.parent === shown.id ? other.forkedAt : shown.parent === other.id ? shown.forkedAt : undefined;
  if (at === undefined) return null;
  const from = Math.max(0, Math.min(width - 90, x(at)));
  const colour = branchColour(other.letter);
  const label = `${other.letter} ${other.label || (other.parent === undefined ? t('transport.main') : '')}`.trim();
  return (
    <>
      <svg className="ks-time-fork" style={{ left: from * px, color: `var(--${colour})` }} width={40 * px} height={22 * px} viewBox="0 -21 40 22" aria-hidden>
        <path d={`${BRANCH}H40`} fill="none" stroke="currentColor" strokeWidth="2" />
      </svg>
      <button type="button" className="ks-time-fork-flag" style={{ left: (from + 36) * px, background: `var(--${colour})` }} aria-label={t('timeline.branch', { letter: other.letter, label: other.label })} onClick={() => player().show(other.id)}>
        {label}
      </button>
    </>
  );
}
