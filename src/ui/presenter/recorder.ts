// A first draft of a script from what was just done: each input a step, then a step for each milestone that came of it,
// with the sentence that the page told there in both languages. Where the teacher waited, the script waits as long, so that
// it comes to the same cluster. The teacher changes the words.

import { toYaml } from '../../sim/api/yaml.ts';
import type { SessionRecord } from '../../session/protocol.ts';
import type { Input } from '../../sim/cluster/inputs.ts';
import type { Milestone } from '../../trace/milestones.ts';
import { MOST_STEPS, SCRIPT_VERSION, type LocalText, type ScriptFile } from './script.ts';

/** A sentence in both languages. */
export type Told = LocalText;

/** What was done, and when it was over. */
export interface Recorded {
  readonly title: string;
  readonly record: SessionRecord;
  readonly milestones: readonly Milestone[];
  /** Where the run's own time begins and where the teacher stands; simulated microseconds. */
  readonly origin: number;
  readonly until: number;
  readonly told: (at: number) => Told;
}

/** As it is written: fields in the order in which they are read. */
interface Draft {
  readonly narration: LocalText;
  readonly after?: string;
  readonly files?: readonly Partial<ScriptFile>[];
  readonly command?: string;
  readonly manifest?: { readonly file: string; readonly text: string };
  readonly fault?: object;
  readonly staticPod?: object;
  readonly requests?: object;
  readonly stopRequests?: string;
  readonly reply?: object;
  readonly gate?: { readonly until: string };
}

/** Who waits less than this is not waiting for anything. */
const WAITED = 0.5e6;

export function draftOf({ title, record, milestones, origin, until, told }: Recorded): string {
  const steps: Draft[] = [];
  /** What the shell's folder holds by the editor's doing, and what of it no step has written yet. */
  const files = new Map<string, string>();
  const unwritten = new Map<string, string | undefined>();
  let next = 0;
  /** Where the last step of the draft stands. */
  let at = origin;
  let lastCommand = 0;
  const change = (more: Partial<Draft>): void => void (steps[steps.length - 1] = { ...(steps[steps.length - 1] as Draft), ...more });
  const tell = (before: number): void => {
    for (; next < milestones.length && (milestones[next] as Milestone).at < before; next++) {
      const milestone = milestones[next] as Milestone;
      const gate = { until: `milestone ${milestone.number}` };
      // What was just given goes on to its first milestone: the step of the input needs no gate of its own.
      if (steps.length > 0 && steps[steps.length - 1]?.gate === undefined) change({ narration: told(milestone.at), gate });
      else steps.push({ narration: told(milestone.at), gate });
      at = Math.max(at, milestone.at);
    }
    // What has no milestone goes on for as long as it was looked at.
    if (steps.length > 0 && steps[steps.length - 1]?.gate === undefined && before - at >= 1000) {
      const lasts = duration(before - at);
      change({ gate: { until: lasts.text } });
      at += lasts.micros;
    }
  };
  for (const [i, { at: given, input }] of record.inputs.entries()) {
    if (input.type === 'file') {
      if (input.content === undefined) files.delete(input.path);
      else files.set(input.path, input.content);
      unwritten.set(input.path, input.content);
      continue;
    }
    // Only the last command can be answered.
    if (input.type === 'reply' && input.to !== lastCommand) continue;
    tell(given);
    const wait = given - at >= WAITED ? duration(given - at) : undefined;
    at = given;
    const manifest = input.type === 'kubectl' ? manifestOf(input, files) : undefined;
    if (manifest) unwritten.delete(manifest.file);
    const written = [...unwritten].map(([file, text]) => ({ file, ...(text === undefined ? {} : { text }) }));
    unwritten.clear();
    steps.push({ narration: nameOf(input), ...(wait ? { after: wait.text } : {}), ...(written.length > 0 ? { files: written } : {}), ...(manifest ? { manifest } : doneBy(input)) });
    if (input.type === 'kubectl') lastCommand = i + 1;
  }
  tell(Math.max(until, at));
  if (steps.length > 0 && until - at >= WAITED) steps.push({ narration: told(until), gate: { until: duration(until - at).text } });
  return toYaml({
    apiVersion: SCRIPT_VERSION,
    kind: 'Presentation',
    title: { en: title, ko: title },
    cluster: { seed: record.seed, shape: record.shape },
    steps: steps.length === 0 ? [{ narration: { en: '', ko: '' } }] : steps.slice(0, MOST_STEPS),
  });
}

/** In milliseconds, never too short. */
function duration(micros: number): { readonly text: string; readonly micros: number } {
  const ms = Math.ceil(micros / 1000);
  return { text: ms < 1000 ? `${ms}ms` : `${ms / 1000}s`, micros: ms * 1000 };
}

/** `kubectl apply -f` of a file that the editor wrote is a manifest; everything else is the line as it was typed. */
function manifestOf({ args }: Input & { readonly type: 'kubectl' }, files: ReadonlyMap<string, string>): Draft['manifest'] {
  const file = args.length === 3 && args[0] === 'apply' && args[1] === '-f' ? args[2] : undefined;
  const text = file === undefined ? undefined : files.get(file);
  return file === undefined || text === undefined ? undefined : { file, text };
}

function doneBy(input: Exclude<Input, { readonly type: 'file' }>): Partial<Draft> {
  switch (input.type) {
    case 'kubectl':
      return { command: input.text };
    case 'fault':
      return { fault: input.fault };
    case 'staticPod':
      return { staticPod: { node: input.node, file: input.file, ...(input.content === undefined ? {} : { text: input.content }) } };
    case 'requests': {
      const { type: _, ...requests } = input;
      return { requests };
    }
    case 'stopRequests':
      return { stopRequests: input.name };
    case 'reply':
      return { reply: { what: input.what, ...(input.text === undefined ? {} : { text: input.text }) } };
  }
}

/** What is said of an input until something comes of it. */
function nameOf(input: Exclude<Input, { readonly type: 'file' }>): LocalText {
  const text = textOf(input);
  return { en: text, ko: text };
}

function textOf(input: Exclude<Input, { readonly type: 'file' }>): string {
  switch (input.type) {
    case 'kubectl':
      return input.text;
    case 'reply':
      return input.text ?? input.what;
    case 'staticPod':
      return `/etc/kubernetes/manifests/${input.file} (${input.node})`;
    case 'fault':
      return Object.values(input.fault).join(' ');
    case 'requests':
      return `${input.perSecond}/s ${input.url}`;
    case 'stopRequests':
      return input.name;
  }
}
