// Opens the folder of a node: from its box, from the inspector, or of the first node from the palette.

import { create } from 'zustand';
import { openSheet } from '../app/sheets.ts';

/** Whose folder is open; '' for the control plane's. */
export const useFolder = create<{ readonly node: string }>()(() => ({ node: '' }));

export function openStaticPods(node = ''): void {
  useFolder.setState({ node });
  openSheet('staticPods');
}
