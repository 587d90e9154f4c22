// `record SCENARIO-FOLDER --out DIR [--seed N]`: plays a golden scenario in the simulation, from the cluster of its
// cluster.json, and writes the files that a recorder of a real cluster would, so that compare.mjs can compare.

import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isObject } from '../base/json.ts';
import { goldenFiles, type GoldenFolder } from '../session/golden.ts';
import { playGolden } from '../session/goldenPlayer.ts';
import { SHAPES } from '../sim/cluster/shape.ts';
import { parseTime } from '../base/time.ts';
import { goldenFolder } from '../testing/goldenFolder.ts';
import { readArguments } from './arguments.ts';
import type { Command } from './command.ts';
import { callerPath, problemWith, whatIs } from './files.ts';
import { Problem } from './problem.ts';
import { stepsProblem } from './scenarioSteps.ts';

export const record: Command = {
  usage: 'record SCENARIO-FOLDER --out DIR [--seed N]',
  about: 'plays a recorded scenario and writes what a recorder of a real cluster would',
  help: `SCENARIO-FOLDER holds scenario.yaml (the steps), cluster.json (what etcd held before them; its shape is hollow-3 or
real-1) and the manifests that the steps name. Written to DIR: transcript.json, requests.jsonl, history.jsonl and
cluster.json, for tools/golden/compare.mjs SCENARIO-FOLDER DIR. DIR is made where it is missing; other files in it stay.

  --out DIR   where to write
  --seed N    another run of the same scenario (default 1)

Exit code: 0 if it was played, whatever the commands in it said; 2 if it cannot be.
`,
  run(args, print) {
    const given = readArguments(args, { values: ['out', 'seed'] });
    const [folder] = given.rest;
    const out = given.value('out');
    const seed = given.count('seed');
    if (folder === undefined) throw new Problem(`no scenario folder given: kubestage ${record.usage}`);
    if (given.rest.length > 1) throw new Problem(`one scenario folder at a time; these are ${given.rest.length}: ${given.rest.join(', ')}`);
    if (out === undefined) throw new Problem(`--out is missing: kubestage ${record.usage}`);
    const scenario = readScenario(folder);
    const target = callerPath(out);
    if (target === callerPath(folder)) throw new Problem(`--out ${out} is the scenario itself; its recording would be overwritten`);
    // Before the scenario is played: a mistake should not show after a minute.
    try {
      mkdirSync(target, { recursive: true });
    } catch (error) {
      throw problemWith(out, error);
    }
    const played = playGolden(scenario, seed === undefined ? {} : { seed });
    const files = goldenFiles(played);
    for (const file in files) {
      try {
        writeFileSync(join(target, file), files[file] as string);
      } catch (error) {
        throw problemWith(join(out, file), error);
      }
    }
    print(`${played.steps.length} steps played; ${Object.keys(files).join(', ')} written to ${out}\n`);
    return 0;
  },
};

function readScenario(folder: string): GoldenFolder {
  if (whatIs(folder) === 'file') throw new Problem(`${folder} is a file; a scenario is a folder with scenario.yaml and cluster.json`);
  const path = callerPath(folder);
  const missing = ['scenario.yaml', 'cluster.json'].filter((file) => !readdirSync(path).includes(file));
  if (missing.length) throw new Problem(`${folder} is no scenario: it has no ${missing.join(' and no ')}`);
  let read: GoldenFolder;
  try {
    read = goldenFolder(path);
  } catch (error) {
    throw new Problem(`${folder} cannot be read: ${(error as Error).message.replace(/\s+/g, ' ')}`);
  }
  const { scenario, start } = read;
  const shapes = Object.keys(SHAPES).join(', ');
  if (!isObject(scenario) || !Array.isArray(scenario.steps)) throw new Problem(`${folder}/scenario.yaml has no steps`);
  if (!Object.hasOwn(SHAPES, scenario.cluster)) throw new Problem(`${folder}/scenario.yaml wants the cluster ${scenario.cluster}; known are ${shapes}`);
  if (!isObject(start) || !Array.isArray(start.objects) || parseTime(String(start.started)) === undefined) throw new Problem(`${folder}/cluster.json does not say what was there (objects) and when (started)`);
  const wrong = stepsProblem(read);
  if (wrong !== undefined) throw new Problem(`${folder}/scenario.yaml: ${wrong}`);
  return read;
}
