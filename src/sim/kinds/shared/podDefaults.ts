// What the API server fills into Pods and Pod templates.
// Upstream: pkg/apis/core/v1/defaults.go, zz_generated.defaults.go

import type { Draft } from '../../../base/json.ts';
import { quantityText } from '../../api/quantity.ts';
import { defaultClaimSpec } from './claims.ts';
import { defaultPullPolicy } from './imageName.ts';
import { aggregateLimits, aggregateRequests } from './podResourceSums.ts';
import type { Container, LifecycleHandler, PodSpec, PodStatus, PodTemplateSpec, Probe, Volume } from './podTypes.ts';
import { isHugePages, isOvercommitAllowed, roundList } from './resourceLists.ts';

/** `spec` and `status` of a Pod itself: a little more is filled in than in a template. */
export function defaultPod(spec: Draft<PodSpec>, status: Draft<PodStatus> | undefined): void {
  defaultRequests(spec.containers);
  defaultRequests(spec.initContainers);
  if (spec.resources) defaultPodLevel(spec);
  spec.enableServiceLinks ??= true;
  if (spec.hostNetwork) {
    defaultHostPorts(spec.containers);
    defaultHostPorts(spec.initContainers);
  }
  defaultPodSpec(spec);
  for (const list of [status?.initContainerStatuses, status?.containerStatuses, status?.ephemeralContainerStatuses]) {
    list?.forEach((container) => {
      roundList(container.allocatedResources);
      roundList(container.resources?.limits);
      roundList(container.resources?.requests);
    });
  }
}

export function defaultPodTemplate(template: Draft<PodTemplateSpec> | undefined | null): void {
  if (template?.spec) defaultPodSpec(template.spec);
}

export function defaultPodSpec(spec: Draft<PodSpec>): void {
  spec.dnsPolicy ||= 'ClusterFirst';
  spec.restartPolicy ||= 'Always';
  spec.securityContext ??= {};
  spec.terminationGracePeriodSeconds ??= 30;
  spec.schedulerName ||= 'default-scheduler';
  copyServiceAccount(spec);
  if (spec.volumes) for (const volume of spec.volumes) defaultVolume(volume);
  if (spec.initContainers) for (const container of spec.initContainers) defaultContainer(container);
  if (spec.containers) for (const container of spec.containers) defaultContainer(container);
  if (spec.ephemeralContainers) for (const container of spec.ephemeralContainers) defaultContainer(container as Draft<Container>);
  roundList(spec.overhead);
  if (spec.resources) {
    roundList(spec.resources.limits);
    roundList(spec.resources.requests);
  }
}

/** serviceAccount is an old name of serviceAccountName; both are served. Upstream: v1/conversion.go */
function copyServiceAccount(spec: Draft<PodSpec>): void {
  const name = spec.serviceAccountName || spec.serviceAccount;
  if (!name) return;
  spec.serviceAccountName = name;
  spec.serviceAccount = name;
}

function defaultRequests(containers: readonly Draft<Container>[] | undefined): void {
  for (const container of containers ?? []) {
    const { resources } = container;
    if (!resources?.limits) continue;
    const requests = (resources.requests ??= {});
    for (const name in resources.limits) requests[name] ??= resources.limits[name] as string;
  }
}

/** Upstream: defaultHugePagePodLimits, defaultPodRequests */
function defaultPodLevel(spec: Draft<PodSpec>): void {
  const resources = spec.resources as NonNullable<typeof spec.resources>;
  const supported = (name: string): boolean => name === 'cpu' || name === 'memory' || isHugePages(name);
  const any = (list: object | undefined): boolean => list !== undefined && Object.keys(list).length > 0;
  if (any(resources.limits) || any(resources.requests)) {
    const sums = aggregateLimits(spec);
    for (const name in sums) {
      if (!isHugePages(name) || resources.requests?.[name] !== undefined) continue;
      (resources.limits ??= {})[name] ??= sums[name] as string;
    }
  }
  const { limits } = resources;
  if (!limits || !any(limits)) return;
  const requests = { ...resources.requests };
  const sums = aggregateRequests(spec);
  for (const name in sums) if (supported(name) && isOvercommitAllowed(name)) requests[name] ??= sums[name] as string;
  for (const name in limits) if (supported(name)) requests[name] ??= quantityText(limits[name] as string);
  if (any(requests)) resources.requests = requests;
}

function defaultHostPorts(containers: readonly Draft<Container>[] | undefined): void {
  for (const container of containers ?? []) for (const port of container.ports ?? []) if (!port.hostPort && port.containerPort) port.hostPort = port.containerPort;
}

