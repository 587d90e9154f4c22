// The narration of what is on screen, as a hook: the same object as long as it says the same, so that nothing is drawn
// again while the playhead moves through one step.

import { narrate, type Caption, type Narration } from '../../trace/captions.ts';
import { linkOf } from '../../trace/explain.ts';
import { hopCaption } from '../../trace/hopCaptions.ts';
import { netSentence } from '../../trace/netCaptions.ts';
import { usePaced } from '../app/paced.ts';
import { shownBranch, useApp, type AppState } from '../app/store.ts';

let last: { readonly sign: string; readonly narration: Narration; readonly branch: number; readonly version: number; readonly playhead: number; readonly hop: boolean } | undefined;

/** The narration at the playhead; undefined while the first cluster still boots. */
export function narration(state: AppState = useApp.getState()): Narration | undefined {
  const branch = shownBranch(state);
  if (branch?.origin === undefined) return undefined;
  const hop = standsAtHop(state) || chosenHop(state) !== undefined;
  // Several panels ask at each moment.
  if (last && last.playhead === state.playhead && last.hop === hop && last.version === branch.mirror.version && last.branch === branch.id) return last.narration;
  const told = narrate(branch.mirror, branch.boundaries.milestones, branch.origin, state.playhead);
  const caption = hopTold(state);
  const now = caption ? { ...told, caption } : told;
  const sign = signOf(now, branch.id);
  last = { sign, narration: last?.sign === sign ? last.narration : now, branch: branch.id, version: branch.mirror.version, playhead: state.playhead, hop };
  return last.narration;
}

/** Does the playhead stand where a step by hops has led it? */
export const standsAtHop = ({ playing, hopReached, playhead }: AppState): boolean => !playing && hopReached === playhead;

/** Who steps by hops sees a step of the story take many of them: standing, each has its own sentence. */
export function hopTold(state: AppState): Caption | undefined {
  const branch = standsAtHop(state) ? shownBranch(state) : undefined;
  return (branch && hopCaption(branch.mirror, branch.boundaries, state.playhead)) ?? chosenHop(state);
}

/** One request of a crowd, where somebody has chosen it and stands at its end: no step of the story, and yet what he asks for. */
function chosenHop(state: AppState): Caption | undefined {
  const { selection, playing, playhead } = state;
  const mirror = shownBranch(state)?.mirror;
  if (playing || selection?.kind !== 'span' || !mirror || selection.id > mirror.spanCount || Math.abs(mirror.endOf(selection.id) - playhead) > 1) return undefined;
  const span = mirror.span(selection.id);
  const { summary } = span;
  if (summary.type !== 'hop') return undefined;
  return { ...netSentence(span, summary, 'over'), span: span.id, key: linkOf(mirror, span.id).key, from: span.start, to: span.end, after: 0 };
}

/** What a reader would see change. Times that run are told in tenths of a second. */
function signOf({ caption, milestone, next, nextIn }: Narration, branch: number): string {
  const { time = 0, ...params } = caption.params;
  return [branch, caption.span, caption.code, caption.after, milestone, next?.code, next && JSON.stringify(next.params), nextIn > 300_000 ? Math.round(nextIn / 100_000) : 0, Math.round(time / 100_000), ...Object.values(params)].join(' ');
}

export const useNarration = (): Narration | undefined => usePaced(narration);
