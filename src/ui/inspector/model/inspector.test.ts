// The models of the inspector on real traces: every number that the panel shows is one of the trace's.

import { describe, expect, it } from 'vitest';
import { whyChain } from '../../../trace/explain.ts';
import type { SpanView } from '../../../trace/reader.ts';
import { tell, type StoryName } from '../../../trace/testing/stories.ts';
import { parseActor } from './actors.ts';
import { lately, nodeFacts, nodeOfBox, openRequests, stock, watching } from './boxes.ts';
import { focusOf } from './focus.ts';
import { containersOn, nodeSteps } from './nodeWork.ts';
import { commandFor, ofMany, phaseOf, stageAt, stageBars } from './request.ts';
import { panelIndex, type PanelIndex } from './panelIndex.ts';
import { alsoTold, spreadOf } from './watchers.ts';
import { whyLine, whyRows } from './whyRows.ts';

interface Story {
  readonly index: PanelIndex;
  readonly origin: number;
  readonly spans: readonly SpanView[];
}

function story(name: StoryName): Story {
  const { session, origin } = tell(name);
  const index = panelIndex(session.reader);
  const spans: SpanView[] = [];
  for (let id = 1; id <= session.reader.spanCount; id++) if (session.reader.startOf(id) >= origin) spans.push(session.reader.span(id));
  return { index, origin, spans };
}

const creates = ({ spans }: Story, resource: string): readonly SpanView[] => spans.filter((s) => s.summary.type === 'request' && s.summary.verb === 'create' && s.summary.resource === resource && s.summary.subresource === '' && s.summary.code === 201);

describe('a request', () => {
  it('knows where it is, stage by stage', () => {
    const pod = creates(story('deploy'), 'pods')[1] as SpanView;
    if (pod.summary.type !== 'request') throw new Error('no request');
    const { summary } = pod;
    const bars = stageBars(summary);
    expect(bars.map((bar) => bar.name)).toEqual(['authn', 'authz', 'decode', 'mutate', 'validate', 'policy', 'write']);
    expect(bars[0]?.start).toBe(summary.arrived);
    expect(bars.at(-1)?.end).toBeLessThanOrEqual(summary.answered);
    for (const [i, bar] of bars.entries()) {
      expect(bar.end).toBeGreaterThanOrEqual(bar.start);
      expect(stageAt(bars, (bar.start + bar.end) / 2)).toBe(i);
    }
    expect(stageAt(bars, summary.arrived - 1)).toBe(-1);
    expect(stageAt(bars, summary.answered + 1)).toBe(bars.length);
    const phases = [pod.start - 1, pod.start, summary.arrived, summary.answered, pod.end].map((at) => phaseOf(pod, summary, at));
    expect(phases).toEqual(['ahead', 'outward', 'inside', 'homeward', 'done']);
  });

  it('is one of so many of its kind, before all of them are sent', () => {
    const told = story('deploy');
    const numbers = creates(told, 'pods').map((pod) => ofMany(told.index, pod, pod.summary as never));
    expect(numbers).toEqual([{ at: 1, of: 3 }, { at: 2, of: 3 }, { at: 3, of: 3 }]);
    const [deployment] = creates(told, 'deployments');
    expect(ofMany(told.index, deployment as SpanView, (deployment as SpanView).summary as never).of).toBe(1);
  });

  it('can be said as a command', () => {
    const plain = { query: {}, headers: {}, body: undefined };
    expect(commandFor({ ...plain, method: 'GET', path: '/api/v1/pods', query: { limit: '500', labelSelector: 'app=web' } })).toBe("kubectl get --raw '/api/v1/pods?limit=500&labelSelector=app%3Dweb'");
    expect(commandFor({ ...plain, method: 'POST', path: '/api/v1/namespaces/default/pods' })).toBe('kubectl create --raw /api/v1/namespaces/default/pods -f body.yaml');
    expect(commandFor({ ...plain, method: 'PATCH', path: '/api/v1/nodes/a', headers: { 'Content-Type': 'application/json-patch+json' } })).toBe(`curl -X PATCH "$APISERVER"/api/v1/nodes/a -H 'Content-Type: application/json-patch+json' -d @body.json`);
    expect(commandFor({ ...plain, method: 'DELETE', path: "/api/v1/it's" })).toBe(`kubectl delete --raw '/api/v1/it'\\''s'`);
  });
});

