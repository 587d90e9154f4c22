// What may change in a Pod once it exists: very little of its spec, and its status by rules of its own.
// Upstream: pkg/apis/core/validation/validation.go (ValidatePodUpdate, ValidatePodStatusUpdate)

import { equal } from '../../../base/json.ts';
import { alsoSentEmpty } from '../../api/schema/sentEmpty.ts';
import { isDNS1123Label, isDNS1123Subdomain, isQualifiedName, rangeFault } from '../../api/names.ts';
import { internal, internalDiff } from './internal.ts';
import { ipFamily, ipFaults } from './ipRules.ts';
import type { Affinity, Container, ContainerStatus, PodSpec, PodStatus, Toleration } from './podTypes.ts';
import { IMMUTABLE, type Report } from './report.ts';
import { checkTolerations } from './scheduling.ts';

const MAX_INT32 = 2_147_483_647;
const UPDATABLE = [
  '`spec.containers[*].image`',
  '`spec.initContainers[*].image`',
  '`spec.activeDeadlineSeconds`',
  '`spec.tolerations` (only additions to existing tolerations)',
  '`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)',
].join(',');

/** The report stands at the object. */
export function checkPodSpecUpdate(report: Report, next: PodSpec, old: PodSpec): void {
  report.enter('spec');
  if (checkContainerUpdates(report, 'containers', next.containers, old.containers) && checkContainerUpdates(report, 'initContainers', next.initContainers, old.initContainers)) {
    checkOtherUpdates(report, next, old);
  }
  report.leave();
}

function checkContainerUpdates(report: Report, field: string, next: readonly Container[] | undefined, old: readonly Container[] | undefined): boolean {
  if ((next?.length ?? 0) !== (old?.length ?? 0)) {
    report.forbidden(field, 'pod updates may not add or remove containers');
    return false;
  }
  next?.forEach(({ image = '' }, i) => {
    if (image === '') report.required(`${field}[${i}].image`);
    if (image.trim() !== image) report.invalid(`${field}[${i}].image`, image, 'must not have leading or trailing whitespace');
  });
  return true;
}

function checkOtherUpdates(report: Report, next: PodSpec, old: PodSpec): void {
  const deadline = next.activeDeadlineSeconds;
  const before = old.activeDeadlineSeconds;
  if (deadline !== undefined) {
    if (deadline < 0 || deadline > MAX_INT32) return report.invalid('activeDeadlineSeconds', deadline, rangeFault(0, MAX_INT32));
    if (before !== undefined && before < deadline) return report.invalid('activeDeadlineSeconds', deadline, 'must be less than or equal to previous value');
  } else if (before !== undefined) report.invalid('activeDeadlineSeconds', null, 'must not update from a positive integer to nil value');
  checkOnlyAdded(report, next.tolerations, old.tolerations);
  const gates = new Set(old.schedulingGates?.map((gate) => gate.name));
  next.schedulingGates?.forEach((gate, i) => {
    if (!gates.has(gate.name)) report.forbidden(`schedulingGates[${i}].name`, `only deletion is allowed, but found new scheduling gate '${gate.name}'`);
  });
  if (equal(next, old)) return;
  const rest = withoutUpdatable(report, next, old);
  if (!equal(rest, old)) report.forbidden('', `pod updates may not change fields other than ${UPDATABLE}\n${internalDiff(internal('PodSpec', old), internal('PodSpec', rest))}`);
}

/** An existing toleration may only be given another time. */
function checkOnlyAdded(report: Report, next: readonly Toleration[] | undefined, old: readonly Toleration[] | undefined): void {
  for (const toleration of old ?? []) {
    const { tolerationSeconds: _seconds, ...rest } = toleration;
    const kept = next?.some((candidate) => {
      const { tolerationSeconds: _other, ...others } = candidate;
      return equal(rest, others);
    });
    if (kept) continue;
    report.forbidden('tolerations', 'existing toleration can not be modified except its tolerationSeconds');
    return;
  }
  checkTolerations(report, next);
}

type Writable = { -readonly [K in keyof PodSpec]: PodSpec[K] | undefined };

/** The new spec with everything that may change as it was. */
function withoutUpdatable(report: Report, next: PodSpec, old: PodSpec): PodSpec {
  const out: Writable = alsoSentEmpty({ ...next }, next);
  const imagesOf = (field: 'containers' | 'initContainers'): readonly Container[] | undefined =>
    next[field]?.map((container, i) => alsoSentEmpty({ ...container, image: old[field]?.[i]?.image ?? '' }, container));
  out.containers = imagesOf('containers') as readonly Container[];
  if (next.initContainers) out.initContainers = imagesOf('initContainers');
  out.activeDeadlineSeconds = old.activeDeadlineSeconds;
  out.schedulingGates = old.schedulingGates;
  out.tolerations = old.tolerations;
  if ((old.terminationGracePeriodSeconds ?? 0) < 0 && next.terminationGracePeriodSeconds === 1) out.terminationGracePeriodSeconds = old.terminationGracePeriodSeconds;
  if (old.schedulingGates?.length) keepSchedulingDirectives(report, out, old);
  return out as PodSpec;
}

