// ResourceSlice: the devices that a driver offers on a node or in the whole cluster.
// Upstream: pkg/apis/resource/validation, pkg/registry/resource/resourceslice

import type { IDevice } from 'kubernetes-models/resource.k8s.io/v1/Device';
import type { IDeviceAttribute } from 'kubernetes-models/resource.k8s.io/v1/DeviceAttribute';
import type { IDeviceCapacity } from 'kubernetes-models/resource.k8s.io/v1/DeviceCapacity';
import type { IResourceSlice } from 'kubernetes-models/resource.k8s.io/v1/ResourceSlice';
import { equal, type DeepReadonly } from '../../base/json.ts';
import { rfc3339 } from '../../base/time.ts';
import { defineKind } from '../api/kind.ts';
import { byteLength, isDNS1123Subdomain } from '../api/names.ts';
import { wasSentEmpty } from '../api/schema/sentEmpty.ts';
import { addQuantity, compareQuantity, parseQuantity, quantitySign, quantityText } from '../api/quantity.ts';
import type { Served } from '../api/types.ts';
import { checkBinding, checkDeviceDriver, checkLabelName, checkMap, checkPoolName, checkQualified, checkSet, checkTaint } from './shared/deviceRules.ts';
import { firstGeneration, nextGeneration } from './shared/generation.ts';
import { internalBy } from './shared/internal.ts';
import { checkImmutable } from './shared/metadata.ts';
import type { Report } from './shared/report.ts';
import { reported } from './shared/rules.ts';
import { checkNodeSelector } from './shared/scheduling.ts';
import { tableOf } from './shared/tableOf.ts';

export type ResourceSlice = Served<IResourceSlice>;
type Device = DeepReadonly<IDevice>;

export const ResourceSlice = defineKind<ResourceSlice>({
  group: 'resource.k8s.io',
  version: 'v1',
  kind: 'ResourceSlice',
  plural: 'resourceslices',
  scope: 'Cluster',
  simulated: 'stored',
  strategy: {
    prepareForCreate(o, { nowMs }) {
      firstGeneration(o);
      for (const device of o.spec.devices ?? []) for (const taint of device.taints ?? []) taint.timeAdded ??= rfc3339(nowMs);
    },
    prepareForUpdate: (o, old) => nextGeneration(o, old),
    validate: (o) => reported((r) => checkSpec(r, o, undefined)),
    validateUpdate: (o, old) => reported((r) => checkSpec(r, o, old)),
  },
  selectableFields: { 'spec.nodeName': (o) => o.spec.nodeName ?? '', 'spec.driver': (o) => o.spec.driver },
  table: tableOf('Name;Node;Driver;Pool;Age', ({ metadata, spec }, age) => [metadata.name, spec.nodeName ?? '<unset>', spec.driver, spec.pool.name, age]),
});

const WHERE = ['nodeName', 'nodeSelector', 'allNodes', 'perDeviceNodeSelection'] as const;

function checkSpec(r: Report, { spec }: ResourceSlice, old: ResourceSlice | undefined): void {
  checkDeviceDriver(r, 'spec.driver', spec.driver);
  checkPoolName(r, 'spec.pool.name', spec.pool.name);
  if (spec.pool.resourceSliceCount <= 0) r.invalid('spec.pool.resourceSliceCount', spec.pool.resourceSliceCount, 'must be greater than zero');
  if (spec.pool.generation < 0) r.invalid('spec.pool.generation', spec.pool.generation, 'must be greater than or equal to zero');
  if (old) {
    checkImmutable(r, 'spec.pool.name', spec.pool.name, old.spec.pool.name);
    checkImmutable(r, 'spec.driver', spec.driver, old.spec.driver);
    checkImmutable(r, 'spec.nodeName', spec.nodeName, old.spec.nodeName, spec.nodeName ?? null);
  }
  const names = checkPlace(r, 'spec', spec, WHERE, 'must be either unset or set to a non-empty string', 1);
  const oneOf = `exactly one of ${WHERE.map((w) => `\`${w}\``).join(', ')} is required`;
  if (names.length === 0) r.required('spec', oneOf);
  else if (names.length > 1) r.invalid('spec', `{${names.join(', ')}}`, `${oneOf}, but multiple fields are set`);
  if (['sharedCounters', 'devices'].every((f) => f in spec || wasSentEmpty(spec, f))) r.invalid('spec', '', 'only one of `sharedCounters` or `devices` is allowed');
  const demanding = spec.devices?.some((d) => d.taints?.length || d.consumesCounters?.length);
  checkSet(r, 'spec.devices', spec.devices, demanding ? 64 : 128, (device, path) => checkDevice(r, path, device, old?.spec.devices?.find((d) => d.name === device.name), spec.perDeviceNodeSelection === true), (d) => d.name);
  checkSet(r, 'spec.sharedCounters', spec.sharedCounters, 8, ({ name, counters }, path) => checkCounters(r, path, 'name', name, counters), (set) => set.name);
}

interface Place {
  readonly nodeName?: string;
  readonly nodeSelector?: unknown;
  readonly allNodes?: boolean;
  readonly perDeviceNodeSelection?: boolean;
}

/** Where a slice or a device is; answers with the fields that say so. */
function checkPlace(r: Report, at: string, place: Place, fields: readonly (keyof Place)[], emptyName: string, terms: number): string[] {
  const names: string[] = [];
  for (const field of fields) {
    const value = place[field];
    if (value === undefined) continue;
    if (field === 'nodeName') {
      if (value === '') {
        r.invalid(`${at}.nodeName`, '', emptyName);
        continue;
      }
      r.faults(`${at}.nodeName`, value, isDNS1123Subdomain(value as string));
    } else if (field === 'nodeSelector') {
      r.enter(`${at}.nodeSelector`);
      checkNodeSelector(r, value as never, false);
      r.leave();
      const list = (value as { readonly nodeSelectorTerms?: readonly unknown[] }).nodeSelectorTerms;
      if (terms && list?.length !== terms) r.invalid(`${at}.nodeSelector.nodeSelectorTerms`, list ?? null, 'must have exactly one node selector term');
    } else if (value !== true) {
      r.invalid(`${at}.${field}`, value, 'must be either unset or set to true');
      continue;
    }
    names.push(`\`${field}\``);
  }
  return names;
}

