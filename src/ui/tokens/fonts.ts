// Fonts come after the first paint: the list of Pretendard's 92 slices alone is larger than all the rest of our CSS.
// Until then, and offline without a cache, the system's fonts stand in.

let started: Promise<void> | undefined;

/** Resolves when the faces are declared and those used by the page so far have arrived; canvases draw their text again then. */
export function loadFonts(): Promise<void> {
  started ??= (async () => {
    await afterPaint();
    await import('./fonts.css');
    await document.fonts.ready;
  })();
  return started;
}

function afterPaint(): Promise<void> {
  return new Promise((resolve) => {
    // The second frame begins when the first one has been handed over; a hidden tab draws none.
    if (document.visibilityState === 'hidden') resolve();
    else requestAnimationFrame(() => requestAnimationFrame(() => resolve()));
  });
}
