// A menu behind a button: arrows, Home, End and first letters move; Enter, Space or a click chooses and closes.

import { Check, type LucideIcon } from 'lucide-react';
import type { KeyboardEvent, ReactNode } from 'react';
import { Icon } from './glyphs/Icon.tsx';
import { Kbd } from './Kbd.tsx';
import type { Placement } from './place.ts';
import { Popover, type PopoverTrigger } from './Popover.tsx';
import { rove } from './rove.ts';
import './overlays.css';

export interface MenuItem {
  readonly id: string;
  readonly label: string;
  /** A second, quiet line. */
  readonly note?: string;
  readonly icon?: LucideIcon;
  readonly keys?: string;
  /** One of a group: exactly one is true. */
  readonly checked?: boolean;
  readonly disabled?: boolean;
  /** A rule above it. */
  readonly ruled?: boolean;
  readonly onSelect: () => void;
}

export interface MenuProps extends Placement {
  readonly label: string;
  readonly items: readonly MenuItem[];
  readonly trigger: (props: PopoverTrigger) => ReactNode;
}

export function Menu({ label, items, trigger, ...placement }: MenuProps): ReactNode {
  return (
    <Popover label={label} role="menu" trigger={trigger} className="ks-menu" {...placement}>
      {(close) => items.map((item) => <MenuRow key={item.id} item={item} close={close} />)}
    </Popover>
  );
}

export function MenuRow({ item, close }: { readonly item: MenuItem; readonly close: () => void }): ReactNode {
  const choose = (): void => {
    close();
    item.onSelect();
  };
  return (
    <>
      {item.ruled && <hr />}
      <button
        type="button"
        role={item.checked === undefined ? 'menuitem' : 'menuitemradio'}
        {...(item.checked === undefined ? {} : { 'aria-checked': item.checked })}
        disabled={item.disabled}
        tabIndex={-1}
        className="ks-menu-item"
        onClick={choose}
        onKeyDown={onKeyDown}
        onPointerMove={(e) => e.currentTarget.focus({ preventScroll: true })}
      >
        <span className="ks-menu-icon">{item.checked ? <Icon of={Check} size={15} /> : item.icon ? <Icon of={item.icon} size={15} /> : null}</span>
        <span className="ks-menu-words">
          {item.label}
          {item.note && <span className="ks-ink3">{item.note}</span>}
        </span>
        {item.keys && <Kbd keys={item.keys} />}
      </button>
    </>
  );
}

function onKeyDown(e: KeyboardEvent<HTMLButtonElement>): void {
  const rows = [...(e.currentTarget.parentElement?.querySelectorAll<HTMLButtonElement>('.ks-menu-item:enabled') ?? [])];
  const at = rows.indexOf(e.currentTarget);
  const next = rove(e.key, at, rows.length, 'column') ?? byLetter(rows, at, e);
  if (e.key === 'Tab') e.currentTarget.closest<HTMLElement>('[popover]')?.hidePopover();
  if (next === null) return;
  e.preventDefault();
  rows[next]?.focus();
}

function byLetter(rows: readonly HTMLElement[], at: number, e: KeyboardEvent): number | null {
  if (e.key.length !== 1 || e.key === ' ' || e.ctrlKey || e.metaKey || e.altKey) return null;
  const starts = (row: HTMLElement): boolean => (row.querySelector('.ks-menu-words')?.textContent ?? '').toLowerCase().startsWith(e.key.toLowerCase());
  const after = rows.findIndex((row, i) => i > at && starts(row));
  const found = after === -1 ? rows.findIndex(starts) : after;
  return found === -1 ? null : found;
}
