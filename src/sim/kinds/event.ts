// Event: something worth telling about an object. Kept for an hour; equal ones are counted rather than repeated.
// Upstream: pkg/apis/core/validation/events.go, pkg/registry/core/event/strategy.go

import type { IEvent } from 'kubernetes-models/v1/Event';
import { parseTime } from '../../base/time.ts';
import type { FieldError } from '../api/errors.ts';
import { humanDuration } from '../api/duration.ts';
import { defineKind, type Cell, type PrintContext } from '../api/kind.ts';
import { byteLength, isDNS1123Subdomain, isQualifiedName } from '../api/names.ts';
import type { Served } from '../api/types.ts';
import type { Report } from './shared/report.ts';
import { reported } from './shared/rules.ts';
import { tableOf } from './shared/tableOf.ts';

export type Event = Served<IEvent>;

export const EVENT_COLUMNS = 'Last Seen;Type;Reason;Object;Subobject*;Source*;Message;First Seen*;Count*;Name:name*';

export const Event = defineKind<Event>({
  group: '',
  version: 'v1',
  kind: 'Event',
  plural: 'events',
  shortNames: ['ev'],
  scope: 'Namespaced',
  strategy: {
    metaOnCreate: false,
    metaOnUpdate: [],
    createOnUpdate: true,
    validate: (event) => validateOld(event),
    validateUpdate: (event) => validateOld(event),
  },
  table: tableOf(EVENT_COLUMNS, (event, _age, context) => eventCells(event, context)),
  selectableFields: {
    'involvedObject.kind': (event) => event.involvedObject.kind ?? '',
    'involvedObject.namespace': (event) => event.involvedObject.namespace ?? '',
    'involvedObject.name': (event) => event.involvedObject.name ?? '',
    'involvedObject.uid': (event) => event.involvedObject.uid ?? '',
    'involvedObject.apiVersion': (event) => event.involvedObject.apiVersion ?? '',
    'involvedObject.resourceVersion': (event) => event.involvedObject.resourceVersion ?? '',
    'involvedObject.fieldPath': (event) => event.involvedObject.fieldPath ?? '',
    reason: (event) => event.reason ?? '',
    reportingComponent: (event) => event.reportingComponent ?? '',
    source: (event) => event.source?.component || event.reportingComponent || '',
    type: (event) => event.type ?? '',
  },
});

const validateOld = (event: Event): FieldError[] => reported((report) => checkEvent(report, event, 'reportingComponent'));

/** What every event must have. `controller`: how the API that is used calls the field. */
export function checkEvent(report: Report, event: Event, controller: string): void {
  const { namespace = '' } = event.metadata;
  const about = event.involvedObject?.namespace ?? '';
  const other = (): void => report.invalid('involvedObject.namespace', about, 'does not match event.namespace');
  if (!event.eventTime) {
    if (about === '' ? namespace !== '' && namespace !== 'default' : namespace !== about) other();
  } else {
    if (about === '' && namespace !== 'default' && namespace !== 'kube-system') other();
    const { reportingComponent = '', reportingInstance = '', action = '', reason = '', message = '' } = event;
    if (reportingComponent === '') report.required(controller);
    report.faults(controller, reportingComponent, isQualifiedName(reportingComponent));
    for (const [field, value] of Object.entries({ reportingInstance, action, reason })) {
      if (value === '') report.required(field);
      if (byteLength(value) > 128) report.invalid(field, '', 'can have at most 128 characters');
    }
    if (byteLength(message) > 1024) report.invalid('message', '', 'can have at most 1024 characters');
  }
  report.faults('namespace', namespace, isDNS1123Subdomain(namespace));
}

/** Upstream: printEvent */
export function eventCells(event: Event, { nowMs }: PrintContext): readonly Cell[] {
  const since = (time: string | null | undefined): string | undefined => {
    const at = time ? parseTime(time) : undefined;
    return at === undefined ? undefined : humanDuration(nowMs - at);
  };
  const { involvedObject: about, series, source } = event;
  const first = since(event.firstTimestamp) ?? since(event.eventTime) ?? '<unknown>';
  const last = series ? (since(series.lastObservedTime) ?? '<unknown>') : (since(event.lastTimestamp) ?? first);
  const count = series ? (series.count ?? 0) : event.count || 1;
  const kind = (about?.kind ?? '').toLowerCase();
  const from = [source?.component || event.reportingComponent, source?.host || event.reportingInstance].filter((text) => text).join(', ');
  return [last, event.type ?? '', event.reason ?? '', about?.name ? `${kind}/${about.name}` : kind, about?.fieldPath ?? '', from, (event.message ?? '').trim(), first, count, event.metadata.name];
}
