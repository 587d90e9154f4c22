// The curves of the selected span: from what caused it, and to what it brought about.

import type { TraceReader } from '../../trace/reader.ts';
import { indexOf } from '../../trace/traceIndex.ts';
import type { Lane, Lanes } from './lanes.ts';

export interface LaneLink {
  readonly from: number;
  readonly lane: Lane;
  readonly to: number;
  readonly toLane: Lane;
}

/** Effects beyond these are not drawn: a knot says nothing. */
const MOST = 24;

export function linksOf(reader: TraceReader, lanes: Lanes, span: number): readonly LaneLink[] {
  const own = lanes.find(span);
  if (!own) return [];
  const links: LaneLink[] = [];
  const cause = near(lanes, span, (id) => reader.causeOf(id));
  if (cause) links.push({ from: leaves(reader, cause), lane: lanes.find(cause) as Lane, to: reader.startOf(span), toLane: own });
  let wave = [span];
  // Through what has no place on a lane, to the next that has.
  while (wave.length > 0 && links.length < MOST) {
    const next: number[] = [];
    for (const id of wave) {
      for (const effect of indexOf(reader).effects(id)) {
        const lane = lanes.find(effect);
        if (!lane) next.push(effect);
        else links.push({ from: Math.min(leaves(reader, span), reader.startOf(effect)), lane: own, to: reader.startOf(effect), toLane: lane });
      }
    }
    wave = next;
  }
  return links.slice(0, MOST);
}

/** When what a span does goes out into the world: a message when it has arrived, work at any time until its end. */
function leaves(reader: TraceReader, span: number): number {
  const { summary, end, start } = reader.span(span);
  if (summary.type === 'request') return summary.answered >= 0 ? summary.answered : start;
  return end === Infinity ? start : end;
}

function near(lanes: Lanes, span: number, cause: (id: number) => number): number {
  let id = cause(span);
  while (id !== 0 && !lanes.find(id)) id = cause(id);
  return id;
}
