// A lesson in the editor's place: what it asks, its steps as far as they have come, predictions, and at the end what was
// seen. All of it is read from the trace at the playhead; only guesses and hints are the panel's own.

import { ArrowRight, BookOpen, FileCodeCorner, Lightbulb, RotateCcw, X } from 'lucide-react';
import { useCallback, useEffect, useRef, useState, type ReactNode } from 'react';
import { lessonAfter, lessonNamed } from '../../lessons/catalog.ts';
import type { Lesson } from '../../lessons/lesson.ts';
import type { LessonProse } from '../../lessons/prose.ts';
import { openSheet } from '../app/sheets.ts';
import { showView } from '../app/frameLayout.ts';
import { useApp } from '../app/store.ts';
import { Button, IconButton } from '../widgets/Button.tsx';
import { Icon } from '../widgets/glyphs/Icon.tsx';
import { useT } from '../widgets/preferences.ts';
import { useNarrow } from '../widgets/units.ts';
import { LessonList } from './LessonList.tsx';
import { guess, leaveLesson, markDone, showEditor, showHint, useLessonOpen, type LessonPlace } from './lessonState.ts';
import { startLesson } from './startLesson.ts';
import { bringIntoSight, StepView } from './StepView.tsx';
import { useLessonNow, useProse } from './useLesson.ts';
import { Words } from './Words.tsx';
import '../widgets/lateTexts.ts';
import './lesson.css';

export function LessonPanel(): ReactNode {
  const t = useT();
  const place = useLessonOpen();
  const lesson = lessonNamed(place?.id);
  const prose = useProse();
  if (!place || !lesson) {
    return (
      <div className="ks-lesson">
        <div className="ks-lesson-body">
          <h2>{t('lesson.catalogue')}</h2>
          <LessonList />
        </div>
      </div>
    );
  }
  const words = prose?.[lesson.id];
  return words ? <OpenLesson key={lesson.id} lesson={lesson} place={place} prose={words} /> : <div className="ks-lesson" aria-busy="true" />;
}

