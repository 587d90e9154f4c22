import { describe, expect, it } from 'vitest';
import { answer } from '../../../session/questions.ts';
import type { ScheduleDetail } from '../../../session/protocol.ts';
import { seconds, type Micros } from '../../../base/time.ts';
import { Session } from '../../../session/session.ts';
import { tell, type StoryName } from '../../../trace/testing/stories.ts';
import { panelIndex, type PanelIndex } from '../../inspector/model/panelIndex.ts';
import { listedControllers } from '../../caption/controllers.ts';
import { addedFields } from './added.ts';
import { controllerFacts } from './controllerFacts.ts';
import { controllerModel } from './controller.ts';
import { askedBy, attemptAt, loadsAt, matrixOf, podKey, suggestions, type Matrix, type Suggestion } from './decision.ts';
import { neighboursOf } from './neighbours.ts';
import { nodePods } from './node.ts';
import { requestRows, STAGES } from './requests.ts';
import { keyHistory } from './store.ts';

function told(name: StoryName): { readonly session: Session; readonly index: PanelIndex; readonly origin: number; readonly end: number } {
  const { session, origin } = tell(name);
  return { session, index: panelIndex(session.reader), origin, end: session.kernel.now };
}

function detailOf(session: Session, span: number): ScheduleDetail {
  const reply = answer(session, { ask: 'span', span });
  if (reply.ask !== 'span' || reply.detail.type !== 'schedule') throw new Error(`no decision: ${span}`);
  return reply.detail;
}

function decide(session: Session, index: PanelIndex, span: number): { readonly detail: ScheduleDetail; readonly matrix: Matrix; readonly list: readonly Suggestion[] } {
  const { summary, end } = session.reader.span(span);
  if (summary.type !== 'schedule') throw new Error(`no attempt: ${span}`);
  const key = podKey(summary);
  const detail = detailOf(session, span);
  const loads = loadsAt(index, end - 1, key);
  const matrix = matrixOf(detail, loads.keys());
  const asked = askedBy(index, key, end);
  if (!asked) throw new Error(`no Pod: ${key}`);
  return { detail, matrix, list: suggestions(detail, matrix, loads, asked) };
}

const attempts = (index: PanelIndex, from: number): readonly number[] => index.spansOf('kube-scheduler').filter((id) => index.reader.startOf(id) >= from && index.reader.span(id).summary.type === 'schedule');

