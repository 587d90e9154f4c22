// The player: moves the playhead. Within what is known it only moves; at the end of what is known it lets the session run
// on, never further than the playhead needs. The playhead is the page's only clock.

import type { BranchId, SessionRecord } from '../../session/protocol.ts';
import type { Input, TimedInput } from '../../sim/cluster/inputs.ts';
import { activeFaults } from '../faults/active.ts';
import { activityOf } from '../../trace/activity.ts';
import { breakpointsOf, type Stop } from '../../trace/breakpoints.ts';
import type { Grain } from '../../trace/boundaries.ts';
import { curves, durations } from '../tokens/tokens.ts';
import type { Micros } from '../../base/time.ts';
import { AHEAD_MS, END_MS, inPast, newBranch, shownBranch, updateBranch, useApp, type Branch } from './store.ts';
import { bezier } from './bezier.ts';
import type { SimClient } from './simClient.ts';

/** Idle time is gone over where it would take longer than this to play, in real milliseconds. */
const WORTH_SKIPPING_MS = 1500;
/** How far skipping idle time looks for something to happen, in simulated microseconds: where something is under way or somebody
 * has just pressed Play, and where all is done. */
const IDLE_HORIZON = 900e6;
const DONE_HORIZON = 60e6;
/** How far is looked at once for a breakpoint. */
const STOP_LOOK = 10e6;
/** How far a step at the end looks for its next boundary. */
const STEP_HORIZON = 900e6;

/** A branch as it is kept: `parent` is its number among the kept ones. */
export interface KeptBranch {
  readonly letter: string;
  readonly label: string;
  readonly parent: number | undefined;
  readonly forkedAt: number;
  readonly record: SessionRecord;
  readonly until: number;
}

export class Player {
  private readonly client: SimClient;
  private frame = 0;
  private lastFrame = 0;
  private advancing = false;
  /** Paused at the end while the session was still running on: the playhead follows it once more. */
  private settling = false;
  /** Play was pressed where nothing was going on: it looks further than when a story comes to its end. */
  private pressed = false;
  private glide: { readonly from: number; readonly to: number; readonly started: number; readonly lasts: number; /** For going over idle time. */ readonly linear?: boolean } | undefined;
  private nextBranch = 1;

  constructor(client: SimClient) {
    this.client = client;
    document.addEventListener('visibilitychange', () => {
      if (document.hidden) this.pause();
    });
  }

  // ---- sessions and branches ----

  /** Opens a session as a fresh first branch, at a moment of it. */
  async open(record: SessionRecord, at?: number): Promise<Branch> {
    for (const branch of useApp.getState().branches) this.client.close(branch.id);
    if (record.boot) await import('../../trace/bootStory.ts');
    const branch = newBranch(this.nextBranch++, 'A', '', undefined, 0, record);
    useApp.setState({ branches: [branch], branch: branch.id, playhead: 0, playing: false, selection: undefined, pinned: undefined, skipped: undefined });
    await this.client.open(branch.id, record, at ?? 0);
    const opened = shownBranch() as Branch;
    useApp.setState({ playhead: Math.max(opened.origin ?? 0, at ?? 0) });
    return opened;
  }

  /**
   * Gives the session an input at the playhead. At the end of the branch it simply goes on; in the past it forks, and
   * the old branch stays. Returns the number of the input.
   */
  async act(input: Input, label: string): Promise<number> {
    const state = useApp.getState();
    const branch = shownBranch(state);
    if (!branch || branch.halted) return 0;
    // What the session was sent ahead for is of no interest any more, and must not keep the new branch waiting.
    if (this.advancing) void this.client.advance(branch.id, { to: branch.mirror.now });
    this.pressed = false;
    if (inPast(state)) await this.fork(branch, state.playhead, label);
    const now = shownBranch() as Branch;
    const { input: number, at } = await this.client.input(now.id, input);
    updateBranch(now.id, { record: withInput(shownRecord(now.id), { at: at as Micros, input }) });
    if (useApp.getState().playhead < at) useApp.setState({ playhead: at });
    return number;
  }

  /** A new branch from the playhead, in which nothing is different yet. */
  async forkHere(): Promise<void> {
    const { playhead } = useApp.getState();
    const branch = shownBranch();
    if (!branch || branch.halted || branch.origin === undefined) return;
    this.pause();
    await this.fork(branch, playhead, '');
  }

