// Looking back through the trace, for answers that a state alone does not hold: who sent what, who was told by whom, when
// something first was so. Each is a walk over everything since the lesson began: ask only for what has been decided.

import type { ChangeView, SpanView } from '../trace/reader.ts';
import type { ChangeSummary } from '../trace/summary.ts';
import type { LessonState, Requested } from './state.ts';

type Wanted = Partial<Pick<Requested, 'component' | 'verb' | 'resource' | 'subresource' | 'namespace' | 'name' | 'code'>>;

function* messages(state: LessonState): Generator<SpanView> {
  const { trace } = state;
  for (let id = 1; id <= trace.spanCount; id++) {
    if (trace.startOf(id) >= state.begin && trace.endOf(id) <= state.now && trace.typeOf(id) === 'message') yield trace.span(id);
  }
}

/** The answered requests that fit, of every component: `deployment-controller`, `kube-scheduler`, `kubelet/worker-1` … */
export function sent(state: LessonState, wanted: Wanted): readonly Requested[] {
  const found: Requested[] = [];
  for (const { id, end, summary } of messages(state)) {
    if (summary.type === 'request' && (Object.keys(wanted) as (keyof Wanted)[]).every((name) => summary[name] === wanted[name])) found.push({ ...summary, span: id, at: end });
  }
  return found;
}

/** The news of objects that reached a component over its watches; `actor` says who sent them. */
export function received(state: LessonState, to: string, key: string): readonly SpanView[] {
  const found: SpanView[] = [];
  for (const span of messages(state)) if (span.to === to && span.summary.type === 'watch' && span.summary.key === key) found.push(span);
  return found;
}

/** The first write of an object since the lesson began after which it was so. */
export function firstWrite(state: LessonState, key: string, so: (summary: ChangeSummary) => boolean): ChangeView | undefined {
  const { trace } = state;
  for (let i = 0; i < trace.changeCount; i++) {
    const change = trace.change(i);
    if (change.key === key && !change.deleted && change.at >= state.begin && change.at <= state.now && so(change.summary)) return change;
  }
  return undefined;
}

/** Who sent messages to whom: everything that travelled, to those whose names begin so. */
export function sendersTo(state: LessonState, to: string): ReadonlyMap<string, SpanView> {
  const first = new Map<string, SpanView>();
  for (const span of messages(state)) if (span.to.startsWith(to) && !first.has(span.actor)) first.set(span.actor, span);
  return first;
}
