// Devices as Pods claim them and drivers offer them: requests, constraints, configuration, attributes, capacities.
// Upstream: pkg/apis/resource/validation/validation.go, pkg/apis/resource/v1/defaults.go

import type { IDeviceClaim } from 'kubernetes-models/resource.k8s.io/v1/DeviceClaim';
import type { IDeviceRequest } from 'kubernetes-models/resource.k8s.io/v1/DeviceRequest';
import type { IDeviceToleration } from 'kubernetes-models/resource.k8s.io/v1/DeviceToleration';
import type { IExactDeviceRequest } from 'kubernetes-models/resource.k8s.io/v1/ExactDeviceRequest';
import { isObject, type DeepReadonly, type Draft } from '../../../base/json.ts';
import { byteLength, isCIdentifier, isDNS1123Label, isDNS1123Subdomain, isLabelValue, isQualifiedName, type Faults } from '../../api/names.ts';
import { DEVICE_ENVIRONMENT } from './cel/admission.ts';
import { compileCel } from './cel/checker.ts';
import type { Report } from './report.ts';
import { checkDriverName, checkOneOf, each } from './rules.ts';

export type DeviceClaim = DeepReadonly<IDeviceClaim>;
type DeviceRequest = DeepReadonly<IDeviceRequest>;
type Exact = DeepReadonly<IExactDeviceRequest>;
type Toleration = DeepReadonly<IDeviceToleration>;

// ---- defaults ----

export function claimDefaults(claim: Draft<DeviceClaim> | undefined): void {
  for (const request of claim?.requests ?? []) {
    for (const each of [...(request.exactly ? [request.exactly] : []), ...(request.firstAvailable ?? [])]) {
      each.allocationMode ||= 'ExactCount';
      if (each.allocationMode === 'ExactCount') each.count ||= 1;
      for (const toleration of each.tolerations ?? []) toleration.operator ||= 'Equal';
    }
  }
}

/** How Go prints a claim's spec. */
export const CLAIM_SHAPES: Readonly<Record<string, string>> = {
  Spec: 'Devices:Devices',
  Devices: 'Requests:[Request] Constraints:[Constraint] Config:[Config]',
  Request: 'Name Exactly:*Exact FirstAvailable:[Sub]',
  Exact: 'DeviceClassName Selectors:[Selector] AllocationMode Count:n AdminAccess:? Tolerations:[Toleration] Capacity:*Capacity',
  Sub: 'Name DeviceClassName Selectors:[Selector] AllocationMode Count:n Tolerations:[Toleration] Capacity:*Capacity',
  Selector: 'CEL:*Expression',
  Expression: 'Expression',
  Toleration: 'Key Operator Value Effect TolerationSeconds:?',
  Capacity: 'Requests:?',
  Constraint: 'Requests:? MatchAttribute:? DistinctAttribute:?',
  Config: 'Requests:? Opaque:*Opaque',
  Opaque: 'Driver Parameters:?',
};

// ---- lists ----

/** Items and, where they have keys, no two alike. A list that is too long is not looked into. */
export function checkSet<T>(r: Report, field: string, items: readonly T[] | null | undefined, max: number, check: (item: T, path: string) => void, keyOf?: (item: T) => unknown): void {
  const list = items ?? [];
  if (list.length > max) return r.tooMany(field, list.length, max);
  each(list, field, check);
  if (!keyOf) return;
  const keys = list.map((item) => JSON.stringify(keyOf(item)));
  list.forEach((item, i) => {
    if (keys.indexOf(keys[i] as string) < i) r.duplicate(`${field}[${i}]`, keyOf(item));
  });
}

/** A map's keys and values, in the order of the keys. */
export function checkMap<T>(r: Report, field: string, map: { readonly [key: string]: T } | undefined, max: number, keyCheck: (key: string) => void, check: (item: T, path: string) => void): void {
  const keys = Object.keys(map ?? {}).sort();
  if (keys.length > max) return r.tooMany(field, keys.length, max);
  for (const key of keys) {
    keyCheck(key);
    check((map as { readonly [key: string]: T })[key] as T, `${field}[${truncated(key)}]`);
  }
}

const MAX_KEY = 63 + 1 + 32;
const truncated = (key: string): string => (key.length <= MAX_KEY ? key : `${key.slice(0, Math.floor((MAX_KEY - 2) / 2))}...${key.slice(key.length - Math.floor((MAX_KEY - 3) / 2))}`);

// ---- names ----

export const checkLabelName = (r: Report, field: string, name: string): void => r.faults(field, name, isDNS1123Label(name));
export const checkDeviceDriver = (r: Report, field: string, name: string): void => checkDriverName(r, field, name, isDNS1123Subdomain);

