// The words of a lesson, one file for each language: a small format that is strict, so that a slip is found by the test
// and not by a reader. Errors name the file and the line.
//
//   # Who makes a Pod again?           the question that the lesson asks
//   name: Healing, twice               short, for the header and the catalogue
//   goal: Delete a Pod and …           one or two sentences; a line may go on below, two spaces in
//   end: You have seen …               told when all is done
//
//   ## kill: Let the process end       a step: its id and its title (of a question, the question itself)
//   Paragraphs of plain text.
//   check restarted: The container was started again
//   option same: The same Pod          of a question
//   why: {pod} was marked at {revision} …   after it was decided; the only place for slots: the facts of the answer
//   fault kill: Kill the process       the words of a button
//   hint: Look for …                   shown one after the other
//
// In all of them: `code`, **bold**. Slots may carry Korean particles: {pod|이/가}.

import type { Lesson, Step } from './lesson.ts';

export interface StepProse {
  readonly title: string;
  readonly text: readonly string[];
  readonly checks: Readonly<Record<string, string>>;
  readonly options: Readonly<Record<string, string>>;
  readonly faults: Readonly<Record<string, string>>;
  /** '' where nothing is asked. */
  readonly why: string;
  readonly hints: readonly string[];
}

export interface LessonProse {
  readonly title: string;
  readonly name: string;
  readonly goal: string;
  readonly end: string;
  readonly steps: Readonly<Record<string, StepProse>>;
}

interface Line {
  readonly number: number;
  text: string;
}

interface Draft {
  readonly id: string;
  readonly line: number;
  readonly title: string;
  readonly text: string[];
  readonly checks: Record<string, string>;
  readonly options: Record<string, string>;
  readonly faults: Record<string, string>;
  why: string;
  readonly hints: string[];
}

const HEAD = ['name', 'goal', 'end'] as const;
const LISTS = { check: 'checks', option: 'options', fault: 'faults' } as const;

/** Reads the words of a lesson; throws where they are not exactly those that it needs. */
export function parseProse(source: string, file: string, lesson: Lesson): LessonProse {
  const fail = (line: number, message: string): never => {
    throw new Error(`${file}:${line}: ${message}`);
  };
  const head: Record<string, string> = {};
  const steps: Draft[] = [];
  for (const { number, text } of linesOf(source, fail)) {
    const no = (message: string): never => fail(number, message);
    const filled = (value: string, slots = false): string => {
      if (value === '') no('nothing stands behind the colon');
      if (!slots && /[{}]/.test(value)) no('slots belong into `why:` only');
      return tagged(value, no);
    };
    const step = steps[steps.length - 1];
    const [, title] = /^# (.+)$/.exec(text) ?? [];
    const [, id, stepTitle = ''] = /^## ([\w-]+): (.*)$/.exec(text) ?? [];
    if (title !== undefined) {
      if (head.title !== undefined) no('a lesson has one title');
      head.title = filled(title);
    } else if (id !== undefined) {
      if (steps.some((s) => s.id === id)) no(`the step ${id} stands here twice`);
      if (!lesson.steps.some((s) => s.id === id)) no(`the lesson has no step ${id}`);
      steps.push({ id, line: number, title: filled(stepTitle), text: [], checks: {}, options: {}, faults: {}, why: '', hints: [] });
    } else if (text.startsWith('#')) no('a heading is `# title` or `## step: title`');
    else if (!step) {
      const [, name = '', value = ''] = /^(\w+):\s*(.*)$/.exec(text) ?? [];
      if (!HEAD.includes(name as never)) no(`before the first step there are ${HEAD.map((n) => `\`${n}:\``).join(', ')}`);
      if (head[name] !== undefined) no(`\`${name}:\` stands here twice`);
      head[name] = filled(value);
    } else {
      const [, list, key = '', value = ''] = /^(check|option|fault) ([\w-]+):\s*(.*)$/.exec(text) ?? [];
      const [, line, words = ''] = /^(why|hint):\s*(.*)$/.exec(text) ?? [];
      if (list !== undefined) {
        const into = step[LISTS[list as keyof typeof LISTS]];
        if (into[key] !== undefined) no(`the ${list} ${key} stands here twice`);
        into[key] = filled(value);
      } else if (line === 'why') {
        if (step.why !== '') no('`why:` stands here twice');
        step.why = filled(words, true);
      } else if (line === 'hint') step.hints.push(filled(words));
      else if (/^(?:check|option|fault|why|hint)\b[^.]{0,30}:/.test(text)) no('written as `check id: text`, `option id: text`, `fault id: text`, `why: text`, `hint: text`');
      else step.text.push(filled(text));
    }
  }
  for (const name of ['title', ...HEAD]) if (head[name] === undefined) fail(1, name === 'title' ? 'the first line is `# title`' : `\`${name}:\` is missing`);
  lesson.steps.forEach((step, i) => {
    const draft = steps[i];
    if (draft?.id !== step.id) fail(draft?.line ?? source.split('\n').length, `here the step ${step.id} is missing: steps stand in the order of the lesson`);
    else compare(draft, step, (message) => fail(draft.line, message));
  });
  return { title: head.title as string, name: head.name as string, goal: head.goal as string, end: head.end as string, steps: Object.fromEntries(steps.map((s) => [s.id, s])) };
}

/** Lines with what goes on below them; empty ones left out. */
function linesOf(source: string, fail: (line: number, message: string) => never): readonly Line[] {
  const lines: Line[] = [];
  source.split('\n').forEach((raw, i) => {
    const text = raw.trimEnd();
    const last = lines[lines.length - 1];
    if (text === '') return;
    if (text.startsWith('  ')) {
      if (!last) fail(i + 1, 'nothing stands before this that it could go on');
      else last.text += ` ${text.trim()}`;
    } else if (/^\s/.test(text)) fail(i + 1, 'a line that goes on begins with two spaces');
    else lines.push({ number: i + 1, text });
  });
  return lines;
}

/** Exactly what the step needs: no id less, none more. */
function compare(draft: Draft, step: Step, fail: (message: string) => void): void {
  const same = (what: string, own: Readonly<Record<string, string>>, wanted: readonly string[]): void => {
    for (const id of wanted) if (own[id] === undefined) fail(`the step ${step.id} lacks the words of its ${what} ${id}`);
    for (const id of Object.keys(own)) if (!wanted.includes(id)) fail(`the step ${step.id} has no ${what} ${id}`);
  };
  const { question } = step;
  same('check', draft.checks, (step.checks ?? []).map(({ id }) => id));
  same('option', draft.options, question && question.kind !== 'node' ? question.options : []);
  same('fault', draft.faults, (step.offers ?? []).flatMap(({ fault }) => fault?.id ?? []));
  if (question && draft.why === '') fail(`the step ${step.id} asks, and lacks \`why:\``);
  if (!question && draft.why !== '') fail(`the step ${step.id} asks nothing: no \`why:\``);
}

/** Code and bold as the tags that texts of the page have; a revision is a chip. */
function tagged(text: string, fail: (message: string) => void): string {
  if ((text.split('`').length - 1) % 2 === 1) fail('a ` is left open');
  if ((text.split('**').length - 1) % 2 === 1) fail('a ** is left open');
  return text
    .replace(/`([^`]+)`/g, '<code>$1</code>')
    .replace(/\*\*([^*]+)\*\*/g, '<b>$1</b>')
    .replace(/\{revision\}/g, '<revision>{revision}</revision>');
}
