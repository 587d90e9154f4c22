import { expect, test } from 'vitest';
import { seconds, type Micros } from '../../base/time.ts';
import { Session } from '../../session/session.ts';
import { DEPLOYMENT, SERVICE } from '../../trace/testing/stories.ts';
import { choicesAt, hopsAt } from './hopPackets.ts';
import { layoutFor, type Layout, type Rect } from './layout.ts';
import { along, streetsOf } from './roads.ts';
import { sceneAt } from './scene.ts';
import { sceneIndex } from './sceneIndex.ts';

const nodes = ['worker-1', 'worker-2', 'worker-3'].map((name) => ({ name, zone: '' }));
const wide = layoutFor({ width: 800, height: 568, narrow: false, detail: 'boxes', nodes, controlPlanes: ['control-plane'] });
const narrow = layoutFor({ width: 390, height: 560, narrow: true, detail: 'boxes', nodes, controlPlanes: [] });
const inside = (r: Rect | undefined, p: { x: number; y: number }): boolean => r !== undefined && p.x >= r.x && p.x <= r.x + r.w && p.y >= r.y && p.y <= r.y + r.h;

/** A Pod asks for a Service by its name; then somebody outside asks a node port. */
const session = ((): Session => {
  const made = new Session({ version: 1, seed: 42, shape: 'default', inputs: [] });
  const say = (text: string, s: number): void => {
    made.settle();
    made.input({ type: 'kubectl', args: [], text, shell: true });
    made.runTo((made.kernel.now + seconds(s)) as Micros);
  };
  made.runTo(made.cluster.bootEnd);
  made.input({ type: 'file', path: 'web.yaml', content: `${DEPLOYMENT}---\n${SERVICE.replace('ports: [{ port: 80 }]', 'type: NodePort\n  ports: [{ port: 80, nodePort: 30080 }]')}` });
  say('kubectl apply -f web.yaml', 20);
  say('kubectl run client --image=busybox:1.36 --restart=Never -- sleep 3600', 10);
  say('kubectl exec client -- wget -qO- http://web', 5);
  say('curl -s 172.18.0.3:30080', 3);
  say('curl -s -m 1 10.244.1.2', 3);
  return made;
})();
const index = sceneIndex(session.reader);
const origin = session.cluster.bootEnd;
const story = index.hops.legs.items.filter((leg) => leg.level === 'story' && leg.start > origin);
const shown = (layout: Layout, at: number): ReturnType<typeof hopsAt> => hopsAt(index, sceneAt(index, at, origin), layout, streetsOf(layout), at);

test.each([['wide', wide], ['narrow', narrow]] as const)('%s: every request has a way, from its box to its box, on the stage', (_, layout) => {
  expect(story.length).toBeGreaterThan(12);
  for (const leg of story) {
    const packet = shown(layout, leg.start).find((p) => p.leg === leg);
    if (!packet) throw new Error(`no way from ${leg.from} to ${leg.to}`);
    const { lane, from, to } = packet.way;
    for (const p of lane.points) {
      expect(Number.isFinite(p.x + p.y)).toBe(true);
      expect(inside({ x: 0, y: 0, w: layout.width, h: layout.height }, p)).toBe(true);
    }
    const near = (box: string | undefined, p: { x: number; y: number }): boolean => {
      const r = box === undefined ? undefined : layout.boxes.get(box as never);
      return r !== undefined && inside({ x: r.x - 4, y: r.y - 4, w: r.w + 8, h: r.h + 8 }, p);
    };
    if (layout === wide || from !== undefined) expect(near(from, along(lane, 0, false)), `${leg.from} begins in ${from ?? 'nothing'}`).toBe(true);
    if (to !== undefined) expect(near(to, along(lane, 1, false)), `${leg.to} ends in ${to}`).toBe(true);
  }
});

test('where a packet is, is a matter of the playhead alone', () => {
  const leg = story.find((l) => l.part === 'there' && l.hop.service === 'default/web');
  if (!leg) throw new Error('nobody asked for the Service');
  const at = (share: number): number => shown(wide, leg.start + (leg.end - leg.start) * share).find((p) => p.leg === leg)?.share ?? -1;
  const forwards = [0, 0.25, 0.5, 0.75].map(at);
  expect(forwards).toEqual([...[0.75, 0.5, 0.25, 0].map(at)].reverse());
  expect(forwards[2]).toBeCloseTo(0.5, 2);
});

test('the rules of a node show whom they chose, and from whom', () => {
  const leg = story.find((l) => l.part === 'inside' && l.hop.service === 'default/web');
  if (!leg) throw new Error('nobody asked for the Service');
  const scene = sceneAt(index, leg.start, origin);
  const [choice] = choicesAt(index, scene, wide, shown(wide, leg.start)).filter((c) => c.span === leg.span);
  expect(choice?.spots).toHaveLength(3);
  expect(choice?.words.detail).toMatch(/^10\.244\.\d\.\d+:80, 1 of 3$/);
  // The chosen one is where the request ends.
  const packet = shown(wide, leg.start).find((p) => p.leg.span === leg.span);
  const end = packet && along(packet.way.lane, 1, false);
  expect(choice?.spots[0]).toMatchObject({ x: end?.x, y: end?.y });
});

test('flags say what goes there and what comes back', () => {
  const words = story.map((leg) => shown(wide, leg.part === 'stop' ? leg.end - 0.5 : leg.start).find((p) => p.leg === leg)?.words).map((w) => w && [w.verb, w.noun, w.detail].filter(Boolean).join(' '));
  expect(words).toContain('GET / 1 of 3');
  expect(words).toContainEqual(expect.stringMatching(/^200 OK …?\w+$/));
  expect(words).toContainEqual(expect.stringMatching(/^DNS 10\.\d+/));
  expect(words).toContain('i/o timeout');
  for (const w of words) expect((w ?? '').length).toBeLessThanOrEqual(26);
});
