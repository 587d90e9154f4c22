// All lessons by track: what each is called and asks, how long it takes, whom it is for, and which are done.

import { Check } from 'lucide-react';
import type { ReactNode } from 'react';
import { lessons } from '../../lessons/catalog.ts';
import { tracks } from '../../lessons/lesson.ts';
import { Icon } from '../widgets/glyphs/Icon.tsx';
import { useT } from '../widgets/preferences.ts';
import { useLessonOpen, useLessons } from './lessonState.ts';
import { startLesson } from './startLesson.ts';
import { useProse } from './useLesson.ts';
import { Words } from './Words.tsx';
import '../widgets/lateTexts.ts';
import './lesson.css';

export function LessonList({ onChoose }: { readonly onChoose?: () => void }): ReactNode {
  const t = useT();
  const prose = useProse();
  const done = useLessons((s) => s.done);
  const open = useLessonOpen()?.id;
  if (!prose) return null;
  return (
    <>
      <p className="ks-ink2">{t('lesson.catalogueWhat')}</p>
      {tracks.map((track) => {
        const own = lessons.filter((lesson) => lesson.track === track);
        return (
          own.length > 0 && (
            <section key={track} className="ks-lesson-tracks">
              <h3>{t(`lesson.track${track}`)}</h3>
              <ul>
                {own.map((lesson) => {
                  const { id, minutes, level } = lesson;
                  const words = prose[id];
                  return (
                    words && (
                      <li key={id}>
                        <button
                          type="button"
                          className="ks-lesson-card"
                          onClick={() => {
                            onChoose?.();
                            void startLesson(lesson);
                          }}
                        >
                          <span className="ks-lesson-card-name">{words.name}</span>
                          <span className="ks-lesson-card-asks">
                            <Words of={words.title} />
                          </span>
                          <span className="ks-lesson-card-facts">
                            {t('lesson.facts', { minutes, level: t(`lesson.level${level}`) })}
                            {done.includes(id) && (
                              <b className="ks-lesson-card-done">
                                <Icon of={Check} size={12} weight={3} /> {t('lesson.done')}
                              </b>
                            )}
                            {id === open && <b>{t('lesson.open')}</b>}
                          </span>
                        </button>
                      </li>
                    )
                  );
                })}
              </ul>
            </section>
          )
        );
      })}
    </>
  );
}
