// Pipelines: commands side by side, the output of one the input of the next.

import type { Sim } from '../../kernel/task.ts';
import type { Child, Process } from '../program.ts';
import { LineInput, Pipe } from './pipe.ts';
import type { Io, Shell } from './shell.ts';
import type { Command } from './syntax.ts';

export function* pipeline(shell: Shell, { commands, negate }: Extract<Command, { type: 'pipeline' }>, io: Io): Sim<number> {
  if (commands.length === 1) {
    const status = yield* shell.tested(commands[0] as Command, io);
    return shell.end(status === 0 ? 1 : 0, false);
  }
  const { proc } = shell;
  const children: Child[] = [];
  let stdin = io.stdin;
  let source: Pipe | undefined;
  commands.forEach((command, i) => {
    const pipe = i === commands.length - 1 ? undefined : new Pipe();
    const child = shell.fork(command, { stdin, stdout: pipe ? into(proc, pipe) : io.stdout, stderr: io.stderr });
    children.push(child);
    proc.kernel.spawn(`${proc.argv0}/pipe`, closeAfter(child, pipe, source));
    source = pipe;
    stdin = pipe && new LineInput(pipe);
  });
  let status = 0;
  for (const child of children) status = yield* shell.waitFor(child, io);
  return shell.end(negate ? (status === 0 ? 1 : 0) : status);
}

/** A writer whose reader is gone gets SIGPIPE. */
const into =
  (proc: Process, pipe: Pipe) =>
  (text: string): void => {
    if (pipe.broken) proc.exit(141);
    pipe.put(text);
  };

/** With a process its ends of the pipes are closed. */
function* closeAfter(child: Child, output: Pipe | undefined, input: Pipe | undefined): Sim<void> {
  yield* child.wait();
  output?.end();
  if (input) input.broken = true;
}
