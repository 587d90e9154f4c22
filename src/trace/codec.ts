// Summaries as numbers: how a span or a change goes into a packed batch and comes out again. Texts are ids into a table
// that both sides keep; lists of variable shape go as JSON text.

import type { ChangeSummary, SpanSummary } from './summary.ts';

type Field = readonly [name: string, type: 's' | 'n' | 'b' | 'j'];

/** The fields of each summary, in the order in which they are packed. The position of a row is its code. */
const SPANS: readonly (readonly [SpanSummary['type'], readonly Field[]])[] = [
  ['none', []],
  ['request', [['component', 's'], ['method', 's'], ['verb', 's'], ['group', 's'], ['resource', 's'], ['subresource', 's'], ['namespace', 's'], ['name', 's'], ['arrived', 'n'], ['answered', 'n'], ['returned', 'n'], ['code', 'n'], ['revision', 'n'], ['refusedAt', 's'], ['reason', 's'], ['message', 's'], ['lost', 's'], ['dryRun', 'b']]],
  ['watch', [['event', 's'], ['resource', 's'], ['key', 's'], ['revision', 'n'], ['count', 'n']]],
  ['notify', [['key', 's'], ['revision', 'n']]],
  ['reconcile', [['controller', 's'], ['key', 's'], ['waited', 'n'], ['steps', 'j'], ['error', 's'], ['requeueAfter', 'n']]],
  ['schedule', [['key', 's'], ['attempt', 'n'], ['node', 's'], ['message', 's'], ['ranking', 'j'], ['feasible', 'n'], ['nodes', 'n']]],
  ['node', [['node', 's'], ['pod', 's'], ['container', 's'], ['image', 's'], ['detail', 's'], ['error', 's']]],
  ['input', [['what', 's'], ['text', 's']]],
  ['hop', [['method', 's'], ['url', 's'], ['from', 's'], ['asked', 's'], ['reached', 's'], ['status', 'n'], ['error', 's'], ['arrived', 'n'], ['answered', 'n'], ['answer', 's'], ['node', 's'], ['service', 's'], ['among', 's']]],
  ['load', [['run', 's'], ['number', 'n'], ['status', 'n'], ['by', 's'], ['fault', 's'], ['error', 's']]],
  ['requests', [['name', 's'], ['from', 's'], ['url', 's'], ['host', 's'], ['perSecond', 'n'], ['seconds', 'n'], ['sent', 'n'], ['ended', 's']]],
];

const CHANGES: readonly (readonly [ChangeSummary['kind'], readonly Field[]])[] = [
  ['Other', [['phase', 's'], ['labels', 's'], ['finalizers', 's'], ['terminating', 'b']]],
  ['Pod', [['status', 's'], ['ready', 'n'], ['isReady', 'b'], ['containers', 'n'], ['restarts', 'n'], ['node', 's'], ['ip', 's'], ['ownerKind', 's'], ['ownerName', 's'], ['terminating', 'b'], ['cpuMilli', 'n'], ['memoryBytes', 'n'], ['uid', 's'], ['mirror', 'b'], ['image', 's'], ['labels', 's']]],
  ['Node', [['ready', 's'], ['unschedulable', 'b'], ['cpuMilli', 'n'], ['memoryBytes', 'n'], ['pods', 'n'], ['ip', 's'], ['zone', 's'], ['controlPlane', 'b'], ['taints', 's']]],
  ['Workload', [['desired', 'n'], ['current', 'n'], ['updated', 'n'], ['ready', 'n'], ['available', 'n'], ['generation', 'n'], ['observedGeneration', 'n'], ['ownerKind', 's'], ['ownerName', 's'], ['images', 's'], ['paused', 'b']]],
  ['Event', [['eventType', 's'], ['reason', 's'], ['message', 's'], ['aboutKind', 's'], ['aboutNamespace', 's'], ['aboutName', 's'], ['count', 'n'], ['source', 's']]],
  ['Service', [['serviceType', 's'], ['clusterIP', 's'], ['ports', 's'], ['selector', 's']]],
  ['EndpointSlice', [['service', 's'], ['ready', 'n'], ['total', 'n']]],
  ['Fact', [['state', 's'], ['detail', 's']]],
  ['Print', [['input', 'n'], ['fd', 'n'], ['text', 's'], ['exit', 'n']]],
];

const spanCode = new Map(SPANS.map(([type], i) => [type, i]));
const changeCode = new Map(CHANGES.map(([kind], i) => [kind, i]));

export interface StringIds {
  id(text: string): number;
}
export interface StringTexts {
  text(id: number): string;
}

/** Appends the summary's numbers and returns nothing; the first is its code. */
export function encodeSpan(summary: SpanSummary, strings: StringIds, out: number[]): void {
  const code = spanCode.get(summary.type) as number;
  out.push(code);
  encodeFields((SPANS[code] as (typeof SPANS)[number])[1], summary as unknown as Record<string, unknown>, strings, out);
  if (summary.type === 'request') {
    out.push(summary.stages.length);
    for (const stage of summary.stages) out.push(strings.id(stage.name), stage.end);
  }
}

export function decodeSpan(numbers: Float64Array, at: number, strings: StringTexts): SpanSummary {
  const [type, fields] = SPANS[numbers[at] as number] as (typeof SPANS)[number];
  const summary: Record<string, unknown> = { type };
  let next = decodeFields(fields, numbers, at + 1, strings, summary);
  if (type === 'request') {
    const stages: unknown[] = [];
    for (let n = numbers[next++] as number; n > 0; n--, next += 2) stages.push({ name: strings.text(numbers[next] as number), end: numbers[next + 1] });
    summary.stages = stages;
  }
  return summary as unknown as SpanSummary;
}

export function encodeChange(summary: ChangeSummary, strings: StringIds, out: number[]): void {
  const code = changeCode.get(summary.kind) as number;
  out.push(code);
  encodeFields((CHANGES[code] as (typeof CHANGES)[number])[1], summary as unknown as Record<string, unknown>, strings, out);
}

export function decodeChange(numbers: Float64Array, at: number, strings: StringTexts): ChangeSummary {
  const [kind, fields] = CHANGES[numbers[at] as number] as (typeof CHANGES)[number];
  const summary: Record<string, unknown> = { kind };
  decodeFields(fields, numbers, at + 1, strings, summary);
  return summary as unknown as ChangeSummary;
}

function encodeFields(fields: readonly Field[], from: Readonly<Record<string, unknown>>, strings: StringIds, out: number[]): void {
  for (const [name, type] of fields) {
    const value = from[name];
    if (type === 's') out.push(strings.id(value as string));
    else if (type === 'j') out.push(strings.id(JSON.stringify(value)));
    else out.push(Number(value));
  }
}

function decodeFields(fields: readonly Field[], numbers: Float64Array, at: number, strings: StringTexts, into: Record<string, unknown>): number {
  for (const [name, type] of fields) {
    const number = numbers[at++] as number;
    if (type === 's') into[name] = strings.text(number);
    else if (type === 'j') into[name] = JSON.parse(strings.text(number)) as unknown;
    else into[name] = type === 'b' ? number === 1 : number;
  }
  return at;
}
