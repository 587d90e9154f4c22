// The spec of a Pod, alone or in a template.
// Upstream: pkg/apis/core/validation/validation.go (ValidatePodSpec)

import { byteLength, isDNS1123Label, isDNS1123Subdomain, isDNS1123SubdomainWithUnderscore, isQualifiedName, rangeFault } from '../../api/names.ts';
import { compareQuantity, quantityText } from '../../api/quantity.ts';
import { wasSentEmpty } from '../../api/schema/sentEmpty.ts';
import { checkContainers, checkEphemeralContainers, checkInitContainers, type ContainerContext } from './containers.ts';
import { internal } from './internal.ts';
import { ipFaults } from './ipRules.ts';
import { checkLabels } from './metadata.ts';
import { aggregateLimits, aggregateRequests } from './podResourceSums.ts';
import { lengthOf, type Container, type PodChecks, type PodSpec } from './podTypes.ts';
import type { Report } from './report.ts';
import { checkResources, isHugePages, type ResourceList } from './resourceLists.ts';
import { checkAffinity, checkSpreading, checkTolerations } from './scheduling.ts';
import { checkPodSecurityContext } from './securityContext.ts';
import { checkVolumes } from './volumes.ts';

const NO_NAMES: readonly string[] = [];
const MAX_INT32 = 2_147_483_647;

/** The report stands at the spec. */
export function checkPodSpec(report: Report, spec: PodSpec, checks: PodChecks): void {
  const context: ContainerContext = {
    spec,
    checks,
    volumes: checkVolumes(report, spec.volumes, checks),
    claimNames: spec.resourceClaims?.length ? spec.resourceClaims.map((c) => c.name).filter(Boolean) : NO_NAMES,
    hostUsers: spec.hostUsers ?? true,
  };
  checkResourceClaims(report, spec, checks);
  checkContainers(report, context);
  checkInitContainers(report, context);
  checkEphemeralContainers(report, context);
  if (spec.resources) checkPodResources(report, spec, context);
  if (spec.hostNetwork) checkHostPorts(report, spec, checks);
  checkChoice(report, 'restartPolicy', spec.restartPolicy, RESTART_POLICIES);
  checkChoice(report, 'dnsPolicy', spec.dnsPolicy, DNS_POLICIES);
  checkLabels(report, spec.nodeSelector, 'nodeSelector');
  checkPodSecurityContext(report, spec, checks);
  checkAffinity(report, spec.affinity, checks);
  checkDNSConfig(report, spec);
  spec.readinessGates?.forEach((gate, i) => report.faults(`readinessGates[${i}].conditionType`, gate.conditionType ?? '', isQualifiedName(gate.conditionType ?? '')));
  checkSchedulingGates(report, spec);
  checkSpreading(report, spec.topologySpreadConstraints, checks);
  checkHostProcess(report, spec);
  if (spec.hostUsers === false) checkHostUsers(report, spec);
  checkHostnameOverride(report, spec);
  checkNames(report, spec);
  if (spec.overhead) checkOverhead(report, spec.overhead, checks);
  if (spec.os) checkOS(report, spec, spec.os.name ?? '');
  checkFileKeyVolumes(report, spec);
}

const RESTART_POLICIES = ['Always', 'OnFailure', 'Never'];
const DNS_POLICIES = ['ClusterFirstWithHostNet', 'ClusterFirst', 'Default', 'None'];

function checkChoice(report: Report, field: string, value: string | undefined, choices: readonly string[]): void {
  if (!value) report.required(field);
  else if (!choices.includes(value)) report.unsupported(field, value, choices);
}

