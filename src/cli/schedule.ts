// `schedule FILE…`: plays recorded decisions of a real kube-scheduler and says how many come out equal.

import type { RecordedCase } from '../sim/scheduler/cases.ts';
import { playScheduling } from '../testing/cases/schedulerCase.ts';
import type { Command } from './command.ts';
import { playFiles } from './playFiles.ts';
import { Problem } from './problem.ts';

const FORMATS = 'known are the files of golden-scheduler (cases.jsonl and the like: one case with nodes and a pod a line)';

export const schedule: Command = {
  usage: 'schedule FILE… [--diff] [--json]',
  about: 'plays recorded scheduling decisions (golden-scheduler)',
  help: `Plays each case of the files in the scheduler of the simulation and prints equal / total by area. A choice among
equally good nodes is no difference. FILE is JSONL, a JSON list of cases, or either packed as .br or .gz.

  --diff   what differs: case, field, expected, got
  --json   one line of JSON: area -> {equal, total}, with --diff also the differing cases

Exit code: 0 also where cases differ, 2 if a file cannot be played.
`,
  run(args, print) {
    return playFiles(schedule, args, print, FORMATS, (_path, score) => ({ lines }) => {
      let played = 0;
      for (const { place, value } of lines) {
        if (!Array.isArray(value.nodes) || (value.pod === undefined && !Array.isArray(value.pods))) throw new Problem(`${place} (${value.id}) is no case of a scheduler${typeof value.path === 'string' ? ', try: kubestage cases' : ''}; ${FORMATS}`);
        score.add(value, playScheduling({ existing: [], others: [], ...value } as unknown as RecordedCase));
        played++;
      }
      return played;
    });
  },
};
