// <(command): its output as a file.

import type { Sim } from '../../kernel/task.ts';
import { FileError } from '../program.ts';
import type { Shell } from './shell.ts';

/** `<(command)` becomes the name of a file with its output. */
export function* processSubstitution(shell: Shell, words: readonly string[]): Sim<readonly string[]> {
  if (!words.some((word) => word.startsWith('<('))) return words;
  const out: string[] = [];
  for (const word of words) {
    if (!word.startsWith('<(')) {
      out.push(word);
      continue;
    }
    const text = `${yield* shell.substitute(word.slice(2, -1))}\n`;
    const name = 63 - out.length;
    // A container has no such folder; what it may write into is another matter.
    const path = [`/dev/fd/${name}`, `/tmp/.fd-${name}`].find((one) => kept(shell, one, text));
    if (path === undefined) shell.proc.stderr(`${shell.name}: cannot make pipe for process substitution: Permission denied\n`);
    out.push(path ?? '/dev/null');
  }
  return out;
}

function kept(shell: Shell, path: string, text: string): boolean {
  try {
    shell.proc.files.write(path, text);
    return true;
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    return false;
  }
}
