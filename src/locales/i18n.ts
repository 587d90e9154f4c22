// The texts of the page in every language, typed: a wrong key, a missing parameter or a key missing in Korean does not
// compile. Works without React and without a DOM (worker, tests, command line).
//
// A text may hold slots:
//   {name}            the value; numbers get thousands separators
//   {count#Pod/Pods}  the word for one / for more than one (the number itself is not printed)
//   {name|이/가}       the value and the Korean particle that fits its end
//   {name~이/가}       the particle alone, for where the value itself stands inside a tag
// and may mark parts with tags, <mark>…</mark>, which are not nested; what a tag looks like is the page's business.

import { assert } from '../base/assert.ts';
import type { en } from './en/index.ts';
import type { lateEn } from './late/en.ts';
import { formatCount } from './format.ts';
import { particleFor } from './particles.ts';

export const languages = [
  { id: 'en', name: 'English', short: 'EN' },
  { id: 'ko', name: '한국어', short: '한국어' },
] as const;
export type Language = (typeof languages)[number]['id'];

export const isLanguage = (value: unknown): value is Language => languages.some((l) => l.id === value);

// ---- types: English is the master, by panel and name ----

type Early = typeof en;
type English = Early & typeof lateEn;
export type Panel = keyof English & string;

/** What a translation of one panel must hold: every key, no other. */
export type Texts<P extends Panel> = { readonly [N in keyof English[P]]: string };
export type Messages = { readonly [P in keyof Early & string]: Texts<P> };
/** What comes with the code of a sheet, and not with the page. */
export type LateMessages = { readonly [P in keyof typeof lateEn & string]: Texts<P> };

/** `panel.name` */
export type Key = { [P in Panel]: `${P}.${keyof English[P] & string}` }[Panel];

type TextOf<K extends Key> = K extends `${infer P}.${infer N}` ? (P extends Panel ? (N extends keyof English[P] ? English[P][N] : never) : never) : never;
type NameOf<Slot extends string> = Slot extends `${infer N}#${string}` ? N : Slot extends `${infer N}|${string}` ? N : Slot extends `${infer N}~${string}` ? N : Slot;
type SlotsOf<T> = T extends `${string}{${infer Slot}}${infer Rest}` ? NameOf<Slot> | SlotsOf<Rest> : never;

export type Params<K extends Key> = { readonly [N in SlotsOf<TextOf<K>>]: string | number };
/** No second argument where a text has no slots. */
export type Args<K extends Key> = [SlotsOf<TextOf<K>>] extends [never] ? [] : [params: Params<K>];

/** A piece of a text: plain, or inside a tag. */
export interface TextPart {
  readonly tag: string | null;
  readonly text: string;
}

export interface Translate {
  <K extends Key>(key: K, ...args: Args<K>): string;
  /** The same text, cut at its tags. */
  parts<K extends Key>(key: K, ...args: Args<K>): readonly TextPart[];
  readonly language: Language;
}

// ---- translating ----

type AnyParams = Readonly<Record<string, string | number>>;

export function translator(language: Language, messages: Messages): Translate {
  const parts = (key: string, params: AnyParams = {}): readonly TextPart[] =>
    splitTags(lookUp(messages, language, key)).map((part) => ({ tag: part.tag, text: fill(part.text, params, key) }));
  const translate = (key: string, params?: AnyParams): string => parts(key, params).map((part) => part.text).join('');
  return Object.assign(translate, { parts, language }) as Translate;
}

let late: Readonly<Record<Language, Partial<LateMessages>>> = { en: {}, ko: {} };

/** Once a sheet's code is there, so are its texts. */
export function addTexts(messages: Readonly<Record<Language, Partial<LateMessages>>>): void {
  late = { en: { ...late.en, ...messages.en }, ko: { ...late.ko, ...messages.ko } };
}

type AnyMessages = Readonly<Record<string, Readonly<Record<string, string>>>>;

function lookUp(messages: Messages, language: Language, key: string): string {
  const dot = key.indexOf('.');
  const panel = key.slice(0, dot);
  const text = ((messages as AnyMessages)[panel] ?? (late[language] as AnyMessages)[panel])?.[key.slice(dot + 1)];
  assert(text !== undefined, `no text ${key}`);
  return text;
}

/** Tags are cut before values go in, so a value may hold `<`. */
function splitTags(text: string): readonly TextPart[] {
  const parts: TextPart[] = [];
  let at = 0;
  for (const m of text.matchAll(/<(\w+)>(.*?)<\/\1>/g)) {
    if (m.index > at) parts.push({ tag: null, text: text.slice(at, m.index) });
    parts.push({ tag: m[1] as string, text: m[2] as string });
    at = m.index + m[0].length;
  }
  if (at < text.length || parts.length === 0) parts.push({ tag: null, text: text.slice(at) });
  return parts;
}

const SLOT = /\{(\w+)(?:([#|~])([^{}]*))?\}/g;

function fill(text: string, params: AnyParams, key: string): string {
  return text.replace(SLOT, (_, name: string, mode: string | undefined, forms: string | undefined) => {
    const value = params[name];
    assert(value !== undefined, `the text ${key} wants ${name}`);
    const shown = typeof value === 'number' ? formatCount(value) : value;
    switch (mode) {
      case '#':
        return choose(forms as string, value);
      case '|':
        return shown + particleFor(shown, forms as string);
      case '~':
        return particleFor(shown, forms as string);
      default:
        return shown;
    }
  });
}

function choose(forms: string, value: string | number): string {
  const slash = forms.indexOf('/');
  return Number(value) === 1 ? forms.slice(0, slash) : forms.slice(slash + 1);
}

/** The pieces of a text that is not in the catalogue (the prose of a lesson), filled in likewise. */
export const textParts = (text: string, params: Readonly<Record<string, string | number>>): readonly TextPart[] => splitTags(text).map((part) => ({ tag: part.tag, text: fill(part.text, params, text) }));
export const fillText = (text: string, params: Readonly<Record<string, string | number>>): string => textParts(text, params).map((part) => part.text).join('');

/** The names of the slots of a text, sorted; for tests that compare languages. */
export function slotNames(text: string): readonly string[] {
  return [...new Set([...text.matchAll(SLOT)].map((m) => m[1] as string))].sort();
}

// ---- which language, and its texts ----

export interface LanguageHints {
  /** `location.search` */
  readonly query?: string;
  /** What the reader chose before. */
  readonly stored?: string | null;
  /** `navigator.languages` */
  readonly preferred?: readonly string[];
}

/** The link decides, then the earlier choice, then the browser, then English. */
export function detectLanguage({ query = '', stored = null, preferred = [] }: LanguageHints): Language {
  const wanted = [new URLSearchParams(query).get('lang'), stored, ...preferred];
  for (const tag of wanted) {
    const base = tag?.toLowerCase().split('-')[0];
    if (isLanguage(base)) return base;
  }
  return 'en';
}

const loaders: Readonly<Record<Language, () => Promise<Messages>>> = {
  en: async () => (await import('./en/index.ts')).en,
  ko: async () => (await import('./ko/index.ts')).ko,
};

/** Each language is a chunk of its own; nobody pays for two. */
export async function loadTranslate(language: Language): Promise<Translate> {
  return translator(language, await loaders[language]());
}
