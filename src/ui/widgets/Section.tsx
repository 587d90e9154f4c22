// A part of a panel under a small heading, closed by a hairline.

import type { ReactNode } from 'react';
import './controls.css';

export interface SectionProps {
  readonly title?: ReactNode;
  /** On the right of the heading. */
  readonly aside?: ReactNode;
  readonly children: ReactNode;
}

export function Section({ title, aside, children }: SectionProps): ReactNode {
  return (
    <section className="ks-section">
      {title !== undefined && (
        <h3>
          {title}
          {aside !== undefined && <span className="ks-section-aside">{aside}</span>}
        </h3>
      )}
      {children}
    </section>
  );
}
