import { describe, expect, it } from 'vitest';
import type { Micros } from '../../base/time.ts';
import { CONTROLLERS } from '../../sim/controllers/index.ts';
import { tell, tellAnew, type StoryName } from '../../trace/testing/stories.ts';
import { layoutFor, type Layout, type Rect } from './layout.ts';
import { overlap, placeFlags } from './flags.ts';
import { merged, packetsAt, PER_ROAD } from './packets.ts';
import { nodeOf, type BoxId } from './places.ts';
import { along, streetsOf } from './roads.ts';
import { sceneAt } from './scene.ts';
import { sceneIndex } from './sceneIndex.ts';
import { HOMES } from './sceneManager.ts';
import { shortReason } from './sceneScheduler.ts';
import type { Scene } from './sceneTypes.ts';

function told(name: StoryName): { at(seconds: number): Scene; origin: number; index: ReturnType<typeof sceneIndex>; end: number } {
  const { session, origin } = tell(name);
  const index = sceneIndex(session.reader);
  return { index, origin, end: session.reader.now, at: (seconds) => sceneAt(index, origin + seconds * 1e6, origin) };
}

const nodesOf = (count: number, from = 1): { name: string; zone: string }[] => Array.from({ length: count }, (_, i) => ({ name: `worker-${i + from}`, zone: '' }));

function layouts(): Layout[] {
  return [
    layoutFor({ width: 800, height: 568, narrow: false, detail: 'boxes', nodes: nodesOf(3), controlPlanes: ['control-plane'] }),
    ...[1, 2, 4, 5, 6].map((n) => layoutFor({ width: 900, height: 620, narrow: false, detail: 'boxes', nodes: nodesOf(n), controlPlanes: ['control-plane'] })),
    layoutFor({ width: 1400, height: 800, narrow: false, detail: 'boxes', nodes: nodesOf(3), controlPlanes: ['control-plane'] }),
    ...[7, 12, 20].map((n) => layoutFor({ width: 1056, height: 568, narrow: false, detail: 'rows', nodes: nodesOf(n), controlPlanes: ['control-plane'] })),
    layoutFor({ width: 1096, height: 568, narrow: false, detail: 'tiles', nodes: nodesOf(50), controlPlanes: ['control-plane'] }),
    layoutFor({ width: 390, height: 472, narrow: true, detail: 'boxes', nodes: nodesOf(3), controlPlanes: ['control-plane'] }),
  ];
}