/** While a Pod is gated, it may still be told more narrowly where to run. */
function keepSchedulingDirectives(report: Report, out: Writable, old: PodSpec): void {
  if (!equal(out.nodeSelector, old.nodeSelector)) {
    const selector = out.nodeSelector ?? {};
    if (Object.keys(old.nodeSelector ?? {}).some((key) => selector[key] !== old.nodeSelector?.[key])) {
      report.invalid('nodeSelector', out.nodeSelector ?? null, 'only additions to spec.nodeSelector are allowed (no mutations or deletions)');
    }
    out.nodeSelector = old.nodeSelector;
  }
  const before = old.affinity?.nodeAffinity;
  const now = out.affinity?.nodeAffinity;
  if (equal(before, now)) return;
  checkNodeAffinityMutation(report, now, before);
  const { affinity } = out;
  if (!affinity) out.affinity = before ? { nodeAffinity: before } : undefined;
  else if (!old.affinity && !affinity.podAffinity && !affinity.podAntiAffinity) out.affinity = undefined;
  else {
    const { nodeAffinity: _now, ...others } = affinity;
    out.affinity = { ...others, ...(before ? { nodeAffinity: before } : {}) };
  }
}

function checkNodeAffinityMutation(report: Report, next: Affinity['nodeAffinity'], old: Affinity['nodeAffinity']): void {
  const at = 'affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms';
  const before = old?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? [];
  const now = next?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? [];
  if (before.length > 0 && before.length !== now.length) {
    return report.invalid(at, now.map((term) => internal('NodeSelectorTerm', term)), 'no additions/deletions to non-empty NodeSelectorTerms list are allowed');
  }
  before.forEach((term, i) => {
    const other = now[i] ?? {};
    const empty = !term.matchExpressions?.length && !term.matchFields?.length;
    const extended = (['matchExpressions', 'matchFields'] as const).every((field) => equal(other[field]?.slice(0, term[field]?.length ?? 0) ?? [], term[field] ?? []));
    const filled = empty && ((other.matchExpressions?.length ?? 0) > 0 || (other.matchFields?.length ?? 0) > 0);
    if (!extended || filled) report.invalid(`${at}[${i}]`, internal('NodeSelectorTerm', other), 'only additions are allowed (no mutations or deletions)');
  });
}

// ---- status ----

const SYSTEM_CONDITIONS = ['PodScheduled', 'Ready', 'Initialized'];
const NOT_BACK = 'may not be transitioned to non-terminated state';

/** The report stands at `status`. */
export function checkPodStatusUpdate(report: Report, next: PodStatus, old: PodStatus, spec: PodSpec): void {
  next.conditions?.forEach((condition, i) => {
    if ((condition.observedGeneration ?? 0) < 0) report.invalid(`conditions[${i}].observedGeneration`, condition.observedGeneration, 'must be a non-negative integer');
    if (!SYSTEM_CONDITIONS.includes(condition.type)) report.faults(`conditions[${i}].Type`, condition.type ?? '', isQualifiedName(condition.type ?? ''));
  });
  const nominated = next.nominatedNodeName ?? '';
  if (nominated !== '' && nominated !== (old.nominatedNodeName ?? '')) {
    report.faults('nominatedNodeName', nominated, isDNS1123Subdomain(nominated));
    if (spec.nodeName) report.forbidden('nominatedNodeName', 'may not be set on pods that are already bound to a node');
  }
  if ((next.observedGeneration ?? 0) < 0) report.invalid('observedGeneration', next.observedGeneration, 'must be a non-negative integer');
  if ((next.qosClass ?? '') !== (old.qosClass ?? '')) report.invalid('qosClass', next.qosClass ?? '', IMMUTABLE);
  checkTransitions(report, 'containerStatuses', next, old, (name, code) => restarts(spec, spec.containers?.find((c) => c.name === name), code));
  if (spec.restartPolicy !== 'Always') {
    checkTransitions(report, 'initContainerStatuses', next, old, (name, code) => {
      if (code !== 0 && spec.restartPolicy === 'OnFailure') return true;
      return spec.initContainers?.find((c) => c.name === name)?.restartPolicy === 'Always';
    });
  }
  checkTransitions(report, 'ephemeralContainerStatuses', next, old, () => false);
  checkClaimStatuses(report, next, spec);
  const claimed = (next as { readonly extendedResourceClaimStatus?: ExtendedResourceClaim }).extendedResourceClaimStatus;
  if (claimed) checkExtendedResourceClaim(report, claimed, spec);
  checkIPs(report, 'podIPs', next.podIPs, old.podIPs);
  const [first] = next.hostIPs ?? [];
  if (first && (next.hostIP ?? '') !== (first.ip ?? '')) report.invalid('hostIPs[0].ip', first.ip ?? '', 'must be equal to `hostIP`');
  checkIPs(report, 'hostIPs', next.hostIPs, old.hostIPs);
}

