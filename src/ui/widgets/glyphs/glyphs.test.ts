import { createElement, type ReactElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import { degrees, headGlyphs, type Direction, type MessageClass } from './headGlyphs.ts';
import { ComponentGlyph, KindGlyph } from './KindGlyph.tsx';
import { glyphOfKind, kindGlyphs, type KindGlyphName } from './kindGlyphs.ts';
import { Logo } from './Logo.tsx';
import { BRANCH, CUT, DIAMOND, faultFlag, PLAYHEAD, TORN_CHIP, tornStrip, WATCH_TICK } from './marks.ts';
import { PacketHead } from './PacketHead.tsx';
import { circle, rect } from './shapes.ts';
import { StatusGlyph } from './StatusGlyph.tsx';
import { statusGlyphs, statusOfWord, type StatusName } from './statusGlyphs.ts';

const draw = (element: ReactElement): string => renderToStaticMarkup(element);
const keys = <K extends string>(record: Readonly<Record<K, unknown>>): K[] => Object.keys(record) as K[];

/** Every number pair that an absolute command names lies inside the grid; enough to notice a slip of a digit. */
function absolutePoints(d: string): number[] {
  return [...d.matchAll(/[MLHV]([-\d. ]+)/g)].flatMap((m) => (m[1] as string).match(/-?\d*\.?\d+/g)?.map(Number) ?? []);
}

test.each(keys(kindGlyphs))('kind %s is drawn in ink on the 16 grid', (name: KindGlyphName) => {
  const svg = draw(createElement(ComponentGlyph, { name }));
  expect(svg).toContain('viewBox="0 0 16 16"');
  expect(svg.match(/<path/g)?.length).toBe(kindGlyphs[name].length);
  expect(svg).not.toMatch(/var\(--(?!px)/);
  for (const { d } of kindGlyphs[name]) for (const n of absolutePoints(d)) expect(n >= 0 && n <= 16, `${name}: ${d}`).toBe(true);
});

test.each(keys(statusGlyphs))('status %s is drawn on the 12 grid in its colour', (status: StatusName) => {
  const svg = draw(createElement(StatusGlyph, { status, title: status }));
  expect(svg).toContain('viewBox="0 0 12 12"');
  expect(svg).toContain(`color:var(--${statusGlyphs[status].colour})`);
  expect(svg).toContain(`role="img" aria-label="${status}"`);
});

test('status glyphs differ by shape alone', () => {
  const shapes = keys(statusGlyphs).map((name) => JSON.stringify(statusGlyphs[name].shapes));
  expect(new Set(shapes).size).toBe(shapes.length);
});

test.each(keys(headGlyphs))('head %s is centred, and turns only what points', (message: MessageClass) => {
  for (const direction of keys(degrees)) {
    const svg = draw(createElement(PacketHead, { message, direction: direction as Direction }));
    const turning = headGlyphs[message].shapes.filter((shape) => shape.turns).length;
    expect(svg.match(/rotate\(/g)?.length ?? 0).toBe(direction === 'right' ? 0 : turning);
  }
  for (const { d } of headGlyphs[message].shapes) for (const n of absolutePoints(d)) expect(Math.abs(n) <= 9, `${message}: ${d}`).toBe(true);
});

test('an unknown kind shows its first two letters', () => {
  expect(glyphOfKind('Deployment')).toBe('deployment');
  expect(draw(createElement(KindGlyph, { kind: 'Widget' }))).toMatch(/>Wi<\/text>/);
  expect(draw(createElement(KindGlyph, { kind: 'Pod' }))).not.toContain('<text');
});

test('glyphs are silent without a title', () => {
  expect(draw(createElement(ComponentGlyph, { name: 'etcd' }))).toContain('aria-hidden="true"');
  expect(draw(createElement(Logo, {}))).toContain('aria-hidden="true"');
});

test('path data of the marks is well formed', () => {
  const all = [BRANCH, CUT, DIAMOND, PLAYHEAD, TORN_CHIP, WATCH_TICK, faultFlag(58), tornStrip(10, 38, 30, 170), circle(6, 6, 4.6), rect(2, 2, 12, 12, 4)];
  for (const d of all) expect(d).toMatch(/^M[-\d. MLHVCQAZahvlcqzm]+$/);
});

test('a torn strip has straight ends and ragged sides of equal width', () => {
  expect(tornStrip(0, 20, 0, 18)).toBe('M0 0L4 6L0 12L16 12L20 6L16 0z');
});

test('the words of kubectl find their glyph', () => {
  const words: readonly (readonly [string, StatusName])[] = [
    ['Running', 'running'],
    ['Completed', 'succeeded'],
    ['Init:0/2', 'creating'],
    ['Init:CrashLoopBackOff', 'crash'],
    ['ImagePullBackOff', 'crash'],
    ['Init:Error', 'failed'],
    ['OOMKilled', 'failed'],
    ['Evicted', 'failed'],
    ['Terminating', 'terminating'],
  ];
  for (const [word, status] of words) expect(statusOfWord(word), word).toBe(status);
  expect(statusOfWord('Running', true)).toBe('ready');
});
