// Programs that lessons need: one that crashes, one that eats memory, one that computes, and the stand-in for images that
// nobody has written.

import { milliseconds, seconds, type Micros } from '../../base/time.ts';
import { sleep } from '../kernel/task.ts';
import { applet, options } from './busybox/applet.ts';
import { durationOf } from './busybox/system.ts';
import type { Program } from './program.ts';

export const pause: Program = {
  name: 'pause',
  sigtermCode: 0,
  *main(proc) {
    yield proc.signal('SIGTERM', 'SIGINT');
    return 0;
  },
};

export const helloWorld: Program = {
  name: 'hello',
  // eslint-disable-next-line require-yield
  *main(proc) {
    proc.stdout('\nHello from Docker!\nThis message shows that your installation appears to be working correctly.\n\n');
    return 0;
  },
};

/** polinux/stress and the like: `stress --vm 1 --vm-bytes 250M --vm-hang 1`. */
const stressNamed = (name: string): Program =>
  applet(name, function* (proc, args) {
    const { values, flags } = options(args, 'ctmid', ['vm', 'vm-bytes', 'vm-hang', 'vm-stride', 'cpu', 'timeout', 'io', 'hdd', 'hdd-bytes', 'backoff', 'cpu-load']);
    const count = (long: string, short: string): number => Number(values.get(long) ?? values.get(short) ?? 0);
    const [cpu, io, vm, hdd] = [count('cpu', 'c'), count('io', 'i'), count('vm', 'm'), count('hdd', 'd')];
    if (cpu + io + vm + hdd === 0 || flags.has('help')) {
      proc.stdout(`\`${name}' imposes certain types of compute stress on your system\n\nUsage: ${name} [OPTION [ARG]] ...\n`);
      return 0;
    }
    // Each worker takes 256 MB where nothing else is said.
    const bytes = vm * (bytesOf(values.get('vm-bytes')) ?? 256 * MB);
    proc.stdout(`stress: info: [${proc.pid}] dispatching hogs: ${cpu} cpu, ${io} io, ${vm} vm, ${hdd} hdd\n`);
    proc.setCpu(1000 * (cpu + vm));
    for (let held = 0; held < bytes; held += 16 * MB) {
      proc.allocate(Math.min(16 * MB, bytes - held));
      yield* sleep(milliseconds(8));
    }
    const limit = values.get('timeout') ?? values.get('t');
    yield* sleep(limit ? seconds(durationOf(limit) ?? 0) : seconds(1e6));
    if (limit) proc.stdout(`stress: info: [${proc.pid}] successful run completed in ${limit.replace(/s$/, '')}s\n`);
    return 0;
  });
const MB = 1024 * 1024;

/** `250M`, `1Gi`, `64k` */
function bytesOf(text: string | undefined): number | undefined {
  const m = /^(\d+)\s*([kmgKMG]?)/.exec(text ?? '');
  return m ? Number(m[1]) * ({ k: 1024, m: MB, g: 1024 * MB }[(m[2] as string).toLowerCase()] ?? 1) : undefined;
}

/** vish/stress: memory piece by piece: `-mem-total 150Mi -mem-alloc-size 10Mi -mem-alloc-sleep 1s -cpus 1`. */
const growingStress = applet('vish-stress', function* (proc, args) {
  const value = (name: string): string | undefined => {
    const at = args.findIndex((arg) => arg === `-${name}` || arg === `--${name}`);
    return at < 0 ? args.find((arg) => arg.startsWith(`-${name}=`))?.split('=')[1] : args[at + 1];
  };
  const total = bytesOf(value('mem-total')) ?? 0;
  const step = bytesOf(value('mem-alloc-size')) ?? 4096 * 1024;
  const nap = Number.parseFloat(value('mem-alloc-sleep') ?? '0.001') / (/ms$/.test(value('mem-alloc-sleep') ?? '') ? 1000 : 1);
  proc.stderr(`Allocating "${value('mem-total') ?? '0'}" memory, in "${value('mem-alloc-size') ?? '4Ki'}" chunks, with a ${value('mem-alloc-sleep') ?? '1ms'} sleep between allocations\n`);
  proc.setCpu(1000 * Number(value('cpus') ?? 0));
  for (let held = 0; held < total; held += step) {
    proc.allocate(Math.min(step, total - held));
    yield* sleep(seconds(Math.max(nap, 0.001)));
  }
  proc.stderr(`Allocated "${value('mem-total') ?? '0'}" memory\n`);
  yield* sleep(seconds(1e6));
  return 0;
});

