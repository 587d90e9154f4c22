// `bench`: the whole table. `bench pods --n 1000 [--nodes 10] [--json]`: one line of it.

import { readArguments } from './arguments.ts';
import { benchPods, type PodsBench } from './bench.ts';
import type { Command } from './command.ts';
import { Problem } from './problem.ts';

const SIZES = [10, 100, 500, 1000, 5000];

export const bench: Command = {
  usage: 'bench [pods --n N [--nodes M]] [--json]',
  about: 'how fast the simulation is',
  help: `Without arguments: a table of 10 to 5000 Pods. With pods --n N: one Deployment of N Pods on a cluster of M workers.

  --n N       how many Pods
  --nodes M   how many workers (as many as the Pods need)
  --json      one line of JSON for each run
`,
  run(args, print) {
    const given = readArguments(args, { flags: ['json'], values: ['n', 'nodes'] });
    const [what] = given.rest;
    const n = given.count('n');
    const nodes = given.count('nodes');
    const show = (row: PodsBench): void => print(given.has('json') ? `${JSON.stringify(row)}\n` : `${Object.entries(row).map(([name, value]) => `${name} ${value}`).join('   ')}\n`);
    if (what === undefined && n === undefined && nodes === undefined) for (const size of SIZES) show(benchPods(size));
    else if (what === 'pods' && given.rest.length === 1 && n && nodes !== 0) show(benchPods(n, nodes));
    else throw new Problem(`usage: kubestage ${bench.usage}`);
    return 0;
  },
};
