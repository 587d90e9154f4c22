// Whether a write changed what `kubectl get pods` prints of a Pod: STATUS or READY.

import type { TraceReader } from './reader.ts';
import { indexOf } from './traceIndex.ts';

export function changesWord(reader: TraceReader, span: number): boolean {
  return indexOf(reader).changesOf(span).some((i) => {
    const { summary, previous } = reader.change(i);
    if (summary.kind !== 'Pod') return true;
    const before = previous < 0 ? undefined : reader.change(previous).summary;
    return before?.kind !== 'Pod' || before.status !== summary.status || before.ready !== summary.ready;
  });
}