/** A leak: a little more memory each second, until somebody stops it. */
const leak: Program = {
  name: 'leak',
  sigtermCode: 0,
  *main(proc) {
    const step = Number(proc.env.get('MB_PER_SECOND') ?? 8);
    for (let held = step; ; held += step) {
      proc.stdout(`holding ${held} MiB\n`);
      proc.allocate(step * MB);
      yield* sleep(seconds(1));
    }
  },
};

/** It starts, and gives up. */
const crasher: Program = {
  name: 'crasher',
  *main(proc) {
    proc.stdout('starting\n');
    yield* sleep(seconds(Number(proc.env.get('AFTER_SECONDS') ?? 3)));
    proc.stderr('fatal: cannot reach the database\n');
    return Number(proc.env.get('EXIT_CODE') ?? 1);
  },
};

export const HOGS: readonly Program[] = [stressNamed('stress'), stressNamed('stress-ng'), growingStress, leak, crasher];

/** perl, for the Job that computes pi: it takes a few seconds and prints what the documentation shows. */
export const perl: Program = applet('perl', function* (proc, args) {
  const code = args[args.indexOf('-e') + 1] ?? args.find((a) => a.startsWith('-Mbignum')) ?? '';
  const bpi = /bpi\((\d+)\)/.exec(args.join(' '));
  if (bpi) {
    const digits = Number(bpi[1]);
    proc.setCpu(1000);
    yield* sleep(seconds(1 + Math.min(digits, 4000) / 800 + proc.random.float()));
    proc.stdout(`${piDigits(digits)}\n`);
    return 0;
  }
  const nap = /sleep[ (]+(\d+)/.exec(code);
  const print = /print\s+["']([^"']*)["']/.exec(code);
  if (print) proc.stdout((print[1] as string).replace(/\\n/g, '\n'));
  if (/while\s*\(\s*1\s*\)|for\s*\(\s*;\s*;\s*\)/.test(code)) {
    proc.setCpu(nap ? 0 : 1000);
    for (;;) yield* sleep(seconds(nap ? Number(nap[1]) : 3600));
  }
  if (nap) yield* sleep(seconds(Number(nap[1])));
  const exit = /exit[ (]+(\d+)/.exec(code);
  return exit ? Number(exit[1]) : /\bdie\b/.test(code) ? 255 : 0;
});

/** pi to n digits, by Gosper's spigot: `3.14…` with n digits in all. */
export function piDigits(n: number): string {
  let q = 1n;
  let r = 180n;
  let t = 60n;
  let i = 2n;
  let out = '';
  while (out.length < n) {
    const u = 3n * (3n * i + 1n) * (3n * i + 2n);
    const y = (q * (27n * i - 12n) + 5n * r) / (5n * t);
    out += String(y);
    [q, r, t] = [10n * q * i * (2n * i - 1n), 10n * u * (q * (5n * i - 2n) + r - y * t), t * u];
    i++;
  }
  return `${out[0] as string}.${out.slice(1)}`;
}

/** A program that nobody has written: it says so, listens on the ports that the container declares, and runs until it is stopped. */
const standInNamed = (name: string): Program => ({
  name,
  sigtermCode: 0,
  *main(proc) {
    yield* sleep(milliseconds(200 + proc.random.below(400)));
    const served = name.startsWith('python') && proc.args.join(' ').includes('-m http.server');
    const ports = served ? [Number(proc.args.find((arg) => /^\d+$/.test(arg)) ?? 8000)] : proc.ports;
    const what = name === 'stand-in' ? '' : ` for \`${[name, ...proc.args].join(' ').slice(0, 200)}\``;
    proc.stdout(served ? `Serving HTTP on 0.0.0.0 port ${ports[0]} (http://0.0.0.0:${ports[0]}/) ...\n` : `${proc.image}: simulated stand-in${what} is running${ports.length ? ` on port ${ports.join(', ')}` : ''}\n`);
    for (const port of ports) {
      try {
        proc.listen(port, function* () {
          yield* sleep((500 + proc.random.below(1500)) as Micros);
          return { status: 200, headers: { 'Content-Type': 'text/plain' }, body: `${proc.image} at ${proc.hostname}\n` };
        });
      } catch (error) {
        proc.stderr(`${(error as Error).message}\n`);
        return 1;
      }
    }
    yield proc.signal('SIGTERM', 'SIGINT');
    return 0;
  },
});

/** What starts programs of people's own: nobody has written those, so that they run is all that is simulated. */
export const RUNTIMES: readonly string[] = ['node', 'npm', 'npx', 'yarn', 'python', 'python3', 'flask', 'gunicorn', 'uvicorn', 'go', 'ruby', 'bundle', 'rails', 'php', 'php-fpm', 'dotnet', 'deno', 'bun', 'catalina.sh', 'gradle', 'mvn'];

export const STAND_INS: readonly Program[] = ['stand-in', ...RUNTIMES].map(standInNamed);
