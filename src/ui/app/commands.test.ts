import { beforeAll, describe, expect, it } from 'vitest';
import { en } from '../../locales/en/index.ts';
import { ko } from '../../locales/ko/index.ts';
import { commandOfKey, commands } from './commands.ts';
import { chordOf, shownKey } from './keys.ts';
import { fit, lineToRun, paletteEntries, type PaletteSources } from './paletteEntries.ts';

const press = (code: string, held: Partial<Record<'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey', boolean>> = {}): string | undefined => chordOf({ code, ctrlKey: false, metaKey: false, shiftKey: false, altKey: false, ...held });

describe('the commands', () => {
  it('have each an id of their own', () => {
    expect(new Set(commands.map(({ id }) => id)).size).toBe(commands.length);
  });

  it('have each a key of their own, where they have one', () => {
    const keys = commands.flatMap(({ key }) => key ?? []);
    expect(new Set(keys).size).toBe(keys.length);
    for (const key of keys) expect(commandOfKey(key)?.key).toBe(key);
  });

  it('are called something in both languages', () => {
    for (const { label } of commands) {
      const name = label.slice('commands.'.length) as keyof typeof en.commands;
      expect(en.commands[name], `${label} in English`).toMatch(/\S/);
      expect(ko.commands[name], `${label} in Korean`).toMatch(/[가-힣]/);
    }
  });

  it.each([
    ['Space', 'playPause'],
    ['ArrowRight', 'stepForward'],
    ['Shift ArrowLeft', 'milestoneBack'],
    ['Period', 'laneNext'],
    ['Digit3', 'stepMilestone'],
    ['KeyF', 'centre'],
    ['Shift KeyF', 'fork'],
    ['Slash', 'terminal'],
    ['Ctrl Enter', 'apply'],
    ['Ctrl Shift Enter', 'dryRun'],
    ['Ctrl KeyK', 'palette'],
    ['KeyG', 'legend'],
    ['KeyT', 'theme'],
    ['KeyL', 'language'],
    ['Shift Slash', 'keys'],
  ])('%s is %s', (key, id) => expect(commandOfKey(key)?.id).toBe(id));
});

describe('keys', () => {
  it('are named by their place, with what is held', () => {
    expect(press('KeyK', { ctrlKey: true })).toBe('Ctrl KeyK');
    expect(press('KeyK', { metaKey: true })).toBe('Ctrl KeyK');
    expect(press('NumpadEnter', { ctrlKey: true, shiftKey: true })).toBe('Ctrl Shift Enter');
    expect(press('KeyF', { altKey: true })).toBeUndefined();
  });

  it('are shown as they are printed', () => {
    expect(shownKey('Shift Slash')).toBe('?');
    expect(shownKey('Shift ArrowRight')).toBe('Shift Right');
    expect(shownKey('Ctrl KeyK')).toBe('Ctrl K');
    expect(shownKey('Period')).toBe('.');
  });
});

describe('the palette', () => {
  let sources: PaletteSources;
  const run = (): void => undefined;
  beforeAll(() => {
    sources = {
      commands: [
        { id: 'a', section: 'commands', title: 'Play or pause', run },
        { id: 'b', section: 'commands', title: 'Light or dark', also: 'theme', run },
      ],
      branches: [{ id: 'branch-2', section: 'branches', title: 'Show branch B', note: 'replicas: 5', run }],
      examples: [{ id: 'Pod', example: 'Pod', section: 'examples', title: 'First Pod', note: 'One container finds a node', run }],
      objects: [
        { key: '/registry/pods/default/web-1', resource: 'pods', kind: 'Pod', namespace: 'default', name: 'web-1' },
        { key: '/registry/events/default/web-1.x', resource: 'events', kind: 'Event', namespace: 'default', name: 'web-1.x' },
        { key: '/registry/pods/kube-system/web-0', resource: 'pods', kind: 'Pod', namespace: 'kube-system', name: 'web-0' },
      ],
      runLine: run,
      showObject: run,
    };
  });
  const ids = (query: string): readonly string[] => paletteEntries(query, sources).map(({ id }) => id);

  it('offers commands and examples before anything is typed', () => expect(ids('')).toEqual(['a', 'b', 'branch-2', 'Pod']));
  it('finds by any words, in any order', () => {
    expect(ids('dark light')).toEqual(['b']);
    expect(ids('replicas')).toEqual(['branch-2']);
    expect(ids('theme')).toEqual(['b']);
  });
  it('finds objects by name and kind, those of default first', () => {
    expect(ids('web')).toEqual(['/registry/pods/default/web-1', '/registry/pods/kube-system/web-0']);
    expect(ids('event web')).toEqual(['/registry/events/default/web-1.x']);
  });
  it('runs what begins like a command line', () => {
    expect(lineToRun('kubectl get pods')).toBe('kubectl get pods');
    expect(lineToRun('$ ls')).toBe('ls');
    expect(lineToRun('kubernetes')).toBeUndefined();
    expect(ids('k get pods')).toEqual(['run']);
  });
  it('prefers the start of a word', () => expect(fit('Play or pause', 'pause')).toBeLessThan(fit('Replay', 'play') as number));
});
