// The same for what stands in brackets on one line: `{ app: web, tier: | }`, `[Read|]`.

import type { Path } from './nodes.ts';

export interface FlowPlace {
  /** key: in the mapping (or item of a list) at `path`; value: behind the key at the end of `path`. */
  readonly place: 'key' | 'value';
  readonly path: Path;
  /** What is typed already, up to the cursor, and where all of it stands. */
  readonly word: string;
  readonly wordFrom: number;
  readonly wordTo: number;
  /** Keys that the mapping has besides. */
  readonly siblings: ReadonlySet<string>;
  /** A value follows on the same line as the key. */
  readonly valued: boolean;
}

interface Level {
  readonly list: boolean;
  index: number;
  key: string | undefined;
  readonly keys: Set<string>;
}

/** Undefined where the place is behind the last bracket. */
export function flowPath(text: string, offset: number): FlowPlace | undefined {
  const levels: Level[] = [];
  let wordFrom = 0;
  for (let i = 0; i < offset; i++) {
    const c = text[i] as string;
    const top = levels[levels.length - 1];
    if (c === '"' || c === "'") {
      const end = text.indexOf(c, i + 1);
      if (end < 0 || end >= offset) break;
      i = end;
    } else if (c === '{' || c === '[') {
      levels.push({ list: c === '[', index: 0, key: undefined, keys: new Set() });
      wordFrom = i + 1;
    } else if (c === '}' || c === ']') {
      levels.pop();
      if (levels.length === 0) return undefined;
    } else if (c === ',' && top) {
      top.index++;
      top.key = undefined;
      wordFrom = i + 1;
    } else if (c === ':' && top && !top.list && /[\s{["']/.test(text[i + 1] ?? ' ')) {
      top.key = text.slice(wordFrom, i).trim().replace(/^["'](.*)["']$/, '$1');
      top.keys.add(top.key);
      wordFrom = i + 1;
    }
  }
  const top = levels[levels.length - 1];
  if (!top) return undefined;
  while (wordFrom < offset && /\s/.test(text[wordFrom] as string)) wordFrom++;
  const rest = /^[^\s,:{}[\]]*/.exec(text.slice(offset))?.[0].length ?? 0;
  const outer = levels.slice(0, -1).flatMap((level): Path => (level.list ? [level.index] : level.key === undefined ? [] : [level.key]));
  const place = top.list || top.key !== undefined ? 'value' : 'key';
  const path = top.list ? [...outer, top.index] : top.key !== undefined ? [...outer, top.key] : outer;
  return { place, path, word: text.slice(wordFrom, offset), wordFrom, wordTo: offset + rest, siblings: top.keys, valued: /^[^\s,]*\s*:/.test(text.slice(wordFrom)) };
}
