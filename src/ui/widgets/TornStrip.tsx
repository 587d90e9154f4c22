// Torn paper: time was skipped here, and it says how much. `TornStrip` stands across the lanes of a timeline (inside an
// SVG), `TornChip` lies in a line of text.

import type { ReactNode } from 'react';
import { TORN_CHIP, tornStrip } from './glyphs/marks.ts';
import './marks.css';

export function TornStrip({ x0, x1, top, bottom, label }: { readonly x0: number; readonly x1: number; readonly top: number; readonly bottom: number; readonly label: string }): ReactNode {
  return (
    <g className="ks-torn">
      <path d={tornStrip(x0, x1, top, bottom)} />
      <text transform={`translate(${(x0 + x1) / 2 + 4} ${(top + bottom) / 2}) rotate(-90)`} textAnchor="middle">
        {label}
      </text>
    </g>
  );
}

export function TornChip({ label }: { readonly label: string }): ReactNode {
  return (
    <span className="ks-torn ks-torn-chip">
      <svg viewBox="-1 -1 62 24" preserveAspectRatio="none" aria-hidden>
        <path d={TORN_CHIP} vectorEffect="non-scaling-stroke" />
      </svg>
      <span>{label}</span>
    </span>
  );
}
