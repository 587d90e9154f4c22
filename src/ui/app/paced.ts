// The page's state at the pace of a reader. While the playhead plays, panels of text look at it ten times a second (less often
// where to draw them takes more than a tenth of the time), in a task of their own, so that a frame has only to draw what
// moves; standing still, and for whatever the reader does himself, it is
// the page's state at once. The picture at rest is the same.

import { create } from 'zustand';
import { useApp, type AppState } from './store.ts';

/** Real milliseconds: the usual, and what no reader waits longer than. */
const EVERY = 100;
const LONGEST = 400;

export const usePaced = create<AppState>()(() => useApp.getState());

let timer: ReturnType<typeof setTimeout> | undefined;
let takenAt = -Infinity;
let every = EVERY;

function take(): void {
  clearTimeout(timer);
  timer = undefined;
  takenAt = performance.now();
  usePaced.setState(useApp.getState(), true);
  // React draws in a microtask that comes before this one.
  queueMicrotask(() => (every = Math.min(LONGEST, Math.max(EVERY, 10 * (performance.now() - takenAt)))));
}

useApp.subscribe((now) => {
  if (!now.playing || !onlyWentOn(now, usePaced.getState())) take();
  else timer ??= setTimeout(take, Math.max(0, takenAt + every - performance.now()));
});

/** Nothing but what changes by itself while it plays: the playhead, and how far the trace is known. */
export function onlyWentOn(now: AppState, before: AppState): boolean {
  for (const key of Object.keys(now) as (keyof AppState)[]) {
    if (key === 'playhead' || key === 'version' || Object.is(now[key], before[key])) continue;
    if (key !== 'branches' || !sameBranches(now.branches, before.branches)) return false;
  }
  return true;
}

function sameBranches(now: AppState['branches'], before: AppState['branches']): boolean {
  return now.length === before.length && now.every((b, i) => b.id === before[i]?.id && b.origin === before[i].origin && b.halted === before[i].halted && b.record === before[i].record);
}
