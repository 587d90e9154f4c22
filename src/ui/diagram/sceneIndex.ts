// Everything the stage asks of a trace, by time: filled once, forward, as the trace grows, and then searched. Nothing is
// replayed per frame, so seeking anywhere costs the same.

import type { SpanId } from '../../sim/kernel/trace.ts';
import { upperBound } from '../../trace/sorted.ts';
import type { ChangeView, SpanView, TraceReader } from '../../trace/reader.ts';
import { indexOf } from '../../trace/traceIndex.ts';
import { familiarImage, subjectOf } from '../../trace/subject.ts';
import type { EndpointsSummary, HopSummary, NodeObjectSummary, NodeSummary, PodSummary, RequestSummary, ScheduleSummary, WorkloadSummary } from '../../trace/summary.ts';
import { BootScene } from './bootScene.ts';
import { HopLegs } from './hopLegs.ts';
import { History, Intervals, type Interval } from './history.ts';
import { boxOf, nodeOf, type BoxId } from './places.ts';
import { Seats } from './seats.ts';

/** One way over a road. A request is up to three of them: there, into the store, and the answer back. */
export interface Leg extends Interval {
  readonly span: SpanId;
  readonly part: 'request' | 'answer' | 'watch' | 'notify' | 'store';
  /** The box at the outer end of the road; the inner end is always the API server. */
  readonly box: BoxId;
  /** Towards the API server. */
  readonly inward: boolean;
  readonly level: SpanView['level'];
  /** It never got there. */
  readonly lost: boolean;
}

export interface Work extends Interval {
  readonly span: SpanId;
  readonly actor: string;
  readonly name: string;
  readonly level: SpanView['level'];
}

/** A request while the server has it. */
export interface Held extends Interval {
  readonly span: SpanId;
  readonly level: SpanView['level'];
}

export interface PodState {
  readonly key: string;
  readonly pod: PodSummary;
  readonly revision: number;
}

export interface Command {
  readonly span: SpanId;
  readonly at: number;
  readonly text: string;
  /** Its requests, in order. */
  readonly requests: SpanId[];
}

export interface Attempt extends Interval {
  readonly span: SpanId;
  readonly summary: ScheduleSummary;
}

interface Heard {
  /** When the controllers' cache heard of it first; of its end. */
  added: number;
  deleted: number;
}

export class SceneIndex {
  readonly reader: TraceReader;
  /** Every moment at which a box may look different. */
  readonly moments: number[] = [];
  readonly pods = new Map<string, History<PodState | undefined>>();
  readonly nodes = new Map<string, History<NodeObjectSummary | undefined>>();
  readonly workloads = new Map<string, History<WorkloadSummary | undefined>>();
  readonly slices = new Map<string, History<EndpointsSummary | undefined>>();
  /** `node/uid/container` → its state, as only the node knows; and the same by `node/uid/`. */
  readonly containers = new Map<string, History<string>>();
  readonly containersByPod = new Map<string, History<string>[]>();
  /** Node → the Pods of its files, by uid: whether the file is there, as only the node knows. */
  readonly staticPods = new Map<string, Map<string, { readonly key: string; readonly here: History<boolean> }>>();
  readonly revisions = new History<number>();
  /** Stored resource → revisions. */
  readonly resources = new Map<string, History<number>>();
  readonly commands = new History<Command>();
  readonly prints = new History<{ readonly input: number; readonly text: string }>();
  /** What is broken: `down worker-1`, `cut worker-1`, `stop kube-scheduler` → true as long as it is. */
  readonly broken = new Map<string, History<boolean>>();
  readonly works = new Map<string, Intervals<Work>>();
  readonly legs = new Intervals<Leg>();
  readonly hops = new HopLegs();
  readonly held = new Intervals<Held>();
  readonly watches: { readonly at: number; readonly node: string }[] = [];
  readonly heard = new Map<string, Heard>();
  readonly attempts = new Map<string, Attempt[]>();
  readonly decisions = new History<Attempt>();
  /** `node image` → since when it is there: a fact that only the node knows. */
  readonly images = new Map<string, number>();
  readonly pulls = new Map<string, { readonly image: string; readonly start: number; end: number }[]>();
  /** Node → when its kubelet was heard last. */
  readonly contacts = new Map<string, History<number>>();
  readonly seats = new Seats();
  /** Of a boot that is told; undefined where the story begins after it. */
  boot: BootScene | undefined;
  /** Spans of the story by their beginning. */
  readonly story = new History<SpanId>();

