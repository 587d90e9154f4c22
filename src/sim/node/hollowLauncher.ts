// The launcher of the hollow-3 recordings, which starts nothing: it reads from a command when it would end, and how.
// The rules are those of golden/README.md.

import { seconds } from '../../base/time.ts';
import type { Entry, Kernel } from '../kernel/kernel.ts';
import type { Sim } from '../kernel/task.ts';
import type { ContainerConfig, Exit, Launcher, RunningContainer } from './runtimeTypes.ts';

interface Course {
  /** Undefined: it runs for ever. */
  readonly end: { readonly afterSeconds: number; readonly code: number } | undefined;
  readonly hearsSigterm: boolean;
}

/** Even what ends at once is seen running first. */
const MOMENT = 0.05;

const FOREVER: Course = { end: undefined, hearsSigterm: true };
/** Systems without a service of their own: their shell ends at once. */
const BARE = /\/(busybox|alpine|debian|ubuntu|centos|fedora|bash|rockylinux|almalinux|amazonlinux|archlinux|hello-world)$/;
const QUICK = /^(echo|printf|true|:|date|hostname|id|env|printenv|pwd|uname|whoami|ls|cat|touch|mkdir|rm|cp|mv|chmod|chown|ln|export|set|unset|cd|test|\[)$/;

export class HollowLauncher implements Launcher {
  private readonly kernel: Kernel;

  constructor(kernel: Kernel) {
    this.kernel = kernel;
  }

  launch(config: ContainerConfig, { exited }: { readonly exited: (exit: Exit) => void }): RunningContainer {
    const { kernel } = this;
    const course = courseOf(config);
    let over = false;
    let entry: Entry | undefined;
    const end = (code: number): void => {
      if (over) return;
      over = true;
      if (entry) kernel.cancel(entry);
      exited({ code, reason: '', termination: '' });
    };
    if (course.end) {
      const { code, afterSeconds } = course.end;
      entry = kernel.after(seconds(Math.max(afterSeconds, MOMENT)), () => end(code));
    }
    return {
      stop: () => {
        if (course.hearsSigterm) kernel.soon(() => end(0));
      },
      kill: () => end(137),
      exec: nothing,
      attach: () => ({ detach: () => {} }),
      memory: 0,
      cpu: 0,
      files: undefined,
    };
  }
}

// eslint-disable-next-line require-yield
function* nothing(): Sim<number> {
  return 0;
}

/** When and how a container's command ends. */
export function courseOf(config: Pick<ContainerConfig, 'command' | 'args' | 'stored'>): Course {
  const argv = [...config.command, ...config.args];
  if (argv.length === 0) return BARE.test(config.stored.ref.repository) ? { end: { afterSeconds: 0, code: 0 }, hearsSigterm: true } : FOREVER;
  const name = base(argv[0] as string);
  const hearsSigterm = name !== 'sleep' && !/^(ba|da|a)?sh$/.test(name);
  const simple = simpleCommand(argv);
  if (simple) return { end: simple, hearsSigterm };
  if (/^(ba|da|a)?sh$/.test(name)) {
    const script = scriptOf(argv.slice(1));
    return { end: script === undefined ? { afterSeconds: 0, code: 0 } : scriptEnd(script), hearsSigterm };
  }
  if (name === 'perl') return { end: { afterSeconds: 3, code: 0 }, hearsSigterm };
  return { end: undefined, hearsSigterm };
}

function scriptOf(args: readonly string[]): string | undefined {
  for (let i = 0; i < args.length; i++) if (/^-[a-z]*c[a-z]*$/.test(args[i] as string)) return args[i + 1];
  return undefined;
}

/** A sequence of simple commands; anything else goes on for ever. */
function scriptEnd(script: string): Course['end'] {
  if (/\b(while|for|until|if|case|trap)\b|[|`(){}]|\$\(/.test(script.replace(/'[^']*'|"[^"]*"/g, 'x'))) return undefined;
  let afterSeconds = 0;
  let code = 0;
  let joined: string | undefined;
  for (const part of script.split(/(;|\n|&&|\|\|)/)) {
    const text = part.trim();
    if (text === '' || text === ';') {
      if (text === ';') joined = undefined;
      continue;
    }
    if (text === '&&' || text === '||') {
      joined = text;
      continue;
    }
    if ((joined === '&&' && code !== 0) || (joined === '||' && code === 0)) continue;
    joined = undefined;
    const argv = words(text);
    const step = simpleCommand(argv);
    if (!step) return undefined;
    afterSeconds += step.afterSeconds;
    code = step.code;
    if (argv[0] === 'exit') return { afterSeconds, code: argv[1] === undefined ? 0 : code };
  }
  return { afterSeconds, code };
}

function simpleCommand(argv: readonly string[]): { readonly afterSeconds: number; readonly code: number } | undefined {
  const [first = '', operand = ''] = argv;
  const name = base(first);
  if (name === 'sleep') {
    const m = /^(\d+(?:\.\d+)?)([smhd]?)$/.exec(operand);
    if (!m) return operand === 'infinity' || operand === 'inf' ? undefined : { afterSeconds: 0, code: 1 };
    return { afterSeconds: Number(m[1]) * ({ m: 60, h: 3600, d: 86_400 }[m[2] ?? ''] ?? 1), code: 0 };
  }
  if (name === 'exit') return { afterSeconds: 0, code: Number(operand || 0) & 255 };
  if (name === 'false') return { afterSeconds: 0, code: 1 };
  return QUICK.test(name) ? { afterSeconds: 0, code: 0 } : undefined;
}

const base = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
const words = (text: string): string[] => text.split(/\s+/).filter(Boolean);
