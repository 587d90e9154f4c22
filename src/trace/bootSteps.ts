// Which spans of a told boot are steps of its story, and what the caption says of each. Everything that a boot does again and
// again (asking a server that is not there yet, an account for each controller) is told once.

import type { SpanId } from '../sim/kernel/trace.ts';
import { isStaticStart } from './bootMilestones.ts';
import type { Sentence } from './captions.ts';
import type { SpanView, TraceReader } from './reader.ts';
import { shortName, subjectOf } from './subject.ts';
import type { RequestSummary } from './summary.ts';
import { indexOf } from './traceIndex.ts';

/** Work of a node that is told; the sandboxes before it and the syncs around it are not. */
const NODE_WORK = new Set(['cni', 'pull', 'start']);
/** Controllers whose first round is one like another: an account, a certificate, an interval for each of what there is. */
const HOUSEKEEPING = new Set(['serviceaccount', 'rootca', 'ttl', 'endpoints']);

/** Whether a span that goes back to the boot (or to a timer while it goes on) is a step. */
export function isBootStep(reader: TraceReader, span: SpanView): boolean {
  const { summary, name } = span;
  switch (summary.type) {
    case 'input':
      return name === 'boot';
    case 'node':
      return NODE_WORK.has(name) || isStaticStart(reader, span) || (name === 'probe' && summary.error !== '');
    case 'reconcile':
      return !HOUSEKEEPING.has(summary.controller);
    case 'schedule':
      return true;
    case 'request':
      return isTold(reader, span, summary);
    default:
      return name === 'startKubelet' || name === 'leaseRenewal';
  }
}

/** Who asks again and again before there is a server is told once; what is part of a reconcile has that one's sentence. */
function isTold(reader: TraceReader, span: SpanView, r: RequestSummary): boolean {
  if (r.component === 'kubeadm') return r.method !== 'GET' || (r.lost !== '' && likeBefore(reader, span, r) === 1);
  if (r.method === 'GET') return false;
  if (r.component.startsWith('kubelet/')) return r.resource === 'nodes' || r.resource === 'pods' ? r.lost === '' || (r.resource === 'nodes' && likeBefore(reader, span, r) === 0) : false;
  return r.resource === 'serviceaccounts' && reader.typeOf(span.cause || span.id) === 'timer' && likeBefore(reader, span, r) === 0;
}

/** How often the like was sent before for the same reason. */
function likeBefore(reader: TraceReader, span: SpanView, r: RequestSummary): number {
  let n = 0;
  for (const id of indexOf(reader).effects(span.cause)) {
    if (id >= span.id) break;
    const { summary } = reader.span(id);
    if (summary.type === 'request' && summary.component === r.component && summary.method === r.method && summary.resource === r.resource) n++;
  }
  return n;
}

export interface Extent {
  readonly phase: 'do' | 'done';
  readonly from: number;
  readonly to: number;
}

/** What of a span is told, where that is not all of it; undefined as long as it is not known. */
export function bootExtents(reader: TraceReader, span: SpanView): readonly Extent[] | 'later' | undefined {
  const { name, start, id } = span;
  if (name === 'boot') return [{ phase: 'do', from: start, to: start }];
  const effects = (): readonly SpanId[] => indexOf(reader).effects(id);
  // What comes of it has sentences of its own.
  if (name === 'startKubelet' || isStaticStart(reader, span)) {
    const next = effects().map((e) => reader.startOf(e)).find((at) => at > start);
    return next === undefined ? (reader.endOf(id) > reader.now ? 'later' : []) : [{ phase: 'do', from: start, to: next }];
  }
  if (name === 'leaseRenewal') {
    const taken = effects().find((e) => isLeaseTaken(reader, e));
    if (taken !== undefined) return reader.endOf(taken) > reader.now ? 'later' : [{ phase: 'do', from: reader.startOf(taken), to: reader.endOf(taken) }];
    return reader.now - start < SOON ? 'later' : [];
  }
  if (span.summary.type === 'node' && name === 'start' && span.summary.container === 'kube-apiserver') {
    const end = reader.endOf(id);
    if (end > reader.now) return 'later';
    const stored = indexOf(reader).changesOf(id).map((i) => reader.change(i)).find((c) => c.revision > 0);
    if (!stored && reader.now - end < SOON) return 'later';
    return [{ phase: 'do', from: start, to: end }, ...(stored ? [{ phase: 'done', from: stored.at, to: stored.at } as const] : [])];
  }
  return undefined;
}

