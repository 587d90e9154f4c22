// Whether the page is on a projector, and what the presenter has set going there. Small: everything else of the presenter is
// loaded when it begins.

import { create } from 'zustand';
import type { Problem, Script } from './script.ts';
import type { AskedQuestion } from './questions.ts';

export interface Presenting {
  readonly on: boolean;
  readonly black: boolean;
  readonly laser: boolean;
  readonly question: AskedQuestion | undefined;
  /** A sentence for the room's front: no Pod waits, the gate did not come, the window was blocked. */
  readonly said: string;
  readonly script: Script | undefined;
  /** Which step of the script is shown; -1 before the first. */
  readonly step: number;
  /** Why a script cannot be shown. */
  readonly problems: readonly Problem[];
  /** Something is on its way to a gate. */
  readonly moving: boolean;
}

const NOTHING = { black: false, laser: false, question: undefined, said: '', script: undefined, step: -1, problems: [], moving: false } as const;

export const usePresenting = create<Presenting>()(() => ({ on: false, ...NOTHING }));

/** The editor's own file is the script where it is one; otherwise the run itself is presented. */
export const present = (): void => usePresenting.setState({ on: true, ...NOTHING });
export const leave = (): void => usePresenting.setState({ on: false, ...NOTHING });
