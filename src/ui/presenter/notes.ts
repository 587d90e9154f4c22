// What the window of the notes is told, and what it may ask for.

import type { Language } from '../../locales/i18n.ts';

export const NOTES_CHANNEL = 'kubestage-notes';

export type NotesKey = 'next' | 'back' | 'enter' | 'black';

export interface Notes {
  readonly what: 'notes';
  readonly language: Language;
  readonly title: string;
  readonly step: number;
  readonly of: number;
  readonly now: string;
  readonly next: string;
  /** What the next step gives the cluster. */
  readonly command: string;
  readonly question: string;
  readonly hands: string;
  readonly black: boolean;
  /** When the presentation began; real milliseconds. */
  readonly began: number;
}