/** Within this time it shows what a beginning leads to; microseconds. */
const SOON = 5e6;

function isLeaseTaken(reader: TraceReader, id: SpanId): boolean {
  const { summary } = reader.span(id);
  return summary.type === 'request' && summary.resource === 'leases' && summary.method !== 'GET' && summary.code < 300;
}

/** The sentence of a step of the boot; undefined where it is like any other of its kind. */
export function bootSentence(reader: TraceReader, span: SpanView, phase: Extent['phase']): Sentence | undefined {
  const { summary, name, actor } = span;
  if (name === 'boot') return { code: 'bootPower', params: { node: reader.span(firstKubelet(reader)).actor.slice(8) } };
  if (name === 'leaseRenewal') return { code: 'bootLeads', params: { actor, verb: 'POST', kind: 'leases' } };
  if (name === 'startKubelet') return { code: span.id === firstKubelet(reader) ? 'bootKubelet' : 'bootJoins', params: { actor } };
  if (summary.type === 'node') {
    const own = reader.span(span.cause || span.id);
    if (name === 'syncPod') return { code: 'bootStatic', params: { actor, name: componentOf(summary.pod, actor) } };
    if (name !== 'start' || !isStaticStart(reader, own)) return undefined;
    return phase === 'done' ? { code: 'bootServes', params: {} } : { code: 'starts', params: { actor, name: summary.container } };
  }
  return summary.type === 'request' ? requestSentence(reader, span, summary) : undefined;
}

function requestSentence(reader: TraceReader, span: SpanView, r: RequestSummary): Sentence | undefined {
  const base = { actor: r.component, verb: r.method, kind: r.resource, name: shortName(r.name, 30) };
  if (r.lost !== '' && r.code === 0) return { code: r.component === 'kubeadm' ? 'bootWaits' : 'bootRefused', params: base };
  if (r.code >= 400) return undefined;
  if (r.component === 'kubeadm') {
    if (r.resource === 'nodes') return { code: 'bootMarks', params: base };
    return ['daemonsets', 'deployments', 'services'].includes(r.resource) ? { code: 'bootAddon', params: base } : undefined;
  }
  if (r.component.startsWith('kubelet/')) {
    if (r.resource === 'nodes') return { code: r.method === 'POST' ? 'bootRegisters' : 'bootReady', params: { ...base, node: r.component.slice(8) } };
    const stored = indexOf(reader).changesOf(span.id).map((i) => reader.change(i)).find((c) => c.summary.kind === 'Pod');
    if (r.resource === 'pods' && r.method === 'POST') return { code: 'bootMirror', params: { ...base, name: componentOf(`/${subjectOf(stored?.key ?? '')?.name ?? r.name}`, r.component) } };
    return undefined;
  }
  if (r.resource !== 'serviceaccounts') return undefined;
  const same = indexOf(reader).effects(span.cause).filter((id) => {
    const { summary } = reader.span(id);
    return summary.type === 'request' && summary.resource === r.resource && summary.method === 'POST';
  });
  return { code: 'bootAccounts', params: { ...base, n: same.length } };
}

/** The kubelet that comes before there is a cluster. */
function firstKubelet(reader: TraceReader): SpanId {
  return indexOf(reader).effects(1).find((id) => reader.span(id).name === 'startKubelet') ?? (1 as SpanId);
}

/** `kube-system/etcd-control-plane` on control-plane → etcd */
const componentOf = (pod: string, actor: string): string => pod.slice(pod.indexOf('/') + 1).replace(new RegExp(`-${actor.slice(actor.indexOf('/') + 1)}$`), '');
