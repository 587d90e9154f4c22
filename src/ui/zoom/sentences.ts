// What each controller is, in one sentence.

import type { Key } from '../../locales/i18n.ts';

type Sentence = Extract<Key, `zoom.is_${string}`>;

const SENTENCES: Readonly<Record<string, Sentence>> = {
  'deployment-controller': 'zoom.is_deployment',
  'replicaset-controller': 'zoom.is_replicaset',
  'replication-controller': 'zoom.is_replication',
  'daemon-set-controller': 'zoom.is_daemonSet',
  'statefulset-controller': 'zoom.is_statefulset',
  'job-controller': 'zoom.is_job',
  'cronjob-controller': 'zoom.is_cronjob',
  'endpointslice-controller': 'zoom.is_endpointslice',
  'endpoint-controller': 'zoom.is_endpoint',
  'node-controller': 'zoom.is_node',
  'namespace-controller': 'zoom.is_namespace',
  'service-account-controller': 'zoom.is_serviceAccount',
  'root-ca-cert-publisher': 'zoom.is_rootCa',
  'generic-garbage-collector': 'zoom.is_garbage',
  'pod-garbage-collector': 'zoom.is_podGc',
  'persistent-volume-binder': 'zoom.is_binder',
  'pv-protection-controller': 'zoom.is_pvProtection',
  'pvc-protection-controller': 'zoom.is_pvcProtection',
  'resourcequota-controller': 'zoom.is_quota',
  'ttl-after-finished-controller': 'zoom.is_ttlAfterFinished',
  'disruption-controller': 'zoom.is_disruption',
  'tokens-controller': 'zoom.is_tokens',
  'ttl-controller': 'zoom.is_ttl',
};

export const sentenceOf = (actor: string): Sentence | undefined => SENTENCES[actor];
