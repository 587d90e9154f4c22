// What the palette offers for what was typed: a line to run, commands, objects, examples, branches. Pure but for reading
// the page's state.

import type { ExampleId } from '../editor/examples.ts';
import { findObjects, type ListedObject } from './objects.ts';

export interface PaletteEntry {
  readonly id: string;
  readonly section: 'run' | 'commands' | 'objects' | 'examples' | 'branches';
  readonly title: string;
  readonly note?: string;
  /** Other words for it, by which it is found; not shown. */
  readonly also?: string;
  readonly kind?: string;
  readonly keys?: string;
  readonly disabled?: boolean;
  readonly run: () => void;
}

export interface PaletteSources {
  readonly commands: readonly PaletteEntry[];
  /** Boxes that can be opened: offered to who asks for one. */
  readonly insides?: readonly PaletteEntry[];
  readonly branches: readonly PaletteEntry[];
  readonly examples: readonly (PaletteEntry & { readonly example: ExampleId })[];
  readonly objects: readonly ListedObject[];
  readonly runLine: (line: string) => void;
  readonly showObject: (object: ListedObject) => void;
}

const MOST_OBJECTS = 12;

/** A line for the shell: it begins with kubectl, its short name, or the shell's own prompt. */
export function lineToRun(query: string): string | undefined {
  const line = query.trim();
  if (/^[$>]\s*\S/.test(line)) return line.slice(1).trim();
  return /^(?:kubectl|k)(?:\s|$)/.test(line) ? line : undefined;
}

/** How well a text fits what was typed: smaller is better, undefined is not at all. */
export function fit(text: string, query: string): number | undefined {
  const hay = text.toLowerCase();
  let score = 0;
  for (const word of query.toLowerCase().split(/\s+/).filter(Boolean)) {
    const at = hay.indexOf(word);
    if (at < 0) return undefined;
    score += at === 0 ? 0 : /[\s,(]/.test(hay[at - 1] as string) ? 1 : 2;
  }
  return score;
}

export function paletteEntries(query: string, sources: PaletteSources): readonly PaletteEntry[] {
  const line = lineToRun(query);
  if (line !== undefined) return [{ id: 'run', section: 'run', title: line, kind: 'run', keys: 'Enter', run: () => sources.runLine(line) }];
  const fitting = <E extends PaletteEntry>(entries: readonly E[]): readonly E[] =>
    entries
      .flatMap((entry) => {
        const score = fit([entry.title, entry.note, entry.also].filter(Boolean).join(' '), query);
        return score === undefined ? [] : [{ entry, score }];
      })
      .sort((a, b) => a.score - b.score)
      .map(({ entry }) => entry);
  const commands = fitting(sources.commands);
  const examples = fitting(sources.examples);
  if (query.trim() === '') return [...commands, ...sources.branches, ...examples];
  const objects = findObjects(sources.objects, query, MOST_OBJECTS).map((object): PaletteEntry => ({
    id: object.key,
    section: 'objects',
    title: object.name,
    note: object.namespace === '' ? object.kind : `${object.kind} · ${object.namespace}`,
    kind: object.kind,
    run: () => sources.showObject(object),
  }));
  return [...commands, ...fitting(sources.insides ?? []), ...objects, ...fitting(sources.branches), ...examples];
}
