// The command line: `kubestage bench …`, `kubestage hash …`, `kubestage run …`, `kubestage record …`. Started by tools/run.mjs.

import { bench } from './benchCommand.ts';
import { hash } from './hash.ts';
import { record } from './record.ts';
import { run } from './run.ts';

const COMMANDS: Readonly<Record<string, (args: readonly string[]) => number>> = { bench, hash, record, run };

const [name = '', ...args] = process.argv.slice(2);
const command = COMMANDS[name];
if (!command) {
  process.stderr.write(`usage: kubestage <${Object.keys(COMMANDS).join('|')}> …\n`);
  process.exitCode = 2;
} else process.exitCode = command(args);
