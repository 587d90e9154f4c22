// The stage's own clock: follows the page's playhead, at most once a frame, and works out the scene anew only when something
// discrete has happened in between. Boxes subscribe to their part of the scene; the canvas is told of every frame.

import { useSyncExternalStore } from 'react';
import { shownBranch, useApp, type Branch } from '../app/store.ts';
import { hopTold, standsAtHop } from '../caption/narration.ts';
import { sceneAt } from './scene.ts';
import { sceneIndex, type SceneIndex } from './sceneIndex.ts';
import type { Scene } from './sceneTypes.ts';
import { shared } from './shared.ts';

export interface Frame {
  readonly index: SceneIndex | undefined;
  readonly branch: Branch | undefined;
  readonly at: number;
  /** From where times count; the boot lies before it. */
  readonly origin: number;
}

export interface StageState extends Frame {
  /** Undefined while the cluster starts. */
  readonly scene: Scene | undefined;
}

let state: StageState = { index: undefined, branch: undefined, at: 0, origin: 0, scene: undefined };
let key = '';
/** When the scene was worked out last; real time. */
let workedOut = -Infinity;
/** While it plays, boxes follow the packets this closely; real milliseconds. Nobody reads faster. Where to draw them takes more
 * than a sixth of the time, less closely. */
const SCENE_EVERY = 48;
const SCENE_LONGEST = 200;
let sceneEvery = SCENE_EVERY;
const listeners = new Set<() => void>();
const painters = new Set<() => void>();
let frame = 0;
let stop: (() => void) | undefined;

export const stageState = (): StageState => state;

function look(): void {
  frame = 0;
  const app = useApp.getState();
  const branch = shownBranch(app);
  const origin = branch?.origin;
  if (!branch || origin === undefined) {
    publish({ index: undefined, branch, at: 0, origin: 0, scene: undefined }, 'starting');
    return;
  }
  const at = app.playhead;
  const index = sceneIndex(branch.mirror);
  // Besides what happens, clocks: seconds of silence, the end of a back-off.
  const next = `${branch.id} ${index.stamp(at)} ${branch.mirror.version} ${Math.floor(at / 1e6)} ${standsAtHop(app) ? at : ''}`;
  const now = performance.now();
  if (next === key) publish({ index, branch, at, origin, scene: state.scene }, key);
  else if (app.playing && state.branch?.id === branch.id && state.scene && now - workedOut < sceneEvery) {
    touchStage();
    publish({ index, branch, at, origin, scene: state.scene }, key);
  } else {
    workedOut = now;
    publish({ index, branch, at, origin, scene: shared(state.scene, sceneAt(index, at, origin, branch.boundaries.milestones, hopTold(app))) }, next);
    // React draws in a microtask that comes before this one.
    queueMicrotask(() => (sceneEvery = Math.min(SCENE_LONGEST, Math.max(SCENE_EVERY, 6 * (performance.now() - now)))));
  }
}

function publish(next: StageState, nextKey: string): void {
  const changed = next.scene !== state.scene;
  state = next;
  key = nextKey;
  if (changed) for (const listener of listeners) listener();
  for (const paint of painters) paint();
}

/** Asks for a frame. */
export function touchStage(): void {
  frame ||= requestAnimationFrame(look);
}

function start(): void {
  if (stop) return;
  stop = useApp.subscribe(touchStage);
  touchStage();
}

function end(): void {
  if (listeners.size > 0 || painters.size > 0) return;
  stop?.();
  stop = undefined;
  if (frame) cancelAnimationFrame(frame);
  frame = 0;
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  start();
  return () => {
    listeners.delete(listener);
    end();
  };
}

/** Called after every frame in which the page's state changed. */
export function onFrame(paint: () => void): () => void {
  painters.add(paint);
  start();
  return () => {
    painters.delete(paint);
    end();
  };
}

/** One part of the scene; renders again only when that part differs. */
export function useScene<T>(select: (scene: Scene | undefined) => T): T {
  const now = (): T => select(state.scene);
  return useSyncExternalStore(subscribe, now, now);
}
