// The edge between two panels: drag it, or focus it and use the arrow keys (Shift: larger steps), Home and End. A double
// click or Escape while dragging brings back what was; Enter folds the panel where it can be folded.

import { useRef, type KeyboardEvent, type PointerEvent, type ReactNode } from 'react';
import { joinClass } from './joinClass.ts';
import { designPixel } from './units.ts';
import './controls.css';

export interface SplitHandleProps {
  readonly label: string;
  /** `x`: an upright edge that moves sideways. */
  readonly axis: 'x' | 'y';
  /** All in design pixels. */
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly initial: number;
  readonly onChange: (value: number) => void;
  /** The panel lies right of or below its edge, so it grows when the edge moves left or up. */
  readonly reverse?: boolean;
  /** Enter, and dragging far below the least size. */
  readonly onFold?: () => void;
  /** The id of the panel that is resized. */
  readonly controls?: string;
  readonly className?: string;
}

export function SplitHandle({ label, axis, value, min, max, initial, onChange, reverse = false, onFold, controls, className }: SplitHandleProps): ReactNode {
  const drag = useRef<{ readonly from: number; readonly value: number } | null>(null);
  const sign = reverse ? -1 : 1;
  const change = (to: number): void => onChange(Math.round(Math.min(max, Math.max(min, to))));
  const position = (e: PointerEvent): number => (axis === 'x' ? e.clientX : e.clientY);

  const onPointerDown = (e: PointerEvent<HTMLDivElement>): void => {
    if (e.button !== 0) return;
    e.currentTarget.setPointerCapture(e.pointerId);
    drag.current = { from: position(e), value };
  };
  const onPointerMove = (e: PointerEvent): void => {
    if (!drag.current) return;
    const wanted = drag.current.value + (sign * (position(e) - drag.current.from)) / designPixel();
    if (onFold && wanted < min / 2) {
      drag.current = null;
      onFold();
    } else change(wanted);
  };
  const onKeyDown = (e: KeyboardEvent): void => {
    const step = (e.shiftKey ? 48 : 8) * sign;
    const [less, more] = axis === 'x' ? ['ArrowLeft', 'ArrowRight'] : ['ArrowUp', 'ArrowDown'];
    if (e.key === more) change(value + step);
    else if (e.key === less) change(value - step);
    else if (e.key === 'Home') change(min);
    else if (e.key === 'End') change(max);
    else if (e.key === 'Enter' && onFold) onFold();
    else if (e.key === 'Escape' && drag.current) {
      change(drag.current.value);
      drag.current = null;
    } else return;
    e.preventDefault();
  };
  const stop = (): void => {
    drag.current = null;
  };

  return (
    <div
      role="separator"
      tabIndex={0}
      aria-label={label}
      aria-orientation={axis === 'x' ? 'vertical' : 'horizontal'}
      aria-valuenow={Math.round(value)}
      aria-valuemin={min}
      aria-valuemax={max}
      {...(controls === undefined ? {} : { 'aria-controls': controls })}
      className={joinClass('ks-split', `ks-split-${axis}`, className)}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={stop}
      onPointerCancel={stop}
      onDoubleClick={() => onChange(initial)}
      onKeyDown={onKeyDown}
    />
  );
}
