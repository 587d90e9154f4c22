// if, while, for and case: commands made of other commands.

import type { Sim } from '../../kernel/task.ts';
import { expandOne, expandPattern, expandWords } from './expand.ts';
import { Leave } from './leave.ts';
import { patternOf } from './patterns.ts';
import type { Io, Shell } from './shell.ts';
import type { Command } from './syntax.ts';

export type Compound = Extract<Command, { type: 'if' | 'while' | 'for' | 'case' }>;

export function compound(shell: Shell, command: Compound, io: Io): Sim<number> {
  switch (command.type) {
    case 'if':
      return ifCommand(shell, command, io);
    case 'while':
      return loop(shell, command, io);
    case 'for':
      return forLoop(shell, command, io);
    case 'case':
      return caseCommand(shell, command, io);
  }
}

function* ifCommand(shell: Shell, command: Extract<Command, { type: 'if' }>, io: Io): Sim<number> {
  for (const { test, body } of command.branches) if ((yield* shell.tested(test, io)) === 0) return yield* shell.run(body, io);
  if (command.otherwise) return yield* shell.run(command.otherwise, io);
  return shell.end(0);
}

function* loop(shell: Shell, command: Extract<Command, { type: 'while' }>, io: Io): Sim<number> {
  let status = 0;
  for (;;) {
    if (((yield* shell.tested(command.test, io)) === 0) === command.until) break;
    if (!(yield* round(shell, command.body, io))) break;
    status = shell.status;
    yield* shell.spend();
  }
  return shell.end(status);
}

function* forLoop(shell: Shell, command: Extract<Command, { type: 'for' }>, io: Io): Sim<number> {
  const values = command.words ? yield* expandWords(command.words, shell) : shell.args;
  let status = 0;
  for (const value of values) {
    shell.set(command.name, value);
    if (!(yield* round(shell, command.body, io))) break;
    status = shell.status;
    yield* shell.spend();
  }
  return shell.end(status);
}

/** One round of a loop; false: it is over. */
function* round(shell: Shell, body: Command, io: Io): Sim<boolean> {
  try {
    yield* shell.run(body, io);
    return true;
  } catch (error) {
    if (!(error instanceof Leave) || (error.what !== 'break' && error.what !== 'continue')) throw error;
    if (--error.levels > 0) throw error;
    return error.what === 'continue';
  }
}

function* caseCommand(shell: Shell, command: Extract<Command, { type: 'case' }>, io: Io): Sim<number> {
  const word = yield* expandOne(command.word, shell);
  for (const { patterns, body } of command.items) {
    for (const pattern of patterns) if (patternOf(yield* expandPattern(pattern, shell)).test(word)) return yield* shell.run(body, io);
  }
  return shell.end(0);
}
