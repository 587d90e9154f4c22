// A table that may be long: only the rows in sight are in the document. One stop for Tab; arrows, Home, End and Page keys
// move through the rows, Enter selects.

import { useEffect, useId, useLayoutEffect, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { joinClass } from '../widgets/joinClass.ts';
import { designPixel } from '../widgets/units.ts';

export interface Column<R> {
  readonly id: string;
  readonly title: string;
  /** A CSS grid track. */
  readonly width: string;
  readonly cell: (row: R) => ReactNode;
}

export interface DataTableProps<R> {
  readonly label: string;
  readonly columns: readonly Column<R>[];
  readonly rows: readonly R[];
  readonly rowKey: (row: R) => string;
  readonly onPick: (row: R) => void;
  readonly onHover?: (row: R | undefined) => void;
  readonly selected?: (row: R) => boolean;
  readonly rowClass?: (row: R) => string | false;
  /** The newest row is the last one: stay at the end as long as the reader has not left it. */
  readonly newestLast?: boolean;
  readonly className?: string;
}

/** Design pixels. */
const ROW = 21;
const OVERSCAN = 6;

export function DataTable<R>({ label, columns, rows, rowKey, onPick, onHover, selected, rowClass, newestLast = false, className }: DataTableProps<R>): ReactNode {
  const id = useId();
  const body = useRef<HTMLDivElement>(null);
  /** `row`: how high a row is in CSS pixels; measured, as asking for styles in every render would hold the page up. */
  const [view, setView] = useState({ top: 0, height: 400, row: ROW });
  const height = view.row;
  const [at, setAt] = useState(-1);
  const atEnd = useRef(true);
  const current = at < 0 || at >= rows.length ? (newestLast ? rows.length - 1 : 0) : at;

  useLayoutEffect(() => {
    const element = body.current;
    if (!element) return undefined;
    const measure = (): void => setView({ top: element.scrollTop, height: element.clientHeight, row: ROW * designPixel() });
    const watcher = new ResizeObserver(measure);
    watcher.observe(element);
    measure();
    return () => watcher.disconnect();
  }, []);
  useEffect(() => {
    if (newestLast && atEnd.current && body.current) body.current.scrollTop = body.current.scrollHeight;
  }, [newestLast, rows.length, view.height]);

  const onScroll = (): void => {
    const element = body.current;
    if (!element) return;
    atEnd.current = element.scrollTop + element.clientHeight >= element.scrollHeight - height;
    setView({ ...view, top: element.scrollTop, height: element.clientHeight });
  };
  const go = (to: number): void => {
    const next = Math.max(0, Math.min(rows.length - 1, to));
    setAt(next);
    const element = body.current;
    if (!element) return;
    const top = next * height;
    if (top < element.scrollTop) element.scrollTop = top;
    // The head stays above the rows.
    else if (top + 2 * height > element.scrollTop + element.clientHeight) element.scrollTop = top + 2 * height - element.clientHeight;
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const page = Math.max(1, Math.floor(view.height / height) - 1);
    const moves: Readonly<Record<string, number>> = { ArrowDown: current + 1, ArrowUp: current - 1, PageDown: current + page, PageUp: current - page, Home: 0, End: rows.length - 1 };
    const to = moves[event.key];
    const row = rows[current];
    if (to !== undefined) go(to);
    else if (event.key === 'Enter' && row) onPick(row);
    else return;
    event.preventDefault();
  };

  const first = Math.max(0, Math.floor(view.top / height) - OVERSCAN);
  const last = Math.min(rows.length, Math.ceil((view.top + view.height) / height) + OVERSCAN);
  const tracks = columns.map((column) => column.width).join(' ');
  return (
    <div
      ref={body}
      className={joinClass('ks-in-table', className)}
      role="grid"
      tabIndex={0}
      aria-label={label}
      aria-rowcount={rows.length + 1}
      aria-colcount={columns.length}
      aria-activedescendant={rows.length > 0 ? `${id}-${current}` : undefined}
      style={{ '--tracks': tracks }}
      onScroll={onScroll}
      onKeyDown={onKeyDown}
      onPointerLeave={() => onHover?.(undefined)}
    >
      <div className="ks-table-head" role="row" aria-rowindex={1}>
        {columns.map((column) => (
          <span key={column.id} role="columnheader" data-column={column.id}>
            {column.title}
          </span>
        ))}
      </div>
      <div className="ks-table-body" role="rowgroup" style={{ height: `calc(${rows.length * ROW} * var(--px))` }}>
          {rows.slice(first, last).map((row, i) => (
            <div
              key={rowKey(row)}
              id={`${id}-${first + i}`}
              role="row"
              aria-rowindex={first + i + 2}
              aria-selected={selected?.(row) ?? false}
              className={joinClass('ks-table-row', first + i === current && 'ks-in-current', rowClass?.(row))}
              style={{ top: `calc(${(first + i) * ROW} * var(--px))` }}
              onClick={() => {
                setAt(first + i);
                onPick(row);
              }}
              onPointerEnter={() => onHover?.(row)}
            >
              {columns.map((column) => (
                <span key={column.id} role="gridcell" data-column={column.id}>
                  {column.cell(row)}
                </span>
              ))}
            </div>
          ))}
      </div>
    </div>
  );
}
