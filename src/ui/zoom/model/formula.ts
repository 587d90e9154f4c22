// Why a node scored what it scored: the plugin's own sum with the numbers that the scheduler counted when it decided. Where
// that does not come to the score of the record, nothing is shown rather than something that is not true.
// Upstream: pkg/scheduler/framework/plugins (noderesources, imagelocality, tainttoleration, nodeaffinity, podtopologyspread, interpodaffinity)

import type { FitStrategy, ScheduleDetail, ScoreFacts } from '../../../session/protocol.ts';
import { cpuText } from '../amounts.ts';

export interface FormulaLine {
  /** What the line is about: a resource, a moment; '' for the last one. */
  readonly label: 'cpu' | 'memory' | 'before' | 'after' | '';
  readonly text: string;
  readonly value: number;
}

export type Explained = 'NodeResourcesFit' | 'NodeResourcesBalancedAllocation' | 'ImageLocality' | 'TaintToleration' | 'NodeAffinity' | 'PodTopologySpread' | 'InterPodAffinity';

export interface Formula {
  /** What the plugin favours; NodeResourcesFit favours what its strategy says. */
  readonly plugin: Explained | 'MostAllocated' | 'RequestedToCapacityRatio';
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
  const lines = linesOf(plugin, raw ?? 0, all, row.counted, detail.fit ?? {});
  const score = lines?.at(-1)?.value;
  return lines && score !== undefined && score * weight === row.scores[at] ? { plugin: told(plugin, detail.fit?.type), lines, score, weight } : undefined;
}

const told = (plugin: string, strategy = ''): Formula['plugin'] => (plugin === 'NodeResourcesFit' && (strategy === 'MostAllocated' || strategy === 'RequestedToCapacityRatio') ? strategy : (plugin as Explained));

function linesOf(plugin: string, raw: number, all: readonly number[], counted: ScoreFacts | undefined, strategy: FitStrategy): readonly FormulaLine[] | undefined {
  const max = Math.max(0, ...all);
  switch (plugin) {
    case 'NodeResourcesFit':
      return counted && fit(counted, strategy);
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

/**
 * By the profile's strategy: the emptier with the Pod on it the better, the fuller, or along the points of a shape. Of other
 * resources than cpu and memory nothing was kept.
 */
function fit({ resources }: ScoreFacts, { type = 'LeastAllocated', resources: named = [], requestedToCapacityRatio }: FitStrategy): readonly FormulaLine[] | undefined {
  const weights = new Map((named.length > 0 ? named : [{ name: 'cpu' }, { name: 'memory' }]).map((r: { readonly name: string; readonly weight?: number }) => [r.name, r.weight || 1]));
  if ([...weights.keys()].some((name) => !resources.some((r) => r.name === name))) return undefined;
  const ratio = type === 'RequestedToCapacityRatio';
  const lines = resources.flatMap(({ name, offered, assumed, ownAssumed }): readonly (FormulaLine & { readonly weight: number })[] => {
    const weight = weights.get(name);
    if (offered <= 0 || weight === undefined) return [];
    const asked = assumed + ownAssumed;
    const text = (n: number): string => amount(name, n);
    const free = { text: `(${text(offered)} − ${text(assumed)} − ${text(ownAssumed)}) × 100 / ${text(offered)}`, value: asked > offered ? 0 : Math.trunc(((offered - asked) * 100) / offered) };
    const used = { text: `(${text(assumed)} + ${text(ownAssumed)}) × 100 / ${text(offered)}`, value: Math.trunc((Math.min(asked, offered) * 100) / offered) };
    const told = type === 'MostAllocated' ? used : ratio ? alongShape(used.text, asked > offered ? 100 : Math.trunc((asked * 100) / offered), requestedToCapacityRatio?.shape ?? []) : free;
    return [{ label: labelOf(name), ...told, weight }];
  });
  // In that strategy a resource that scores nothing does not count in the mean.
  const counted = lines.filter(({ value }) => !ratio || value > 0);
  if (lines.length === 0) return undefined;
  const plain = counted.every(({ weight }) => weight === 1);
  const sum = counted.reduce((n, { value, weight }) => n + value * weight, 0);
  const all = counted.reduce((n, { weight }) => n + weight, 0);
  const mean = all === 0 ? 0 : sum / all;
  const terms = counted.map(({ value, weight }) => (plain ? `${value}` : `${value} × ${weight}`)).join(' + ');
  return [...lines.map(({ label, text, value }) => ({ label, text, value })), last(counted.length === 0 ? '0' : `(${terms}) / ${all}`, ratio ? Math.round(mean) : Math.trunc(mean))];
}

/** A line between two points of the shape, whose scores run to 10. */
function alongShape(asked: string, percent: number, shape: readonly { readonly utilization: number; readonly score: number }[]): { readonly text: string; readonly value: number } {
  const at = shape.findIndex(({ utilization }) => percent <= utilization);
  const [right, left] = [shape[at], shape[at - 1]];
  if (!right || !left) return { text: `${asked} = ${percent} %`, value: ((right ?? shape.at(-1))?.score ?? 0) * 10 };
  const value = left.score * 10 + Math.trunc(((right.score - left.score) * 10 * (percent - left.utilization)) / (right.utilization - left.utilization));
  return { text: `${asked} = ${percent} %; ${left.score * 10} + (${right.score * 10} − ${left.score * 10}) × (${percent} − ${left.utilization}) / (${right.utilization} − ${left.utilization})`, value };
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
