// Going to where something happened: the playhead stands there, and what happened is selected.

import type { Answer } from '../../lessons/lesson.ts';
import { indexOf } from '../../trace/traceIndex.ts';
import { showView } from '../app/frameLayout.ts';
import { player } from '../app/session.ts';
import { select, shownBranch } from '../app/store.ts';

function goTo(at: number): void {
  player().pause();
  player().seek(at);
  showView('stage');
}

export function showRevision(revision: number): void {
  const branch = shownBranch();
  const change = branch && indexOf(branch.mirror).revision(revision);
  if (!change) return;
  goTo(change.at);
  select({ kind: 'revision', revision });
}

export function showMoment({ moment, span }: Answer): void {
  goTo(moment);
  if (span !== undefined && span > 0) select({ kind: 'span', id: span });
}
