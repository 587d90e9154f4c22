import { describe, expect, it } from 'vitest';
import { Session } from '../../session/session.ts';
import { Boundaries } from '../../trace/boundaries.ts';
import { tell, type StoryName } from '../../trace/testing/stories.ts';
import { sceneAt } from '../diagram/scene.ts';
import { sceneIndex, type SceneIndex } from '../diagram/sceneIndex.ts';
import { streetsOf } from '../diagram/roads.ts';
import { contrast } from '../tokens/contrast.ts';
import { colour } from '../tokens/tokens.ts';
import { gateMoment } from './gates.ts';
import { presenterLayout } from './presenterLayout.ts';
import { railShare, seenMilestones } from './PresenterRail.tsx';
import { answerTo, guessed, happened, nextDecision, nodeOptions, question, type AskedQuestion } from './questions.ts';
import { litBoxes } from './spotlight.ts';

interface Seen {
  readonly index: SceneIndex;
  readonly boundaries: Boundaries;
  readonly origin: number;
  readonly now: number;
}
function story(name: StoryName): Seen {
  const { session, origin } = tell(name);
  return { index: sceneIndex(session.reader), boundaries: new Boundaries(session.reader), origin, now: session.reader.now };
}

describe('a question', () => {
  it('is answered by the run: the node of the next decision', () => {
    const { index, origin, now } = story('deploy');
    const decision = nextDecision(index, origin);
    expect(decision?.node).toMatch(/^worker-\d$/);
    expect(answerTo('node', index, origin, now)).toBe(decision?.node);
    // Each Pod has its own.
    const second = nextDecision(index, (decision?.start ?? 0) + 1);
    expect(second?.pod).not.toBe(decision?.pod);
    // Nothing is told of what the playhead has not reached.
    expect(answerTo('node', index, origin, (decision?.start ?? 0) - 1)).toBeUndefined();
  });

  it('is answered “none of them” where no node is large enough', () => {
    const { index, origin, now } = story('pending');
    expect(answerTo('node', index, origin, now)).toBe('');
    const asked: AskedQuestion = { ...question('', 'node', nodeOptions(sceneAt(index, origin, origin).nodes), origin), answer: '' };
    expect(happened(asked)?.fact).toBe('stays');
  });

  it('has other rules: Pods, codes, who writes next', () => {
    const { index, origin, now } = story('deploy');
    expect(answerTo('readyPods', index, origin, origin)).toBe('0');
    expect(answerTo('readyPods', index, origin, now)).toBe('3');
    expect(answerTo('createdPods', index, origin, now)).toBe('3');
    expect(answerTo('code', index, origin, now)).toBe('201');
    expect(answerTo('nextWriter', index, origin, now)).toBe('deployment-controller');
    const refused = story('forbidden');
    expect(answerTo('code', refused.index, refused.origin, refused.now)).toBe('403');
  });

  it('offers every node with one fact of its own, and none of them', () => {
    const { index, origin } = story('deploy');
    const options = nodeOptions(sceneAt(index, origin, origin).nodes);
    expect(options.map((o) => o.value)).toEqual(['worker-1', 'worker-2', 'worker-3', '']);
    expect(options.every((o) => o.fact !== '')).toBe(true);
    expect(question('', 'node', options, 0).options.map((o) => o.letter)).toEqual(['A', 'B', 'C', 'D']);
  });

  it('keeps to five letters in a large cluster, and one for the rest', () => {
    const session = new Session({ version: 1, seed: 42, shape: 'wide-10', inputs: [] });
    session.runTo(session.cluster.bootEnd);
    const { nodes } = sceneAt(sceneIndex(session.reader), session.cluster.bootEnd, session.cluster.bootEnd);
    const options = nodeOptions(nodes);
    expect(options).toHaveLength(7);
    const left = nodes.find((n) => !options.some((o) => o.value === n.name))?.name ?? '';
    expect(happened({ ...question('', 'node', options, 0), answer: left })?.fact).toBe('anotherFact');
  });

  it('counts most hands as the guess', () => {
    const asked = question('', 'node', [1, 2, 3].map((n) => ({ value: `worker-${n}`, text: '', fact: '' as const, amount: 0 })), 0);
    expect(guessed(asked)).toEqual([]);
    expect(guessed({ ...asked, hands: { A: 2, C: 5 } })).toEqual(['C']);
    expect(guessed({ ...asked, hands: { A: 2, B: 2 } })).toEqual(['A', 'B']);
  });
});

