// Where a container sees the Pod's volumes: as directories, or as devices.
// Upstream: pkg/apis/core/validation/validation.go (ValidateVolumeMounts, ValidateVolumeDevices)

import type { Container, VolumeMount } from './podTypes.ts';
import { checkLocalDescending, hasBackstep } from './paths.ts';
import type { Report } from './report.ts';
import type { VolumeTable } from './volumes.ts';

const PROPAGATIONS = ['Bidirectional', 'HostToContainer', 'None'];
const RECURSIVE = ['Disabled', 'Enabled', 'IfPossible'];

/** The report stands at the container. */
export function checkMounts(report: Report, container: Container, volumes: VolumeTable): void {
  const { volumeMounts: mounts, volumeDevices: devices } = container;
  if (!mounts) return;
  for (let i = 0; i < mounts.length; i++) {
    const mount = mounts[i] as VolumeMount;
    const { name = '', mountPath = '' } = mount;
    const at = `volumeMounts[${i}]`;
    if (name === '') report.required(`${at}.name`);
    if (!volumes.find(name)) report.notFound(`${at}.name`, name);
    if (mountPath === '') report.required(`${at}.mountPath`);
    for (let j = 0; j < i; j++) {
      if ((mounts[j] as VolumeMount).mountPath !== mountPath) continue;
      report.invalid(`${at}.mountPath`, mountPath, 'must be unique');
      break;
    }
    if (devices?.some((d) => d.name === name)) report.invalid(`${at}.name`, name, 'must not already exist in volumeDevices');
    if (devices?.some((d) => d.devicePath === mountPath)) report.invalid(`${at}.mountPath`, mountPath, 'must not already exist as a path in volumeDevices');
    // Upstream names no index from here on.
    if (mount.subPath) checkLocalDescending(report, 'volumeMounts.subPath', mount.subPath);
    if (mount.subPathExpr) {
      if (mount.subPath) report.invalid(`${at}.subPathExpr`, mount.subPathExpr, 'subPathExpr and subPath are mutually exclusive');
      checkLocalDescending(report, 'volumeMounts.subPathExpr', mount.subPathExpr);
    }
    if (mount.mountPropagation !== undefined) checkPropagation(report, mount.mountPropagation, container);
    if (mount.recursiveReadOnly !== undefined) checkRecursive(report, mount, mount.recursiveReadOnly);
  }
}

function checkPropagation(report: Report, propagation: string, container: Container): void {
  if (!PROPAGATIONS.includes(propagation)) report.unsupported('volumeMounts.mountPropagation', propagation, PROPAGATIONS);
  if (propagation === 'Bidirectional' && !container.securityContext?.privileged) {
    report.forbidden('volumeMounts.mountPropagation', 'Bidirectional mount propagation is available only to privileged containers');
  }
}

function checkRecursive(report: Report, mount: VolumeMount, recursive: string): void {
  const at = 'volumeMounts.recursiveReadOnly';
  if (!RECURSIVE.includes(recursive)) report.unsupported(at, recursive, RECURSIVE);
  else if (recursive !== 'Disabled') {
    if (!mount.readOnly) report.forbidden(at, 'may only be specified when readOnly is true');
    if (mount.mountPropagation !== undefined && mount.mountPropagation !== 'None') report.forbidden(at, 'may only be specified when mountPropagation is None or not specified');
  }
}

export function checkDevices(report: Report, container: Container, volumes: VolumeTable): void {
  const { volumeMounts: mounts, volumeDevices: devices } = container;
  if (!devices?.length) return;
  const names = new Set<string>();
  const paths = new Set<string>();
  devices.forEach(({ name = '', devicePath = '' }, i) => {
    const at = `volumeDevices[${i}]`;
    const volume = volumes.find(name);
    if (name === '') report.required(`${at}.name`);
    if (names.has(name)) report.invalid(`${at}.name`, name, 'must be unique');
    if (volume && !volume.persistentVolumeClaim && !volume.ephemeral) {
      report.invalid(`${at}.name`, name, 'can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode');
    }
    if (!volume) report.notFound(`${at}.name`, name);
    if (devicePath === '') report.required(`${at}.devicePath`);
    if (paths.has(devicePath)) report.invalid(`${at}.devicePath`, devicePath, 'must be unique');
    if (devicePath !== '' && hasBackstep(devicePath)) report.invalid(`${at}.devicePath`, devicePath, "can not contain backsteps ('..')");
    else paths.add(devicePath);
    if (mounts?.some((m) => m.name === name)) report.invalid(`${at}.name`, name, 'must not already exist in volumeMounts');
    if (mounts?.some((m) => m.mountPath === devicePath)) report.invalid(`${at}.devicePath`, devicePath, 'must not already exist as a path in volumeMounts');
    if (name !== '') names.add(name);
  });
}
