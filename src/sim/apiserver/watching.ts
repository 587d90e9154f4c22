// Opening a watch: from a revision on, or with everything that is there now first.
// Upstream: k8s.io/apiserver/pkg/endpoints/handlers/watch.go, pkg/storage/cacher/cacher.go
// Simplified: a watch without timeoutSeconds stays open; the real server ends it after half an hour or more.

import { seconds } from '../../base/time.ts';
import { failure } from '../api/errors.ts';
import type { Response } from '../api/http.ts';
import type { KubeObject } from '../api/types.ts';
import { CompactedError } from '../etcd/store.ts';
import { NO_SPAN } from '../kernel/trace.ts';
import type { Exchange } from './context.ts';
import { entriesAt, expired, listQuery, parseRevision, watchFilter, type Selection } from './reads.ts';
import { negotiate, representForWatch } from './representation.ts';
import type { Serving } from './serving.ts';
import type { Watcher } from './watchCache.ts';

export function openWatch({ server, link, span }: Serving, exchange: Exchange, answer: (response: Response) => void): void {
  const { kind, info, state } = exchange;
  const target = negotiate(exchange);
  const { options, selection } = listQuery(exchange, true);
  const revision = parseRevision(options.resourceVersion || '0');
  if ('error' in revision) throw failure(500, '', revision.error);
  const { storage } = kind.storedAs ? kind.storedAs.kind() : kind;
  const convert = representForWatch(exchange, target);
  const watcher = server.watchCache.watch(storage, {
    filter: watchFilter(exchange, selection),
    actor: state.kernel.trace.span(span).actor,
    resource: info.resource,
    link,
    span,
    convert,
    bookmarks: options.allowWatchBookmarks,
  });
  answer({ code: 200, stream: watcher as never, warnings: exchange.warnings });
  if (options.sendInitialEvents) sendInitial(exchange, watcher, selection, storage, server.watchCache.revision);
  else if (revision.value > 0) replay(exchange, watcher, revision.value, () => server.watchCache.replay(storage, revision.value, watcher));
  if (!options.timeoutSeconds) return;
  const { kernel } = state;
  if (options.allowWatchBookmarks && options.timeoutSeconds > BEFORE_END) kernel.after(seconds(options.timeoutSeconds - BEFORE_END), () => watcher.bookmark(server.watchCache.revision, span), NO_SPAN);
  kernel.after(seconds(options.timeoutSeconds), () => watcher.end('EOF'), NO_SPAN);
}

/** So many seconds before its end a watch is told where to go on. */
const BEFORE_END = 2;

/** What the cache holds, so that nothing of it comes twice; then, for those who want bookmarks, that this was all. */
function sendInitial(exchange: Exchange, watcher: Watcher, selection: Selection, storage: string, at: number): void {
  const { kind, info, state } = exchange;
  const { convert, span, bookmarks } = watcher.options;
  const prefix = kind.namespaced && info.namespace ? `/registry/${storage}/${info.namespace}/` : `/registry/${storage}/`;
  const events: { type: 'ADDED' | 'BOOKMARK'; object: object }[] = [];
  for (const { value } of entriesAt(state.store, prefix, at)) {
    if (info.name && value.metadata.name !== info.name) continue;
    if (selection.accepts(value)) events.push({ type: 'ADDED', object: convert(value) });
  }
  if (bookmarks) events.push({ type: 'BOOKMARK', object: convert({ metadata: { resourceVersion: String(at), annotations: { 'k8s.io/initial-events-end': 'true' } } } as unknown as KubeObject) });
  if (events.length) watcher.send(events, { type: 'watch', event: 'INITIAL', resource: info.resource, key: '', revision: at, count: events.length }, span);
}

/** A revision whose history is gone is refused by the first event, for the answer has begun. */
function replay({ info, state }: Exchange, watcher: Watcher, revision: number, run: () => void): void {
  try {
    run();
  } catch (error) {
    if (!(error instanceof CompactedError)) throw error;
    const { status } = expired(`too old resource version: ${revision} (${state.store.compactRevision})`);
    watcher.send([{ type: 'ERROR', object: status }], { type: 'watch', event: 'ERROR', resource: info.resource, key: '', revision }, watcher.options.span);
    watcher.end('EOF');
  }
}
