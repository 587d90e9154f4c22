// The event recorder of most components: Kubernetes Events through the core API, with everything that keeps them few:
// a spam filter for each object, aggregation of events that differ only in their message, and counting of equal ones.
// Upstream: k8s.io/client-go/tools/record (event.go, events_cache.go)

import { seconds, type Micros } from '../../base/time.ts';
import { ApiError } from '../api/errors.ts';
import { PATCH_TYPES, resourcePath } from '../api/http.ts';
import type { KubeObject } from '../api/types.ts';
import { Mailbox } from '../kernel/signal.ts';
import { running, sleep, type Sim, type TaskGroup } from '../kernel/task.ts';
import type { SpanId } from '../kernel/trace.ts';
import type { Client } from './client.ts';
import { ConnectionError } from './transport.ts';

export interface ObjectReference {
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
  readonly uid?: string;
  readonly apiVersion?: string;
  readonly resourceVersion?: string;
  readonly fieldPath?: string;
}

export function referenceTo(object: KubeObject, fieldPath?: string): ObjectReference {
  const { kind, apiVersion, metadata } = object;
  return {
    kind,
    ...(metadata.namespace ? { namespace: metadata.namespace } : {}),
    name: metadata.name,
    uid: metadata.uid,
    apiVersion,
    resourceVersion: metadata.resourceVersion,
    ...(fieldPath ? { fieldPath } : {}),
  };
}

export type EventType = 'Normal' | 'Warning';

interface EventBody {
  readonly kind: 'Event';
  readonly apiVersion: 'v1';
  readonly metadata: { readonly name: string; readonly namespace: string };
  readonly involvedObject: ObjectReference;
  readonly reason: string;
  readonly message: string;
  readonly source: { readonly component: string; readonly host?: string };
  readonly firstTimestamp: string;
  readonly lastTimestamp: string;
  readonly count: number;
  readonly type: EventType;
  readonly eventTime: null;
  readonly reportingComponent: string;
  readonly reportingInstance: string;
}

const MAX_SIMILAR = 10;
const SIMILAR_WINDOW = seconds(600);
const SPAM_BURST = 25;
const SPAM_REFILL = 1 / 300;
/** How many times an event is offered to a server that does not answer, and how far apart. */
const TRIES = 12;
const RETRY = seconds(10);
const STRATEGIC = { 'content-type': PATCH_TYPES.strategic };

/** What was said about one object. Lists, for there are few of each, and there is one of these for every Pod. */
interface Subject {
  readonly similar: Similar[];
  /** Of the spam filter. */
  tokens: number;
  at: Micros;
}
interface Similar {
  readonly type: EventType;
  readonly reason: string;
  /** The different ones of late. */
  messages: readonly string[];
  last: Micros;
  logged: readonly Logged[];
  combined: Logged | undefined;
}
interface Logged {
  readonly fieldPath: string;
  readonly message: string;
  readonly name: string;
  readonly first: string;
  count: number;
  sent: boolean;
}

export class Recorder {
  private readonly outbox = new Mailbox<{ readonly event: EventBody; readonly log: Logged; readonly cause: SpanId }>();
  private readonly subjects = new Map<string, Subject>();
  private readonly client: Client;
  private readonly source: { readonly component: string; readonly host?: string };
  private serial = 0;

  constructor(client: Client, group: TaskGroup, source: { readonly component: string; readonly host?: string }) {
    this.client = client;
    this.source = source;
    group.spawn(`events/${source.component}`, this.send());
  }

