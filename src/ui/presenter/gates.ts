// What a step of a script waits for, found in the trace as it grows.

import { activityOf } from '../../trace/activity.ts';
import type { Boundaries } from '../../trace/boundaries.ts';
import { breakpointsOf } from '../../trace/breakpoints.ts';
import type { TraceReader } from '../../trace/reader.ts';
import type { Gate } from './script.ts';

/** How far a gate is waited for; simulated microseconds. */
export const GATE_HORIZON = 900e6;

/**
 * The moment of a gate after `from`, as far as the trace is known; undefined where it has not come yet. `begun` is how many
 * milestones there were when the script began.
 */
export function gateMoment(gate: Gate, reader: TraceReader, boundaries: Boundaries, from: number, begun: number): number | undefined {
  switch (gate.until) {
    case 'milestone': {
      const times = boundaries.times('milestone');
      // One that has passed is no gate: the playhead stays where it is.
      const at = gate.n === undefined ? boundaries.next('milestone', from) : times[begun + gate.n - 1];
      return at === undefined ? undefined : Math.max(at, from);
    }
    case 'hop':
      return boundaries.next('hop', from);
    case 'quiet':
      return quietAfter(reader, from);
    case 'time':
      return reader.now >= from + gate.lasts ? from + gate.lasts : undefined;
    case 'breakpoint':
      return breakpointsOf(reader).first([gate.name], from, reader.now)?.at;
  }
}

/** With something still under way (a pull, a back-off), quiet is when nothing has come for this long. */
const SETTLED = 30e6;

/** The end of the first stretch of activity behind which nothing comes. */
function quietAfter(reader: TraceReader, from: number): number | undefined {
  const activity = activityOf(reader);
  const stretches = activity.stretches(from, reader.now);
  const ends = stretches.length === 0 ? [{ from, to: from }] : stretches;
  for (let i = 0; i < ends.length; i++) {
    const { to } = ends[i] as { readonly to: number };
    const next = ends[i + 1]?.from ?? reader.now;
    if (next - to >= SETTLED) return to;
    if (i === ends.length - 1 && to < reader.now && activity.pending === 0) return to;
  }
  return undefined;
}

export const gateName = (gate: Gate): string => (gate.until === 'time' ? `${gate.lasts / 1e6}s` : gate.until === 'breakpoint' ? gate.name : gate.until === 'milestone' && gate.n !== undefined ? `milestone ${gate.n}` : gate.until);
