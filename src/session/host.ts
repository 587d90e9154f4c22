// The session's side of the protocol: runs sessions in slices, packs what they did, answers questions. It knows no worker
// and no socket; whoever owns it gives it a way to send, a clock for its slices and a way to be called again.

import type { Micros } from '../base/time.ts';
import { ApiError } from '../sim/api/errors.ts';
import type { Input } from '../sim/cluster/inputs.ts';
import { NO_SPAN, type SpanId } from '../sim/kernel/trace.ts';
import { Packer, transferables } from '../trace/batch.ts';
import { Boundaries } from '../trace/boundaries.ts';
import { traceHash } from '../trace/hash.ts';
import { answer } from './questions.ts';
import type { Advance, BranchId, FromSession, ToSession } from './protocol.ts';
import { Session } from './session.ts';

export interface HostOptions {
  send(message: FromSession, transfer: ArrayBuffer[]): void;
  /** Milliseconds of real time. */
  clock(): number;
  /** Calls back soon, after other messages had their turn. */
  later(run: () => void): void;
  /**
   * What is loaded on demand (the descriptions of the API) or comes after the start (the parts that no boot needs);
   * undefined when it is there.
   */
  load(what: 'descriptions' | 'rest'): Promise<void> | undefined;
}

/** No slice is longer; what it does not finish goes on in the next. */
const SLICE_MS = 6;
/** How many steps run between two looks at the clock. */
const STEPS_PER_LOOK = 8;
const CREDIT = 2;

interface Run {
  readonly request: number;
  readonly advance: Advance;
  /** Spans and changes that were looked at: what comes after them may be worth stopping for. */
  spans: number;
  changes: number;
}

class Branch {
  readonly session: Session;
  readonly packer: Packer;
  private made: Boundaries | undefined;
  run: Run | undefined;
  credit = CREDIT;
  opening: { readonly to: number } | undefined;
  halted = false;
  /** Something happened that the page does not know of. */
  news = true;

  constructor(session: Session) {
    this.session = session;
    this.packer = new Packer(session.kernel);
  }

  /** Where a step may end; made when the first one is asked for. */
  get boundaries(): Boundaries {
    return (this.made ??= new Boundaries(this.session.reader));
  }
}

export class SessionHost {
  private readonly branches = new Map<BranchId, Branch>();
  private readonly options: HostOptions;
  private scheduled = false;
  /** Messages that came before the rest of the program. */
  private waiting: ToSession[] | undefined;

  constructor(options: HostOptions) {
    this.options = options;
  }

  receive(message: ToSession): void {
    // A cluster boots with a part of the program; inputs and questions wait for the rest, in their order.
    const early = message.type === 'credit' || message.type === 'close' || (message.type === 'open' && message.record.inputs.length === 0);
    if (this.waiting || !early) {
      const rest = this.waiting ? undefined : this.options.load('rest');
      const load = rest ?? (!this.waiting && explains(message) ? this.texts() : undefined);
      if (load) {
        this.waiting = [];
        void load.then(
          () => {
            const { waiting = [] } = this;
            this.waiting = undefined;
            // The one that waited for the texts has them now, or does without.
            for (const [i, late] of waiting.entries()) {
              if (i === 0 && !rest) this.handle(late);
              else this.receive(late);
            }
          },
          (error: Error) => this.failed(error),
        );
      }
      if (this.waiting && message.type !== 'credit') {
        this.waiting.push(message);
        return;
      }
    }
    this.handle(message);
  }

  /** The texts that `kubectl explain` prints. Where they cannot be had, it says `<empty>`, which is better than no answer. */
  private texts(): Promise<void> | undefined {
    return this.options.load('descriptions')?.catch(() => undefined);
  }

  /** A part of the program could not be fetched: nothing can go on, and whoever waits is told. */
  private failed(error: Error): void {
    const opening = (this.waiting ?? []).flatMap((m) => (m.type === 'open' ? [{ id: m.branch, record: m.record }] : []));
    const open = [...this.branches].map(([id, { session }]) => ({ id, record: session.record() }));
    for (const { id, record } of [...open, ...opening]) this.options.send({ type: 'halted', branch: id, message: error.message, record }, []);
  }

  private handle(message: ToSession): void {
    if (message.type === 'open') {
      const branch = new Branch(new Session(message.record));
      branch.opening = { to: Math.floor(message.to) };
      this.branches.set(message.branch, branch);
      this.schedule();
      return;
    }
    const branch = this.branches.get(message.branch);
    if (!branch) return;
    switch (message.type) {
      case 'close':
        this.branches.delete(message.branch);
        return;
      case 'credit':
        branch.credit = Math.min(CREDIT, branch.credit + 1);
        this.schedule();
        return;
      case 'advance':
        if (branch.run) this.finish(message.branch, branch, 'interrupted');
        if (branch.halted) return;
        // Simulated time is whole microseconds; a playhead that plays is not.
        branch.run = { request: message.request, advance: { ...message.advance, to: Math.floor(message.advance.to) }, spans: branch.session.kernel.trace.size, changes: branch.session.kernel.trace.changeCount };
        this.schedule();
        return;
      case 'input': {
        if (branch.halted) return;
        if (branch.run) this.finish(message.branch, branch, 'interrupted');
        this.guard(message.branch, branch, () => {
          const { session } = branch;
          session.settle();
          const number = session.input(message.input);
          branch.news = true;
          this.options.send({ type: 'accepted', branch: message.branch, request: message.request, input: number, at: session.kernel.now }, []);
          this.schedule();
        });
        return;
      }
      case 'ask': {
        const { question } = message;
        const load = question.ask === 'hover' || question.ask === 'complete' ? this.options.load('descriptions') : undefined;
        const say = (): void => {
          try {
            const reply = question.ask === 'hash' ? ({ ask: 'hash', hash: traceHash(branch.session.kernel) } as const) : answer(branch.session, question);
            this.options.send({ type: 'answer', branch: message.branch, request: message.request, answer: reply }, []);
          } catch (error) {
            const status = error instanceof ApiError ? { status: error.status } : {};
            this.options.send({ type: 'answer', branch: message.branch, request: message.request, answer: { ask: 'failed', message: (error as Error).message, ...status } }, []);
          }
        };
        if (load) void load.then(say);
        else say();
      }
    }
  }

