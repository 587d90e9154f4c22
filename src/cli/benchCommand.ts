// `bench`: the whole table. `bench pods --n 1000 [--nodes 10] [--json]`: one line of it.

import { benchPods, type PodsBench } from './bench.ts';
import { option } from './options.ts';

const SIZES = [10, 100, 500, 1000, 5000];

export function bench(args: readonly string[]): number {
  const json = args.includes('--json');
  const n = Number(option(args, 'n') ?? 0);
  const nodes = option(args, 'nodes');
  if (args[0] === 'pods' && n > 0) {
    print(benchPods(n, nodes === undefined ? undefined : Number(nodes)), json);
    return 0;
  }
  if (args.length > 0 && args[0] !== '--json') {
    process.stderr.write('usage: bench [pods --n N [--nodes M]] [--json]\n');
    return 2;
  }
  for (const size of SIZES) print(benchPods(size), json);
  return 0;
}

function print(row: PodsBench, json: boolean): void {
  if (json) process.stdout.write(`${JSON.stringify(row)}\n`);
  else process.stdout.write(`${Object.entries(row).map(([name, value]) => `${name} ${value}`).join('   ')}\n`);
}
