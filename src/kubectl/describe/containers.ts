// The containers of a Pod or of its template.
// Upstream: k8s.io/kubectl/pkg/describe (describeContainers, DescribeProbe, describeStatus)

import { compareText } from '../../base/text.ts';
import { milliValue, value as quantityValue } from '../../sim/api/quantity.ts';
import { goQuote } from '../../sim/api/yaml/goQuote.ts';
import type { Container, ContainerStatus, EnvVar, Probe, Resources } from '../../sim/kinds/shared/podTypes.ts';
import { sortedKeys, type Page } from './page.ts';
import { amount, hostPort, slice, timeText, yesNo } from './values.ts';

type State = NonNullable<ContainerStatus['state']>;

export interface ContainersShown {
  readonly title: string;
  readonly containers: readonly Container[] | undefined;
  readonly statuses?: readonly ContainerStatus[] | undefined;
  /** What a reference to a field of the Pod yields. */
  readonly fieldValue?: (path: string) => string;
  /** Within a template everything stands further right. */
  readonly indent?: string;
}

export function describeContainers(page: Page, { title, containers = [], statuses = [], fieldValue = () => '', indent = '' }: ContainersShown): void {
  page.write(0, `${indent}${title}:${containers.length ? '' : ' <none>'}\n`);
  for (const container of containers) {
    const status = statuses.find((s) => s.name === container.name);
    basics(page, container, status, indent);
    words(page, 'Command', container.command);
    words(page, 'Args', container.args);
    if (status) states(page, status);
    describeResources(page, 2, container.resources);
    if (container.livenessProbe) page.inner(2, 'Liveness', probeText(container.livenessProbe));
    if (container.readinessProbe) page.inner(2, 'Readiness', probeText(container.readinessProbe));
    if (container.startupProbe) page.inner(2, 'Startup', probeText(container.startupProbe));
    if (container.envFrom?.length) environmentFrom(page, container);
    environment(page, container, fieldValue);
    mounts(page, container);
  }
}

function basics(page: Page, container: Container, status: ContainerStatus | undefined, indent: string): void {
  page.write(1, `${indent ? ' ' : ''}${container.name}:\n`);
  if (status) page.inner(2, 'Container ID', status.containerID ?? '');
  page.inner(2, 'Image', container.image ?? '');
  if (status) page.inner(2, 'Image ID', status.imageID);
  ports(page, 'Port', container, (port) => port.containerPort);
  ports(page, 'Host Port', container, (port) => port.hostPort ?? 0);
  const seccomp = container.securityContext?.seccompProfile;
  if (!seccomp) return;
  page.inner(2, 'SeccompProfile', seccomp.type);
  if (seccomp.type === 'Localhost') page.inner(3, 'LocalhostProfile', seccomp.localhostProfile ?? '');
}

type Port = NonNullable<Container['ports']>[number];

function ports(page: Page, title: string, container: Container, of: (port: Port) => number): void {
  const list = container.ports ?? [];
  const text = list.map((port) => `${of(port)}/${port.protocol ?? ''}${port.name ? ` (${port.name})` : ''}`).join(', ');
  page.inner(2, list.length > 1 ? `${title}s` : title, text || '<none>');
}

function words(page: Page, title: string, list: readonly string[] | undefined): void {
  if (!list?.length) return;
  page.write(2, `${title}:\n`);
  for (const word of list) for (const line of word.split('\n')) page.write(3, `${line}\n`);
}

export function describeResources(page: Page, level: number, resources: Resources | undefined): void {
  for (const [title, list] of [['Limits', resources?.limits] as const, ['Requests', resources?.requests] as const]) {
    const names = sortedKeys(list);
    if (names.length) page.write(level, `${title}:\n`);
    for (const name of names) page.inner(level + 1, name, amount(list?.[name]));
  }
}

function states(page: Page, status: ContainerStatus): void {
  state(page, 'State', status.state ?? {});
  if (status.lastState?.terminated) state(page, 'Last State', status.lastState);
  page.inner(2, 'Ready', yesNo(status.ready));
  page.inner(2, 'Restart Count', status.restartCount);
}

function state(page: Page, title: string, { running, waiting, terminated }: State): void {
  if (running) {
    page.inner(2, title, 'Running');
    page.inner(3, 'Started', timeText(running.startedAt));
  } else if (terminated && !waiting) {
    page.inner(2, title, 'Terminated');
    if (terminated.reason) page.inner(3, 'Reason', terminated.reason);
    if (terminated.message) page.inner(3, 'Message', terminated.message);
    page.inner(3, 'Exit Code', terminated.exitCode);
    if ((terminated.signal ?? 0) > 0) page.inner(3, 'Signal', terminated.signal ?? 0);
    page.inner(3, 'Started', timeText(terminated.startedAt));
    page.inner(3, 'Finished', timeText(terminated.finishedAt));
  } else {
    page.inner(2, title, 'Waiting');
    if (waiting?.reason) page.inner(3, 'Reason', waiting.reason);
  }
}

