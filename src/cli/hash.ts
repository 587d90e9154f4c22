// `hash RECORD.json --to SECONDS`: replays a record and prints the hash of its trace, and that of a second replay if it
// differs. With it a run on this machine can be held to one anywhere else.

import { isObject } from '../base/json.ts';
import type { Micros } from '../base/time.ts';
import type { SessionRecord } from '../session/protocol.ts';
import { Session } from '../session/session.ts';
import { traceHash } from '../trace/hash.ts';
import { readArguments } from './arguments.ts';
import type { Command } from './command.ts';
import { fileBytes } from './files.ts';
import { Problem } from './problem.ts';

export const hash: Command = {
  usage: 'hash RECORD.json --to SECONDS',
  about: 'replays a saved session and prints a hash of all that happened',
  help: `Replays the session up to that second of simulated time, twice. The same record gives the same hash on any machine.

Exit code: 0, or 1 if the two replays differ.
`,
  run(args, print) {
    const given = readArguments(args, { values: ['to'] });
    const [file] = given.rest;
    const to = given.value('to');
    if (file === undefined || given.rest.length > 1 || to === undefined) throw new Problem(`give one record and a time: kubestage ${hash.usage}`);
    const seconds = Number(to);
    if (!(seconds >= 0 && seconds <= 1e9)) throw new Problem(`--to ${to} is no number of seconds`);
    const record = readRecord(file);
    const once = (): string => {
      const session = new Session(record);
      session.runTo(Math.round(seconds * 1e6) as Micros);
      return traceHash(session.kernel);
    };
    const first = once();
    print(`${first}\n`);
    const second = once();
    if (second === first) return 0;
    print(`not deterministic: a second replay gives ${second}\n`);
    return 1;
  },
};

function readRecord(file: string): SessionRecord {
  let record: unknown;
  try {
    record = JSON.parse(fileBytes(file).toString('utf8'));
  } catch (error) {
    if (error instanceof Problem) throw error;
    throw new Problem(`${file} is no JSON: ${(error as Error).message}`);
  }
  if (!isObject(record) || typeof record.seed !== 'number' || typeof record.shape !== 'string' || !Array.isArray(record.inputs)) throw new Problem(`${file} is no record of a session, which has a seed, a shape and inputs`);
  return record as unknown as SessionRecord;
}