  event(about: ObjectReference, type: EventType, reason: string, message: string): void {
    const { kernel } = this.client.transport;
    const { now } = kernel;
    const who = `${about.kind}/${about.namespace ?? ''}/${about.name}/${about.uid ?? ''}/${about.apiVersion ?? ''}`;
    let subject = this.subjects.get(who);
    if (!subject) this.subjects.set(who, (subject = { similar: [], tokens: SPAM_BURST, at: now }));

    // Aggregation: from the tenth different message about the same thing on only the latest is kept, as a combined one.
    let similar = subject.similar.find((s) => s.reason === reason && s.type === type);
    if (!similar) subject.similar.push((similar = { type, reason, messages: [message], last: now, logged: [], combined: undefined }));
    else if (now - similar.last > SIMILAR_WINDOW) similar.messages = [message];
    else if (!similar.messages.includes(message)) similar.messages = similar.messages.concat(message);
    similar.last = now;
    const combined = similar.messages.length >= MAX_SIMILAR;
    if (combined) similar.messages = similar.messages.slice(1);
    const text = combined ? `(combined from similar events): ${message}` : message;

    const { fieldPath = '' } = about;
    const timestamp = kernel.timestamp();
    let log = combined ? similar.combined : similar.logged.find((l) => l.message === message && l.fieldPath === fieldPath);
    if (log) log.count++;
    else {
      log = { fieldPath, message, name: `${about.name}.${this.suffix()}`, first: timestamp, count: 1, sent: false };
      if (combined) similar.combined = log;
      else similar.logged = similar.logged.length === 0 ? [log] : similar.logged.concat(log);
    }
    if (!allow(subject, now)) return;
    this.outbox.put({
      event: {
        kind: 'Event',
        apiVersion: 'v1',
        metadata: { name: log.name, namespace: about.namespace || 'default' },
        involvedObject: about,
        reason,
        message: text,
        source: this.source,
        firstTimestamp: log.first,
        lastTimestamp: timestamp,
        count: log.count,
        type,
        eventTime: null,
        reportingComponent: this.source.component,
        reportingInstance: this.source.host ?? '',
      },
      log,
      cause: kernel.span,
    });
  }

  /** Sixteen hex digits that grow with time, as nanoseconds do. */
  private suffix(): string {
    const { kernel } = this.client.transport;
    const ns = BigInt(Math.floor(kernel.wallMs)) * 1_000_000n + BigInt(Math.round((kernel.now % 1000) * 1000)) + BigInt(this.serial++ % 1000);
    return ns.toString(16).padStart(16, '0');
  }

  private *send(): Sim<void> {
    for (;;) {
      const { event, log, cause } = yield* this.outbox.take();
      running().span = cause;
      for (let attempt = 0; attempt < TRIES; attempt++) {
        try {
          yield* this.write(event, log);
          break;
        } catch (error) {
          // A server that says no will say no again; one that cannot be reached may come back.
          if (error instanceof ApiError) break;
          if (!(error instanceof ConnectionError)) throw error;
          yield* sleep(RETRY);
        }
      }
    }
  }

  private *write(event: EventBody, log: Logged): Sim<void> {
    const { namespace, name } = event.metadata;
    const path = resourcePath({ group: '', version: 'v1', plural: 'events', namespace });
    if (log.sent && event.count > 1) {
      try {
        const body = { count: event.count, lastTimestamp: event.lastTimestamp, message: event.message };
        yield* this.client.request({ method: 'PATCH', path: `${path}/${name}`, query: undefined, headers: STRATEGIC, level: 'detail', timeout: undefined, body, verb: 'patch', resource: 'events', subresource: '', namespace, name });
        return;
      } catch (error) {
        if (!(error instanceof ApiError) || error.reason !== 'NotFound') throw error;
      }
    }
    yield* this.client.request({ method: 'POST', path, query: undefined, headers: undefined, level: 'detail', timeout: undefined, body: event, verb: 'create', resource: 'events', subresource: '', namespace, name });
    log.sent = true;
  }
}

/** The spam filter: 25 events about one object, then one every five minutes. */
function allow(subject: Subject, now: Micros): boolean {
  subject.tokens = Math.min(SPAM_BURST, subject.tokens + ((now - subject.at) / 1e6) * SPAM_REFILL);
  subject.at = now;
  if (subject.tokens < 1) return false;
  subject.tokens -= 1;
  return true;
}
