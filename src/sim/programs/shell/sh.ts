// sh: the shell of busybox (ash), for scripts and for a person at a terminal.
//
// Simplified: at a terminal it does not echo what was typed; whoever shows it has it already.

import type { Sim } from '../../kernel/task.ts';
import { FileError, type Process, type Program } from '../program.ts';
import { ArithmeticError } from './arithmetic.ts';
import { builtinNamed } from './builtins.ts';
import { expandWords } from './expand.ts';
import { Leave } from './leave.ts';
import { LineInput } from './pipe.ts';
import { Shell, type Io } from './shell.ts';
import { parseShell, ShellSyntaxError, type Command } from './syntax.ts';

export const sh: Program = {
  name: 'sh',
  stoppedBySigterm: false,
  *main(proc) {
    let name = proc.argv0.includes('/') || proc.argv0 === 'bash' ? proc.argv0 : 'sh';
    const flags = new Set<string>();
    let script: string | undefined;
    let interactive = false;
    const args = [...proc.args];
    while (args[0] !== undefined && /^[-+][a-zA-Z]/.test(args[0])) {
      const flag = args.shift() as string;
      if (flag === '--') break;
      for (const c of flag.slice(1)) {
        if (c === 'c') script = '';
        else if (c === 'i') interactive = true;
        else if (c === 'o') args.shift();
        else if (c !== 'l') flags.add(c);
      }
    }
    if (script !== undefined) {
      script = args.shift();
      if (script === undefined) {
        proc.stderr('sh: -c requires an argument\n');
        return 2;
      }
      if (args[0] !== undefined) name = args.shift() as string;
    } else if (args[0] !== undefined) {
      const file = args.shift() as string;
      name = file;
      script = readScript(proc, file);
      if (script === undefined) {
        proc.stderr(`sh: can't open '${file}': No such file or directory\n`);
        return 2;
      }
    }
    const shell = new Shell(proc, name, args);
    for (const flag of flags) shell.options.add(flag);
    const stdin = new LineInput({ read: () => proc.stdin() });
    const io: Io = { stdin, stdout: (t) => proc.stdout(t), stderr: (t) => proc.stderr(t) };
    if (script === undefined) return yield* lines(shell, io, proc.tty || interactive);
    let command: Command;
    try {
      command = shell.parsed(script);
    } catch (error) {
      if (error instanceof Leave) return error.status;
      throw error;
    }
    const only = onlyCommand(command);
    if (only && !builtinNamed(only[0] as string) && shell.traps.size === 0) {
      // As ash does, the last command of `sh -c` takes the shell's place.
      const words = yield* expandWords(only, shell);
      const code = yield* proc.exec(words, { env: shell.env(), cwd: shell.cwd });
      proc.stderr(`${name}: ${words[0]}: ${code === 126 ? 'Permission denied' : 'not found'}\n`);
      return code;
    }
    return yield* shell.script(command, io);
  },
};

/** The words of a script that is one plain command. */
function onlyCommand(command: Command): readonly string[] | undefined {
  if (command.type !== 'list' || command.items.length !== 1) return undefined;
  const [item] = command.items;
  if (!item || item.background || item.command.type !== 'simple') return undefined;
  const { words, assigns, redirects } = item.command;
  return words.length && !assigns.length && !redirects.length && !words.some((w) => w.includes('$(') || w.includes('`')) && /^[\w./-]+$/.test(words[0] as string) ? words : undefined;
}

function readScript(proc: Process, file: string): string | undefined {
  try {
    return proc.files.read(file.startsWith('/') ? file : `${proc.cwd === '/' ? '' : proc.cwd}/${file}`);
  } catch (error) {
    if (error instanceof FileError) return undefined;
    throw error;
  }
}

/** Line by line from standard input; with a prompt where somebody sits there. */
function* lines(shell: Shell, io: Io, prompt: boolean): Sim<number> {
  const { proc } = shell;
  let text = '';
  if (prompt) proc.trap('SIGINT', 'ignore');
  for (;;) {
    if (prompt) proc.stdout(text === '' ? promptOf(shell) : '> ');
    const line = yield* (io.stdin as LineInput).readLine();
    if (line === undefined) break;
    shell.rest();
    text += line;
    let command: Command;
    try {
      command = parseShell(text);
    } catch (error) {
      if (!(error instanceof ShellSyntaxError)) throw error;
      // What is not finished goes on in the next line.
      if (/end of file|unterminated/.test(error.message)) continue;
      proc.stderr(`${shell.name}: ${shell.bash ? error.inBash : error.message}\n`);
      text = '';
      shell.status = 2;
      continue;
    }
    text = '';
    try {
      yield* shell.run(command, io);
    } catch (error) {
      if (error instanceof ArithmeticError) {
        shell.miscalculated(error, io);
        continue;
      }
      if (!(error instanceof Leave)) throw error;
      if (error.what === 'exit') {
        shell.status = error.status;
        return yield* shell.finish(io);
      }
    }
  }
  return yield* shell.finish(io);
}

function promptOf(shell: Shell): string {
  const { proc, cwd } = shell;
  const home = shell.get('HOME') ?? '/root';
  const place = cwd === home || cwd.startsWith(`${home}/`) ? cwd.replace(home, '~') : cwd;
  const mark = proc.user === 0 ? '#' : '$';
  return shell.bash ? `${proc.user === 0 ? 'root' : 'I have no name!'}@${proc.hostname}:${place}${mark} ` : `${home === '/' ? cwd : place} ${mark} `;
}
