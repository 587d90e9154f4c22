// PodSecurity: a namespace says by its labels which Pod Security Standard its Pods must meet (enforce), and of which its
// users are warned (warn). Pods are refused; of workloads, whose Pods are made later, one is only warned.
// Upstream: plugin/pkg/admission/security/podsecurity, k8s.io/pod-security-admission/admission
//
// Simplified: what `audit` finds goes into an audit log, which is not kept.

import type { AdmissionPlugin, AdmissionRequest } from '../admission.ts';
import { checkNamespaceLabels, checkPod, checkWorkload } from './podSecurityLevels.ts';

/** Where a kind has its Pod template. */
const WORKLOADS = new Set(['Deployment', 'ReplicaSet', 'StatefulSet', 'DaemonSet', 'Job', 'CronJob', 'ReplicationController', 'PodTemplate']);

const isWritten = ({ operation, subresource }: AdmissionRequest): boolean => (operation === 'CREATE' || operation === 'UPDATE') && (subresource === '' || subresource === 'ephemeralcontainers');

export const podSecurity: AdmissionPlugin = {
  name: 'PodSecurity',
  handles(request) {
    const { kind } = request.exchange;
    if (!isWritten(request)) return false;
    if (kind.kind === 'Namespace' && kind.group === '') return true;
    if (kind.kind !== 'Pod' && !WORKLOADS.has(kind.kind)) return false;
    return isLabelled(request);
  },
  validate(request, object) {
    if (!object) return;
    const { kind } = request.exchange.kind;
    if (kind === 'Namespace') {
      if (hasLevels(object.metadata.labels) || hasLevels(request.old?.metadata.labels)) checkNamespaceLabels(request, object);
    } else if (kind === 'Pod') checkPod(request, object);
    else checkWorkload(request, object);
  },
};

const PREFIX = 'pod-security.kubernetes.io/';

function hasLevels(labels: Readonly<Record<string, string>> | undefined): boolean {
  for (const key in labels) if (key.startsWith(PREFIX)) return true;
  return false;
}

const isLabelled = ({ exchange, namespace }: AdmissionRequest): boolean => hasLevels(exchange.state.store.get(`/registry/namespaces/${namespace}`)?.value.metadata.labels);
