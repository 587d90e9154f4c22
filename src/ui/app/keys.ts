// The keys of the page, by their place on the keyboard: off while somebody types or an input method puts a word together,
// and wherever a control under the focus wants the key for itself.

import { commandOfKey } from './commands.ts';
import { usePresenting } from '../presenter/presenting.ts';
import { typeAhead, useSheet } from './sheets.ts';

/** `Ctrl Shift Enter`; ⌘ counts as Ctrl. */
export function chordOf(e: Pick<KeyboardEvent, 'code' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey'>): string | undefined {
  if (e.altKey) return undefined;
  const code = e.code === 'NumpadEnter' ? 'Enter' : e.code;
  return [...(e.ctrlKey || e.metaKey ? ['Ctrl'] : []), ...(e.shiftKey ? ['Shift'] : []), code].join(' ');
}

/** As it is printed on the keys: `Shift →`, `?`. */
export function shownKey(chord: string): string {
  if (chord === 'Shift Slash') return '?';
  return chord
    .split(' ')
    .map((part) => SHOWN[part] ?? part.replace(/^(?:Key|Digit)/, ''))
    .join(' ');
}

const SHOWN: Readonly<Record<string, string>> = { ArrowLeft: 'Left', ArrowRight: 'Right', ArrowUp: 'Up', ArrowDown: 'Down', Period: '.', Comma: ',', Slash: '/', Escape: 'Esc' };

/** Where letters go into a text. */
const TYPES = 'input:not([type=checkbox], [type=radio], [type=button], [type=range]), textarea, select, [contenteditable=true], [contenteditable=""]';
/** What Space and Enter press. */
const PRESSES = 'button, a[href], summary, [role=button], [role=tab], [role=menuitem], [role=option], [role=switch]';
/** What the arrow keys, Home and End move in. */
const MOVES = '[role=tablist], [role=radiogroup], [role=slider], [role=menu], [role=separator], [role=listbox], [role=tree], [role=grid], [type=range], [type=radio]';

/** Does the control under the focus want this key? */
function belongsTo(target: Element, e: KeyboardEvent): boolean {
  if (target.closest(TYPES)) return true;
  if (e.ctrlKey || e.metaKey) return false;
  if ((e.code === 'Space' || e.code === 'Enter') && target.closest(PRESSES)) return true;
  return /^(?:Arrow|Home|End|Page)/.test(e.code) && target.closest(MOVES) !== null;
}

/** Something lies over the page, or is about to, and has the keyboard. */
const covered = (): boolean => usePresenting.getState().on || useSheet.getState().sheet !== undefined || document.querySelector('dialog[open], [popover]:popover-open:not(.ks-tooltip)') !== null;

function onKeyDown(e: KeyboardEvent): void {
  if (e.defaultPrevented || e.isComposing || e.keyCode === 229) return;
  if (useSheet.getState().sheet === 'palette' && document.querySelector('dialog[open]') === null && e.key.length === 1 && !e.ctrlKey && !e.metaKey) {
    e.preventDefault();
    typeAhead(e.key);
    return;
  }
  const chord = chordOf(e);
  const command = chord === undefined ? undefined : commandOfKey(chord);
  if (!command || (e.repeat && !/Arrow|Period|Comma/.test(e.code))) return;
  const target = e.target instanceof Element ? e.target : document.body;
  if (belongsTo(target, e) || covered()) return;
  e.preventDefault();
  if (command.enabled?.() ?? true) command.run();
}

/** Listens for as long as the page is there; returns how to stop. */
export function startKeys(): () => void {
  window.addEventListener('keydown', onKeyDown);
  return () => window.removeEventListener('keydown', onKeyDown);
}
