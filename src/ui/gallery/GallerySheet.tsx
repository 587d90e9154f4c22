// Everything that can be opened, on one sheet: stories to watch, lessons to do, examples for the editor. “Lessons” in the header
// is the same sheet with nothing but those.

import { Check, LayoutGrid, Search } from 'lucide-react';
import { Fragment, useEffect, useMemo, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { lessons } from '../../lessons/catalog.ts';
import { tracks } from '../../lessons/lesson.ts';
import { openSheet } from '../app/sheets.ts';
import { exampleFiles, exampleNote, exampleTitle } from '../editor/examples.ts';
import { openExample } from '../editor/openExample.ts';
import { useLessonOpen, useLessons } from '../lesson/lessonState.ts';
import { startLesson } from '../lesson/startLesson.ts';
import { useProse } from '../lesson/useLesson.ts';
import { Words } from '../lesson/Words.tsx';
import { Button } from '../widgets/Button.tsx';
import { Dialog } from '../widgets/Dialog.tsx';
import { Icon } from '../widgets/glyphs/Icon.tsx';
import '../widgets/lateTexts.ts';
import { useT } from '../widgets/preferences.ts';
import { rove } from '../widgets/rove.ts';
import { findEntries, SHELVES, type GalleryEntry, type Shelf } from './entries.ts';
import { tellBinPacking, tellBootOrder, tellFirst, tellRollout, tellStart } from './stories.ts';
import './gallery.css';

const TITLES: Readonly<Record<Shelf, 'gallery.stories' | 'gallery.lessons' | 'gallery.examples'>> = { stories: 'gallery.stories', lessons: 'gallery.lessons', examples: 'gallery.examples' };

export function GallerySheet({ onClose, only }: { readonly onClose: () => void; readonly only?: Shelf }): ReactNode {
  const t = useT();
  const [query, setQuery] = useState('');
  const list = useRef<HTMLDivElement>(null);
  const field = useRef<HTMLInputElement>(null);
  // After the dialog has opened, which takes the focus for its first button.
  useEffect(() => field.current?.focus(), []);
  const done = useLessons((s) => s.done);
  const open = useLessonOpen()?.id;
  const all = useEntries();
  const entries = useMemo(() => (only ? all.filter(({ shelf }) => shelf === only) : all), [all, only]);
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
    <Dialog open onClose={onClose} title={t(only === 'lessons' ? 'lesson.catalogue' : 'gallery.title')} width={760}>
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
                  {!only && <h3>{t(TITLES[shelf])}</h3>}
                  {shelf === 'lessons' && <p className="ks-ink2">{t('lesson.catalogueWhat')}</p>}
                  {[...new Set(own.map(({ group }) => group))].map((group) => (
                    <Fragment key={group}>
                      {group !== '' && <h4>{group}</h4>}
                      <ul>
                        {own
                          .filter((entry) => entry.group === group)
                          .map((entry) => (
                            <li key={entry.id}>
                              <Card entry={entry} done={done.includes(lessonOf(entry))} open={open !== undefined && open === lessonOf(entry)} onChoose={() => choose(entry)} />
                            </li>
                          ))}
                      </ul>
                    </Fragment>
                  ))}
                </section>
              )
            );
          })}
          {only && (
            <Button icon={LayoutGrid} onClick={() => openSheet('gallery')}>
              {t('gallery.all')}
            </Button>
          )}
        </div>
      </div>
    </Dialog>
  );
}

const lessonOf = ({ id }: GalleryEntry): string => id.replace(/^lesson /, '');

function Card({ entry, done, open, onChoose }: { readonly entry: GalleryEntry; readonly done: boolean; readonly open: boolean; readonly onChoose: () => void }): ReactNode {
  const t = useT();
  return (
    <button type="button" className="ks-gallery-card" onClick={onChoose}>
      <b>{entry.name}</b>
      <span className="ks-ink2">
        <Words of={entry.asks} />
      </span>
      {entry.facts !== '' && (
        <span className="ks-gallery-facts">
          {entry.facts}
          {done && (
            <b className="ks-gallery-done">
              <Icon of={Check} size={12} weight={3} /> {t('lesson.done')}
            </b>
          )}
          {open && <b>{t('lesson.open')}</b>}
        </span>
      )}
    </button>
  );
}

function useEntries(): readonly GalleryEntry[] {
  const t = useT();
  const prose = useProse();
  return useMemo(() => {
    const minutes = (n: number, level: string): string => `${t('gallery.minutes', { n })} · ${level}`;
    const stories: readonly GalleryEntry[] = [
      { id: 'story first', shelf: 'stories', name: t('gallery.storyFirst'), asks: t('gallery.storyFirstAsks'), facts: minutes(2, t('gallery.level')), group: '', run: () => void tellFirst() },
      { id: 'story start', shelf: 'stories', name: t('gallery.storyStart'), asks: t('gallery.storyStartAsks'), facts: minutes(5, t('gallery.level')), group: '', run: () => void tellStart() },
      { id: 'story boot', shelf: 'stories', name: t('gallery.storyBoot'), asks: t('gallery.storyBootAsks'), facts: minutes(3, t('gallery.level')), group: '', run: () => void tellBootOrder() },
      { id: 'story packing', shelf: 'stories', name: t('gallery.storyPacking'), asks: t('gallery.storyPackingAsks'), facts: minutes(4, t('lesson.level2')), group: '', run: () => void tellBinPacking() },
      { id: 'story careless', shelf: 'stories', name: t('gallery.storyCareless'), asks: t('gallery.storyCarelessAsks'), facts: minutes(2, t('lesson.level2')), group: '', run: () => void tellRollout(false) },
      { id: 'story careful', shelf: 'stories', name: t('gallery.storyCareful'), asks: t('gallery.storyCarefulAsks'), facts: minutes(2, t('lesson.level2')), group: '', run: () => void tellRollout(true) },
    ];
    const taught = [...lessons].sort((a, b) => tracks.indexOf(a.track) - tracks.indexOf(b.track)).flatMap((lesson): readonly GalleryEntry[] => {
      const words = prose?.[lesson.id];
      return words ? [{ id: `lesson ${lesson.id}`, shelf: 'lessons', name: words.name, asks: words.title, facts: minutes(lesson.minutes, t(`lesson.level${lesson.level}`)), group: t(`lesson.track${lesson.track}`), run: () => void startLesson(lesson) }] : [];
    });
    const examples = exampleFiles.map(({ id }): GalleryEntry => ({ id: `example ${id}`, shelf: 'examples', name: t(exampleTitle(id)), asks: t(exampleNote(id)), facts: '', group: '', run: () => void openExample(id) }));
    return [...stories, ...taught, ...examples];
  }, [t, prose]);
}
