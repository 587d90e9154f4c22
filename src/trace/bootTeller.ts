// Whether the boot of a run is to be told, and by whom. Few runs are such: the code that tells it comes when one is opened
// (bootStory.ts), and everything else of a story asks here.

import type { BootMilestones } from './bootMilestones.ts';
import type { Extent } from './bootSteps.ts';
import type { SpanView, TraceReader } from './reader.ts';

export interface BootTeller {
  milestones(reader: TraceReader): BootMilestones;
  isStep(reader: TraceReader, span: SpanView): boolean;
  extents(reader: TraceReader, span: SpanView): readonly Extent[] | 'later' | undefined;
}

let teller: BootTeller | undefined;
export const giveBootTeller = (given: BootTeller): void => void (teller = given);

/** The first span of a run is its boot; it is of the story where it is to be told. */
export const bootTold = (reader: TraceReader): boolean => reader.spanCount > 0 && reader.levelOf(1) === 'story' && reader.span(1).name === 'boot';

export const bootTellerOf = (reader: TraceReader): BootTeller | undefined => (bootTold(reader) ? teller : undefined);
