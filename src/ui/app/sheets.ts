// Which sheet lies over the page. One at a time; each is a chunk of its own.

import { create } from 'zustand';

export type Sheet = 'share' | 'faults' | 'lessons' | 'compare' | 'staticPods' | 'gallery' | 'fidelity' | 'keys' | 'palette';

export const useSheet = create<{ readonly sheet: Sheet | undefined }>()(() => ({ sheet: undefined }));
export const openSheet = (sheet: Sheet): void => {
  early = '';
  useSheet.setState({ sheet });
};
export const closeSheet = (): void => useSheet.setState({ sheet: undefined });

let early = '';
/** What is typed on the way to the palette, before its field is there. */
export const typeAhead = (letter: string): void => void (early += letter);
export const typedAhead = (): string => early;
