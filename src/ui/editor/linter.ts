// Asks the session what is wrong with the file that is shown: a moment after the last key, and again whenever a command
// of ours has ended or another branch is looked at, since the answer depends on what the cluster holds.

import { useEffect } from 'react';
import type { SimClient } from '../app/simClient.ts';
import { shownBranch, useApp } from '../app/store.ts';
import { applyLog } from './applied.ts';
import { useEditor } from './editorState.ts';

const TYPING_MS = 300;

export type Asker = Pick<SimClient, 'ask'>;

interface Wanted {
  readonly branch: number;
  readonly file: string;
  readonly text: string;
  /** How many applies have ended: with each the cluster may be another. */
  readonly ended: number;
}

function wanted(): Wanted | undefined {
  const state = useApp.getState();
  const branch = shownBranch(state);
  const file = state.files.find((f) => f.name === state.file);
  if (!branch || branch.origin === undefined || branch.halted || !file) return undefined;
  // What kubectl edit asks about is looked at by kubectl edit.
  if (useEditor.getState().editing?.file === file.name) return undefined;
  return { branch: branch.id, file: file.name, text: file.text, ended: applyLog(branch.mirror).ended };
}

export function useLinter(client: Asker): void {
  useEffect(() => {
    const linter = new Linter(client);
    const stop = useApp.subscribe(() => linter.look());
    linter.look();
    return () => {
      stop();
      linter.stop();
    };
  }, [client]);
}

class Linter {
  private readonly client: Asker;
  private last: Wanted | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private asking = false;
  private again = false;
  private stopped = false;

  constructor(client: Asker) {
    this.client = client;
  }

  look(): void {
    const now = wanted();
    const { last } = this;
    if (!now || (last && now.branch === last.branch && now.file === last.file && now.text === last.text && now.ended === last.ended)) return;
    const typed = last?.file === now.file && last.text !== now.text;
    this.last = now;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), typed ? TYPING_MS : 0);
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  private ask(): void {
    if (this.asking) {
      this.again = true;
      return;
    }
    const now = this.last;
    if (!now || this.stopped) return;
    this.asking = true;
    const { branch, file, text } = now;
    this.client.ask(branch, { ask: 'lint', text, file }).then(
      ({ problems, documents }) => this.done(() => useEditor.setState(({ checked }) => ({ failed: undefined, checked: { ...checked, [file]: { text, problems, documents } } }))),
      (error: unknown) => this.done(() => useEditor.setState({ failed: error instanceof Error ? error.message : String(error) })),
    );
  }

  private done(tell: () => void): void {
    this.asking = false;
    if (this.stopped) return;
    tell();
    if (!this.again) return;
    this.again = false;
    this.ask();
  }
}
