// Milestones: the few moments of a run that its story is told by, numbered. "The Deployment is stored", "3 Pods are
// stored", "all have a node", "the first runs", "all are ready" - and what goes wrong instead. Found once, forward.
//
// Every milestone belongs to the input it goes back to; what nobody asked for (the boot, heartbeats) has none.

import type { Micros } from '../base/time.ts';
import type { SpanId } from '../sim/kernel/trace.ts';
import type { BootMilestones } from './bootMilestones.ts';
import { bootTellerOf } from './bootTeller.ts';
import { isLookUp, netHops } from './netHops.ts';
import type { ChangeView, SpanView, TraceReader } from './reader.ts';
import { keyFor, resourceOf, subjectOf } from './subject.ts';
import { Roots } from './roots.ts';
import type { HopSummary, PodSummary, RequestSummary, WorkloadSummary } from './summary.ts';

export type MilestoneCode =
  | 'stored'
  | 'changed'
  | 'deleted'
  | 'refused'
  | 'ownedStored'
  | 'podsStored'
  | 'scheduled'
  | 'pending'
  | 'firstRunning'
  | 'ready'
  | 'rolledOut'
  | 'endpoints'
  | 'imageError'
  | 'crashed'
  | 'evicted'
  | 'replaced'
  | 'gone'
  | 'nodeSilent'
  | 'nodeBack'
  | 'answered'
  | 'unanswered'
  | 'fault'
  | 'bootRead'
  | 'bootRun'
  | 'bootServes'
  | 'bootNode'
  | 'bootAddons'
  | 'bootLeads'
  | 'bootFirst'
  | 'bootJoin'
  | 'bootReady'
  | 'bootDns'
  | 'bootMirror'
  | 'bootAllReady'
  | 'bootMirrors'
  | 'bootUp';

export interface Milestone {
  /** From 1, in the order of time. */
  readonly number: number;
  readonly at: Micros;
  readonly code: MilestoneCode;
  readonly params: Readonly<Record<string, string | number>>;
  /** The span that brought it about; 0 where none did. */
  readonly span: SpanId;
  /** The etcd key it is about; '' where none. */
  readonly key: string;
  /** The input that the story goes back to. */
  readonly root: SpanId;
}

/** What is known of one input's story so far. */
interface Story {
  readonly root: SpanId;
  readonly said: Set<string>;
  /** Pods it took away that are not gone yet. */
  readonly leaving: Set<string>;
  deleted: number;
  /** A workload was changed so that Pods are replaced, and that is over. */
  rolling: boolean;
  complete: boolean;
  /** What its last request through the network came to. */
  outcome: string;
}

/** The living Pods of one owner, counted; a Pod without an owner is a group of its own. */
interface Group {
  /** The etcd key of the owner; '' where there is none. */
  readonly owner: string;
  alive: number;
  placed: number;
  ready: number;
  /** Made on behalf of the story that made the last one. */
  made: number;
  /** As many of them as were there when all were ready. */
  settled: number;
  story: Story | undefined;
}

/** What a Pod counts for in its group. */
interface Member {
  readonly group: Group;
  placed: boolean;
  ready: boolean;
}

type Say = (code: MilestoneCode, once: string, params: Milestone['params'], about?: Story) => void;

/** Kept by one controller for another, not asked for by anybody. */
const SIDE = new Set(['events', 'leases', 'endpoints', 'ipaddresses', 'controllerrevisions']);
const IMAGE_TROUBLE = new Set(['ErrImagePull', 'ImagePullBackOff', 'InvalidImageName', 'ErrImageNeverPull']);
const CRASHED = new Set(['CrashLoopBackOff', 'Error', 'OOMKilled', 'RunContainerError', 'CreateContainerError', 'CreateContainerConfigError']);

/** The owner of a Pod as an etcd key; '' where it has none. */
const ownerKey = (key: string, pod: PodSummary): string => (pod.ownerName === '' ? '' : keyFor(resourceOf(pod.ownerKind), subjectOf(key)?.namespace ?? '', pod.ownerName));

