// What this page keeps in the browser for its reader, outside any session. public/boot.js reads two of these keys.

export const storageKeys = { language: 'kubestage.language', theme: 'kubestage.theme', scale: 'kubestage.scale', layout: 'kubestage.layout', history: 'kubestage.history', lessons: 'kubestage.lessons' } as const;
export type StorageKey = (typeof storageKeys)[keyof typeof storageKeys];

/** Storage may be forbidden (private windows, embeds); then choices last as long as the page. */
export function recall(key: StorageKey): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

export function store(key: StorageKey, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, value);
  } catch {
    // see recall
  }
}
