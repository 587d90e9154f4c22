// The one yellow marker: it says what the caption is talking about. One subject at a time, two at most.

import type { ReactNode } from 'react';
import './marks.css';

export function Marker({ children, on = true }: { readonly children: ReactNode; readonly on?: boolean }): ReactNode {
  return on ? <mark className="ks-marker">{children}</mark> : children;
}
