// Everything that can be done on this page, once: what it is called, its key, what it does. Keys, palette and menus read it
// from here, so that they cannot disagree.

import { must } from '../../base/assert.ts';
import type { Key } from '../../locales/i18n.ts';
import { languages } from '../../locales/i18n.ts';
import type { Grain } from '../../trace/boundaries.ts';
import { focusEditor } from '../editor/editorState.ts';
import { applyFile } from '../editor/run.ts';
import { present } from '../presenter/presenting.ts';
import type * as scriptFiles from '../presenter/scriptFiles.ts';
import { focusTerminal, interruptTerminal, useTerminal } from '../terminal/terminalState.ts';
import { centreTimeline } from '../timeline/view.ts';
import { preferences, setLanguage, setTheme, shownTheme } from '../widgets/preferences.ts';
import { openPanel, showView, useFrameLayout } from './frameLayout.ts';
import { openTraffic } from '../traffic/sending.ts';
import { laneOf, stepInLane } from './laneStep.ts';
import { client, player } from './session.ts';
import { openSheet } from './sheets.ts';
import { bootingCluster, canTellBoot, emptyCluster } from './start.ts';
import { select, shownBranch, useApp } from './store.ts';

export type CommandGroup = 'play' | 'do' | 'view' | 'page';

/** Labels without slots. */
type CommandLabel = Extract<Key, `commands.${string}`>;

export interface Command {
  readonly id: string;
  readonly group: CommandGroup;
  readonly label: Exclude<CommandLabel, 'commands.paletteCount' | 'commands.showBranch'>;
  /** Other words by which the palette finds it. */
  readonly also?: Extract<CommandLabel, `commands.also${string}`>;
  /** By physical key: `Space`, `Shift ArrowRight`, `Ctrl KeyK`. */
  readonly key?: string;
  readonly run: () => void;
  /** Whether there is anything to do just now. */
  readonly enabled?: () => boolean;
}

const opened = (): boolean => shownBranch()?.origin !== undefined;
const alive = (): boolean => opened() && shownBranch()?.halted === undefined;
const hasText = (): boolean => alive() && (useApp.getState().files.find((f) => f.name === useApp.getState().file)?.text.trim() ?? '') !== '';

const step = (direction: 1 | -1, grain?: Grain): void => void player().step(direction, grain);
const stepBy = (grain: Grain) => (): void => useApp.setState({ grain });

const bootHidden = (): boolean => {
  const branch = shownBranch();
  return branch?.origin !== undefined && canTellBoot(branch.record);
};

/** Twice in a second: on to where the cluster itself begins. */
function toStart(): void {
  const again = performance.now() - startedAt < 1000 && bootHidden();
  startedAt = performance.now();
  if (again) void player().retell(true);
  else player().toStart();
}
let startedAt = -Infinity;

function lane(direction: 1 | -1): void {
  const { playhead, selection } = useApp.getState();
  const mirror = shownBranch()?.mirror;
  if (!mirror) return;
  const id = stepInLane(mirror, laneOf(mirror, selection, playhead), playhead, direction);
  if (id === undefined) return;
  player().pause();
  select({ kind: 'span', id });
  player().seek(mirror.startOf(id));
}

function toggle(panel: 'editor' | 'inspector' | 'dock'): void {
  openPanel(panel, !useFrameLayout.getState()[`${panel}Open`]);
}

export function goToEditor(): void {
  openPanel('editor', true);
  showView('editor');
  focusEditor();
}

function otherLanguage(): void {
  const now = preferences.getState().translate?.language;
  const next = languages[(languages.findIndex(({ id }) => id === now) + 1) % languages.length];
  if (next) void setLanguage(next.id);
}

/** The menu of the box or Pod that has the focus, else of what is selected: as the right button opens it. */
function stageMenu(): void {
  const { selection } = useApp.getState();
  const chosen = selection?.kind === 'box' ? `[data-id="${CSS.escape(selection.actor)}"]` : selection?.kind === 'object' ? `[data-pod="${CSS.escape(selection.key)}"]` : '';
  const target = document.activeElement?.closest('.react-flow__node, [data-pod]') ?? (chosen === '' ? null : document.querySelector(`.ks-stage ${chosen}`));
  (target ?? document.querySelector('.ks-stage [data-id="kube-apiserver"]'))?.dispatchEvent(new MouseEvent('contextmenu', { bubbles: true, cancelable: true }));
}

