// Redirections: where a command's input comes from and where its output goes.

import type { Sim } from '../../kernel/task.ts';
import { FileError } from '../program.ts';
import { expandOne, expandText } from './expand.ts';
import { LineInput, TextInput } from './pipe.ts';
import type { Io, Shell } from './shell.ts';
import type { Redirect } from './syntax.ts';

export function* redirected(shell: Shell, redirects: readonly Redirect[], io: Io, body: (io: Io) => Sim<number>): Sim<number> {
  if (redirects.length === 0) return yield* body(io);
  let { stdin, stdout, stderr } = io;
  const { files } = shell.proc;
  for (const { fd, kind, target, quoted } of redirects) {
    if (kind === '<<') {
      stdin = new LineInput(new TextInput(quoted ? target : yield* expandText(target, shell)));
      continue;
    }
    const word = yield* expandOne(target, shell);
    if (kind === '<<<') {
      stdin = new LineInput(new TextInput(`${word}\n`));
      continue;
    }
    if (kind === '>&' || kind === '<&') {
      const copied = word === '2' ? stderr : word === '1' ? stdout : word === '-' ? () => {} : undefined;
      if (!copied) continue;
      if (fd === 2) stderr = copied;
      else if (fd === 1) stdout = copied;
      continue;
    }
    const path = shell.path(word);
    try {
      if (kind === '<') {
        const content = word === '/dev/null' ? '' : files.read(path);
        if (content === undefined) {
          io.stderr(shell.bash ? `${shell.name}: ${word}: ${files.isDirectory(path) ? 'Is a directory' : 'No such file or directory'}\n` : `${shell.name}: can't open ${word}: no such file\n`);
          return shell.end(1);
        }
        stdin = new LineInput(new TextInput(content));
        continue;
      }
      if (path === '/dev/null') {
        const drop = (): void => {};
        if (kind === '&>' || fd !== 2) stdout = drop;
        if (kind === '&>' || fd === 2) stderr = drop;
        continue;
      }
      if (kind !== '>>') files.write(path, '');
      else files.append(path, '');
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      io.stderr(shell.bash ? `${shell.name}: ${word}: ${error.message}\n` : `${shell.name}: can't create ${word}: ${error.message === 'No such file or directory' ? 'nonexistent directory' : error.message}\n`);
      return shell.end(1);
    }
    const write = word === '/dev/stderr' ? io.stderr : word === '/dev/stdout' ? io.stdout : (text: string): void => files.append(path, text);
    if (kind === '&>') {
      stdout = write;
      stderr = write;
    } else if (fd === 2) stderr = write;
    else stdout = write;
  }
  return yield* body({ stdin, stdout, stderr });
}
