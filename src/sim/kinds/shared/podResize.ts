// Two changes that a running Pod takes through subresources of their own: another amount of CPU and memory (/resize),
// and containers for looking into it (/ephemeralcontainers).
// Upstream: pkg/apis/core/validation/validation.go (ValidatePodResize, ValidatePodEphemeralContainersUpdate)

import { equal } from '../../../base/json.ts';
import { internal, internalDiff } from './internal.ts';
import { MIRROR } from './podAnnotations.ts';
import { qosClassOf } from './podQos.ts';
import type { Container, PodSpec, PodStatus, Resources } from './podTypes.ts';
import { Report } from './report.ts';

interface PodShape {
  readonly metadata: { readonly annotations?: { readonly [key: string]: string } };
  readonly spec: PodSpec;
  readonly status?: PodStatus;
}

/** Reasons for which nothing else is looked at. */
function refused(why: string): Report {
  const report = new Report();
  report.forbidden('', why);
  return report;
}

/** The report given back: usually the one given. */
export function checkEphemeralChange(report: Report, { spec }: PodShape, old: PodShape): Report {
  if (old.metadata.annotations?.[MIRROR] !== undefined) return refused('static pods do not support ephemeral containers');
  for (const before of old.spec.ephemeralContainers ?? []) {
    const now = spec.ephemeralContainers?.find((c) => c.name === before.name);
    const name = JSON.stringify(before.name);
    if (!now) report.forbidden('spec.ephemeralContainers', `existing ephemeral containers ${name} may not be removed\n`);
    else if (!equal(now, before)) {
      report.forbidden('spec.ephemeralContainers', `existing ephemeral containers ${name} may not be changed\n${internalDiff(internal('EphemeralContainer', before), internal('EphemeralContainer', now))}`);
    }
  }
  return report;
}

export function checkPodResize(report: Report, { spec, status }: PodShape, old: PodShape): Report {
  if (old.metadata.annotations?.[MIRROR] !== undefined) return refused('static pods cannot be resized');
  if (old.spec.os?.name === 'windows') return refused('windows pods cannot be resized');
  if ((old.status?.qosClass || qosClassOf(old.spec)) !== qosClassOf(spec)) report.invalid('spec', status?.qosClass ?? '', 'Pod QOS Class may not change as a result of resizing');
  if (!isResizable(old.status)) report.forbidden('spec', 'Pod running on node without support for resize');
  const before = report.count;
  for (const field of ['containers', 'initContainers'] as const) checkSameContainers(report, field, spec[field] ?? [], old.spec[field] ?? []);
  if (report.count > before) return report;
  old.spec.initContainers?.forEach((container, i) => {
    if (container.restartPolicy === 'Always') checkNothingRemoved(report, `spec.initContainers[${i}].resources`, spec.initContainers?.[i], container);
  });
  old.spec.containers.forEach((container, i) => checkNothingRemoved(report, `spec.containers[${i}].resources`, spec.containers[i], container));
  spec.containers.forEach((container, i) => {
    if (!sameBesides(container, old.spec.containers[i] as Container)) report.forbidden('spec', 'only cpu and memory resources are mutable');
  });
  spec.initContainers?.forEach((container, i) => {
    const was = old.spec.initContainers?.[i] as Container;
    if (container.restartPolicy !== 'Always') {
      if (!equal(container, was)) report.forbidden('spec', 'resources for non-sidecar init containers are immutable');
    } else if (!sameBesides(container, was)) report.forbidden('spec', 'only cpu and memory resources for sidecar containers are mutable');
  });
  return report;
}

/** Whether the node tells how much its containers have; where none runs that is not known, and it is tried. */
function isResizable(status: PodStatus | undefined): boolean {
  const running = status?.containerStatuses?.find((c) => c.state?.running);
  return !running || running.resources !== undefined;
}

function checkSameContainers(report: Report, field: string, now: readonly Container[], old: readonly Container[]): void {
  if (now.length !== old.length) return report.forbidden(`spec.${field}`, `${field} may not be added or removed on resize`);
  now.forEach(({ name }, i) => {
    if (name !== old[i]?.name) report.forbidden(`spec.${field}[${i}].name`, `${field} may not be renamed or reordered on resize`);
  });
}

function checkNothingRemoved(report: Report, at: string, now: Container | undefined, old: Container): void {
  for (const list of ['requests', 'limits'] as const) {
    const kept = now?.resources?.[list] ?? {};
    if (Object.keys(old.resources?.[list] ?? {}).some((name) => kept[name] === undefined)) report.forbidden(`${at}.${list}`, `resource ${list} cannot be removed`);
  }
}

/** Whether nothing but CPU and memory differs. */
function sameBesides(now: Container, old: Container): boolean {
  const { resources, ...rest } = now;
  const { resources: oldResources, ...oldRest } = old;
  return equal(rest, oldRest) && equal(others(resources), others(oldResources)) && equal(resources?.claims, oldResources?.claims);
}

function others(resources: Resources | undefined): object {
  const out: Record<string, unknown> = {};
  for (const list of ['requests', 'limits'] as const) {
    for (const [name, amount] of Object.entries(resources?.[list] ?? {})) if (name !== 'cpu' && name !== 'memory') out[`${list}/${name}`] = amount;
  }
  return out;
}
