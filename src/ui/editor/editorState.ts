// What the editor remembers besides the files: what is wrong with them, what was applied last, what was just deleted.

import { create } from 'zustand';
import type { LintedDocument, Problem } from '../../session/protocol.ts';
import type { EditorFile } from '../app/store.ts';

export interface Checked {
  /** The text that the places below count in. */
  readonly text: string;
  readonly problems: readonly Problem[];
  readonly documents: readonly LintedDocument[];
}

export interface EditorState {
  readonly checked: Readonly<Record<string, Checked>>;
  /** Why the last check could not be made: our own bug. */
  readonly failed: string | undefined;
  /** File → the text that was applied last from this page. */
  readonly applied: Readonly<Record<string, string>>;
  readonly removed: EditorFile | undefined;
  /** The text that a running `kubectl edit` waits for; it lies in a file of this name. */
  readonly editing: Editing | undefined;
  /** Grows with every wish to have the focus here. */
  readonly focus: number;
}

export interface Editing {
  readonly branch: number;
  /** The number of the command's input, and of its text among those it has asked for. */
  readonly input: number;
  readonly at: number;
  readonly file: string;
  /** As it was laid before the reader. */
  readonly text: string;
}

export const useEditor = create<EditorState>()(() => ({ checked: {}, failed: undefined, applied: {}, removed: undefined, editing: undefined, focus: 0 }));

export const focusEditor = (): void => useEditor.setState(({ focus }) => ({ focus: focus + 1 }));

export const NOT_CHECKED: Checked = { text: '', problems: [], documents: [] };
