// A part that folds, over the browser's own <details>: searchable in the page, operable without us.

import { ChevronRight } from 'lucide-react';
import type { ReactNode } from 'react';
import { Icon } from './glyphs/Icon.tsx';
import './controls.css';

export interface DisclosureProps {
  readonly summary: ReactNode;
  readonly children: ReactNode;
  readonly open?: boolean;
  readonly onToggle?: (open: boolean) => void;
}

export function Disclosure({ summary, children, open = false, onToggle }: DisclosureProps): ReactNode {
  return (
    <details className="ks-disclosure" open={open} onToggle={(e) => onToggle?.(e.currentTarget.open)}>
      <summary>
        <Icon of={ChevronRight} size={14} className="ks-disclosure-arrow" />
        {summary}
      </summary>
      {children}
    </details>
  );
}