function checkCounters(r: Report, at: string, nameField: string, name: string, counters: { readonly [key: string]: unknown } | undefined): void {
  if (!name) r.required(`${at}.${nameField}`);
  else checkLabelName(r, `${at}.${nameField}`, name);
  const field = `${at}.counters`;
  if (!Object.keys(counters ?? {}).length) r.required(field);
  else checkMap(r, field, counters, 32, (key) => checkLabelName(r, field, key), () => undefined);
}

const MAX_ENTRIES = 32;

function checkDevice(r: Report, at: string, device: Device, old: Device | undefined, perDevice: boolean): void {
  checkLabelName(r, `${at}.name`, device.name);
  const entries = Object.keys(device.attributes ?? {}).length + Object.keys(device.capacity ?? {}).length;
  if (entries > MAX_ENTRIES) r.invalid(at, entries, `the total number of attributes and capacities must not exceed ${MAX_ENTRIES}`);
  const attributes = `${at}.attributes`;
  checkMap(r, attributes, device.attributes, Infinity, (key) => checkQualified(r, attributes, key), (attribute, path) => checkAttribute(r, path, attribute));
  const capacity = `${at}.capacity`;
  if (!old || !equal(old.capacity, device.capacity)) {
    checkMap(r, capacity, device.capacity, Infinity, (key) => checkQualified(r, capacity, key), (value, path) => checkCapacity(r, path, value, device.allowMultipleAllocations === true));
  }
  if (!old || !equal(old.taints, device.taints)) checkSet(r, `${at}.taints`, device.taints, 16, (taint, path) => checkTaint(r, path, taint));
  checkSet(r, `${at}.consumesCounters`, device.consumesCounters, 2, ({ counterSet, counters }, path) => checkCounters(r, path, 'counterSet', counterSet, counters), (c) => c.counterSet);
  checkDevicePlace(r, at, device, perDevice);
  checkBinding(r, at, device.bindingConditions, device.bindingFailureConditions);
}

function checkDevicePlace(r: Report, at: string, device: Device, perDevice: boolean): void {
  const fields = ['nodeName', 'nodeSelector', 'allNodes'] as const;
  if (!perDevice) {
    if (fields.some((f) => device[f] !== undefined)) r.invalid(at, null, '`nodeName`, `nodeSelector` and `allNodes` can only be set if `perDeviceNodeSelection` is set to true in the ResourceSlice spec');
    return;
  }
  const names = checkPlace(r, at, device as Place, fields, 'must not be empty', 0);
  const oneOf = 'exactly one of `nodeName`, `nodeSelector`, or `allNodes` is required when `perDeviceNodeSelection` is set to true in the ResourceSlice spec';
  if (names.length === 0) r.required(at, oneOf);
  else if (names.length > 1) r.invalid(at, `{${names.join(', ')}}`, oneOf);
}

const MAX_VALUE = 64;
const NUMBER = '(0|[1-9]\\d*)';
const PRE = '(0|[1-9]\\d*|\\d*[a-zA-Z-][0-9a-zA-Z-]*)';
const SEMVER = new RegExp(`^${NUMBER}\\.${NUMBER}\\.${NUMBER}(-${PRE}(\\.${PRE})*)?(\\+[0-9a-zA-Z-]+(\\.[0-9a-zA-Z-]+)*)?$`);
const ATTRIBUTE = 'IntValue=int:? BoolValue=bool:? StringValue=string:? VersionValue=version:? IntValues=ints:? BoolValues=bools:? StringValues=strings:? VersionValues=versions:?';