describe('inside kube-scheduler', () => {
  it('adds scores times weights up to the total that won', () => {
    const { session, index, origin } = told('deploy');
    const spans = attempts(index, origin);
    expect(spans).toHaveLength(3);
    for (const span of spans) {
      const { detail, matrix } = decide(session, index, span);
      expect(matrix.rows).toHaveLength(4);
      for (const row of matrix.rows) {
        if (row.total < 0) continue;
        expect(row.scores.reduce((n, cell) => n + cell.score * cell.weight, 0)).toBe(row.total);
        for (const cell of row.scores) expect(cell.score).toBeLessThanOrEqual(100);
      }
      const best = Math.max(...matrix.rows.map((row) => row.total));
      expect(matrix.rows.find((row) => row.chosen)).toMatchObject({ node: detail.chosen, total: best });
      expect(matrix.margin).toBeGreaterThanOrEqual(0);
      expect(matrix.filters).toContain('NodeResourcesFit');
      expect(detail.skippedFilters).toContain('NodePorts');
      expect(detail.skippedFilters.filter((name) => matrix.filters.includes(name))).toEqual([]);
      // The control plane is stopped by its taint, and nothing after it ran.
      const plane = matrix.rows.find((row) => row.node === 'control-plane');
      expect(plane?.stopped?.plugin).toBe('TaintToleration');
      expect(plane?.filters[plane.filters.indexOf('stop') + 1]).toBe('never');
    }
  });

  it('counts what is assumed and not yet bound', () => {
    const { index, origin, end, session } = told('deploy');
    const [first = 0, second = 0] = attempts(index, origin);
    const node = detailOf(session, first).chosen;
    const before = loadsAt(index, index.reader.startOf(first)).get(node);
    const after = loadsAt(index, index.reader.startOf(second) + 1).get(node);
    expect((after?.cpu ?? 0) - (before?.cpu ?? 0)).toBe(250);
    const all = [...loadsAt(index, end).values()].reduce((n, load) => n + load.cpu, 0) - [...loadsAt(index, origin).values()].reduce((n, load) => n + load.cpu, 0);
    expect(all).toBe(750);
  });

  it('says which plugin turned which node down, and the largest request that fits: true to the milli', () => {
    const { session, index, end, origin } = told('pending');
    const { matrix, list } = decide(session, index, attemptAt(index, end, origin));
    expect(matrix.rows.map((row) => row.stopped?.reasons.join())).toEqual(['node(s) had untolerated taint(s)', 'Insufficient cpu', 'Insufficient cpu', 'Insufficient cpu']);
    const ask = list.find((s) => s.what === 'ask');
    if (ask?.what !== 'ask') throw new Error('no request would fit');
    expect(ask.cpu).toBeGreaterThan(1000);
    const placed = (cpu: number): string => {
      const session = new Session({ version: 1, seed: 42, shape: 'default', inputs: [] });
      session.runTo(session.cluster.bootEnd as Micros);
      session.input({ type: 'file', path: 'p.yaml', content: `apiVersion: v1\nkind: Pod\nmetadata: { name: giant }\nspec:\n  containers:\n  - name: main\n    image: nginx:1.27\n    resources: { requests: { cpu: ${cpu}m } }\n` });
      session.input({ type: 'kubectl', args: ['apply', '-f', 'p.yaml'], text: 'kubectl apply -f p.yaml' });
      session.runTo((session.kernel.now + seconds(3)) as Micros);
      const again = panelIndex(session.reader);
      return detailOf(session, attemptAt(again, session.kernel.now, session.cluster.bootEnd)).chosen;
    };
    expect(placed(ask.cpu)).toBe(ask.node);
    expect(placed(ask.cpu + 1)).toBe('');
  });

  it('knows what a cordon and a taint keep away, and the command that takes them off', () => {
    const session = new Session({ version: 1, seed: 42, shape: 'default', inputs: [] });
    const origin = session.cluster.bootEnd as Micros;
    session.runTo(origin);
    const run = (line: string): void => {
      session.settle();
      session.input({ type: 'kubectl', args: line.split(' '), text: `kubectl ${line}` });
      session.runTo((session.kernel.now + seconds(4)) as Micros);
    };
    run('cordon worker-1');
    run('taint nodes worker-2 team=a:NoSchedule');
    run('cordon worker-3');
    run('run web --image=nginx:1.27');
    const index = panelIndex(session.reader);
    const { list } = decide(session, index, attemptAt(index, session.kernel.now, origin));
    expect(list.map((s) => ('command' in s ? s.command : ''))).toEqual(expect.arrayContaining(['kubectl uncordon worker-1', 'kubectl taint nodes worker-2 team=a:NoSchedule-', 'kubectl uncordon worker-3']));
    for (const s of list) if ('room' in s && s.node !== 'control-plane') expect(s.room).toBe(true);
    run('uncordon worker-3');
    const later = panelIndex(session.reader);
    expect(detailOf(session, attemptAt(later, session.kernel.now, origin)).chosen).toBe('worker-3');
  });
});

