// What the reader has chosen for the page itself: language, theme, size. Kept in localStorage; public/boot.js applies theme
// and size before the first paint and must agree with this file (preferences.test.ts).

import { useSyncExternalStore } from 'react';
import { createStore } from 'zustand/vanilla';
import { must } from '../../base/assert.ts';
import { loadTranslate, type Language, type Translate } from '../../locales/i18n.ts';
import { themes, type Theme } from '../tokens/tokens.ts';
import { recall, storageKeys, store } from './storage.ts';

export type ThemeChoice = Theme | 'system';
export const SMALLEST_SCALE = 1;
export const LARGEST_SCALE = 2.5;

export interface Preferences {
  readonly translate: Translate | null;
  readonly theme: ThemeChoice;
  /** For as long as something else decides, as presenting does. */
  readonly forcedTheme: Theme | null;
  /** 1 to 2.5; multiplies everything. */
  readonly scale: number;
  /** Likewise for as long as something else decides. */
  readonly forcedScale: number | null;
}

export const preferences = createStore<Preferences>(() => ({ translate: null, theme: 'system', forcedTheme: null, scale: 1, forcedScale: null }));

/** One value of them; `select` must not build a new object. Tests that render to text see the present state too. */
export function usePreference<T>(select: (p: Preferences) => T): T {
  const now = (): T => select(preferences.getState());
  return useSyncExternalStore(preferences.subscribe, now, now);
}

/** The texts in the reader's language: `const t = useT(); t('frame.search')`. */
export function useT(): Translate {
  return must(
    usePreference((p) => p.translate),
    'the language (startPreferences comes before the first render)',
  );
}

/** Reads what was chosen before and keeps page and storage in step from then on. */
export function startPreferences(translate: Translate): void {
  preferences.setState({ translate, ...readStored() });
  applyToPage(preferences.getState());
  preferences.subscribe(applyToPage);
  // Dusk falls: who draws in the colours of the theme (the editor, the terminal) is told.
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => preferences.setState({}));
  // Another window of the same reader may have changed its mind.
  window.addEventListener('storage', (e) => {
    if (e.key === storageKeys.theme || e.key === storageKeys.scale) preferences.setState(readStored());
  });
}

export async function setLanguage(language: Language): Promise<void> {
  const translate = await loadTranslate(language);
  store(storageKeys.language, language);
  preferences.setState({ translate });
}

export function setTheme(theme: ThemeChoice): void {
  store(storageKeys.theme, theme === 'system' ? null : theme);
  preferences.setState({ theme });
}

export function forceTheme(forcedTheme: Theme | null): void {
  preferences.setState({ forcedTheme });
}

export function forceScale(forcedScale: number | null): void {
  preferences.setState({ forcedScale });
}

export function setScale(scale: number): void {
  const kept = Math.min(LARGEST_SCALE, Math.max(SMALLEST_SCALE, Math.round(scale * 100) / 100));
  store(storageKeys.scale, kept === 1 ? null : String(kept));
  preferences.setState({ scale: kept });
}

/** The theme that is on screen now, the system's where nothing was chosen. */
export function shownTheme({ theme, forcedTheme }: Pick<Preferences, 'theme' | 'forcedTheme'>): Theme {
  if (forcedTheme) return forcedTheme;
  if (theme !== 'system') return theme;
  return matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
}

function readStored(): Pick<Preferences, 'theme' | 'scale'> {
  const theme = recall(storageKeys.theme);
  const scale = Number(recall(storageKeys.scale));
  return {
    theme: themes.find((known) => known === theme) ?? 'system',
    scale: scale >= SMALLEST_SCALE && scale <= LARGEST_SCALE ? scale : 1,
  };
}

function applyToPage({ translate, theme, forcedTheme, scale: chosen, forcedScale }: Preferences): void {
  const scale = forcedScale ?? chosen;
  const root = document.documentElement;
  if (translate) root.lang = translate.language;
  const shown = forcedTheme ?? (theme === 'system' ? null : theme);
  if (shown) root.dataset.theme = shown;
  else delete root.dataset.theme;
  if (scale === 1) root.style.removeProperty('--ui');
  else root.style.setProperty('--ui', String(scale));
}
