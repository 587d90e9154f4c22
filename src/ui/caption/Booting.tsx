// What the caption says before there is anything to tell.

import type { ReactNode } from 'react';
import { useT } from '../widgets/preferences.ts';
import './caption.css';

export function Booting(): ReactNode {
  const t = useT();
  return (
    <div className="ks-caption">
      <p className="ks-caption-text ks-ink2">
        {t('caption.booting')}
      </p>
    </div>
  );
}
