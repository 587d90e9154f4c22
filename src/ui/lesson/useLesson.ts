// A lesson as it stands at the playhead of the shown branch. The frame is the same object as long as nothing of the lesson
// has changed, so the panel renders again only then.

import { useEffect, useState } from 'react';
import { loadProse } from '../../lessons/catalog.ts';
import type { Answer, Lesson } from '../../lessons/lesson.ts';
import type { LessonProse } from '../../lessons/prose.ts';
import { lessonRun, type LessonFrame } from '../../lessons/run.ts';
import { usePaced } from '../app/paced.ts';
import { shownBranch, type AppState } from '../app/store.ts';
import { useT } from '../widgets/preferences.ts';
import type { LessonPlace } from './lessonState.ts';

/** How far a branch has been seen: what was told once stays told, also where the playhead goes back. */
const seen = new WeakMap<object, number>();

export function frameAt(lesson: Lesson, begin: number, state: AppState, at = state.playhead): LessonFrame | undefined {
  const branch = shownBranch(state);
  return branch && branch.origin !== undefined ? lessonRun(lesson, branch.mirror, begin).at(at) : undefined;
}

function toldBy(lesson: Lesson, begin: number, state: AppState): Readonly<Record<string, Answer>> | undefined {
  const branch = shownBranch(state);
  if (!branch) return undefined;
  const until = Math.max(seen.get(branch.mirror) ?? 0, state.playhead);
  seen.set(branch.mirror, until);
  return frameAt(lesson, begin, state, until)?.answers;
}

export interface LessonNow {
  readonly frame: LessonFrame;
  /** Answers that the reader has been told on this branch, by step. */
  readonly answers: Readonly<Record<string, Answer>>;
}

export function useLessonNow(lesson: Lesson, { begin }: LessonPlace): LessonNow | undefined {
  const frame = usePaced((s) => (begin < 0 ? undefined : frameAt(lesson, begin, s)));
  const answers = usePaced((s) => (begin < 0 ? undefined : toldBy(lesson, begin, s)));
  return frame && { frame, answers: answers ?? frame.answers };
}

/** The words of all lessons in the page's language; those of before while others are fetched. */
export function useProse(): Readonly<Record<string, LessonProse>> | undefined {
  const { language } = useT();
  const [prose, setProse] = useState<Readonly<Record<string, LessonProse>>>();
  useEffect(() => {
    let current = true;
    void loadProse(language).then((next) => current && setProse(next));
    return () => {
      current = false;
    };
  }, [language]);
  return prose;
}

