// What a node does for one Pod: sandbox, network, image, container, one line each, as far as it is at a moment. Lines that
// have no record yet are the ones that every start goes through; they stay hollow until the trace has them.

import type { SpanView } from '../../../trace/reader.ts';
import type { NodeSummary } from '../../../trace/summary.ts';
import type { PanelIndex } from './panelIndex.ts';

export type StepName = 'sandbox' | 'cni' | 'pull' | 'create' | 'start' | 'probe' | 'kill' | 'backoff';

export interface NodeStep {
  /** 0 for a step without a record. */
  readonly span: number;
  readonly name: StepName;
  readonly container: string;
  readonly image: string;
  /** An address, a cause of death. */
  readonly detail: string;
  readonly error: string;
  readonly start: number;
  readonly end: number;
}

const NAMES: ReadonlySet<string> = new Set<StepName>(['sandbox', 'cni', 'pull', 'create', 'start', 'probe', 'kill', 'backoff']);
/** What every container goes through. */
const COURSE: readonly StepName[] = ['sandbox', 'cni', 'create', 'start'];
/** More would be a log; the last ones count. A Pod of many containers has more to begin with. */
const longest = (steps: readonly NodeStep[]): number => Math.min(26, Math.max(9, 2 + 3 * new Set(steps.map((step) => step.container).filter(Boolean)).size));

/** The steps for a Pod (`namespace/name`): those of the latest try that had begun by then, and what lies ahead of it. */
export function nodeSteps(index: PanelIndex, pod: string, at: number): readonly NodeStep[] {
  const steps = allSteps(index, pod);
  const begun = steps.filter((step) => step.start <= at);
  const ahead = steps.filter((step) => step.start > at);
  const last = begun.at(-1);
  const most = longest(steps);
  // A step that comes again (a container that starts over) begins a new try.
  const shown = begun.slice(-most);
  const ending = last?.name === 'kill' || last?.name === 'backoff';
  const next = ahead.slice(0, Math.max(0, most - shown.length));
  if (ending || begun.length === 0) return [...shown, ...next];
  const known = new Set([...begun, ...ahead].map((step) => step.name));
  const missing = COURSE.filter((name) => !known.has(name)).map((name): NodeStep => ({ span: 0, name, container: '', image: '', detail: '', error: '', start: Infinity, end: Infinity }));
  return [...shown, ...next, ...missing];
}

interface Known {
  readonly count: number;
  readonly open: boolean;
  readonly steps: readonly NodeStep[];
}
const known = new WeakMap<PanelIndex, Map<string, Known>>();

/** All steps there are, looked up again only when there are more of them or one was still going on. */
function allSteps(index: PanelIndex, pod: string): readonly NodeStep[] {
  const work = index.workFor(pod);
  let pods = known.get(index);
  if (!pods) known.set(index, (pods = new Map()));
  const had = pods.get(pod);
  if (had && had.count === work.length && !had.open) return had.steps;
  const steps: NodeStep[] = [];
  for (const id of work) {
    const span = index.reader.span(id);
    if (NAMES.has(span.name) && span.level !== 'heartbeat') steps.push(stepOf(span, span.summary as NodeSummary));
  }
  pods.set(pod, { count: work.length, open: steps.some((step) => step.end === Infinity), steps });
  return steps;
}

const stepOf = (span: SpanView, { container, image, detail, error }: NodeSummary): NodeStep => ({ span: span.id, name: span.name as StepName, container, image, detail, error, start: span.start, end: span.end });

export interface ContainerTruth {
  readonly container: string;
  /** `running`, `exited` … as the node knows it. */
  readonly state: string;
  /** The image, or how it ended. */
  readonly detail: string;
  /** The image is not known here: another program runs in its place. */
  readonly standIn: boolean;
}

const STAND_IN = ' stand-in';

/** What the node itself knows of a Pod's containers: not what the API server has been told. */
export function containersOn(index: PanelIndex, node: string, uid: string, at: number): readonly ContainerTruth[] {
  if (!node || !uid) return [];
  const prefix = `node/${node}/containers/${uid}/`;
  const out: ContainerTruth[] = [];
  for (const key of index.facts(prefix)) {
    const change = index.changeAt(key, at);
    const summary = change < 0 ? undefined : index.reader.change(change).summary;
    if (summary?.kind !== 'Fact') continue;
    const standIn = summary.detail.endsWith(STAND_IN);
    out.push({ container: key.slice(prefix.length), state: summary.state, detail: standIn ? summary.detail.slice(0, -STAND_IN.length) : summary.detail, standIn });
  }
  return out;
}

/** The node whose kubelet has this Pod from a file; '' where it comes from the API. */
export function fileNodeOf(index: PanelIndex, pod: string, at: number): string {
  for (const key of index.facts('node/')) {
    const [, node = '', sort] = key.split('/');
    if (sort !== 'static') continue;
    const change = index.changeAt(key, at);
    const summary = change < 0 ? undefined : index.reader.change(change).summary;
    if (summary?.kind === 'Fact' && `/registry/pods/${summary.detail}` === pod) return node;
  }
  return '';
}