export class Milestones {
  readonly list: Milestone[] = [];
  readonly times: number[] = [];
  private readonly reader: TraceReader;
  private readonly roots: Roots;
  private readonly stories = new Map<SpanId, Story>();
  private readonly workloads = new Map<string, WorkloadSummary>();
  private readonly podStory = new Map<string, Story>();
  private readonly members = new Map<string, Member>();
  private readonly groups = new Map<string, Group>();
  /** How many living Pods of the stories are not ready. */
  private unready = 0;
  private readonly nodeReady = new Map<string, string>();
  /** How often a node went silent. */
  private silences = 0;
  private seenChanges = 0;
  private seenSpans = 0;
  private version: number | undefined;
  private openRequests: SpanId[] = [];
  private boot: BootMilestones | undefined;

  constructor(reader: TraceReader) {
    this.reader = reader;
    this.roots = new Roots(reader);
  }

  update(): void {
    const { reader } = this;
    if (reader.version !== undefined && reader.version === this.version) return;
    this.version = reader.version;
    if (reader.changeCount === this.seenChanges && reader.spanCount === this.seenSpans && this.openRequests.length === 0) return;
    const found: Omit<Milestone, 'number'>[] = [];
    if (this.seenSpans === 0) this.boot = bootTellerOf(reader)?.milestones(reader);
    // A boot's static Pods are known by what its kubelet does, before anything of them is stored.
    if (this.boot) for (let id = this.seenSpans + 1; id <= reader.spanCount; id++) if (reader.typeOf(id) === 'work') this.boot.takeSpan(reader.span(id), found);
    for (; this.seenChanges < reader.changeCount; this.seenChanges++) this.take(reader.change(this.seenChanges), found);
    for (let id = this.seenSpans + 1; id <= reader.spanCount; id++) {
      if (reader.levelOf(id) !== 'story') continue;
      const type = reader.typeOf(id);
      if (type === 'message') this.openRequests.push(id as SpanId);
      else if (type === 'input') this.takeInput(reader.span(id), found);
    }
    this.seenSpans = reader.spanCount;
    this.openRequests = this.openRequests.filter((id) => reader.endOf(id) > reader.now || this.takeRequest(reader.span(id), found));
    found.sort((a, b) => a.at - b.at);
    for (const m of found) {
      this.list.push({ ...m, number: this.list.length + 1 });
      this.times.push(m.at);
    }
  }

  /** The last milestone at or before a moment. */
  at(time: number): Milestone | undefined {
    this.update();
    let low = 0;
    let high = this.times.length;
    while (low < high) {
      const mid = (low + high) >> 1;
      if ((this.times[mid] as number) <= time) low = mid + 1;
      else high = mid;
    }
    return this.list[low - 1];
  }

  private story(root: SpanId): Story | undefined {
    const known = this.stories.get(root);
    if (known) return known;
    if (root === 0 || this.reader.typeOf(root) !== 'input' || this.reader.span(root).name === 'boot') return undefined;
    const story: Story = { root, said: new Set(), leaving: new Set(), deleted: 0, rolling: false, complete: false, outcome: '' };
    this.stories.set(root, story);
    return story;
  }

  private takeInput(span: SpanView, found: Omit<Milestone, 'number'>[]): void {
    if (span.summary.type !== 'input' || span.summary.what !== 'fault') return;
    found.push({ at: span.start, code: 'fault', params: { text: span.summary.text }, span: span.id, key: '', root: span.id });
  }

  /** A write by a person that was refused; told when the answer is back, so that the order never changes. Returns false: it need not be looked at again. */
  private takeRequest(span: SpanView, found: Omit<Milestone, 'number'>[]): boolean {
    const { summary } = span;
    if (summary.type === 'hop') this.takeHop(span, summary, found);
    if (summary.type !== 'request' || summary.code < 400 || summary.method === 'GET' || summary.component !== 'kubectl') return false;
    found.push({ at: span.end as Micros, code: 'refused', params: { kind: summary.resource, name: summary.name, code: summary.code, reason: summary.reason }, span: span.id, key: '', root: this.roots.of(span.id) });
    return false;
  }

  /** A person's question to something in the cluster has an answer, or gets none: told once for each command. */
  private takeHop(span: SpanView, hop: HopSummary, found: Omit<Milestone, 'number'>[]): void {
    const { reader } = this;
    const story = this.story(netHops(reader).commandOf(span.id));
    if (!story || isLookUp(hop) || (hop.status === 0 && hop.error === '') || reader.span(span.cause).summary.type === 'hop') return;
    const code = hop.error === '' ? 'answered' : 'unanswered';
    // Who asks again and again is told when it turns out differently.
    const outcome = hop.error === '' ? String(hop.status) : outcomeOf(hop.error);
    if (story.outcome === outcome) return;
    story.outcome = outcome;
    found.push({ at: span.end as Micros, code, params: { text: outcome }, span: span.id, key: '', root: story.root });
  }

