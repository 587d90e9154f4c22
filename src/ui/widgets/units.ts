// Design pixels and CSS pixels. One design pixel is one CSS pixel at UI scale 100 % and the browser's usual text size.

import { useSyncExternalStore } from 'react';
import { frameSize } from '../tokens/tokens.ts';

/** CSS pixels per design pixel, now. Canvases and pointer arithmetic multiply or divide by it. */
export function designPixel(): number {
  return parseFloat(getComputedStyle(document.documentElement).fontSize) / 16;
}

function subscribe(changed: () => void): () => void {
  addEventListener('resize', changed);
  const watcher = new MutationObserver(changed);
  watcher.observe(document.documentElement, { attributeFilter: ['style'] });
  return () => {
    removeEventListener('resize', changed);
    watcher.disconnect();
  };
}

/** The same, for components: renders again when the UI scale changes. */
export function useDesignPixel(): number {
  return useSyncExternalStore(subscribe, designPixel);
}

/** Is the page one column with five tabs? Counts design pixels, so a large UI scale makes a wide window narrow. */
export function useNarrow(): boolean {
  return useSyncExternalStore(subscribe, () => innerWidth / designPixel() < frameSize.narrowBelow);
}