/** Names and numbers at the end of upstream's list. */
function checkNames(report: Report, spec: PodSpec): void {
  if (spec.serviceAccountName) report.faults('serviceAccountName', spec.serviceAccountName, isDNS1123Subdomain(spec.serviceAccountName));
  if (spec.nodeName) report.faults('nodeName', spec.nodeName, isDNS1123Subdomain(spec.nodeName));
  const deadline = spec.activeDeadlineSeconds;
  if (deadline !== undefined && (deadline < 1 || deadline > MAX_INT32)) report.invalid('activeDeadlineSeconds', deadline, rangeFault(1, MAX_INT32));
  if (spec.hostname) report.faults('hostname', spec.hostname, isDNS1123Label(spec.hostname));
  if (spec.subdomain) report.faults('subdomain', spec.subdomain, isDNS1123Label(spec.subdomain));
  checkTolerations(report, spec.tolerations);
  spec.hostAliases?.forEach((alias, i) => {
    report.faults(`hostAliases[${i}].ip`, alias.ip ?? '', ipFaults(alias.ip ?? '', false));
    alias.hostnames?.forEach((name, n) => report.faults(`hostAliases[${i}].hostnames[${n}]`, name, isDNS1123Subdomain(name)));
  });
  if (spec.priorityClassName) report.faults('priorityClassName', spec.priorityClassName, isDNS1123Subdomain(spec.priorityClassName));
  if (spec.runtimeClassName !== undefined) report.faults('runtimeClassName', spec.runtimeClassName, isDNS1123Subdomain(spec.runtimeClassName));
  const policy = spec.preemptionPolicy;
  if (policy !== undefined) checkChoice(report, 'preemptionPolicy', policy, ['PreemptLowerPriority', 'Never']);
}

function checkResourceClaims(report: Report, spec: PodSpec, checks: PodChecks): void {
  const claims = spec.resourceClaims;
  if (!claims?.length) return;
  const names = new Set<string>();
  claims.forEach((claim, i) => {
    if (checks.mirror) {
      report.add({ type: 'Forbidden', field: '', detail: 'static pods do not support resource claims' });
      return;
    }
    const { name = '', resourceClaimName, resourceClaimTemplateName } = claim;
    report.enterItem('resourceClaims', i);
    if (name === '') report.required('name');
    else if (names.has(name)) report.duplicate('name', name);
    else {
      report.faults('name', name, isDNS1123Label(name));
      names.add(name);
    }
    const both = resourceClaimName !== undefined && resourceClaimTemplateName !== undefined;
    const neither = resourceClaimName === undefined && resourceClaimTemplateName === undefined;
    if (both) report.invalid('', internal('PodResourceClaim', claim), 'at most one of `resourceClaimName` or `resourceClaimTemplateName` may be specified');
    if (neither) report.invalid('', internal('PodResourceClaim', claim), 'must specify one of: `resourceClaimName`, `resourceClaimTemplateName`');
    if (resourceClaimName !== undefined) report.faults('resourceClaimName', resourceClaimName, isDNS1123Subdomain(resourceClaimName));
    if (resourceClaimTemplateName !== undefined) report.faults('resourceClaimTemplateName', resourceClaimTemplateName, isDNS1123Subdomain(resourceClaimTemplateName));
    report.leaveItem();
  });
}

function checkPodResources(report: Report, spec: PodSpec, { claimNames, checks }: ContainerContext): void {
  const { resources } = spec;
  if (!resources) return;
  report.enter('resources');
  if (spec.os?.name === 'windows') report.forbidden('', 'may not be set for a windows pod');
  else {
    if (resources.claims || wasSentEmpty(resources, 'claims')) report.forbidden('claims', 'claims may not be set for Resources at pod-level');
    checkResources(report, resources, claimNames, checks, 'pod');
    checkPodResourceSums(report, spec, resources.requests, resources.limits);
  }
  report.leave();
}

/** What a Pod asks for as a whole covers what its containers ask for. */
function checkPodResourceSums(report: Report, spec: PodSpec, requests: ResourceList | undefined, limits: ResourceList | undefined): void {
  const asked = aggregateRequests(spec);
  for (const name in asked) {
    const own = requests?.[name];
    const sum = asked[name] as string;
    if (own !== undefined && compareQuantity(sum, own) > 0) {
      report.invalid(`requests[${name}]`, quantityText(own), `must be greater than or equal to aggregate container requests of ${quantityText(sum)}`);
    }
  }
  const capped = aggregateLimits(spec);
  for (const name in capped) {
    const own = limits?.[name];
    const sum = capped[name] as string;
    if (isHugePages(name) && own !== undefined && compareQuantity(sum, own) > 0) {
      report.invalid(`limits[${name}]`, quantityText(own), `must be greater than or equal to aggregate container limits of ${quantityText(sum)}`);
    }
  }
  (spec.containers ?? []).forEach((container, i) => {
    const own = container.resources?.limits;
    for (const name in own) {
      const whole = limits?.[name];
      const limit = own[name] as string;
      if (whole !== undefined && compareQuantity(limit, whole) > 0) {
        report.invalid(`containers[${i}][${name}].limits`, quantityText(limit), `must be less than or equal to pod limits of ${quantityText(whole)}`);
      }
    }
  });
}

