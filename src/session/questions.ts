// What the page may ask of a session while it runs or stands still: nothing of it changes the session or takes time.

import '../trace/bootStory.ts';
import { loadedDescriptions } from '../sim/api/schema/loadedDescriptions.ts';
import { tryFile } from '../sim/cluster/tryFile.ts';
import type { SpanId } from '../sim/kernel/trace.ts';
import { complete } from './language/complete.ts';
import { completeCommand } from './language/completeCommand.ts';
import { fixAll } from './language/fixAll.ts';
import { hover } from './language/hover.ts';
import { lint } from './language/lint.ts';
import { rehearsalCache, type LiveCluster, type RehearsalCache } from './language/rehearsal.ts';
import type { Answer, Question } from './protocol.ts';
import type { Session } from './session.ts';
import { objectDetail, spanDetail } from './spanDetail.ts';

export function answer(session: Session, question: Question): Answer {
  const { trace } = session.kernel;
  switch (question.ask) {
    case 'object': {
      const change = question.change >= 0 && question.change < trace.changeCount ? trace.changeAt(question.change) : undefined;
      const before = !change || change.previous < 0 ? undefined : trace.changeAt(change.previous).value;
      return { ask: 'object', ...objectDetail(session, change?.value, before) };
    }
    case 'span':
      return { ask: 'span', detail: spanDetail(session, question.span as SpanId, question.all) };
    case 'lint':
      return { ask: 'lint', ...lint(liveCluster(session), question.text, question.file, cacheOf(session)) };
    case 'fixAll': {
      const { text, file, document } = question;
      const live = liveCluster(session);
      return { ask: 'fixAll', text: fixAll(text, (t) => lint(live, t, file, cacheOf(session)).problems, document) };
    }
    case 'complete':
      return { ask: 'complete', items: complete(liveCluster(session), question.text, question.offset, loadedDescriptions()) };
    case 'hover':
      return { ask: 'hover', ...hover(liveCluster(session), question.text, question.offset, loadedDescriptions()) };
    case 'completeCommand':
      return { ask: 'completeCommand', ...completeCommand(liveCluster(session), session.shell.files.paths().filter((path) => !path.startsWith('/')), question.line, question.offset) };
    case 'manifests':
      return { ask: 'manifests', files: session.cluster.firstManifests() };
    case 'manifest':
      return { ask: 'manifest', ...tryFile(question.node, question.file, question.text) };
    case 'record':
      return { ask: 'record', record: session.record() };
    case 'hash':
      // The host answers this one itself.
      return { ask: 'failed', message: 'not answered here' };
  }
}

const liveCluster = (session: Session): LiveCluster => ({
  state: session.cluster.server.state,
  user: session.shell.session.user,
  kubeConfig: session.shell.readFile('~/.kube/config') ?? '',
});

const caches = new WeakMap<Session, RehearsalCache>();

function cacheOf(session: Session): RehearsalCache {
  let cache = caches.get(session);
  if (!cache) caches.set(session, (cache = rehearsalCache()));
  return cache;
}
