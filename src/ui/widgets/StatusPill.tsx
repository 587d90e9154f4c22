// Status as shape, Kubernetes' own word, and colour, in this order of weight.

import type { ReactNode } from 'react';
import { StatusGlyph } from './glyphs/StatusGlyph.tsx';
import { statusGlyphs, statusOfWord, type StatusName } from './glyphs/statusGlyphs.ts';
import './marks.css';

export interface StatusPillProps {
  /** As kubectl prints it. */
  readonly word: string;
  /** Running with all containers ready. */
  readonly ready?: boolean;
  /** Where the word alone does not tell. */
  readonly status?: StatusName;
  /** Without the frame: glyph and word in a row. */
  readonly bare?: boolean;
}

export function StatusPill({ word, ready = false, status = statusOfWord(word, ready), bare = false }: StatusPillProps): ReactNode {
  const { colour } = statusGlyphs[status];
  if (bare) {
    return (
      <span className="ks-status-bare">
        <StatusGlyph status={status} />
        {word}
      </span>
    );
  }
  return (
    <span className="ks-chip" style={colour === 'ink3' ? undefined : { color: `var(--${colour})`, borderColor: `var(--${colour})` }}>
      <StatusGlyph status={status} size={11} />
      {word}
    </span>
  );
}