  private async fork(parent: Branch, playhead: number, label: string): Promise<void> {
    // A playhead that was dragged stands between two of them.
    const at = Math.floor(playhead);
    const record = { ...parent.record, inputs: parent.record.inputs.filter((i) => i.at <= at) };
    const used = useApp.getState().branches.map((b) => b.letter);
    const letter = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'.split('').find((l) => !used.includes(l)) ?? 'Z';
    const branch = newBranch(this.nextBranch++, letter, label, parent.id, at, record);
    useApp.setState((s) => ({ branches: [...s.branches, branch], seeking: true }));
    await this.client.open(branch.id, record, at);
    useApp.setState({ branch: branch.id, playhead: at, seeking: false, version: useApp.getState().version + 1 });
  }

  /**
   * Opens branches that were kept or shared, the one to be shown first; the others are replayed behind it. `until` is how
   * far each was known.
   */
  async restore(kept: readonly KeptBranch[], shown: number, playhead: number): Promise<void> {
    if (kept.some(({ record }) => record.boot)) await import('../../trace/bootStory.ts');
    for (const branch of useApp.getState().branches) this.client.close(branch.id);
    const ids = kept.map(() => this.nextBranch++);
    const branches = kept.map(({ letter, label, parent, forkedAt, record, until }, i) => ({ ...newBranch(ids[i] as BranchId, letter, label, parent === undefined ? undefined : ids[parent], forkedAt, record), until }));
    useApp.setState({ branches, branch: ids[shown] as BranchId, playhead: 0, playing: false, seeking: true, selection: undefined, pinned: undefined, skipped: undefined });
    const open = (i: number): Promise<void> => this.client.open(ids[i] as BranchId, (kept[i] as KeptBranch).record, (kept[i] as KeptBranch).until);
    await open(shown);
    useApp.setState({ playhead: Math.max(shownBranch()?.origin ?? 0, playhead), seeking: false });
    for (let i = 0; i < kept.length; i++) if (i !== shown) await open(i);
  }

  /** Opens all branches anew with their boot told, from the power on, or without it. */
  async retell(boot: boolean): Promise<void> {
    const { branches, branch, playhead } = useApp.getState();
    const number = (id: BranchId | undefined): number | undefined => (id === undefined ? undefined : branches.findIndex((b) => b.id === id));
    const kept = branches.map(({ record: { version, seed, shape, inputs }, parent, mirror, until, letter, label, forkedAt }): KeptBranch => ({ letter, label, forkedAt, parent: number(parent), until: Math.max(until, mirror.now), record: { version, seed, shape, inputs, ...(boot ? { boot } : {}) } }));
    await this.restore(kept, number(branch) ?? 0, boot ? 0 : playhead);
  }

  /** Gives the first branch inputs that lie ahead of the playhead and runs them out, so that the whole story can be seen. */
  async foretell(inputs: readonly Input[], delay: number, lasts: number): Promise<void> {
    const branch = shownBranch();
    if (!branch) return;
    await this.client.advance(branch.id, { to: branch.mirror.now + delay });
    for (const input of inputs) {
      const { at } = await this.client.input(branch.id, input);
      updateBranch(branch.id, { record: withInput(shownRecord(branch.id), { at: at as Micros, input }) });
    }
    const { now } = branch.mirror;
    await this.client.advance(branch.id, { to: now + lasts });
  }

  show(branch: BranchId): void {
    this.glide = undefined;
    const next = useApp.getState().branches.find((b) => b.id === branch);
    if (!next) return;
    useApp.setState((s) => ({ branch, playing: false, playhead: Math.min(s.playhead, next.mirror.now), version: s.version + 1 }));
  }

  // ---- transport ----

  play(): void {
    if (shownBranch()?.halted) return;
    this.glide = undefined;
    const { playing, playhead } = useApp.getState();
    const branch = shownBranch();
    this.pressed = !playing && branch !== undefined && activityOf(branch.mirror).next(playhead) === undefined;
    useApp.setState({ playing: true, skipped: undefined });
    this.lastFrame = performance.now();
    this.tick();
  }

  pause(): void {
    const state = useApp.getState();
    // Who pauses at the end stands at the end: the little that was computed ahead is shown, so that acting here goes on.
    const now = shownBranch(state)?.mirror.now ?? 0;
    const atEnd = state.playing && state.playhead >= now - END_MS * 1000 * state.speed;
    this.settling = atEnd && this.advancing;
    useApp.setState({ playing: false, ...(atEnd ? { playhead: Math.max(state.playhead, now) } : {}) });
    this.glide = undefined;
  }

  toggle(): void {
    if (useApp.getState().playing) this.pause();
    else this.play();
  }

