// The containers of a Pod: those that run, those that run before, and those added to look around.
// Upstream: pkg/apis/core/validation/validation.go (validateContainers, validateInitContainers, validateEphemeralContainers)

import { isDNS1123Label, isPortName, isPortNumber } from '../../api/names.ts';
import { checkEnv, checkEnvFrom } from './env.ts';
import { checkLifecycle, checkProbes, checkPullPolicy } from './handlers.ts';
import { checkDevices, checkMounts } from './mounts.ts';
import { lengthOf, type Container, type EphemeralContainer, type PodChecks, type PodSpec } from './podTypes.ts';
import type { Report } from './report.ts';
import { checkResources } from './resourceLists.ts';
import { checkSecurityContext } from './securityContext.ts';
import type { VolumeTable } from './volumes.ts';

export interface ContainerContext {
  readonly spec: PodSpec;
  readonly volumes: VolumeTable;
  readonly claimNames: readonly string[];
  readonly checks: PodChecks;
  readonly hostUsers: boolean;
}

export const PROTOCOLS = ['SCTP', 'TCP', 'UDP'];

/** The report stands at the spec. */
export function checkContainers(report: Report, context: ContainerContext): void {
  const { spec } = context;
  const containers = spec.containers ?? [];
  if (containers.length === 0) {
    report.required('containers');
    return;
  }
  const grace = spec.terminationGracePeriodSeconds;
  for (let i = 0; i < containers.length; i++) {
    const container = containers[i] as Container;
    report.enterItem('containers', i);
    checkCommon(report, container, context);
    for (let j = 0; j < i; j++) {
      if ((containers[j] as Container).name !== container.name) continue;
      report.duplicate('name', container.name ?? '');
      break;
    }
    if (container.lifecycle) checkLifecycle(report, container.lifecycle, grace);
    checkProbes(report, container, grace);
    checkRestartRules(report, container);
    report.leaveItem();
  }
  checkHostPorts(report, containers, 'containers');
}

const ONLY_SIDECARS = 'may not be set for init containers without restartPolicy=Always';

export function checkInitContainers(report: Report, context: ContainerContext): void {
  const { spec } = context;
  const init = spec.initContainers;
  if (!init?.length) return;
  const names = new Set((spec.containers ?? []).map((c) => c.name));
  const grace = spec.terminationGracePeriodSeconds;
  for (let i = 0; i < init.length; i++) {
    const container = init[i] as Container;
    const sidecar = container.restartPolicy === 'Always';
    report.enterItem('initContainers', i);
    checkCommon(report, container, context);
    if (container.restartPolicy === undefined) {
      if (container.restartPolicyRules?.length) report.required('restartPolicy', NO_RESTART_POLICY);
    } else if (!sidecar) checkRestartRules(report, container);
    else if (container.restartPolicyRules?.length) {
      report.forbidden('restartPolicyRules', 'restartPolicyRules are not allowed for init containers with restart policy Always');
    }
    if (names.has(container.name)) report.duplicate('name', container.name ?? '');
    else if (container.name) names.add(container.name);
    report.leaveItem();
    // Upstream looks at each alone, so the index is always 0.
    checkHostPorts(report, [container], 'initContainers');
    report.enterItem('initContainers', i);
    if (sidecar) {
      if (container.lifecycle) checkLifecycle(report, container.lifecycle, grace);
      checkProbes(report, container, grace);
    } else {
      for (const field of ['lifecycle', 'livenessProbe', 'readinessProbe', 'startupProbe'] as const) if (container[field]) report.forbidden(field, ONLY_SIDECARS);
    }
    report.leaveItem();
  }
}

const NOT_EPHEMERAL = 'cannot be set for an Ephemeral Container';

export function checkEphemeralContainers(report: Report, context: ContainerContext): void {
  const { spec } = context;
  const list = spec.ephemeralContainers;
  if (!list?.length) return;
  const others = new Set([...(spec.containers ?? []), ...(spec.initContainers ?? [])].map((c) => c.name));
  const names = new Set(others);
  list.forEach((container, i) => {
    report.enterItem('ephemeralContainers', i);
    checkCommon(report, container as Container, context);
    checkImageSpaces(report, container.image);
    if (names.has(container.name)) report.duplicate('name', container.name);
    else names.add(container.name);
    const target = container.targetContainerName;
    if (target && !others.has(target)) report.notFound('targetContainerName', target);
    checkAllowed(report, container);
    container.volumeMounts?.forEach((mount, m) => {
      if (mount.subPath) report.forbidden(`volumeMounts[${m}].subPath`, NOT_EPHEMERAL);
      if (mount.subPathExpr) report.forbidden(`volumeMounts[${m}].subPathExpr`, NOT_EPHEMERAL);
    });
    report.leaveItem();
  });
}

/** What an ephemeral container cannot have, in the order of the type. */
function checkAllowed(report: Report, container: EphemeralContainer): void {
  if (container.ports) report.forbidden('ports', NOT_EPHEMERAL);
  const { resources } = container;
  if (resources && (resources.limits || resources.requests || resources.claims)) report.forbidden('resources', NOT_EPHEMERAL);
  if (container.resizePolicy) report.forbidden('resizePolicy', NOT_EPHEMERAL);
  if (container.restartPolicy !== undefined) report.forbidden('restartPolicy', NOT_EPHEMERAL);
  if (container.restartPolicyRules) report.forbidden('restartPolicyRules', NOT_EPHEMERAL);
  for (const field of ['livenessProbe', 'readinessProbe', 'startupProbe', 'lifecycle'] as const) if (container[field]) report.forbidden(field, NOT_EPHEMERAL);
}

