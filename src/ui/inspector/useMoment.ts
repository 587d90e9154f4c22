// Hooks onto the playhead. React renders again only when something discrete has changed: another message, another stage,
// another revision. What moves with every frame (bars, "next 5.1 ms") is written straight into the document.

import { useEffect, useRef } from 'react';
import { useShallow } from 'zustand/react/shallow';
import type { SpanView } from '../../trace/reader.ts';
import { narration } from '../caption/narration.ts';
import { usePaced } from '../app/paced.ts';
import { shownBranch, useApp, type AppState, type Branch, type Selection } from '../app/store.ts';
import { focusOf, NOTHING, type Focus } from './model/focus.ts';
import { panelIndex, type PanelIndex } from './model/panelIndex.ts';

/** What the inspector needs of a moment. */
export interface Moment {
  readonly branch: Branch;
  readonly index: PanelIndex;
  /** The end of the boot; times on the page count from here. */
  readonly origin: number;
}

export function momentOf(state: AppState): Moment | undefined {
  const branch = shownBranch(state);
  return branch && { branch, index: panelIndex(branch.mirror), origin: branch.origin ?? Infinity };
}

/** A value of the moment; renders again when it is another one. Objects are compared field by field. */
export function useMoment<T>(read: (moment: Moment, at: number, state: AppState) => T, absent: T): T {
  return usePaced(
    useShallow((state): T => {
      const moment = momentOf(state);
      return moment ? read(moment, state.playhead, state) : absent;
    }),
  );
}

/** What a selection is about; without one, what the caption speaks of, else the last thing of the story that began. */
export const useFocus = (selection: Selection | undefined): Focus => useMoment(({ index, origin }, at, state) => focusOf(selection, index, at, selection ? 0 : told(index, origin, at, state)), NOTHING);

function told(index: PanelIndex, origin: number, at: number, state: AppState): number {
  const spoken = narration(state)?.caption.span ?? 0;
  if (spoken > 0) return spoken;
  const begun = index.storyAt(at);
  return begun > 0 && index.reader.startOf(begun) >= origin ? begun : 0;
}

/** The branch with its look-ups. Renders again when another branch is shown, not when the trace grows. */
export function useTrace(): Moment | undefined {
  usePaced((s) => s.branch);
  usePaced((s) => shownBranch(s)?.origin);
  return momentOf(useApp.getState());
}

/** A span; renders again when it has grown, until it has ended. */
export function useSpan(id: number): SpanView | undefined {
  usePaced((s) => {
    const mirror = shownBranch(s)?.mirror;
    if (!mirror || id < 1 || id > mirror.spanCount) return -1;
    return mirror.endOf(id) === Infinity ? s.version : 0;
  });
  const mirror = shownBranch()?.mirror;
  return mirror && id >= 1 && id <= mirror.spanCount ? mirror.span(id) : undefined;
}

/** Calls `draw` with the playhead, now and whenever it has moved or the trace has grown. No state may change in it. */
export function usePlayhead(draw: (at: number) => void): void {
  const latest = useRef(draw);
  latest.current = draw;
  useEffect(() => {
    latest.current(usePaced.getState().playhead);
  });
  useEffect(
    () =>
      usePaced.subscribe((state, before) => {
        if (state.playhead !== before.playhead) latest.current(state.playhead);
      }),
    [],
  );
}
