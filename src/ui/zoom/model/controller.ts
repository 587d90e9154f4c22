// Inside one controller: what its cache has heard, which keys wait, what it did last and with which figures, at a moment.
//
// Simplified: a key that waits in the queue is known from the reconcile that took it, so at the very end of what is known one
// that nobody has taken yet is missing.

import { queuedKey } from '../../../trace/explain.ts';
import { subjectOf } from '../../../trace/subject.ts';
import type { ReconcileSummary } from '../../../trace/summary.ts';
import type { PanelIndex } from '../../inspector/model/panelIndex.ts';
import { watching } from '../../inspector/model/boxes.ts';
import { controllerFacts } from './controllerFacts.ts';

const MANAGER = 'kube-controller-manager';

export interface CacheRow {
  readonly resource: string;
  /** The newest revision of this resource that the cache has heard of, and that the store holds. */
  readonly cache: number;
  readonly server: number;
  /** Writes that the cache has not heard of yet. */
  readonly behind: number;
}

export interface Coming {
  readonly span: number;
  readonly event: string;
  readonly key: string;
  readonly revision: number;
}

export interface Waiting {
  readonly key: string;
  /** Where it is a back-off or a later look: when it is due. -1 for keys whose turn it is. */
  readonly due: number;
  readonly why: 'queue' | 'backoff' | 'later';
}

export interface Run {
  readonly span: number;
  readonly key: string;
  readonly start: number;
  /** Infinity while it goes on. */
  readonly end: number;
  readonly waited: number;
  readonly steps: readonly { readonly step: string; readonly values: string }[];
  readonly requests: readonly Sent[];
  readonly error: string;
  readonly requeueAfter: number;
}

export interface Sent {
  readonly span: number;
  readonly method: string;
  readonly what: string;
  readonly name: string;
  /** 0 while it is under way. */
  readonly code: number;
  readonly revision: number;
}

/** Wanted, existing and asked for, as the last count of a run had it. */
export interface Slots {
  readonly wanted: number;
  readonly exist: number;
  readonly asked: readonly Sent[];
  readonly asking: number;
  readonly removing: number;
}

export interface ControllerModel {
  readonly actor: string;
  readonly watches: readonly CacheRow[];
  readonly coming: readonly Coming[];
  readonly working: readonly Run[];
  readonly waiting: readonly Waiting[];
  readonly runs: readonly Run[];
  readonly slots: Slots | undefined;
  readonly objects: readonly { readonly key: string; readonly revision: number }[];
}

const RUNS = 8;
const LINES = 8;
/** An error comes back within this time; later looks are kept for as long as they ask for. */
const LOOKED_AT = 400;

export function controllerModel(index: PanelIndex, actor: string, at: number, from: number): ControllerModel {
  const { reader } = index;
  const facts = controllerFacts(actor);
  const spans = index.spansOf(actor);
  const begun = index.begun(spans, at);
  const runs: Run[] = [];
  const working: Run[] = [];
  /** The last run of each key. */
  const last = new Map<string, ReconcileSummary & { readonly end: number }>();
  for (let i = begun - 1, looked = 0; i >= 0 && looked < LOOKED_AT; i--, looked++) {
    const id = spans[i] as number;
    const span = reader.span(id);
    const { summary } = span;
    if (summary.type !== 'reconcile') continue;
    if (!last.has(summary.key)) last.set(summary.key, { ...summary, end: span.end });
    if (span.end > at) working.push(runOf(index, id, at));
    if (runs.length < RUNS && span.start >= from) runs.push(runOf(index, id, at));
  }
  const waiting: Waiting[] = [];
  const queued = new Set<string>();
  for (let i = begun; i < Math.min(spans.length, begun + LOOKED_AT); i++) {
    const { summary, start } = reader.span(spans[i] as number);
    if (summary.type !== 'reconcile' || queued.has(summary.key)) continue;
    queued.add(summary.key);
    if (start - summary.waited <= at) waiting.push({ key: summary.key, due: -1, why: 'queue' });
  }
  for (const [key, { end, error, requeueAfter }] of last) {
    if (end > at || requeueAfter < 0 || end + requeueAfter <= at || waiting.some((w) => w.key === key)) continue;
    waiting.push({ key, due: end + requeueAfter, why: error === '' ? 'later' : 'backoff' });
  }
  const shown = working[0] ?? runs[0];
  return {
    actor,
    watches: cacheRows(index, facts.watches, at),
    coming: comingTo(index, facts.watches, at),
    working,
    waiting: waiting.slice(0, LINES),
    runs,
    slots: shown && slotsOf(index, shown.span, at),
    objects: objectsOf(index, facts.watches[0] ?? '', at),
  };
}

