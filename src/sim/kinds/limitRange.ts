// LimitRange: smallest, largest and usual amounts of resources for what is made in a namespace.
// Upstream: pkg/apis/core/validation/validation.go (ValidateLimitRange)

import type { ILimitRange } from 'kubernetes-models/v1/LimitRange';
import { compareText } from '../../base/text.ts';
import { defineKind } from '../api/kind.ts';
import { isQualifiedName } from '../api/names.ts';
import { compareQuantity, parseQuantity, quantityText } from '../api/quantity.ts';
import type { Served } from '../api/types.ts';
import type { Report } from './shared/report.ts';
import { checkContainerResourceName, checkResourceName, isOvercommitAllowed, roundList } from './shared/resourceLists.ts';
import { reported } from './shared/rules.ts';
import { plainTable } from './shared/tableOf.ts';

export type LimitRange = Served<ILimitRange>;
type Limit = LimitRange['spec']['limits'][number];
type Amounts = { [name: string]: string | number };

const LISTS = ['max', 'min', 'default', 'defaultRequest', 'maxLimitRequestRatio'] as const;

export const LimitRange = defineKind<LimitRange>({
  group: '',
  version: 'v1',
  kind: 'LimitRange',
  plural: 'limitranges',
  shortNames: ['limits'],
  scope: 'Namespaced',
  defaults({ spec }) {
    for (const limit of spec?.limits ?? []) {
      if (limit.type === 'Container') {
        const usual: Amounts = { ...limit.max, ...limit.default };
        const request: Amounts = { ...limit.min, ...usual, ...limit.defaultRequest };
        if (Object.keys(usual).length) limit.default = usual;
        if (Object.keys(request).length) limit.defaultRequest = request;
      }
      for (const list of LISTS) roundList(limit[list]);
    }
  },
  strategy: {
    metaOnUpdate: ['object'],
    validate: (range) => reported((report) => checkLimits(report, range)),
    validateUpdate: (range) => reported((report) => checkLimits(report, range)),
  },
  table: plainTable,
});

const TYPES = ['Pod', 'Container', 'PersistentVolumeClaim'];

function checkLimits(report: Report, { spec }: LimitRange): void {
  const limits = spec?.limits ?? [];
  limits.forEach((limit, i) => {
    report.enter(`spec.limits[${i}]`);
    const type = limit.type ?? '';
    const faults = isQualifiedName(type);
    report.faults('type', type, faults);
    if (!faults.length && !type.includes('/') && !TYPES.includes(type)) report.invalid('type', type, 'must be a standard limit type or fully qualified');
    if (limits.findIndex((other) => (other.type ?? '') === type) < i) report.duplicate('type', type);
    checkNames(report, limit);
    const names = new Set(LISTS.flatMap((list) => (type === 'Pod' && list.startsWith('default') ? [] : Object.keys(limit[list] ?? {}))));
    for (const name of [...names].sort(compareText)) checkAmounts(report, limit, name);
    report.leave();
  });
}

function checkNames(report: Report, limit: Limit): void {
  const { type } = limit;
  const each = (list: (typeof LISTS)[number]): void => {
    for (const name in limit[list]) {
      if (type === 'Pod' || type === 'Container') checkContainerResourceName(report, `${list}[${name}]`, name);
      else checkResourceName(report, `${list}[${name}]`, name);
    }
  };
  each('max');
  each('min');
  if (type === 'Pod') {
    for (const list of ['default', 'defaultRequest'] as const) if (Object.keys(limit[list] ?? {}).length) report.forbidden(list, "may not be specified when `type` is 'Pod'");
  } else {
    each('default');
    each('defaultRequest');
  }
  if (type === 'PersistentVolumeClaim' && limit.min?.storage === undefined && limit.max?.storage === undefined) {
    report.required('limits', 'either minimum or maximum storage value is required, but neither was provided');
  }
  each('maxLimitRequestRatio');
}

function checkAmounts(report: Report, limit: Limit, name: string): void {
  const ofPod = limit.type === 'Pod';
  const amount = (list: (typeof LISTS)[number]): string | undefined => {
    const given = ofPod && list.startsWith('default') ? undefined : limit[list]?.[name];
    return given === undefined ? undefined : quantityText(given);
  };
  const [max, min, usual, request, ratio] = LISTS.map(amount);
  const order = (a: string | undefined, what: string, b: string | undefined, than: string, list: string, shown: string | undefined): void => {
    if (a !== undefined && b !== undefined && compareQuantity(a, b) > 0) report.invalid(`${list}[${name}]`, shown, `${what} value ${a} is greater than ${than} value ${b}`);
  };
  order(min, 'min', max, 'max', 'min', min);
  order(min, 'min', request, 'default request', 'defaultRequest', request);
  order(request, 'default request', max, 'max', 'defaultRequest', request);
  order(request, 'default request', usual, 'default limit', 'defaultRequest', request);
  order(min, 'min', usual, 'default', 'default', min);
  order(usual, 'default', max, 'max', 'default', max);
  if (ratio !== undefined) checkRatio(report, name, ratio, min, max);
  if (!isOvercommitAllowed(name) && usual !== undefined && request !== undefined && compareQuantity(usual, request) !== 0) {
    report.invalid(`defaultRequest[${name}]`, request, `default value ${usual} must equal to defaultRequest value ${request} in ${name}`);
  }
}

/** Go's Value() and MilliValue(): rounded up, and of amounts beyond 64 bits only the last 64. */
function int64(quantity: string, unit: bigint): number {
  const { nano } = parseQuantity(quantity);
  const rest = nano % unit;
  return Number(BigInt.asIntN(64, (nano - rest) / unit + (rest > 0n ? 1n : rest < 0n ? -1n : 0n)));
}
const WHOLE = 1_000_000_000n;
const MILLI = 1_000_000n;
/** Up to here thousandths can be told in 64 bits. */
const MOST_IN_MILLIS = 9_223_372_036_854_775;

function checkRatio(report: Report, name: string, ratio: string, min: string | undefined, max: string | undefined): void {
  const at = `maxLimitRequestRatio[${name}]`;
  if (compareQuantity(ratio, '1') < 0) report.invalid(at, ratio, `ratio ${ratio} is less than 1`);
  if (min === undefined || max === undefined) return;
  const unit = [ratio, min, max].every((amount) => int64(amount, WHOLE) < MOST_IN_MILLIS) ? MILLI : WHOLE;
  const limit = int64(max, unit) / int64(min, unit);
  if (int64(ratio, unit) / (unit === MILLI ? 1000 : 1) > limit) report.invalid(at, ratio, `ratio ${ratio} is greater than max/min = ${limit.toFixed(6)}`);
}
