// How the Pods of a node stand in its box: two columns of tiles while there is room, then single lines, then cells. Known to
// the box that draws them and to what travels to them.

import type { Rect } from './layout.ts';
import type { NodeScene } from './sceneTypes.ts';

export interface PodGrid {
  readonly form: 'tiles' | 'lines' | 'cells';
  readonly columns: number;
  /** Of one place, in design pixels, and what lies between two. */
  readonly width: number;
  readonly height: number;
  readonly gapX: number;
  readonly gapY: number;
}

/** Where the Pods begin in a node's box, and what is left on its sides. */
const PODS_TOP = 77;
const SIDE = 8;
const FOOT = 28;

export const seatsOf = (node: NodeScene): number => node.pods.reduce((n, p) => Math.max(n, p.seat + 1), 0);
export const hasFoot = (node: NodeScene): boolean => node.image !== undefined || node.systemPods.length > 0;

/** `seats`: the highest seat that is taken, and one. */
export function podGrid(seats: number, width: number, height: number): PodGrid {
  const columns = width < 190 ? 1 : width > 390 ? 3 : 2;
  const rows = Math.ceil(seats / columns);
  const each = (n: number): number => (width - (n - 1) * 6) / n;
  if (rows * 38 - 4 <= height) return { form: 'tiles', columns, width: each(columns), height: 34, gapX: 6, gapY: 4 };
  if (rows * 21 - 3 <= height) return { form: 'lines', columns, width: each(columns), height: 18, gapX: 6, gapY: 3 };
  const crowd = Math.floor((width + 6) / 78);
  if (crowd > columns && Math.ceil(seats / crowd) * 21 - 3 <= height) return { form: 'lines', columns: crowd, width: each(crowd), height: 18, gapX: 6, gapY: 3 };
  return { form: 'cells', columns: Math.max(1, Math.floor(width / 14)), width: 12, height: 12, gapX: 2, gapY: 2 };
}

/** What a node's box has for its Pods. */
export const podRoom = (box: Pick<Rect, 'w' | 'h'>, foot: boolean): { readonly width: number; readonly height: number } => ({ width: box.w - 18, height: box.h - 78 - (foot ? FOOT : 8) });

/** The place of a Pod on the stage. */
export function podPlace(box: Rect, grid: PodGrid, seat: number): Rect {
  const column = seat % grid.columns;
  const row = Math.floor(seat / grid.columns);
  return { x: box.x + SIDE + column * (grid.width + grid.gapX), y: box.y + PODS_TOP + row * (grid.height + grid.gapY), w: grid.width, h: grid.height };
}
