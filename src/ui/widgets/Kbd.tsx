// A key or a chord as printed on the reader's keyboard: "Ctrl K" is ⌘ K on a Mac.

import type { ReactNode } from 'react';
import { keyLabel } from './keyLabel.ts';
import './marks.css';

export function Kbd({ keys }: { readonly keys: string }): ReactNode {
  return <kbd className="ks-kbd">{keyLabel(keys)}</kbd>;
}
