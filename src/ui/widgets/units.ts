// Design pixels and CSS pixels. One design pixel is one CSS pixel at UI scale 100 % and the browser's usual text size.

import { useSyncExternalStore } from 'react';
import { frameSize } from '../tokens/tokens.ts';

/** Looked up once: asking for it in the middle of a frame would make the browser lay out the page. */
let known: number | undefined;
let watching = false;
const listeners = new Set<() => void>();

function forget(): void {
  known = undefined;
  for (const listener of listeners) listener();
}

/** Whatever may change it: the window, the browser's own zoom, the UI scale (a style of the root). */
function watch(): void {
  if (watching) return;
  watching = true;
  addEventListener('resize', forget);
  document.addEventListener('visibilitychange', forget);
  new MutationObserver(forget).observe(document.documentElement, { attributeFilter: ['style'] });
}

/** CSS pixels per design pixel, now. Canvases and pointer arithmetic multiply or divide by it. */
export function designPixel(): number {
  watch();
  return (known ??= parseFloat(getComputedStyle(document.documentElement).fontSize) / 16);
}

function subscribe(changed: () => void): () => void {
  watch();
  listeners.add(changed);
  return () => listeners.delete(changed);
}

/** The same, for components: renders again when the UI scale changes. */
export function useDesignPixel(): number {
  return useSyncExternalStore(subscribe, designPixel);
}

/** Is the page one column with five tabs? Counts design pixels, so a large UI scale makes a wide window narrow. */
export function useNarrow(): boolean {
  return useSyncExternalStore(subscribe, () => innerWidth / designPixel() < frameSize.narrowBelow);
}

/** Is it so low that not all of one column fits, as on a phone on its side or at a very large scale? */
export function useShort(): boolean {
  return useSyncExternalStore(subscribe, () => innerHeight / designPixel() < frameSize.shortBelow);
}
