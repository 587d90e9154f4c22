// A small fact in a round frame: a seed, a status word, a count. Pressable where it leads somewhere.

import type { ReactNode } from 'react';
import type { ColourName } from '../tokens/tokens.ts';
import { joinClass } from './joinClass.ts';
import { tip } from './tip.ts';
import './marks.css';

export interface ChipProps {
  readonly children: ReactNode;
  /** Frame and text take this colour; without it they are grey. */
  readonly tone?: ColourName;
  readonly hint?: string;
  readonly onPress?: () => void;
  readonly className?: string;
}

export function Chip({ children, tone, hint, onPress, className }: ChipProps): ReactNode {
  const style = tone ? { color: `var(--${tone})`, borderColor: `var(--${tone})` } : undefined;
  const names = joinClass('ks-chip', className);
  if (!onPress) {
    return (
      <span className={names} style={style} {...tip(hint)}>
        {children}
      </span>
    );
  }
  return (
    <button type="button" className={joinClass(names, 'ks-reach')} style={style} onClick={onPress} {...tip(hint)}>
      {children}
    </button>
  );
}
