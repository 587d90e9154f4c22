// Runs to watch from their beginning.

import { client, player } from '../app/session.ts';
import { openSheet } from '../app/sheets.ts';
import { bootingCluster, firstVisit, started } from '../app/start.ts';
import { shownBranch, useApp } from '../app/store.ts';
import { preferences } from '../widgets/preferences.ts';
import { openTraffic } from '../traffic/sending.ts';
import { SCHEDULER_FILE } from '../staticPods/schedulerConfig.ts';
import { APPLIED_AT, APPLIED_FOR, applyPods, PACKED_FILE, PACKED_MANIFEST, packingInputs } from './binPacking.ts';
import { bootOrder } from './bootOrder.ts';
import { ROLLOUT_FILE, rolloutManifest, rolloutParts } from './rollouts.ts';

export async function tellFirst(): Promise<void> {
  await started;
  await firstVisit();
}

/** The cluster itself, from the power on. */
export async function tellStart(): Promise<void> {
  await started;
  await bootingCluster();
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

/**
 * The same Pods twice: by the scheduler as kubeadm starts it, and on a second branch by one with a configuration. The reader
 * comes when both are placed, with both side by side.
 */
export async function tellBinPacking(): Promise<void> {
  await started;
  const say = preferences.getState().translate;
  useApp.setState({ title: say?.('gallery.storyPacking') ?? '', files: [{ name: PACKED_FILE, text: PACKED_MANIFEST }], file: PACKED_FILE, firstVisit: false, notice: undefined });
  const { id, origin = 0 } = await player().open({ version: 1, seed: 42, shape: 'default', inputs: [] });
  const { files } = await client().ask(id, { ask: 'manifests' });
  const own = files.find(({ file }) => file === SCHEDULER_FILE);
  const [config, manifest] = packingInputs(own?.node ?? '', own?.content ?? '');
  const untilApplied = (): number => origin + APPLIED_AT - (shownBranch()?.mirror.now ?? 0);
  const stays = (): boolean => useApp.getState().branches.some((branch) => branch.id === id);
  await player().foretell(applyPods, untilApplied(), APPLIED_FOR);
  if (!stays()) return;
  // What is done in the past begins the second branch.
  await player().act(config, say?.('gallery.branchPacking') ?? '');
  await player().foretell([manifest], 0, 1e6);
  await player().foretell(applyPods, untilApplied(), APPLIED_FOR);
  if (!stays()) return;
  player().toLatest();
  openSheet('compare');
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
