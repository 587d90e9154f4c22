// The run as it stands, as it goes into a link or a file.

import { shownBranch, useApp } from '../app/store.ts';
import type { Shared } from './link.ts';

export function sharedOf(language: Shared['language']): Shared | undefined {
  const state = useApp.getState();
  const branch = shownBranch(state);
  if (!branch) return undefined;
  const { title, files, file } = state;
  const at = Math.round(state.playhead);
  return { record: branch.record, until: Math.max(at, Math.round(branch.mirror.now)), at, language, title, files, file };
}
