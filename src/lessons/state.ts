// What a lesson may look at: the objects of the cluster at a moment, what is gone since the lesson began, what was asked
// of the API server, what the terminal printed. Built forward from the trace, change by change (run.ts drives it).

import type { TraceReader } from '../trace/reader.ts';
import { subjectOf } from '../trace/subject.ts';
import type {
  ChangeSummary,
  EndpointsSummary,
  EventSummary,
  FactSummary,
  NodeObjectSummary,
  OtherSummary,
  PodSummary,
  RequestSummary,
  ServiceSummary,
  WorkloadSummary,
} from '../trace/summary.ts';

interface Summaries {
  readonly Pod: PodSummary;
  readonly Node: NodeObjectSummary;
  readonly Deployment: WorkloadSummary;
  readonly ReplicaSet: WorkloadSummary;
  readonly StatefulSet: WorkloadSummary;
  readonly DaemonSet: WorkloadSummary;
  readonly Job: WorkloadSummary;
  readonly Event: EventSummary;
  readonly Service: ServiceSummary;
  readonly EndpointSlice: EndpointsSummary;
}
/** What is known of an object of a kind; for kinds without a summary of their own, what every object has. */
export type SummaryOf<K extends string> = K extends keyof Summaries ? Summaries[K] : OtherSummary;

/** An object as it is, or was last. */
export interface Found<K extends string = string> {
  readonly kind: K;
  readonly namespace: string;
  readonly name: string;
  /** In etcd. */
  readonly key: string;
  readonly summary: SummaryOf<K>;
  /** Of the write that made it so, when that was, and the span that wrote. */
  readonly revision: number;
  readonly at: number;
  readonly span: number;
  /** Of its creation. */
  readonly madeAt: number;
  readonly madeRevision: number;
  /** Since when it is marked for deletion, and by which write; 0 where it is not. Pods, and kinds without a summary. */
  readonly markedAt: number;
  readonly markedRevision: number;
}

/** A request that was answered since the lesson began: kubectl's, and all that were refused. */
export interface Requested extends RequestSummary {
  readonly span: number;
  readonly at: number;
}

/** A piece of text that a command printed since the lesson began. */
export interface Printed {
  /** Pieces of one command have the same number. */
  readonly input: number;
  readonly text: string;
  readonly error: boolean;
  readonly at: number;
}

/** A fact that only one node knows, as long as it holds: a container, an image. */
export interface NodeFact extends FactSummary {
  /** `node/worker-1/containers/<uid>/<name>` */
  readonly key: string;
  readonly at: number;
}

export interface LessonState {
  /** The moment that is looked at, and when the reader came: simulated microseconds. */
  readonly now: number;
  readonly begin: number;
  /** Everything else; only what happened up to `now` counts. */
  readonly trace: TraceReader;
  /** What there is at this moment, oldest first. `*` is every namespace; kinds without namespaces need none. */
  list<K extends string>(kind: K, namespace?: string): readonly Found<K>[];
  /** What has gone since the lesson began, as it was last; `at` and `revision` are those of its end. */
  gone<K extends string>(kind: K, namespace?: string): readonly Found<K>[];
  find<K extends string>(kind: K, name: string, namespace?: string): Found<K> | undefined;
  readonly requests: readonly Requested[];
  readonly printed: readonly Printed[];
  facts(prefix: string): readonly NodeFact[];
}

const NONE: readonly Found[] = [];

/** The state that grows; run.ts hands it out as a LessonState. */
export class GrowingState implements LessonState {
  now = 0;
  readonly begin: number;
  readonly trace: TraceReader;
  readonly requests: Requested[] = [];
  readonly printed: Printed[] = [];
  private readonly living = new Map<string, Map<string, Found>>();
  private readonly lists = new Map<string, readonly Found[]>();
  private readonly ended = new Map<string, Found[]>();
  private readonly nodeFacts = new Map<string, NodeFact>();

  constructor(trace: TraceReader, begin: number) {
    this.trace = trace;
    this.begin = begin;
  }

  list<K extends string>(kind: K, namespace = 'default'): readonly Found<K>[] {
    const name = `${kind} ${namespace}`;
    let list = this.lists.get(name);
    if (!list) {
      list = [...(this.living.get(kind)?.values() ?? NONE)].filter((found) => fits(found, namespace)).sort((a, b) => a.madeAt - b.madeAt || a.madeRevision - b.madeRevision);
      this.lists.set(name, list);
    }
    return list as unknown as readonly Found<K>[];
  }

  gone<K extends string>(kind: K, namespace = 'default'): readonly Found<K>[] {
    return (this.ended.get(kind) ?? NONE).filter((found) => fits(found, namespace)) as unknown as readonly Found<K>[];
  }

  find<K extends string>(kind: K, name: string, namespace = 'default'): Found<K> | undefined {
    return this.list(kind, namespace).find((found) => found.name === name);
  }

  facts(prefix: string): readonly NodeFact[] {
    return [...this.nodeFacts.values()].filter(({ key }) => key.startsWith(prefix));
  }

  // ---- growing ----

  takeRequest(span: number, at: number, summary: RequestSummary): void {
    if (at >= this.begin) this.requests.push({ ...summary, span, at });
  }

  takeChange(index: number): void {
    const { key, revision, deleted, at, span, summary } = this.trace.change(index);
    if (summary.kind === 'Print') {
      if (at >= this.begin && (summary.fd === 1 || summary.fd === 2)) this.printed.push({ input: summary.input, text: summary.text, error: summary.fd === 2, at });
      return;
    }
    if (revision === 0) {
      if (deleted || summary.kind !== 'Fact') this.nodeFacts.delete(key);
      else this.nodeFacts.set(key, { ...summary, key, at });
      return;
    }
    const subject = subjectOf(key);
    if (!subject) return;
    const { kind, namespace, name } = subject;
    let ofKind = this.living.get(kind);
    if (!ofKind) this.living.set(kind, (ofKind = new Map()));
    const before = ofKind.get(key);
    this.lists.delete(`${kind} ${namespace || 'default'}`);
    this.lists.delete(`${kind} *`);
    if (deleted) {
      ofKind.delete(key);
      if (before && at >= this.begin) {
        const list = this.ended.get(kind);
        const end = { ...before, revision, at, span };
        if (list) list.push(end);
        else this.ended.set(kind, [end]);
      }
      return;
    }
    const marked = terminating(summary) && !before?.markedAt ? { markedAt: at, markedRevision: revision } : undefined;
    ofKind.set(key, {
      kind,
      namespace,
      name,
      key,
      summary: summary as OtherSummary,
      revision,
      at,
      span,
      madeAt: before?.madeAt ?? at,
      madeRevision: before?.madeRevision ?? revision,
      markedAt: marked?.markedAt ?? before?.markedAt ?? 0,
      markedRevision: marked?.markedRevision ?? before?.markedRevision ?? 0,
    });
  }
}

const fits = (found: Found, namespace: string): boolean => namespace === '*' || found.namespace === namespace || found.namespace === '';
const terminating = (summary: ChangeSummary): boolean => (summary.kind === 'Pod' || summary.kind === 'Other') && summary.terminating;
