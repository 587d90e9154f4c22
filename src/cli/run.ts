// `run FILE… [--seconds N] [--seed N]`: applies manifests to a fresh cluster, one after the other, lets time pass, and
// prints what kubectl prints of it: what it said, what there is, what happened.

import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { seconds, type Micros } from '../base/time.ts';
import type { PrintFd } from '../kubectl/shell.ts';
import { Session } from '../session/session.ts';
import { option } from './options.ts';

const ASKED = ['get all', 'events'];

export function run(args: readonly string[]): number {
  const taken = new Set(['seconds', 'seed'].map((name) => option(args, name)));
  const files = args.filter((arg) => !arg.startsWith('--') && !taken.has(arg));
  const lasts = Number(option(args, 'seconds') ?? 60);
  if (files.length === 0 || !(lasts >= 0)) {
    process.stderr.write('usage: run FILE… [--seconds N] [--seed N]\n');
    return 2;
  }
  const session = new Session({ version: 1, seed: Number(option(args, 'seed') ?? 42), shape: 'default', inputs: [] });
  session.runTo(session.cluster.bootEnd as Micros);
  let failed = 0;
  let ended = false;
  session.shell.onPrint((_input: number, fd: PrintFd, text: string, exit: number) => {
    if (fd === 1 || fd === 2) process[fd === 1 ? 'stdout' : 'stderr'].write(text);
    if (fd !== 0) return;
    ended = true;
    failed ||= exit;
  });
  const kubectl = (line: string): void => {
    process.stdout.write(`$ kubectl ${line}\n`);
    ended = false;
    session.settle();
    session.input({ type: 'kubectl', args: line.split(' '), text: `kubectl ${line}` });
    session.run((session.kernel.now + seconds(300)) as Micros, () => !ended);
  };
  for (const file of files) {
    const path = basename(file);
    session.settle();
    session.input({ type: 'file', path, content: readFileSync(file, 'utf8') });
    kubectl(`apply -f ${path}`);
  }
  session.runTo((session.kernel.now + seconds(lasts)) as Micros);
  for (const line of ASKED) kubectl(line);
  return failed;
}