function checkAttribute(r: Report, at: string, attribute: DeepReadonly<IDeviceAttribute>): void {
  const text = (path: string, value: string): void => {
    if (byteLength(value) > MAX_VALUE) r.tooLong(path, value, MAX_VALUE);
  };
  const version = (path: string, value: string): void => {
    if (!SEMVER.test(value)) r.invalid(path, value, 'must be a string compatible with semver.org spec 2.0.0');
    text(path, value);
  };
  const { string, version: semver, strings, versions } = attribute as DeepReadonly<IDeviceAttribute> & { readonly strings?: readonly string[]; readonly versions?: readonly string[] };
  if (string !== undefined) text(`${at}.string`, string);
  if (semver !== undefined) version(`${at}.version`, semver);
  strings?.forEach((value, i) => text(`${at}.strings[${i}]`, value));
  versions?.forEach((value, i) => version(`${at}.versions[${i}]`, value));
  const count = Object.values(attribute).filter((v) => v !== undefined && v !== null).length;
  if (count !== 1) r.invalid(at, count === 0 ? '' : internalBy(ATTRIBUTE, attribute), 'exactly one value must be specified');
}

// ---- capacities that requests share ----

function checkCapacity(r: Report, at: string, { value, requestPolicy: policy }: DeepReadonly<IDeviceCapacity>, multiple: boolean): void {
  if (!policy) return;
  const field = `${at}.requestPolicy`;
  if (!multiple) return r.forbidden(field, 'allowMultipleAllocations must be true');
  const { validValues, validRange, default: preset } = policy;
  if (validValues?.length && validRange) r.forbidden(field, 'exactly one policy can be specified, cannot specify "validValues" and "validRange" at the same time');
  else if (validValues?.length) {
    if (preset === undefined) r.required(`${field}.default`, 'required when validValues is defined');
    else checkValues(r, `${field}.validValues`, preset, value, validValues);
  } else if (validRange) {
    if (preset === undefined) r.required(`${field}.default`, 'required when validRange is defined');
    else checkRange(r, `${field}.validRange`, preset, value, validRange);
  }
}

type Amount = string | number;

function checkValues(r: Report, at: string, preset: Amount, max: Amount, values: readonly Amount[]): void {
  values.forEach((v, i) => {
    const before = values[i - 1];
    if (before !== undefined && compareQuantity(before, v) > 0) r.invalid(`${at}[${i}]`, quantityText(v), 'values must be sorted in ascending order');
  });
  checkSet(r, at, values, 10, (option, path) => {
    if (compareQuantity(option, max) > 0) r.invalid(path, quantityText(option), `option is larger than capacity value: ${quantityText(max)}`);
  }, (option) => String(parseQuantity(option).value));
  if (!values.some((v) => compareQuantity(v, preset) === 0)) r.invalid(at, quantityText(preset), 'default value is not valid according to the requestPolicy');
}

function checkRange(r: Report, at: string, preset: Amount, capacity: Amount, { min, max, step }: { readonly min?: Amount; readonly max?: Amount; readonly step?: Amount }): void {
  if (min === undefined) return r.required(`${at}.min`, 'required when validRange is defined');
  const bad = (field: string, value: Amount, fault: string, other: Amount): void => r.invalid(`${at}.${field}`, quantityText(value), `${fault}: ${quantityText(other)}`);
  if (compareQuantity(min, capacity) > 0) bad('min', min, 'min is larger than capacity value', capacity);
  if (compareQuantity(preset, min) < 0) bad('default', preset, 'default is less than min', min);
  if (max !== undefined) {
    if (compareQuantity(min, max) > 0) bad('max', min, 'min is larger than max', max);
    if (compareQuantity(max, capacity) > 0) bad('max', max, 'max is larger than capacity value', capacity);
    if (compareQuantity(preset, max) > 0) bad('default', preset, 'default is more than max', max);
  }
  if (step === undefined) return;
  if (quantitySign(step) <= 0) return r.invalid(`${at}.step`, quantityText(step), 'must be greater than zero');
  const one = addQuantity(min, step);
  if (compareQuantity(one, capacity) > 0) r.invalid(`${at}.step`, quantityText(step), `one step ${quantityText(one)} is larger than capacity value: ${quantityText(capacity)}`);
  for (const value of [preset, ...(max === undefined ? [] : [max])]) {
    if ((parseQuantity(value).nano - parseQuantity(min).nano) % parseQuantity(step).nano !== 0n) {
      r.invalid(`${at}.step`, quantityText(value), `value is not a multiple of a given step (${quantityText(step)}) from (${quantityText(min)})`);
    }
  }
}
