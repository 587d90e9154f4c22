// A kind of object (by its Kubernetes name) or a component, in ink.

import type { ReactNode } from 'react';
import { Glyph, type GlyphProps } from './Glyph.tsx';
import { glyphOfKind, kindGlyphs, type KindGlyphName } from './kindGlyphs.ts';

export function ComponentGlyph({ name, size = 15, ...rest }: GlyphProps & { readonly name: KindGlyphName }): ReactNode {
  return <Glyph grid={16} shapes={kindGlyphs[name]} size={size} {...rest} />;
}

/** An unknown kind is a plain rounded square with its first two letters. */
export function KindGlyph({ kind, size = 15, ...rest }: GlyphProps & { readonly kind: string }): ReactNode {
  const name = glyphOfKind(kind);
  return (
    <Glyph grid={16} shapes={kindGlyphs[name]} size={size} {...rest}>
      {name === 'other' && (
        <text x="8" y="10.9" textAnchor="middle" className="ks-glyph-letters">
          {kind.slice(0, 2)}
        </text>
      )}
    </Glyph>
  );
}
