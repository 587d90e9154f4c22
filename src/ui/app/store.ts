// The page's state: which branches there are, where the playhead stands, what is selected. The simulation itself is not
// here: each branch has a mirror of its trace, and everything drawn is a function of (mirror, playhead).

import { create } from 'zustand';
import type { BranchId, SessionRecord } from '../../session/protocol.ts';
import { activityOf } from '../../trace/activity.ts';
import type { Grain } from '../../trace/boundaries.ts';
import { Boundaries } from '../../trace/boundaries.ts';
import type { Breakpoint, Stop } from '../../trace/breakpoints.ts';
import { Mirror } from '../../trace/mirror.ts';

export interface Branch {
  readonly id: BranchId;
  /** A, B, C … */
  readonly letter: string;
  /** What made it different: `replicas: 5`; empty for the first. */
  readonly label: string;
  readonly parent: BranchId | undefined;
  /** Where it left its parent, in simulated microseconds. */
  readonly forkedAt: number;
  readonly mirror: Mirror;
  readonly boundaries: Boundaries;
  /** The cluster has booted and waits; times on the page count from here. Undefined while it opens. */
  readonly origin: number | undefined;
  /** Something of the story is under way at the end of what is known. */
  readonly busy: boolean;
  /** Where the session is running to. */
  readonly target: number;
  readonly halted: { readonly message: string; readonly record: SessionRecord } | undefined;
  /** Seed and inputs: all that is needed to have it again. */
  readonly record: SessionRecord;
  /** How far it was known when it was kept. */
  readonly until: number;
}

/** What the inspector shows: a span, an object by its etcd key, a box of the stage, or a fact's key. */
export type Selection =
  | { readonly kind: 'span'; readonly id: number }
  | { readonly kind: 'object'; readonly key: string }
  | { readonly kind: 'revision'; readonly revision: number }
  | { readonly kind: 'box'; readonly actor: string };

export interface EditorFile {
  readonly name: string;
  readonly text: string;
}

export interface AppState {
  readonly branches: readonly Branch[];
  readonly branch: BranchId;
  /** Grows whenever the mirror of the shown branch has grown. */
  readonly version: number;
  /** Simulated microseconds since the start of the run. */
  readonly playhead: number;
  readonly playing: boolean;
  /** Where the last step by hops led: as long as the playhead stands there, the caption tells of that hop. */
  readonly hopReached: number | undefined;
  /** The page waits for the session to get to where the playhead was sent. */
  readonly seeking: boolean;
  /** Simulated microseconds for each real one: 0.001 is 1 : 1000. */
  readonly speed: number;
  readonly grain: Grain;
  readonly skipIdle: boolean;
  /** What a playing playhead stops at by itself. */
  readonly breakpoints: readonly Breakpoint[];
  /** What it stopped at last; it says so as long as the playhead stands there. */
  readonly stop: Stop | undefined;
  /** The stretch of idle time that was skipped last, as long as the page should say so. */
  readonly skipped: { readonly from: number; readonly to: number } | undefined;
  readonly selection: Selection | undefined;
  readonly pinned: Selection | undefined;
  readonly hovered: Selection | undefined;
  readonly inspectorTab: 'http' | 'etcd' | 'object' | 'why';
  readonly dockTab: 'terminal' | 'events' | 'etcd' | 'record' | 'traffic';
  readonly files: readonly EditorFile[];
  readonly file: string;
  readonly title: string;
  /** The story of the first visit stands before its first step, and nobody has touched anything yet. */
  readonly firstVisit: boolean;
  /** A link could not be opened: it is of a newer version, or broken. */
  readonly notice: 'newer' | 'broken' | undefined;
}

export const useApp = create<AppState>()(() => ({
  branches: [],
  branch: 0,
  version: 0,
  playhead: 0,
  playing: false,
  hopReached: undefined,
  seeking: false,
  speed: 0.01,
  grain: 'reconcile',
  skipIdle: true,
  breakpoints: [],
  stop: undefined,
  skipped: undefined,
  selection: undefined,
  pinned: undefined,
  hovered: undefined,
  inspectorTab: 'http',
  dockTab: 'terminal',
  files: [],
  file: '',
  title: '',
  firstVisit: false,
  notice: undefined,
}));

export function newBranch(id: BranchId, letter: string, label: string, parent: BranchId | undefined, forkedAt: number, record: SessionRecord): Branch {
  const mirror = new Mirror();
  return { id, letter, label, parent, forkedAt, mirror, boundaries: new Boundaries(mirror), origin: undefined, busy: false, target: 0, halted: undefined, record, until: 0 };
}

/** The branch that is shown. */
export function shownBranch(state: AppState = useApp.getState()): Branch | undefined {
  return state.branches.find((b) => b.id === state.branch);
}

/** How far the session runs ahead of a playhead that plays, in real milliseconds of playing. */
export const AHEAD_MS = 50;
/** A playhead that plays this near to the end of what is known is at the end, in real milliseconds of playing. */
export const END_MS = 4 * AHEAD_MS;

/**
 * Would an input at the playhead begin a new branch? A playhead that plays at the end of what is known is not in the past,
 * nor is one behind which nothing has happened any more.
 */
export function inPast(state: AppState = useApp.getState()): boolean {
  const branch = shownBranch(state);
  if (!branch) return false;
  const { mirror } = branch;
  const slack = state.playing ? END_MS * 1000 * state.speed : 0;
  return state.playhead < mirror.now - slack && activityOf(mirror).next(state.playhead) !== undefined;
}

export function updateBranch(id: BranchId, change: Partial<Branch>): void {
  useApp.setState((state) => ({ branches: state.branches.map((b) => (b.id === id ? { ...b, ...change } : b)) }));
}

export const select = (selection: Selection | undefined): void => useApp.setState({ selection });
export const hover = (hovered: Selection | undefined): void => useApp.setState({ hovered });
