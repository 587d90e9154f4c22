// `,` and `.`: from one event to the next in the lane of what is selected, or of whoever acted last.

import type { SpanId } from '../../sim/kernel/trace.ts';
import type { TraceReader } from '../../trace/reader.ts';
import { lastBegun } from '../../trace/sorted.ts';
import type { Selection } from './store.ts';

const counts = (reader: TraceReader, id: number): boolean => reader.levelOf(id) === 'story' && reader.typeOf(id) !== 'timer' && reader.typeOf(id) !== 'wait';

/** The actor whose lane is meant. */
export function laneOf(reader: TraceReader, selection: Selection | undefined, at: number): string {
  if (selection?.kind === 'box') return selection.actor;
  if (selection?.kind === 'span') return reader.span(selection.id).actor;
  for (let id = lastBegun(reader, at); id > 0; id--) if (counts(reader, id)) return reader.span(id).actor;
  return '';
}

/** The span of the lane that begins next, or the one that began before; undefined where there is none. */
export function stepInLane(reader: TraceReader, lane: string, at: number, direction: 1 | -1): SpanId | undefined {
  // Ids are in the order of time.
  if (direction > 0) {
    for (let id = lastBegun(reader, at) + 1; id <= reader.spanCount; id++) if (counts(reader, id) && reader.span(id).actor === lane) return id as SpanId;
    return undefined;
  }
  for (let id = lastBegun(reader, at); id > 0; id--) if (reader.startOf(id) < at && counts(reader, id) && reader.span(id).actor === lane) return id as SpanId;
  return undefined;
}
