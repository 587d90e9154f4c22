// A panel that opens beside a button, over the browser's own popover: it lies above everything, closes on Escape and on a
// click elsewhere, and gives the focus back. The content is rendered only while it is open.

import { useEffect, useId, useRef, useState, type ReactNode, type Ref, type ToggleEvent } from 'react';
import { joinClass } from './joinClass.ts';
import { placeElement, type Placement } from './place.ts';
import './overlays.css';

/** Spread onto the button that opens it. */
export interface PopoverTrigger {
  readonly ref: Ref<HTMLButtonElement>;
  readonly popoverTarget: string;
  readonly 'aria-haspopup': 'menu' | 'dialog';
  readonly 'aria-expanded': boolean;
}

export interface PopoverProps extends Placement {
  readonly label: string;
  readonly role?: 'menu' | 'dialog';
  readonly trigger: (props: PopoverTrigger) => ReactNode;
  readonly children: (close: () => void) => ReactNode;
  readonly className?: string;
}

export function Popover({ label, role = 'dialog', trigger, children, className, ...placement }: PopoverProps): ReactNode {
  const id = useId();
  const anchor = useRef<HTMLButtonElement>(null);
  const panel = useRef<HTMLDivElement>(null);
  const [open, setOpen] = useState(false);
  const latest = useRef(placement);
  latest.current = placement;

  useEffect(() => {
    if (!open) return;
    const move = (): void => {
      if (panel.current && anchor.current) placeElement(panel.current, anchor.current, latest.current);
    };
    // The content is there now, and the browser shows the panel before the next frame.
    const frame = requestAnimationFrame(() => {
      move();
      const first = (selector: string): HTMLElement | null | undefined => panel.current?.querySelector<HTMLElement>(selector);
      (first('[aria-checked=true]') ?? first('button:enabled, input, [tabindex="0"]'))?.focus();
    });
    addEventListener('resize', move);
    return () => {
      cancelAnimationFrame(frame);
      removeEventListener('resize', move);
    };
  }, [open]);

  const onBeforeToggle = (e: ToggleEvent<HTMLDivElement>): void => {
    setOpen(e.newState === 'open');
    if (e.newState === 'closed' && panel.current?.contains(document.activeElement)) anchor.current?.focus();
  };

  return (
    <>
      {trigger({ ref: anchor, popoverTarget: id, 'aria-haspopup': role, 'aria-expanded': open })}
      <div ref={panel} id={id} popover="auto" role={role} aria-label={label} className={joinClass('ks-popover', className)} onBeforeToggle={onBeforeToggle}>
        {open && children(() => panel.current?.hidePopover())}
      </div>
    </>
  );
}
