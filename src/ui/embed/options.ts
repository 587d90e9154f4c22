// What the address of an embedded page asks for. It comes from anybody: each part is one of a few words, or is not there.

import type { Theme } from '../tokens/tokens.ts';
import { isLanguage, type Language } from '../../locales/i18n.ts';

export const views = ['stage', 'timeline', 'record'] as const;
export const controlSets = ['none', 'basic', 'full'] as const;
const themes = ['light', 'dark', 'projector'] as const satisfies readonly Theme[];

export interface EmbedOptions {
  readonly view: (typeof views)[number];
  readonly controls: (typeof controlSets)[number];
  /** Undefined: as the reader has it. */
  readonly theme: (typeof themes)[number] | undefined;
  readonly autoplay: boolean;
}

/** Undefined where the page is not embedded. `search`: as in `location.search`. */
export function embedOptions(search: string): EmbedOptions | undefined {
  const query = new URLSearchParams(search);
  if (!query.has('embed')) return undefined;
  const one = <V extends string>(name: string, values: readonly V[]): V | undefined => values.find((value) => value === query.get(name));
  return {
    view: one('view', views) ?? 'stage',
    controls: one('controls', controlSets) ?? 'basic',
    theme: one('theme', themes),
    autoplay: query.get('autoplay') === '1' || query.get('autoplay') === 'true',
  };
}

export interface EmbedCode extends Pick<EmbedOptions, 'view' | 'controls' | 'theme'> {
  /** The page, without search and fragment. */
  readonly page: string;
  /** `#v1=…` */
  readonly fragment: string;
  readonly language: Language;
  readonly title: string;
}

/** The frame as HTML. */
export function embedCode({ page, fragment, view, controls, theme, language, title }: EmbedCode): string {
  const query = new URLSearchParams({ view, controls, ...(theme ? { theme } : {}), ...(isLanguage(language) ? { lang: language } : {}) });
  return `<iframe src="${quoted(`${page}?embed&${query.toString()}${fragment}`)}" title="${quoted(title)}" width="960" height="640" loading="lazy" style="max-width:100%;border:1px solid #c9c6bc"></iframe>`;
}

const quoted = (text: string): string => text.replace(/&/g, '&amp;').replace(/"/g, '&quot;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