function defaultContainer(container: Draft<Container>): void {
  container.imagePullPolicy ||= defaultPullPolicy(container.image);
  container.terminationMessagePath ||= '/dev/termination-log';
  container.terminationMessagePolicy ||= 'File';
  const { ports, env, resources, lifecycle } = container;
  if (ports) for (const port of ports) port.protocol ||= 'TCP';
  if (env) {
    for (const { valueFrom } of env) {
      if (!valueFrom) continue;
      if (valueFrom.fieldRef) valueFrom.fieldRef.apiVersion ||= 'v1';
      if (valueFrom.fileKeyRef) valueFrom.fileKeyRef.optional ??= false;
    }
  }
  if (resources) {
    roundList(resources.limits);
    roundList(resources.requests);
  }
  if (container.livenessProbe) defaultProbe(container.livenessProbe);
  if (container.readinessProbe) defaultProbe(container.readinessProbe);
  if (container.startupProbe) defaultProbe(container.startupProbe);
  if (lifecycle) {
    defaultHTTPGet(lifecycle.postStart?.httpGet);
    defaultHTTPGet(lifecycle.preStop?.httpGet);
  }
}

function defaultProbe(probe: Draft<Probe>): void {
  probe.timeoutSeconds ||= 1;
  probe.periodSeconds ||= 10;
  probe.successThreshold ||= 1;
  probe.failureThreshold ||= 3;
  defaultHTTPGet(probe.httpGet);
  if (probe.grpc) probe.grpc.service ??= '';
}

function defaultHTTPGet(get: Draft<NonNullable<LifecycleHandler['httpGet']>> | undefined): void {
  if (!get) return;
  get.path ||= '/';
  get.scheme ||= 'HTTP';
}

function defaultVolume(volume: Draft<Volume>): void {
  if (!hasSource(volume)) volume.emptyDir = {};
  const { hostPath, secret, configMap, downwardAPI, projected, image, ephemeral } = volume;
  if (image) image.pullPolicy ||= defaultPullPolicy(image.reference);
  if (hostPath) hostPath.type ??= '';
  if (secret) secret.defaultMode ??= 0o644;
  if (configMap) configMap.defaultMode ??= 0o644;
  if (downwardAPI) {
    downwardAPI.defaultMode ??= 0o644;
    defaultFiles(downwardAPI.items);
  }
  if (projected) {
    projected.defaultMode ??= 0o644;
    for (const source of projected.sources ?? []) {
      defaultFiles(source.downwardAPI?.items);
      if (source.serviceAccountToken) source.serviceAccountToken.expirationSeconds ??= 3600;
    }
  }
  if (ephemeral?.volumeClaimTemplate?.spec) defaultClaimSpec(ephemeral.volumeClaimTemplate.spec);
  defaultLegacySources(volume);
}

function hasSource(volume: Draft<Volume>): boolean {
  for (const key in volume) if (key !== 'name' && volume[key as keyof Volume] !== undefined && volume[key as keyof Volume] !== null) return true;
  return false;
}

function defaultFiles(items: readonly { fieldRef?: { apiVersion?: string } }[] | undefined): void {
  for (const { fieldRef } of items ?? []) if (fieldRef) fieldRef.apiVersion ||= 'v1';
}

interface LegacySources {
  hostPath?: { type?: string };
  iscsi?: { iscsiInterface?: string };
  rbd?: { pool?: string; user?: string; keyring?: string };
  azureDisk?: { cachingMode?: string; fsType?: string; readOnly?: boolean; kind?: string };
  scaleIO?: { storageMode?: string; fsType?: string };
}

/** Sources that Pods and PersistentVolumes share. */
export function defaultLegacySources({ iscsi, rbd, azureDisk, scaleIO }: LegacySources): void {
  if (iscsi) iscsi.iscsiInterface ||= 'default';
  if (rbd) {
    rbd.pool ||= 'rbd';
    rbd.user ||= 'admin';
    rbd.keyring ||= '/etc/ceph/keyring';
  }
  if (azureDisk) {
    azureDisk.cachingMode ??= 'ReadWrite';
    azureDisk.fsType ??= 'ext4';
    azureDisk.readOnly ??= false;
    azureDisk.kind ??= 'Shared';
  }
  if (scaleIO) {
    scaleIO.storageMode ||= 'ThinProvisioned';
    scaleIO.fsType ||= 'xfs';
  }
}
