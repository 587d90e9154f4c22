// Tools about the machine, processes and time.

import { civil, milliseconds, seconds } from '../../../base/time.ts';
import { sleep, type Sim } from '../../kernel/task.ts';
import type { Process, Program, SignalName } from '../program.ts';
import { echo, signalNamed } from '../shell/builtins.ts';
import { applet, options, quick } from './applet.ts';
import { userName } from './files.ts';

const UNITS: Readonly<Record<string, number>> = { '': 1, s: 1, m: 60, h: 3600, d: 86_400 };

/** `1.5`, `2m`, `inf` → seconds. */
export function durationOf(text: string): number | undefined {
  if (/^inf(inity)?$/.test(text)) return 1e9;
  const m = /^(\d+(?:\.\d+)?|\.\d+)([smhd]?)$/.exec(text);
  return m ? Number(m[1]) * (UNITS[m[2] as string] as number) : undefined;
}

export const sleepTool = applet('sleep', function* (proc, args) {
  let total = 0;
  if (args.length === 0) {
    proc.stderr('BusyBox v1.36.1 multi-call binary.\n\nUsage: sleep [N]...\n');
    return 1;
  }
  for (const arg of args) {
    const n = durationOf(arg);
    if (n === undefined) {
      proc.stderr(`sleep: invalid number '${arg}'\n`);
      return 1;
    }
    total += n;
  }
  yield* sleep(seconds(total));
  return 0;
});

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const two = (n: number): string => String(n).padStart(2, '0');

export function strftime(format: string, ms: number): string {
  const t = civil(ms);
  return format.replace(/%(N|[a-zA-Z%])/g, (_m, c: string) => {
    switch (c) {
      case 'Y':
        return String(t.year);
      case 'y':
        return two(t.year % 100);
      case 'm':
        return two(t.month);
      case 'd':
        return two(t.day);
      case 'e':
        return String(t.day).padStart(2);
      case 'H':
        return two(t.hour);
      case 'I':
        return two(t.hour % 12 || 12);
      case 'p':
        return t.hour < 12 ? 'AM' : 'PM';
      case 'M':
        return two(t.minute);
      case 'S':
        return two(t.second);
      case 's':
        return String(Math.floor(ms / 1000));
      case 'N':
        return `${String(t.micro).padStart(6, '0')}000`;
      case 'T':
        return `${two(t.hour)}:${two(t.minute)}:${two(t.second)}`;
      case 'F':
        return `${t.year}-${two(t.month)}-${two(t.day)}`;
      case 'D':
        return `${two(t.month)}/${two(t.day)}/${two(t.year % 100)}`;
      case 'R':
        return `${two(t.hour)}:${two(t.minute)}`;
      case 'a':
        return DAYS[t.weekday] as string;
      case 'b':
      case 'h':
        return MONTHS[t.month - 1] as string;
      case 'Z':
        return 'UTC';
      case 'z':
        return '+0000';
      case 'c':
        return `${DAYS[t.weekday] as string} ${MONTHS[t.month - 1] as string} ${String(t.day).padStart(2)} ${two(t.hour)}:${two(t.minute)}:${two(t.second)} ${t.year}`;
      default:
        return c === '%' ? '%' : `%${c}`;
    }
  });
}

const date = quick('date', (proc, args) => {
  const { flags, rest } = options(args, 'dD');
  const format = rest[0]?.startsWith('+') ? rest[0].slice(1) : flags.has('I') || flags.has('iso-8601') ? '%F' : flags.has('R') ? '%a, %d %b %Y %T +0000' : '%a %b %e %T UTC %Y';
  proc.stdout(`${strftime(format, proc.kernel.wallMs)}\n`);
  return 0;
});

