// Everything survives a reload: branches, playhead, files and panels are kept in IndexedDB, and read back with the same
// suspicion as a link. Where storage is forbidden the page lasts as long as the window.

import { openDB, type IDBPDatabase } from 'idb';
import { BREAKPOINTS, type Breakpoint } from '../../trace/breakpoints.ts';
import { useApp, type AppState, type Branch, type EditorFile } from './store.ts';
import type { KeptBranch } from './player.ts';
import { readZoom, useZoom } from './zoom.ts';
import { isMoment, isObj, isText, readFiles, readRecord } from '../share/record.ts';

export interface Kept {
  readonly branches: readonly KeptBranch[];
  readonly shown: number;
  readonly playhead: number;
  readonly title: string;
  readonly files: readonly EditorFile[];
  readonly file: string;
  readonly speed: number;
  readonly grain: AppState['grain'];
  readonly skipIdle: boolean;
  readonly breakpoints: readonly Breakpoint[];
  readonly inspectorTab: AppState['inspectorTab'];
  readonly dockTab: AppState['dockTab'];
  /** The box whose inside is shown; '' is none. */
  readonly zoom: string;
}

const DATABASE = 'kubestage';
const STORE = 'session';
const KEY = 'last';
const MOST_BRANCHES = 26;
/** After the last change; a playing page is kept now and then. */
const DELAY_MS = 600;

let database: Promise<IDBPDatabase> | undefined;
const open = (): Promise<IDBPDatabase> => (database ??= openDB(DATABASE, 1, { upgrade: (db) => void db.createObjectStore(STORE) }));

export async function readKept(): Promise<Kept | undefined> {
  try {
    return validated((await (await open()).get(STORE, KEY)) as unknown);
  } catch {
    // No storage here: the page begins afresh.
    return undefined;
  }
}

/** What is kept of the page as it is. */
export function keptOf(state: AppState): Kept | undefined {
  // A branch that is still being opened is kept with what it is to become.
  const branches = state.branches.slice(-MOST_BRANCHES);
  const shown = branches.findIndex((b) => b.id === state.branch);
  if (shown < 0) return undefined;
  const number = (id: number | undefined): number | undefined => {
    const at = branches.findIndex((b) => b.id === id);
    return at < 0 ? undefined : at;
  };
  const kept = (b: Branch): KeptBranch => ({ letter: b.letter, label: b.label, parent: number(b.parent), forkedAt: b.forkedAt, record: b.record, until: Math.max(b.until, b.mirror.now) });
  const { playhead, title, files, file, speed, grain, skipIdle, breakpoints, inspectorTab, dockTab } = state;
  return { branches: branches.map(kept), shown, playhead, title, files, file, speed, grain, skipIdle, breakpoints, inspectorTab, dockTab, zoom: useZoom.getState().box };
}

/** Keeps the page from now on; the returned function stops it. */
export function startKeeping(): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const save = (): void => {
    clearTimeout(timer);
    timer = undefined;
    const kept = keptOf(useApp.getState());
    if (kept) void open().then((db) => db.put(STORE, kept, KEY)).catch(() => undefined);
  };
  const stop = useApp.subscribe((now, before) => {
    const same = now.branches === before.branches && now.branch === before.branch && now.playhead === before.playhead && now.files === before.files && now.file === before.file
      && now.title === before.title && now.speed === before.speed && now.grain === before.grain && now.skipIdle === before.skipIdle && now.breakpoints === before.breakpoints && now.inspectorTab === before.inspectorTab && now.dockTab === before.dockTab;
    if (!same) timer ??= setTimeout(save, DELAY_MS);
  });
  const stopZoom = useZoom.subscribe(() => (timer ??= setTimeout(save, DELAY_MS)));
  const leaving = (): void => {
    if (document.hidden && timer !== undefined) save();
  };
  document.addEventListener('visibilitychange', leaving);
  addEventListener('pagehide', save);
  return () => {
    stop();
    stopZoom();
    clearTimeout(timer);
    document.removeEventListener('visibilitychange', leaving);
    removeEventListener('pagehide', save);
  };
}

const GRAINS: readonly AppState['grain'][] = ['hop', 'reconcile', 'milestone'];
const INSPECTOR_TABS: readonly AppState['inspectorTab'][] = ['http', 'etcd', 'object', 'why'];
const DOCK_TABS: readonly AppState['dockTab'][] = ['terminal', 'events', 'etcd', 'record', 'traffic'];

export function validated(value: unknown): Kept | undefined {
  if (!isObj(value) || !Array.isArray(value.branches)) return undefined;
  const branches: KeptBranch[] = [];
  for (const entry of value.branches as readonly unknown[]) {
    if (!isObj(entry)) return undefined;
    const { letter, label, parent, forkedAt, until } = entry;
    const record = readRecord(entry.record);
    if (!record || !isText(letter) || !/^[A-Z]$/.test(letter) || !isText(label) || !isMoment(forkedAt) || !isMoment(until)) return undefined;
    if (parent !== undefined && !(Number.isSafeInteger(parent) && (parent as number) >= 0 && (parent as number) < branches.length)) return undefined;
    branches.push({ letter, label, parent: parent as number | undefined, forkedAt, record, until });
  }
  const { shown, playhead, title, file, speed, grain, skipIdle, breakpoints, inspectorTab, dockTab } = value;
  const files = readFiles(value.files);
  if (branches.length === 0 || branches.length > MOST_BRANCHES || !Number.isSafeInteger(shown) || !branches[shown as number] || !isMoment(Math.round(Number(playhead))) || !files || !isText(title) || !isText(file)) return undefined;
  return {
    branches,
    shown: shown as number,
    playhead: playhead as number,
    title: title.slice(0, 200),
    files,
    file: files.some((f) => f.name === file) ? file : (files[0]?.name ?? ''),
    speed: typeof speed === 'number' && speed > 0 && speed <= 10 ? speed : 0.01,
    grain: GRAINS.find((g) => g === grain) ?? 'reconcile',
    skipIdle: skipIdle !== false,
    breakpoints: Array.isArray(breakpoints) ? BREAKPOINTS.filter((b) => breakpoints.includes(b)) : [],
    inspectorTab: INSPECTOR_TABS.find((t) => t === inspectorTab) ?? 'http',
    dockTab: DOCK_TABS.find((t) => t === dockTab) ?? 'terminal',
    zoom: readZoom(value.zoom) ?? '',
  };
}
