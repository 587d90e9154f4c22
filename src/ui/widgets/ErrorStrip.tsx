// What went wrong, in the place where it went wrong: a red strip with the words and what can be done. Never a toast.

import type { ReactNode } from 'react';
import { StatusGlyph } from './glyphs/StatusGlyph.tsx';
import './controls.css';

export interface ErrorStripProps {
  readonly title: ReactNode;
  /** The server's own words. */
  readonly children?: ReactNode;
  readonly actions?: ReactNode;
}

export function ErrorStrip({ title, children, actions }: ErrorStripProps): ReactNode {
  return (
    <div className="ks-error-strip" role="alert">
      <StatusGlyph status="failed" size={15} />
      <div className="ks-error-words">
        <b>{title}</b>
        {children && <div className="ks-mono">{children}</div>}
      </div>
      {actions && <div className="ks-row">{actions}</div>}
    </div>
  );
}
