// Recordings of a real cluster, scenario by scenario, and how a run of the simulation compares with them. The packed
// areas are in testdata/golden (made by tools/golden/copy.mjs); the others are read from the shared folder where it is.

import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import { compare, type ComparableRun, type Comparison } from '../../tools/golden/compare.mjs';
import { goldenFiles, type GoldenFolder, type GoldenRun } from '../session/golden.ts';
import { folderOf, readFolder, type Texts } from './goldenFolder.ts';
import { sharedPath } from './shared.ts';

export interface GoldenCase {
  /** `area/name`. */
  readonly name: string;
  readonly folder: GoldenFolder;
  readonly texts: Texts;
}

const TESTDATA = resolve(import.meta.dirname, '../../testdata');
/** Areas in which it matters which worker a Pod runs on. */
const ABOUT_NODES = /^(scheduling|nodes|daemonsets|node-real)\b/;

/** The scenarios of an area, by name; none where this clone has no recording of it. */
export function goldenCases(area: string): readonly GoldenCase[] {
  return Object.entries(readArea(area)).map(([name, texts]) => ({ name: `${area}/${name}`, folder: folderOf(texts), texts }));
}

function readArea(area: string): Readonly<Record<string, Texts>> {
  const packed = join(TESTDATA, `golden/${area}.json.br`);
  if (existsSync(packed)) return JSON.parse(unpacked(packed)) as Record<string, Texts>;
  const path = sharedPath(`golden/${area}`);
  if (!path) return {};
  return Object.fromEntries(readdirSync(path).sort().map((name) => [name, readFolder(join(path, name))]));
}

const unpacked = (path: string): string => brotliDecompressSync(readFileSync(path)).toString('utf8');

/** A single recorded file, `golden-api/kubectl-local.jsonl`. */
export const goldenText = (file: string): string => unpacked(join(TESTDATA, `${file}.br`));

/** How a run compares with what was recorded. */
export function compareGolden({ name, texts }: GoldenCase, run: GoldenRun): Comparison {
  const hide = (text: string): string => (ABOUT_NODES.test(name) ? text : text.replace(/\bworker-[123]\b/g, 'worker-N'));
  const floor = texts['floor.json'];
  return compare(comparable(texts, hide), comparable(goldenFiles(run), hide), floor === undefined ? undefined : JSON.parse(floor));
}

function comparable(texts: Texts, hide: (text: string) => string): ComparableRun {
  const text = (file: string): string => hide(texts[file] ?? '');
  const lines = (file: string): unknown[] => text(file).split('\n').filter(Boolean).map((line) => JSON.parse(line) as unknown);
  return {
    steps: (JSON.parse(text('transcript.json')) as { steps: unknown[] }).steps,
    baseline: (JSON.parse(text('cluster.json')) as { objects: unknown[] }).objects,
    history: lines('history.jsonl'),
    requests: lines('requests.jsonl'),
  };
}

/** What differs in the steps that count, for a human. */
export function stepDifferences({ steps }: Comparison): string {
  let out = '';
  for (const { run, equal, counts, want, got } of steps) {
    if (equal || !counts) continue;
    out += `$ ${run}   exit ${want.exit} / ${got.exit}\n`;
    const lines = [...missing(want.lines, got.lines).map((l) => `  - ${l}`), ...missing(got.lines, want.lines).map((l) => `  + ${l}`)];
    out += `${lines.length ? lines.join('\n') : '  the same lines in another order'}\n`;
  }
  return out;
}

function missing(from: readonly string[], other: readonly string[]): string[] {
  const left = [...other];
  return from.filter((line) => {
    const at = left.indexOf(line);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}

/** Writes a run as the recorder does, below `folder`, for compare.mjs. */
export function saveRun(folder: string, { name }: GoldenCase, run: GoldenRun): void {
  for (const [file, text] of Object.entries(goldenFiles(run))) {
    const path = join(folder, name, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
}
