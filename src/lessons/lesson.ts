// What a lesson is: a cluster to begin with, steps, and for each step what must be seen in the cluster. A folder is a
// lesson: lesson.ts (this contract), start.yaml (the reader's file), solution.txt (one way through, played by a test),
// en.md and ko.md (all its words; prose.ts says how). catalog.ts has one line for each.
//
// A lesson looks at the state of the cluster, never at what was typed: any way that leads there passes. It is told
// nothing but the trace at a moment (state.ts), so going back in time undoes a step, and a branch has its own progress.

import type { Fault } from '../sim/cluster/inputs.ts';
import type { LessonState } from './state.ts';

/** The rows of the catalogue, in their order; their titles are texts of the page (locales/late/*\/lesson.ts). */
export const tracks = ['workloads', 'control', 'scheduling', 'network', 'config', 'trouble', 'access'] as const;
export type TrackId = (typeof tracks)[number];

export interface Lesson {
  /** The name of its folder, alone among all lessons: kept in the browser, so it must not change. */
  readonly id: string;
  readonly track: TrackId;
  /** For somebody who reads everything; seven at most. */
  readonly minutes: number;
  /** 1 needs nothing, 2 knows the words, 3 has used a cluster. */
  readonly level: 1 | 2 | 3;
  /** A name of SHAPES (sim/cluster/shape.ts); `default` is three workers. */
  readonly shape?: string;
  readonly seed?: number;
  /** What start.yaml is called in the editor. */
  readonly file: string;
  /** What is done before the reader comes; everything must be quiet when each is over. */
  readonly before?: readonly Before[];
  /** At least one; what a step looks at counts once everything before it counts. */
  readonly steps: readonly Step[];
}

export interface Before {
  /** A line of the shell, as `kubectl apply -f web.yaml`; the file of the lesson is there. */
  readonly run?: string;
  readonly fault?: Fault;
  /** Simulated seconds until all is quiet again; 20 without it. */
  readonly seconds?: number;
}

export interface Step {
  /** Alone in its lesson. */
  readonly id: string;
  /** Offered to whoever does not want to type: one click does it. */
  readonly offers?: readonly Offer[];
  /** In the order in which they come true. A step without any needs a question. */
  readonly checks?: readonly Check[];
  /** A prediction: asked when the step is reached, answered by the run as soon as it is decided, which may be steps later. */
  readonly question?: Question;
}

export interface Offer {
  /** A line for the terminal with its names filled in from the state (a Pod's real name); undefined while there is none. */
  readonly run?: (state: LessonState) => string | undefined;
  /** Something that goes wrong from outside. Its words are in the prose: `fault <id>: …`. */
  readonly fault?: { readonly id: string; readonly of: (state: LessonState) => Fault | undefined };
  /** Applies the file in the editor. */
  readonly apply?: true;
}

export interface Check {
  /** Alone in its lesson. */
  readonly id: string;
  /** The state at a moment. A check that was done once stays done, as long as the playhead is behind that moment. */
  readonly look: (state: LessonState) => Look;
}

export interface Look {
  readonly done: boolean;
  /** Shown as `2 / 3` until it is done. */
  readonly have?: number;
  readonly want?: number;
  /** The write that did it: a chip that leads there. */
  readonly revision?: number;
  /** Something is on its way: a half-filled mark, and a word of Kubernetes where there is one (ContainerCreating). */
  readonly underWay?: boolean | string;
}

interface Asked {
  /** What happened, as soon as the run has decided it; undefined before. Never a constant: it is computed from the state. */
  readonly answer: (state: LessonState) => Answer | undefined;
}
/** One of several; every option is a text of the prose. */
export interface ChooseQuestion extends Asked {
  readonly kind: 'choose';
  readonly options: readonly string[];
}
/** A worker node, by its box on the stage or its name in the panel. */
export interface NodeQuestion extends Asked {
  readonly kind: 'node';
}
/** All options in the order in which they happen; the answer's value is their ids, joined by commas. */
export interface OrderQuestion extends Asked {
  readonly kind: 'order';
  /** As they are offered: not in the right order. */
  readonly options: readonly string[];
}
export type Question = ChooseQuestion | NodeQuestion | OrderQuestion;

export interface Answer {
  /** The id of the option, the name of the node, or the ids in their order, joined by commas. */
  readonly value: string;
  /** The moment that shows why, in simulated microseconds. */
  readonly moment: number;
  /** The span to look at there. */
  readonly span?: number;
  /** Fills the slots of the prose: `{pod}`; `{revision}` is drawn as a chip. */
  readonly facts?: Readonly<Record<string, string | number>>;
}
