// What a box of the stage holds at a moment: what it watches and how fresh that is, what it did last, what a node carries,
// what the store keeps.

import { lastBegun } from '../../../trace/sorted.ts';
import { subjectOf } from '../../../trace/subject.ts';
import type { NodeObjectSummary, PodSummary } from '../../../trace/summary.ts';
import type { PanelIndex } from './panelIndex.ts';

/** The node that a box stands for; '' where it is no node. */
export function nodeOfBox(index: PanelIndex, actor: string): string {
  if (actor.startsWith('node/')) return actor.slice(5);
  return index.has(`/registry/minions/${actor}`) ? actor : '';
}

export interface Watching {
  readonly resource: string;
  /** The newest revision it has heard of this resource; 0 before the first. */
  readonly revision: number;
}

/** What an actor watches, and up to where it has heard. */
export function watching(index: PanelIndex, actor: string, at: number): readonly Watching[] {
  const { reader } = index;
  const heard = new Map<string, number>();
  const spans = index.spansOf(actor);
  const count = index.begun(spans, at);
  for (let i = 0; i < count; i++) {
    const { summary, actor: from, end } = reader.span(spans[i] as number);
    if (summary.type === 'request' && summary.verb === 'watch' && summary.resource) heard.set(summary.resource, heard.get(summary.resource) ?? 0);
    else if (summary.type === 'watch' && from === 'kube-apiserver' && end <= at && summary.resource) heard.set(summary.resource, Math.max(summary.revision, heard.get(summary.resource) ?? 0));
  }
  return [...heard].map(([resource, revision]) => ({ resource, revision })).sort((a, b) => (a.resource < b.resource ? -1 : 1));
}

/** What an actor did last, the newest first: decisions and work before messages, where it does any. */
export function lately(index: PanelIndex, actor: string, at: number, most: number): readonly number[] {
  const { reader } = index;
  const spans = index.spansOf(actor);
  const works: number[] = [];
  const messages: number[] = [];
  for (let i = index.begun(spans, at) - 1; i >= 0 && works.length < most && messages.length < 200; i--) {
    const id = spans[i] as number;
    if (reader.levelOf(id) === 'heartbeat') continue;
    const { summary, name } = reader.span(id);
    if (summary.type === 'reconcile' || summary.type === 'schedule' || (summary.type === 'node' && name !== 'probe')) works.push(id);
    else if (summary.type === 'request' && summary.verb !== 'watch') messages.push(id);
  }
  return works.length > 0 ? works : messages.slice(0, most);
}

export interface NodePod {
  readonly key: string;
  readonly name: string;
  readonly pod: PodSummary;
}
export interface NodeFacts {
  readonly node: NodeObjectSummary | undefined;
  /** As the API server knows it. */
  readonly pods: readonly NodePod[];
  readonly cpuMilli: number;
  readonly memoryBytes: number;
  /** Images of containers that have run there. */
  readonly images: readonly string[];
}

export function nodeFacts(index: PanelIndex, name: string, at: number): NodeFacts {
  const { reader } = index;
  const change = index.changeAt(`/registry/minions/${name}`, at);
  const summary = change < 0 ? undefined : reader.change(change).summary;
  const pods: NodePod[] = [];
  const images = new Set<string>();
  for (const key of index.storeKeys) {
    if (!key.startsWith('/registry/pods/')) continue;
    const latest = index.changeAt(key, at);
    if (latest < 0) continue;
    const { deleted, summary: pod } = reader.change(latest);
    if (deleted || pod.kind !== 'Pod' || pod.node !== name) continue;
    pods.push({ key, name: subjectOf(key)?.name ?? '', pod });
    if (pod.image && pod.ready > 0) images.add(pod.image);
  }
  const sum = (of: (pod: PodSummary) => number): number => pods.reduce((n, { pod }) => n + of(pod), 0);
  return { node: summary?.kind === 'Node' ? summary : undefined, pods, cpuMilli: sum((p) => p.cpuMilli), memoryBytes: sum((p) => p.memoryBytes), images: [...images] };
}

export interface Stock {
  readonly resource: string;
  readonly count: number;
  /** Of its newest write. */
  readonly revision: number;
}

/** What the store holds, the freshest first. */
export function stock(index: PanelIndex, at: number): readonly Stock[] {
  const { reader } = index;
  const found = new Map<string, { count: number; revision: number }>();
  for (const key of index.storeKeys) {
    const change = index.changeAt(key, at);
    if (change < 0) continue;
    const { deleted, revision } = reader.change(change);
    const resource = subjectOf(key)?.resource ?? key;
    const entry = found.get(resource) ?? { count: 0, revision: 0 };
    if (!deleted) entry.count++;
    entry.revision = Math.max(entry.revision, revision);
    found.set(resource, entry);
  }
  return [...found].map(([resource, entry]) => ({ resource, ...entry })).sort((a, b) => b.revision - a.revision);
}

/** Requests that are inside the server at a moment, the newest first. */
export function openRequests(index: PanelIndex, at: number): readonly number[] {
  const { reader } = index;
  // A request never stays long; the last few hundred spans hold all of them.
  const last = lastBegun(reader, at);
  const open: number[] = [];
  for (let id = last; id > Math.max(0, last - 400); id--) {
    if (reader.endOf(id) < at || reader.typeOf(id) !== 'message') continue;
    const { summary } = reader.span(id);
    if (summary.type === 'request' && summary.arrived >= 0 && summary.arrived <= at && (summary.answered < 0 || summary.answered > at)) open.push(id);
  }
  return open;
}

