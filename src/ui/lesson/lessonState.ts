// Which lesson is open, what was guessed in it, which are done: kept in the browser for its reader. How far it has come is
// not here: that is read from the trace (lessons/run.ts). Nothing of the lessons themselves, so it costs the first paint little.

import { create } from 'zustand';
import { isObj, isText } from '../share/record.ts';
import { useApp, type AppState } from '../app/store.ts';
import { openPanel } from '../app/frameLayout.ts';
import { useEditor } from '../editor/editorState.ts';
import { recall, storageKeys, store } from '../widgets/storage.ts';

/** As lessons are called; whether there is one of that name is for who opens it. */
export const LESSON_ID = /^[a-z][A-Za-z0-9-]{0,40}$/;

export interface LessonPlace {
  readonly id: string;
  /** When the reader came, in simulated microseconds; -1 while the cluster is being prepared. */
  readonly begin: number;
  /** What its run begins with: so many inputs, the last of them at this moment. A run that begins otherwise is another. */
  readonly inputs: number;
  readonly last: number;
  /** By step: the value of a guess, and how many hints are shown. */
  readonly guesses: Readonly<Record<string, string>>;
  readonly hints: Readonly<Record<string, number>>;
}

export interface LessonsState {
  readonly place: LessonPlace | undefined;
  readonly done: readonly string[];
  /** The editor is shown in the lesson's place. Not kept. */
  readonly editing: boolean;
}

export const useLessons = create<LessonsState>()(() => ({ ...restored(recall(storageKeys.lessons)), editing: false }));

useLessons.subscribe(({ place, done }, before) => {
  if (place === before.place && done === before.done) return;
  store(storageKeys.lessons, JSON.stringify({ place: place && place.begin >= 0 ? place : undefined, done }));
});
// Whoever is sent to the editor finds it there.
useEditor.subscribe(({ focus }, before) => {
  if (focus !== before.focus) useLessons.setState({ editing: true });
});

/** Whether the run on the page is that of the open lesson; yes, as long as no run is there. */
export function lessonOpen({ place }: LessonsState, { branches }: AppState): boolean {
  if (!place) return false;
  const first = branches[0];
  if (!first || place.begin < 0) return true;
  return first.record.inputs[place.inputs - 1]?.at === place.last;
}

export function useLessonOpen(): LessonPlace | undefined {
  const place = useLessons((s) => s.place);
  const open = useApp((s) => lessonOpen(useLessons.getState(), s));
  return open && place ? place : undefined;
}

export function changePlace(change: (place: LessonPlace) => Partial<LessonPlace>): void {
  useLessons.setState(({ place }) => ({ place: place && { ...place, ...change(place) } }));
}

export const guess = (step: string, value: string | undefined): void =>
  changePlace(({ guesses }) => {
    const { [step]: _, ...others } = guesses;
    return { guesses: value === undefined ? others : { ...others, [step]: value } };
  });
export const showHint = (step: string): void => changePlace(({ hints }) => ({ hints: { ...hints, [step]: (hints[step] ?? 0) + 1 } }));
export const showEditor = (editing: boolean): void => useLessons.setState({ editing });
export function leaveLesson(): void {
  useLessons.setState({ place: undefined, editing: false });
  openPanel('inspector', true);
}
export const markDone = (id: string): void => useLessons.setState((s) => (s.done.includes(id) ? s : { done: [...s.done, id] }));

/** What was kept, as far as it makes sense. */
export function restored(text: string | null): Pick<LessonsState, 'place' | 'done'> {
  let kept: unknown;
  try {
    kept = JSON.parse(text ?? 'null');
  } catch {
    // not ours, or of another time
  }
  if (!isObj(kept)) return { place: undefined, done: [] };
  const { place, done } = kept;
  const texts = Array.isArray(done) ? done.filter(isText) : [];
  return { place: readPlace(place), done: texts };
}

/** A place from the browser's storage or a link: undefined where it makes no sense. */
export function readPlace(place: unknown): LessonPlace | undefined {
  if (!isObj(place) || !isText(place.id) || !LESSON_ID.test(place.id) || ![place.begin, place.inputs, place.last].every((n) => Number.isSafeInteger(n) && (n as number) >= 0)) return undefined;
  const entries = <T>(value: unknown, fits: (v: unknown) => v is T): Record<string, T> => (isObj(value) ? (Object.fromEntries(Object.entries(value).filter(([, v]) => fits(v))) as Record<string, T>) : {});
  return {
    id: place.id,
    begin: place.begin as number,
    inputs: place.inputs as number,
    last: place.last as number,
    guesses: entries(place.guesses, isText),
    hints: entries(place.hints, (v): v is number => Number.isSafeInteger(v)),
  };
}
