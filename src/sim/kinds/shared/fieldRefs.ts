// References from a Pod to its own fields and resources: downward API, in variables and in files.
// Upstream: pkg/apis/core/validation/validation.go, pkg/apis/core/pods/helpers.go

import { isQualifiedName } from '../../api/names.ts';
import { parseQuantity } from '../../api/quantity.ts';
import type { Report } from './report.ts';

interface FieldRef {
  readonly apiVersion?: string;
  readonly fieldPath: string;
}

interface ResourceFieldRef {
  readonly containerName?: string;
  readonly resource: string;
  readonly divisor?: string | number;
}

export const ENV_FIELDS = ['metadata.name', 'metadata.namespace', 'metadata.uid', 'spec.nodeName', 'spec.serviceAccountName', 'status.hostIP', 'status.hostIPs', 'status.podIP', 'status.podIPs'];
export const FILE_FIELDS = ['metadata.annotations', 'metadata.labels', 'metadata.name', 'metadata.namespace', 'metadata.uid'];

/** What a field path may be at all; `spec.host` is an old name of `spec.nodeName`. */
const KNOWN_FIELDS = new Set([
  'metadata.annotations',
  'metadata.labels',
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
  'spec.nodeName',
  'spec.restartPolicy',
  'spec.serviceAccountName',
  'spec.schedulerName',
  'status.phase',
  'status.hostIP',
  'status.hostIPs',
  'status.podIP',
  'status.podIPs',
]);

const SUBSCRIPTED = /^([^]+?)\['([^]*)'\]$/;

/** The report stands at the reference. */
export function checkFieldRef(report: Report, ref: FieldRef, supported: readonly string[]): void {
  if (!ref.apiVersion) {
    report.required('apiVersion');
    return;
  }
  if (!ref.fieldPath) {
    report.required('fieldPath');
    return;
  }
  const asked = ref.fieldPath;
  const fail = (why: string): void => report.invalid('fieldPath', asked, `error converting fieldPath: ${why}`);
  if (ref.apiVersion !== 'v1') return fail(`unsupported pod version: ${ref.apiVersion}`);
  const m = SUBSCRIPTED.exec(asked);
  if (m) {
    const [, path, subscript = ''] = m;
    if (path === 'metadata.annotations') report.faults('', subscript.toLowerCase(), isQualifiedName(subscript.toLowerCase()));
    else if (path === 'metadata.labels') report.faults('', subscript, isQualifiedName(subscript));
    else fail(`field label does not support subscript: ${asked}`);
    return;
  }
  const path = asked === 'spec.host' ? 'spec.nodeName' : asked;
  if (!KNOWN_FIELDS.has(path)) return fail(`field label not supported: ${asked}`);
  if (!supported.includes(path)) report.unsupported('fieldPath', path, supported);
}

const RESOURCES = ['limits.cpu', 'limits.ephemeral-storage', 'limits.memory', 'requests.cpu', 'requests.ephemeral-storage', 'requests.memory'];
const SIZES = ['1', '1k', '1M', '1G', '1T', '1P', '1E', '1Ki', '1Mi', '1Gi', '1Ti', '1Pi', '1Ei'];

const isHugePages = (resource: string): boolean => resource.startsWith('requests.hugepages-') || resource.startsWith('limits.hugepages-');

export function checkResourceFieldRef(report: Report, ref: ResourceFieldRef, inVolume: boolean): void {
  const resource = ref.resource ?? '';
  if (inVolume && !ref.containerName) report.required('containerName');
  else if (resource === '') report.required('resource');
  else if (!RESOURCES.includes(resource) && !isHugePages(resource)) report.unsupported('resource', resource, RESOURCES);
  checkDivisor(report, resource, ref.divisor);
}

function checkDivisor(report: Report, resource: string, divisor: string | number | undefined): void {
  if (divisor === undefined) return;
  const { nano, text } = parseQuantity(divisor);
  if (nano === 0n) return;
  const fail = (values: string, what: string): void => report.invalid('divisor', resource, `only divisor's values ${values} are supported with the ${what} resource`);
  const sizes = SIZES.join(', ');
  if (resource.endsWith('.cpu') && RESOURCES.includes(resource)) {
    if (text !== '1' && text !== '1m') fail('1m and 1', 'cpu');
  } else if (SIZES.includes(text)) return;
  else if (resource === 'limits.memory' || resource === 'requests.memory') fail(sizes, 'memory');
  else if (resource === 'limits.ephemeral-storage' || resource === 'requests.ephemeral-storage') fail(sizes, 'local ephemeral storage');
  else if (isHugePages(resource)) fail(sizes, 'hugepages');
}
