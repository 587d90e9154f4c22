// Runs to watch from their beginning.

import { player } from '../app/session.ts';
import { firstVisit, started } from '../app/start.ts';
import { useApp } from '../app/store.ts';
import { preferences } from '../widgets/preferences.ts';
import { openTraffic } from '../traffic/sending.ts';
import { bootOrder } from './bootOrder.ts';
import { ROLLOUT_FILE, rolloutManifest, rolloutParts } from './rollouts.ts';

export async function tellFirst(): Promise<void> {
  await started;
  await firstVisit();
}

/**
 * Boot order: the control plane's machine loses its power and gets it back. There is no API server to ask; its kubelet starts
 * first and runs the files of its folder.
 */
export async function tellBootOrder(): Promise<void> {
  await started;
  useApp.setState({ title: preferences.getState().translate?.('gallery.storyBootTitle') ?? '', firstVisit: false, notice: undefined });
  const { id } = await player().open({ version: 1, seed: 42, shape: 'default', inputs: [] });
  for (const { input, delay, lasts } of bootOrder) {
    if (useApp.getState().branch !== id) return;
    await player().foretell([input], delay, lasts);
  }
}

/** A new version under 20 requests a second. The reader comes when the first one is served. */
export async function tellRollout(careful: boolean): Promise<void> {
  await started;
  const title = preferences.getState().translate?.(careful ? 'gallery.storyCareful' : 'gallery.storyCareless') ?? '';
  useApp.setState({ title, files: [{ name: ROLLOUT_FILE, text: rolloutManifest(2, careful) }], file: ROLLOUT_FILE, firstVisit: false, notice: undefined });
  const { id } = await player().open({ version: 1, seed: 42, shape: 'default', inputs: [] });
  for (const [i, { inputs, delay, lasts }] of rolloutParts(careful).entries()) {
    if (useApp.getState().branch !== id) return;
    await player().foretell(inputs, delay, lasts);
    if (i === 0) player().toLatest();
  }
  if (useApp.getState().branch !== id) return;
  useApp.setState({ speed: 1 });
  openTraffic();
}