interface ExtendedResourceClaim {
  readonly resourceClaimName: string;
  readonly requestMappings?: readonly { readonly containerName: string; readonly resourceName: string; readonly requestName: string }[];
}

/** Upstream: validatePodExtendedResourceClaimStatus */
function checkExtendedResourceClaim(report: Report, { resourceClaimName, requestMappings }: ExtendedResourceClaim, spec: PodSpec): void {
  report.enter('extendedResourceClaimStatus');
  if (!requestMappings?.length) report.required('requestMappings', 'at least one request mapping is required');
  requestMappings?.forEach(({ containerName, resourceName, requestName }, i) => {
    const at = `requestMappings[${i}]`;
    const container = [...spec.containers, ...(spec.initContainers ?? [])].find((c) => c.name === containerName);
    if (!container) report.invalid(`${at}.containerName`, containerName, 'must match the name of an entry in spec.initContainers.name or spec.containers.name');
    else if (container.resources?.requests?.[resourceName] === undefined) {
      report.invalid(`${at}.resourceName`, resourceName, 'must match the extended resource name of an entry in spec.initContainers.resources.requests or spec.containers.resources.requests');
    }
    report.faults('requestName', requestName, isDNS1123Label(requestName));
    if (requestMappings.findIndex((m) => m.containerName === containerName && m.resourceName === resourceName) < i) {
      report.duplicate(`${at}.containerName`, containerName);
      report.duplicate(`${at}.resourceName`, resourceName);
    }
  });
  if (!resourceClaimName) report.required('resourceClaimName');
  else report.faults('resourceClaimName', resourceClaimName, isDNS1123Subdomain(resourceClaimName));
  report.leave();
}

/** Whether a container that ended with this code runs again. Upstream: podutil.ContainerShouldRestart */
function restarts(spec: PodSpec, container: Container | undefined, code: number): boolean {
  if (!container) return false;
  for (const { exitCodes } of container.restartPolicyRules ?? []) {
    if (!exitCodes) continue;
    const listed = exitCodes.values?.includes(code) ?? false;
    if (exitCodes.operator === 'In' ? listed : !listed) return true;
  }
  const policy = container.restartPolicy ?? spec.restartPolicy;
  return policy === 'Always' || (policy === 'OnFailure' && code !== 0);
}

type StatusField = 'containerStatuses' | 'initContainerStatuses' | 'ephemeralContainerStatuses';

/** What has ended stays so, unless it is restarted. */
function checkTransitions(report: Report, field: StatusField, next: PodStatus, old: PodStatus, mayRestart: (name: string, code: number) => boolean): void {
  (old[field] as readonly ContainerStatus[] | undefined)?.forEach((before, i) => {
    const ended = before.state?.terminated;
    if (!ended || mayRestart(before.name, ended.exitCode ?? 0)) return;
    const now = next[field]?.find((s) => s.name === before.name);
    if (now && !now.state?.terminated) report.forbidden(`${field}[${i}].state`, NOT_BACK);
  });
}

function checkClaimStatuses(report: Report, next: PodStatus, spec: PodSpec): void {
  const seen = new Set<string>();
  next.resourceClaimStatuses?.forEach(({ name = '', resourceClaimName }, i) => {
    const at = `resourceClaimStatuses[${i}].name`;
    if (!spec.resourceClaims?.some((c) => c.name === name)) report.invalid(at, name, 'must match the name of an entry in `spec.resourceClaims`');
    if (seen.has(name)) report.duplicate(at, name);
    seen.add(name);
    if (resourceClaimName !== undefined) report.faults(at, resourceClaimName, isDNS1123Subdomain(resourceClaimName));
  });
}

interface HasIP {
  readonly ip?: string;
}

function checkIPs(report: Report, field: string, next: readonly HasIP[] | undefined, old: readonly HasIP[] | undefined): void {
  if (!next?.length) return;
  next.forEach(({ ip = '' }, i) => {
    if (!old?.some((o) => o.ip === ip)) report.faults(`${field}[${i}]`, ip, ipFaults(ip, false));
  });
  if (next.length < 2) return;
  const families = next.map(({ ip = '' }) => ipFamily(ip));
  if (families.includes(undefined)) {
    report.add({ type: 'InternalError', field: report.at(field), detail: `failed to check for dual stack with error:invalid IP[${families.indexOf(undefined)}]: ${next[families.indexOf(undefined)]?.ip ?? ''}` });
  }
  const dual = families.includes('IPv4') && families.includes('IPv6');
  if (!dual || next.length > 2) report.invalid(field, next.map(({ ip = '' }) => ({ IP: ip })), 'may specify no more than one IP for each IP family');
}
