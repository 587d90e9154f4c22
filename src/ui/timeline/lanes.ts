// What stands on which lane of the timeline: spans of work and of waiting, and moments (a revision, a watch event). Found
// once, forward, as a trace grows; asked for by time through small blocks that know how far they reach, so that a hundred
// thousand spans are no more work than a hundred.

import type { SpanId } from '../../sim/kernel/trace.ts';
import type { SpanView, TraceReader } from '../../trace/reader.ts';
import { loadsOf } from '../../trace/loads.ts';
import { isWrite } from '../../trace/steps.ts';
import { controllerLooks } from '../caption/controllers.ts';
import { TRAFFIC } from './trafficLane.ts';

const MANAGER = 'kube-controller-manager';
/** Whose requests stand for themselves; those of others are part of what they do. */
const LANES_OF_THEIR_OWN = new Set(['kubectl', 'kubeadm', 'kube-scheduler']);

/** srv: the server handles it · pull: slow outside work, nobody is busy · rev, watch: moments. */
export const MARKS = ['work', 'write', 'status', 'err', 'srv', 'pull', 'rev', 'watch'] as const;
export type Mark = (typeof MARKS)[number];

export interface Item {
  readonly span: SpanId;
  readonly mark: Mark;
  readonly from: number;
  /** The same as `from` for moments. */
  readonly to: number;
}

const BLOCK = 64;

/** The items of one lane, by their beginning. */
export class Lane {
  /** `kubectl`, `kube-apiserver`, `etcd`, `replicaset-controller`, `kube-scheduler`, `node/worker-1` */
  readonly name: string;
  private readonly spans: number[] = [];
  private readonly marks: number[] = [];
  private readonly froms: number[] = [];
  private readonly tos: number[] = [];
  /** How far the items of a block reach, at most. */
  private readonly reach: number[] = [];
  /** Up to here, `reach` is right. */
  private clean = 0;

  constructor(name: string) {
    this.name = name;
  }

  get size(): number {
    return this.froms.length;
  }

  add(span: number, mark: Mark, from: number, to: number): void {
    let i = this.froms.length;
    while (i > 0 && (this.froms[i - 1] as number) > from) i--;
    this.spans.splice(i, 0, span);
    this.marks.splice(i, 0, MARKS.indexOf(mark));
    this.froms.splice(i, 0, from);
    this.tos.splice(i, 0, to);
    this.clean = Math.min(this.clean, Math.floor(i / BLOCK));
  }

  /** All that touches a stretch of time, in the order of beginnings. */
  each(from: number, to: number, visit: (span: number, mark: Mark, from: number, to: number) => void): void {
    this.measure();
    const n = this.froms.length;
    for (let block = 0; block < this.reach.length; block++) {
      const first = block * BLOCK;
      if ((this.froms[first] as number) > to) return;
      if ((this.reach[block] as number) < from) continue;
      for (let i = first; i < Math.min(n, first + BLOCK); i++) {
        if ((this.froms[i] as number) > to) return;
        if ((this.tos[i] as number) >= from) visit(this.spans[i] as number, MARKS[this.marks[i] as number] as Mark, this.froms[i] as number, this.tos[i] as number);
      }
    }
  }

  /** How many items begin in each of the parts of a stretch; `edges` are one more than parts. */
  density(edges: readonly number[]): readonly number[] {
    const out = new Array<number>(edges.length - 1).fill(0);
    let part = 0;
    const begin = edges[0] as number;
    const end = edges[edges.length - 1] as number;
    this.each(begin, end, (_span, _mark, from) => {
      if (from < begin || from >= end) return;
      while (part < out.length - 1 && from >= (edges[part + 1] as number)) part++;
      out[part] = (out[part] as number) + 1;
    });
    return out;
  }

  private measure(): void {
    const blocks = Math.ceil(this.froms.length / BLOCK);
    for (; this.clean < blocks; this.clean++) {
      let reach = -Infinity;
      for (let i = this.clean * BLOCK; i < Math.min(this.froms.length, (this.clean + 1) * BLOCK); i++) reach = Math.max(reach, this.tos[i] as number);
      this.reach[this.clean] = reach;
    }
    // The last block may still grow.
    this.clean = Math.max(0, blocks - 1);
  }
}

/** Work of a node that has a mark, and which. */
const NODE_WORK: Readonly<Record<string, Mark>> = { sandbox: 'work', create: 'work', start: 'work', pull: 'pull', kill: 'pull', backoff: 'pull', probe: 'work' };

/** The traffic above all, kubectl, server and store first, then who decides in the order of their first deed, then the scheduler, then nodes by name. */
const rank = (name: string): number => (name === TRAFFIC ? -1 : name === 'kubectl' || name === 'kubeadm' ? 0 : name === 'kube-apiserver' ? 1 : name === 'etcd' ? 2 : name === 'kube-scheduler' ? 4 : name.startsWith('node/') ? 5 : 3);

export class Lanes {
  private readonly reader: TraceReader;
  /** Before this moment, nothing is shown: the boot. 0 where the boot is told. */
  private readonly origin: number;
  private readonly byName = new Map<string, Lane>();
  private order: Lane[] = [];
  private open: number[] = [];
  private going: readonly (Item & { readonly lane: Lane })[] | undefined;
  private seenSpans = 0;
  private version: number | undefined;
  private seenChanges = 0;
  /** Spans on the lanes, for finding the lane of a span. */
  private readonly laneOf = new Map<number, Lane>();

