// Small parts that the insides of several boxes are made of: tables whose rows are walked with the arrow keys, bars, marks.

import type { KeyboardEvent, ReactNode } from 'react';
import { shortName } from '../../trace/subject.ts';
import { hover, select, useApp, type Selection } from '../app/store.ts';
import { joinClass } from '../widgets/joinClass.ts';
import { StatusGlyph } from '../widgets/glyphs/StatusGlyph.tsx';

/** A real table with one stop for Tab; arrows, Home and End walk its rows, Enter selects. */
export function Table({ label, className, children }: { readonly label: string; readonly className?: string; readonly children: ReactNode }): ReactNode {
  return (
    <table role="grid" className={joinClass('ks-z-table', className)} aria-label={label} onKeyDown={walkRows}>
      {children}
    </table>
  );
}

function walkRows(event: KeyboardEvent<HTMLTableElement>): void {
  const rows = [...event.currentTarget.querySelectorAll<HTMLElement>('tr[data-row]')];
  const target = event.target as HTMLElement;
  const row = target.closest<HTMLElement>('tr[data-row]');
  if (!row || event.ctrlKey || event.metaKey || event.altKey) return;
  const at = rows.indexOf(row);
  if (event.key === 'ArrowRight' || event.key === 'ArrowLeft') {
    // Into the cells that can be opened, and back to the row.
    const cells: readonly HTMLElement[] = [row, ...row.querySelectorAll<HTMLElement>('[data-cell]')];
    const next = cells[cells.indexOf(target) + (event.key === 'ArrowRight' ? 1 : -1)];
    if (cells.length === 1 || !next) return;
    next.focus();
    event.preventDefault();
    event.stopPropagation();
    return;
  }
  const moves: Readonly<Record<string, number>> = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 };
  const to = moves[event.key];
  if (to !== undefined) {
    const next = rows[Math.max(0, Math.min(rows.length - 1, to))];
    next?.focus();
    next?.scrollIntoView({ block: 'nearest' });
  } else if (event.key === 'Enter' && target === row) row.click();
  else return;
  event.preventDefault();
}

export interface RowProps {
  /** What a press selects; the same is lit elsewhere while the pointer is on it. */
  readonly selects: Selection;
  readonly first: boolean;
  readonly label?: string;
  readonly className?: string | false | undefined;
  readonly onPick?: () => void;
  readonly children: ReactNode;
}

export function Row({ selects, first, label, className, onPick, children }: RowProps): ReactNode {
  const chosen = useApp((s) => same(s.selection, selects));
  const lit = useApp((s) => same(s.hovered, selects));
  return (
    <tr
      data-row
      tabIndex={first || chosen ? 0 : -1}
      aria-selected={chosen}
      aria-label={label}
      className={joinClass(className, chosen && 'ks-z-chosen', lit && 'ks-z-lit')}
      onClick={() => {
        select(selects);
        onPick?.();
      }}
      onPointerEnter={() => hover(selects)}
      onPointerLeave={() => hover(undefined)}
    >
      {children}
    </tr>
  );
}

function same(a: Selection | undefined, b: Selection): boolean {
  if (a?.kind !== b.kind) return false;
  switch (a.kind) {
    case 'span':
      return a.id === (b as typeof a).id;
    case 'object':
      return a.key === (b as typeof a).key;
    case 'revision':
      return a.revision === (b as typeof a).revision;
    case 'box':
      return a.actor === (b as typeof a).actor;
  }
}

/** Shape first: a ring with a tick, an octagon with a cross, a half disc, a dashed ring, or a line for what was never asked. */
export function Mark({ state, label }: { readonly state: 'done' | 'refused' | 'now' | 'ahead' | 'never'; readonly label: string }): ReactNode {
  return (
    <span className={`ks-z-mark ks-z-${state}`} role="img" aria-label={label}>
      {state === 'done' && (
        <svg viewBox="-10 -10 20 20" aria-hidden>
          <circle r="8.5" />
          <path d="M-3.4 .2l2.4 2.4 4.4-4.9" />
        </svg>
      )}
      {state === 'refused' && <StatusGlyph status="failed" size={20} />}
      {state === 'now' && (
        <svg viewBox="-10 -10 20 20" aria-hidden>
          <circle r="8.5" />
          <path className="ks-z-half" d="M0 -5.5a5.5 5.5 0 0 1 0 11z" />
        </svg>
      )}
      {state === 'ahead' && (
        <svg viewBox="-10 -10 20 20" aria-hidden>
          <circle r="8.5" strokeDasharray="3 2.6" />
        </svg>
      )}
      {state === 'never' && (
        <svg viewBox="-10 -10 20 20" aria-hidden>
          <path d="M-5 0h10" />
        </svg>
      )}
    </span>
  );
}

/** What others have, what this one wants on top, and how far beyond the end that runs. */
export function Capacity({ label, name, asked, request, of, text }: { readonly label: string; readonly name: string; readonly asked: number; readonly request: number; readonly of: number; readonly text: string }): ReactNode {
  const whole = Math.max(1, of);
  const full = Math.min(1, asked / whole);
  const more = Math.min(1.12, (asked + request) / whole) - full;
  const fits = asked + request <= of;
  return (
    <span className="ks-z-capacity" role="img" aria-label={label}>
      <span className="ks-ink3">{name}</span>
      <span className="ks-z-bar" aria-hidden style={{ '--full': full, '--more': Math.max(0, more) }}>
        <i />
        {request > 0 && <i className={joinClass('ks-z-request', !fits && 'ks-z-over')} />}
      </span>
      <span className="ks-z-figure">{text}</span>
    </span>
  );
}

export function Title({ children, hint }: { readonly children: ReactNode; readonly hint?: string }): ReactNode {
  return (
    <h3 className="ks-z-title">
      {children}
      {hint !== undefined && <span className="ks-ink3"> {hint}</span>}
    </h3>
  );
}

/** Five letters of a long name; an Event is called after what it is about, and a number. */
export const objectText = (resource: string, name: string, longest = 18): string => (name === '' ? '' : shortName(resource === 'events' ? name.replace(/\.[0-9a-f]+$/, '') : name, longest));

/** `NodeResourcesFit` may break where its words begin. */
export const breakable = (name: string): string => name.replace(/(?<=[a-z])(?=[A-Z])/g, '\u200b');
