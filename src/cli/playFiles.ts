// What the commands that play recorded cases have in common: their files, one after the other, and the score of them all.

import { readArguments } from './arguments.ts';
import { caseSources, type CaseSource } from './caseFile.ts';
import type { Command } from './command.ts';
import { Problem } from './problem.ts';
import { Score } from './score.ts';

/** Plays the cases of a file's part into the score, and says how many there were. */
export type PlaySource = (source: CaseSource) => number;

/** `formats`: what the command reads, for who gave it something else; `player` is asked once for each file. */
export function playFiles(command: Command, args: readonly string[], print: (text: string) => void, formats: string, player: (path: string, score: Score) => PlaySource): number {
  const given = readArguments(args, { flags: ['diff', 'json'] });
  if (given.rest.length === 0) throw new Problem(`no file given: kubestage ${command.usage}`);
  const score = new Score({ diff: given.has('diff'), json: given.has('json') }, print);
  for (const path of given.rest) {
    const play = player(path, score);
    let played = 0;
    for (const source of caseSources(path, formats)) played += play(source);
    if (played === 0) throw new Problem(`${path} has no cases; ${formats}`);
  }
  score.finish();
  return 0;
}