describe('who hears of a write', () => {
  it('is told in the order of hearing, after the watch cache', () => {
    const told = story('deploy');
    const pod = creates(told, 'pods')[0] as SpanView;
    const change = told.index.changeOf((pod.summary as { revision: number }).revision);
    const { cached, hearers } = spreadOf(told.index, change);
    expect(hearers.map((h) => h.actor).sort()).toEqual(['kube-controller-manager', 'kube-scheduler']);
    const times = [told.index.reader.change(change).at, cached as number, ...hearers.map((h) => h.at)];
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(alsoTold(told.index, hearers[0]?.span ?? 0)).toEqual(hearers);
  });
});

describe('what a selection is about', () => {
  it('brings message, write, object and cause together', () => {
    const told = story('deploy');
    const { index } = told;
    const pod = creates(told, 'pods')[2] as SpanView;
    const focus = focusOf({ kind: 'span', id: pod.id }, index, pod.end, 0);
    const { name, revision } = pod.summary as { readonly name: string; readonly revision: number };
    expect(focus).toMatchObject({ kind: 'span', following: false, span: pod.id, key: `/registry/pods/default/${name}` });
    expect(index.reader.change(focus.change).revision).toBe(revision);
    // An object is the write that it is at the playhead: the one before it, once it moves back.
    const later = focusOf({ kind: 'object', key: focus.key }, index, Infinity, 0);
    expect(index.reader.change(later.change).revision).toBeGreaterThan(revision);
    expect(focusOf({ kind: 'object', key: focus.key }, index, pod.end, 0).change).toBe(focus.change);
    // Before it came into being it is known by how it will.
    expect(focusOf({ kind: 'object', key: focus.key }, index, told.origin, 0).change).toBe(focus.change);
    expect(focusOf({ kind: 'revision', revision }, index, 0, 0)).toMatchObject({ kind: 'object', change: focus.change, span: pod.id });
  });

  it('goes with what the caption tells where nothing is selected, and survives what is not there', () => {
    const { index } = story('deploy');
    expect(focusOf(undefined, index, Infinity, 5)).toMatchObject({ kind: 'span', span: 5, following: true });
    expect(focusOf(undefined, index, Infinity, 0).kind).toBe('nothing');
    expect(focusOf({ kind: 'span', id: 99_999_999 }, index, 0, 0).kind).toBe('nothing');
    expect(focusOf({ kind: 'object', key: '/registry/pods/default/none' }, index, 0, 0)).toMatchObject({ change: -1, span: 0 });
    expect(focusOf({ kind: 'box', actor: 'nobody' }, index, 0, 0)).toMatchObject({ kind: 'box', span: 0 });
  });

  it.each(['deploy', 'documents', 'crash', 'pending'] as const)('makes sense of every span of %s', (name) => {
    const { index, spans } = story(name);
    for (const span of spans) {
      const focus = focusOf({ kind: 'span', id: span.id }, index, span.start, 0);
      if (focus.change >= 0) expect(index.reader.change(focus.change).key).toBe(focus.key);
      const why = whyChain(index.reader, { span: span.id }, Infinity);
      const rows = whyRows(why?.chain ?? []);
      expect(rows.at(-1)?.link.span).toBe(span.id);
      expect(whyLine(rows, 2).writes.length).toBeLessThanOrEqual(2);
    }
  });
});

describe('why', () => {
  it('leads from the command to a Pod in decisions and writes', () => {
    const told = story('deploy');
    const pod = creates(told, 'pods')[0] as SpanView;
    const rows = whyRows(whyChain(told.index.reader, { span: pod.id }, Infinity)?.chain ?? []);
    expect(rows.map((row) => `${row.link.what} ${row.link.subject?.kind ?? row.link.text}`)).toEqual(['input kubectl apply -f web.yaml', 'request Deployment', 'reconcile Deployment', 'request ReplicaSet', 'reconcile ReplicaSet', 'request Pod']);
    expect(rows[2]?.heard?.verb).toBe('ADDED');
    const line = whyLine(rows, 2);
    expect(line.root?.what).toBe('input');
    expect(line.writes.map((link) => link.subject?.kind)).toEqual(['Deployment', 'ReplicaSet']);
    expect(line.self?.span).toBe(pod.id);
  });
});

