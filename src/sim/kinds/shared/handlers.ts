// Probes and lifecycle hooks: how a container is asked whether it is well, and what runs when it starts and stops.
// Upstream: pkg/apis/core/validation/validation.go (validateProbe, validateHandler, validateLifecycle)

import { isHTTPHeaderName, isPortName, isPortNumber } from '../../api/names.ts';
import type { Container, Lifecycle, LifecycleHandler, Probe } from './podTypes.ts';
import type { Report, Step } from './report.ts';

export const PULL_POLICIES = ['Always', 'IfNotPresent', 'Never'];

export function checkPullPolicy(report: Report, child: Step, policy: string | undefined): void {
  if (!policy) report.required(child);
  else if (!PULL_POLICIES.includes(policy)) report.unsupported(child, policy, PULL_POLICIES);
}

export function checkPort(report: Report, child: Step, port: number | string | undefined): void {
  if (typeof port === 'string') report.faults(child, port, isPortName(port));
  else report.faults(child, port ?? 0, isPortNumber(port ?? 0));
}

const SCHEMES = ['HTTP', 'HTTPS'];
const ONLY_ONE = 'may not specify more than 1 handler type';

interface Handler extends Partial<Pick<Probe, 'exec' | 'httpGet' | 'tcpSocket' | 'grpc'>>, Partial<Pick<LifecycleHandler, 'sleep'>> {}

/** The report stands at the probe or hook. */
function checkHandler(report: Report, handler: Handler, gracePeriod: number | undefined): void {
  const { exec, httpGet, tcpSocket, grpc, sleep } = handler;
  let count = 0;
  if (exec) {
    count++;
    if (!exec.command?.length) report.required('exec.command');
  }
  if (httpGet) {
    if (count++ > 0) report.forbidden('httpGet', ONLY_ONE);
    else {
      report.enter('httpGet');
      checkHTTPGet(report, httpGet);
      report.leave();
    }
  }
  if (tcpSocket) {
    if (count++ > 0) report.forbidden('tcpSocket', ONLY_ONE);
    else checkPort(report, 'tcpSocket.port', tcpSocket.port);
  }
  if (grpc) {
    if (count++ > 0) report.forbidden('grpc', ONLY_ONE);
    else checkPort(report, 'grpc.port', grpc.port);
  }
  if (sleep) {
    if (count++ > 0) report.forbidden('sleep', ONLY_ONE);
    else if (gracePeriod !== undefined && (sleep.seconds < 0 || sleep.seconds > gracePeriod)) {
      report.invalid('sleep', sleep.seconds, `must be non-negative and less than terminationGracePeriodSeconds (${gracePeriod})`);
    }
  }
  if (count === 0) report.required('', 'must specify a handler type');
}

function checkHTTPGet(report: Report, get: NonNullable<Probe['httpGet']>): void {
  if (!get.path) report.required('path');
  checkPort(report, 'port', get.port);
  if (!SCHEMES.includes(get.scheme ?? '')) report.unsupported('scheme', get.scheme ?? '', SCHEMES);
  for (const header of get.httpHeaders ?? []) report.faults('httpHeaders', header.name, isHTTPHeaderName(header.name));
}

/** The three probes of a container; the report stands at the container. */
export function checkProbes(report: Report, container: Container, gracePeriod: number | undefined): void {
  if (container.livenessProbe) checkProbe(report, 'livenessProbe', container.livenessProbe, gracePeriod);
  if (container.readinessProbe) checkProbe(report, 'readinessProbe', container.readinessProbe, gracePeriod);
  if (container.startupProbe) checkProbe(report, 'startupProbe', container.startupProbe, gracePeriod);
}

function checkProbe(report: Report, field: string, probe: Probe, gracePeriod: number | undefined): void {
  report.enter(field);
  checkHandler(report, probe, gracePeriod);
  report.nonNegative('initialDelaySeconds', probe.initialDelaySeconds);
  report.nonNegative('timeoutSeconds', probe.timeoutSeconds);
  report.nonNegative('periodSeconds', probe.periodSeconds);
  report.nonNegative('successThreshold', probe.successThreshold);
  report.nonNegative('failureThreshold', probe.failureThreshold);
  const seconds = probe.terminationGracePeriodSeconds;
  if (seconds !== undefined && seconds <= 0) report.invalid('terminationGracePeriodSeconds', seconds, 'must be greater than 0');
  if (field === 'readinessProbe') {
    if (seconds !== undefined) report.invalid('terminationGracePeriodSeconds', seconds, 'must not be set for readinessProbes');
  } else if (probe.successThreshold !== 1) report.invalid('successThreshold', probe.successThreshold ?? 0, 'must be 1');
  report.leave();
}

/** The report stands at the container. */
export function checkLifecycle(report: Report, lifecycle: Lifecycle, gracePeriod: number | undefined): void {
  report.enter('lifecycle');
  for (const hook of ['postStart', 'preStop'] as const) {
    const handler = lifecycle[hook];
    if (!handler) continue;
    report.enter(hook);
    checkHandler(report, handler, gracePeriod);
    report.leave();
  }
  report.leave();
}
