// `hash RECORD.json --to SECONDS`: replays a record and prints the hash of its trace, and that of a second replay if it
// differs. With it a run on this machine can be held to one anywhere else.

import { readFileSync } from 'node:fs';
import type { Micros } from '../base/time.ts';
import type { SessionRecord } from '../session/protocol.ts';
import { Session } from '../session/session.ts';
import { traceHash } from '../trace/hash.ts';

export function hash(args: readonly string[]): number {
  const [file, flag, seconds] = args;
  if (file === undefined || flag !== '--to' || !Number.isFinite(Number(seconds))) {
    process.stderr.write('usage: hash RECORD.json --to SECONDS\n');
    return 2;
  }
  const record = JSON.parse(readFileSync(file, 'utf8')) as SessionRecord;
  const once = (): string => {
    const session = new Session(record);
    session.runTo(Math.round(Number(seconds) * 1e6) as Micros);
    return traceHash(session.kernel);
  };
  const first = once();
  process.stdout.write(`${first}\n`);
  const second = once();
  if (second === first) return 0;
  process.stderr.write(`not deterministic: a second replay gives ${second}\n`);
  return 1;
}
