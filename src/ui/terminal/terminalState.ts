// What the rest of the page may know of the terminal and ask of it: what runs in it, its lines of before, a line to run.

import { create } from 'zustand';
import { openPanel, showView } from '../app/frameLayout.ts';
import { useApp } from '../app/store.ts';
import { recall, storageKeys, store } from '../widgets/storage.ts';

export interface TerminalState {
  /** The command that has the terminal, at the playhead. */
  readonly running: string;
  /** It reads what is typed. */
  readonly reads: boolean;
  /** A command waits for a text that is in the editor. */
  readonly editing: boolean;
  /** Lines that were asked for from outside and are not run yet. */
  readonly wanted: readonly string[];
  /** Grows with every wish to have the focus here. */
  readonly focus: number;
  /** Grows with every wish to end what runs. */
  readonly interrupts: number;
}

export const useTerminal = create<TerminalState>()(() => ({ running: '', reads: false, editing: false, wanted: [], focus: 0, interrupts: 0 }));

/** Shows the terminal and puts the caret there. */
export function focusTerminal(): void {
  openPanel('dock', true);
  showView('dock');
  useApp.setState({ dockTab: 'terminal' });
  useTerminal.setState(({ focus }) => ({ focus: focus + 1 }));
}

/** Runs a line as if it had been typed. */
export function runInTerminal(line: string): void {
  openPanel('dock', true);
  useApp.setState({ dockTab: 'terminal' });
  useTerminal.setState(({ wanted }) => ({ wanted: [...wanted, line] }));
}

export const interruptTerminal = (): void => useTerminal.setState(({ interrupts }) => ({ interrupts: interrupts + 1 }));

// ---- history ----

const MOST = 300;

/** Lines of before, oldest first; they outlast the page. */
export function readHistory(): readonly string[] {
  try {
    const kept: unknown = JSON.parse(recall(storageKeys.history) ?? '[]');
    return Array.isArray(kept) ? kept.filter((line) => typeof line === 'string') : [];
  } catch {
    return []; // not ours, or of another time
  }
}

export function remembered(history: readonly string[], line: string): readonly string[] {
  const next = history[history.length - 1] === line ? history : [...history, line].slice(-MOST);
  store(storageKeys.history, JSON.stringify(next));
  return next;
}
