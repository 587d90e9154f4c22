// The keys in front of a room: those of slide remotes (PageUp, PageDown, `.`, F5, Esc) and a few letters. By physical key,
// like the page's own, which are off meanwhile.

import { chordOf } from '../app/keys.ts';
import { commandNamed } from '../app/commands.ts';
import { useZoom, zoomOut } from '../app/zoom.ts';
import { player } from '../app/session.ts';
import { ask, back, enter, forward, openNotes, toggleFullScreen, toggleZoom } from './acts.ts';
import { leave, usePresenting } from './presenting.ts';

const toggle = (what: 'black' | 'laser') => (): void => usePresenting.setState((s) => ({ [what]: !s[what] }));

const KEYS: Readonly<Record<string, () => void>> = {
  PageDown: () => void forward(),
  PageUp: () => void back(),
  KeyB: toggle('black'),
  Period: toggle('black'),
  KeyK: toggle('laser'),
  KeyZ: toggleZoom,
  KeyQ: () => void ask(),
  KeyN: () => openNotes(),
  KeyF: () => toggleFullScreen(),
  F5: () => toggleFullScreen(),
  KeyL: () => commandNamed('language').run(),
  Space: () => player().toggle(),
  ArrowRight: () => void player().step(1),
  ArrowLeft: () => void player().step(-1),
  'Shift ArrowRight': () => void player().step(1, 'milestone'),
  'Shift ArrowLeft': () => void player().step(-1, 'milestone'),
  Home: () => player().toStart(),
  End: () => player().toLatest(),
  Enter: () => enter(),
  KeyP: leave,
  // One level out at a time.
  Escape: () => (usePresenting.getState().black ? toggle('black')() : useZoom.getState().box !== '' ? zoomOut() : leave()),
};

export function startPresenterKeys(): () => void {
  const onKeyDown = (e: KeyboardEvent): void => {
    if (e.defaultPrevented || e.isComposing) return;
    const chord = chordOf(e);
    const run = chord === undefined ? undefined : KEYS[chord];
    if (!run || (e.repeat && !/Arrow/.test(e.code))) return;
    // Enter and Space press the button under the focus; but whoever has just counted hands reveals with Enter.
    if ((chord === 'Enter' || chord === 'Space') && e.target instanceof Element && e.target.closest(chord === 'Enter' ? 'button:not(.ks-present-hands *)' : 'button')) return;
    e.preventDefault();
    run();
  };
  window.addEventListener('keydown', onKeyDown);
  return () => window.removeEventListener('keydown', onKeyDown);
}
