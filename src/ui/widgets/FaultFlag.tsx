// A fault on the timeline: a red flag with its name, hoisted on a dashed line through all lanes. For use inside an SVG.

import type { ReactNode } from 'react';
import { faultFlag } from './glyphs/marks.ts';
import './marks.css';

export interface FaultFlagProps {
  readonly x: number;
  readonly label: string;
  /** Of the flag; the caller has measured the label. */
  readonly width: number;
  /** How far down the line goes. */
  readonly bottom: number;
}

export function FaultFlag({ x, label, width, bottom }: FaultFlagProps): ReactNode {
  return (
    <g className="ks-fault-flag" transform={`translate(${x} 0)`}>
      <path d={`M0 2V${bottom}`} fill="none" stroke="var(--err)" strokeWidth="1.5" strokeDasharray="3 3" />
      <path d={faultFlag(width)} transform="translate(0 1)" fill="var(--err)" />
      <text x="5" y="12.5">
        {label}
      </text>
    </g>
  );
}