function checkHostPorts(report: Report, spec: PodSpec, checks: PodChecks): void {
  (spec.containers ?? []).forEach((container, i) => {
    container.ports?.forEach((port, p) => {
      const host = port.hostPort ?? 0;
      if ((checks.isPod || host !== 0) && host !== (port.containerPort ?? 0)) {
        report.invalid(`containers[${i}].ports[${p}].hostPort`, host, 'must match `containerPort` when `hostNetwork` is true');
      }
    });
  });
}

function checkDNSConfig(report: Report, spec: PodSpec): void {
  const config = spec.dnsConfig;
  if (spec.dnsPolicy === 'None') {
    if (!config) return report.required('dnsConfig', 'must provide `dnsConfig` when `dnsPolicy` is None');
    if (!lengthOf(config.nameservers)) return report.required('dnsConfig.nameservers', 'must provide at least one DNS nameserver when `dnsPolicy` is None');
  }
  if (!config) return;
  report.enter('dnsConfig');
  const { nameservers = [], searches = [], options = [] } = config;
  if (nameservers.length > 3) report.invalid('nameservers', nameservers, 'must not have more than 3 nameservers');
  nameservers.forEach((server, i) => report.faults(`nameservers[${i}]`, server, ipFaults(server, false)));
  if (searches.length > 32) report.invalid('searches', searches, 'must not have more than 32 search paths');
  if (byteLength(searches.join(' ')) > 2048) report.invalid('searches', searches, 'must not have more than 2048 characters (including spaces) in the search list');
  searches.forEach((search, i) => {
    if (search === '.') return;
    const name = search.endsWith('.') ? search.slice(0, -1) : search;
    report.faults(`searches[${i}]`, name, isDNS1123SubdomainWithUnderscore(name));
  });
  options.forEach((option, i) => {
    if (!option.name) report.required(`options[${i}]`, 'must not be empty');
  });
  report.leave();
}

function checkSchedulingGates(report: Report, spec: PodSpec): void {
  const seen = new Set<string>();
  spec.schedulingGates?.forEach(({ name = '' }, i) => {
    report.faults(`schedulingGates[${i}]`, name, isQualifiedName(name));
    if (seen.has(name)) report.duplicate(`schedulingGates[${i}]`, name);
    seen.add(name);
  });
}

type Visit = (container: Container, at: string) => void;

/** All containers, init containers first. */
export function visitContainers(spec: PodSpec, visit: Visit): void {
  for (const field of ['initContainers', 'containers', 'ephemeralContainers'] as const) {
    (spec[field] as readonly Container[] | undefined)?.forEach((container, i) => visit(container, `${field}[${i}]`));
  }
}

/** HostProcess containers of Windows: all or none. */
function checkHostProcess(report: Report, spec: PodSpec): void {
  const ofPod = spec.securityContext?.windowsOptions?.hostProcess;
  let count = 0;
  let hosted = 0;
  visitContainers(spec, (container, at) => {
    count++;
    const own = container.securityContext?.windowsOptions?.hostProcess;
    if (ofPod !== undefined && own !== undefined && own !== ofPod) {
      report.invalid(`${at}.securityContext.windowsOptions.hostProcess`, own, `pod hostProcess value must be identical if both are specified, was ${ofPod}`);
    }
    if (own ?? ofPod) hosted++;
  });
  if (hosted === 0) return;
  if (hosted !== count) report.invalid('', '', 'If pod contains any hostProcess containers then all containers must be HostProcess containers');
  if (!spec.hostNetwork) report.invalid('hostNetwork', false, 'hostNetwork must be true if pod contains any hostProcess containers');
}

