// The controllers of kube-controller-manager. A new one is one file (or folder) here and one line below.

import type { ControllerDefinition } from '../client/controller.ts';
import { daemonSet } from './daemonSet/daemonSet.ts';
import { deployment } from './deployment/deployment.ts';
import { garbageCollector } from './garbageCollector/garbageCollector.ts';
import { namespace } from './namespace.ts';
import { nodeIpam } from './nodeLifecycle/nodeIpam.ts';
import { nodeLifecycle } from './nodeLifecycle/nodeLifecycle.ts';
import { nodeTtl } from './nodeLifecycle/nodeTtl.ts';
import { taintEviction } from './nodeLifecycle/taintEviction.ts';
import { podGc } from './podGc.ts';
import { replicaSet } from './replicaSet/replicaSet.ts';
import { replicationController } from './replicaSet/replicationController.ts';
import { rootCa } from './rootCa.ts';
import { serviceAccount } from './serviceAccount.ts';
import { endpoints } from './services/endpoints.ts';
import { endpointSlice } from './services/endpointSlice.ts';

export const CONTROLLERS: readonly ControllerDefinition[] = [
  serviceAccount,
  deployment,
  replicaSet,
  replicationController,
  daemonSet,
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
];
