// What every describer works with: the object it is about, the requests that it may make, and the page it writes to.
// Upstream: k8s.io/kubectl/pkg/describe (ResourceDescriber, searchEvents, getPodsInChunks)

import type { KubeObject } from '../../sim/api/types.ts';
import type { Sim } from '../../sim/kernel/task.ts';
import { isExpected } from '../errors.ts';
import { Helper, pages, type ListQuery } from '../helper.ts';
import type { Invocation } from '../invocation.ts';
import type { Mapping } from '../restMapper.ts';
import { typed } from '../typed.ts';
import { describeEvents, type CoreEvent } from './events.ts';
import { Page } from './page.ts';

export type Describer = (d: Description) => Sim<void>;

/** Whom events are about. */
export interface EventSubject {
  readonly name: string;
  readonly namespace?: string;
  readonly kind?: string;
  readonly uid?: string;
}

export class Description {
  readonly k: Invocation;
  readonly mapping: Mapping;
  readonly namespace: string;
  readonly name: string;
  readonly showEvents: boolean;
  readonly page = new Page();

  constructor(k: Invocation, mapping: Mapping, namespace: string, name: string, showEvents: boolean) {
    this.k = k;
    this.mapping = mapping;
    this.namespace = namespace;
    this.name = name;
    this.showEvents = showEvents;
  }

  get nowMs(): number {
    return this.k.nowMs;
  }

  get chunk(): number {
    return this.k.flags.number('chunk-size');
  }

  /** The object of the description, or another. */
  *get<T extends KubeObject>(apiVersion: string, kind: string, namespace = this.namespace, name = this.name): Sim<T> {
    return (yield* new Helper(this.k.http, typed(apiVersion, kind)).get(namespace, name)) as unknown as T;
  }

  *list<T extends KubeObject>(apiVersion: string, kind: string, namespace: string, query: ListQuery = {}): Sim<T[]> {
    const items: T[] = [];
    yield* pages(new Helper(this.k.http, typed(apiVersion, kind)), namespace, query, function* (list) {
      items.push(...((list as unknown as { readonly items?: readonly T[] }).items ?? []));
    });
    return items;
  }

  /** The events about a thing; undefined where none are to be shown. */
  *events(subject: EventSubject): Sim<readonly CoreEvent[] | undefined> {
    if (!this.showEvents) return undefined;
    const { name, namespace = '', kind, uid } = subject;
    const terms = [`involvedObject.name=${name}`, `involvedObject.namespace=${namespace}`];
    if (kind) terms.push(`involvedObject.kind=${kind}`);
    if (uid) terms.push(`involvedObject.uid=${uid}`);
    try {
      return yield* this.list<CoreEvent>('v1', 'Event', namespace, { fieldSelector: terms.sort().join(','), limit: this.chunk });
    } catch (error) {
      if (!isExpected(error)) throw error;
      return [];
    }
  }

  *eventsOf(object: KubeObject, kind: string): Sim<readonly CoreEvent[] | undefined> {
    const { name, namespace = '', uid } = object.metadata;
    return yield* this.events({ name, namespace, kind, uid });
  }

  writeEvents(events: readonly CoreEvent[] | undefined): void {
    if (events) describeEvents(this.page, events, this.nowMs);
  }

  /** Name, namespace, labels and annotations, as most descriptions begin. */
  head(object: KubeObject, { namespaced = true } = {}): void {
    const { name, namespace = '', labels, annotations } = object.metadata;
    this.page.field('Name', name);
    if (namespaced) this.page.field('Namespace', namespace);
    this.page.labels('Labels', labels);
    this.page.annotations('Annotations', annotations);
  }
}

/** `ReplicaSet/web-5d4f8c7b6` */
export function controllerText(object: KubeObject): string | undefined {
  const owner = object.metadata.ownerReferences?.find((o) => o.controller);
  return owner && `${owner.kind}/${owner.name}`;
}