export function probeText(probe: Probe): string {
  const attributes = `delay=${probe.initialDelaySeconds ?? 0}s timeout=${probe.timeoutSeconds ?? 0}s period=${probe.periodSeconds ?? 0}s #success=${probe.successThreshold ?? 0} #failure=${probe.failureThreshold ?? 0}`;
  if (probe.exec) return `exec ${slice(probe.exec.command)} ${attributes}`;
  if (probe.httpGet) {
    const { scheme = '', host = '', port, path = '' } = probe.httpGet;
    const place = `${hostPort(host, port)}${path && !path.startsWith('/') ? '/' : ''}${escapedPath(path)}`;
    return `http-get ${scheme ? `${scheme.toLowerCase()}:` : ''}//${place} ${attributes}`;
  }
  if (probe.tcpSocket) return `tcp-socket ${probe.tcpSocket.host ?? ''}:${probe.tcpSocket.port} ${attributes}`;
  if (probe.grpc) return `grpc <pod>:${probe.grpc.port} ${probe.grpc.service ?? ''} ${attributes}`;
  return `unknown ${attributes}`;
}

/** A query within the path is no query to Go. */
const escapedPath = (path: string): string => encodeURI(path).replaceAll('?', '%3F').replaceAll('#', '%23');

function environmentFrom(page: Page, container: Container): void {
  page.write(2, 'Environment Variables from:\n');
  for (const { configMapRef, secretRef, prefix } of container.envFrom ?? []) {
    const kind = configMapRef ? 'ConfigMap' : secretRef ? 'Secret' : '';
    const ref = configMapRef ?? secretRef;
    page.write(3, `${ref?.name ?? ''}\t${kind}${prefix ? ` with prefix '${prefix}'` : ''}\tOptional: ${ref?.optional === true}\n`);
  }
}

function environment(page: Page, container: Container, fieldValue: (path: string) => string): void {
  page.write(2, `Environment:${container.env?.length ? '' : '\t<none>'}\n`);
  for (const variable of container.env ?? []) {
    const from = variable.valueFrom;
    if (!from) {
      (variable.value ?? '').split('\n').forEach((line, i) => page.write(3, `${i === 0 ? `${variable.name}:` : ''}\t${line}\n`));
    } else if (from.fieldRef) {
      const { apiVersion = '', fieldPath } = from.fieldRef;
      page.inner(3, variable.name, `${fieldValue(fieldPath)} (${apiVersion}:${fieldPath})`);
    } else if (from.resourceFieldRef) {
      const { resource } = from.resourceFieldRef;
      const text = resourceValue(from.resourceFieldRef, container);
      page.inner(3, variable.name, `${text === '0' && /^limits\.(cpu|memory)$/.test(resource) ? 'node allocatable' : text} (${resource})`);
    } else if (from.secretKeyRef) {
      const { key, name = '', optional } = from.secretKeyRef;
      page.inner(3, variable.name, `<set to the key '${key}' in secret '${name}'>\tOptional: ${optional === true}`);
    } else if (from.configMapKeyRef) {
      const { key, name = '', optional } = from.configMapKeyRef;
      page.inner(3, variable.name, `<set to the key '${key}' of config map '${name}'>\tOptional: ${optional === true}`);
    }
  }
}

type ResourceFieldRef = NonNullable<NonNullable<EnvVar['valueFrom']>['resourceFieldRef']>;

/** Upstream: k8s.io/kubectl/pkg/util/resource (ExtractContainerResourceValue) */
function resourceValue({ resource, divisor }: ResourceFieldRef, { resources }: Container): string {
  const match = /^(limits|requests)\.(cpu|memory|ephemeral-storage|hugepages-.*)$/.exec(resource);
  if (!match) return '';
  const list = match[1] === 'limits' ? resources?.limits : resources?.requests;
  const found = list?.[match[2] as string] ?? '0';
  const by = divisor === undefined || quantityValue(divisor) === 0 ? '1' : divisor;
  const quotient = match[2] === 'cpu' ? milliValue(found) / milliValue(by) : quantityValue(found) / quantityValue(by);
  return String(Math.ceil(quotient));
}

function mounts(page: Page, container: Container): void {
  const none = container.volumeMounts?.length ? '' : '\t<none>';
  page.write(2, `Mounts:${none}\n`);
  for (const m of [...(container.volumeMounts ?? [])].sort((a, b) => compareText(a.mountPath, b.mountPath))) {
    page.write(3, `${m.mountPath} from ${m.name} (${m.readOnly ? 'ro' : 'rw'}${m.subPath ? `,path=${goQuote(m.subPath)}` : ''})\n`);
  }
  if (!container.volumeDevices?.length) return;
  page.write(2, `Devices:${none}\n`);
  for (const d of [...container.volumeDevices].sort((a, b) => compareText(a.devicePath, b.devicePath))) page.write(3, `${d.devicePath} from ${d.name}\n`);
}