describe('the world at a moment', () => {
  it('has a place for no controller that does not run', () => {
    const running = CONTROLLERS.map(({ account }) => account);
    expect(HOMES.filter((actor) => !running.includes(actor))).toEqual([]);
  });

  it('is empty before the first command', () => {
    const scene = told('deploy').at(0);
    expect(scene.kubectl.rows).toEqual([]);
    expect(scene.nodes.map((n) => n.name)).toEqual(['worker-1', 'worker-2', 'worker-3']);
    expect(scene.controlPlanes.map((n) => n.name)).toEqual(['control-plane']);
    expect(scene.nodes.every((n) => n.pods.length === 0 && n.systemPods.length > 0 && n.ready === 'True')).toBe(true);
    expect(scene.hub.watches).toBeGreaterThan(20);
  });

  it('shows a static Pod that the API server has not heard of', () => {
    const { session, origin } = tellAnew('nothing');
    const run = (seconds: number): void => session.runTo((session.reader.now + seconds * 1e6) as Micros);
    const worker = (): Scene['nodes'][number] => sceneAt(sceneIndex(session.reader), session.reader.now, origin).nodes.find((n) => n.name === 'worker-2') as Scene['nodes'][number];
    session.input({ type: 'fault', fault: { fault: 'stopComponent', component: 'kube-apiserver' } });
    run(2);
    session.input({ type: 'staticPod', node: 'worker-2', file: 'web.yaml', content: 'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec: { containers: [{ name: c, image: "nginx:1.27" }] }\n' });
    run(20);
    const alone = worker().pods;
    expect(alone.map((p) => [p.name, p.word, p.ahead])).toEqual([['web-worker-2', 'Running', 'unheard']]);
    session.input({ type: 'fault', fault: { fault: 'startComponent', component: 'kube-apiserver' } });
    run(60);
    expect(worker().pods.map((p) => [p.name, p.word, p.ahead, p.seat])).toEqual([['web-worker-2', 'Running', '', alone[0]?.seat]]);
    session.input({ type: 'staticPod', node: 'worker-2', file: 'web.yaml', content: undefined });
    run(60);
    expect(worker().pods).toEqual([]);
  });

  it('tells what became of each document', () => {
    const { rows, command } = told('documents').at(15).kubectl;
    expect(command).toBe('apply -f web.yaml');
    expect(rows.map((r) => [r.resource, r.state, r.code])).toEqual([
      ['configmaps', 'stored', 201],
      ['deployments', 'stored', 201],
      ['services', 'refused', 400],
    ]);
  });

  it('shows the newest revision, and the row that changed last in bold', () => {
    const { index, origin } = told('deploy');
    for (const seconds of [0.18, 0.2, 0.8, 4, 12]) {
      const { etcd } = sceneAt(index, origin + seconds * 1e6, origin);
      expect(etcd.rows.filter((r) => r.newest).map((r) => r.revision)).toEqual([etcd.revision]);
      expect(etcd.rows).toHaveLength(5);
    }
  });

  it('opens the controller that works', () => {
    const { index, origin } = told('deploy');
    const managers = index.moments.filter((m) => m > origin && m < origin + 0.5e6).map((m) => sceneAt(index, m, origin).manager);
    const working = managers.filter((manager) => manager.cells.some((c) => c.working));
    expect(working.length).toBeGreaterThan(10);
    for (const manager of working) expect(manager.cells.find((c) => c.opened)?.working).toBe(true);
    const sets = managers.flatMap((manager) => manager.cells.filter((c) => c.actor === 'replicaset-controller' && c.opened));
    expect(sets.map((c) => c.opened?.rows)).toContainEqual([
      { label: 'wanted', value: '3' },
      { label: 'cached', value: '0' },
      { label: 'expecting', value: '3' },
    ]);
    for (const manager of managers) expect(manager.cells).toHaveLength(6);
  });

  it('knows what a node has done before the API server does', () => {
    const story = told('deploy');
    const { index, origin, end } = story;
    const ahead = index.moments.filter((m) => m > origin && m < end && sceneAt(index, m, origin).nodes.some((n) => n.pods.some((p) => p.ahead === 'running')));
    expect(ahead.length).toBeGreaterThan(0);
    for (const n of story.at(14).nodes) for (const p of n.pods) expect([p.word, p.status, p.ahead]).toEqual(['Running', 'ready', '']);
  });

  it('keeps a Pod in its seat', () => {
    for (const name of ['rollout', 'scaleUp', 'heal'] as const) {
      const { index, origin, end } = told(name);
      const seats = new Map<string, number>();
      for (let t = origin; t < end; t += 700_000) {
        for (const node of sceneAt(index, t, origin).nodes) {
          expect(new Set(node.pods.map((p) => p.seat)).size).toBe(node.pods.length);
          for (const pod of node.pods) {
            expect(seats.get(pod.key) ?? pod.seat).toBe(pod.seat);
            seats.set(pod.key, pod.seat);
          }
        }
      }
      expect(seats.size).toBeGreaterThan(3);
    }
  });

  it('is the same whichever way the playhead came', () => {
    const { index, origin, end } = told('rollout');
    const times = Array.from({ length: 40 }, (_, i) => origin + ((end - origin) * i) / 40);
    const forward = times.map((t) => JSON.stringify(sceneAt(index, t, origin)));
    const backward = [...times].reverse().map((t) => JSON.stringify(sceneAt(index, t, origin))).reverse();
    expect(backward).toEqual(forward);
  });

  it('shows a dead node as the cluster believes it', () => {
    const dead = told('nodeDown').at(100).nodes.find((n) => n.name === 'worker-1');
    expect([dead?.fault, dead?.ready]).toEqual(['down', 'Unknown']);
    expect(dead?.silentFor).toBeGreaterThan(60);
    expect(dead?.pods[0]?.word).toBe('Running');
    expect(told('nodeBack').at(170).nodes.find((n) => n.name === 'worker-1')).toMatchObject({ fault: '', ready: 'True', silentFor: -1 });
  });

  it('puts a Pod that fits nowhere into a queue', () => {
    const { scheduler } = told('pending').at(14);
    expect([...scheduler.backoff, ...scheduler.unschedulable]).toEqual(['giant']);
    expect(scheduler.last?.node).toBe('');
    expect(scheduler.waiting).toMatchObject([{ key: '/registry/pods/default/giant', name: 'giant', reason: 'Insufficient cpu' }]);
  });

  it('names what most nodes said', () => {
    expect(shortReason('0/4 nodes are available: 1 node(s) had untolerated taint(s), 3 Insufficient cpu. no new claims to deallocate, preemption: 0/4 nodes are available: 4 Preemption is not helpful for scheduling.')).toBe('Insufficient cpu');
    expect(shortReason("0/2 nodes are available: 1 Insufficient memory, 1 node(s) didn't match Pod's node affinity/selector.")).toBe('Insufficient memory');
    expect(shortReason("0/3 nodes are available: 3 node(s) didn't match Pod's node affinity/selector. preemption: none")).toBe("didn't match Pod's node affinity/selector");
  });

  it('knows which node has the image', () => {
    const story = told('deploy');
    expect(story.at(0.5).nodes.map((n) => [n.name, n.image?.name, n.image?.state])).toEqual([
      ['worker-1', 'nginx:1.27', 'here'],
      ['worker-2', 'nginx:1.27', 'missing'],
      ['worker-3', 'nginx:1.27', 'here'],
    ]);
    const states = Array.from({ length: 140 }, (_, i) => story.at(i / 10).nodes[1]?.image?.state).filter((s, i, all) => s !== all[i - 1]);
    expect(states).toEqual(['missing', 'pulling', 'here']);
  });
});

