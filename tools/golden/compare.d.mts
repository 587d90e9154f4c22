// Types of compare.mjs, as far as tests use it.

export interface ComparableRun {
  readonly steps: readonly unknown[];
  readonly baseline: readonly unknown[];
  readonly history: readonly unknown[];
  readonly requests: readonly unknown[];
}

export interface ComparedView {
  readonly exit: number | null | undefined;
  readonly lines: readonly string[];
}

export interface ComparedStep {
  readonly run: string;
  readonly equal: boolean;
  /** Whether two runs of the real cluster agreed on it. */
  readonly counts: boolean;
  readonly near: number;
  readonly want: ComparedView;
  readonly got: ComparedView;
}

export interface Way {
  readonly final: readonly string[];
  readonly steps: readonly string[];
}

export interface ComparedObject {
  readonly name: string;
  readonly final: number;
  readonly way: number;
  readonly want?: Way;
  readonly got?: Way;
}

export interface Comparison {
  readonly steps: readonly ComparedStep[];
  readonly objects: { readonly rows: readonly ComparedObject[]; readonly eventsWant: readonly string[]; readonly eventsGot: readonly string[] };
  readonly writes: { readonly want: readonly string[]; readonly got: readonly string[] };
  readonly score: {
    /** Commands that came out equal, of those that count. */
    readonly steps: number;
    readonly of: number;
    readonly near: number;
    /** Shares of what a second run of the real cluster scored. */
    readonly objects: number;
    readonly events: number;
    readonly writes: number;
  };
}

export function compare(golden: ComparableRun, actual: ComparableRun, floor?: unknown): Comparison;
