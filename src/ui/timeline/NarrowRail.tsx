// The milestones of the narrow page: evenly spaced, as many as fit, the one that is worked on in the middle of them.

import type { ReactNode } from 'react';
import { formatMoment } from '../../locales/format.ts';
import { currentMilestone } from '../../trace/captions.ts';
import { usePaced } from '../app/paced.ts';
import { player } from '../app/session.ts';
import { shownBranch } from '../app/store.ts';
import { joinClass } from '../widgets/joinClass.ts';
import { useT } from '../widgets/preferences.ts';
import { milestoneLabel } from './milestoneText.ts';
import './timeline.css';

/** So many fit side by side with 44 pixels for a finger. */
const SEEN = 7;

export function NarrowRail(): ReactNode {
  const t = useT();
  usePaced((s) => s.version);
  const branch = usePaced((s) => shownBranch(s));
  const now = usePaced((s) => {
    const shown = shownBranch(s);
    return shown ? currentMilestone(shown.boundaries.milestones, s.playhead) : 0;
  });
  const reached = usePaced((s) => shownBranch(s)?.boundaries.milestones.at(s.playhead)?.number ?? 0);
  const list = branch?.boundaries.milestones.list ?? [];
  if (list.length === 0 || branch?.origin === undefined) return null;
  const origin = branch.origin;
  const first = Math.max(0, Math.min(list.length - SEEN, now - 1 - Math.floor(SEEN / 2)));
  const seen = list.slice(first, first + SEEN);
  const at = seen.findIndex((m) => m.number === now);
  return (
    <div className="ks-narrow-rail" role="group" aria-label={t('timeline.milestones')}>
      <div className="ks-narrow-rail-line" />
      <div className="ks-narrow-rail-line ks-past" style={{ width: `${((at < 0 ? seen.length : at + 0.5) / seen.length) * 100}%` }} />
      {seen.map((m) => {
        const time = m.number === now && m.number > reached - 1 ? 'now' : m.number <= reached ? 'past' : 'ahead';
        return (
          <button key={m.number} type="button" className={joinClass('ks-narrow-milestone')} aria-label={t('timeline.goTo', { n: m.number, label: milestoneLabel(t, m), moment: formatMoment(m.at - origin) })} onClick={() => player().seek(m.at)}>
            <span className={`ks-milestone ks-${time}`} style={{ '--size': 22 }} aria-hidden>
              {m.number}
            </span>
          </button>
        );
      })}
    </div>
  );
}