describe('the layout', () => {
  it('lets no two boxes overlap, and keeps them on the stage', () => {
    for (const layout of layouts()) {
      const boxes = [...layout.boxes];
      if (layout.tray) for (const [a, ra] of boxes) expect(overlap(ra, layout.tray), `${a} and the tray at ${layout.detail}`).toBe(false);
      for (const [i, [a, ra]] of boxes.entries()) {
        expect(ra.x >= 0 && ra.y >= 0 && ra.x + ra.w <= layout.width && ra.y + ra.h <= layout.height, `${a} ${JSON.stringify(ra)} in ${layout.width}×${layout.height}`).toBe(true);
        for (const [b, rb] of boxes.slice(i + 1)) expect(overlap(ra, rb), `${a} and ${b} at ${layout.detail} ${layout.boxes.size}`).toBe(false);
      }
    }
  });

  it('begins and ends every road at a box and crosses no other', () => {
    for (const layout of layouts().filter((l) => l.detail === 'boxes')) {
      const hub = layout.boxes.get('kube-apiserver') as Rect;
      const touches = (p: { x: number; y: number }, r: Rect): boolean => p.x >= r.x - 1 && p.x <= r.x + r.w + 1 && p.y >= r.y - 1 && p.y <= r.y + r.h + 1;
      const segments: { road: string; rect: Rect }[] = [];
      for (const road of layout.roads) {
        const ends = [road.points[0], road.points[road.points.length - 1]] as { x: number; y: number }[];
        const [inner, outer] = road.towardsHub ? [ends[1], ends[0]] : [ends[0], ends[1]];
        expect(touches(inner as Rect, hub), `${road.box} reaches the server`).toBe(true);
        expect(touches(outer as Rect, layout.boxes.get(road.box) as Rect), `${road.box} reaches its box`).toBe(true);
        for (let i = 1; i < road.points.length; i++) {
          const [a, b] = [road.points[i - 1], road.points[i]] as { x: number; y: number }[] as [Rect, Rect];
          segments.push({ road: road.box, rect: { x: Math.min(a.x, b.x) - 0.5, y: Math.min(a.y, b.y) - 0.5, w: Math.abs(a.x - b.x) + 1, h: Math.abs(a.y - b.y) + 1 } });
        }
      }
      for (const a of segments) for (const b of segments) if (a.road < b.road) expect(overlap(a.rect, b.rect), `${a.road} and ${b.road}`).toBe(false);
    }
  });

  it('walks clockwise from the west', () => {
    const [layout] = layouts() as [Layout];
    expect([...layout.boxes.keys()]).toEqual(['kubectl', 'node/control-plane', 'kube-controller-manager', 'kube-scheduler', 'etcd', 'node/worker-3', 'node/worker-2', 'node/worker-1', 'kube-apiserver']);
  });
});

