// Where something that opens beside an anchor goes: on the wanted side if it fits there, else opposite, and always inside
// the window. Plain arithmetic on rectangles, in CSS pixels.

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export type Size = Pick<Box, 'width' | 'height'>;
export type Side = 'below' | 'above' | 'right' | 'left';
export type Align = 'start' | 'middle' | 'end';

export interface Placement {
  readonly side?: Side;
  readonly align?: Align;
  readonly gap?: number;
}

export interface Placed {
  readonly x: number;
  readonly y: number;
  readonly side: Side;
}

const opposite: Readonly<Record<Side, Side>> = { below: 'above', above: 'below', right: 'left', left: 'right' };
const MARGIN = 8;

export function place(anchor: Box, size: Size, room: Size, placement: Placement = {}): Placed {
  const { side = 'below', align = 'start', gap = 4 } = placement;
  const space: Readonly<Record<Side, number>> = {
    below: room.height - anchor.y - anchor.height - gap - MARGIN,
    above: anchor.y - gap - MARGIN,
    right: room.width - anchor.x - anchor.width - gap - MARGIN,
    left: anchor.x - gap - MARGIN,
  };
  const needs = (s: Side): number => (s === 'below' || s === 'above' ? size.height : size.width);
  const other = opposite[side];
  const used = space[side] < needs(side) && space[other] > space[side] ? other : side;
  const along = (from: number, length: number, own: number): number => (align === 'start' ? from : align === 'end' ? from + length - own : from + (length - own) / 2);
  const x = used === 'right' ? anchor.x + anchor.width + gap : used === 'left' ? anchor.x - gap - size.width : along(anchor.x, anchor.width, size.width);
  const y = used === 'below' ? anchor.y + anchor.height + gap : used === 'above' ? anchor.y - gap - size.height : along(anchor.y, anchor.height, size.height);
  const inside = (at: number, own: number, all: number): number => Math.round(Math.max(MARGIN, Math.min(at, all - own - MARGIN)));
  return { x: inside(x, size.width, room.width), y: inside(y, size.height, room.height), side: used };
}

/** Moves an open popover beside its anchor. */
export function placeElement(popover: HTMLElement, anchor: Element, placement: Placement): void {
  // offsetWidth: what it measures without the scaling it may appear with.
  const { x, y } = place(anchor.getBoundingClientRect(), { width: popover.offsetWidth, height: popover.offsetHeight }, { width: innerWidth, height: innerHeight }, placement);
  popover.style.left = `${x}px`;
  popover.style.top = `${y}px`;
}
