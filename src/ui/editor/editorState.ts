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
  readonly galleryOpen: boolean;
}

export const useEditor = create<EditorState>()(() => ({ checked: {}, failed: undefined, applied: {}, removed: undefined, galleryOpen: false }));

export const NOT_CHECKED: Checked = { text: '', problems: [], documents: [] };

/** Opens the gallery of examples; for the rail and the command palette. */
export const openGallery = (galleryOpen = true): void => useEditor.setState({ galleryOpen });