  private readonly watchKeys = new Set<string>();
  private readonly commandOf = new Map<SpanId, Command>();
  private seenSpans = 0;
  private version: number | undefined;
  private seenChanges = 0;
  private open = new Map<number, { work?: Work; leg?: Leg; held?: Held; arrived?: true }>();

  constructor(reader: TraceReader) {
    this.reader = reader;
  }

  update(): void {
    const { reader } = this;
    if (reader.version !== undefined && reader.version === this.version) return;
    this.version = reader.version;
    for (const [id, known] of this.open) if (this.settle(id, known)) this.open.delete(id);
    for (let id = this.seenSpans + 1; id <= reader.spanCount; id++) {
      const known = {};
      if (!this.begin(reader.span(id), known)) this.open.set(id, known);
    }
    this.seenSpans = reader.spanCount;
    for (; this.seenChanges < reader.changeCount; this.seenChanges++) this.take(reader.change(this.seenChanges));
  }

  /** How many moments lie up to a time: as long as it stays the same, so do the boxes. */
  stamp(at: number): number {
    return upperBound(this.moments, at);
  }

  isBroken(what: string, at: number): boolean {
    return this.broken.get(what)?.at(at) ?? false;
  }

  activeWork(actor: string, at: number): Work[] {
    return this.works.get(actor)?.at(at) ?? [];
  }

  private moment(at: number): void {
    const { moments } = this;
    if (moments.length === 0 || (moments[moments.length - 1] as number) <= at) moments.push(at);
    else moments.splice(upperBound(moments, at), 0, at);
  }

  // ---- spans ----

  /** Takes a span in; true when nothing more will come of it. */
  private begin(span: SpanView, known: { work?: Work; leg?: Leg; held?: Held; arrived?: true }): boolean {
    const { summary } = span;
    this.boot?.takeSpan(span);
    if (span.level === 'story' && (span.type === 'work' || span.type === 'message' || span.type === 'input')) this.story.add(span.start, span.id);
    if (span.type === 'input') this.takeInput(span);
    if (span.type === 'timer' || span.type === 'input') return true;
    if (summary.type === 'hop') return this.takeHop(span, summary, true);
    if (span.type === 'message' && summary.type === 'request' && span.actor === 'kubectl') this.commandOf.get(span.cause)?.requests.push(span.id);
    if (span.type === 'work' || span.type === 'wait') {
      known.work = { span: span.id, actor: span.actor, name: span.name, level: span.level, start: span.start, end: span.end };
      let works = this.works.get(span.actor);
      if (!works) this.works.set(span.actor, (works = new Intervals()));
      works.add(known.work);
      this.moment(span.start);
      if (span.name === 'pull' && summary.type === 'node') {
        const list = this.pulls.get(summary.node) ?? [];
        this.pulls.set(summary.node, list);
        list.push({ image: summary.image, start: span.start, end: span.end });
      }
    }
    return this.settle(span.id, known, span);
  }

  private settle(id: number, known: { work?: Work; leg?: Leg; held?: Held; arrived?: true }, view?: SpanView): boolean {
    const end = this.reader.endOf(id);
    if (known.work && end === Infinity) return false;
    const span = view ?? this.reader.span(id);
    const { summary } = span;
    if (known.work) {
      (this.works.get(span.actor) as Intervals<Work>).end(known.work, end);
      this.moment(end);
      if (summary.type === 'node') this.takeNodeWork(span, summary, end);
      else if (summary.type === 'schedule') this.takeAttempt(span, summary, end);
      return true;
    }
    if (summary.type === 'request') return this.settleRequest(span, summary, known);
    if (summary.type === 'hop') return this.takeHop(span, summary, false);
    if (summary.type === 'watch' || summary.type === 'notify') {
      const { leg } = known;
      if (leg) this.legs.end(leg, end);
      else {
        const box = summary.type === 'notify' ? 'etcd' : boxOf(span.to);
        if (!box) return true;
        known.leg = { span: span.id, part: summary.type, box, inward: summary.type === 'notify', start: span.start, end: span.end, level: span.level, lost: false };
        this.legs.add(known.leg);
      }
      if (end === Infinity) return false;
      if (summary.type === 'watch' && span.to === 'kube-controller-manager' && summary.resource === 'pods') this.takeHeard(summary.event, summary.key, end);
      return true;
    }
    return end !== Infinity;
  }