const env = applet('env', function* (proc, args) {
  const vars = new Map(args[0] === '-i' ? [] : proc.env);
  let i = args[0] === '-i' ? 1 : 0;
  for (; i < args.length && (args[i] as string).includes('='); i++) {
    const arg = args[i] as string;
    vars.set(arg.slice(0, arg.indexOf('=')), arg.slice(arg.indexOf('=') + 1));
  }
  if (i < args.length) return yield* proc.exec(args.slice(i), { env: vars });
  for (const [name, value] of vars) proc.stdout(`${name}=${value}\n`);
  return 0;
});

const printenv = quick('printenv', (proc, args) => {
  if (args.length === 0) {
    for (const [name, value] of proc.env) proc.stdout(`${name}=${value}\n`);
    return 0;
  }
  let status = 0;
  for (const name of args) {
    const value = proc.env.get(name);
    if (value === undefined) status = 1;
    else proc.stdout(`${value}\n`);
  }
  return status;
});

/** The host name, or with its domain as /etc/hosts has it. */
const hostname = quick('hostname', (proc, args) => {
  const { flags } = options(args);
  const line = proc.files.read('/etc/hosts')?.split('\n').find((l) => l.split(/\s+/).slice(1).includes(proc.hostname));
  if (flags.has('i')) proc.stdout(`${line?.split(/\s+/)[0] ?? proc.podIP}\n`);
  else if (flags.has('f')) proc.stdout(`${line?.split(/\s+/)[1] ?? proc.hostname}\n`);
  else if (flags.has('d')) proc.stdout(`${(line?.split(/\s+/)[1] ?? '').split('.').slice(1).join('.')}\n`);
  else proc.stdout(`${proc.hostname}\n`);
  return 0;
});

const id = quick('id', (proc, args) => {
  const { flags } = options(args);
  const { user, group, groups } = proc;
  const named = (n: number): string => (n === 0 ? `${n}(root)` : String(n));
  if (flags.has('u')) proc.stdout(`${flags.has('n') ? userName(user) : user}\n`);
  else if (flags.has('g')) proc.stdout(`${flags.has('n') ? userName(group) : group}\n`);
  else if (flags.has('G')) proc.stdout(`${(groups.length ? groups : [group]).join(' ')}\n`);
  else {
    const all = groups.length ? groups : [group];
    // A root process of a plain image is in root's usual groups.
    const shown = user === 0 && all.length === 1 && all[0] === 0 ? '0(root),10(wheel)' : all.map(named).join(',');
    proc.stdout(`uid=${named(user)} gid=${named(group)} groups=${shown}\n`);
  }
  return 0;
});

const whoami = quick('whoami', (proc) => {
  if (proc.user !== 0 && proc.user !== 65_534) {
    proc.stderr(`whoami: unknown uid ${proc.user}\n`);
    return 1;
  }
  proc.stdout(`${userName(proc.user)}\n`);
  return 0;
});

const ps = quick('ps', (proc) => {
  proc.stdout('PID   USER     COMMAND\n');
  for (const { pid, user, command } of [...proc.processes()].sort((a, b) => a.pid - b.pid)) proc.stdout(`${String(pid).padStart(5)} ${userName(user).padEnd(8)} ${command}\n`);
  return 0;
});

const kill = (name: string) =>
  quick(name, (proc, args) => {
    let signal: string | undefined = 'SIGTERM';
    const targets: string[] = [];
    for (let i = 0; i < args.length; i++) {
      const arg = args[i] as string;
      if (arg === '-s') signal = signalNamed(args[++i] ?? '');
      else if (/^-[A-Za-z0-9]+$/.test(arg) && targets.length === 0) signal = arg === '-0' ? 'NONE' : signalNamed(arg.slice(1));
      else targets.push(arg);
    }
    if (!signal) {
      proc.stderr(`${name}: bad signal name\n`);
      return 1;
    }
    let status = 0;
    for (const target of targets) {
      const pids = name === 'kill' ? [Number(target)] : proc.processes().filter((p) => p.pid !== proc.pid && (p.command.split(' ')[0] ?? '').split('/').pop() === target).map((p) => p.pid);
      const sent = pids.filter((pid) => (signal === 'NONE' ? proc.processes().some((p) => p.pid === pid) : proc.kill(pid, signal as SignalName)));
      if (sent.length) continue;
      proc.stderr(name === 'kill' ? `kill: can't kill pid ${target}: No such process\n` : `${name}: ${target}: no process killed\n`);
      status = 1;
    }
    return status;
  });