function cacheRows(index: PanelIndex, resources: readonly string[], at: number): readonly CacheRow[] {
  const heard = new Map(watching(index, MANAGER, at).map(({ resource, revision }) => [resource, revision]));
  const server = new Map<string, number>();
  const behind = new Map<string, number>();
  for (let i = index.storedBy(at) - 1; i >= 0 && server.size < resources.length; i--) {
    const { key, revision } = index.reader.change(index.stored[i] as number);
    const resource = subjectOf(key)?.resource ?? '';
    if (!resources.includes(resource)) continue;
    if (!server.has(resource)) server.set(resource, revision);
  }
  // Nothing older than what the cache has heard can be missing from it.
  const floor = Math.min(...resources.map((r) => heard.get(r) ?? 0).filter((n) => n > 0), Infinity);
  for (let i = index.storedBy(at) - 1; i >= 0; i--) {
    const { key, revision } = index.reader.change(index.stored[i] as number);
    if (revision <= floor) break;
    const resource = subjectOf(key)?.resource ?? '';
    if (revision > (heard.get(resource) || Infinity)) behind.set(resource, (behind.get(resource) ?? 0) + 1);
  }
  return resources.map((resource) => ({ resource, cache: heard.get(resource) ?? 0, server: server.get(resource) ?? 0, behind: behind.get(resource) ?? 0 }));
}

function comingTo(index: PanelIndex, resources: readonly string[], at: number): readonly Coming[] {
  const { reader } = index;
  const spans = index.spansOf(MANAGER);
  const out: Coming[] = [];
  for (let i = index.begun(spans, at) - 1, looked = 0; i >= 0 && looked < 200; i--, looked++) {
    const { summary, end, id } = reader.span(spans[i] as number);
    if (summary.type === 'watch' && end > at && resources.includes(summary.resource)) out.push({ span: id, event: summary.event, key: summary.key, revision: summary.revision });
  }
  return out.reverse().slice(0, 4);
}

function runOf(index: PanelIndex, id: number, at: number): Run {
  const span = index.reader.span(id);
  const summary = span.summary as ReconcileSummary;
  const over = span.end <= at;
  const requests = sentBy(index, id, at);
  return {
    span: id,
    key: summary.key,
    start: span.start,
    end: over ? span.end : Infinity,
    waited: summary.waited,
    // What it notes it notes as it goes; the times are not kept. While it runs, only what led to what it has asked is certain.
    steps: (over ? summary.steps : summary.steps.slice(0, knownSteps(summary, requests.length))).map(({ step, values }) => ({ step, values: valuesText(values) })),
    requests,
    error: over ? summary.error : '',
    requeueAfter: over ? summary.requeueAfter : -1,
  };
}

/** Before its first request a run has looked at its cache and decided; what it writes after an answer comes later. */
function knownSteps({ steps }: ReconcileSummary, sent: number): number {
  const after = steps.findIndex(({ step }) => step === 'created' || step === 'status');
  return sent === 0 || after < 0 ? (after < 0 ? steps.length : after) : after;
}

const valuesText = (values: ReconcileSummary['steps'][number]['values']): string => Object.entries(values).filter(([, value]) => value !== '').map(([name, value]) => `${name} ${String(value)}`).join(', ');

function sentBy(index: PanelIndex, id: number, at: number): readonly Sent[] {
  const { reader } = index;
  return index.effectsOf(id).flatMap((effect): Sent[] => {
    const { summary, start, end } = reader.span(effect);
    if (summary.type !== 'request' || start > at || reader.levelOf(effect) === 'heartbeat') return [];
    const { method, resource, subresource, name, code, revision } = summary;
    const over = end <= at;
    return [{ span: effect, method, what: subresource === '' ? resource : `${resource}/${subresource}`, name, code: over ? code : 0, revision: over ? revision : 0 }];
  });
}

function slotsOf(index: PanelIndex, id: number, at: number): Slots | undefined {
  const { steps } = index.reader.span(id).summary as ReconcileSummary;
  const count = steps.find(({ step }) => step === 'count' || step === 'nodes')?.values;
  if (!count) return undefined;
  const number = (value: unknown): number => (typeof value === 'number' ? value : 0);
  const asking = number(steps.find(({ step }) => step === 'create')?.values.pods ?? steps.find(({ step }) => step === 'manage')?.values.create);
  const removing = number(steps.find(({ step }) => step === 'delete')?.values.pods ?? steps.find(({ step }) => step === 'manage')?.values.remove);
  return { wanted: number(count.wanted), exist: number(count.exist ?? count.have), asked: sentBy(index, id, at).filter(({ what, method }) => what === 'pods' && method === 'POST'), asking, removing };
}

/** The objects whose keys it queues, the latest written first. */
function objectsOf(index: PanelIndex, resource: string, at: number): readonly { readonly key: string; readonly revision: number }[] {
  if (resource === '') return [];
  const out: { key: string; revision: number }[] = [];
  for (const key of index.storeKeys) {
    if (subjectOf(key)?.resource !== resource) continue;
    const change = index.changeAt(key, at);
    const view = change < 0 ? undefined : index.reader.change(change);
    if (view && !view.deleted) out.push({ key, revision: view.revision });
  }
  return out.sort((a, b) => b.revision - a.revision).slice(0, 6);
}

/** The etcd key of what a queue's key names; undefined where it names no object. */
export const objectOfKey = (controller: string, key: string): string | undefined => queuedKey(controller, key);
