// Everything that can be opened, on one sheet: stories to watch, lessons to do, examples for the editor.

import { Check, Search } from 'lucide-react';
import { useEffect, useMemo, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { lessons } from '../../lessons/catalog.ts';
import { exampleFiles, exampleNote, exampleTitle } from '../editor/examples.ts';
import { openExample } from '../editor/openExample.ts';
import { useLessons } from '../lesson/lessonState.ts';
import { startLesson } from '../lesson/startLesson.ts';
import { useProse } from '../lesson/useLesson.ts';
import { Words } from '../lesson/Words.tsx';
import { Dialog } from '../widgets/Dialog.tsx';
import { Icon } from '../widgets/glyphs/Icon.tsx';
import '../widgets/lateTexts.ts';
import { useT } from '../widgets/preferences.ts';
import { rove } from '../widgets/rove.ts';
import { findEntries, SHELVES, type GalleryEntry, type Shelf } from './entries.ts';
import { tellBootOrder, tellFirst } from './stories.ts';
import './gallery.css';

const TITLES: Readonly<Record<Shelf, 'gallery.stories' | 'gallery.lessons' | 'gallery.examples'>> = { stories: 'gallery.stories', lessons: 'gallery.lessons', examples: 'gallery.examples' };

export function GallerySheet({ onClose }: { readonly onClose: () => void }): ReactNode {
  const t = useT();
  const [query, setQuery] = useState('');
  const list = useRef<HTMLDivElement>(null);
  const field = useRef<HTMLInputElement>(null);
  // After the dialog has opened, which takes the focus for its first button.
  useEffect(() => field.current?.focus(), []);
  const done = useLessons((s) => s.done);
  const entries = useEntries();
  const found = useMemo(() => findEntries(entries, query), [entries, query]);
  const focus = (at: number): void => list.current?.querySelectorAll<HTMLElement>('.ks-gallery-card')[at]?.focus();
  const onKeyDown = (e: KeyboardEvent<HTMLElement>): void => {
    if (e.nativeEvent.isComposing) return;
    const cards = [...(list.current?.querySelectorAll('.ks-gallery-card') ?? [])];
    const at = cards.indexOf(e.target as Element);
    if (at < 0) {
      if (e.key === 'ArrowDown') focus(0);
      else if (e.key === 'Enter' && found.length > 0 && query !== '') choose(found[0] as GalleryEntry);
      else return;
    } else {
      const next = rove(e.key, at, cards.length, 'column');
      if (next === null) return;
      focus(next);
    }
    e.preventDefault();
  };
  const choose = (entry: GalleryEntry): void => {
    onClose();
    entry.run();
  };
  return (
    <Dialog open onClose={onClose} title={t('gallery.title')} width={760}>
      <div onKeyDown={onKeyDown}>
        <div className="ks-gallery-field">
          <Icon of={Search} size={15} />
          <input ref={field} type="search" aria-label={t('gallery.search')} placeholder={t('gallery.search')} value={query} spellCheck={false} autoComplete="off" onChange={(e) => setQuery(e.currentTarget.value)} />
        </div>
        <p className="ks-unseen" role="status">
          {t('gallery.count', { n: found.length })}
        </p>
        {found.length === 0 && <p className="ks-ink3">{t('gallery.none')}</p>}
        <div ref={list}>
          {SHELVES.map((shelf) => {
            const own = found.filter((entry) => entry.shelf === shelf);
            return (
              own.length > 0 && (
                <section key={shelf} className="ks-gallery-shelf">
                  <h3>{t(TITLES[shelf])}</h3>
                  <ul>
                    {own.map((entry) => (
                      <li key={entry.id}>
                        <button type="button" className="ks-gallery-card" onClick={() => choose(entry)}>
                          <b>{entry.name}</b>
                          <span className="ks-ink2">
                            <Words of={entry.asks} />
                          </span>
                          {entry.facts !== '' && (
                            <span className="ks-ink3">
                              {entry.facts}
                              {done.includes(entry.id.replace(/^lesson /, '')) && <Icon of={Check} size={12} weight={3} />}
                            </span>
                          )}
                        </button>
                      </li>
                    ))}
                  </ul>
                </section>
              )
            );
          })}
        </div>
      </div>
    </Dialog>
  );
}

function useEntries(): readonly GalleryEntry[] {
  const t = useT();
  const prose = useProse();
  return useMemo(() => {
    const minutes = (n: number, level: string): string => `${t('gallery.minutes', { n })} · ${level}`;
    const stories: readonly GalleryEntry[] = [
      { id: 'story first', shelf: 'stories', name: t('gallery.storyFirst'), asks: t('gallery.storyFirstAsks'), facts: minutes(2, t('gallery.level')), run: () => void tellFirst() },
      { id: 'story boot', shelf: 'stories', name: t('gallery.storyBoot'), asks: t('gallery.storyBootAsks'), facts: minutes(3, t('gallery.level')), run: () => void tellBootOrder() },
    ];
    const taught = lessons.flatMap((lesson): readonly GalleryEntry[] => {
      const words = prose?.[lesson.id];
      return words ? [{ id: `lesson ${lesson.id}`, shelf: 'lessons', name: words.name, asks: words.title, facts: minutes(lesson.minutes, t(`lesson.level${lesson.level}`)), run: () => void startLesson(lesson) }] : [];
    });
    const examples = exampleFiles.map(({ id }): GalleryEntry => ({ id: `example ${id}`, shelf: 'examples', name: t(exampleTitle(id)), asks: t(exampleNote(id)), facts: '', run: () => void openExample(id) }));
    return [...stories, ...taught, ...examples];
  }, [t, prose]);
}
