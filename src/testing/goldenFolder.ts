// A golden scenario as it lies in a folder.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseScenario, type GoldenFolder, type GoldenStart } from '../session/golden.ts';

/** The files of a scenario's folder, by path. */
export type Texts = Readonly<Record<string, string>>;

/** What the recorder and the comparer wrote; all else is what commands may read. */
const RECORDED = new Set(['scenario.yaml', 'transcript.json', 'requests.jsonl', 'history.jsonl', 'cluster.json', 'floor.json']);

/** A scenario's folder wherever it lies, as the command line is given one. */
export const goldenFolder = (path: string): GoldenFolder => folderOf(readFolder(path));

export function readFolder(folder: string, at = '', out: Record<string, string> = {}): Texts {
  for (const entry of readdirSync(join(folder, at), { withFileTypes: true })) {
    const path = at ? `${at}/${entry.name}` : entry.name;
    if (entry.isDirectory()) readFolder(folder, path, out);
    else out[path] = readFileSync(join(folder, path), 'utf8');
  }
  return out;
}

export function folderOf(texts: Texts): GoldenFolder {
  return {
    scenario: parseScenario(texts['scenario.yaml'] ?? ''),
    start: JSON.parse(texts['cluster.json'] ?? '') as GoldenStart,
    files: new Map(Object.entries(texts).filter(([path]) => !RECORDED.has(path))),
  };
}