  /** Puts the playhead somewhere; dragging back pauses. */
  seek(to: number): void {
    const branch = shownBranch();
    if (!branch) return;
    const at = Math.max(0, Math.min(to, branch.mirror.now));
    this.glide = undefined;
    useApp.setState((s) => ({ playhead: at, playing: at < s.playhead ? false : s.playing, skipped: undefined, hopReached: undefined }));
  }

  toLatest(): void {
    const branch = shownBranch();
    if (branch) this.seek(branch.mirror.now);
  }

  toStart(): void {
    const branch = shownBranch();
    if (branch) this.seek(branch.origin ?? 0);
  }

  /** One step forward or back by the chosen grain; the playhead travels there. */
  async step(direction: 1 | -1, grain: Grain = useApp.getState().grain): Promise<void> {
    const branch = shownBranch();
    if (!branch || branch.halted) return;
    // A second step begins where the first one leads.
    const from = this.glide?.to ?? useApp.getState().playhead;
    useApp.setState({ playing: false, skipped: undefined });
    if (direction < 0) {
      this.travel(Math.max(branch.boundaries.previous(grain, from) ?? branch.origin ?? 0, branch.origin ?? 0), grain);
      return;
    }
    const known = branch.boundaries.next(grain, from);
    if (known !== undefined && known <= branch.mirror.now) {
      this.travel(known, grain);
      return;
    }
    useApp.setState({ seeking: true });
    const { now, why } = await this.client.advance(branch.id, { to: branch.mirror.now + (activityOf(branch.mirror).pending > 0 ? STEP_HORIZON : DONE_HORIZON), until: grain });
    useApp.setState({ seeking: false });
    if (why === 'until') this.travel(branch.boundaries.next(grain, from) ?? now, grain);
  }

  /**
   * Runs on until `find` gives something, without moving the playhead; `until` is how far at once. Undefined where none comes
   * within the horizon, or something else was asked of the session meanwhile.
   */
  async lookFor<T>(find: (branch: Branch) => T | undefined, horizon: number, until?: Grain): Promise<T | undefined> {
    const branch = shownBranch();
    if (!branch || branch.halted || branch.origin === undefined) return undefined;
    let found = find(branch);
    if (found !== undefined) return found;
    useApp.setState({ playing: false, skipped: undefined, seeking: true });
    for (const end = Math.max(useApp.getState().playhead, branch.mirror.now) + horizon; found === undefined && branch.mirror.now < end; ) {
      const { why } = await this.client.advance(branch.id, { to: until ? end : Math.min(end, branch.mirror.now + STOP_LOOK), ...(until ? { until } : {}) });
      if (why === 'interrupted' || useApp.getState().branch !== branch.id) break;
      found = find(branch);
    }
    useApp.setState({ seeking: false });
    return found;
  }

  /** Travels to a moment that is known, as a step by milestones does. */
  travelTo(at: number): void {
    useApp.setState({ playing: false, skipped: undefined });
    this.travel(at, 'milestone');
  }

  private travel(to: number, grain: Grain): void {
    useApp.setState({ hopReached: grain === 'hop' ? to : undefined });
    // Who presses again before a step is at its end has seen enough of it.
    const from = this.glide?.to ?? useApp.getState().playhead;
    if (from === to || matchMedia('(prefers-reduced-motion: reduce)').matches) {
      this.glide = undefined;
      useApp.setState({ playhead: to });
      return;
    }
    if (this.glide) useApp.setState({ playhead: from });
    this.glide = { from, to, started: performance.now(), lasts: durations[`step-${grain}`] };
    this.tick();
  }

  // ---- the loop ----

  private tick(): void {
    if (this.frame) return;
    this.frame = requestAnimationFrame((time) => {
      this.frame = 0;
      const state = useApp.getState();
      if (this.glide) this.glideOn(time);
      else if (state.playing) this.playOn(time);
      this.lastFrame = time;
      if (this.glide || useApp.getState().playing) this.tick();
    });
  }

  private glideOn(time: number): void {
    const glide = this.glide as NonNullable<typeof this.glide>;
    const t = glide.lasts === 0 ? 1 : Math.min(1, Math.max(0, (time - glide.started) / glide.lasts));
    // Written out at its end, so that it is exactly where it was sent.
    useApp.setState({ playhead: t === 1 ? glide.to : glide.from + (glide.to - glide.from) * (glide.linear ? t : stepCurve(t)) });
    if (t === 1) this.glide = undefined;
  }

