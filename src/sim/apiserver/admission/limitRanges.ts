// What the LimitRanges of a namespace do to an object: defaults first, bounds afterwards.
// Upstream: plugin/pkg/admission/limitranger/admission.go

import { forbidden } from '../../api/errors.ts';
import { compareText } from '../../../base/text.ts';
import { compareQuantity, milliValue, quantityText, value } from '../../api/quantity.ts';
import type { KubeObject } from '../../api/types.ts';
import type { LimitRange } from '../../kinds/limitRange.ts';
import type { PersistentVolumeClaim } from '../../kinds/persistentVolumeClaim.ts';
import type { Pod } from '../../kinds/pod.ts';
import { aggregateLimits, aggregateRequests } from '../../kinds/shared/podResourceSums.ts';
import type { AdmissionRequest } from '../admission.ts';

type Amounts = Readonly<Record<string, string | number>>;
type Limit = LimitRange['spec']['limits'][number];

interface ContainerDraft {
  readonly name: string;
  resources?: { requests?: Record<string, string | number>; limits?: Record<string, string | number> };
}
interface PodDraft {
  metadata: { annotations?: Record<string, string> };
  spec: { containers?: ContainerDraft[]; initContainers?: ContainerDraft[] };
}

const ANNOTATION = 'kubernetes.io/limit-ranger';
const MAX_MILLI_VALUE = 9_223_372_036_854_775;

const rangesFor = ({ exchange, namespace }: AdmissionRequest): readonly LimitRange[] => Array.from(exchange.state.store.range(`/registry/limitranges/${namespace}/`), (kv) => kv.value as unknown as LimitRange);

export function setUsual(request: AdmissionRequest, object: PodDraft): void {
  if (request.exchange.kind.kind !== 'Pod') return;
  for (const range of rangesFor(request)) {
    const requests: Record<string, string | number> = {};
    const limits: Record<string, string | number> = {};
    for (const limit of range.spec.limits) {
      if (limit.type !== 'Container') continue;
      Object.assign(requests, limit.defaultRequest);
      Object.assign(limits, limit.default);
    }
    const done: string[] = [];
    for (const container of object.spec.containers ?? []) fill(container, 'container', requests, limits, done);
    for (const container of object.spec.initContainers ?? []) fill(container, 'init container', requests, limits, done);
    if (done.length > 0) object.metadata.annotations = { ...object.metadata.annotations, [ANNOTATION]: `LimitRanger plugin set: ${done.join('; ')}` };
  }
}

function fill(container: ContainerDraft, kind: string, requests: Amounts, limits: Amounts, done: string[]): void {
  for (const [what, usual] of [['requests', requests], ['limits', limits]] as const) {
    const own = container.resources?.[what] ?? {};
    const missing = Object.keys(usual).filter((name) => own[name] === undefined).sort(compareText);
    if (missing.length === 0) continue;
    const filled = { ...own };
    for (const name of missing) filled[name] = usual[name] as string | number;
    container.resources = { ...container.resources, [what]: filled };
    done.push(`${missing.join(', ')} ${what === 'requests' ? 'request' : 'limit'} for ${kind} ${container.name}`);
  }
}

export function refuseOutside(request: AdmissionRequest, object: KubeObject | undefined): void {
  const { exchange, operation, name } = request;
  if (!object || (operation === 'UPDATE' && object.metadata.deletionTimestamp !== undefined)) return;
  for (const range of rangesFor(request)) {
    const faults: string[] = [];
    for (const limit of range.spec.limits) {
      if (exchange.kind.kind === 'Pod') checkPod(object as unknown as Pod, limit, faults);
      else if (limit.type === 'PersistentVolumeClaim') checkClaim(object as unknown as PersistentVolumeClaim, limit, faults);
    }
    const once = [...new Set(faults)];
    if (once.length > 0) throw forbidden('', exchange.kind.plural, name, once.length === 1 ? (once[0] as string) : `[${once.join(', ')}]`);
  }
}

function checkPod({ spec }: Pod, limit: Limit, faults: string[]): void {
  if (limit.type === 'Container') {
    for (const { resources } of [...(spec.containers ?? []), ...(spec.initContainers ?? [])]) checkBounds(limit, resources?.requests ?? {}, resources?.limits ?? {}, faults);
  } else if (limit.type === 'Pod') checkBounds(limit, { ...aggregateRequests(spec), ...spec.resources?.requests }, { ...aggregateLimits(spec), ...spec.resources?.limits }, faults);
}

const sorted = (amounts: Amounts | undefined): readonly (readonly [string, string | number])[] => Object.entries(amounts ?? {}).sort(([a], [b]) => compareText(a, b));
const below = (a: string | number, b: string | number): boolean => compareQuantity(a, b) < 0;

function checkBounds({ type, min, max, maxLimitRequestRatio }: Limit, requests: Amounts, limits: Amounts, faults: string[]): void {
  for (const [name, bound] of sorted(min)) {
    const [request, limit] = [requests[name], limits[name]];
    const head = `minimum ${name} usage per ${type} is ${quantityText(bound)}`;
    if (request === undefined) faults.push(`${head}.  No request is specified`);
    else if (below(request, bound)) faults.push(`${head}, but request is ${quantityText(request)}`);
    else if (limit !== undefined && below(limit, bound)) faults.push(`${head}, but limit is ${quantityText(limit)}`);
  }
  for (const [name, bound] of sorted(max)) {
    const [request, limit] = [requests[name], limits[name]];
    const head = `maximum ${name} usage per ${type} is ${quantityText(bound)}`;
    if (limit === undefined) faults.push(`${head}.  No limit is specified`);
    else if (below(bound, limit)) faults.push(`${head}, but limit is ${quantityText(limit)}`);
    else if (request !== undefined && below(bound, request)) faults.push(`${head}, but request is ${quantityText(request)}`);
  }
  for (const [name, bound] of sorted(maxLimitRequestRatio)) checkRatio(`${name} max limit to request ratio per ${type} is ${quantityText(bound)}`, bound, requests[name], limits[name], faults);
}

function checkRatio(head: string, bound: string | number, request: string | number | undefined, limit: string | number | undefined, faults: string[]): void {
  // Amounts that are small enough are compared in thousandths.
  const exact = [bound, request ?? 0, limit ?? 0].every((amount) => value(amount) <= MAX_MILLI_VALUE);
  const of = exact ? milliValue : value;
  if (request === undefined || of(request) === 0) faults.push(`${head}, but no request is specified or request is 0`);
  else if (limit === undefined || of(limit) === 0) faults.push(`${head}, but no limit is specified or limit is 0`);
  else {
    const ratio = of(limit) / of(request);
    if (ratio > milliValue(bound) / 1000) faults.push(`${head}, but provided ratio is ${ratio.toFixed(6)}`);
  }
}

function checkClaim({ spec }: PersistentVolumeClaim, { type, min, max }: Limit, faults: string[]): void {
  const requests: Amounts = spec.resources?.requests ?? {};
  checkBounds({ type, ...(min ? { min } : {}) }, requests, {}, faults);
  for (const [name, bound] of sorted(max)) {
    const request = requests[name];
    const head = `maximum ${name} usage per ${type} is ${quantityText(bound)}`;
    if (request === undefined) faults.push(`${head}.  No request is specified`);
    else if (below(bound, request)) faults.push(`${head}, but request is ${quantityText(request)}`);
  }
}