  private take(change: ChangeView, found: Omit<Milestone, 'number'>[]): void {
    this.boot?.take(change, found);
    if (change.revision === 0) return;
    const { summary } = change;
    const workload = summary.kind === 'Workload' ? summary : undefined;
    if (summary.kind === 'Node') this.takeNode(change, summary.ready, found);
    const subject = subjectOf(change.key);
    if (!subject || SIDE.has(subject.resource)) return;
    const { resource, name } = subject;
    const story = this.story(this.roots.of(change.span));
    const say: Say = (code, once, params, about = story ?? this.podStory.get(change.key)) => {
      if (!about || about.said.has(once)) return;
      about.said.add(once);
      found.push({ at: change.at, code, params, span: change.span, key: change.key, root: about.root });
    };
    if (resource === 'endpointslices') {
      if (summary.kind === 'EndpointSlice' && summary.ready > 0 && this.unready === 0) say('endpoints', `endpoints ${summary.service}`, { count: summary.ready, name: summary.service });
      return;
    }
    if (workload) this.takeWorkload(change, workload, story, say);
    if (resource === 'pods') this.takePod(change, story, say);
    if (!story) return;
    const request = this.requestOf(change.span);
    if (request?.component !== 'kubectl') {
      if (change.previous < 0 && !change.deleted && resource !== 'pods') say('ownedStored', `owned ${change.key}`, { kind: resource, name, by: request?.component ?? '' });
      return;
    }
    if (request.resource !== resource) return;
    if (request.verb === 'delete' || request.verb === 'deletecollection') say('deleted', `deleted ${change.key}`, { kind: resource, name });
    else if (request.subresource !== 'status') {
      if (workload && change.previous >= 0 && workload.desired > 0) story.rolling = true;
      say(change.previous < 0 ? 'stored' : 'changed', `write ${change.revision}`, { kind: resource, name });
    }
  }

  private takeNode(change: ChangeView, ready: string, found: Omit<Milestone, 'number'>[]): void {
    const before = this.nodeReady.get(change.key);
    this.nodeReady.set(change.key, ready);
    if (before === undefined || before === ready || ready === '') return;
    const name = change.key.split('/').pop() ?? '';
    if (before === 'True' && ready !== 'True') this.silences++;
    if (before === 'True' && ready !== 'True') found.push({ at: change.at, code: 'nodeSilent', params: { name, ready }, span: change.span, key: change.key, root: this.roots.of(change.span) });
    else if (ready === 'True' && before !== 'False') found.push({ at: change.at, code: 'nodeBack', params: { name }, span: change.span, key: change.key, root: this.roots.of(change.span) });
  }

  private takeWorkload(change: ChangeView, now: WorkloadSummary, story: Story | undefined, say: Say): void {
    this.workloads.set(change.key, now);
    const subject = subjectOf(change.key);
    const group = this.groups.get(change.key);
    // How many Pods a DaemonSet wants is in its status, which comes after the Pods.
    if (group && !change.deleted) this.tellGroup(group, say);
    if (!story || change.deleted || subject?.resource !== 'deployments' || now.desired === 0) return;
    const done = now.observedGeneration === now.generation && now.updated === now.desired && now.current === now.desired && now.available === now.desired;
    if (done) story.complete = true;
    if (done) say('rolledOut', `rolledOut ${change.key} ${now.generation}`, { name: subject.name, count: now.desired });
  }