  private playOn(time: number): void {
    const branch = shownBranch();
    if (!branch) return;
    const state = useApp.getState();
    // A page that stood still does not catch up in one leap.
    const elapsed = Math.min(100, Math.max(0, time - this.lastFrame));
    const wanted = state.playhead + elapsed * 1000 * state.speed;
    const { now } = branch.mirror;
    if (state.skipIdle && this.goesOver(branch, state.playhead, state.speed)) return;
    const playhead = Math.min(wanted, now);
    if (this.stopsAt(branch, state.playhead, playhead)) return;
    if (playhead !== state.playhead) useApp.setState({ playhead });
    if (this.advancing || branch.halted) return;
    const ahead = wanted + AHEAD_MS * 1000 * state.speed;
    if (ahead <= now) return;
    this.advancing = true;
    const quiet = (from: number): boolean => activityOf(branch.mirror).next(from) === undefined;
    const skip = state.skipIdle && quiet(state.playhead) && !activityOf(branch.mirror).moving(now);
    const { pressed } = this;
    this.pressed = false;
    // What a fault leads to may come late: a Pod on a dead node is given up after five minutes.
    const more = pressed || activityOf(branch.mirror).pending > 0 || activeFaults(branch.record, state.playhead).size > 0;
    const to = skip ? now + (more ? IDLE_HORIZON : DONE_HORIZON) : ahead;
    void this.client.advance(branch.id, { to, skipIdle: skip }).then(({ now: reached, why }) => {
      this.advancing = false;
      if (why === 'interrupted' || useApp.getState().branch !== branch.id) return;
      // All is done, and nothing comes: the page stands still where it ended.
      if (skip && why === 'to' && !pressed) {
        if (quiet(useApp.getState().playhead)) useApp.setState({ playing: false });
        return;
      }
      const { playing, playhead: at, speed } = useApp.getState();
      const settle = this.settling && !playing && at >= now;
      this.settling = false;
      if (settle && !skip) useApp.setState({ playhead: reached });
      // Nothing but heartbeats lay between: the playhead goes over it, and the page says how long it was. What is played in
      // no time is played.
      const gone = reached - at;
      if (playing && this.stopsAt(branch, at, reached)) return;
      if (skip && at >= state.playhead && (settle || (playing && gone > END_MS * 1000 * speed))) {
        useApp.setState({ playhead: reached, ...(gone >= WORTH_SKIPPING_MS * 1000 * speed ? { skipped: { from: at, to: reached } } : {}) });
      }
    });
  }

  /** Stands still at the first breakpoint in (from, to]. */
  private stopsAt(branch: Branch, from: number, to: number): boolean {
    const stop = firstStop(branch, from, to);
    if (stop) this.standAt(stop);
    return stop !== undefined;
  }

  private standAt(stop: Stop): void {
    this.glide = undefined;
    useApp.setState({ playhead: stop.at, playing: false, stop, ...(stop.span > 0 ? { selection: { kind: 'span', id: stop.span } } : {}) });
  }

  /** Goes to the next breakpoint, however far it is; stays where it is if none comes for a quarter of an hour. */
  async toBreakpoint(): Promise<void> {
    const { branch, playhead } = useApp.getState();
    const from = this.glide?.to ?? playhead;
    this.glide = undefined;
    useApp.setState({ playing: false, skipped: undefined });
    const stop = await this.lookFor((shown) => firstStop(shown, from, shown.mirror.now), IDLE_HORIZON);
    if (stop && useApp.getState().branch === branch) this.standAt(stop);
  }

  /** Over a stretch that is known and in which nothing happens, the playhead goes at once; the page says how long it was. */
  private goesOver(branch: Branch, from: number, speed: number): boolean {
    // Behind the last that is known to happen, as far as anything is known: then the session is asked for more.
    const next = activityOf(branch.mirror).next(from) ?? (this.advancing ? undefined : branch.mirror.now);
    // A breakpoint is come up to, and then run into.
    const stop = next === undefined ? undefined : firstStop(branch, from, next);
    const to = stop ? stop.at - 1 : next;
    if (to === undefined || to - from < WORTH_SKIPPING_MS * 1000 * speed) return false;
    useApp.setState({ skipped: { from, to } });
    this.glide = { from, to, started: performance.now(), lasts: matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : durations.skip, linear: true };
    return true;
  }
}

/** The first breakpoint in (from, to], if any is set. */
function firstStop({ mirror }: Branch, from: number, to: number): Stop | undefined {
  const { breakpoints } = useApp.getState();
  return breakpoints.length === 0 ? undefined : breakpointsOf(mirror).first(breakpoints, from, to);
}

const stepCurve = bezier(curves.playhead);

const shownRecord = (id: BranchId): SessionRecord => (useApp.getState().branches.find((b) => b.id === id) as Branch).record;
const withInput = (record: SessionRecord, timed: TimedInput): SessionRecord => ({ ...record, inputs: [...record.inputs, timed] });
