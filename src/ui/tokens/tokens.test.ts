import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { contrast } from './contrast.ts';
import { colour, lengths, themes, themeProperties, tokensCss, type ColourName, type Theme } from './tokens.ts';

const file = resolve(import.meta.dirname, 'tokens.css');

test('tokens.css is what tokens.ts says', () => {
  if (process.env.UPDATE_TOKENS) writeFileSync(file, tokensCss());
  expect(readFileSync(file, 'utf8')).toBe(tokensCss());
});

test('the critical colours inlined in index.html are those of the tokens', () => {
  const html = readFileSync(resolve(import.meta.dirname, '../../../index.html'), 'utf8');
  const style = /<style>([\s\S]*?)<\/style>/.exec(html)?.[1] ?? '';
  const block = (selector: string): Record<string, string> => {
    const at = style.indexOf(`${selector}{`);
    expect(at, `index.html has no block ${selector}`).toBeGreaterThanOrEqual(0);
    const body = style.slice(style.indexOf('{', at) + 1, style.indexOf('}', at));
    return Object.fromEntries([...body.matchAll(/(--[\w-]+):(#\w{6})/g)].map((m) => [m[1], m[2]]));
  };
  const inlined: readonly (readonly [string, Theme])[] = [
    [':root', 'light'],
    [':root[data-theme=dark]', 'dark'],
    [':root[data-theme=projector]', 'projector'],
    [':root:not([data-theme])', 'dark'],
  ];
  for (const [selector, theme] of inlined) {
    const found = block(selector);
    expect(Object.keys(found).length, selector).toBeGreaterThan(6);
    const wanted = Object.fromEntries(themeProperties(theme).map(([name, value]) => [name, value.toLowerCase()]));
    for (const [name, value] of Object.entries(found)) expect(`${selector} ${name} ${value.toLowerCase()}`).toBe(`${selector} ${name} ${wanted[name]}`);
  }
});

test('no text is smaller than 11 design pixels', () => {
  for (const [name, size] of Object.entries(lengths)) if (name.startsWith('type-')) expect(size, name).toBeGreaterThanOrEqual(11);
});

// ---- the contrast table of ui.md, computed ----

const grounds: readonly ColourName[] = ['paper', 'stage', 'panel', 'sunk'];
const worst = (theme: Theme, name: ColourName, on: readonly ColourName[] = grounds): number =>
  Math.min(...on.map((ground) => contrast(colour(theme, name), colour(theme, ground))));

const TEXT = 4.5;
const GRAPHIC = 3.0;
const tints = ['write-t', 'watch-t', 'status-t', 'err-t', 'ok-t'] as const satisfies readonly ColourName[];

/** Tokens, floor, on which grounds, and the figures ui.md gives for light, dark, projector (the lowest of the tokens). */
const table: readonly (readonly [string, number, readonly ColourName[], readonly [number, number, number | null] | null])[] = [
  ['ink', TEXT, grounds, [14.7, 13.8, 19.1]],
  ['ink2', TEXT, grounds, [7.7, 8.7, 14.1]],
  ['ink3', TEXT, grounds, [5.1, 6.0, 8.5]],
  ['write', TEXT, grounds, [5.5, 7.5, 7.8]],
  ['watch', TEXT, grounds, [5.0, 7.9, 7.4]],
  ['status', TEXT, grounds, [5.4, 7.9, 7.8]],
  ['err', TEXT, grounds, [5.3, 6.9, 7.2]],
  ['ok', TEXT, grounds, [4.7, 8.2, 6.9]],
  ['branch-b branch-c', TEXT, grounds, [5.2, 7.2, 7.0]],
  ['line3 road work', GRAPHIC, grounds, [3.0, 3.3, 3.7]],
  ['mark-ink', TEXT, ['mark'], [13.2, 6.4, 15.9]],
  ['hub-ink', TEXT, ['hub'], [15.0, 12.8, null]],
  ['hub-ink2', TEXT, ['hub'], [8.0, 7.7, null]],
  ['hub-line', GRAPHIC, ['hub'], null],
  ['on', TEXT, ['write', 'err', 'ok', 'branch-b', 'branch-c'], null],
  ['panel', TEXT, ['ink'], null],
  ['ink', TEXT, tints, null],
  ['ink2', TEXT, tints, null],
  ['ink3', 4.9, tints, null],
  ['write', 4.6, ['write-t'], null],
  ['watch', 4.6, ['watch-t'], null],
  ['status', 4.6, ['status-t'], null],
  ['err', 4.6, ['err-t'], null],
  ['ok', 4.6, ['ok-t'], null],
  ['yaml-key', TEXT, ['panel', 'sunk'], null],
  ['yaml-number', TEXT, ['panel', 'sunk'], null],
  ['cell', 3.0, ['heat-0', 'heat-1', 'heat-2', 'heat-3'], null],
  ['ink2', TEXT, ['heat-0', 'heat-1', 'heat-2', 'heat-3'], null],
];

test.each(themes)('contrast in the theme %s', (theme) => {
  const at = themes.indexOf(theme);
  const failures: string[] = [];
  for (const [names, floor, on, figures] of table) {
    const ratio = Math.min(...names.split(' ').map((name) => worst(theme, name as ColourName, on)));
    const line = `${theme} ${names} on ${on.join(', ')}: ${ratio.toFixed(2)}`;
    if (process.env.SHOW_CONTRAST) console.log(line);
    if (ratio < floor) failures.push(`${line}, wants ${floor}`);
    const wanted = figures?.[at];
    if (wanted !== undefined && wanted !== null && Math.abs(ratio - wanted) > 0.06) failures.push(`${line}, ui.md says ${wanted}`);
  }
  expect(failures).toEqual([]);
});

test('light Pod cells stay at 3.2 on every heat', () => {
  expect(worst('light', 'cell', ['heat-0', 'heat-1', 'heat-2', 'heat-3'])).toBeGreaterThanOrEqual(3.2);
});
