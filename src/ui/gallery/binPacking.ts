// Bin packing against spreading: the same Pods by two configurations of the scheduler, one branch for each.

import type { Input } from '../../sim/cluster/inputs.ts';
import { CONFIG_PATH, SCHEDULER_FILE, withConfig } from '../staticPods/schedulerConfig.ts';

export const PACKED_FILE = 'web.yaml';

/** Six Pods of half a core, which all would fit on one node. */
export const PACKED_MANIFEST = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: 6
  selector:
    matchLabels: { app: web }
  template:
    metadata:
      labels: { app: web }
    spec:
      containers:
      - name: web
        image: nginx:1.27
        resources:
          requests: { cpu: 500m, memory: 512Mi }
`;

/** The fuller a node, the better; and Pods of one Deployment are no longer kept apart. */
export const PACKING_CONFIG = `apiVersion: kubescheduler.config.k8s.io/v1
kind: KubeSchedulerConfiguration
clientConnection:
  kubeconfig: /etc/kubernetes/scheduler.conf
profiles:
- schedulerName: default-scheduler
  plugins:
    score:
      disabled:
      - name: PodTopologySpread
  pluginConfig:
  - name: NodeResourcesFit
    args:
      scoringStrategy:
        type: MostAllocated
        resources:
        - { name: cpu, weight: 1 }
        - { name: memory, weight: 1 }
`;

/** Both branches apply at this moment after the boot, in microseconds: by then the scheduler has begun anew and leads. */
export const APPLIED_AT = 60e6;
/** How long each is looked at then. */
export const APPLIED_FOR = 12e6;

export const applyPods: readonly Input[] = [
  { type: 'file', path: PACKED_FILE, content: PACKED_MANIFEST },
  { type: 'kubectl', args: ['apply', '-f', PACKED_FILE], text: `kubectl apply -f ${PACKED_FILE}` },
];

/** The configuration, and the manifest that hands it to the scheduler. */
export const packingInputs = (node: string, manifest: string): readonly [Input, Input] => [
  { type: 'staticPod', node, file: CONFIG_PATH, content: PACKING_CONFIG },
  { type: 'staticPod', node, file: SCHEDULER_FILE, content: withConfig(manifest) },
];