  private takePod(change: ChangeView, story: Story | undefined, say: Say): void {
    const { key } = change;
    const pod = change.summary.kind === 'Pod' ? change.summary : undefined;
    if (change.deleted || pod?.terminating) {
      const about = this.podStory.get(key);
      if (!story && about && pod?.node && !change.deleted) say('evicted', `evicted ${pod.node} ${this.silences}`, { node: pod.node }, about);
      this.leave(key);
      if (story && pod?.terminating && ![...this.stories.values()].some((s) => s.leaving.has(key))) story.leaving.add(key);
      if (!change.deleted) return;
      for (const s of this.stories.values()) {
        if (!s.leaving.delete(key)) continue;
        s.deleted++;
        // In a rolling update old Pods go all the time; what counts is when the last one has gone.
        if (s.leaving.size === 0 && !(s.rolling && !s.complete)) say('gone', `gone ${s.root}`, { count: s.deleted }, s);
      }
      return;
    }
    if (!pod) return;
    // What a controller makes by itself, later, belongs to the story that its owner belongs to.
    if (change.previous < 0) {
      const about = story ?? this.groups.get(ownerKey(key, pod))?.story;
      if (about) this.podStory.set(key, about);
    }
    const mine = this.podStory.get(key);
    if (!mine) return;
    const known = this.members.get(key);
    if (known && known.group.owner !== ownerKey(key, pod)) {
      // Its labels changed, and its owner let it go: it is nobody's now.
      this.leave(key);
      this.podStory.delete(key);
      return;
    }
    const name = subjectOf(key)?.name ?? '';
    const owner = pod.ownerName || name;
    const group = this.count(key, pod, mine);
    if (pod.status === 'Running' || pod.status === 'Completed') say('firstRunning', `running ${owner}`, { name, node: pod.node }, mine);
    this.tellGroup(group, say);
    if (IMAGE_TROUBLE.has(pod.status)) say('imageError', `image ${owner}`, { name, status: pod.status, image: pod.image });
    if (CRASHED.has(pod.status)) say('crashed', `crashed ${owner}`, { name, status: pod.status });
    if (!pod.node && pod.status === 'Pending' && change.previous >= 0) say('pending', `pending ${owner}`, { name });
  }

  /** Takes a Pod into the figures of its group. */
  private count(key: string, pod: PodSummary, story: Story): Group {
    const owner = ownerKey(key, pod);
    let member = this.members.get(key);
    if (!member) {
      const group = this.groups.get(owner || key) ?? { owner, alive: 0, placed: 0, ready: 0, made: 0, settled: 0, story: undefined };
      this.groups.set(owner || key, group);
      if (group.story !== story) {
        group.story = story;
        group.made = 0;
        group.settled = 0;
      }
      group.alive++;
      group.made++;
      this.unready++;
      member = { group, placed: false, ready: false };
      this.members.set(key, member);
    }
    const { group } = member;
    const placed = pod.node !== '';
    const ready = pod.status === 'Running' && pod.ready === pod.containers;
    group.placed += Number(placed) - Number(member.placed);
    group.ready += Number(ready) - Number(member.ready);
    this.unready -= Number(ready) - Number(member.ready);
    member.placed = placed;
    member.ready = ready;
    return group;
  }

  private leave(key: string): void {
    const member = this.members.get(key);
    if (!member) return;
    this.members.delete(key);
    member.group.alive--;
    if (member.placed) member.group.placed--;
    if (member.ready) member.group.ready--;
    else this.unready--;
  }

  /** How many Pods a group is to have in the end: in a rolling update that is for the Deployment to say. */
  private wanted(group: Group): number {
    const own = this.workloads.get(group.owner);
    if (!own) return 1;
    const above = own.ownerKind === 'Deployment' ? this.workloads.get(keyFor('deployments', subjectOf(group.owner)?.namespace ?? '', own.ownerName)) : undefined;
    const wanted = above?.desired ?? own.desired;
    return wanted === 0 ? (subjectOf(group.owner)?.resource === 'jobs' ? 1 : Infinity) : wanted;
  }

  /** What is said of a group once all of it is there, has nodes, is ready. */
  private tellGroup(group: Group, say: Say): void {
    const { owner, alive, placed, ready, story } = group;
    if (!story || alive < this.wanted(group)) return;
    if (owner !== '') say('podsStored', `podsStored ${owner}`, { count: group.made }, story);
    if (placed === alive) say('scheduled', `scheduled ${owner}`, { count: group.made }, story);
    if (ready < alive || group.settled === group.made) return;
    const before = group.settled;
    group.settled = group.made;
    if (before > 0) say('replaced', `replaced ${owner} ${group.made}`, { count: group.made - before }, story);
    else say('ready', `ready ${owner}`, { count: alive }, story);
  }

  private requestOf(span: SpanId): RequestSummary | undefined {
    if (span === 0) return undefined;
    const { summary } = this.reader.span(span);
    return summary.type === 'request' ? summary : undefined;
  }
}

/** `dial tcp 10.0.0.1:80: connect: connection refused` in short. */
const outcomeOf = (error: string): string => error.split(': ').at(-1) as string;
