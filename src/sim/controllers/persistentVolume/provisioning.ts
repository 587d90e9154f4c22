// A claim for which there is no volume: its class says who makes one. The binder makes none itself; it names the provisioner
// on the claim, for one that runs in the cluster to see.
// Upstream: pkg/controller/volume/persistentvolume/pv_controller.go (provisionClaim, provisionClaimOperationExternal)

import { deepFreeze } from '../../../base/json.ts';
import type { Sim } from '../../kernel/task.ts';
import { PersistentVolumeClaim } from '../../kinds/persistentVolumeClaim.ts';
import type { BinderContext } from './binder.ts';
import { say } from './writes.ts';

const PROVISIONER = ['volume.beta.kubernetes.io/storage-provisioner', 'volume.kubernetes.io/storage-provisioner'];
const IN_TREE = 'kubernetes.io/';
/** The one provisioner that is still part of the controller manager; it wants a flag that nobody sets. */
const HOST_PATH = 'kubernetes.io/host-path';
/** Plugins that mount and cannot provision. */
const WITHOUT = ['kubernetes.io/nfs', 'kubernetes.io/local-volume', 'kubernetes.io/csi', 'kubernetes.io/iscsi', 'kubernetes.io/fc'];
/** Moved to CSI drivers, which are provisioners outside. */
const MIGRATED: Readonly<Record<string, string>> = {
  'kubernetes.io/aws-ebs': 'ebs.csi.aws.com',
  'kubernetes.io/gce-pd': 'pd.csi.storage.gke.io',
  'kubernetes.io/azure-disk': 'disk.csi.azure.com',
  'kubernetes.io/azure-file': 'file.csi.azure.com',
  'kubernetes.io/cinder': 'cinder.csi.openstack.org',
  'kubernetes.io/vsphere-volume': 'csi.vsphere.vmware.com',
  'kubernetes.io/portworx-volume': 'pxd.portworx.com',
};

export function* provision(context: BinderContext, claim: PersistentVolumeClaim, className: string): Sim<void> {
  const { client, state } = context;
  const fail = (message: string): void => say(context, claim, 'Warning', 'ProvisioningFailed', message);
  const storageClass = state.classes.get(className);
  if (!storageClass) {
    fail(`storageclass.storage.k8s.io ${JSON.stringify(className)} not found`);
    return;
  }
  const provisioner = MIGRATED[storageClass.provisioner] ?? storageClass.provisioner;
  if (provisioner.startsWith(IN_TREE)) {
    if (provisioner === HOST_PATH) fail(`Failed to create provisioner: provisioning in volume plugin ${JSON.stringify(HOST_PATH)} is disabled`);
    else fail(WITHOUT.includes(provisioner) ? 'no provisionable volume plugin matched' : `no volume plugin matched name: ${provisioner}`);
    return;
  }
  let asked = claim;
  const annotations = claim.metadata.annotations ?? {};
  if (PROVISIONER.some((key) => annotations[key] !== provisioner)) {
    const next = { ...claim, metadata: { ...claim.metadata, annotations: { ...annotations, ...Object.fromEntries(PROVISIONER.map((key) => [key, provisioner])) } } };
    asked = state.claims.wrote(yield* client.update(PersistentVolumeClaim, deepFreeze(next)));
  }
  say(
    context,
    asked,
    'Normal',
    'ExternalProvisioning',
    `Waiting for a volume to be created either by the external provisioner '${provisioner}' or manually by the system administrator. If volume creation is delayed, please verify that the provisioner is running and correctly registered.`,
  );
}
