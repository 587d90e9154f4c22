// How many cases of each area are equal, and what differs in the others: as a table, or as one line of JSON.

import type { Difference } from '../testing/cases/difference.ts';
import { valueText } from '../testing/cases/difference.ts';

export interface ScoreOptions {
  readonly diff: boolean;
  readonly json: boolean;
}

interface Area {
  equal: number;
  total: number;
  unknown: number;
  readonly differing: { readonly id: string; readonly differences: readonly object[] }[];
}

const WIDTH = 28;

export class Score {
  private readonly areas = new Map<string, Area>();
  private readonly options: ScoreOptions;
  private readonly print: (text: string) => void;

  constructor(options: ScoreOptions, print: (text: string) => void) {
    this.options = options;
    this.print = print;
  }

  /** `differences` undefined: nobody can say, since what the case needs is unknown. It does not count. */
  add({ id, area }: { readonly id: string; readonly area: string }, differences: readonly Difference[] | undefined): void {
    let score = this.areas.get(area);
    if (!score) this.areas.set(area, (score = { equal: 0, total: 0, unknown: 0, differing: [] }));
    if (!differences) {
      score.unknown++;
      return;
    }
    score.total++;
    if (differences.length === 0) score.equal++;
    else if (this.options.diff) {
      if (this.options.json) score.differing.push({ id, differences: differences.map(({ field, recorded, ours }) => ({ field, expected: recorded ?? null, got: ours ?? null })) });
      else this.print(`${id}\n${differences.map(difference).join('')}\n`);
    }
  }

  finish(): void {
    if (this.options.json) this.print(`${JSON.stringify(Object.fromEntries([...this.areas].map(([name, area]) => [name, this.json(area)])))}\n`);
    else this.print(this.table());
  }

  private json({ equal, total, unknown, differing }: Area): object {
    return { equal, total, ...(unknown ? { unknown } : {}), ...(this.options.diff ? { differing } : {}) };
  }

  private table(): string {
    const all = { equal: 0, total: 0, unknown: 0 };
    let out = `${'area'.padEnd(WIDTH)} equal / total\n`;
    for (const [name, area] of this.areas) {
      out += row(name, area);
      all.equal += area.equal;
      all.total += area.total;
      all.unknown += area.unknown;
    }
    return this.areas.size > 1 ? out + row('all', all) : out;
  }
}

function row(name: string, { equal, total, unknown }: Omit<Area, 'differing'>): string {
  const share = total ? `${((100 * equal) / total).toFixed(1)} %` : '';
  return `${name.padEnd(WIDTH)} ${String(equal).padStart(5)} / ${String(total).padEnd(6)} ${share}${unknown ? `   (${unknown} more need objects that no file here has)` : ''}\n`;
}

function difference({ field, recorded, ours }: Difference): string {
  if (typeof recorded === 'string' && typeof ours === 'string' && (recorded + ours).includes('\n')) return `  ${field}\n${lines(recorded.split('\n'), ours.split('\n'))}`;
  return `  ${field}\n    expected ${valueText(recorded)}\n    got      ${valueText(ours)}\n`;
}

/** The lines that only one of the two has. */
function lines(recorded: readonly string[], ours: readonly string[]): string {
  const only = [...without(recorded, ours).map((line) => `    expected ${line}\n`), ...without(ours, recorded).map((line) => `    got      ${line}\n`)];
  return only.length ? only.join('') : '    the same lines in another order\n';
}

function without(from: readonly string[], other: readonly string[]): string[] {
  const left = new Map<string, number>();
  for (const line of other) left.set(line, (left.get(line) ?? 0) + 1);
  return from.filter((line) => {
    const n = left.get(line) ?? 0;
    left.set(line, n - 1);
    return n <= 0;
  });
}