export function checkPoolName(r: Report, field: string, name: string): void {
  if (!name) return r.required(field);
  if (byteLength(name) > 253) r.tooLong(field, name, 253);
  for (const part of name.split('/')) r.faults(field, part, isDNS1123Subdomain(part));
}

/** `model`, `example.com/model` */
export function checkQualified(r: Report, field: string, name: string): void {
  const slash = name.indexOf('/');
  const [domain, id] = slash < 0 ? [undefined, name] : [name.slice(0, slash), name.slice(slash + 1)];
  if (domain === '') r.invalid(field, '', 'the domain must not be empty');
  else if (domain !== undefined) checkDeviceDriver(r, field, domain);
  if (domain !== undefined && id === '') return r.invalid(field, '', 'the name must not be empty');
  if (id.includes('/')) return;
  if (byteLength(id) > 32) r.tooLong(field, id, 32);
  r.faults(field, id, isCIdentifier(id));
}

function checkFullyQualified(r: Report, field: string, name: string): void {
  checkQualified(r, field, name);
  if (!name.includes('/')) r.invalid(field, name, 'a fully qualified name must be a domain and a name separated by a slash');
}

// ---- claims ----

const SIZE = 32;

export function checkClaim(r: Report, at: string, claim: DeviceClaim | undefined, stored: boolean): void {
  const { requests = [], constraints, config } = claim ?? {};
  const names = requestNames(claim);
  checkSet(r, `${at}.requests`, requests, SIZE, (request, path) => checkRequest(r, path, request, stored), (request) => request.name);
  checkSet(r, `${at}.constraints`, constraints, SIZE, (constraint, path) => {
    checkRequestRefs(r, `${path}.requests`, constraint.requests, names);
    const { matchAttribute, distinctAttribute } = constraint;
    if (matchAttribute !== undefined) checkFullyQualified(r, `${path}.matchAttribute`, matchAttribute);
    else if (distinctAttribute !== undefined) checkFullyQualified(r, `${path}.distinctAttribute`, distinctAttribute);
    else r.required(path, 'exactly one of "matchAttribute" or "distinctAttribute" is required, but multiple fields are set');
  });
  checkSet(r, `${at}.config`, config, SIZE, (entry, path) => {
    checkRequestRefs(r, `${path}.requests`, entry.requests, names);
    checkConfiguration(r, path, entry);
  });
}

/** Requests, and with `/` those inside them. */
export function requestNames(claim: DeviceClaim | undefined): ReadonlySet<string> {
  return new Set((claim?.requests ?? []).flatMap((request) => [request.name, ...(request.firstAvailable ?? []).map((sub) => `${request.name}/${sub.name}`)]));
}

export function checkRequestRef(r: Report, field: string, name: string, names: ReadonlySet<string>): void {
  const unknown = "must be the name of a request in the claim or the name of a request and a subrequest separated by '/'";
  const segments = name.split('/');
  if (segments.length > 2) return r.invalid(field, name, unknown);
  for (const segment of segments) checkLabelName(r, field, segment);
  if (!names.has(name)) r.invalid(field, name, unknown);
}

export function checkRequestRefs(r: Report, field: string, refs: readonly string[] | undefined, names: ReadonlySet<string>): void {
  checkSet(r, field, refs, SIZE, (name, path) => checkRequestRef(r, path, name, names), (name) => name);
}

function checkRequest(r: Report, at: string, request: DeviceRequest, stored: boolean): void {
  checkLabelName(r, `${at}.name`, request.name);
  const { exactly, firstAvailable } = request;
  const oneOf = 'exactly one of `exactly` or `firstAvailable` is required';
  if (exactly && firstAvailable?.length) r.invalid(at, null, `${oneOf}, but multiple fields are set`);
  else if (exactly) checkExact(r, `${at}.exactly`, exactly, stored);
  else if (firstAvailable?.length) {
    checkSet(r, `${at}.firstAvailable`, firstAvailable, 8, (sub, path) => {
      checkLabelName(r, `${path}.name`, sub.name);
      checkExact(r, path, sub, stored);
    }, (sub) => sub.name);
  } else r.required(at, oneOf);
}

function checkExact(r: Report, at: string, { deviceClassName, selectors, allocationMode, count = 0, tolerations }: Exact, stored: boolean): void {
  if (!deviceClassName) r.required(`${at}.deviceClassName`);
  else r.faults(`${at}.deviceClassName`, deviceClassName, isDNS1123Subdomain(deviceClassName));
  checkSelectors(r, `${at}.selectors`, selectors, stored);
  if (allocationMode === 'All') {
    if (count !== 0) r.invalid(`${at}.count`, count, "must not be specified when allocationMode is 'All'");
  } else if (allocationMode === 'ExactCount') {
    if (count <= 0) r.invalid(`${at}.count`, count, 'must be greater than zero');
  } else r.unsupported(`${at}.allocationMode`, allocationMode ?? '', ['All', 'ExactCount']);
  each(tolerations, `${at}.tolerations`, (toleration, path) => checkToleration(r, path, toleration));
}

