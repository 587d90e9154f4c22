// Test support: small nodes and Pods.

import type { Node, Pod, PodSpec } from './types.ts';

const META = { resourceVersion: '1', creationTimestamp: '2026-01-05T09:00:00Z' } as const;

export function testNode(name: string, labels: { readonly [key: string]: string } = {}, allocatable: { readonly [resource: string]: string } = {}, spec: Node['spec'] = {}): Node {
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { ...META, name, uid: name, labels: { 'kubernetes.io/hostname': name, ...labels } },
    spec,
    status: { allocatable: { cpu: '4', memory: '8Gi', pods: '110', ...allocatable } },
  };
}

export function testPod(name: string, spec: Partial<PodSpec> = {}, labels: { readonly [key: string]: string } = {}): Pod {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { ...META, name, namespace: 'default', uid: `uid-${name}`, labels },
    spec: { schedulerName: 'default-scheduler', containers: [{ name: 'c', image: 'app:1' }], ...spec },
    status: { phase: 'Pending' },
  };
}
