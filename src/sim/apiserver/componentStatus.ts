// ComponentStatus: the oldest way to ask whether the control plane is well. Nothing is stored; the API server asks the
// components when it is asked itself.
// Upstream: pkg/registry/core/componentstatus
// Simplified: whoever does not answer is not told apart from who answers badly.

import type { KubeObject } from '../api/types.ts';

const COMPONENTS = ['controller-manager', 'scheduler', 'etcd-0'];

/** `unwell`: components that do not answer, with the reason. */
export function componentStatuses(unwell: Readonly<Record<string, string>> = {}): KubeObject[] {
  return COMPONENTS.map((name) => {
    const error = unwell[name];
    const condition = error === undefined ? { type: 'Healthy', status: 'True', message: 'ok' } : { type: 'Healthy', status: 'False', message: error, error };
    return { apiVersion: 'v1', kind: 'ComponentStatus', metadata: { name }, conditions: [condition] } as unknown as KubeObject;
  });
}
