// Where flags hang: beside their head, on the first side where they cover no box, no other flag and no footprint. Who finds
// no side keeps the head and loses the flag until it is pointed at.

import type { Point, Rect } from './layout.ts';

export interface FlagWish<T> {
  readonly item: T;
  /** The middle of the head. */
  readonly head: Point;
  readonly width: number;
  readonly height: number;
  /** Who is served first: the lower, the earlier. */
  readonly rank: number;
  /** Shown even where it covers something: it is pointed at. */
  readonly must: boolean;
}

export interface PlacedFlag<T> {
  readonly item: T;
  readonly rect: Rect;
  readonly side: Side;
}

export type Side = 'right' | 'left' | 'above' | 'below';
const SIDES: readonly Side[] = ['right', 'left', 'above', 'below'];
/** From the middle of the head to the flag. */
const AWAY = 13;

export function placeFlags<T>(wishes: readonly FlagWish<T>[], obstacles: readonly Rect[], bounds: Rect): PlacedFlag<T>[] {
  const placed: PlacedFlag<T>[] = [];
  const order = [...wishes].sort((a, b) => a.rank - b.rank);
  for (const wish of order) {
    const fits = (rect: Rect): boolean => inside(rect, bounds) && !obstacles.some((o) => overlap(rect, o)) && !placed.some((p) => overlap(rect, p.rect)) && !coversHead(rect, wish, order);
    const free = candidates(wish).find(({ rect }) => fits(rect));
    const found = free ?? (wish.must ? (candidates(wish).find(({ rect }) => inside(rect, bounds)) ?? { side: 'right' as const, rect: flagRect(wish, 'right') }) : undefined);
    if (found) placed.push({ item: wish.item, ...found });
  }
  return placed;
}

/** The four sides in their order; beside a dock a flag may slide a little along the road, away from the box. */
function candidates(wish: FlagWish<unknown>): { readonly side: Side; readonly rect: Rect }[] {
  return SIDES.flatMap((side): { readonly side: Side; readonly rect: Rect }[] => {
    const rect = flagRect(wish, side);
    if (side === 'above' || side === 'below') return [{ side, rect }];
    return SLIDES.map((by) => ({ side, rect: { ...rect, y: rect.y + by } }));
  });
}
const SLIDES = [0, 6, -6, 12, -12];

export function flagRect({ head, width, height }: Pick<FlagWish<unknown>, 'head' | 'width' | 'height'>, side: Side): Rect {
  switch (side) {
    case 'right':
      return { x: head.x + AWAY, y: head.y - height / 2, w: width, h: height };
    case 'left':
      return { x: head.x - AWAY - width, y: head.y - height / 2, w: width, h: height };
    case 'above':
      return { x: head.x - width / 2, y: head.y - AWAY - height, w: width, h: height };
    case 'below':
      return { x: head.x - width / 2, y: head.y + AWAY, w: width, h: height };
  }
}

export const overlap = (a: Rect, b: Rect): boolean => a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
const inside = (a: Rect, b: Rect): boolean => a.x >= b.x && a.y >= b.y && a.x + a.w <= b.x + b.w && a.y + a.h <= b.y + b.h;

/** Another head must stay visible too. */
function coversHead(rect: Rect, mine: FlagWish<unknown>, all: readonly FlagWish<unknown>[]): boolean {
  return all.some(({ head }) => (head.x !== mine.head.x || head.y !== mine.head.y) && head.x > rect.x - 7 && head.x < rect.x + rect.w + 7 && head.y > rect.y - 7 && head.y < rect.y + rect.h + 7);
}
