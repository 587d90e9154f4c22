// Why a node scored what it scored: the plugin's own sum with the numbers that the scheduler counted when it decided. Where
// that does not come to the score of the record, nothing is shown rather than something that is not true.
// Upstream: pkg/scheduler/framework/plugins (noderesources, imagelocality, tainttoleration, nodeaffinity, podtopologyspread, interpodaffinity)

import type { ScheduleDetail, ScoreFacts } from '../../../session/protocol.ts';
import { cpuText } from '../amounts.ts';

export interface FormulaLine {
  /** What the line is about: a resource, a moment; '' for the last one. */
  readonly label: 'cpu' | 'memory' | 'before' | 'after' | '';
  readonly text: string;
  readonly value: number;
}

export type Explained = 'NodeResourcesFit' | 'NodeResourcesBalancedAllocation' | 'ImageLocality' | 'TaintToleration' | 'NodeAffinity' | 'PodTopologySpread' | 'InterPodAffinity';

export interface Formula {
  readonly plugin: Explained;
  readonly lines: readonly FormulaLine[];
  /** The score, 0 to 100; that of the last line. */
  readonly score: number;
  readonly weight: number;
}

const MI = 2 ** 20;
const LEAST_IMAGE = 23 * MI;

export function formulaOf(detail: ScheduleDetail, plugin: string, node: string): Formula | undefined {
  const at = detail.plugins.findIndex(({ name }) => name === plugin);
  const row = detail.rows.find((r) => r.node === node);
  const weight = detail.plugins[at]?.weight ?? 0;
  if (!row || at < 0 || row.scores[at] === undefined || weight === 0) return undefined;
  const raw = row.raw[at];
  const all = detail.rows.filter((r) => r.scores.length > 0).map((r) => r.raw[at] ?? 0);
  const lines = linesOf(plugin, raw ?? 0, all, row.counted);
  const score = lines?.at(-1)?.value;
  return lines && score !== undefined && score * weight === row.scores[at] ? { plugin: plugin as Explained, lines, score, weight } : undefined;
}

function linesOf(plugin: string, raw: number, all: readonly number[], counted: ScoreFacts | undefined): readonly FormulaLine[] | undefined {
  const max = Math.max(0, ...all);
  switch (plugin) {
    case 'NodeResourcesFit':
      return counted && fit(counted);
    case 'NodeResourcesBalancedAllocation':
      return counted && balanced(counted);
    case 'ImageLocality':
      return counted && images(counted);
    case 'TaintToleration':
      return [last(max === 0 ? '100 − 0' : `100 − ${raw} × 100 / ${max}`, max === 0 ? 100 : 100 - Math.trunc((100 * raw) / max))];
    case 'NodeAffinity':
      return [last(max === 0 ? '0' : `${raw} × 100 / ${max}`, max === 0 ? 0 : Math.trunc((100 * raw) / max))];
    case 'PodTopologySpread': {
      const min = Math.min(...all);
      return [last(max === 0 ? '100' : `(${max} + ${min} − ${raw}) × 100 / ${max}`, max === 0 ? 100 : Math.trunc((100 * (max + min - raw)) / max))];
    }
    case 'InterPodAffinity': {
      const min = Math.min(...all);
      const range = Math.max(...all) - min;
      return [last(range === 0 ? '0' : `(${signed(raw)} − ${signed(min)}) × 100 / ${range}`, range === 0 ? 0 : Math.trunc(100 * ((raw - min) / range)))];
    }
    default:
      return undefined;
  }
}

const last = (text: string, value: number): FormulaLine => ({ label: '', text, value });
const signed = (n: number): string => (n < 0 ? `(−${-n})` : String(n));

/** The emptier with the Pod on it, the better. */
function fit({ resources }: ScoreFacts): readonly FormulaLine[] | undefined {
  const lines = resources.filter(({ offered }) => offered > 0).map(({ name, offered, assumed, ownAssumed }): FormulaLine => {
    const asked = assumed + ownAssumed;
    const text = (n: number): string => amount(name, n);
    return { label: labelOf(name), text: `(${text(offered)} − ${text(assumed)} − ${text(ownAssumed)}) × 100 / ${text(offered)}`, value: asked > offered ? 0 : Math.trunc(((offered - asked) * 100) / offered) };
  });
  if (lines.length === 0) return undefined;
  const sum = lines.reduce((n, { value }) => n + value, 0);
  return [...lines, last(`(${lines.map(({ value }) => value).join(' + ')}) / ${lines.length}`, Math.trunc(sum / lines.length))];
}

/** Cpu and memory used to the same share: how the Pod changes that. */
function balanced({ resources }: ScoreFacts): readonly FormulaLine[] | undefined {
  const counted = resources.filter(({ offered }) => offered > 0);
  const [a, b] = counted;
  if (!a || !b || counted.length !== 2) return undefined;
  const line = (label: 'before' | 'after', own: 0 | 1): FormulaLine => {
    const [x = 0, y = 0] = [a, b].map((r) => Math.min(1, (r.requested + own * r.own) / r.offered));
    return { label, text: `(1 − |${share(x)} − ${share(y)}| / 2) × 100`, value: Math.trunc((1 - Math.abs((x - y) / 2)) * 100) };
  };
  const before = line('before', 0);
  const after = line('after', 1);
  return [before, after, last(`50 + (50 + ${after.value} − ${before.value}) / 2`, 50 + Math.trunc((50 + after.value - before.value) / 2))];
}

/** Bytes of images that need not be pulled, between the least and the most that count. */
function images({ images: here, mostBytes }: ScoreFacts): readonly FormulaLine[] {
  const sum = here.reduce((n, bytes) => n + bytes, 0);
  const clamped = Math.min(Math.max(sum, LEAST_IMAGE), mostBytes);
  const mi = (bytes: number): string => `${Math.round((bytes / MI) * 10) / 10}`;
  return [last(`(${mi(clamped)} − ${mi(LEAST_IMAGE)}) × 100 / (${mi(mostBytes)} − ${mi(LEAST_IMAGE)})`, Math.trunc((100 * (clamped - LEAST_IMAGE)) / (mostBytes - LEAST_IMAGE)))];
}

const labelOf = (name: string): FormulaLine['label'] => (name === 'cpu' ? 'cpu' : 'memory');
const amount = (name: string, n: number): string => (name === 'cpu' ? (n >= 1000 && n % 100 !== 0 ? `${n}m` : cpuText(n)) : `${Math.round(n / MI)}Mi`);
const share = (n: number): string => `${Math.round(n * 1000) / 10} %`;
