// A run from outside: a cluster, a shell, and the inputs they were given, each stamped with the simulated time at which it
// was taken. The same record always gives the same trace.
//
// An input is taken when everything that was due by then has happened; on a replay likewise. So it makes no difference
// whether it came from a hand or from a record.

import { assert } from '../base/assert.ts';
import type { Micros } from '../base/time.ts';
import { Cluster } from '../sim/cluster/cluster.ts';
import type { Input, TimedInput } from '../sim/cluster/inputs.ts';
import { DEFAULT_SHAPE, SHAPES, wideShape, type ClusterShape } from '../sim/cluster/shape.ts';
import { Kernel } from '../sim/kernel/kernel.ts';
import { NO_SPAN, type SpanId } from '../sim/kernel/trace.ts';
import { Shell } from '../kubectl/shell.ts';
import { KernelReader } from '../trace/kernelReader.ts';
import type { SessionRecord } from './protocol.ts';

export const RECORD_VERSION = 1;

export function shapeNamed(name: string): ClusterShape {
  const wide = /^wide-(\d+)$/.exec(name);
  return wide ? wideShape(Number(wide[1])) : (SHAPES[name] ?? DEFAULT_SHAPE);
}

export interface SessionOptions {
  /** Puts the cluster in a state other than that after a boot (recordings begin where a real cluster stood). */
  readonly start?: (cluster: Cluster) => void;
  /** The date at which simulated time begins. */
  readonly epochMs?: number;
}

export class Session {
  readonly kernel: Kernel;
  readonly cluster: Cluster;
  readonly shell: Shell;
  readonly reader: KernelReader;
  readonly seed: number;
  readonly shapeName: string;
  /** What a boundary of `runWhile` reports: spans of inputs by their number, from 1. */
  readonly inputSpans: SpanId[] = [NO_SPAN];
  private readonly taken: TimedInput[] = [];
  private readonly waiting: TimedInput[];
  /** The boot is told. */
  readonly told: boolean;

  constructor(record: SessionRecord, options: SessionOptions = {}) {
    this.seed = record.seed;
    this.shapeName = record.shape;
    this.waiting = [...record.inputs];
    this.told = record.boot === true;
    this.kernel = new Kernel({ seed: record.seed, ...(options.epochMs === undefined ? {} : { epochMs: options.epochMs }) });
    this.cluster = new Cluster(this.kernel, shapeNamed(record.shape));
    this.shell = new Shell(this.cluster.connectShell());
    this.reader = new KernelReader(this.kernel);
    if (this.told) this.kernel.trace.storyUntil = this.cluster.bootEnd;
    if (options.start) options.start(this.cluster);
    else this.cluster.boot();
  }

  /** Takes an input now; its number. */
  input(input: Input): number {
    assert(this.waiting.length === 0, 'a replay takes no other inputs before its own are through');
    return this.take({ at: this.kernel.now, input });
  }

  /** Whether recorded inputs are still to come. */
  get replaying(): boolean {
    return this.waiting.length > 0;
  }

  /**
   * Runs up to `to`, as long as `go` says so. `go` is asked between steps. True when `to` was reached: everything due by
   * then has happened and the clock stands there.
   */
  run(to: Micros, go: () => boolean): boolean {
    const { kernel } = this;
    for (;;) {
      const next = this.waiting[0];
      const bound = next && next.at <= to ? next.at : to;
      for (let at = kernel.peek(); at !== undefined && at <= bound; at = kernel.peek()) {
        if (!go()) return false;
        kernel.step();
      }
      kernel.advanceTo(bound);
      if (!next || next.at > to) return true;
      this.waiting.shift();
      this.take(next);
    }
  }

  /** Runs up to `to` without a break. */
  runTo(to: Micros): void {
    this.run(to, () => true);
  }

  /** Finishes everything that is due at the present moment, so that an input may be taken. */
  settle(): void {
    this.run(this.kernel.now, () => true);
  }

  record(): SessionRecord {
    return { version: RECORD_VERSION, seed: this.seed, shape: this.shapeName, inputs: [...this.taken, ...this.waiting], ...(this.told ? { boot: true } : {}) };
  }

  private take(timed: TimedInput): number {
    const { kernel } = this;
    const { input } = timed;
    this.taken.push(timed);
    const number = this.inputSpans.length;
    const span = kernel.trace.open('input', actorOf(input), input.type, kernel.now, NO_SPAN, {
      level: 'story',
      end: kernel.now,
      data: { type: 'input', input: { ...input, text: textOf(input) } },
    });
    this.inputSpans.push(span);
    const outer = kernel.span;
    kernel.span = span;
    switch (input.type) {
      case 'kubectl':
        this.shell.start(number, input, span);
        break;
      case 'file':
        this.shell.writeFile(input.path, input.content);
        break;
      case 'reply':
        this.shell.reply(input);
        break;
      case 'fault':
        this.cluster.fault(input.fault);
        break;
      case 'staticPod':
        this.cluster.staticPod(input.node, input.file, input.content);
        break;
      case 'requests':
      case 'stopRequests':
        this.cluster.requests(input, this.shell.network);
        break;
    }
    kernel.span = outer;
    return number;
  }
}

const actorOf = (input: Input): string => (input.type === 'kubectl' || input.type === 'file' || input.type === 'reply' ? 'kubectl' : 'you');

function textOf(input: Input): string {
  switch (input.type) {
    case 'kubectl':
      return input.text;
    case 'file':
      return input.path;
    case 'reply':
      return input.what === 'stdin' ? (input.text ?? '') : input.what;
    case 'fault': {
      const { fault, ...rest } = input.fault;
      return `${fault} ${Object.values(rest).join('/')}`.trim();
    }
    case 'staticPod':
      return `${input.content === undefined ? 'rm ' : ''}${input.node}: ${input.file}`;
    case 'requests':
      return `${input.perSecond}/s ${input.url}`;
    case 'stopRequests':
      return input.name;
  }
}