describe('what a node does for a Pod', () => {
  it('goes through the steps, and shows those to come', () => {
    const { index, spans } = story('deploy');
    const pull = spans.find((s) => s.name === 'pull') as SpanView;
    const pod = (pull.summary as { readonly pod: string }).pod;
    expect(nodeSteps(index, pod, Infinity).map((s) => s.name)).toEqual(['sandbox', 'cni', 'pull', 'create', 'start']);
    const during = nodeSteps(index, pod, pull.start + 1);
    expect(during.map((s) => (s.end <= pull.start + 1 ? 'over' : s.start <= pull.start + 1 ? 'on' : 'ahead'))).toEqual(['over', 'over', 'on', 'ahead', 'ahead']);
    expect(nodeSteps(index, 'default/none', 0).every((s) => s.span === 0)).toBe(true);
  });

  it('knows containers before the API server does', () => {
    const { index, spans } = story('deploy');
    const start = spans.find((s) => s.name === 'start') as SpanView;
    const { node, pod } = start.summary as { readonly node: string; readonly pod: string };
    const key = `/registry/pods/${pod}`;
    const summary = index.reader.change(index.changeAt(key, start.end)).summary;
    if (summary.kind !== 'Pod') throw new Error('no Pod');
    expect(summary.status).toBe('ContainerCreating');
    expect(containersOn(index, node, summary.uid, start.end)).toEqual([{ container: 'nginx', state: 'running', detail: 'nginx:1.27', standIn: false }]);
    expect(containersOn(index, node, summary.uid, start.start)).toEqual([]);
  });
});

describe('boxes', () => {
  it('say what they watch, hold and did', () => {
    const { index, origin } = story('deploy');
    const watched = watching(index, 'kube-scheduler', Infinity);
    expect(watched.map((w) => w.resource)).toEqual(expect.arrayContaining(['nodes', 'pods']));
    expect(watched.find((w) => w.resource === 'pods')?.revision).toBeGreaterThan(500);
    expect(lately(index, 'replicaset-controller', Infinity, 4)).toHaveLength(4);
    for (const id of lately(index, 'replicaset-controller', Infinity, 4)) expect(index.reader.span(id).summary.type).toBe('reconcile');
    expect(nodeOfBox(index, 'node/worker-1')).toBe('worker-1');
    expect(nodeOfBox(index, 'worker-1')).toBe('worker-1');
    expect(nodeOfBox(index, 'etcd')).toBe('');
    const nodes = ['worker-1', 'worker-2', 'worker-3'].map((name) => nodeFacts(index, name, Infinity));
    expect(nodes.flatMap((n) => n.pods.filter((p) => p.key.startsWith('/registry/pods/default/')))).toHaveLength(3);
    expect(nodes.every((n) => n.cpuMilli >= 250 && n.node?.ready === 'True')).toBe(true);
    const pods = stock(index, Infinity).find((row) => row.resource === 'pods');
    const before = stock(index, origin).find((row) => row.resource === 'pods');
    expect((pods?.count ?? 0) - (before?.count ?? 0)).toBeGreaterThanOrEqual(3);
  });

  it('hold the requests that are inside the server at a moment', () => {
    const told = story('deploy');
    const pod = creates(told, 'pods')[0] as SpanView;
    const { arrived, answered } = pod.summary as { readonly arrived: number; readonly answered: number };
    expect(openRequests(told.index, arrived + 1)).toContain(pod.id);
    expect(openRequests(told.index, answered + 1)).not.toContain(pod.id);
  });

  it('knows who acts', () => {
    expect(parseActor('kubelet/worker-1')).toEqual({ role: 'kubelet', node: 'worker-1' });
    expect(parseActor('replicaset-controller')).toEqual({ role: 'controller', node: '' });
    expect(parseActor('generic-garbage-collector').role).toBe('controller');
    expect(parseActor('somebody').role).toBe('other');
  });
});