const seq = applet('seq', function* (proc, args) {
  const { flags, values, rest } = options(args.map((a) => (/^-\d/.test(a) ? `\0${a}` : a)), 's');
  const n = rest.map((a) => Number(a.replace('\0', '')));
  const [first, step, last] = n.length === 1 ? [1, 1, n[0] as number] : n.length === 2 ? [n[0] as number, 1, n[1] as number] : [n[0] as number, n[1] as number, n[2] as number];
  if (n.some(Number.isNaN) || n.length === 0) {
    proc.stderr('seq: invalid number\n');
    return 1;
  }
  const separator = values.get('s') ?? '\n';
  const wide = flags.has('w') ? Math.max(String(first).length, String(last).length) : 0;
  const out: string[] = [];
  for (let i = first; step > 0 ? i <= last : i >= last; i += step) {
    out.push(String(Math.round(i * 1e6) / 1e6).padStart(wide, '0'));
    if (out.length >= 10_000) {
      proc.stdout(out.splice(0).join(separator) + separator);
      yield* sleep(milliseconds(2));
    }
  }
  if (out.length) proc.stdout(`${out.join(separator)}\n`);
  return 0;
});

const expr = quick('expr', (proc, args) => {
  const [a = '', op, b = ''] = args;
  if (op === undefined) {
    proc.stdout(`${a}\n`);
    return a === '' || a === '0' ? 1 : 0;
  }
  const x = Number(a);
  const y = Number(b);
  const numbers = !Number.isNaN(x) && !Number.isNaN(y);
  let value: string;
  switch (op) {
    case '+':
      value = String(x + y);
      break;
    case '-':
      value = String(x - y);
      break;
    case '*':
      value = String(x * y);
      break;
    case '/':
      value = String(Math.trunc(x / y));
      break;
    case '%':
      value = String(x % y);
      break;
    case '=':
      value = a === b ? '1' : '0';
      break;
    case '!=':
      value = a === b ? '0' : '1';
      break;
    case '<':
    case '>':
    case '<=':
    case '>=': {
      const order = numbers ? x - y : a < b ? -1 : a > b ? 1 : 0;
      value = (op === '<' ? order < 0 : op === '>' ? order > 0 : op === '<=' ? order <= 0 : order >= 0) ? '1' : '0';
      break;
    }
    default:
      proc.stderr('expr: syntax error\n');
      return 2;
  }
  proc.stdout(`${value}\n`);
  return value === '0' || value === '' ? 1 : 0;
});

const timeout = applet('timeout', function* (proc, args) {
  const { values, rest } = options(args, 'sk');
  const limit = durationOf(rest[0] ?? '') ?? 0;
  const child = proc.spawn(rest.slice(1));
  const { kernel } = proc;
  const signal = (signalNamed(values.get('s') ?? 'TERM') ?? 'SIGTERM') as SignalName;
  let fired = false;
  const entry = kernel.after(seconds(limit), () => {
    fired = true;
    proc.kill(child.pid, signal);
  });
  const code = yield* child.wait();
  kernel.cancel(entry);
  return fired ? 143 : code;
});

const watch = applet('watch', function* (proc, args) {
  const { values, rest } = options(args, 'n');
  for (;;) {
    yield* proc.run(['sh', '-c', rest.join(' ')]);
    yield* sleep(seconds(Number(values.get('n') ?? 2)));
  }
});

