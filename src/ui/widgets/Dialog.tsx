// A dialog over the browser's own <dialog>: the rest is inert, Escape closes, focus returns.

import { X } from 'lucide-react';
import { useEffect, useId, useRef, type ReactNode } from 'react';
import { IconButton } from './Button.tsx';
import { useT } from './preferences.ts';
import './overlays.css';

export interface DialogProps {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly title: string;
  readonly children: ReactNode;
  readonly actions?: ReactNode;
  /** Design pixels. */
  readonly width?: number;
}

export function Dialog({ open, onClose, title, children, actions, width = 480 }: DialogProps): ReactNode {
  const t = useT();
  const heading = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (open) dialog.current?.showModal();
    else dialog.current?.close();
  }, [open]);
  return (
    <dialog ref={dialog} className="ks-dialog" style={{ '--width': width }} aria-labelledby={heading} onClose={onClose} onClick={(e) => e.target === e.currentTarget && onClose()}>
      {open && (
        <div className="ks-dialog-sheet">
          <header>
            <h2 id={heading}>{title}</h2>
            <IconButton icon={X} label={t('controls.close')} onClick={onClose} />
          </header>
          <div className="ks-dialog-body">{children}</div>
          {actions && <footer>{actions}</footer>}
        </div>
      )}
    </dialog>
  );
}
