// The presenter's transport: step back, play, step on, the time, and the milestones at equal distances, since a room counts
// them rather than measures them. The playhead moves between them without React.

import { Maximize, Pause, Play, StepBack, StepForward } from 'lucide-react';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { formatMoment } from '../../locales/format.ts';
import { currentMilestone } from '../../trace/captions.ts';
import type { Milestone } from '../../trace/milestones.ts';
import { usePaced } from '../app/paced.ts';
import { player } from '../app/session.ts';
import { shownBranch, useApp } from '../app/store.ts';
import { milestoneLabel } from '../timeline/milestoneText.ts';
import { IconButton } from '../widgets/Button.tsx';
import { joinClass } from '../widgets/joinClass.ts';
import { useT } from '../widgets/preferences.ts';
import { useDesignPixel } from '../widgets/units.ts';
import { forward, toggleFullScreen, back } from './acts.ts';

/** Design pixels that a milestone with its words takes. */
const SLOT = 84;

export function PresenterRail(): ReactNode {
  const t = useT();
  const playing = useApp((s) => s.playing);
  return (
    <section className="ks-present-rail" aria-label={t('frame.transport')}>
      <IconButton icon={StepBack} label={t('commands.milestoneBack')} iconSize={13} tone="strong" onClick={() => void back()} />
      <IconButton icon={playing ? Pause : Play} label={t(playing ? 'transport.pause' : 'transport.play')} iconSize={13} tone="ink" onClick={() => player().toggle()} />
      <IconButton icon={StepForward} label={t('commands.milestoneForward')} iconSize={13} tone="strong" onClick={() => void forward()} />
      <Time />
      <Milestones />
      <IconButton icon={Maximize} label={t('presenter.fullScreen')} iconSize={13} tone="strong" onClick={toggleFullScreen} />
    </section>
  );
}

function Time(): ReactNode {
  const node = useRef<HTMLElement>(null);
  useEffect(() => {
    const write = (): void => {
      const state = useApp.getState();
      const origin = shownBranch(state)?.origin;
      if (node.current) node.current.textContent = origin === undefined ? '' : formatMoment(Math.max(0, state.playhead - origin));
    };
    write();
    return useApp.subscribe((now, then) => now.playhead !== then.playhead && write());
  }, []);
  return <b ref={node} className="ks-mono ks-present-time" />;
}

/** As many as there is room for, the present one in their middle. */
export function seenMilestones(list: readonly Milestone[], now: number, most: number): readonly Milestone[] {
  if (list.length <= most) return list;
  const first = Math.max(0, Math.min(list.length - most, now - 1 - Math.floor(most / 2)));
  return list.slice(first, first + most);
}

function Milestones(): ReactNode {
  const t = useT();
  const rail = useRef<HTMLDivElement>(null);
  const head = useRef<HTMLDivElement>(null);
  const past = useRef<HTMLDivElement>(null);
  const dp = useDesignPixel();
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const watched = rail.current as HTMLElement;
    const look = (): void => setWidth(watched.clientWidth / dp);
    look();
    const observer = new ResizeObserver(look);
    observer.observe(watched);
    return () => observer.disconnect();
  }, [dp]);
  const list = usePaced((s) => shownBranch(s)?.boundaries.milestones.list ?? NONE);
  // The list grows in place.
  const count = usePaced((s) => shownBranch(s)?.boundaries.milestones.list.length ?? 0);
  const now = usePaced((s) => {
    const branch = shownBranch(s);
    return branch ? currentMilestone(branch.boundaries.milestones, s.playhead) : 0;
  });
  const passed = usePaced((s) => shownBranch(s)?.boundaries.milestones.at(s.playhead - 0.5)?.number ?? 0);
  const origin = usePaced((s) => shownBranch(s)?.origin ?? 0);
  const most = Math.max(1, Math.floor(width / SLOT));
  const seen = seenMilestones(list.slice(0, count), now, most);
  const stops = seen.map((m) => m.at).join();
  useEffect(() => {
    const times = stops === '' ? [] : stops.split(',').map(Number);
    const draw = (): void => {
      const share = railShare(times, origin, useApp.getState().playhead);
      if (head.current) head.current.style.insetInlineStart = `${share * 100}%`;
      if (past.current) past.current.style.transform = `scaleX(${share})`;
    };
    draw();
    return useApp.subscribe((state, then) => state.playhead !== then.playhead && draw());
  }, [stops, origin]);
  return (
    <div ref={rail} className="ks-present-milestones" role="group" aria-label={t('presenter.rail')}>
      <div className="ks-present-line-all" />
      <div ref={past} className="ks-present-line-past" />
      {seen.map((m) => {
        const label = milestoneLabel(t, m);
        const time = m.number <= passed ? 'past' : m.number === now ? 'now' : 'ahead';
        return (
          <button key={m.number} type="button" className={joinClass('ks-present-milestone', `ks-is-${time}`)} aria-current={time === 'now' ? 'step' : undefined} aria-label={t('timeline.goTo', { n: m.number, label, moment: formatMoment(m.at - origin) })} onClick={() => player().seek(m.at)}>
            <span className={`ks-milestone ks-${time}`} style={{ '--size': 15 }} aria-hidden>
              {m.number}
            </span>
            <span className="ks-present-word">{label}</span>
          </button>
        );
      })}
      <div ref={head} className="ks-present-playhead" />
    </div>
  );
}

const NONE: readonly Milestone[] = [];

/** Where the playhead stands on a rail with its milestones at equal distances: 0 is its start, 1 its end. */
export function railShare(times: readonly number[], origin: number, at: number): number {
  const n = times.length;
  if (n === 0) return 0;
  const stop = (i: number): number => (i + 0.5) / n;
  for (let i = 0; i < n; i++) {
    const to = times[i] as number;
    if (at > to) continue;
    const from = i === 0 ? Math.min(origin, to) : (times[i - 1] as number);
    const before = i === 0 ? 0 : stop(i - 1);
    return before + (stop(i) - before) * (to === from ? 1 : Math.max(0, (at - from) / (to - from)));
  }
  // Behind the last one nothing is known to come: it stands a little past it.
  return Math.min(1, stop(n - 1) + (at > (times[n - 1] as number) ? 0.35 / n : 0));
}
