// r1048: a revision of the store. The black frame is the newest one. Pressing it goes to that write.

import type { ReactNode } from 'react';
import { joinClass } from './joinClass.ts';
import { useT } from './preferences.ts';
import './marks.css';

export interface RevisionChipProps {
  readonly revision: number;
  readonly newest?: boolean;
  readonly onPress?: (revision: number) => void;
}

export function RevisionChip({ revision, newest = false, onPress }: RevisionChipProps): ReactNode {
  const t = useT();
  const label = t(newest ? 'controls.revisionNewest' : 'controls.revision', { revision: String(revision) });
  const names = joinClass('ks-revision', newest && 'ks-newest');
  if (!onPress) {
    return (
      <span className={names} title={newest ? label : undefined}>
        r{revision}
      </span>
    );
  }
  return (
    <button type="button" className={joinClass(names, 'ks-reach')} aria-label={label} onClick={() => onPress(revision)}>
      r{revision}
    </button>
  );
}
