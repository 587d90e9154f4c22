// Once the page is there and the line is idle, a copy of it is kept for when there is no network.

/** After the page has started; its own files come first. */
const AFTER_MS = 8_000;

export function keepForOffline(): void {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return;
  // Not kept is no harm: the page works as long as there is a network.
  setTimeout(() => void navigator.serviceWorker.register('./sw.js').catch(() => undefined), AFTER_MS);
}
