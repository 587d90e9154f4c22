// A first draft of a script from what was just done: each input a step, then a step for each milestone that came of it,
// with the sentence that the page told there in both languages. The teacher changes the words.

import { toYaml } from '../../sim/api/yaml.ts';
import type { SessionRecord } from '../../session/protocol.ts';
import type { TimedInput } from '../../sim/cluster/inputs.ts';
import type { Milestone } from '../../trace/milestones.ts';
import { SCRIPT_VERSION, type LocalText } from './script.ts';

/** A sentence in both languages. */
export type Told = LocalText;

interface Draft {
  readonly narration: LocalText;
  readonly command?: string;
  readonly manifest?: { readonly file: string; readonly text: string };
  readonly gate?: { readonly until: string };
}

const MOST_STEPS = 200;

export function draftOf(title: string, record: SessionRecord, milestones: readonly Milestone[], told: (at: number) => Told): string {
  const steps: Draft[] = [];
  const files = new Map<string, string>();
  const { inputs } = record;
  let next = 0;
  const tell = (until: number): void => {
    for (; next < milestones.length && (milestones[next] as Milestone).at < until; next++) {
      const { at, number } = milestones[next] as Milestone;
      const gate = { until: `milestone ${number}` };
      const last = steps[steps.length - 1];
      // What was just given goes on to its first milestone: the step of the input needs no gate of its own.
      if (last && last.gate === undefined) steps[steps.length - 1] = { ...last, narration: told(at), gate };
      else steps.push({ narration: told(at), gate });
    }
  };
  for (const { at, input } of inputs) {
    tell(at);
    if (input.type === 'file') {
      if (input.content === undefined) files.delete(input.path);
      else files.set(input.path, input.content);
    } else if (input.type === 'kubectl') steps.push({ narration: { en: input.text, ko: input.text }, ...givenBy(input, files) });
  }
  tell(Infinity);
  return toYaml({
    apiVersion: SCRIPT_VERSION,
    kind: 'Presentation',
    title: { en: title, ko: title },
    cluster: { seed: record.seed, shape: record.shape },
    steps: steps.length === 0 ? [{ narration: { en: '', ko: '' } }] : steps.slice(0, MOST_STEPS),
  });
}

/** `kubectl apply -f` of a file that the editor wrote is a manifest; everything else is the line as it was typed. */
function givenBy({ args, text }: TimedInput['input'] & { readonly type: 'kubectl' }, files: ReadonlyMap<string, string>): Pick<Draft, 'command' | 'manifest'> {
  const file = args.length === 3 && args[0] === 'apply' && args[1] === '-f' ? args[2] : undefined;
  const content = file === undefined ? undefined : files.get(file);
  return file === undefined || content === undefined ? { command: text } : { manifest: { file, text: content } };
}
