// Milestones: the few moments of a run that its story is told by, numbered. "The Deployment is stored", "3 Pods are
// stored", "all have a node", "the first runs", "all are ready" - and what goes wrong instead. Found once, forward.
//
// Every milestone belongs to the input it goes back to; what nobody asked for (the boot, heartbeats) has none.

import type { Micros } from '../base/time.ts';
import type { SpanId } from '../sim/kernel/trace.ts';
import type { ChangeView, SpanView, TraceReader } from './reader.ts';
import { Roots } from './roots.ts';
import type { PodSummary, RequestSummary, WorkloadSummary } from './summary.ts';

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
  | 'imageError'
  | 'crashed'
  | 'replaced'
  | 'gone'
  | 'nodeSilent'
  | 'nodeBack'
  | 'fault';

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
  /** Pods that it made, by key, as they are. */
  readonly pods: Map<string, PodSummary>;
  readonly said: Set<string>;
  /** Pods it took away that are not gone yet. */
  readonly leaving: Set<string>;
  deleted: number;
}

const IMAGE_TROUBLE = new Set(['ErrImagePull', 'ImagePullBackOff', 'InvalidImageName', 'ErrImageNeverPull']);
const CRASHED = new Set(['CrashLoopBackOff', 'Error', 'OOMKilled', 'RunContainerError', 'CreateContainerError', 'CreateContainerConfigError']);

export class Milestones {
  readonly list: Milestone[] = [];
  readonly times: number[] = [];
  private readonly reader: TraceReader;
  private readonly roots: Roots;
  private readonly stories = new Map<SpanId, Story>();
  private readonly workloads = new Map<string, WorkloadSummary>();
  private readonly podStory = new Map<string, Story>();
  private readonly nodeReady = new Map<string, string>();
  private seenChanges = 0;
  private seenSpans = 0;
  private openRequests: SpanId[] = [];

  constructor(reader: TraceReader) {
    this.reader = reader;
    this.roots = new Roots(reader);
  }

  update(): void {
    const { reader } = this;
    if (reader.changeCount === this.seenChanges && reader.spanCount === this.seenSpans && this.openRequests.length === 0) return;
    const found: Omit<Milestone, 'number'>[] = [];
    for (; this.seenChanges < reader.changeCount; this.seenChanges++) this.take(reader.change(this.seenChanges), found);
    for (let id = this.seenSpans + 1; id <= reader.spanCount; id++) {
      if (reader.levelOf(id) !== 'story') continue;
      const type = reader.typeOf(id);
      if (type === 'message') this.openRequests.push(id as SpanId);
      else if (type === 'input') this.takeInput(reader.span(id), found);
    }
    this.seenSpans = reader.spanCount;
    this.openRequests = this.openRequests.filter((id) => reader.endOf(id) === Infinity || this.takeRequest(reader.span(id), found));
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
    const story: Story = { root, pods: new Map(), said: new Set(), leaving: new Set(), deleted: 0 };
    this.stories.set(root, story);
    return story;
  }

  private takeInput(span: SpanView, found: Omit<Milestone, 'number'>[]): void {
    if (span.summary.type !== 'input' || span.summary.what !== 'fault') return;
    found.push({ at: span.start, code: 'fault', params: { text: span.summary.text }, span: span.id, key: '', root: span.id });
  }

  /** A write by a person that was refused. Returns false: it need not be looked at again. */
  private takeRequest(span: SpanView, found: Omit<Milestone, 'number'>[]): boolean {
    const { summary } = span;
    if (summary.type !== 'request' || summary.code < 400 || summary.method === 'GET' || summary.component !== 'kubectl') return false;
    found.push({ at: (summary.answered >= 0 ? summary.answered : span.end) as Micros, code: 'refused', params: { kind: summary.resource, name: summary.name, code: summary.code, reason: summary.reason }, span: span.id, key: '', root: this.roots.of(span.id) });
    return false;
  }

  private take(change: ChangeView, found: Omit<Milestone, 'number'>[]): void {
    if (change.revision === 0) return;
    const { summary } = change;
    const workload = summary.kind === 'Workload' ? summary : undefined;
    if (summary.kind === 'Node') this.takeNode(change, summary.ready, found);
    const parts = change.key.split('/');
    const resource = parts[2] ?? '';
    if (resource === 'events' || resource === 'leases' || resource === 'endpointslices') return;
    const root = this.roots.of(change.span);
    const story = this.story(root);
    const say = (code: MilestoneCode, once: string, params: Milestone['params']): void => {
      const about = story ?? this.podStory.get(change.key);
      if (!about || about.said.has(once)) return;
      about.said.add(once);
      found.push({ at: change.at, code, params, span: change.span, key: change.key, root: about.root });
    };
    if (workload) this.takeWorkload(change, workload, story, say);
    if (resource === 'pods') this.takePod(change, story, say);
    if (!story) return;
    const request = this.requestOf(change.span);
    if (request?.component !== 'kubectl') {
      if (change.previous < 0 && !change.deleted && resource !== 'pods' && resource !== 'controllerrevisions') say('ownedStored', `owned ${change.key}`, { kind: resource, name: parts[parts.length - 1] ?? '', by: request?.component ?? '' });
      return;
    }
    const name = parts[parts.length - 1] ?? '';
    if (request.verb === 'delete' || request.verb === 'deletecollection') say('deleted', `deleted ${change.key}`, { kind: resource, name });
    else if (request.subresource !== 'status') say(change.previous < 0 ? 'stored' : 'changed', `write ${change.revision}`, { kind: resource, name });
  }