function OpenLesson({ lesson, place, prose }: { readonly lesson: Lesson; readonly place: LessonPlace; readonly prose: LessonProse }): ReactNode {
  const t = useT();
  const narrow = useNarrow();
  const now = useLessonNow(lesson, place);
  const end = useRef<HTMLElement>(null);
  const [opened, setOpened] = useState<Readonly<Record<string, boolean>>>({});
  const { steps } = lesson;
  const { guesses } = place;
  const answers = now?.answers ?? {};
  const isDone = (i: number): boolean => {
    const { id, question } = steps[i] as (typeof steps)[number];
    return now !== undefined && now.frame.step > i && (!question || guesses[id] !== undefined || now.frame.answers[id] !== undefined);
  };
  const found = steps.findIndex((_, i) => !isDone(i));
  const current = found < 0 ? steps.length : found;
  const finished = now !== undefined && current === steps.length;
  // The last answers that were given stay in sight: those that were asked for together. What came before them folds.
  const lastAnswered = steps.reduce((last, { id }, i) => (answers[id] && i < current ? i : last), -1);
  let firstAnswered = lastAnswered;
  while (firstAnswered > 0 && !steps[firstAnswered - 1]?.checks) firstAnswered--;
  const step = steps[current];
  const hints = step ? (prose.steps[step.id]?.hints.length ?? 0) : 0;
  const shownHints = step ? (place.hints[step.id] ?? 0) : 0;
  const next = lessonAfter(lesson);
  const title = t('lesson.title', { name: prose.name });

  useEffect(() => useApp.setState({ title }), [title]);
  useEffect(() => {
    if (!finished) return;
    markDone(lesson.id);
    if (end.current) bringIntoSight(end.current);
  }, [finished, lesson]);
  const onGuess = useCallback((value: string | undefined) => step && guess(step.id, value), [step]);

  return (
    <div className="ks-lesson" aria-busy={now === undefined}>
      <div className="ks-lesson-head">
        <span className="ks-lesson-track">{t(`lesson.track${lesson.track}`)}</span>
        {!narrow && <span className="ks-fill" />}
        <span className="ks-lesson-dashes" role="img" aria-label={t('lesson.progress', { n: Math.min(current + 1, steps.length), count: steps.length })}>
          {steps.map(({ id }, i) => (
            <i key={id} data-time={i < current ? 'past' : i === current ? 'now' : 'later'} />
          ))}
          <span>
            {Math.min(current + 1, steps.length)} / {steps.length}
          </span>
        </span>
        {narrow ? <span className="ks-fill" /> : <span className="ks-rule" />}
        <IconButton icon={FileCodeCorner} label={t('lesson.toEditor')} onClick={() => (narrow ? showView('editor') : showEditor(true))} />
        {narrow && <IconButton icon={BookOpen} label={t('lesson.all')} onClick={() => openSheet('lessons')} />}
        <IconButton icon={X} label={t('lesson.leave')} onClick={leaveLesson} />
      </div>
      <div className="ks-lesson-body" tabIndex={0} role="group" aria-label={title}>
        <h2>
          <Words of={prose.title} />
        </h2>
        <p className="ks-lesson-goal">
          <b>{t('lesson.goal')}</b>
          <Words of={prose.goal} />
        </p>
        {!now && <p className="ks-lesson-note">{t('lesson.loading')}</p>}
        {now && (
          <ol className="ks-lesson-steps">
            {steps.slice(0, current + 1).map((s, i) => {
              const words = prose.steps[s.id];
              const waits = s.question !== undefined && guesses[s.id] !== undefined && !answers[s.id];
              const open = opened[s.id] ?? (i === current || waits || (i >= firstAnswered && i <= lastAnswered));
              return (
                words && (
                  <StepView
                    key={s.id}
                    lesson={lesson}
                    step={s}
                    number={i + 1}
                    prose={words}
                    frame={now.frame}
                    begin={place.begin}
                    done={i < current}
                    current={i === current}
                    open={i === current || open}
                    onToggle={() => setOpened((o) => ({ ...o, [s.id]: !open }))}
                    guessed={guesses[s.id]}
                    answer={answers[s.id]}
                    hints={i === current ? shownHints : 0}
                    onGuess={i === current ? onGuess : (value) => guess(s.id, value)}
                  />
                )
              );
            })}
          </ol>
        )}
        {finished && (
          <section ref={end} className="ks-lesson-end" aria-label={t('lesson.finished')}>
            <h3>{t('lesson.finished')}</h3>
            <p>
              <Words of={prose.end} />
            </p>
            <Predicted lesson={lesson} guesses={guesses} answers={answers} />
          </section>
        )}
      </div>
      <div className="ks-lesson-foot">
        {step && hints > 0 && (
          <Button tone="quiet" icon={Lightbulb} disabled={shownHints >= hints} onClick={() => showHint(step.id)}>
            {t('lesson.hint', { n: Math.min(shownHints + 1, hints), count: hints })}
          </Button>
        )}
        <Button tone="quiet" icon={RotateCcw} disabled={!now} onClick={() => void startLesson(lesson)}>
          {t('lesson.restart')}
        </Button>
        <span className="ks-fill" />
        {next ? (
          <Button tone={finished ? 'primary' : 'plain'} iconAfter={ArrowRight} disabled={!now} onClick={() => void startLesson(next)}>
            {t('lesson.next')}
          </Button>
        ) : (
          <Button tone={finished ? 'primary' : 'plain'} onClick={() => openSheet('lessons')}>
            {t('lesson.all')}
          </Button>
        )}
      </div>
      <p className="ks-unseen" role="status">
        {finished ? t('lesson.finished') : step && now ? `${t('lesson.progress', { n: current + 1, count: steps.length })}: ${(prose.steps[step.id]?.title ?? '').replace(/<\/?\w+>/g, '')}` : ''}
      </p>
    </div>
  );
}

function Predicted({ lesson, guesses, answers }: { readonly lesson: Lesson } & Pick<LessonPlace, 'guesses'> & { readonly answers: Readonly<Record<string, { readonly value: string }>> }): ReactNode {
  const t = useT();
  const made = lesson.steps.filter(({ id, question }) => question && guesses[id] !== undefined && answers[id]);
  if (made.length === 0) return null;
  return <p className="ks-ink2">{t('lesson.predicted', { right: made.filter(({ id }) => guesses[id] === answers[id]?.value).length, count: made.length })}</p>;
}

/** Above the editor while it stands in for a lesson. */
export function BackToLesson(): ReactNode {
  const t = useT();
  return (
    <button type="button" className="ks-back-to-lesson" onClick={() => showEditor(false)}>
      <Icon of={BookOpen} size={14} />
      {t('lesson.toLesson')}
    </button>
  );
}
