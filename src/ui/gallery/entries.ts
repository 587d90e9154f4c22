// What the gallery holds: stories, lessons and examples as one list that can be searched. Pure.

import { fit } from '../app/paletteEntries.ts';

export type Shelf = 'stories' | 'lessons' | 'examples';

export interface GalleryEntry {
  readonly id: string;
  readonly shelf: Shelf;
  readonly name: string;
  /** The question that it answers, or what it shows. */
  readonly asks: string;
  /** `5 min · basic`; '' for examples. */
  readonly facts: string;
  /** The track of a lesson; '' elsewhere. */
  readonly group: string;
  readonly run: () => void;
}

export const SHELVES: readonly Shelf[] = ['stories', 'lessons', 'examples'];

/** Those that hold every word, in their order. */
export const findEntries = (entries: readonly GalleryEntry[], query: string): readonly GalleryEntry[] => entries.filter(({ name, asks, facts, group }) => fit(`${name} ${asks} ${facts} ${group}`, query) !== undefined);