  private takeHop(span: SpanView, hop: HopSummary, first: boolean): boolean {
    const over = this.hops.take(span, hop);
    if (span.level === 'story') {
      if (first) this.moment(span.start);
      if (first && hop.arrived >= 0) this.moment(hop.arrived);
      if (over) this.moment(span.end);
    }
    return over;
  }

  private settleRequest(span: SpanView, summary: RequestSummary, known: { leg?: Leg; held?: Held; arrived?: true }): boolean {
    const box = boxOf(span.actor);
    const { arrived, answered, returned } = summary;
    const { level } = span;
    const lost = summary.lost !== '';
    if (!known.leg && box && arrived >= 0) {
      known.leg = { span: span.id, part: 'request', box, inward: true, start: span.start, end: arrived, level, lost };
      this.legs.add(known.leg);
      this.moment(span.start);
    }
    if (!known.held && arrived >= 0 && !lost) {
      known.held = { span: span.id, level, start: arrived, end: answered >= 0 ? answered : Infinity };
      this.held.add(known.held);
      this.moment(arrived);
    }
    if (answered < 0) return span.end !== Infinity;
    if (known.held && known.held.end === Infinity) this.held.end(known.held, answered);
    if (known.arrived) return true;
    known.arrived = true;
    this.moment(answered);
    if (level !== 'heartbeat') for (const stage of summary.stages) this.moment(stage.end);
    const back = returned >= 0 ? returned : span.end;
    if (box) this.legs.add({ span: span.id, part: 'answer', box, inward: false, start: answered, end: back, level, lost });
    this.moment(back);
    const write = summary.stages.findIndex((s) => s.name === 'write');
    // It is in the store at its commit; a write that changed nothing never gets there, and has an old revision.
    const to = write > 0 && summary.revision > 0 ? (indexOf(this.reader).revision(summary.revision)?.at ?? -1) : -1;
    const from = write > 0 ? (summary.stages[write - 1] as { readonly end: number }).end : 0;
    if (to > from) {
      this.legs.add({ span: span.id, part: 'store', box: 'etcd', inward: false, start: from, end: to, level, lost: false });
    }
    if (summary.verb === 'watch' && summary.code === 200) {
      const key = `${span.actor} ${summary.component} ${summary.group}/${summary.resource} ${summary.namespace}/${summary.name}`;
      if (!this.watchKeys.has(key)) {
        this.watchKeys.add(key);
        this.watches.push({ at: answered, node: nodeOf(box ?? '') });
      }
    }
    if (span.actor.startsWith('kubelet/') && summary.code < 400) this.contact(span.actor.slice(8), answered);
    return true;
  }

  private contact(node: string, at: number): void {
    let contacts = this.contacts.get(node);
    if (!contacts) this.contacts.set(node, (contacts = new History()));
    contacts.add(at, at);
  }

  private takeInput(span: SpanView): void {
    const { summary } = span;
    if (summary.type !== 'input') return;
    this.moment(span.start);
    if (span.name === 'boot' && span.level === 'story') this.boot = new BootScene(span.end);
    if (summary.what === 'kubectl') {
      const command: Command = { span: span.id, at: span.start, text: summary.text, requests: [] };
      this.commands.add(span.start, command);
      this.commandOf.set(span.id, command);
    } else if (summary.what === 'fault') this.takeFault(summary.text, span.start);
  }

  private takeFault(text: string, at: number): void {
    const [fault = '', target = ''] = text.split(' ');
    const change = FAULTS[fault];
    if (!change) return;
    const [what, on] = change;
    const key = `${what} ${target}`.trim();
    let history = this.broken.get(key);
    if (!history) this.broken.set(key, (history = new History()));
    history.add(at, on);
  }

  private takeNodeWork(span: SpanView, summary: NodeSummary, end: number): void {
    if (span.name !== 'pull') return;
    const pull = this.pulls.get(summary.node)?.find((p) => p.start === span.start && p.image === summary.image);
    if (pull) pull.end = end;
  }

  private takeAttempt(span: SpanView, summary: ScheduleSummary, end: number): void {
    const attempt: Attempt = { span: span.id, summary, start: span.start, end };
    const list = this.attempts.get(summary.key) ?? [];
    this.attempts.set(summary.key, list);
    list.push(attempt);
    this.decisions.add(end, attempt);
  }

