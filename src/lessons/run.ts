// How far a lesson has come, at every moment of a trace: found once, forward, as the trace grows. Between two frames
// nothing of the lesson changes, so a playhead anywhere finds its frame; a branch has a trace, and so a run, of its own.
//
// What was guessed is no part of it: a step that only asks is passed at once, and its answer comes when it comes.

import type { TraceReader } from '../trace/reader.ts';
import { upperBound } from '../trace/sorted.ts';
import type { Answer, Check, Lesson, Look, Offer } from './lesson.ts';
import { GrowingState, type LessonState } from './state.ts';

export interface Checked extends Look {
  /** When it was done; undefined while it is not. */
  readonly doneAt?: number;
}

/** An offer with its names filled in. */
export interface Offered {
  readonly offer: Offer;
  /** For the terminal; '' for others. */
  readonly line: string;
  /** Whether there is something to do it to. */
  readonly ready: boolean;
}

export interface LessonFrame {
  readonly at: number;
  /** The step whose checks count now; the number of steps when all have. */
  readonly step: number;
  /** By id; those of later steps are absent. */
  readonly checks: Readonly<Record<string, Checked>>;
  /** By the step's id, as far as they are decided. */
  readonly answers: Readonly<Record<string, Answer>>;
  /** By the step's id, from when it is reached. */
  readonly offers: Readonly<Record<string, readonly Offered[]>>;
  /** The names of the worker nodes, for questions. */
  readonly nodes: readonly string[];
}

const NOTHING: LessonFrame = { at: 0, step: 0, checks: {}, answers: {}, offers: {}, nodes: [] };

export class LessonRun {
  readonly lesson: Lesson;
  private readonly reader: TraceReader;
  private readonly state: GrowingState;
  private readonly frames: LessonFrame[] = [];
  private readonly times: number[] = [];
  /** Something came that was not looked at yet. */
  private news = false;
  private requests: number[] = [];
  private spans = 0;
  private changes = 0;
  private version: number | undefined;

  constructor(lesson: Lesson, reader: TraceReader, begin: number) {
    this.lesson = lesson;
    this.reader = reader;
    this.state = new GrowingState(reader, begin);
  }

  /** How it stands at a moment. The same object as long as nothing has changed. */
  at(moment: number): LessonFrame {
    this.update();
    return this.frames[upperBound(this.times, moment) - 1] ?? this.frames[0] ?? NOTHING;
  }

  /** The state at the end of what is known: for tests, and for offers that are taken up. */
  now(): LessonState {
    this.update();
    return this.state;
  }

  private update(): void {
    const { reader, state } = this;
    if (reader.version !== undefined && reader.version === this.version) return;
    this.version = reader.version;
    const answered = this.answeredRequests();
    let next = 0;
    const takeRequests = (until: number): void => {
      for (; next < answered.length && (answered[next] as { readonly at: number }).at <= until; next++) {
        const { id, at } = answered[next] as { readonly id: number; readonly at: number };
        this.reach(at);
        const { summary } = reader.span(id);
        if (summary.type === 'request') state.takeRequest(id, at, summary);
        this.news = true;
      }
    };
    for (; this.changes < reader.changeCount; this.changes++) {
      const { at } = reader.change(this.changes);
      takeRequests(at);
      this.reach(at);
      state.takeChange(this.changes);
      this.news = true;
    }
    takeRequests(Infinity);
    this.reach(reader.now);
    this.look();
  }

  /** Requests of kubectl, and refused ones, whose answers have come since the last look; by the time of the answer. */
  private answeredRequests(): readonly { readonly id: number; readonly at: number }[] {
    const { reader } = this;
    for (let id = this.spans + 1; id <= reader.spanCount; id++) {
      if (reader.typeOf(id) === 'message' && reader.levelOf(id) === 'story') this.requests.push(id);
    }
    this.spans = reader.spanCount;
    const answered: { readonly id: number; readonly at: number }[] = [];
    this.requests = this.requests.filter((id) => {
      const at = reader.endOf(id);
      if (at > reader.now) return true;
      const { summary } = reader.span(id);
      if (summary.type === 'request' && (summary.component === 'kubectl' || summary.code >= 400)) answered.push({ id, at });
      return false;
    });
    return answered.sort((a, b) => a.at - b.at || a.id - b.id);
  }