/** What travels can be left off the stage. */
function toggleLegend(): void {
  const { dataset } = document.documentElement;
  if (dataset.legend === 'off') delete dataset.legend;
  else dataset.legend = 'off';
}

/** Scripts of the presenter are code that few need. */
const scripts = (act: (files: typeof scriptFiles) => void) => (): void => void import('../presenter/scriptFiles.ts').then(act);

export const commands: readonly Command[] = [
  { id: 'playPause', group: 'play', label: 'commands.playPause', key: 'Space', enabled: alive, run: () => player().toggle() },
  { id: 'stepForward', group: 'play', label: 'commands.stepForward', key: 'ArrowRight', enabled: alive, run: () => step(1) },
  { id: 'stepBack', group: 'play', label: 'commands.stepBack', key: 'ArrowLeft', enabled: opened, run: () => step(-1) },
  { id: 'milestoneForward', group: 'play', label: 'commands.milestoneForward', key: 'Shift ArrowRight', enabled: alive, run: () => step(1, 'milestone') },
  { id: 'milestoneBack', group: 'play', label: 'commands.milestoneBack', key: 'Shift ArrowLeft', enabled: opened, run: () => step(-1, 'milestone') },
  { id: 'toStart', group: 'play', label: 'commands.toStart', key: 'Home', enabled: opened, run: toStart },
  { id: 'toLatest', group: 'play', label: 'commands.toLatest', key: 'End', enabled: opened, run: () => player().toLatest() },
  { id: 'laneNext', group: 'play', label: 'commands.laneNext', key: 'Period', enabled: opened, run: () => lane(1) },
  { id: 'lanePrevious', group: 'play', label: 'commands.lanePrevious', key: 'Comma', enabled: opened, run: () => lane(-1) },
  { id: 'stepHop', group: 'play', label: 'commands.stepHop', key: 'Digit1', run: stepBy('hop') },
  { id: 'stepReconcile', group: 'play', label: 'commands.stepReconcile', key: 'Digit2', run: stepBy('reconcile') },
  { id: 'stepMilestone', group: 'play', label: 'commands.stepMilestone', key: 'Digit3', run: stepBy('milestone') },
  { id: 'skipIdle', group: 'play', label: 'commands.skipIdle', run: () => useApp.setState(({ skipIdle }) => ({ skipIdle: !skipIdle })) },

  { id: 'terminal', group: 'do', label: 'commands.terminal', key: 'Slash', run: focusTerminal },
  { id: 'apply', group: 'do', label: 'commands.apply', key: 'Ctrl Enter', enabled: hasText, run: () => void applyFile(player(), client()) },
  { id: 'dryRun', group: 'do', label: 'commands.dryRun', key: 'Ctrl Shift Enter', enabled: hasText, run: () => void applyFile(player(), client(), true) },
  { id: 'fork', group: 'do', label: 'commands.fork', also: 'commands.alsoFork', key: 'Shift KeyF', enabled: alive, run: () => void player().forkHere() },
  { id: 'compare', group: 'do', label: 'commands.compare', also: 'commands.alsoCompare', key: 'Shift KeyC', enabled: opened, run: () => openSheet('compare') },
  { id: 'editor', group: 'do', label: 'commands.editor', run: goToEditor },
  { id: 'interrupt', group: 'do', label: 'commands.interrupt', enabled: () => useTerminal.getState().running !== '', run: interruptTerminal },
  { id: 'faults', group: 'do', label: 'commands.faults', also: 'commands.alsoFaults', enabled: alive, run: () => openSheet('faults') },
  { id: 'traffic', group: 'do', label: 'commands.traffic', also: 'commands.alsoTraffic', key: 'KeyR', enabled: opened, run: () => openTraffic() },
  { id: 'stageMenu', group: 'do', label: 'commands.stageMenu', key: 'KeyM', enabled: alive, run: stageMenu },
  { id: 'staticPods', group: 'do', label: 'commands.staticPods', also: 'commands.alsoStaticPods', enabled: alive, run: () => openSheet('staticPods') },
  { id: 'examples', group: 'do', label: 'commands.examples', run: () => openSheet('gallery') },

  { id: 'centre', group: 'view', label: 'commands.centre', key: 'KeyF', run: centreTimeline },
  { id: 'legend', group: 'view', label: 'commands.legend', key: 'KeyG', run: toggleLegend },
  { id: 'theme', group: 'view', label: 'commands.theme', also: 'commands.alsoTheme', key: 'KeyT', run: () => setTheme(shownTheme(preferences.getState()) === 'dark' ? 'light' : 'dark') },
  { id: 'language', group: 'view', label: 'commands.language', also: 'commands.alsoLanguage', key: 'KeyL', run: otherLanguage },
  { id: 'toggleEditor', group: 'view', label: 'commands.toggleEditor', run: () => toggle('editor') },
  { id: 'toggleInspector', group: 'view', label: 'commands.toggleInspector', run: () => toggle('inspector') },
  { id: 'toggleDock', group: 'view', label: 'commands.toggleDock', run: () => toggle('dock') },

  { id: 'palette', group: 'page', label: 'commands.palette', key: 'Ctrl KeyK', run: () => openSheet('palette') },
  { id: 'keys', group: 'page', label: 'commands.keys', also: 'commands.alsoKeys', key: 'Shift Slash', run: () => openSheet('keys') },
  { id: 'lessons', group: 'page', label: 'commands.lessons', also: 'commands.alsoLessons', run: () => openSheet('lessons') },
  { id: 'present', group: 'page', label: 'commands.present', also: 'commands.alsoPresent', key: 'KeyP', enabled: opened, run: present },
  { id: 'presentOpen', group: 'page', label: 'commands.presentOpen', enabled: opened, run: scripts((s) => s.chooseScript()) },
  { id: 'presentSample', group: 'page', label: 'commands.presentSample', enabled: opened, run: scripts((s) => s.presentSample()) },
  { id: 'presentDraft', group: 'page', label: 'commands.presentDraft', also: 'commands.alsoPresentDraft', enabled: opened, run: scripts((s) => void s.draftScript()) },
  { id: 'presentLink', group: 'page', label: 'commands.presentLink', enabled: opened, run: scripts((s) => void s.copyScriptLink()) },
  { id: 'share', group: 'page', label: 'commands.share', also: 'commands.alsoShare', enabled: opened, run: () => openSheet('share') },
  { id: 'print', group: 'page', label: 'commands.print', key: 'Ctrl KeyP', enabled: opened, run: () => void import('../share/handOut.ts').then(({ printHandOut }) => printHandOut(() => undefined)).then((printed) => void (printed || openSheet('share'))) },
  { id: 'fidelity', group: 'page', label: 'commands.fidelity', run: () => openSheet('fidelity') },
  { id: 'boot', group: 'page', label: 'commands.boot', also: 'commands.alsoBoot', run: () => void bootingCluster() },
  { id: 'bootBack', group: 'page', label: 'commands.bootBack', also: 'commands.alsoBoot', enabled: bootHidden, run: () => void player().retell(true) },
  { id: 'bootSkip', group: 'page', label: 'commands.bootSkip', enabled: () => opened() && shownBranch()?.record.boot === true, run: () => void player().retell(false) },
  { id: 'empty', group: 'page', label: 'commands.empty', also: 'commands.alsoEmpty', run: () => void emptyCluster() },
  { id: 'empty10', group: 'page', label: 'commands.empty10', run: () => void emptyCluster(42, 'wide-10') },
  { id: 'empty30', group: 'page', label: 'commands.empty30', run: () => void emptyCluster(42, 'wide-30') },
];

const byKey = new Map(commands.flatMap((command) => (command.key === undefined ? [] : [[command.key, command] as const])));

export const commandOfKey = (key: string): Command | undefined => byKey.get(key);
export const commandNamed = (id: string): Command => must(commands.find((command) => command.id === id), `the command ${id}`);
