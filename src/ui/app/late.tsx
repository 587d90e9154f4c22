// Panels that are drawn right after the first paint. Their code is asked for by index.html at the same time as the page's own
// (vite.config.ts), but runs only when the frame and the editor's text are on screen; until then a skeleton keeps the place.
// Not React.lazy: Suspense holds back what arrives within 300 ms of a fallback.

import { useState, useSyncExternalStore, type ComponentType, type ReactNode } from 'react';

interface Loading<P> {
  readonly view?: ComponentType<P>;
  readonly error?: Error;
}

let painted: () => void = () => undefined;
const firstPaint = new Promise<void>((resolve) => (painted = resolve));

/** Called when the frame has been put into the document: what is late may run after it has been painted. */
export function afterFirstPaint(): void {
  if (document.hidden) painted();
  else requestAnimationFrame(() => setTimeout(painted));
}

export function late<P extends object>(load: () => Promise<ComponentType<P>>, Skeleton: ComponentType): ComponentType<P> {
  let now: Loading<P> = {};
  const listeners = new Set<() => void>();
  const become = (next: Loading<P>): void => {
    now = next;
    for (const listener of listeners) listener();
  };
  const begin = (): void => void load().then((view) => become({ view }), (error: unknown) => become({ error: error instanceof Error ? error : new Error(String(error)) }));
  void firstPaint.then(begin);
  const subscribe = (listener: () => void): (() => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };
  const read = (): Loading<P> => now;
  return function Late(props: P): ReactNode {
    // Put in place anew after a failure: tried again.
    useState(() => {
      if (!now.error) return;
      now = {};
      begin();
    });
    const { view: View, error } = useSyncExternalStore(subscribe, read, read);
    if (error) throw error;
    return View ? <View {...props} /> : <Skeleton />;
  };
}