  constructor(reader: TraceReader, origin: number) {
    this.reader = reader;
    this.origin = origin;
    for (const name of ['kubectl', 'kube-apiserver', 'etcd']) this.lane(name);
  }

  /** The lanes from top to bottom. */
  get list(): readonly Lane[] {
    this.update();
    return this.order;
  }

  /** Items that go on at the end of the trace: they are not on the lanes yet. */
  get unfinished(): readonly (Item & { readonly lane: Lane })[] {
    this.update();
    return (this.going ??= this.findUnfinished());
  }

  private findUnfinished(): readonly (Item & { readonly lane: Lane })[] {
    return this.open.flatMap((id) => {
      const item = this.place(this.reader.span(id));
      return item && item.to > this.reader.now ? [{ ...item, lane: this.lane(item.name) }] : [];
    });
  }

  find(span: number): Lane | undefined {
    this.update();
    return this.laneOf.get(span);
  }

  /** The lane of an actor. In a boot that is told all controllers begin at once: they share the lane of their process. */
  nameOf(actor: string): string {
    return this.origin === 0 && controllerLooks(actor) ? MANAGER : actor;
  }

  private lane(actor: string): Lane {
    const name = this.nameOf(actor);
    let lane = this.byName.get(name);
    if (!lane) {
      this.byName.set(name, (lane = new Lane(name)));
      // Lanes of one rank stand in the order in which they came, nodes in that of their names.
      const before = (other: Lane): boolean => rank(other.name) < rank(name) || (rank(other.name) === rank(name) && (rank(name) < 5 || other.name < name));
      const at = this.order.findIndex((other) => !before(other));
      this.order.splice(at < 0 ? this.order.length : at, 0, lane);
    }
    return lane;
  }

  private update(): void {
    const { reader } = this;
    if (reader.version !== undefined && reader.version === this.version) return;
    this.version = reader.version;
    this.going = undefined;
    // Its requests are a crowd, and counted elsewhere.
    if (loadsOf(reader).runs.length > 0) this.lane(TRAFFIC);
    for (let id = this.seenSpans + 1; id <= reader.spanCount; id++) {
      if (reader.startOf(id) < this.origin || reader.levelOf(id) !== 'story') continue;
      const type = reader.typeOf(id);
      if (type === 'message' || type === 'work' || type === 'wait') this.open.push(id);
    }
    this.seenSpans = reader.spanCount;
    this.open = this.open.filter((id) => !this.settle(id));
    for (; this.seenChanges < reader.changeCount; this.seenChanges++) {
      const { revision, at, span, key } = reader.change(this.seenChanges);
      if (revision === 0 || at < this.origin || span === 0 || reader.levelOf(span) !== 'story' || key.startsWith('/registry/events/')) continue;
      this.lane('etcd').add(span, 'rev', at, at);
    }
  }

  private settle(id: number): boolean {
    const { reader } = this;
    if (reader.endOf(id) > reader.now) return false;
    const span = reader.span(id);
    const item = this.place(span);
    if (item) this.put(item);
    const { summary } = span;
    if (summary.type === 'request' && summary.arrived >= 0 && summary.resource !== 'events') {
      const refused = summary.code >= 400 && isWrite(summary);
      this.lane('kube-apiserver').add(id, refused ? 'err' : 'srv', summary.arrived, summary.answered >= 0 ? summary.answered : span.end);
      if (!item) this.laneOf.set(id, this.lane('kube-apiserver'));
    }
    // The news that made somebody work.
    if (item && span.type === 'work') {
      for (const cause of span.causes) {
        if (reader.typeOf(cause) === 'message' && reader.endOf(cause) <= reader.now) this.put({ span: cause, mark: 'watch', from: reader.endOf(cause), to: reader.endOf(cause), name: item.name });
      }
    }
    return true;
  }

  private put({ span, mark, from, to, name }: Item & { readonly name: string }): void {
    const lane = this.lane(name);
    lane.add(span, mark, from, to);
    this.laneOf.set(span, lane);
  }

  /** The lane and mark of a span; undefined where it has none. */
  private place({ id, type, name, actor, start, end, cause, summary }: SpanView): (Item & { readonly name: string }) | undefined {
    const item = (lane: string, mark: Mark): Item & { readonly name: string } => ({ span: id, mark, from: start, to: end, name: lane });
    switch (summary.type) {
      case 'request': {
        if (summary.resource === 'events') return undefined;
        const refused = summary.code >= 400 && isWrite(summary);
        const node = /^kubelet\/(.*)$/.exec(summary.component)?.[1];
        // A controller's requests are part of its reconcile, which is there already.
        const own = LANES_OF_THEIR_OWN.has(summary.component) || node !== undefined || this.reader.typeOf(cause || id) === 'timer';
        if (!own) return undefined;
        return item(node === undefined ? summary.component : `node/${node}`, refused ? 'err' : isWrite(summary) && summary.subresource === 'status' ? 'status' : 'write');
      }
      case 'reconcile':
        return item(actor, 'work');
      case 'schedule':
        return item('kube-scheduler', 'work');
      case 'node': {
        const mark = NODE_WORK[name];
        return mark && type !== 'timer' ? item(`node/${summary.node}`, mark) : undefined;
      }
      default:
        return undefined;
    }
  }
}