describe('gates', () => {
  it('are the milestones of the run, counted from the start of the script', () => {
    const { index, boundaries, origin } = story('deploy');
    const times = boundaries.times('milestone');
    expect(gateMoment({ until: 'milestone', n: undefined }, index.reader, boundaries, origin, 0)).toBe(times[0]);
    expect(gateMoment({ until: 'milestone', n: 3 }, index.reader, boundaries, origin, 0)).toBe(times[2]);
    expect(gateMoment({ until: 'milestone', n: 1 }, index.reader, boundaries, origin, 2)).toBe(times[2]);
    expect(gateMoment({ until: 'milestone', n: 99 }, index.reader, boundaries, origin, 0)).toBeUndefined();
    // One that has passed moves nothing.
    expect(gateMoment({ until: 'milestone', n: 1 }, index.reader, boundaries, (times[3] as number) + 1, 0)).toBe((times[3] as number) + 1);
  });

  it('are hops, breakpoints, and quiet', () => {
    const { index, boundaries, origin, now } = story('deploy');
    expect(gateMoment({ until: 'hop' }, index.reader, boundaries, origin, 0)).toBe(boundaries.next('hop', origin));
    const bind = gateMoment({ until: 'breakpoint', name: 'bind' }, index.reader, boundaries, origin, 0);
    expect(bind).toBeGreaterThan(origin);
    expect(gateMoment({ until: 'breakpoint', name: 'crash' }, index.reader, boundaries, origin, 0)).toBeUndefined();
    const quiet = gateMoment({ until: 'quiet' }, index.reader, boundaries, origin, 0);
    expect(quiet).toBeGreaterThan(boundaries.times('milestone').at(-1) as number);
    expect(quiet).toBeLessThan(now);
  });
});

describe('the picture', () => {
  it.each([
    [960, 380, 3],
    [670, 400, 3],
    [360, 260, 3],
    [370, 100, 3],
    [960, 380, 6],
    [470, 206, 1],
  ])('%d × %d with %d nodes: no box covers another, all lie inside', (width, height, count) => {
    const layout = presenterLayout({ width, height }, Array.from({ length: count }, (_, i) => `worker-${i + 1}`));
    const boxes = [...layout.boxes.values()];
    boxes.forEach((a, i) => {
      expect(a.w).toBeGreaterThan(80);
      expect(a.x >= 0 && a.y >= 0 && a.x + a.w <= layout.width && a.y + a.h <= layout.height).toBe(true);
      for (const b of boxes.slice(i + 1)) expect(a.x + a.w <= b.x || b.x + b.w <= a.x || a.y + a.h <= b.y || b.y + b.h <= a.y).toBe(true);
    });
    expect([...streetsOf(layout).keys()].sort()).toEqual([...layout.boxes.keys()].filter((b) => b !== 'kube-apiserver').sort());
  });

  it('keeps in full ink what the caption speaks of, and the boxes with letters', () => {
    const nodes = ['worker-1', 'worker-2'];
    expect([...litBoxes('etcd', nodes, undefined)].sort()).toEqual(['etcd', 'kube-apiserver']);
    expect(litBoxes('', nodes, undefined).size).toBe(7);
    expect(litBoxes('kube-scheduler', nodes, question('', 'node', [{ value: 'worker-2', text: '', fact: '', amount: 0 }], 0)).has('node/worker-2')).toBe(true);
  });

  it('keeps 3:1 on what is dimmed to half', () => {
    const half = (shade: string, ground: string): string => `#${[1, 3, 5].map((i) => Math.round((parseInt(shade.slice(i, i + 2), 16) + parseInt(ground.slice(i, i + 2), 16)) / 2).toString(16).padStart(2, '0')).join('')}`;
    const panel = colour('projector', 'panel');
    for (const name of ['ink', 'ink2'] as const) expect(contrast(half(colour('projector', name), panel), panel)).toBeGreaterThanOrEqual(3);
  });

  it('moves the playhead between milestones at equal distances', () => {
    expect(railShare([100, 200], 0, 0)).toBe(0);
    expect(railShare([100, 200], 0, 50)).toBe(0.125);
    expect(railShare([100, 200], 0, 100)).toBe(0.25);
    expect(railShare([100, 200], 0, 200)).toBe(0.75);
    expect(railShare([100, 200], 0, 500)).toBeGreaterThan(0.75);
    const list = tellMilestones();
    expect(seenMilestones(list, 4, 3).map((m) => m.number)).toEqual([3, 4, 5]);
    expect(seenMilestones(list, 1, 3).map((m) => m.number)).toEqual([1, 2, 3]);
  });
});

function tellMilestones(): Boundaries['milestones']['list'] {
  const { milestones } = story('deploy').boundaries;
  milestones.update();
  return milestones.list;
}
