// The newer event recorder, which kube-scheduler uses: events.k8s.io, where what repeats becomes a series. The second
// occurrence is written as such; later ones are only counted, and the count is written when the series has ended.
// Upstream: k8s.io/client-go/tools/events (event_broadcaster.go, event_recorder.go)

import { minutes, seconds } from '../../base/time.ts';
import { ApiError } from '../api/errors.ts';
import { PATCH_TYPES, resourcePath } from '../api/http.ts';
import { Mailbox } from '../kernel/signal.ts';
import { running, sleep, type Sim, type TaskGroup } from '../kernel/task.ts';
import type { SpanId } from '../kernel/trace.ts';
import type { Client } from './client.ts';
import { ConnectionError } from './transport.ts';
import type { EventType, ObjectReference } from './recorder.ts';

interface Series {
  count: number;
  lastObservedTime: string;
}
interface Known {
  readonly name: string;
  readonly namespace: string;
  series: Series | undefined;
  writtenCount: number;
  lastAt: number;
}

const SERIES_ENDS = minutes(6);
const TRIES = 12;

export class SeriesRecorder {
  private readonly known = new Map<string, Known>();
  private readonly outbox = new Mailbox<{ readonly body: object; readonly known: Known; readonly patch: boolean; readonly cause: SpanId }>();
  private readonly client: Client;
  private readonly controller: string;
  private readonly instance: string;
  private serial = 0;

  constructor(client: Client, group: TaskGroup, controller: string, instance: string) {
    this.client = client;
    this.controller = controller;
    this.instance = instance;
    group.spawn('events', this.send());
    group.spawn('eventSeries', this.finishSeries());
  }

  event(regarding: ObjectReference, related: ObjectReference | undefined, type: EventType, reason: string, action: string, note: string): void {
    const { kernel } = this.client.transport;
    // An object that changed since is another one: its next Event begins a new series.
    const key = [type, action, reason, ...identity(regarding), ...identity(related)].join('/');
    const existing = this.known.get(key);
    const eventTime = kernel.microTimestamp();
    if (existing) {
      existing.lastAt = kernel.now;
      if (existing.series) {
        existing.series.count++;
        existing.series.lastObservedTime = eventTime;
        return;
      }
      existing.series = { count: 2, lastObservedTime: eventTime };
      existing.writtenCount = 2;
      this.outbox.put({ body: { series: { ...existing.series } }, known: existing, patch: true, cause: kernel.span });
      return;
    }
    const namespace = regarding.namespace || 'default';
    const ns = BigInt(Math.floor(kernel.wallMs)) * 1_000_000n + BigInt(Math.round((kernel.now % 1000) * 1000)) + BigInt(this.serial++ % 1000);
    const name = `${regarding.name}.${ns.toString(16).padStart(16, '0')}`;
    const known: Known = { name, namespace, series: undefined, writtenCount: 1, lastAt: kernel.now };
    this.known.set(key, known);
    const body = {
      kind: 'Event',
      apiVersion: 'events.k8s.io/v1',
      metadata: { name, namespace },
      eventTime,
      reportingController: this.controller,
      reportingInstance: this.instance,
      action,
      reason,
      regarding,
      ...(related ? { related } : {}),
      note: note.slice(0, 1024),
      type,
      deprecatedSource: {},
      deprecatedFirstTimestamp: null,
      deprecatedLastTimestamp: null,
    };
    this.outbox.put({ body, known, patch: false, cause: kernel.span });
  }

  private *finishSeries(): Sim<void> {
    const { kernel } = this.client.transport;
    for (;;) {
      yield* sleep(SERIES_ENDS);
      for (const [key, known] of [...this.known]) {
        if (kernel.now - known.lastAt < SERIES_ENDS) continue;
        this.known.delete(key);
        const { series } = known;
        if (!series || series.count <= known.writtenCount) continue;
        const span = kernel.trace.open('timer', this.client.options.actor, 'seriesEnds', kernel.now, 0 as SpanId, { level: 'detail', end: kernel.now });
        this.outbox.put({ body: { series: { ...series } }, known, patch: true, cause: span });
      }
    }
  }

  private *send(): Sim<void> {
    for (;;) {
      const { body, known, patch, cause } = yield* this.outbox.take();
      running().span = cause;
      const { namespace, name } = known;
      const path = resourcePath({ group: 'events.k8s.io', version: 'v1', plural: 'events', namespace });
      for (let attempt = 0; attempt < TRIES; attempt++) {
        try {
          if (patch) yield* this.client.request({ method: 'PATCH', path: `${path}/${name}`, query: undefined, headers: { 'content-type': PATCH_TYPES.strategic }, level: 'detail', timeout: undefined, body, verb: 'patch', resource: 'events', subresource: '', namespace, name });
          else yield* this.client.request({ method: 'POST', path, query: undefined, headers: undefined, level: 'detail', timeout: undefined, body, verb: 'create', resource: 'events', subresource: '', namespace, name });
          break;
        } catch (error) {
          if (error instanceof ApiError) break;
          if (!(error instanceof ConnectionError)) throw error;
          yield* sleep(seconds(10));
        }
      }
    }
  }
}

const identity = (reference: ObjectReference | undefined): readonly string[] => [reference?.kind ?? '', reference?.namespace ?? '', reference?.name ?? '', reference?.uid ?? '', reference?.resourceVersion ?? ''];
