// kubectl events: what happened, the latest last.
// Upstream: k8s.io/kubectl/pkg/cmd/events

import { parseTime } from '../../base/time.ts';
import type { WatchEvent } from '../../sim/api/types.ts';
import type { Sim } from '../../sim/kernel/task.ts';
import { ageOf, goTrim, type CoreEvent } from '../describe/events.ts';
import { KubectlError } from '../errors.ts';
import { Helper, pages, type ListQuery } from '../helper.ts';
import type { CommandModule, Invocation } from '../invocation.ts';
import { goForm } from '../output/goForm.ts';
import { goSort } from '../output/goSort.ts';
import { TabWriter, escapeTerminal } from '../output/tabWriter.ts';
import { groupVersion } from '../restMapper.ts';
import { typed } from '../typed.ts';
import { events } from '../watching.ts';

const CHUNK = 500;

export const eventsCommand: CommandModule = {
  name: 'events',
  *run(k) {
    const { flags, namespace } = k;
    const all = flags.flag('all-namespaces');
    const fieldSelector = flags.text('for') === '' ? '' : yield* selectorFor(k, flags.text('for'));
    const types = flags.list('types').map((type) => type.toLowerCase());
    const print = eventPrinter(k);
    if (types.some((type) => type !== 'normal' && type !== 'warning')) throw new KubectlError('valid --types are Normal or Warning');
    const wanted = (e: CoreEvent): boolean => types.length === 0 || types.includes((e.type ?? '').toLowerCase());
    const helper = new Helper(k.http, typed('v1', 'Event'));
    const query: ListQuery = { limit: CHUNK, ...(fieldSelector ? { fieldSelector } : {}) };
    const place = all ? '' : namespace;
    if (flags.flag('watch')) {
      yield* watch(k, helper, place, query, (e) => {
        if (wanted(e)) print([e]);
      });
      return;
    }
    const found: CoreEvent[] = [];
    yield* pages(helper, place, query, function* (list) {
      for (const e of (list as unknown as { readonly items: readonly CoreEvent[] }).items) if (wanted(e)) found.push(e);
    }, 'events');
    if (found.length === 0) {
      k.err(all ? 'No events found.\n' : `No events found in ${namespace} namespace.\n`);
      return;
    }
    print(goSort(found, (a, b) => timeOf(a) < timeOf(b)), true);
  },
};

const timeOf = (e: CoreEvent): number => parseTime(e.series?.lastObservedTime ?? e.lastTimestamp ?? e.eventTime ?? '') ?? -Infinity;

/** `--for pod/web` */
function* selectorFor(k: Invocation, text: string): Sim<string> {
  const parts = text.split('/');
  if (parts.length > 2) throw new KubectlError('arguments in resource/name form may not have more than one slash');
  const [resource = '', name] = parts;
  if (name === undefined) throw new KubectlError('--for must be in resource/name form');
  const mapping = yield* k.mapper.resourceFor(resource.toLowerCase());
  return `involvedObject.kind=${mapping.kind},involvedObject.apiVersion=${groupVersion(mapping)},involvedObject.name=${name}`;
}

type Print = (events: readonly CoreEvent[], asList?: boolean) => void;

function eventPrinter(k: Invocation): Print {
  if (k.flags.text('output') !== '') {
    const printer = k.printer('events', true);
    return (list, asList) => {
      const items = list.map((e) => goForm({ ...e, kind: 'Event', apiVersion: 'v1' }));
      k.print(printer, asList ? { kind: 'EventList', apiVersion: 'v1', metadata: {}, items } : items[0]);
    };
  }
  const withNamespace = k.flags.flag('all-namespaces');
  let header = !k.flags.flag('no-headers');
  const tabs = new TabWriter();
  return (list) => {
    if (header) tabs.write(`${withNamespace ? 'NAMESPACE\t' : ''}LAST SEEN\tTYPE\tREASON\tOBJECT\tMESSAGE\n`);
    header = false;
    for (const e of list) {
      const cells = [ageOf(e, k.nowMs), e.type ?? '', e.reason ?? '', `${e.involvedObject.kind ?? ''}/${e.involvedObject.name ?? ''}`, goTrim(e.message ?? '')];
      if (withNamespace) cells.unshift(e.metadata.namespace ?? '');
      tabs.write(`${cells.map(escapeTerminal).join('\t')}\n`);
    }
    k.out(tabs.flush());
  };
}

function* watch(k: Invocation, helper: Helper, namespace: string, query: ListQuery, each: (e: CoreEvent) => void): Sim<void> {
  k.process.interruptCode = 0;
  yield* events<WatchEvent<CoreEvent>>((yield* helper.watch(namespace, query)) as never, function* ({ type, object }) {
    if (type === 'ADDED' || type === 'MODIFIED') each(object);
  });
}
