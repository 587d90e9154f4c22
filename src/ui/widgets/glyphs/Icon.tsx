// A Lucide icon in our weight, growing with the UI scale. <Icon of={Search} size={14} />

import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { named, sized, type GlyphProps } from './Glyph.tsx';

export interface IconProps extends GlyphProps {
  readonly of: LucideIcon;
  /** Of the line, in the icon's own 24 grid. */
  readonly weight?: number;
}

export function Icon({ of: Drawing, size = 16, weight = 1.75, title, className }: IconProps): ReactNode {
  return <Drawing strokeWidth={weight} style={sized(size)} className={className ? `ks-glyph-plain ${className}` : 'ks-glyph-plain'} {...named(title)} />;
}
