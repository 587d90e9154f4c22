// All lessons, one line each, in the order in which they are offered: by track, and in a track the easy ones first.

import type { LessonProse } from './prose.ts';
import { parseProse } from './prose.ts';
import type { Lesson } from './lesson.ts';
import { apply } from './control/apply/lesson.ts';
import { beliefs } from './control/beliefs/lesson.ts';
import { etcd } from './control/etcd/lesson.ts';
import { staticPods } from './control/staticPods/lesson.ts';
import { service } from './network/service/lesson.ts';
import { pending } from './scheduling/pending/lesson.ts';
import { healing } from './workloads/healing/lesson.ts';
import { labels } from './workloads/labels/lesson.ts';
import { loop } from './workloads/loop/lesson.ts';
import { rollout } from './workloads/rollout/lesson.ts';

export const lessons: readonly Lesson[] = [healing, loop, rollout, labels, apply, staticPods, etcd, beliefs, pending, service];

export const lessonNamed = (id: string | undefined): Lesson | undefined => lessons.find((lesson) => lesson.id === id);

/** The lesson that comes behind one; undefined for the last. */
export const lessonAfter = (lesson: Lesson): Lesson | undefined => lessons[lessons.indexOf(lesson) + 1];

const loaders = {
  en: async () => (await import('./texts/en.ts')).prose,
  ko: async () => (await import('./texts/ko.ts')).prose,
};
export type ProseLanguage = keyof typeof loaders;

/** The words of every lesson in a language, by its id. */
export async function loadProse(language: ProseLanguage): Promise<Readonly<Record<string, LessonProse>>> {
  const files = await loaders[language]();
  return Object.fromEntries(
    lessons.map((lesson) => {
      const file = files[lesson.id];
      if (!file) throw new Error(`src/lessons/${lesson.track}/${lesson.id}/${language}.md is missing`);
      return [lesson.id, parseProse(file.text, `src/lessons/${file.path}`, lesson)];
    }),
  );
}

export const loadStart = async (lesson: Lesson): Promise<string> => {
  const file = (await import('./texts/starts.ts')).starts[lesson.id];
  if (!file) throw new Error(`src/lessons/${lesson.track}/${lesson.id}/start.yaml is missing`);
  return file.text;
};