const MAX_EXPRESSION = 10 * 1024;

/** `stored`: the selectors are as they were, so they were found right before. */
export function checkSelectors(r: Report, field: string, selectors: readonly { readonly cel?: { readonly expression: string } }[] | undefined, stored: boolean): void {
  checkSet(r, field, selectors, SIZE, ({ cel }, path) => {
    if (!cel) return r.required(`${path}.cel`);
    if (stored) return;
    const at = `${path}.cel.expression`;
    const source = cel.expression ?? '';
    if (byteLength(source) > MAX_EXPRESSION) return r.tooLong(at, source, MAX_EXPRESSION);
    const result = compileCel(source, DEVICE_ENVIRONMENT);
    if ('error' in result) r.invalid(at, source, `compilation failed: ${result.error}`);
    else if (result.type.name !== 'bool' && result.type.name !== 'dyn') r.invalid(at, source, `must evaluate to bool or the unknown type, not ${result.type.name}`);
  });
}

const EFFECTS = ['NoExecute', 'NoSchedule', 'None'];

export function checkToleration(r: Report, at: string, { key, operator, value = '', effect }: Toleration): void {
  if (key) r.faults(`${at}.key`, key, isQualifiedName(key));
  if (operator === 'Exists') {
    if (value) r.invalid(`${at}.value`, value, 'must be empty for operator `Exists`');
  } else if (operator === 'Equal') r.faults(`${at}.value`, value, isLabelValue(value));
  else if (!operator) r.required(`${at}.operator`);
  else r.unsupported(`${at}.operator`, operator, ['Equal', 'Exists']);
  if (effect) checkOneOf(r, `${at}.effect`, effect, EFFECTS);
}

export function checkTaint(r: Report, at: string, { key, value, effect }: { readonly key: string; readonly value?: string; readonly effect: string }): void {
  r.faults(`${at}.key`, key, isQualifiedName(key));
  if (value) r.faults(`${at}.value`, value, isLabelValue(value));
  if (!effect) r.required(`${at}.effect`);
  else checkOneOf(r, `${at}.effect`, effect, EFFECTS);
}

interface Configuration {
  readonly opaque?: { readonly driver: string; readonly parameters?: unknown };
}

export function checkConfiguration(r: Report, at: string, { opaque }: Configuration): void {
  if (!opaque) return r.required(`${at}.opaque`);
  checkDeviceDriver(r, `${at}.opaque.driver`, opaque.driver);
  checkRaw(r, `${at}.opaque.parameters`, opaque.parameters);
}

const MAX_RAW = 10 * 1024;

export function checkRaw(r: Report, field: string, value: unknown): void {
  if (value === undefined || value === null) r.required(field);
  else if (byteLength(JSON.stringify(value)) > MAX_RAW) r.tooLong(field, '', MAX_RAW);
  else if (!isObject(value)) r.invalid(field, '<value omitted>', 'must be a valid JSON object');
}

/** Conditions that a device waits for, and those that mean it failed. */
export function checkBinding(r: Report, at: string, conditions: readonly string[] | undefined, failures: readonly string[] | undefined): void {
  const rule = (value: string): Faults => isQualifiedName(value);
  const [wanted, failed] = [conditions ?? [], failures ?? []];
  const fields = [`${at}.bindingConditions`, `${at}.bindingFailureConditions`] as const;
  checkSet(r, fields[0], wanted, 4, (value, path) => r.faults(path, value, rule(value)));
  checkSet(r, fields[1], failed, 4, (value, path) => r.faults(path, value, rule(value)));
  wanted.forEach((value, i) => {
    if (wanted.indexOf(value) < i) r.duplicate(`${fields[0]}[${i}]`, value);
  });
  failed.forEach((value, i) => {
    if (failed.indexOf(value) < i) r.duplicate(`${fields[1]}[${i}]`, value);
    if (wanted.includes(value)) r.invalid(`${fields[1]}[${i}]`, value, 'bindingFailureConditions must not overlap with bindingConditions');
  });
  if (!wanted.length && failed.length) r.invalid(fields[0], conditions ?? null, 'bindingConditions are required to use bindingFailureConditions');
  if (!failed.length && wanted.length) r.invalid(fields[1], failures ?? null, 'bindingFailureConditions are required to use bindingConditions');
}
