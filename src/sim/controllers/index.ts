// The controllers of kube-controller-manager. A new one is one file (or folder) here and one line below.

import type { ControllerDefinition } from '../client/controller.ts';
import { cronJob } from './cronJob/cronJob.ts';
import { daemonSet } from './daemonSet/daemonSet.ts';
import { deployment } from './deployment/deployment.ts';
import { disruption } from './disruption/disruption.ts';
import { garbageCollector } from './garbageCollector/garbageCollector.ts';
import { job } from './job/job.ts';
import { namespace } from './namespace.ts';
import { nodeIpam } from './nodeLifecycle/nodeIpam.ts';
import { nodeLifecycle } from './nodeLifecycle/nodeLifecycle.ts';
import { nodeTtl } from './nodeLifecycle/nodeTtl.ts';
import { taintEviction } from './nodeLifecycle/taintEviction.ts';
import { claimBinder } from './persistentVolume/claimBinder.ts';
import { volumeBinder } from './persistentVolume/volumeBinder.ts';
import { podGc } from './podGc.ts';
import { pvcProtection } from './pvcProtection.ts';
import { pvProtection } from './pvProtection.ts';
import { replicaSet } from './replicaSet/replicaSet.ts';
import { replicationController } from './replicaSet/replicationController.ts';
import { resourceQuota } from './resourceQuota/resourceQuota.ts';
import { rootCa } from './rootCa.ts';
import { serviceAccount } from './serviceAccount.ts';
import { serviceAccountToken } from './serviceAccountToken/serviceAccountToken.ts';
import { endpoints } from './services/endpoints.ts';
import { endpointSlice } from './services/endpointSlice.ts';
import { statefulSet } from './statefulSet/statefulSet.ts';
import { ttlAfterFinished } from './ttlAfterFinished/ttlAfterFinished.ts';

export const CONTROLLERS: readonly ControllerDefinition[] = [
  serviceAccount,
  deployment,
  replicaSet,
  replicationController,
  daemonSet,
  statefulSet,
  job,
  ttlAfterFinished,
  cronJob,
  endpointSlice,
  endpoints,
  namespace,
  garbageCollector,
  nodeIpam,
  nodeLifecycle,
  taintEviction,
  nodeTtl,
  podGc,
  rootCa,
  resourceQuota,
  claimBinder,
  volumeBinder,
  pvcProtection,
  pvProtection,
  disruption,
  serviceAccountToken,
];
