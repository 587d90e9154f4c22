// The entry: kept tiny, so that the static shell of index.html is on screen while language and page arrive side by side.

import { detectLanguage, loadTranslate } from './locales/i18n.ts';
import { recall, storageKeys } from './ui/widgets/storage.ts';

async function start(): Promise<void> {
  const language = detectLanguage({ query: location.search, stored: recall(storageKeys.language), preferred: navigator.languages });
  const [translate, { mount }] = await Promise.all([loadTranslate(language), import('./ui/app/mount.tsx')]);
  mount(document.getElementById('root') as HTMLElement, translate);
}

start().catch((error: unknown) => {
  // Half a page is worse than a sentence: the shell has one for this, in both languages.
  document.getElementById('ks-failed')?.removeAttribute('hidden');
  throw error;
});
