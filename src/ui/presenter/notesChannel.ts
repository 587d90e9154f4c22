// From the presenter's window to that of the notes, and the remote's keys back: one channel of the browser, same origin only.

import { sentenceText } from '../caption/captionText.ts';
import { narration } from '../caption/narration.ts';
import { shownBranch, useApp } from '../app/store.ts';
import { preferences } from '../widgets/preferences.ts';
import { currentMilestone } from '../../trace/captions.ts';
import { back, enter, forward } from './acts.ts';
import { usePresenting } from './presenting.ts';
import { localText } from './script.ts';
import { NOTES_CHANNEL, type Notes, type NotesKey } from './notes.ts';

const ACTS: Readonly<Record<NotesKey, () => void>> = {
  next: () => void forward(),
  back: () => void back(),
  enter,
  black: () => usePresenting.setState((s) => ({ black: !s.black })),
};

function notesNow(began: number): Notes | undefined {
  const t = preferences.getState().translate;
  if (!t) return undefined;
  const state = useApp.getState();
  const { script, step, question, black } = usePresenting.getState();
  const branch = shownBranch(state);
  const told = narration(state);
  const own = script?.steps[step];
  const next = script?.steps[step + 1];
  return {
    what: 'notes',
    language: t.language,
    title: (script && localText(script.title, t.language)) || state.title,
    step: script ? Math.max(0, step + 1) : branch ? currentMilestone(branch.boundaries.milestones, state.playhead) : 0,
    of: script ? script.steps.length : (branch?.boundaries.milestones.list.length ?? 0),
    now: (own && localText(own.narration, t.language)) || (told ? sentenceText(t, told.caption) : ''),
    next: script ? (next ? localText(next.narration, t.language) : '') : told?.next ? sentenceText(t, told.next) : '',
    command: next?.command ?? next?.manifest?.file ?? '',
    question: question ? question.text || t('presenter.which') : '',
    hands: question ? question.options.map((o) => `${o.letter} ${question.hands[o.letter] ?? 0}`).join('   ') : '',
    black,
    began,
  };
}

/** Tells whoever listens, now and whenever something changes; returns how to stop. */
export function startNotes(): () => void {
  if (typeof BroadcastChannel === 'undefined') return () => undefined;
  const channel = new BroadcastChannel(NOTES_CHANNEL);
  const began = Date.now();
  let last = '';
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tell = (again = false): void => {
    timer = undefined;
    const notes = notesNow(began);
    const text = JSON.stringify(notes);
    if (!notes || (text === last && !again)) return;
    last = text;
    channel.postMessage(notes);
  };
  const soon = (): void => {
    timer ??= setTimeout(tell, 150);
  };
  channel.onmessage = ({ data }: MessageEvent<unknown>) => {
    if (data === 'hello') tell(true);
    else if (typeof data === 'string' && Object.hasOwn(ACTS, data)) ACTS[data as NotesKey]();
  };
  const stops = [useApp.subscribe(soon), usePresenting.subscribe(soon), preferences.subscribe(soon)];
  tell();
  return () => {
    clearTimeout(timer);
    stops.forEach((stop) => stop());
    channel.postMessage('bye');
    channel.close();
  };
}
