// Why is it so? The chain of causes from somebody's input (or a timer, or the boot) down to one span, link by link, and
// what came of that span. Nothing is guessed: every link is a span of the trace, every arrow one of its causes.

import type { Micros } from '../base/time.ts';
import type { SpanId } from '../sim/kernel/trace.ts';
import type { SpanView, TraceReader } from './reader.ts';
import { keyFor, queueKey, subjectOf, type Subject } from './subject.ts';
import { indexOf } from './traceIndex.ts';

export type LinkWhat = 'input' | 'boot' | 'fault' | 'timer' | 'request' | 'watch' | 'notify' | 'reconcile' | 'schedule' | 'node' | 'hop' | 'load' | 'work';

export interface Link {
  readonly span: SpanId;
  readonly what: LinkWhat;
  /** Who did it: `kubectl`, `replicaset-controller`, `kubelet/worker-1`; for watch events, who sent it. */
  readonly actor: string;
  /** To whom it went; '' for what does not travel. */
  readonly to: string;
  /** As on the wire (`POST`, `ADDED`), or the name of the work (`reconcile`, `pull`). */
  readonly verb: string;
  /** The object it is about, with the etcd key; undefined where there is none. */
  readonly subject: Subject | undefined;
  readonly subresource: string;
  readonly key: string;
  /** The revision it wrote or brought; 0 for none. */
  readonly revision: number;
  /** The HTTP status; 0 where there is none (yet). */
  readonly code: number;
  /** The command line, the fault; '' for others. */
  readonly text: string;
  readonly at: Micros;
  /** Infinity while it goes on. */
  readonly end: number;
  /** Only carries the news on (etcd to server, server to watcher): a short form of the chain leaves it out. */
  readonly minor: boolean;
}

export interface Why {
  /** What it goes back to. */
  readonly root: 'input' | 'boot' | 'fault' | 'timer';
  /** From the root down to the thing itself, which is the last. */
  readonly chain: readonly Link[];
  /** What came of it until then: the next decisions and writes, not the news in between. */
  readonly effects: readonly Link[];
}

export type About = { readonly span: number } | { readonly key: string } | { readonly revision: number };

/** At most so many effects are told. */
const EFFECTS = 12;

/** The chain down to a span, or to the write that made an object what it is at a moment. */
export function whyChain(reader: TraceReader, about: About, at: number): Why | undefined {
  const id = spanOf(reader, about, at);
  if (id === 0 || id > reader.spanCount) return undefined;
  const chain: Link[] = [];
  for (let next: number = id; next !== 0; next = reader.causeOf(next)) chain.push(linkOf(reader, next));
  chain.reverse();
  const first = (chain[0] as Link).what;
  return { root: first === 'input' || first === 'boot' || first === 'fault' ? first : 'timer', chain, effects: effectsOf(reader, id, at) };
}

/** The span that an object, a revision or a span goes by; 0 where nothing is known of it. */
export function spanOf(reader: TraceReader, about: About, at: number): SpanId {
  if ('span' in about) return about.span as SpanId;
  const change = 'key' in about ? indexOf(reader).keyAt(about.key, at) : indexOf(reader).revision(about.revision);
  return (change?.span ?? 0) as SpanId;
}

/** A span as a link of a chain. */
export function linkOf(reader: TraceReader, id: number): Link {
  const span = reader.span(id);
  return { span: span.id, at: span.start, end: span.end, to: span.to, ...NOTHING, actor: span.actor, verb: span.name, ...factsOf(span) };
}

const NOTHING = { subject: undefined, subresource: '', key: '', revision: 0, code: 0, text: '', minor: false } as const;

function factsOf({ type, name, to, summary }: SpanView): Partial<Link> & { readonly what: LinkWhat } {
  const object = (key: string): Pick<Link, 'key' | 'subject'> => ({ key, subject: subjectOf(key) });
  switch (summary.type) {
    case 'input':
      return { what: summary.what === 'fault' ? 'fault' : name === 'boot' ? 'boot' : 'input', text: summary.text };
    case 'request':
      return {
        what: 'request',
        actor: summary.component,
        verb: summary.method,
        subresource: summary.subresource,
        revision: summary.revision,
        code: summary.code,
        ...(summary.resource ? object(summary.name ? keyFor(summary.resource, summary.namespace, summary.name) : '') : {}),
      };
    case 'watch':
      return { what: 'watch', verb: summary.event, revision: summary.revision, minor: true, ...object(summary.key) };
    case 'notify':
      return { what: 'notify', revision: summary.revision, minor: true, ...object(summary.key) };
    case 'reconcile':
      return { what: 'reconcile', ...object(queuedKey(summary.controller, summary.key)) };
    case 'schedule':
      return { what: 'schedule', ...object(queueKey('Pod', summary.key)) };
    case 'node':
      return { what: 'node', text: summary.image, ...(summary.pod ? object(queueKey('Pod', summary.pod)) : {}) };
    case 'hop': {
      // The Pod that was asked.
      const [kind, namespace = '', pod] = to.split('/');
      return { what: 'hop', verb: summary.method, code: summary.status, text: summary.error, ...(kind === 'pod' && pod !== undefined ? object(keyFor('pods', namespace, pod)) : {}) };
    }
    case 'load':
      return { what: 'load', code: summary.status, text: summary.error };
    case 'requests':
      return { what: 'work', text: summary.url, minor: true };
    case 'none':
      return { what: type === 'timer' ? 'timer' : name === 'boot' ? 'boot' : 'work', minor: type === 'work' && name === 'bind' };
  }
}

/** The etcd key of what a controller has in its queue. */
export function queuedKey(controller: string, key: string): string {
  // Queues that hold more than one kind say which: `ReplicaSet default/web-5b49 <uid>`, `node worker-1`.
  const [kind = '', name] = key.split(' ');
  if (name !== undefined) return queueKey(kind === 'node' ? 'Node' : kind === 'pod' ? 'Pod' : kind, name);
  return queueKey(QUEUED[controller] ?? 'Pod', key);
}
/** The kind whose keys stand in a controller's queue. */
const QUEUED: Readonly<Record<string, string>> = {
  deployment: 'Deployment',
  replicaset: 'ReplicaSet',
  replicationcontroller: 'ReplicationController',
  daemonset: 'DaemonSet',
  statefulset: 'StatefulSet',
  job: 'Job',
  cronjob: 'CronJob',
  'ttl-after-finished': 'Job',
  disruption: 'PodDisruptionBudget',
  'serviceaccount-token': 'Secret',
  endpointslice: 'Service',
  endpoints: 'Service',
  nodelifecycle: 'Node',
  nodeipam: 'Node',
  ttl: 'Node',
  namespace: 'Namespace',
  serviceaccount: 'Namespace',
  rootca: 'Namespace',
};

/** The decisions and writes that follow from a span, without the news that carries them from one to the next. */
function effectsOf(reader: TraceReader, id: number, at: number): readonly Link[] {
  const index = indexOf(reader);
  const found: Link[] = [];
  let wave: readonly number[] = [id];
  while (wave.length > 0 && found.length < EFFECTS) {
    const through: number[] = [];
    for (const span of wave) {
      for (const effect of index.effects(span)) {
        if (reader.startOf(effect) > at || reader.levelOf(effect) !== 'story') continue;
        const link = linkOf(reader, effect);
        if (link.minor) through.push(effect);
        else if (link.what !== 'request' || link.verb !== 'GET') found.push(link);
      }
    }
    wave = through;
  }
  return found.sort((a, b) => a.at - b.at || a.span - b.span).slice(0, EFFECTS);
}
