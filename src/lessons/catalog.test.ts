// Every lesson, played: its beginning fails every check, its solution comes through, what it offers does, too; and every
// language has exactly its words.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { languages, fillText, slotNames } from '../locales/i18n.ts';
import { activityOf } from '../trace/activity.ts';
import { lessons, loadProse, loadStart } from './catalog.ts';
import { tracks, type Lesson } from './lesson.ts';
import { LessonPlayer } from './testing/play.ts';

const folder = (lesson: Lesson): string => join(import.meta.dirname, lesson.track, lesson.id);

test('every folder is in the catalogue, and every lesson of the catalogue has its folder', () => {
  const found = tracks.flatMap((track) => (existsSync(join(import.meta.dirname, track)) ? readdirSync(join(import.meta.dirname, track)).map((id) => `${track}/${id}`) : []));
  expect(lessons.map(({ track, id }) => `${track}/${id}`).sort()).toEqual(found.sort());
  for (const lesson of lessons) for (const file of ['lesson.ts', 'start.yaml', 'solution.txt', ...languages.map(({ id }) => `${id}.md`)]) expect(existsSync(join(folder(lesson), file)), `${lesson.id}/${file}`).toBe(true);
});

test('the lessons of a track stand together, and none is long', () => {
  expect(lessons.map(({ track }) => tracks.indexOf(track))).toEqual(lessons.map(({ track }) => tracks.indexOf(track)).sort((a, b) => a - b));
  for (const { id, minutes } of lessons) expect(minutes, id).toBeLessThanOrEqual(7);
});

test('ids are used once, and every step is good for something', () => {
  expect(new Set(lessons.map(({ id }) => id)).size).toBe(lessons.length);
  for (const { id, steps } of lessons) {
    const ids = steps.flatMap((step) => [step.id, ...(step.checks ?? []).map((check) => check.id)]);
    expect(new Set(ids).size, `${id}: ${ids.join()}`).toBe(ids.length);
    for (const step of steps) expect((step.checks ?? []).length + (step.question ? 1 : 0), `${id}: ${step.id}`).toBeGreaterThan(0);
    expect(steps.some(({ checks }) => checks), id).toBe(true);
  }
});

for (const { id: language } of languages) {
  test(`every lesson has its words in ${language}`, async () => {
    const prose = await loadProse(language);
    expect(Object.keys(prose)).toEqual(lessons.map(({ id }) => id));
  });
}

test('Korean has the slots of English, and the page\'s spelling', async () => {
  const [en, ko] = [await loadProse('en'), await loadProse('ko')];
  for (const lesson of lessons) {
    for (const { id } of lesson.steps) {
      const [a, b] = [en[lesson.id]?.steps[id], ko[lesson.id]?.steps[id]];
      expect(slotNames(b?.why ?? ''), `${lesson.id}: ${id}`).toEqual(slotNames(a?.why ?? ''));
      expect(b?.hints.length, `${lesson.id}: ${id}: hints`).toBe(a?.hints.length);
      expect(b?.text.length, `${lesson.id}: ${id}: paragraphs`).toBe(a?.text.length);
    }
    const text = readFileSync(join(folder(lesson), 'ko.md'), 'utf8');
    expect(text, `${lesson.id}: a polite ending or a spelling that the page does not use`).not.toMatch(/포드|팟(?!캐)|습니다|세요|십시오|해요|쿠버네티즈|컨테이너들|파드들|노드들|(되어|보여|쓰여|열려)[지진질져졌]|을\(를\)|이\(가\)/);
  }
});

describe.each(lessons.map((lesson) => [lesson.id, lesson] as const))('%s', (_, lesson) => {
  const begun = async (): Promise<LessonPlayer> => new LessonPlayer(lesson, await loadStart(lesson));

  async function expectThrough(player: LessonPlayer): Promise<void> {
    const { frame } = player;
    expect(frame.step, `stands at ${lesson.steps[frame.step]?.id ?? ''}: ${JSON.stringify(frame.checks)}`).toBe(lesson.steps.length);
    const asked = lesson.steps.filter(({ question }) => question);
    expect(Object.keys(frame.answers).sort()).toEqual(asked.map(({ id }) => id).sort());
    for (const { id: language } of languages) {
      const words = (await loadProse(language))[lesson.id];
      for (const { id, question } of asked) {
        const { value, moment, facts } = frame.answers[id] as (typeof frame.answers)[string];
        if (question?.kind === 'choose') expect(question.options, id).toContain(value);
        if (question?.kind === 'order') expect(value.split(',').sort(), id).toEqual([...question.options].sort());
        if (question?.kind === 'node') expect(frame.nodes, id).toContain(value);
        expect(moment, id).toBeGreaterThanOrEqual(player.begin);
        expect(moment, id).toBeLessThanOrEqual(player.session.kernel.now);
        expect(fillText(words?.steps[id]?.why ?? '', facts ?? {}), `${language} ${id}`).not.toMatch(/[{}]|undefined/);
      }
    }
  }

  it('begins in a quiet cluster, with nothing done and nothing decided', async () => {
    const player = await begun();
    expect(activityOf(player.session.reader).pending, 'something is still under way: give `before` more seconds').toBe(0);
    player.pass(30e6);
    const first = lesson.steps.findIndex(({ checks }) => checks);
    expect(player.frame.step, JSON.stringify(player.frame.checks)).toBe(first);
    expect(Object.values(player.frame.checks).filter(({ done }) => done)).toEqual([]);
    expect(player.frame.answers).toEqual({});
  });

  it('is solved by solution.txt', async () => {
    const player = await begun();
    for (const line of readFileSync(join(folder(lesson), 'solution.txt'), 'utf8').split('\n')) if (line.trim() !== '' && !line.startsWith('#')) player.play(line.trim());
    await expectThrough(player);
  });

  it('is solved by what it offers, where every step offers something', async () => {
    const player = await begun();
    if (player.takeOffers()) await expectThrough(player);
  });
});