/** Names of images have no spaces around them; checked of Pods only, not of templates. */
export function checkImageSpaces(report: Report, image: string | undefined): void {
  if (image !== undefined && image.trim() !== image) report.invalid('image', image, 'must not have leading or trailing whitespace');
}

/** What holds for every container; the report stands at it. */
function checkCommon(report: Report, container: Container, { spec, volumes, claimNames, checks, hostUsers }: ContainerContext): void {
  if (!container.name) report.required('name');
  else report.faults('name', container.name, isDNS1123Label(container.name));
  if (!container.image) report.required('image');
  const policy = container.terminationMessagePolicy;
  if (!policy) report.required('terminationMessagePolicy');
  else if (policy !== 'File' && policy !== 'FallbackToLogsOnError') report.unsupported('terminationMessagePolicy', policy, ['File', 'FallbackToLogsOnError']);
  checkPorts(report, container);
  checkEnv(report, container.env);
  checkEnvFrom(report, container.envFrom);
  checkMounts(report, container, volumes);
  checkDevices(report, container, volumes);
  checkPullPolicy(report, 'imagePullPolicy', container.imagePullPolicy);
  report.enter('resources');
  checkResources(report, container.resources, claimNames, checks);
  report.leave();
  checkResizePolicy(report, container, spec.restartPolicy);
  checkSecurityContext(report, container.securityContext, hostUsers);
}

function checkPorts(report: Report, container: Container): void {
  const { ports } = container;
  if (!ports) return;
  const names: string[] = [];
  for (let i = 0; i < ports.length; i++) {
    const { name, containerPort, hostPort, protocol } = ports[i] as (typeof ports)[number];
    report.enterItem('ports', i);
    if (name) {
      const faults = isPortName(name);
      if (faults.length) report.faults('name', name, faults);
      else if (names.includes(name)) report.duplicate('name', name);
      else names.push(name);
    }
    if (!containerPort) report.required('containerPort');
    else report.faults('containerPort', containerPort, isPortNumber(containerPort));
    if (hostPort) report.faults('hostPort', hostPort, isPortNumber(hostPort));
    if (!protocol) report.required('protocol');
    else if (!PROTOCOLS.includes(protocol)) report.unsupported('protocol', protocol, PROTOCOLS);
    report.leaveItem();
  }
}

/** No two ports of a Pod can be one port of its node. */
function checkHostPorts(report: Report, containers: readonly Container[], field: string): void {
  let taken: Set<string> | undefined;
  containers.forEach((container, i) => {
    container.ports?.forEach((port, p) => {
      if (!port.hostPort) return;
      const key = `${port.protocol ?? ''}/${port.hostIP ?? ''}/${port.hostPort}`;
      if (taken?.has(key)) report.duplicate(`${field}[${i}].ports[${p}].hostPort`, key);
      else (taken ??= new Set()).add(key);
    });
  });
}

function checkResizePolicy(report: Report, container: Container, podRestartPolicy: string | undefined): void {
  const policies = container.resizePolicy;
  if (!policies?.length) return;
  const seen = new Set<string>();
  policies.forEach(({ resourceName = '', restartPolicy = '' }, i) => {
    if (seen.has(resourceName)) report.duplicate(`resizePolicy[${i}]`, resourceName);
    seen.add(resourceName);
    if (resourceName === '') report.required('resizePolicy');
    else if (resourceName !== 'cpu' && resourceName !== 'memory') report.unsupported('resizePolicy', resourceName, ['cpu', 'memory']);
    if (restartPolicy === '') report.required('resizePolicy');
    else if (restartPolicy !== 'NotRequired' && restartPolicy !== 'RestartContainer') report.unsupported('resizePolicy', restartPolicy, ['NotRequired', 'RestartContainer']);
    if (podRestartPolicy === 'Never' && restartPolicy !== 'NotRequired') report.invalid('resizePolicy', restartPolicy, "must be 'NotRequired' when pod `restartPolicy` is 'Never'");
  });
}

const NO_RESTART_POLICY = 'must specify restartPolicy when restart rules are used';
const RESTART_POLICIES = ['Always', 'Never', 'OnFailure'];

function checkRestartRules(report: Report, container: Container): void {
  const { restartPolicy: policy, restartPolicyRules: rules } = container;
  if (policy === undefined) {
    if (!lengthOf(rules)) return;
    report.required('restartPolicy', NO_RESTART_POLICY);
  } else if (!RESTART_POLICIES.includes(policy)) report.unsupported('restartPolicy', policy, RESTART_POLICIES);
  if (lengthOf(rules) > 20) report.tooMany('restartPolicyRules', lengthOf(rules), 20);
  rules?.forEach((rule, i) => {
    report.enterItem('restartPolicyRules', i);
    if (rule.action !== 'Restart' && rule.action !== 'RestartAllContainers') report.unsupported('action', rule.action ?? '', ['Restart', 'RestartAllContainers']);
    const codes = rule.exitCodes;
    if (!codes) report.required('exitCodes', 'must be specified');
    else {
      if (codes.operator !== 'In' && codes.operator !== 'NotIn') report.unsupported('exitCodes.operator', codes.operator ?? '', ['In', 'NotIn']);
      if (lengthOf(codes.values) > 255) report.tooMany('exitCodes.values', lengthOf(codes.values), 255);
    }
    report.leaveItem();
  });
}
