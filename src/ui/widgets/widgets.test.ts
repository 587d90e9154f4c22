import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { runInNewContext } from 'node:vm';
import { Play } from 'lucide-react';
import { createElement, type ReactElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import { loadTranslate } from '../../locales/i18n.ts';
import { IconButton } from './Button.tsx';
import { keyLabel } from './keyLabel.ts';
import { Milestone } from './Milestone.tsx';
import { nameParts, ObjectName, shortName } from './ObjectName.tsx';
import { place } from './place.ts';
import { preferences } from './preferences.ts';
import { RevisionChip } from './RevisionChip.tsx';
import { rove } from './rove.ts';
import { fractionOf, nextStop, snap, valueAt } from './sliderScale.ts';
import { StatusPill } from './StatusPill.tsx';
import { storageKeys } from './storage.ts';
import { Tabs } from './Tabs.tsx';
import { drawParts } from './Text.tsx';

test('arrows rove along their axis and wrap around', () => {
  expect(rove('ArrowRight', 2, 3, 'row')).toBe(0);
  expect(rove('ArrowLeft', 0, 3, 'row')).toBe(2);
  expect(rove('ArrowDown', 0, 3, 'row')).toBe(null);
  expect(rove('ArrowDown', 0, 3, 'both')).toBe(1);
  expect(rove('ArrowUp', -1, 3, 'column')).toBe(2);
  expect(rove('End', 0, 3, 'row')).toBe(2);
  expect(rove('ArrowRight', -1, 0, 'row')).toBe(null);
});

test('a popover goes where it is wanted, or opposite, and stays inside', () => {
  const room = { width: 1000, height: 600 };
  const size = { width: 200, height: 100 };
  const button = { x: 100, y: 50, width: 80, height: 28 };
  expect(place(button, size, room)).toEqual({ x: 100, y: 82, side: 'below' });
  expect(place({ ...button, y: 560 }, size, room)).toEqual({ x: 100, y: 456, side: 'above' });
  expect(place({ ...button, x: 950 }, size, room, { align: 'end' })).toEqual({ x: 792, y: 82, side: 'below' });
  expect(place(button, size, room, { side: 'left' })).toEqual({ x: 184, y: 50, side: 'right' });
});

test('a logarithmic slider gives every decade the same way', () => {
  const range = { min: 0.001, max: 10, scale: 'log' } as const;
  expect([0.001, 0.01, 0.1, 1, 10].map((v) => Math.round(fractionOf(v, range) * 100))).toEqual([0, 25, 50, 75, 100]);
  expect(valueAt(0.5, range)).toBeCloseTo(0.1, 10);
  const stops = [0.001, 0.01, 0.1, 1, 10];
  expect(nextStop(0.05, stops, 1, range)).toBe(0.1);
  expect(nextStop(0.1, stops, -1, range)).toBe(0.01);
  expect(nextStop(10, stops, 1, range)).toBe(10);
  expect(snap(0.105, stops, range)).toBe(0.1);
  expect(snap(0.2, stops, range)).toBe(0.2);
});

test('generated names keep their last five letters, chosen ones all of them', () => {
  expect(nameParts('nginx-deployment-6f7c8d9b5-x2k4q')).toEqual({ owner: 'nginx-deployment', suffix: 'x2k4q' });
  expect(nameParts('report-h4vrd')).toEqual({ owner: 'report', suffix: 'h4vrd' });
  expect(shortName('coredns-7d8f9c6b54-q2m8v')).toBe('…q2m8v');
  for (const name of ['redis-0', 'node-2', 'nginx-proxy', 'web']) expect(shortName(name)).toBe(name);
});

test('chords are written for the keyboard at hand', () => {
  expect(keyLabel('Ctrl Shift Enter', false)).toBe('Ctrl Shift ⏎');
  expect(keyLabel('Ctrl K', true)).toBe('⌘ K');
});

test('boot.js applies what was stored under our keys, and nothing else', () => {
  const source = readFileSync(resolve(import.meta.dirname, '../../../public/boot.js'), 'utf8');
  const boot = (stored: Readonly<Record<string, string>>, search = '', languages: readonly string[] = ['fr-FR']): unknown => {
    const applied: { theme?: string; ui?: string; lang?: string } = {};
    const root = { dataset: applied, set lang(tag: string) { applied.lang = tag; }, style: { setProperty: (_: string, value: string) => (applied.ui = value) } };
    runInNewContext(source, { document: { documentElement: root }, localStorage: { getItem: (key: string) => stored[key] ?? null }, location: { search }, navigator: { languages }, URLSearchParams, Number, String });
    return { ...applied };
  };
  expect(boot({})).toEqual({});
  expect(boot({ [storageKeys.theme]: 'dark', [storageKeys.scale]: '1.5' })).toEqual({ theme: 'dark', ui: '1.5' });
  expect(boot({ [storageKeys.theme]: 'projector', [storageKeys.scale]: '9' })).toEqual({ theme: 'projector' });
  expect(boot({ [storageKeys.theme]: 'purple' })).toEqual({});
  // The language is chosen as detectLanguage does it.
  expect(boot({}, '', ['fr-FR', 'ko-KR', 'en'])).toEqual({ lang: 'ko' });
  expect(boot({ [storageKeys.language]: 'en' }, '', ['ko-KR'])).toEqual({ lang: 'en' });
  expect(boot({ [storageKeys.language]: 'en' }, '?lang=ko', [])).toEqual({ lang: 'ko' });
});

test('what stands for something has its name in words', async () => {
  preferences.setState({ translate: await loadTranslate('ko') });
  const draw = (element: ReactElement): string => renderToStaticMarkup(element);
  expect(draw(createElement(RevisionChip, { revision: 1048, newest: true, onPress: () => {} }))).toContain('aria-label="리비전 1048, etcd에서 가장 새것"');
  expect(draw(createElement(Milestone, { n: 3, time: 'now' }))).toContain('aria-label="이정표 3, 지금"');
  expect(draw(createElement(StatusPill, { word: 'CrashLoopBackOff' }))).toContain('CrashLoopBackOff');
  expect(draw(createElement(IconButton, { icon: Play, label: '재생', keys: 'Space' }))).toMatch(/aria-label="재생" data-tip="재생" data-tip-keys="Space"/);
  expect(draw(createElement(ObjectName, { name: 'web-7d8f9c6b54-q2m8v' }))).toMatch(/title="web-7d8f9c6b54-q2m8v".*>web<.*>…q2m8v</);
});

test('tabs: one stop for the Tab key, and only the chosen tab names its panel', () => {
  const tabs = ['http', 'etcd', 'why'].map((value) => ({ value, label: value }));
  const html = renderToStaticMarkup(createElement(Tabs, { id: 'i', label: 'Inspector', value: 'etcd', tabs, onChange: () => {} }));
  expect(html.match(/tabindex="0"/g)?.length).toBe(1);
  expect(html).toContain('id="i-tab-etcd" aria-controls="i-panel-etcd" aria-selected="true" tabindex="0"');
  expect(html.match(/aria-controls/g)?.length).toBe(1);
});

test('tags of a text are drawn, and values in it stay text', () => {
  const html = renderToStaticMarkup(
    createElement('p', null, drawParts([
      { tag: 'mark', text: 'ReplicaSet <b>' },
      { tag: null, text: ': ' },
      { tag: 'verb', text: 'POST' },
      { tag: 'unknown', text: ' pods' },
    ])),
  );
  expect(html).toBe('<p><mark class="ks-marker">ReplicaSet &lt;b&gt;</mark>: <b class="ks-mono ks-write">POST</b> pods</p>');
});
