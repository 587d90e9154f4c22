// What the page begins with: the link it was opened with, else what was there before, else the story of the first visit.

import { preferences, setLanguage } from '../widgets/preferences.ts';
import { loadExample } from '../editor/examples.ts';
import { decodeShared, type Opened, type Shared } from '../share/link.ts';
import { readKept, startKeeping, type Kept } from './keep.ts';
import { player } from './session.ts';
import { useApp } from './store.ts';
import { zoomTo } from './zoom.ts';
import type { SessionRecord } from '../../session/protocol.ts';
import { useLessons } from '../lesson/lessonState.ts';

/** The story begins a moment after the boot, so that before it nothing has happened yet. */
const STORY_DELAY = 1000;
const STORY_LASTS = 14e6;

let begun: () => void = () => undefined;
/** The page has what it begins with: who opens another run waits for it, since the two would get into each other's way. */
export const started = new Promise<void>((resolve) => (begun = resolve));

let embedded = false;

/** `inFrame`: inside another page nothing is read from the browser's storage, and nothing kept there. */
export async function start(inFrame = false): Promise<void> {
  // Strict rendering mounts twice.
  if (inFrame && embedded) return started;
  embedded = inFrame;
  addEventListener('hashchange', () => void openFragment());
  if (!(await openFragment())) {
    const kept = inFrame ? undefined : await readKept();
    if (kept) await restore(kept);
    else await firstVisit();
  }
  if (!inFrame) startKeeping();
  begun();
}

/** True where the address held a run and it was opened: a shared one, or `#empty`, `#empty=10`, `#empty=30` for a cluster of that many workers in which nothing has happened; `#boot` likewise for one that is just switched on. */
async function openFragment(): Promise<boolean> {
  const fragment = location.hash;
  if (/^#p\d+=/.test(fragment)) {
    history.replaceState(null, '', location.pathname + location.search);
    void Promise.all([import('../presenter/scriptFiles.ts'), started]).then(([{ openScriptLink }]) => openScriptLink(fragment));
    return false;
  }
  const fresh = /^#(empty|boot)(?:=(10|30))?$/.exec(fragment);
  if (fresh) {
    if (!embedded) history.replaceState(null, '', location.pathname + location.search);
    await (fresh[1] === 'boot' ? bootingCluster : emptyCluster)(42, fresh[2] ? `wide-${fresh[2]}` : 'default');
    return true;
  }
  const opened = await decodeShared(fragment);
  if (!opened) return false;
  // The run is the page's from here on; its address would bring the old one back at the next reload.
  if (!embedded) history.replaceState(null, '', location.pathname + location.search);
  return openShared(opened);
}

export async function openShared(opened: Opened): Promise<boolean> {
  if ('failed' in opened) {
    useApp.setState({ notice: opened.failed });
    return false;
  }
  await show(opened.shared);
  return true;
}

async function show({ record, until, at, language, title, files, file, zoom = '', lesson }: Shared): Promise<void> {
  // A frame's language is the choice of the page around it.
  if (!embedded && preferences.getState().translate?.language !== language) void setLanguage(language);
  useApp.setState({ title, files, file, firstVisit: false, notice: undefined });
  zoomTo(zoom);
  if (lesson) useLessons.setState({ place: { ...lesson, guesses: {}, hints: {} }, editing: false });
  await player().restore([{ letter: 'A', label: '', parent: undefined, forkedAt: 0, record, until }], 0, at);
}

async function restore({ branches, shown, playhead, zoom, ...rest }: Kept): Promise<void> {
  zoomTo(zoom);
  useApp.setState({ ...rest, firstVisit: false });
  await player().restore(branches, shown, playhead);
}

/** Opens an empty cluster, with the first example in the editor and its story told but not yet shown. */
export async function firstVisit(): Promise<void> {
  const { name, text } = await loadExample('Deployment');
  useApp.setState({ files: [{ name, text }], file: name, title: preferences.getState().translate?.('editor.exampleDeployment') ?? '', firstVisit: true });
  await player().open({ version: 1, seed: 42, shape: 'default', inputs: [] });
  await player().foretell(
    [
      { type: 'file', path: name, content: text },
      { type: 'kubectl', args: ['apply', '-f', name], text: `kubectl apply -f ${name}` },
    ],
    STORY_DELAY,
    STORY_LASTS,
  );
}

/** A cluster in which nothing has happened; the editor keeps its files. */
export async function emptyCluster(seed = 42, shape = 'default'): Promise<void> {
  useApp.setState({ title: '', firstVisit: false, notice: undefined });
  await player().open({ version: 1, seed, shape, inputs: [] });
}

/** A cluster whose first machine has just been switched on: its boot is told. A twentieth of its speed is slow enough to follow. */
export async function bootingCluster(seed = 42, shape = 'default'): Promise<void> {
  useApp.setState({ title: preferences.getState().translate?.('commands.boot') ?? '', firstVisit: false, notice: undefined, speed: 0.05, grain: 'reconcile' });
  await player().open({ version: 1, seed, shape, inputs: [], boot: true });
}

/** A run that begins where its cluster waits, and whose cluster boots as kubeadm has it. */
export const canTellBoot = ({ boot, shape }: SessionRecord): boolean => !boot && /^(default|wide-\d+)$/.test(shape);