  private schedule(): void {
    if (this.scheduled) return;
    this.scheduled = true;
    this.options.later(() => {
      this.scheduled = false;
      this.slice();
    });
  }

  private slice(): void {
    const until = this.options.clock() + SLICE_MS;
    let more = false;
    for (const [id, branch] of this.branches) {
      if (branch.halted || branch.credit <= 0) continue;
      this.guard(id, branch, () => {
        if (branch.opening) this.open(id, branch, until);
        else if (branch.run) this.advance(id, branch, until);
        this.flush(id, branch);
      });
      if (!branch.halted && (branch.opening || branch.run || branch.news) && branch.credit > 0) more = true;
    }
    if (more) this.schedule();
  }

  private open(id: BranchId, branch: Branch, until: number): void {
    const { session, opening } = branch;
    if (!opening) return;
    const boot = session.cluster.bootEnd as Micros;
    const to = Math.max(session.told && opening.to ? 0 : boot, opening.to) as Micros;
    branch.news = true;
    if (!this.runSlice(session, to, until)) return;
    branch.opening = undefined;
    this.flush(id, branch, true);
    this.options.send({ type: 'opened', branch: id, bootEnd: boot }, []);
  }

  private advance(id: BranchId, branch: Branch, until: number): void {
    const run = branch.run as Run;
    const { session } = branch;
    const { to, until: grain, skipIdle } = run.advance;
    const { kernel } = session;
    const from = kernel.now;
    branch.news = true;
    // Grains and idle time are watched step by step; a plain run only looks at the clock.
    if (grain === undefined && !skipIdle) {
      if (this.runSlice(session, Math.max(to, from) as Micros, until)) this.finish(id, branch, 'to');
      return;
    }
    let steps = 0;
    for (;;) {
      const next = kernel.peek();
      if (next === undefined || next > to) {
        session.runTo(Math.max(to, from) as Micros);
        this.finish(id, branch, 'to');
        return;
      }
      session.runTo(next);
      if (grain !== undefined && branch.boundaries.passed(grain, from, kernel.now) !== undefined) {
        this.finish(id, branch, 'until');
        return;
      }
      if (skipIdle && storyBegan(session, run)) {
        this.finish(id, branch, 'idle');
        return;
      }
      if (++steps % STEPS_PER_LOOK === 0 && this.options.clock() > until) return;
    }
  }

  /** Runs towards `to` until the slice is over; true when it got there. */
  private runSlice(session: Session, to: Micros, until: number): boolean {
    let steps = 0;
    return session.run(to, () => ++steps % STEPS_PER_LOOK !== 0 || this.options.clock() < until);
  }

  private finish(id: BranchId, branch: Branch, why: 'to' | 'until' | 'idle' | 'interrupted'): void {
    const { run } = branch;
    branch.run = undefined;
    if (!run) return;
    this.flush(id, branch, true);
    this.options.send({ type: 'advanced', branch: id, request: run.request, now: branch.session.kernel.now, why }, []);
  }

  /** Tells the page what is new; beyond its credit only where an answer depends on it. */
  private flush(id: BranchId, branch: Branch, must = false): void {
    if (!branch.news || (branch.credit <= 0 && !must)) return;
    const { kernel } = branch.session;
    const batch = branch.packer.take();
    branch.news = branch.packer.pending;
    branch.credit--;
    const progress = { now: kernel.now, target: branch.opening?.to ?? branch.run?.advance.to ?? kernel.now, busy: kernel.trace.openStory > 0 };
    this.options.send({ type: 'batch', branch: id, batch, progress }, transferables(batch));
  }

  /** Our own bug stops the branch and is told with everything needed to repeat it. */
  private guard(id: BranchId, branch: Branch, work: () => void): void {
    try {
      work();
    } catch (error) {
      branch.halted = true;
      branch.run = undefined;
      branch.opening = undefined;
      this.flush(id, branch, true);
      const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
      this.options.send({ type: 'halted', branch: id, message, record: branch.session.record() }, []);
    }
  }
}

/** Whether anything of the story was begun or changed since the last look. */
function storyBegan(session: Session, run: Run): boolean {
  const { trace } = session.kernel;
  let began = false;
  while (run.spans < trace.size) began = trace.level(++run.spans as SpanId) === 'story' || began;
  for (; run.changes < trace.changeCount; run.changes++) {
    const { span } = trace.changeAt(run.changes);
    began = (span !== NO_SPAN && trace.level(span) === 'story') || began;
  }
  return began;
}

/** Whether `kubectl explain` is given, or was in what is replayed: its texts are to be there before. */
function explains(message: ToSession): boolean {
  if (message.type === 'open') return message.record.inputs.some(({ input }) => isExplain(input));
  return message.type === 'input' && isExplain(message.input);
}

const isExplain = (input: Input): boolean => input.type === 'kubectl' && /\bexplain\b/.test(input.text);
