// The number of a milestone, the same in caption, stage, timeline and link. Filled is past, hollow is ahead, yellow is now;
// a footprint is what a past milestone leaves on the road it crossed.

import type { ReactNode } from 'react';
import { useT } from './preferences.ts';
import './marks.css';

export type MilestoneTime = 'past' | 'now' | 'ahead' | 'footprint';

export function Milestone({ n, time, size = 17 }: { readonly n: number; readonly time: MilestoneTime; readonly size?: number }): ReactNode {
  const t = useT();
  const key = time === 'now' ? 'controls.milestoneNow' : time === 'ahead' ? 'controls.milestoneAhead' : 'controls.milestonePast';
  return (
    <span className={`ks-milestone ks-${time}`} style={{ '--size': size }} role="img" aria-label={t(key, { n: String(n) })}>
      <span aria-hidden>{n}</span>
    </span>
  );
}

/** Inside an SVG, centred on (x, y). */
export function MilestoneShape({ n, time, x = 0, y = 0 }: { readonly n: number; readonly time: MilestoneTime; readonly x?: number; readonly y?: number }): ReactNode {
  return (
    <g className={`ks-milestone-shape ks-${time}`} transform={`translate(${x} ${y})`}>
      <circle r="8.5" strokeWidth="1.5" />
      <text y="4" textAnchor="middle">
        {n}
      </text>
    </g>
  );
}