describe('inside kube-apiserver', () => {
  it('has a refused request stop at its stage, and nothing after it', () => {
    const { index, origin, end } = told('forbidden');
    const refused = requestRows(index.reader, end, origin).find((row) => row.stopped);
    expect(refused?.stopped).toMatchObject({ column: STAGES.indexOf('authz'), code: 403, reason: 'Forbidden' });
    expect(refused?.stopped?.message).toContain('User "student" cannot create resource "deployments"');
    expect(refused?.cells.map((cell) => cell.state)).toEqual(['done', 'refused', 'never', 'never', 'never', 'never', 'never']);
  });

  it('goes with the playhead: what is inside is on top, and has no answer yet', () => {
    const { index, origin } = told('deploy');
    const id = index.story.find((span) => {
      const { summary, start } = index.reader.span(span);
      return start >= origin && summary.type === 'request' && summary.verb === 'create' && summary.resource === 'deployments';
    }) as number;
    const { summary } = index.reader.span(id);
    if (summary.type !== 'request') throw new Error('no request');
    const inside = (summary.stages[3]?.end ?? 0) + 1;
    const [top] = requestRows(index.reader, inside, origin);
    expect(top).toMatchObject({ span: id, phase: 'inside', code: 0, revision: 0 });
    expect(top?.cells.map((cell) => cell.state)).toEqual(['done', 'done', 'done', 'done', 'now', 'ahead', 'ahead']);
    const after = requestRows(index.reader, index.reader.endOf(id), origin).find((row) => row.span === id);
    expect(after).toMatchObject({ phase: 'done', code: 201 });
    expect(after?.cells.reduce((n, cell) => n + cell.took, 0)).toBe((summary.stages.at(-1)?.end ?? 0) - summary.arrived);
    expect(requestRows(index.reader, origin, origin)).toEqual([]);
  });

  it('counts what defaulting and admission added', () => {
    const { session, index, origin } = told('deploy');
    const added = (resource: string): ReturnType<typeof addedFields> => {
      const id = index.story.find((span) => {
        const { summary, start } = index.reader.span(span);
        return start >= origin && summary.type === 'request' && summary.verb === 'create' && summary.resource === resource && summary.subresource === '';
      }) as number;
      const reply = answer(session, { ask: 'span', span: id });
      return reply.ask === 'span' && reply.detail.type === 'request' ? addedFields(reply.detail) : undefined;
    };
    expect(added('deployments')?.defaults).toBeGreaterThan(8);
    expect(added('deployments')?.admission).toBeLessThan(4);
    // The token volume, two tolerations, a ServiceAccount, a priority.
    expect(added('pods')?.admission).toBeGreaterThan(10);
  });
});

describe('inside a controller', () => {
  it('shows wanted, existing and asked for while it works', () => {
    const { index, origin } = told('deploy');
    const id = index.spansOf('replicaset-controller').find((span) => {
      const { summary, start } = index.reader.span(span);
      return start >= origin && summary.type === 'reconcile' && summary.steps.some(({ step }) => step === 'create');
    }) as number;
    const first = index.effectsOf(id).find((effect) => index.reader.span(effect).summary.type === 'request') as number;
    const early = controllerModel(index, 'replicaset-controller', index.reader.startOf(first) + 1, origin);
    expect(early.slots).toMatchObject({ wanted: 3, exist: 0, asking: 3 });
    expect(early.slots?.asked.map((sent) => sent.code)).toEqual([0]);
    expect(early.working.map((run) => run.span)).toEqual([id]);
    const late = controllerModel(index, 'replicaset-controller', index.reader.endOf(id) - 1, origin);
    expect(late.slots?.asked.map((sent) => sent.code)).toEqual([201, 201, 201]);
    expect(late.runs[0]?.steps.length).toBeGreaterThan(0);
  });

  it('tells a cache that lags behind the store', () => {
    const { index, origin } = told('deploy');
    const id = index.story.find((span) => {
      const { summary, start } = index.reader.span(span);
      return start >= origin && summary.type === 'watch' && summary.resource === 'pods' && index.reader.span(span).to === 'kube-controller-manager';
    }) as number;
    const { start, end } = index.reader.span(id);
    const before = controllerModel(index, 'replicaset-controller', start, origin);
    expect(before.watches.find((row) => row.resource === 'pods')?.behind).toBeGreaterThan(0);
    expect(before.coming.map((news) => news.span)).toContain(id);
    expect(controllerModel(index, 'replicaset-controller', end, origin).coming.map((news) => news.span)).not.toContain(id);
    const quiet = controllerModel(index, 'replicaset-controller', index.reader.now, origin);
    expect(quiet.watches.map((row) => row.behind)).toEqual([0, 0]);
    expect(quiet.watches.every((row) => row.cache === row.server)).toBe(true);
  });

  it('knows of a conflict and its back-off', () => {
    const { index, origin } = told('rollout');
    const id = index.spansOf('deployment-controller').find((span) => {
      const { summary, start } = index.reader.span(span);
      return start >= origin && summary.type === 'reconcile' && summary.error !== '';
    }) as number;
    const model = controllerModel(index, 'deployment-controller', index.reader.endOf(id) + 1, origin);
    expect(model.runs.find((run) => run.span === id)?.error).toContain('please apply your changes to the latest version');
  });

  it('says of every controller what it watches and writes', () => {
    for (const actor of listedControllers) {
      const { watches, writes } = controllerFacts(actor);
      if (actor !== 'generic-garbage-collector') expect(watches.length * writes.length, actor).toBeGreaterThan(0);
    }
  });
});

