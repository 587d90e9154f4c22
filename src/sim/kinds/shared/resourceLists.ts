// Amounts of resources: which names there are, which amounts, and how requests and limits go together.
// Upstream: pkg/apis/core/validation/validation.go (validateResourceRequirements), pkg/apis/core/helper/helpers.go

import { isDNS1123Label, isQualifiedName } from '../../api/names.ts';
import { compareQuantity, formatQuantity, parseQuantity, quantityProblem } from '../../api/quantity.ts';
import { compareText } from '../../../base/text.ts';
import type { PodChecks, Resources } from './podTypes.ts';
import { NEGATIVE, type Report, type Step } from './report.ts';

export type ResourceList = { readonly [name: string]: string | number };

const STANDARD = new Set([
  'cpu',
  'memory',
  'ephemeral-storage',
  'requests.cpu',
  'requests.memory',
  'requests.ephemeral-storage',
  'limits.cpu',
  'limits.memory',
  'limits.ephemeral-storage',
  'pods',
  'resourcequotas',
  'services',
  'replicationcontrollers',
  'secrets',
  'configmaps',
  'persistentvolumeclaims',
  'storage',
  'requests.storage',
  'services.nodeports',
  'services.loadbalancers',
]);
const QUOTA = new Set([...STANDARD].filter((name) => name !== 'storage'));
const COUNTS = new Set(['pods', 'resourcequotas', 'services', 'replicationcontrollers', 'secrets', 'configmaps', 'persistentvolumeclaims', 'services.nodeports', 'services.loadbalancers']);

export const isHugePages = (name: string): boolean => name.startsWith('hugepages-');
const isQuotaHugePages = (name: string): boolean => isHugePages(name) || name.startsWith('requests.hugepages-');
export const isStandardResource = (name: string): boolean => STANDARD.has(name) || isQuotaHugePages(name);
export const isStandardQuotaResource = (name: string): boolean => QUOTA.has(name) || isQuotaHugePages(name);
const isStandardContainerResource = (name: string): boolean => name === 'cpu' || name === 'memory' || name === 'ephemeral-storage' || isHugePages(name);

/** Without a domain, or in Kubernetes' own. */
export const isNativeResource = (name: string): boolean => !name.includes('/') || name.includes('kubernetes.io/');

/** A resource of somebody else, `example.com/gpu`. */
export function isExtendedResource(name: string): boolean {
  return !isNativeResource(name) && !name.startsWith('requests.') && isQualifiedName(`requests.${name}`).length === 0;
}

export const isOvercommitAllowed = (name: string): boolean => isNativeResource(name) && !isHugePages(name);
export const isIntegerResource = (name: string): boolean => COUNTS.has(name) || isExtendedResource(name);

/** Thousandths are the finest that is kept: quantities are rounded up to them. Upstream: SetDefaults_ResourceList */
export function roundList(list: { [name: string]: string | number } | undefined | null): void {
  for (const name in list) {
    const { nano, format } = parseQuantity(list[name] as string | number);
    const rest = nano % 1_000_000n;
    if (rest === 0n) continue;
    list[name] = formatQuantity(nano - rest + (rest > 0n ? 1_000_000n : -1_000_000n), format);
  }
}

export function checkResourceName(report: Report, child: Step, name: string): boolean {
  const faults = isQualifiedName(name);
  if (faults.length) {
    report.faults(child, name, faults);
    return false;
  }
  if (!name.includes('/') && !isStandardResource(name)) {
    report.invalid(child, name, 'must be a standard resource type or fully qualified');
    return false;
  }
  return true;
}

export function checkContainerResourceName(report: Report, child: Step, name: string): void {
  checkResourceName(report, child, name);
  if (!name.includes('/')) {
    if (!isStandardContainerResource(name)) report.invalid(child, name, 'must be a standard resource for containers');
  } else if (!isNativeResource(name) && !isExtendedResource(name)) report.invalid(child, name, "doesn't follow extended resource name standard");
}

function checkPodResourceName(report: Report, child: Step, name: string): void {
  if (!checkResourceName(report, child, name)) return;
  if (name !== 'cpu' && name !== 'memory' && !isHugePages(name)) report.unsupported(child, name, ['cpu', 'hugepages-', 'memory']);
}

/** Not negative, and whole where pieces are counted. Upstream: ValidateResourceQuantityValue */
export function checkResourceQuantity(report: Report, child: Step, name: string, quantity: string | number): void {
  const { nano, text } = parseQuantity(quantity);
  if (nano < 0n) report.invalid(child, text, NEGATIVE);
  if (isIntegerResource(name) && nano % 1_000_000_000n !== 0n && wholeMillis(nano) % 1000n !== 0n) report.invalid(child, text, 'must be an integer');
}

