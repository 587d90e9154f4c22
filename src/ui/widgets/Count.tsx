// How many: behind a tab's name. Red where they are errors.

import type { ReactNode } from 'react';
import { formatCount } from '../../locales/format.ts';
import { joinClass } from './joinClass.ts';
import './marks.css';

export function Count({ n, errors = false }: { readonly n: number; readonly errors?: boolean }): ReactNode {
  return <span className={joinClass('ks-count', errors && 'ks-errors')}>{formatCount(n)}</span>;
}
