// How a lesson begins: what is given to a fresh cluster before the reader comes, as inputs with the time each is left.
// The page and the tests play it alike, so that the reader meets the very cluster that was tested.

import type { Input } from '../sim/cluster/inputs.ts';
import type { Lesson } from './lesson.ts';

export interface Opening {
  readonly inputs: readonly Input[];
  /** Simulated microseconds, before them and behind them. */
  readonly delay: number;
  readonly lasts: number;
}

const SECONDS = 20;
const DELAY = 1000;

export function beginning(lesson: Lesson, text: string): readonly Opening[] {
  const openings: Opening[] = [{ inputs: [{ type: 'file', path: lesson.file, content: text }], delay: DELAY, lasts: DELAY }];
  for (const { run, fault, seconds = SECONDS } of lesson.before ?? []) {
    const inputs: Input[] = [...(fault ? [{ type: 'fault', fault } as const] : []), ...(run === undefined ? [] : [{ type: 'kubectl', args: [], text: run, shell: true } as const])];
    openings.push({ inputs, delay: DELAY, lasts: seconds * 1e6 });
  }
  return openings;
}