function checkHostUsers(report: Report, spec: PodSpec): void {
  const why = 'when `hostUsers` is false';
  if (spec.hostNetwork) report.forbidden('hostNetwork', why);
  if (spec.hostPID) report.forbidden('HostPID', why);
  if (spec.hostIPC) report.forbidden('HostIPC', why);
  visitContainers(spec, (container, at) => {
    if (container.volumeDevices?.length) report.forbidden(`${at}.volumeDevices`, why);
  });
}

function checkHostnameOverride(report: Report, spec: PodSpec): void {
  const name = spec.hostnameOverride;
  if (name === undefined) return;
  if (spec.setHostnameAsFQDN) report.forbidden('hostnameOverride', 'may not be specified when setHostnameAsFQDN is true');
  if (spec.hostNetwork) report.forbidden('hostnameOverride', 'may not be specified when hostNetwork is true');
  if (byteLength(name) > 64) report.tooLong('hostnameOverride', '', 64);
  report.faults('hostnameOverride', name, isDNS1123Subdomain(name));
}

function checkOverhead(report: Report, overhead: ResourceList, checks: PodChecks): void {
  report.enter('overhead');
  checkResources(report, { limits: overhead }, NO_NAMES, checks);
  report.leave();
}

function checkOS(report: Report, spec: PodSpec, os: string): void {
  if (os === '') report.required('os.name');
  else if (os === 'linux') checkLinux(report, spec);
  else if (os === 'windows') checkWindows(report, spec);
  else report.unsupported('os', os, ['linux', 'windows']);
}

function checkLinux(report: Report, spec: PodSpec): void {
  const why = 'windows options cannot be set for a linux pod';
  if (spec.securityContext?.windowsOptions) report.forbidden('securityContext.windowsOptions', why);
  visitContainers(spec, (container, at) => {
    if (container.securityContext?.windowsOptions) report.forbidden(`${at}.securityContext.windowsOptions`, why);
  });
}

const NOT_OF_WINDOWS_CONTAINERS = ['appArmorProfile', 'seLinuxOptions', 'seccompProfile', 'capabilities', 'readOnlyRootFilesystem', 'privileged', 'allowPrivilegeEscalation', 'procMount', 'runAsUser', 'runAsGroup'] as const;

function checkWindows(report: Report, spec: PodSpec): void {
  const why = 'cannot be set for a windows pod';
  const sc = spec.securityContext ?? {};
  const forbid = (at: string, present: unknown): void => {
    if (present !== undefined && present !== false) report.forbidden(at, why);
  };
  const own = (...fields: readonly (keyof typeof sc)[]): void => {
    for (const field of fields) forbid(`securityContext.${field}`, sc[field] === false ? true : sc[field]);
  };
  own('appArmorProfile', 'seLinuxOptions');
  forbid('hostUsers', spec.hostUsers === undefined ? undefined : true);
  forbid('hostPID', spec.hostPID);
  forbid('hostIPC', spec.hostIPC);
  own('seccompProfile', 'fsGroup', 'fsGroupChangePolicy');
  if (sc.sysctls?.length) own('sysctls');
  forbid('shareProcessNamespace', spec.shareProcessNamespace === undefined ? undefined : true);
  own('runAsUser', 'runAsGroup', 'supplementalGroups', 'supplementalGroupsPolicy', 'seLinuxChangePolicy');
  visitContainers(spec, (container, at) => {
    const security = container.securityContext;
    if (security) for (const field of NOT_OF_WINDOWS_CONTAINERS) if (security[field] !== undefined) report.forbidden(`${at}.securityContext.${field}`, why);
  });
}

/** Variables from files come from empty directories that init containers filled. */
function checkFileKeyVolumes(report: Report, spec: PodSpec): void {
  visitContainers(spec, (container, at) => {
    const { env } = container;
    if (!env) return;
    for (let i = 0; i < env.length; i++) {
      const ref = env[i]?.valueFrom?.fileKeyRef;
      if (!ref) continue;
      const field = `${at}.env[${i}].valueFrom.fileKeyRef.volumeName`;
      const volume = spec.volumes?.find((v) => v.name === ref.volumeName);
      if (!volume) report.notFound(field, ref.volumeName ?? '');
      else if (!volume.emptyDir) report.invalid(field, ref.volumeName, 'referenced volume must be of type emptyDir');
    }
  });
}
