// A panel with nothing in it yet: what would be here, and at most one or two things to do about it.

import type { ReactNode } from 'react';
import './controls.css';

export interface EmptyStateProps {
  readonly title: ReactNode;
  readonly children?: ReactNode;
  readonly glyph?: ReactNode;
  readonly actions?: ReactNode;
}

export function EmptyState({ title, children, glyph, actions }: EmptyStateProps): ReactNode {
  return (
    <div className="ks-empty">
      {glyph}
      <p className="ks-empty-title">{title}</p>
      {children && <p>{children}</p>}
      {actions && <div className="ks-row">{actions}</div>}
    </div>
  );
}
