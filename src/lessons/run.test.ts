// A lesson is a function of the trace and the moment: going back undoes a step, a branch has its own progress.

import { expect, test } from 'vitest';
import type { Micros } from '../base/time.ts';
import { Session } from '../session/session.ts';
import { lessonNamed, loadStart } from './catalog.ts';
import type { Lesson } from './lesson.ts';
import { lessonRun } from './run.ts';
import { LessonPlayer } from './testing/play.ts';

const healing = lessonNamed('healing') as Lesson;

test('at an earlier moment, what came later is not done; the same moment is the same frame', async () => {
  const player = new LessonPlayer(healing, await loadStart(healing));
  const { session, begin } = player;
  player.play('kubectl get pods');
  player.play('wait listed');
  player.play('kubectl delete pod {pod}');
  player.pass(5e6);
  const run = lessonRun(healing, session.reader, begin);
  const now = run.at(session.kernel.now);
  const listedAt = now.checks.listed?.doneAt as number;
  expect(now.checks.listed).toMatchObject({ done: true, doneAt: listedAt });
  expect(run.at(listedAt - 1).checks.listed).toMatchObject({ done: false });
  expect(run.at(listedAt - 1).step).toBe(0);
  expect(run.at(begin)).toBe(run.at(begin + 1));
  expect(run.at(session.kernel.now)).toBe(now);
  // A Pod was deleted before its turn: what was asked about it is not reached yet, and its check waits for the one before.
  expect(now.step).toBe(healing.steps.findIndex(({ id }) => id === 'kill'));
  expect(now.checks.deleted).toBeUndefined();
});

test('a branch that leaves before a step has not done it, and does it its own way', async () => {
  const player = new LessonPlayer(healing, await loadStart(healing));
  const { begin } = player;
  player.pass(1000);
  player.play('kubectl get pods');
  player.play('wait listed');
  const record = player.session.record();
  const fork = new Session({ ...record, inputs: record.inputs.filter(({ at }) => at <= begin) });
  fork.runTo((begin + 1e6) as Micros);
  const run = lessonRun(healing, fork.reader, begin);
  expect(run.at(fork.kernel.now).step).toBe(0);
  fork.input({ type: 'kubectl', args: ['describe', 'pods'], text: 'kubectl describe pods' });
  fork.runTo((begin + 5e6) as Micros);
  expect(run.at(fork.kernel.now).checks.listed?.done).toBe(true);
});

test('another lesson over the same trace has a run of its own', async () => {
  const player = new LessonPlayer(healing, await loadStart(healing));
  const rollout = lessonNamed('rollout') as Lesson;
  expect(lessonRun(rollout, player.session.reader, player.begin).lesson).toBe(rollout);
  expect(lessonRun(healing, player.session.reader, player.begin).at(player.begin).step).toBe(0);
});
