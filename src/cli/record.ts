// `record SCENARIO-FOLDER --out DIR [--seed N]`: plays a golden scenario in the simulation, from the cluster of its
// cluster.json, and writes the files that a recorder of a real cluster would, so that compare.mjs can compare.

import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { goldenFiles } from '../session/golden.ts';
import { playGolden } from '../session/goldenPlayer.ts';
import { goldenFolder } from '../testing/goldenFolder.ts';
import { option } from './options.ts';

export function record(args: readonly string[]): number {
  const [folder] = args;
  const out = option(args, 'out');
  const seed = option(args, 'seed');
  if (folder === undefined || folder.startsWith('-') || out === undefined || (seed !== undefined && !/^\d+$/.test(seed))) {
    process.stderr.write('usage: record SCENARIO-FOLDER --out DIR [--seed N]\n');
    return 2;
  }
  const played = playGolden(goldenFolder(folder), seed === undefined ? {} : { seed: Number(seed) });
  for (const [file, text] of Object.entries(goldenFiles(played))) {
    const path = join(out, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  return 0;
}