describe('packets', () => {
  it('are where the trace says', () => {
    const { index, origin, end } = told('deploy');
    let seen = 0;
    for (let t = origin; t < Math.min(end, origin + 300_000); t += 331) {
      for (const p of packetsAt(index, t)) {
        if (p.count > 1) continue;
        const span = index.reader.span(p.span);
        const { summary } = span;
        const [from, to] = p.part === 'request' && summary.type === 'request' ? [span.start, summary.arrived] : p.part === 'answer' && summary.type === 'request' ? [summary.answered, summary.returned] : p.part === 'store' ? [0, 0] : [span.start, span.end];
        if (p.part === 'store') continue;
        expect(t >= from && t < to).toBe(true);
        expect(p.share).toBeCloseTo((t - from) / (to - from), 6);
        seen++;
      }
    }
    expect(seen).toBeGreaterThan(100);
  });

  it('bring a write to the store when it is committed', () => {
    const { index } = told('deploy');
    const legs = index.legs.items.filter((l) => l.part === 'store');
    const commits = new Set(index.revisions.times);
    expect(legs.length).toBeGreaterThan(50);
    for (const leg of legs) expect(commits.has(leg.end)).toBe(true);
  });

  it('lie on the roads of boxes that are there', () => {
    const { index, origin } = told('deploy');
    const streets = streetsOf(layouts()[0] as Layout);
    for (let t = origin; t < origin + 5e6; t += 4999) for (const p of packetsAt(index, t)) expect(streets.has(p.box), `${p.box} of span ${p.span}`).toBe(true);
  });

  it('merge where a road is full', () => {
    const { index, origin } = told('deploy');
    const one = packetsAt(index, origin + 194_300)[0];
    const crowd = Array.from({ length: 100 }, (_, i) => ({ ...(one as NonNullable<typeof one>), share: i / 100 }));
    const few = merged(crowd);
    expect(few.length).toBeLessThanOrEqual(PER_ROAD);
    expect(few.reduce((n, p) => n + p.count, 0)).toBe(100);
  });

  it('have flags that cover no box and no other flag', () => {
    const { index, origin } = told('deploy');
    const layout = layouts()[0] as Layout;
    const streets = streetsOf(layout);
    const boxes = [...layout.boxes.values()];
    let shown = 0;
    for (let t = origin + 150_000; t < origin + 260_000; t += 97) {
      const wishes = packetsAt(index, t).map((p, i) => {
        const street = streets.get(p.box as BoxId) as NonNullable<ReturnType<typeof streets.get>>;
        return { item: p, head: along(p.lane === 'watch' ? street.watch : street.request, p.share, p.inward !== street.road.towardsHub), width: 130, height: 20, rank: i, must: false };
      });
      const flags = placeFlags(wishes, boxes, { x: 0, y: 0, w: layout.width, h: layout.height });
      shown += flags.length;
      for (const [i, f] of flags.entries()) {
        expect(boxes.some((b) => overlap(b, f.rect))).toBe(false);
        expect(flags.slice(i + 1).some((g) => overlap(g.rect, f.rect))).toBe(false);
      }
    }
    expect(shown).toBeGreaterThan(200);
  });

  it('know the node of every agent', () => {
    expect(nodeOf('node/worker-1')).toBe('worker-1');
  });
});
