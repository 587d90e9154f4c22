// One of a few, all visible: a radio group. Arrow keys move the choice; Tab enters and leaves the group as a whole.

import { useRef, type KeyboardEvent, type ReactNode } from 'react';
import { joinClass } from './joinClass.ts';
import { rove } from './rove.ts';
import './controls.css';

export interface SegmentedProps<V extends string> {
  /** What is being chosen; for ears. */
  readonly label: string;
  readonly value: V;
  readonly options: readonly { readonly value: V; readonly label: ReactNode; readonly lang?: string }[];
  readonly onChange: (value: V) => void;
  /** 24 or 26 design pixels high. */
  readonly size?: 's' | 'm';
}

export function Segmented<V extends string>({ label, value, options, onChange, size = 'm' }: SegmentedProps<V>): ReactNode {
  const group = useRef<HTMLDivElement>(null);
  const chosen = options.findIndex((o) => o.value === value);
  const onKeyDown = (e: KeyboardEvent): void => {
    const next = rove(e.key, chosen, options.length, 'both');
    if (next === null) return;
    e.preventDefault();
    onChange((options[next] as { value: V }).value);
    (group.current?.children[next] as HTMLElement | undefined)?.focus();
  };
  return (
    <div ref={group} role="radiogroup" aria-label={label} className={joinClass('ks-segmented', size === 's' && 'ks-size-s')} onKeyDown={onKeyDown}>
      {options.map((option, i) => (
        <button key={option.value} type="button" role="radio" lang={option.lang} aria-checked={i === chosen} tabIndex={i === Math.max(0, chosen) ? 0 : -1} onClick={() => onChange(option.value)}>
          {option.label}
        </button>
      ))}
    </div>
  );
}
