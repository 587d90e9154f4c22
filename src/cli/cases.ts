// `cases FILE…`: plays recorded requests to a real API server, and command lines of a real kubectl, and says how many are
// answered equally.

import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ListCase } from '../sim/apiserver/listCases.ts';
import type { RecordedCase } from '../sim/kinds/cases.ts';
import { ApiCasePlayer, apiCaseKind, type ApiFacts } from '../testing/cases/apiCases.ts';
import type { KubectlCase } from '../testing/cases/kubectlLocal.ts';
import { jsonLines, sharedPath } from '../testing/shared.ts';
import type { CaseSource } from './caseFile.ts';
import type { Command } from './command.ts';
import { callerPath } from './files.ts';
import { playFiles } from './playFiles.ts';
import { Problem } from './problem.ts';
import type { Score } from './score.ts';

const FORMATS = 'known are the files of golden-api (defaults, validation, patches, apply, lists and kubectl-local, one case a line)';

export const cases: Command = {
  usage: 'cases FILE… [--diff] [--json]',
  about: 'plays recorded requests to an API server and kubectl command lines (golden-api)',
  help: `Plays each case of the files to an API server in this process and prints equal / total by area. The kind of a case
(defaults, validation, patches, apply, lists, kubectl-local) is told by its fields, not by the file's name. FILE is JSONL,
a JSON list of cases, or either packed as .br or .gz. What the cluster held besides is taken from facts/ and
defaults.jsonl beside the file, and from the repository's own recordings.

  --diff   what differs: case, field, expected, got
  --json   one line of JSON: area -> {equal, total}, with --diff also the differing cases

Exit code: 0 also where cases differ, 2 if a file cannot be played.
`,
  run(args, print) {
    return playFiles(cases, args, print, FORMATS, (path, score) => {
      const facts = factsFor(path);
      return (source) => playSource(source, facts, score);
    });
  },
};

function playSource({ lines }: CaseSource, facts: ApiFacts, score: Score): number {
  const player = new ApiCasePlayer(facts);
  const lists: ListCase[] = [];
  let played = 0;
  for (const { place, value } of lines) {
    const kind = apiCaseKind(value);
    if (kind === undefined) throw new Problem(`${place} (${value.id}) is no case of an API server or kubectl${Array.isArray(value.nodes) ? ', try: kubestage schedule' : ''}; ${FORMATS}`);
    played++;
    if (kind === 'fixtures') player.addFixture(value as KubectlCase);
    else if (kind === 'list') lists.push(value as unknown as ListCase);
    else score.add(value, player.play(value, kind));
  }
  if (lists.length) player.playLists(lists, (recorded, differences) => score.add(recorded, differences));
  return played;
}

/** Facts beside the file come first; what it lacks, the repository's own recordings have. */
function factsFor(path: string): ApiFacts {
  const beside = dirname(callerPath(path));
  const find = (file: string): string => {
    const own = join(beside, file);
    const found = existsSync(own) ? own : sharedPath(`golden-api/${file}`);
    if (found === undefined) throw new Problem(`${file} is neither beside ${path} nor among the repository's recordings`);
    return found;
  };
  return {
    bootstrap: once(() => json(find('facts/bootstrap.json'))),
    discovery: once(() => json(find('facts/discovery.json'))),
    defaults: once(() => {
      const files = [sharedPath('golden-api/defaults.jsonl'), join(beside, 'defaults.jsonl')].filter((file) => file !== undefined && existsSync(file));
      return [...new Map(files.flatMap((file) => jsonLines<RecordedCase>(file as string)).map((c) => [c.id, c])).values()];
    }),
    fixtures: once(() => jsonLines<KubectlCase>(find('kubectl-local.jsonl')).filter((c) => !c.args)),
  };
}

const json = <T>(path: string): T => JSON.parse(readFileSync(path, 'utf8')) as T;

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
