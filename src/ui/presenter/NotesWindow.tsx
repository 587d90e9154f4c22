// The second window: what is said now, what comes, the clock, the question and its hands. It simulates nothing; a slide
// remote works here, too.

import { useEffect, useState, type ReactNode } from 'react';
import { setLanguage, useT } from '../widgets/preferences.ts';
import { NOTES_CHANNEL, type Notes, type NotesKey } from './notes.ts';
import '../widgets/lateTexts.ts';
import './notes.css';

const KEYS: Readonly<Record<string, NotesKey>> = { PageDown: 'next', PageUp: 'back', Enter: 'enter', Period: 'black', KeyB: 'black' };

export function NotesWindow(): ReactNode {
  const t = useT();
  const [notes, setNotes] = useState<Notes>();
  useEffect(() => {
    const channel = new BroadcastChannel(NOTES_CHANNEL);
    channel.onmessage = ({ data }: MessageEvent<unknown>) => {
      if (data === 'bye') setNotes(undefined);
      else if (isNotes(data)) {
        setNotes(data);
        if (document.documentElement.lang !== data.language) void setLanguage(data.language);
      }
    };
    channel.postMessage('hello');
    const onKey = (e: KeyboardEvent): void => {
      const key = KEYS[e.code];
      if (!key) return;
      e.preventDefault();
      channel.postMessage(key);
    };
    addEventListener('keydown', onKey);
    return () => {
      removeEventListener('keydown', onKey);
      channel.close();
    };
  }, []);
  useEffect(() => {
    document.title = `${t('presenter.notes')} · KubeStage`;
  }, [t]);
  if (!notes) return <main className="ks-notes"><p className="ks-notes-now">{t('presenter.notesWaiting')}</p></main>;
  return (
    <main className="ks-notes">
      <header>
        <b>{notes.title}</b>
        <span>{t('presenter.step', { n: notes.step, of: notes.of })}</span>
        {notes.black && <span>{t('presenter.black')}</span>}
        <span className="ks-fill" />
        <Elapsed began={notes.began} />
      </header>
      <h2>{t('presenter.notesNow')}</h2>
      <p className="ks-notes-now">{notes.now}</p>
      {notes.question !== '' && (
        <>
          <h2>{t('presenter.notesQuestion')}</h2>
          <p>{notes.question}</p>
          <p className="ks-mono ks-notes-hands">{notes.hands}</p>
        </>
      )}
      <h2>{t('presenter.notesNext')}</h2>
      <p>{notes.next || t('presenter.notesEnd')}</p>
      {notes.command !== '' && <p className="ks-mono">{notes.command}</p>}
    </main>
  );
}

function Elapsed({ began }: { readonly began: number }): ReactNode {
  const t = useT();
  const [now, setNow] = useState(began);
  useEffect(() => {
    const look = (): void => setNow(Date.now());
    const timer = setInterval(look, 1000);
    return () => clearInterval(timer);
  }, []);
  const seconds = Math.max(0, Math.floor((now - began) / 1000));
  return (
    <span className="ks-mono" role="timer" aria-label={t('presenter.notesClock')}>
      {Math.floor(seconds / 60)}:{String(seconds % 60).padStart(2, '0')}
    </span>
  );
}

const isNotes = (data: unknown): data is Notes => typeof data === 'object' && data !== null && (data as { readonly what?: unknown }).what === 'notes';