const wholeMillis = (nano: bigint): bigint => {
  const rest = nano % 1_000_000n;
  return (nano - rest) / 1_000_000n + (rest === 0n ? 0n : rest > 0n ? 1n : -1n);
};

/** Not negative at all. Upstream: ValidateNonnegativeQuantity */
export function checkNonNegativeQuantity(report: Report, child: Step, quantity: string | number): void {
  const { nano, text } = parseQuantity(quantity);
  if (nano < 0n) report.invalid(child, text, NEGATIVE);
}

/** Requests and limits; the report stands at the resources. */
export function checkResources(report: Report, resources: Resources | undefined, claimNames: readonly string[], checks: PodChecks, level: 'container' | 'pod' = 'container'): void {
  if (!resources) return;
  const { limits, requests, claims } = resources;
  const checkName = level === 'pod' ? checkPodResourceName : checkContainerResourceName;
  let huge = false;
  let basic = false;
  for (const name in limits) {
    const at = needsPath(name, limits[name] as string) ? `limits[${name}]` : '';
    if (at) {
      checkName(report, at, name);
      checkResourceQuantity(report, at, name, limits[name] as string);
    }
    if (isHugePages(name)) {
      huge = true;
      checkDivisible(report, at, name, limits[name] as string, checks);
    }
    basic ||= name === 'cpu' || name === 'memory';
  }
  for (const name in requests) {
    const request = requests[name] as string;
    const at = needsPath(name, request) ? `requests[${name}]` : '';
    if (at) {
      checkName(report, at, name);
      checkResourceQuantity(report, at, name, request);
    }
    const limit = limits?.[name];
    if (limit !== undefined) {
      const order = compareQuantity(request, limit);
      if (order !== 0 && !isOvercommitAllowed(name)) report.invalid('requests', shownQuantity(request), `must be equal to ${name} limit of ${shownQuantity(limit)}`);
      else if (order > 0) report.invalid('requests', shownQuantity(request), `must be less than or equal to ${name} limit of ${shownQuantity(limit)}`);
    } else if (!isOvercommitAllowed(name)) report.required('limits', 'Limit must be set for non overcommitable resources');
    if (isHugePages(name)) {
      huge = true;
      checkDivisible(report, at, name, request, checks);
    }
    basic ||= name === 'cpu' || name === 'memory';
  }
  if (huge && !basic) report.forbidden('', 'HugePages require cpu or memory');
  if (claims?.length) checkClaimNames(report, claims, claimNames);
}

/** The usual resources with usual amounts need no closer look. */
const needsPath = (name: string, quantity: string | number): boolean => !(name === 'cpu' || name === 'memory') || parseQuantity(quantity).nano < 0n;

const shownQuantity = (quantity: string | number): string => parseQuantity(quantity).text;

function checkDivisible(report: Report, at: string, name: string, quantity: string, checks: PodChecks): void {
  if (checks.keeps.indivisibleHugePages) return;
  const size = name.slice('hugepages-'.length);
  if (quantityProblem(size) === undefined) {
    const page = parseQuantity(size).nano;
    if (page > 0n && page % 1_000_000_000n === 0n && parseQuantity(quantity).nano % page === 0n) return;
  }
  report.invalid(at, shownQuantity(quantity), `${shownQuantity(quantity)} is not positive integer multiple of ${name}`);
}

interface ResourceClaim {
  readonly name: string;
  readonly request?: string;
}

function checkClaimNames(report: Report, claims: readonly ResourceClaim[], claimNames: readonly string[]): void {
  const seen: string[] = [];
  claims.forEach(({ name, request }, i) => {
    const at = `claims[${i}]`;
    if (!name) {
      report.required(at);
      return;
    }
    if (seen.includes(name)) report.duplicate(at, name);
    else {
      let key = name;
      if (request) {
        report.faults(`${at}.request`, request, isDNS1123Label(request));
        key += `/${request}`;
      }
      if (seen.includes(key)) report.duplicate(at, key);
      else if (!request) for (const other of seen) if (other.startsWith(`${name}/`)) report.duplicate(at, name);
      seen.push(key);
    }
    if (!claimNames.includes(name)) {
      const known = claimNames.length === 0 ? ' which is empty' : `: ${[...new Set(claimNames)].sort(compareText).join(', ')}`;
      report.add({ type: 'NotFound', field: report.at(at), value: name, detail: `must be one of the names in pod.spec.resourceClaims${known}` });
    }
  });
}
