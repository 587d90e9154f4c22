import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { en as earlyEn } from './en/index.ts';
import { detectLanguage, loadTranslate, slotNames, translator, type Key, type Messages } from './i18n.ts';
import { ko as earlyKo } from './ko/index.ts';
import { lateEn } from './late/en.ts';
import { lateKo } from './late/ko.ts';

const en = { ...earlyEn, ...lateEn };
const ko = { ...earlyKo, ...lateKo };

const catalogues: Readonly<Record<string, Messages>> = { en, ko };
const flat = (messages: Messages): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(messages).flatMap(([panel, texts]) => Object.entries(texts).map(([name, text]) => [`${panel}.${name}`, text as string])));

test('every language has every key, and nothing is empty', () => {
  const keys = Object.keys(flat(en)).sort();
  for (const [language, messages] of Object.entries(catalogues)) {
    expect(Object.keys(flat(messages)).sort(), language).toEqual(keys);
    for (const [key, text] of Object.entries(flat(messages))) expect(text.trim(), `${language} ${key}`).not.toBe('');
  }
});

test('the slots and tags of a text are the same in every language', () => {
  const tags = (text: string): readonly string[] => [...text.matchAll(/<(\w+)>/g)].map((m) => m[1] as string).sort();
  const korean = flat(ko);
  for (const [key, text] of Object.entries(flat(en))) {
    expect(slotNames(korean[key] as string), key).toEqual(slotNames(text));
    expect(tags(korean[key] as string), key).toEqual(tags(text));
  }
});

test('slots are well formed: no stray brace, two forms where forms are wanted, Korean particles only in Korean', () => {
  const particles = new Set(['이/가', '을/를', '은/는', '과/와', '으로/로', '이라/라', '이나/나', '이랑/랑', '이다/다', '이었다/였다']);
  for (const [language, messages] of Object.entries(catalogues)) {
    for (const [key, text] of Object.entries(flat(messages))) {
      const where = `${language} ${key}: ${text}`;
      expect(text.replace(/\{\w+(?:[#|~][^{}]*)?\}/g, ''), where).not.toMatch(/[{}]/);
      for (const [, mode, forms = ''] of text.matchAll(/\{\w+([#|~])([^{}]*)\}/g)) {
        if (mode === '#') expect(forms.split('/').length, where).toBe(2);
        else expect(language === 'ko' && particles.has(forms), `${where}: particle ${forms}`).toBe(true);
      }
    }
  }
});

test('Korean keeps to the official spelling and style', () => {
  const banned: readonly (readonly [RegExp, string])[] = [
    [/포드|팟(?!캐)/, '파드'],
    [/디플로이먼트를 배포되/, '디플로이먼트를 배포하다'],
    [/(되어|보여|쓰여|잊혀|불려|나뉘어|놓여|담겨|열려|닫혀)[지진질져졌]/, 'a single passive (-되다, -이다)'],
    [/습니다|세요|십시오|해요/, 'plain declarative: …한다, …하자'],
    [/컨테이너들|파드들|노드들/, 'no plural -들'],
    [/쿠버네티즈|쿠버네테스/, '쿠버네티스'],
    [/대쉬|메세지|컨트롤로/, '대시, 메시지'],
    [/ (을|를|가|은|는)[ ,.]/, 'a particle is written onto its word'],
    [/\(이\)가|을\(를\)|은\(는\)|\(으\)로/, 'let the code choose: {name|이/가}'],
  ];
  for (const [key, text] of Object.entries(flat(ko))) for (const [pattern, remedy] of banned) expect(pattern.test(text), `ko ${key}: “${text}” → ${remedy}`).toBe(false);
});

test('every file of texts is in the list of its language', () => {
  for (const [language, messages] of Object.entries(catalogues)) {
    const files = [language, `late/${language}`].flatMap((folder) => readdirSync(resolve(import.meta.dirname, folder))).map((name) => name.replace(/\.ts$/, ''));
    expect(files.filter((name) => name !== 'index').sort(), `src/locales/${language}`).toEqual(Object.keys(messages).sort());
  }
});

test('values, plurals, particles and tags are filled in', () => {
  const messages = {
    demo: {
      plural: '{n} {n#Pod/Pods}',
      particle: '{name|이/가} {other|을/를} 이긴다',
      tagged: '<mark>{actor}</mark>{actor~이/가} {n}개를 <verb>POST</verb>한다',
    },
  } as unknown as Messages;
  const t = translator('ko', messages) as unknown as { (key: string, params: object): string; parts(key: string, params: object): unknown };
  expect(t('demo.plural', { n: 1 })).toBe('1 Pod');
  expect(t('demo.plural', { n: 1248 })).toBe('1,248 Pods');
  expect(t('demo.particle', { name: 'node-2', other: 'node-1' })).toBe('node-2가 node-1을 이긴다');
  expect(t.parts('demo.tagged', { actor: '레플리카셋 <3>', n: 3 })).toEqual([
    { tag: 'mark', text: '레플리카셋 <3>' },
    { tag: null, text: '이 3개를 ' },
    { tag: 'verb', text: 'POST' },
    { tag: null, text: '한다' },
  ]);
  expect(() => t('demo.plural', {})).toThrow('the text demo.plural wants n');
  expect(() => t('demo.nothing', {})).toThrow('no text demo.nothing');
});

test('the link decides on the language, then the earlier choice, then the browser', () => {
  expect(detectLanguage({ query: '?lang=ko', stored: 'en', preferred: ['en-GB'] })).toBe('ko');
  expect(detectLanguage({ query: '?lang=xx', stored: 'ko', preferred: ['en'] })).toBe('ko');
  expect(detectLanguage({ preferred: ['fr-FR', 'ko-KR', 'en'] })).toBe('ko');
  expect(detectLanguage({ preferred: ['fr-FR'] })).toBe('en');
  expect(detectLanguage({})).toBe('en');
});

test('a language is loaded on demand', async () => {
  const t = await loadTranslate('ko');
  expect(t('frame.faults')).toBe('장애 주입');
  expect(t('frame.seed', { seed: '42' })).toBe('seed 42');
});

// What must not compile; tsc checks these lines.
export async function typeErrors(): Promise<void> {
  const t = await loadTranslate('en');
  t('frame.faults');
  t('frame.seed', { seed: 42 });
  // @ts-expect-error a key that is not there
  t('frame.nothing');
  // @ts-expect-error a missing parameter
  t('frame.seed');
  // @ts-expect-error a misspelt parameter
  t('frame.seed', { sead: 42 });
  // @ts-expect-error a parameter too many
  t('frame.faults', { seed: 42 });
  // @ts-expect-error half of the keys of a panel
  const half: Messages['frame'] = { faults: '장애 주입' };
  void half;
  const key: Key = 'controls.close';
  void key;
}
