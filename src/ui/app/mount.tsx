// Puts the page into the document.

import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import type { Translate } from '../../locales/i18n.ts';
import { loadFonts } from '../tokens/fonts.ts';
import { startPreferences } from '../widgets/preferences.ts';
import { App } from './App.tsx';
import { keepForOffline } from './offline.ts';
import { start } from './start.ts';
import '../tokens/tokens.css';
import '../tokens/base.css';

export function mount(root: HTMLElement, translate: Translate): void {
  startPreferences(translate);
  if (new URLSearchParams(location.search).has('notes')) {
    void import('../presenter/NotesWindow.tsx').then(({ NotesWindow }) => createRoot(root).render(<NotesWindow />));
    void loadFonts();
    return;
  }
  if (new URLSearchParams(location.search).has('embed')) {
    void Promise.all([import('../embed/Embed.tsx'), import('../embed/options.ts')]).then(([{ Embed }, { embedOptions }]) => {
      const options = embedOptions(location.search);
      if (options) createRoot(root).render(<Embed options={options} />);
    });
    void loadFonts();
    return;
  }
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
  void start();
  void loadFonts();
  keepForOffline();
}