  /** Time goes on to `at`: what was true until then is looked at, once for everything that happened at one moment. */
  private reach(at: number): void {
    const { state } = this;
    if (at <= state.now) return;
    this.look();
    // The beginning itself is a moment, whether anything happens at it or not.
    if (state.now < state.begin && at >= state.begin) {
      state.now = state.begin;
      this.news = true;
      this.look();
    }
    state.now = at;
  }

  private look(): void {
    const { lesson, state } = this;
    if (!this.news || state.now < state.begin) return;
    this.news = false;
    const before = this.frames[this.frames.length - 1] ?? NOTHING;
    let { step } = before;
    let checks: Record<string, Checked> | undefined;
    let answers: Record<string, Answer> | undefined;
    let offers: Record<string, readonly Offered[]> | undefined;
    for (;;) {
      const now = lesson.steps[step];
      if (!now) break;
      let counts = true;
      for (const check of now.checks ?? []) {
        const known = (checks ?? before.checks)[check.id];
        if (known?.doneAt !== undefined) continue;
        const looked = looks(check, state, counts);
        if (!known || !sameLook(known, looked)) (checks ??= { ...before.checks })[check.id] = looked;
        counts &&= looked.done;
      }
      const touched = (now.checks ?? []).some(({ id }) => (checks ?? before.checks)[id]?.doneAt !== undefined);
      const known = (offers ?? before.offers)[now.id];
      // Once something of the step is done, the line stays what it was: its Pod may be gone.
      if (now.offers && (!known || !touched)) {
        const offered = now.offers.map((offer) => offeredIn(offer, state));
        if (!known || !sameOffers(known, offered)) (offers ??= { ...before.offers })[now.id] = offered;
      }
      if (!counts) break;
      step++;
    }
    for (const { id, question } of lesson.steps.slice(0, step + 1)) {
      if (!question || before.answers[id]) continue;
      const answer = question.answer(state);
      if (answer) (answers ??= { ...before.answers })[id] = answer;
    }
    const nodes = state.list('Node').filter(({ summary }) => !summary.controlPlane).map(({ name }) => name);
    const sameNodes = nodes.join() === before.nodes.join();
    if (before !== NOTHING && step === before.step && !checks && !answers && !offers && sameNodes) return;
    this.frames.push({ at: state.now, step, checks: checks ?? before.checks, answers: answers ?? before.answers, offers: offers ?? before.offers, nodes: sameNodes ? before.nodes : nodes });
    this.times.push(state.now);
  }
}

/** A check that is true before its turn has not been done yet. */
function looks(check: Check, state: LessonState, counts: boolean): Checked {
  const look = check.look(state);
  return look.done && counts ? { ...look, doneAt: state.now } : { ...look, done: false };
}

const sameLook = (a: Checked, b: Checked): boolean => a.doneAt === b.doneAt && a.have === b.have && a.want === b.want && a.revision === b.revision && a.underWay === b.underWay;
const sameOffers = (a: readonly Offered[], b: readonly Offered[]): boolean => a.every((o, i) => o.line === b[i]?.line && o.ready === b[i].ready);

function offeredIn(offer: Offer, state: LessonState): Offered {
  if (offer.run) {
    const line = offer.run(state);
    return { offer, line: line ?? '', ready: line !== undefined };
  }
  return { offer, line: '', ready: offer.fault ? offer.fault.of(state) !== undefined : true };
}

const runs = new WeakMap<TraceReader, LessonRun>();

/** The run of a lesson over a trace: found once for all who ask. */
export function lessonRun(lesson: Lesson, reader: TraceReader, begin: number): LessonRun {
  let run = runs.get(reader);
  if (run?.lesson !== lesson) runs.set(reader, (run = new LessonRun(lesson, reader, begin)));
  return run;
}
