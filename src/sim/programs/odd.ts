// Programs that lessons need: one that crashes, one that eats memory, one that computes, and the stand-in for images that
// nobody has written.

import { milliseconds, seconds, type Micros } from '../../base/time.ts';
import { sleep } from '../kernel/task.ts';
import { applet, options } from './busybox/applet.ts';
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

/** polinux/stress and the like: `stress --vm 1 --vm-bytes 250M`. */
export const stress: Program = applet('stress', function* (proc, args) {
  const { values } = options(args, 'ctmv', ['vm', 'vm-bytes', 'vm-hang', 'cpu', 'timeout', 'io']);
  const m = /^(\d+)([KMGkmg]?)/.exec(values.get('vm-bytes') ?? '0');
  const unit = { K: 1024, M: 1024 ** 2, G: 1024 ** 3 }[(m?.[2] ?? '').toUpperCase()] ?? 1;
  const bytes = Number(m?.[1] ?? 0) * unit * Number(values.get('vm') ?? values.get('m') ?? 1);
  proc.stdout(`stress: info: [${proc.pid}] dispatching hogs: ${values.get('cpu') ?? values.get('c') ?? 0} cpu, 0 io, ${values.get('vm') ?? 0} vm, 0 hdd\n`);
  proc.setCpu(1000 * Number(values.get('cpu') ?? values.get('c') ?? 0));
  for (let held = 0; held < bytes; held += 16 * 1024 * 1024) {
    proc.allocate(Math.min(16 * 1024 * 1024, bytes - held));
    yield* sleep(milliseconds(8));
  }
  const limit = values.get('timeout') ?? values.get('t');
  yield* sleep(limit ? seconds(Number.parseInt(limit, 10)) : seconds(1e6));
  return 0;
});

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
export const standIn: Program = {
  name: 'stand-in',
  sigtermCode: 0,
  *main(proc) {
    yield* sleep(milliseconds(200 + proc.random.below(400)));
    proc.stdout(`${proc.image}: simulated stand-in is running${proc.ports.length ? ` on port ${proc.ports.join(', ')}` : ''}\n`);
    for (const port of proc.ports) {
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
};