  private takeNode(change: ChangeView, ready: string, found: Omit<Milestone, 'number'>[]): void {
    const before = this.nodeReady.get(change.key);
    this.nodeReady.set(change.key, ready);
    if (before === undefined || before === ready || ready === '') return;
    const name = change.key.split('/').pop() ?? '';
    if (before === 'True' && ready !== 'True') found.push({ at: change.at, code: 'nodeSilent', params: { name, ready }, span: change.span, key: change.key, root: this.roots.of(change.span) });
    else if (ready === 'True' && before !== 'False') found.push({ at: change.at, code: 'nodeBack', params: { name }, span: change.span, key: change.key, root: this.roots.of(change.span) });
  }

  private takeWorkload(change: ChangeView, now: WorkloadSummary, story: Story | undefined, say: (code: MilestoneCode, once: string, params: Milestone['params']) => void): void {
    this.workloads.set(change.key, now);
    const resource = change.key.split('/')[2];
    if (!story || change.deleted || resource !== 'deployments' || now.desired === 0) return;
    const done = now.observedGeneration === now.generation && now.updated === now.desired && now.current === now.desired && now.available === now.desired;
    if (done) say('rolledOut', `rolledOut ${change.key} ${now.generation}`, { name: change.key.split('/').pop() ?? '', count: now.desired });
  }

  private takePod(change: ChangeView, story: Story | undefined, say: (code: MilestoneCode, once: string, params: Milestone['params']) => void): void {
    const { key } = change;
    const pod = change.summary.kind === 'Pod' ? change.summary : undefined;
    if (change.previous < 0 && story) this.podStory.set(key, story);
    const mine = this.podStory.get(key);
    if (change.deleted || pod?.terminating) {
      mine?.pods.delete(key);
      if (story && pod?.terminating) story.leaving.add(key);
      if (change.deleted) {
        for (const s of this.stories.values()) {
          if (!s.leaving.delete(key)) continue;
          s.deleted++;
          if (s.leaving.size === 0) say('gone', `gone ${s.root} ${s.deleted}`, { count: s.deleted });
        }
      }
      return;
    }
    if (!mine || !pod) return;
    mine.pods.set(key, pod);
    const name = key.split('/').pop() ?? '';
    const group = [...mine.pods.values()].filter((p) => p.ownerName === pod.ownerName && p.ownerKind === pod.ownerKind);
    const wanted = this.wanted(key, pod);
    const count = group.length;
    const whole = count >= wanted;
    const owner = `${pod.ownerKind}/${pod.ownerName || name}/${wanted}`;
    if (change.previous < 0 && whole && pod.ownerKind !== '') say('podsStored', `podsStored ${owner}`, { count, name });
    if (pod.node && whole && group.every((p) => p.node !== '')) say('scheduled', `scheduled ${owner}`, { count, name, node: pod.node });
    if (pod.status === 'Running' || pod.status === 'Completed') say('firstRunning', `running ${pod.ownerKind}/${pod.ownerName || name}`, { name, node: pod.node });
    if (whole && group.every((p) => p.status === 'Running' && p.ready === p.containers)) say('ready', `ready ${owner}`, { count, name });
    if (IMAGE_TROUBLE.has(pod.status)) say('imageError', `image ${pod.ownerName || name}`, { name, status: pod.status, image: pod.image });
    if (CRASHED.has(pod.status)) say('crashed', `crashed ${pod.ownerName || name}`, { name, status: pod.status });
    if (!pod.node && pod.status === 'Pending' && change.previous >= 0) say('pending', `pending ${pod.ownerName || name}`, { name });
  }

  /** How many Pods the owner of this one wants. */
  private wanted(key: string, pod: PodSummary): number {
    const namespace = key.split('/')[3] ?? '';
    const owner = this.workloads.get(`/registry/${pod.ownerKind.toLowerCase()}s/${namespace}/${pod.ownerName}`);
    return owner ? owner.desired : 1;
  }

  private requestOf(span: SpanId): RequestSummary | undefined {
    if (span === 0) return undefined;
    const { summary } = this.reader.span(span);
    return summary.type === 'request' ? summary : undefined;
  }
}