const uname = quick('uname', (proc, args) => {
  const { flags } = options(args);
  const parts = { s: 'Linux', n: proc.hostname, r: '6.1.0-40-amd64', v: '#1 SMP PREEMPT_DYNAMIC Debian', m: 'x86_64', o: 'GNU/Linux' };
  const wanted = flags.has('a') ? ['s', 'n', 'r', 'v', 'm', 'o'] : flags.size ? [...flags] : ['s'];
  proc.stdout(`${wanted.map((f) => parts[f as keyof typeof parts] ?? '').join(' ')}\n`);
  return 0;
});

const named = (name: string, text: (proc: Process, args: readonly string[]) => string) => quick(name, (proc, args) => (proc.stdout(text(proc, args)), 0));

const free = named('free', () => '              total        used        free      shared  buff/cache   available\nMem:        8152900     2105340     3210040        4120     2837520     5780040\nSwap:             0           0           0\n');
const uptime = named('uptime', (proc) => {
  const s = Math.floor(proc.kernel.now / 1e6) + 86_400;
  return ` ${strftime('%T', proc.kernel.wallMs)} up ${Math.floor(s / 86_400)} day, ${Math.floor((s % 86_400) / 3600)}:${two(Math.floor((s % 3600) / 60))},  load average: 0.12, 0.09, 0.05\n`;
});
const nproc = named('nproc', () => '2\n');
const arch = named('arch', () => 'x86_64\n');
const basename = named('basename', (_proc, args) => `${(args[0] ?? '').replace(/\/+$/, '').split('/').pop()?.replace(args[1] ? new RegExp(`${args[1].replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`) : /$^/, '') ?? ''}\n`);
const dirname = named('dirname', (_proc, args) => `${(args[0] ?? '').includes('/') ? (args[0] as string).replace(/\/[^/]*\/?$/, '') || '/' : '.'}\n`);
const pwd = named('pwd', (proc) => `${proc.cwd}\n`);
const which = quick('which', (proc, args) => {
  let status = 0;
  for (const name of args) {
    const path = proc.which(name);
    if (path) proc.stdout(`${path}\n`);
    else status = 1;
  }
  return status;
});
const trueTool = quick('true', () => 0);
const falseTool = quick('false', () => 1);

const echoTool = quick('echo', (proc, args) => (proc.stdout(echo(args)), 0));

const testTool = (name: string) =>
  applet(name, function* (proc, args): Sim<number> {
    return yield* proc.run(['sh', '-c', `${name} ${args.map((a) => `'${a.replaceAll("'", "'\\''")}'`).join(' ')}`]);
  });

const top = applet('top', function* (proc, args) {
  const { values, flags } = options(args, 'nd');
  for (let i = 0; i < Number(values.get('n') ?? (flags.has('b') ? Infinity : 1)); i++) {
    proc.stdout('Mem: 4942860K used, 3210040K free, 4120K shrd, 123456K buff, 2714064K cached\nCPU:   1% usr   0% sys   0% nic  98% idle   0% io   0% irq   0% sirq\nLoad average: 0.12 0.09 0.05 1/210 17\n  PID  PPID USER     STAT   VSZ %VSZ CPU %CPU COMMAND\n');
    for (const { pid, user, command } of proc.processes()) proc.stdout(`${String(pid).padStart(5)} ${String(pid === 1 ? 0 : 1).padStart(5)} ${userName(user).padEnd(8)} S     4404   0%   0   0% ${command}\n`);
    yield* sleep(seconds(Number(values.get('d') ?? 5)));
  }
  return 0;
});

export const SYSTEM_TOOLS: readonly Program[] = [
  sleepTool, date, env, printenv, hostname, id, whoami, ps, kill('kill'), kill('killall'), kill('pkill'), seq, expr, timeout, watch, uname, free, uptime, nproc, arch, basename, dirname, pwd, which, trueTool, falseTool, echoTool,
  testTool('test'), testTool('['), top,
];
