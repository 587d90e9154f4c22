// Plays lessons without a page: their beginning, a written solution, or everything they offer.
//
// solution.txt has one thing on each line:
//   kubectl get pods              a line of the shell; {pod} is the oldest ready Pod of the default namespace
//   edit nginx:1.27 -> nginx:2    changes the lesson's file, and writes it
//   fault nodeDown worker-1       an input from outside; killContainer <namespace>/<pod>/<container>
//   run 10s                       lets time pass
//   wait ready                    until a check is done, or the question of a step is decided
//   # …                           a comment

import { seconds, type Micros } from '../../base/time.ts';
import { Session } from '../../session/session.ts';
import type { Fault, Input } from '../../sim/cluster/inputs.ts';
import { beginning } from '../beginning.ts';
import { isReady, podsOf } from '../checks.ts';
import type { Lesson } from '../lesson.ts';
import { lessonRun, type LessonFrame, type LessonRun } from '../run.ts';

const PATIENCE = 900;
/** How often is looked whether something has come true. */
const SLICE = 0.25;

export class LessonPlayer {
  readonly lesson: Lesson;
  readonly session: Session;
  readonly begin: number;
  private readonly run: LessonRun;
  private text: string;

  constructor(lesson: Lesson, text: string) {
    this.lesson = lesson;
    this.text = text;
    this.session = new Session({ version: 1, seed: lesson.seed ?? 42, shape: lesson.shape ?? 'default', inputs: [] });
    this.session.runTo(this.session.cluster.bootEnd as Micros);
    for (const { inputs, delay, lasts } of beginning(lesson, text)) {
      this.pass(delay);
      for (const input of inputs) this.give(input);
      this.pass(lasts);
    }
    this.begin = this.session.kernel.now;
    this.run = lessonRun(lesson, this.session.reader, this.begin);
  }

  get frame(): LessonFrame {
    return this.run.at(this.session.kernel.now);
  }

  pass(micros: number): void {
    this.session.runTo((this.session.kernel.now + micros) as Micros);
  }

  give(input: Input): void {
    this.session.settle();
    this.session.input(input);
  }

  shell(line: string): void {
    this.give({ type: 'kubectl', args: [], text: line, shell: true });
  }

  /** Runs until it is so; throws where it does not come about. */
  until(what: string, so: (frame: LessonFrame) => boolean): void {
    for (let waited = 0; !so(this.frame); waited += SLICE) {
      if (waited > PATIENCE) throw new Error(`${this.lesson.id}: ${what} does not come about: ${JSON.stringify(this.frame.checks)}`);
      this.pass(seconds(SLICE));
    }
  }

  /** A line of solution.txt. */
  play(line: string): void {
    const [verb = '', ...rest] = line.replaceAll('{pod}', () => this.firstPod()).split(' ');
    const text = rest.join(' ');
    switch (verb) {
      case 'wait':
        this.until(text, ({ checks, answers }) => checks[text]?.done === true || answers[text] !== undefined);
        return;
      case 'run':
        this.pass(seconds(parseFloat(text)));
        return;
      case 'edit': {
        const [from = '', to = ''] = text.split(' -> ');
        if (!this.text.includes(from)) throw new Error(`${this.lesson.id}: ${this.lesson.file} has no ${from}`);
        this.text = this.text.replaceAll(from, to);
        this.give({ type: 'file', path: this.lesson.file, content: this.text });
        return;
      }
      case 'fault':
        this.give({ type: 'fault', fault: faultOf(rest) });
        return;
      default:
        this.shell(`${verb} ${text}`.trim());
        // Who types looks at what came of it before the next line.
        this.pass(seconds(2));
    }
  }

  /** Takes up what each step offers; false where a step has checks and offers nothing. */
  takeOffers(): boolean {
    for (const step of this.lesson.steps) {
      if (!step.checks) continue;
      if (!step.offers) return false;
      for (let i = 0; i < step.offers.length; i++) {
        const offered = (): LessonFrame['offers'][string][number] | undefined => this.frame.offers[step.id]?.[i];
        this.until(`the offer of ${step.id}`, () => offered()?.ready === true);
        const { offer, line } = offered() as NonNullable<ReturnType<typeof offered>>;
        const fault = offer.fault?.of(this.run.now());
        if (line !== '') this.shell(line);
        else if (fault) this.give({ type: 'fault', fault });
        else if (offer.apply) this.shell(`kubectl apply -f ${this.lesson.file}`);
        this.pass(seconds(2));
      }
      this.until(`the step ${step.id}`, ({ checks }) => (step.checks ?? []).every(({ id }) => checks[id]?.done));
    }
    return true;
  }

  private firstPod(): string {
    const pod = podsOf(this.run.now()).find(isReady);
    if (!pod) throw new Error(`${this.lesson.id}: no Pod is ready`);
    return pod.name;
  }
}

function faultOf([fault = '', about = '', node]: readonly string[]): Fault {
  if (fault === 'killContainer') {
    const [namespace = '', pod = '', container = ''] = about.split('/');
    return { fault, namespace, pod, container };
  }
  if (fault === 'stopComponent' || fault === 'startComponent') return { fault, component: about, ...(node === undefined ? {} : { node }) } as Fault;
  return { fault, ...(about === '' ? {} : { node: about }) } as Fault;
}
