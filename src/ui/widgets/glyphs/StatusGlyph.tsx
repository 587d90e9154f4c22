// The status of a Pod (or of a node's Ready condition) as a shape in its colour.

import type { ReactNode } from 'react';
import { Glyph, type GlyphProps } from './Glyph.tsx';
import { statusGlyphs, type StatusName } from './statusGlyphs.ts';

export function StatusGlyph({ status, size = 12, ...rest }: GlyphProps & { readonly status: StatusName }): ReactNode {
  const { colour, shapes } = statusGlyphs[status];
  return <Glyph grid={12} shapes={shapes} size={size} style={{ color: `var(--${colour})` }} {...rest} />;
}
