// When Monaco comes: once the page has nothing more urgent to do; on slow or metered lines when somebody first goes into
// the text; never on touch screens, for which it is not made.

import type * as Monaco from './monaco.ts';

export type MonacoModule = typeof Monaco;

interface Connection {
  readonly saveData?: boolean;
  readonly effectiveType?: string;
}

/** A line on which nearly a megabyte should not come unasked. */
export function isFrugal(): boolean {
  const connection = (navigator as { readonly connection?: Connection }).connection;
  return connection?.saveData === true || /2g|3g/.test(connection?.effectiveType ?? '');
}

export const isTouch = (): boolean => matchMedia('(pointer: coarse)').matches;

let loading: Promise<MonacoModule> | undefined;
export const loadMonaco = (): Promise<MonacoModule> => (loading ??= import('./monaco.ts'));

/** Calls back when the page is loaded and idle; returns how to call it off. */
export function whenIdle(run: () => void): () => void {
  let off = false;
  let handle: number | undefined;
  const later = (): void => {
    if (off) return;
    if ('requestIdleCallback' in window) handle = requestIdleCallback(run, { timeout: 4000 });
    else setTimeout(() => !off && run(), 1500);
  };
  if (document.readyState === 'complete') later();
  else addEventListener('load', later, { once: true });
  return () => {
    off = true;
    removeEventListener('load', later);
    if (handle !== undefined) cancelIdleCallback(handle);
  };
}
