import { expect, test } from 'vitest';
import type { LintedDocument } from '../../session/protocol.ts';
import type { Micros } from '../../base/time.ts';
import type { ChangeView, SpanView, TraceReader } from '../../trace/reader.ts';
import type { RequestSummary } from '../../trace/summary.ts';
import { ApplyLog, fileOfApply } from './applied.ts';

test('which file a command applies', () => {
  expect(['kubectl apply -f nginx.yaml', 'kubectl apply --filename=a.yaml --dry-run=server', 'kubectl -n x apply -fb.yaml', 'kubectl get -f c.yaml', 'kubectl apply -k .'].map(fileOfApply)).toEqual(['nginx.yaml', 'a.yaml', 'b.yaml', undefined, undefined]);
});

// A trace by hand: an input, what it sent, what it printed.
const spans: SpanView[] = [];
const changes: ChangeView[] = [];
const span = (part: Partial<SpanView>): void => void spans.push({ id: (spans.length + 1) as never, type: 'message', level: 'story', actor: 'kubectl', to: '', name: '', start: 0 as Micros, end: Infinity, cause: 0 as never, causes: [], summary: { type: 'none' }, ...part });
const request = (part: Partial<RequestSummary>): RequestSummary => ({ type: 'request', component: 'kubectl', method: 'POST', verb: 'create', group: '', resource: '', subresource: '', namespace: 'default', name: '', arrived: 0 as Micros, answered: 0 as Micros, returned: 0 as Micros, code: 201, revision: 0, stages: [], refusedAt: '', reason: '', message: '', lost: '', dryRun: false, ...part });
const print = (at: number, fd: number, text: string, exit = 0): void => void changes.push({ index: changes.length, revision: 0, key: 'shell/out', deleted: false, span: 1 as never, at: at as Micros, previous: -1, summary: { kind: 'Print', input: 1, fd, text, exit } });
const reader: TraceReader = {
  get spanCount() {
    return spans.length;
  },
  get changeCount() {
    return changes.length;
  },
  now: 100 as Micros,
  span: (id) => spans[id - 1] as SpanView,
  change: (i) => changes[i] as ChangeView,
  startOf: (id) => (spans[id - 1] as SpanView).start,
  endOf: (id) => (spans[id - 1] as SpanView).end,
  levelOf: (id) => (spans[id - 1] as SpanView).level,
  typeOf: (id) => (spans[id - 1] as SpanView).type,
  causeOf: (id) => (spans[id - 1] as SpanView).cause,
};
const document = (kind: string, resource: string, name: string): LintedDocument => ({ from: 0, to: 0, apiVersion: '', kind, name, namespace: 'default', key: '', resource, result: '' });

test('each document has the mark of its own answer, as far as the playhead knows', () => {
  const log = new ApplyLog(reader);
  const documents = [document('Deployment', 'deployments', 'web'), document('ConfigMap', 'configmaps', 'same'), document('Service', 'services', 'web'), document('Pod', 'pods', 'never')];
  const at = (time: number): readonly (string | undefined)[] => log.marks('nginx.yaml', documents, time).map((m) => m && `${m.state} ${m.revision || m.code}`);
  span({ type: 'input', start: 10 as Micros, summary: { type: 'input', what: 'kubectl', text: 'kubectl apply -f nginx.yaml' } });
  span({ cause: 1 as never, summary: request({ method: 'GET', verb: 'get', resource: 'deployments', name: 'web', code: 404, answered: 15 as Micros }) });
  span({ cause: 1 as never, summary: request({ resource: 'deployments', name: 'web', revision: 1042, answered: 20 as Micros }) });
  span({ cause: 1 as never, summary: request({ resource: 'services', code: 400, answered: 30 as Micros }) });
  print(20, 1, 'deployment.apps/web created\n');
  expect(at(5)).toEqual([undefined, undefined, undefined, undefined]);
  expect(at(20)).toEqual(['created 1042', undefined, undefined, undefined]);
  print(31, 1, 'configmap/same unchanged\n');
  print(40, 0, '', 1);
  expect(log.ended).toBe(1);
  expect(at(40)).toEqual(['created 1042', 'unchanged 0', 'rejected 400', 'not sent 0']);
  expect(log.marks('other.yaml', documents, 40)).toEqual([undefined, undefined, undefined, undefined]);
});
