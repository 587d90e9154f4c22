// Our mark: an object and an event on a stage. Not the wheel, which is Kubernetes' own trademark.

import type { ReactNode } from 'react';
import { named, sized, type GlyphProps } from './Glyph.tsx';

export function Logo({ size = 22, title, className }: GlyphProps): ReactNode {
  return (
    <svg className={className} viewBox="0 0 22 22" fill="none" style={sized(size)} {...named(title)}>
      <rect x="1.5" y="11" width="19" height="4.2" rx="1.4" fill="var(--ink)" />
      <path d="M5 15v5M17 15v5" stroke="var(--ink)" strokeWidth="1.9" strokeLinecap="round" />
      <rect x="3.4" y="2.4" width="6.6" height="6.6" rx="1.6" fill="var(--write)" />
      <path d="M12.2 2.4h3.2L19 5.7l-3.6 3.3h-3.2l2.9-3.3z" fill="var(--watch)" />
    </svg>
  );
}
