// The commands by their names, help, and what becomes of mistakes: one sentence and exit code 2.

import { bench } from './benchCommand.ts';
import { cases } from './cases.ts';
import type { Command } from './command.ts';
import { hash } from './hash.ts';
import { Problem } from './problem.ts';
import { record } from './record.ts';
import { run } from './run.ts';
import { schedule } from './schedule.ts';

const COMMANDS: Readonly<Record<string, Command>> = { run, record, cases, schedule, bench, hash };

const HELP = /^(--help|-h)$/;

export function main([name = '', ...args]: readonly string[], print: (text: string) => void, complain: (text: string) => void): number {
  if (HELP.test(name) || name === 'help') {
    print(overview());
    return 0;
  }
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!command) {
    complain(`${name === '' ? 'no command given' : `unknown command ${name}`}; known are ${Object.keys(COMMANDS).join(', ')} (kubestage --help says more)\n`);
    return 2;
  }
  const own = args.includes('--') ? args.slice(0, args.indexOf('--')) : args;
  if (own.some((arg) => HELP.test(arg))) {
    print(`kubestage ${command.usage}\n\n${command.help}`);
    return 0;
  }
  try {
    return command.run(args, print);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    complain(`kubestage ${name}: ${error.message}\n`);
    return 2;
  }
}

function overview(): string {
  const rows = Object.values(COMMANDS).map(({ usage, about }) => `  ${usage}\n      ${about}\n`);
  return `kubestage: a Kubernetes cluster simulated in this process.\n\n${rows.join('')}\nkubestage COMMAND --help says more of one. From the repository: npm run kubestage -- COMMAND …\n`;
}
