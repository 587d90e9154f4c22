// How much of the story the timeline shows, and which part: the reader's own business, no part of a session. The keys, the
// wheel and the buttons all come here.

import { create } from 'zustand';
import { activityOf, type Stretch } from '../../trace/activity.ts';
import { player } from '../app/session.ts';
import { shownBranch, useApp, type Branch } from '../app/store.ts';
import { fitAxis, zoomedAxis, type Axis } from './axis.ts';

export interface TimelineView {
  /** 1: the whole story just fits. */
  readonly zoom: number;
  /** Design pixels of the axis that lie left of what is seen. */
  readonly left: number;
  /** Design pixels: the width of the lanes. */
  readonly width: number;
}

export const useTimeline = create<TimelineView>()(() => ({ zoom: 1, left: 0, width: 800 }));

const CLOSEST = 20_000;
/** What an axis on which nothing has happened shows, in microseconds. */
const EMPTY = 100_000;

interface Laid {
  readonly branch: Branch;
  readonly version: number;
  readonly width: number;
  readonly zoom: number;
  readonly axis: Axis;
  /** Real time. */
  readonly at: number;
}
let laid: Laid | undefined;
let stretched: { readonly branch: Branch; readonly version: number; readonly stretches: readonly Stretch[]; readonly fit: Axis; readonly width: number } | undefined;

/** While the playhead plays into what is only just being computed, the axis is laid out anew this often; milliseconds. */
const LAY_OUT_EVERY = 100;
/** Figures and what else is no canvas follow a playhead that plays this often; milliseconds. */
export const FIGURES_EVERY = 48;

/** Up to which version of the trace the axis and what stands on it are drawn. */
export function axisVersion(): number {
  axisNow();
  return laid?.version ?? 0;
}

/** The axis of the shown branch as it is seen now; the same object as long as nothing has changed. */
export function axisNow(): Axis | undefined {
  const branch = shownBranch();
  if (branch?.origin === undefined) return undefined;
  const { zoom, width } = useTimeline.getState();
  const { version } = branch.mirror;
  if (laid && laid.branch.id === branch.id && laid.width === width && laid.zoom === zoom && laid.branch.origin === branch.origin) {
    if (laid.version === version) return laid.axis;
    if (useApp.getState().playing && performance.now() - laid.at < LAY_OUT_EVERY) return laid.axis;
  }
  const from = branch.origin;
  const to = Math.max(branch.mirror.now, from + EMPTY);
  if (!stretched || stretched.branch.id !== branch.id || stretched.version !== version || stretched.width !== width) {
    const stretches = activityOf(branch.mirror).stretches(from, to);
    stretched = { branch, version, width, stretches, fit: fitAxis(stretches, from, to, width) };
  }
  const axis = zoom === 1 ? stretched.fit : zoomedAxis(stretched.stretches, from, to, width, zoom);
  laid = { branch, version, width, zoom, axis, at: performance.now() };
  return axis;
}

/** Nearer or further; what lies at `x` (design pixels of the view) stays where it is. */
export function zoomTimeline(factor: number, x?: number): void {
  const view = useTimeline.getState();
  const axis = axisNow();
  if (!axis) return;
  const playheadX = axis.x(useApp.getState().playhead) - view.left;
  const at = x ?? (playheadX >= 0 && playheadX <= view.width ? playheadX : view.width / 2);
  const time = axis.time(view.left + at);
  const zoom = Math.min(CLOSEST, Math.max(1, view.zoom * factor));
  if (zoom === view.zoom) return;
  useTimeline.setState({ zoom });
  const next = axisNow();
  if (next) useTimeline.setState({ left: clampLeft(next.x(time) - at, next) });
}

export function panTimeline(by: number): void {
  const axis = axisNow();
  if (axis) useTimeline.setState(({ left }) => ({ left: clampLeft(left + by, axis) }));
}

/** The playhead in the middle. */
export function centreTimeline(): void {
  const axis = axisNow();
  if (axis) useTimeline.setState(({ width }) => ({ left: clampLeft(axis.x(useApp.getState().playhead) - width / 2, axis) }));
}

/** Keeps the playhead in sight while it moves by itself. */
export function followPlayhead(): void {
  const axis = axisNow();
  const { left, width, zoom } = useTimeline.getState();
  if (!axis || zoom === 1) {
    if (left !== 0) useTimeline.setState({ left: 0 });
    return;
  }
  const x = axis.x(useApp.getState().playhead) - left;
  if (x < 0 || x > width * 0.92) useTimeline.setState({ left: clampLeft(left + x - width * 0.25, axis) });
}

const clampLeft = (left: number, axis: Axis): number => Math.max(0, Math.min(left, axis.length - useTimeline.getState().width));

/** Moves the playhead to a place of the view. */
export function scrubTo(x: number): void {
  const axis = axisNow();
  const branch = shownBranch();
  if (!axis || branch?.origin === undefined) return;
  player().seek(Math.max(branch.origin, axis.time(useTimeline.getState().left + x)));
}
