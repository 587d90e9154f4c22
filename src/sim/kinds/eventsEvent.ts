// Event in the group events.k8s.io: the same objects as in the core group, under other names and with stricter rules.
// Upstream: pkg/apis/events/v1/conversion.go, pkg/apis/core/validation/events.go

import type { IEvent } from 'kubernetes-models/events.k8s.io/v1/Event';
import { equal } from '../../base/json.ts';
import { defineKind } from '../api/kind.ts';
import type { KubeObject, Served } from '../api/types.ts';
import { checkEvent, Event, EVENT_COLUMNS, eventCells } from './event.ts';
import { checkObjectMeta, checkObjectMetaUpdate } from './shared/metadata.ts';
import type { Report } from './shared/report.ts';
import { reported } from './shared/rules.ts';
import { tableOf } from './shared/tableOf.ts';

export type EventsEvent = Served<IEvent>;

/** Fields that have another name here: there → here. */
const NAMES: Readonly<Record<string, string>> = {
  involvedObject: 'regarding',
  message: 'note',
  reportingComponent: 'reportingController',
  source: 'deprecatedSource',
  firstTimestamp: 'deprecatedFirstTimestamp',
  lastTimestamp: 'deprecatedLastTimestamp',
  count: 'deprecatedCount',
};
const HERE = new Map(Object.entries(NAMES));
const THERE = new Map(Object.entries(NAMES).map(([there, here]) => [here, there]));

function renamed(object: KubeObject, names: ReadonlyMap<string, string>, apiVersion: string): KubeObject {
  const out: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(object)) out[names.get(key) ?? key] = value;
  return { ...out, apiVersion, kind: 'Event' } as unknown as KubeObject;
}

/** The core form, with what it always shows. */
function toCore(event: EventsEvent): Event {
  const out: Record<string, unknown> = { involvedObject: {}, source: {}, firstTimestamp: null, lastTimestamp: null, eventTime: null, reportingComponent: '', reportingInstance: '' };
  for (const key in event) out[THERE.get(key) ?? key] = (event as unknown as Readonly<Record<string, unknown>>)[key];
  out.apiVersion = 'v1';
  out.kind = 'Event';
  return out as unknown as Event;
}

const shownHere = (event: Event): KubeObject => {
  const out = renamed(event, HERE, 'events.k8s.io/v1') as unknown as Record<string, unknown>;
  for (const field of ['reportingController', 'reportingInstance']) if (out[field] === '') delete out[field];
  return { deprecatedSource: {}, deprecatedFirstTimestamp: null, deprecatedLastTimestamp: null, eventTime: null, regarding: {}, ...out } as unknown as KubeObject;
};

export const EventsEvent = defineKind<EventsEvent>({
  group: 'events.k8s.io',
  version: 'v1',
  kind: 'Event',
  plural: 'events',
  shortNames: ['ev'],
  scope: 'Namespaced',
  storedAs: { kind: () => Event, toStored: toCore, fromStored: shownHere },
  strategy: {
    metaOnCreate: false,
    metaOnUpdate: [],
    createOnUpdate: true,
    validate: (event) => reported((report) => checkNew(report, toCore(event))),
    validateUpdate: (event, old) => reported((report) => checkUpdate(report, toCore(event), toCore(old))),
  },
  table: tableOf(EVENT_COLUMNS, (event, _age, context) => eventCells(toCore(event), context)),
  selectableFields: {
    'regarding.kind': ({ regarding }) => regarding?.kind ?? '',
    'regarding.namespace': ({ regarding }) => regarding?.namespace ?? '',
    'regarding.name': ({ regarding }) => regarding?.name ?? '',
    'regarding.uid': ({ regarding }) => regarding?.uid ?? '',
    'regarding.apiVersion': ({ regarding }) => regarding?.apiVersion ?? '',
    'regarding.resourceVersion': ({ regarding }) => regarding?.resourceVersion ?? '',
    'regarding.fieldPath': ({ regarding }) => regarding?.fieldPath ?? '',
    reason: ({ reason }) => reason ?? '',
    reportingController: ({ reportingController }) => reportingController ?? '',
    type: ({ type }) => type ?? '',
  },
});

function checkNew(report: Report, event: Event): void {
  checkEvent(report, event, 'reportingController');
  checkObjectMeta(report, event.metadata, { namespaced: true, nameRule: undefined, qualifiedFinalizers: true });
  checkSeries(report, event);
  if (!event.eventTime) report.required('eventTime');
  if (event.type !== 'Normal' && event.type !== 'Warning') report.invalid('type', '', `has invalid value: ${event.type ?? ''}`);
  const set = { firstTimestamp: event.firstTimestamp, lastTimestamp: event.lastTimestamp, count: event.count, source: event.source?.component || event.source?.host };
  for (const [field, value] of Object.entries(set)) if (value) report.invalid(field, '', 'needs to be unset');
}

function checkSeries(report: Report, { series }: Event): void {
  if (!series) return;
  if ((series.count ?? 0) < 2) report.invalid('series.count', '', 'should be at least 2');
  if (!series.lastObservedTime) report.required('series.lastObservedTime');
}

const FIXED = ['involvedObject', 'reason', 'message', 'source', 'firstTimestamp', 'lastTimestamp', 'count', 'reason', 'type', 'eventTime', 'action', 'related'] as const;

function checkUpdate(report: Report, event: Event, old: Event): void {
  checkEvent(report, event, 'reportingController');
  checkObjectMetaUpdate(report, event.metadata, old.metadata, true);
  if (!equal(event.series, old.series)) checkSeries(report, event);
  for (const field of FIXED) if (!equal(event[field], old[field])) report.invalid(field, event[field] ?? null, 'field is immutable');
  if (event.reportingComponent !== old.reportingComponent) report.invalid('reportingController', event.reportingComponent ?? '', 'field is immutable');
  if (event.reportingInstance !== old.reportingInstance) report.invalid('reportingInstance', event.reportingInstance ?? '', 'field is immutable');
}
