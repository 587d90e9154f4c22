// The rows of the shown branch up to the playhead, as a hook: new only when one is added or taken away.

import { usePaced } from '../app/paced.ts';
import { shownBranch, type AppState, type Branch } from '../app/store.ts';
import { Rows } from './rows.ts';

const made = new WeakMap<object, Rows>();

export function rowsOf(branch: Branch | undefined): Rows | undefined {
  if (branch?.origin === undefined) return undefined;
  let rows = made.get(branch.mirror);
  if (!rows) made.set(branch.mirror, (rows = new Rows(branch.mirror, branch.boundaries.milestones, branch.origin)));
  return rows;
}

/** How many rows there are at the playhead. */
export const countNow = (state: AppState): number => rowsOf(shownBranch(state))?.countAt(state.playhead) ?? 0;

export const useRowCount = (): number => usePaced(countNow);