describe('inside a node', () => {
  it('has every Pod go through its steps, as far as the playhead is', () => {
    const { index, origin, end } = told('deploy');
    const change = index.storeKeys.filter((key) => key.startsWith('/registry/pods/default/')).map((key) => index.reader.change(index.changeAt(key, end)).summary);
    const node = change.flatMap((summary) => (summary.kind === 'Pod' ? [summary.node] : []))[0] as string;
    const mine = (at: number) => nodePods(index, node, at).filter((row) => row.namespace === 'default');
    const [done] = mine(end);
    expect(done).toMatchObject({ told: 'Running', ready: true, differs: false });
    for (const step of ['volumes', 'sandbox', 'cni', 'create', 'start']) expect(done?.cells.find((cell) => cell.step === step)?.state, step).toBe('done');
    expect(done?.cells.find((cell) => cell.step === 'volumes')?.took).toBeGreaterThan(0);
    const start = done?.cells.find((cell) => cell.step === 'start')?.span as number;
    const [now] = mine(index.reader.endOf(start) - 1);
    expect(now?.cells.find((cell) => cell.step === 'start')?.state).toBe('now');
    // The container runs, and the API has not been told.
    const [ahead] = mine(index.reader.endOf(start) + 1);
    expect(ahead).toMatchObject({ differs: true, told: 'ContainerCreating' });
    expect(mine(origin)).toEqual([]);
  });

  it('says what failed', () => {
    const { index, end } = told('badImage');
    const failed = ['worker-1', 'worker-2', 'worker-3'].flatMap((node) => nodePods(index, node, end)).flatMap((row) => row.cells.filter((cell) => cell.state === 'failed'));
    expect(failed.map((cell) => cell.step)).toContain('pull');
    expect(failed[0]?.error).not.toBe('');
  });
});

describe('inside etcd', () => {
  it('has the history of a key, the newest first', () => {
    const { index, end } = told('deploy');
    const rows = keyHistory(index, '/registry/deployments/default/web', end);
    expect(rows.at(-1)).toMatchObject({ version: 1, what: 'POST deployments', by: 'kubectl', deleted: false });
    expect(rows.map((row) => row.version)).toEqual(rows.map((_, i) => rows.length - i));
    expect(rows.map((row) => row.revision)).toEqual([...rows.map((row) => row.revision)].sort((a, b) => b - a));
  });
});

it('has the neighbours lie where the compass has them', () => {
  const nodes = ['control-plane', 'worker-1', 'worker-2'];
  expect(neighboursOf('kube-apiserver', nodes)).toEqual({ north: ['kube-controller-manager', 'kube-scheduler'], west: ['kubectl'], east: ['etcd'], south: ['node/control-plane', 'node/worker-1', 'node/worker-2'] });
  expect(neighboursOf('node/worker-1', nodes)).toMatchObject({ north: ['kube-apiserver'], west: ['node/control-plane'], east: ['node/worker-2'] });
  expect(neighboursOf('replicaset-controller', nodes).south).toEqual(['kube-apiserver']);
});
