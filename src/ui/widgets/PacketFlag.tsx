// The flag beside a packet's head: verb as on the wire, kind in the singular, one detail. At most 26 characters in all.

import type { ReactNode } from 'react';
import { headGlyphs, type MessageClass } from './glyphs/headGlyphs.ts';
import './marks.css';

export interface PacketFlagProps {
  readonly message: MessageClass;
  readonly verb: string;
  readonly noun?: string;
  readonly detail?: string;
}

export function PacketFlag({ message, verb, noun, detail }: PacketFlagProps): ReactNode {
  return (
    <span className="ks-flag" style={{ color: `var(--${headGlyphs[message].colour})` }}>
      <b>{verb}</b>
      {noun && <span>{noun}</span>}
      {detail && <i>{detail}</i>}
    </span>
  );
}
