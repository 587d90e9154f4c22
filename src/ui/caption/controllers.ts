// The controllers of kube-controller-manager as the page shows them: what each is called in a sentence, on a lane, in its
// cell on the stage, and its glyph. One row for each, by the name it acts under.

import type { Key } from '../../locales/i18n.ts';
import type { KindGlyphName } from '../widgets/glyphs/kindGlyphs.ts';

export interface ControllerLooks {
  readonly glyph: KindGlyphName;
  /** Its name in a sentence. */
  readonly name: Key & `caption.${string}`;
  /** Its name on a lane, where that is shorter. */
  readonly lane?: Key & `timeline.${string}`;
  /** What stands in its cell, where there is room for a word: the kind it is named after, as Kubernetes writes it. */
  readonly cell: string;
}

const CONTROLLERS: Readonly<Record<string, ControllerLooks>> = {
  'deployment-controller': { glyph: 'deployment', name: 'caption.deploymentController', lane: 'timeline.deploymentController', cell: 'Deployment' },
  'replicaset-controller': { glyph: 'replicaSet', name: 'caption.replicasetController', lane: 'timeline.replicasetController', cell: 'ReplicaSet' },
  'replication-controller': { glyph: 'replicaSet', name: 'caption.replicationController', cell: 'Replication' },
  'daemon-set-controller': { glyph: 'daemonSet', name: 'caption.daemonSetController', lane: 'timeline.daemonSetController', cell: 'DaemonSet' },
  'statefulset-controller': { glyph: 'statefulSet', name: 'caption.statefulsetController', lane: 'timeline.statefulsetController', cell: 'StatefulSet' },
  'job-controller': { glyph: 'job', name: 'caption.jobController', lane: 'timeline.jobController', cell: 'Job' },
  'cronjob-controller': { glyph: 'job', name: 'caption.cronjobController', cell: 'CronJob' },
  'endpointslice-controller': { glyph: 'endpointSlice', name: 'caption.endpointsliceController', lane: 'timeline.endpointsliceController', cell: 'EndpointSlice' },
  'endpoint-controller': { glyph: 'endpointSlice', name: 'caption.endpointController', lane: 'timeline.endpointController', cell: 'Endpoints' },
  'node-controller': { glyph: 'node', name: 'caption.nodeController', lane: 'timeline.nodeController', cell: 'Node lifecycle' },
  'namespace-controller': { glyph: 'namespace', name: 'caption.namespaceController', lane: 'timeline.namespaceController', cell: 'Namespace' },
  'service-account-controller': { glyph: 'you', name: 'caption.serviceAccountController', cell: 'ServiceAccount' },
  'root-ca-cert-publisher': { glyph: 'configMap', name: 'caption.rootCa', cell: 'Root CA' },
  'generic-garbage-collector': { glyph: 'controllerManager', name: 'caption.garbageCollector', lane: 'timeline.garbageCollector', cell: 'Garbage' },
  'pod-garbage-collector': { glyph: 'controllerManager', name: 'caption.podGc', cell: 'Pod garbage' },
  'persistent-volume-binder': { glyph: 'controllerManager', name: 'caption.volumeBinder', cell: 'Volumes' },
  'pv-protection-controller': { glyph: 'controllerManager', name: 'caption.pvProtection', cell: 'PV protection' },
  'pvc-protection-controller': { glyph: 'controllerManager', name: 'caption.pvcProtection', cell: 'PVC protection' },
  'resourcequota-controller': { glyph: 'controllerManager', name: 'caption.resourceQuotaController', cell: 'ResourceQuota' },
  'ttl-after-finished-controller': { glyph: 'controllerManager', name: 'caption.ttlAfterFinished', cell: 'Finished TTL' },
  'disruption-controller': { glyph: 'controllerManager', name: 'caption.disruption', cell: 'Disruption' },
  'tokens-controller': { glyph: 'you', name: 'caption.tokens', cell: 'Tokens' },
  'ttl-controller': { glyph: 'controllerManager', name: 'caption.ttlController', cell: 'TTL' },
};

export const controllerLooks = (actor: string): ControllerLooks | undefined => CONTROLLERS[actor];
export const listedControllers: readonly string[] = Object.keys(CONTROLLERS);