  private takeHeard(event: string, key: string, at: number): void {
    this.moment(at);
    const heard = this.heard.get(key) ?? { added: Infinity, deleted: Infinity };
    this.heard.set(key, heard);
    if (event === 'DELETED') heard.deleted = Math.min(heard.deleted, at);
    else heard.added = Math.min(heard.added, at);
  }

  // ---- changes ----

  private take(change: ChangeView): void {
    const { key, at, summary, deleted, revision } = change;
    this.moment(at);
    this.boot?.take(change);
    if (revision === 0) {
      if (summary.kind === 'Print' && summary.text !== '') this.prints.add(at, { input: summary.input, text: summary.text });
      const [kind, node, sort, uid, name] = key.split('/');
      if (kind !== 'node' || summary.kind !== 'Fact') return;
      if (sort === 'containers') this.takeContainer(`${node}/${uid}/`, name ?? '', at, deleted ? '' : summary.state);
      else if (sort === 'static') this.takeStatic(node ?? '', uid ?? '', at, summary.detail, summary.state === 'here');
      else if (sort === 'images') this.images.set(`${node} ${familiarImage(key.split('/').slice(3).join('/'))}`, at);
      return;
    }
    this.revisions.add(at, revision);
    const parts = key.split('/');
    const resource = parts[2]?.includes('.') ? (parts[3] ?? '') : (parts[2] ?? '');
    this.history(this.resources, parts[2] === 'services' && parts[3] === 'endpoints' ? 'endpoints' : resource).add(at, revision);
    if (parts[2] === 'pods') {
      const pod = summary.kind === 'Pod' ? summary : undefined;
      this.seats.add({ at, pod: key, table: deleted || !pod || pod.node === '' ? '' : tableOf(key, pod.node) });
      this.history(this.pods, key).add(at, deleted || !pod ? undefined : { key, pod, revision });
    } else if (parts[2] === 'minions') this.history(this.nodes, subjectOf(key)?.name ?? '').add(at, summary.kind === 'Node' && !deleted ? summary : undefined);
    else if (summary.kind === 'Workload' || this.workloads.has(key)) this.history(this.workloads, key).add(at, summary.kind === 'Workload' && !deleted ? summary : undefined);
    else if (summary.kind === 'EndpointSlice' || this.slices.has(key)) this.history(this.slices, key).add(at, summary.kind === 'EndpointSlice' && !deleted ? summary : undefined);
  }

  private takeStatic(node: string, uid: string, at: number, pod: string, here: boolean): void {
    const key = `/registry/pods/${pod}`;
    let pods = this.staticPods.get(node);
    if (!pods) this.staticPods.set(node, (pods = new Map()));
    let known = pods.get(uid);
    if (!known) pods.set(uid, (known = { key, here: new History() }));
    known.here.add(at, here);
    // Its mirror will sit where it sits.
    if (here) this.seats.add({ at, pod: key, table: tableOf(key, node) });
  }

  private takeContainer(pod: string, name: string, at: number, state: string): void {
    const known = this.containers.get(pod + name);
    const history = known ?? this.history(this.containers, pod + name);
    history.add(at, state);
    if (known) return;
    const list = this.containersByPod.get(pod);
    if (list) list.push(history);
    else this.containersByPod.set(pod, [history]);
  }

  private history<T>(map: Map<string, History<T>>, key: string): History<T> {
    let history = map.get(key);
    if (!history) map.set(key, (history = new History()));
    return history;
  }
}

/** System Pods sit apart. */
const tableOf = (pod: string, node: string): string => (pod.startsWith('/registry/pods/kube-system/') ? `system ${node}` : node);

/** Fault → what it breaks or mends. */
const FAULTS: Readonly<Record<string, readonly [what: string, on: boolean]>> = {
  nodeDown: ['down', true],
  nodeUp: ['down', false],
  cutNetwork: ['cut', true],
  healNetwork: ['cut', false],
  stopComponent: ['stop', true],
  startComponent: ['stop', false],
};

const indexes = new WeakMap<TraceReader, SceneIndex>();

/** The index of a trace, up to date with it. */
export function sceneIndex(reader: TraceReader): SceneIndex {
  let index = indexes.get(reader);
  if (!index) indexes.set(reader, (index = new SceneIndex(reader)));
  index.update();
  return index;
}
