// ServiceAccount: gives a Pod the identity `default` and mounts its token, unless it says otherwise.
// Upstream: plugin/pkg/admission/serviceaccount

import { failure, forbidden } from '../../api/errors.ts';
import { isPathSegmentName } from '../../api/names.ts';
import type { AnyObject } from '../../api/types.ts';
import type { AdmissionPlugin } from '../admission.ts';

const MOUNT = '/var/run/secrets/kubernetes.io/serviceaccount';
const MIRROR = 'kubernetes.io/config.mirror';

interface Container {
  volumeMounts?: { name: string; mountPath: string; readOnly?: boolean }[];
}
interface PodDraft {
  metadata: { name?: string; namespace?: string; annotations?: Record<string, string> };
  spec: {
    serviceAccountName?: string;
    serviceAccount?: string;
    automountServiceAccountToken?: boolean;
    imagePullSecrets?: { name: string }[];
    volumes?: { name: string; projected?: object; [source: string]: unknown }[];
    containers?: Container[];
    initContainers?: Container[];
  };
}
interface ServiceAccount extends AnyObject {
  readonly automountServiceAccountToken?: boolean;
  readonly imagePullSecrets?: readonly { readonly name: string }[];
}

export const serviceAccount: AdmissionPlugin = {
  name: 'ServiceAccount',
  handles: ({ operation, exchange, subresource }) => exchange.kind.kind === 'Pod' && operation === 'CREATE' && subresource === '',
  admit({ exchange, namespace, name }, pod: PodDraft) {
    const { spec } = pod;
    if (pod.metadata.annotations?.[MIRROR] !== undefined) {
      refuseForMirror(pod, name);
      return;
    }
    if (!spec.serviceAccountName) {
      spec.serviceAccountName = 'default';
      spec.serviceAccount = 'default';
    }
    const account = exchange.state.store.get(`/registry/serviceaccounts/${namespace}/${spec.serviceAccountName}`)?.value as ServiceAccount | undefined;
    if (!account) {
      throw forbidden('', 'pods', name, `error looking up service account ${namespace}/${spec.serviceAccountName}: ${lookupFault(spec.serviceAccountName)}`);
    }
    if (spec.automountServiceAccountToken ?? account.automountServiceAccountToken ?? true) mountToken(spec, exchange.state.kernel.stream('pod-token-volume').suffix(5));
    if (!spec.imagePullSecrets?.length && account.imagePullSecrets?.length) spec.imagePullSecrets = account.imagePullSecrets.map((s) => ({ name: s.name }));
  },
};

/** The lookup refuses names that cannot be part of a path before it looks. */
function lookupFault(name: string): string {
  const faults = isPathSegmentName(name);
  return faults.length ? `invalid resource name ${JSON.stringify(name)}: [${faults.join(' ')}]` : `serviceaccount ${JSON.stringify(name)} not found`;
}

function mountToken(spec: PodDraft['spec'], suffix: string): void {
  const all = [...(spec.initContainers ?? []), ...(spec.containers ?? [])];
  const bare = all.filter((c) => !c.volumeMounts?.some((m) => m.mountPath === MOUNT));
  if (bare.length === 0) return;
  const existing = spec.volumes?.find((v) => v.name.startsWith('kube-api-access-'));
  const name = existing?.name ?? `kube-api-access-${suffix}`;
  if (!existing) {
    spec.volumes = [
      ...(spec.volumes ?? []),
      {
        name,
        projected: {
          sources: [
            { serviceAccountToken: { expirationSeconds: 3607, path: 'token' } },
            { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
            { downwardAPI: { items: [{ path: 'namespace', fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' } }] } },
          ],
          defaultMode: 420,
        },
      },
    ];
  }
  for (const container of bare) container.volumeMounts = [...(container.volumeMounts ?? []), { name, readOnly: true, mountPath: MOUNT }];
}

/** A mirror Pod stands for a static one, which must not need anything from the API. */
function refuseForMirror(pod: PodDraft, name: string): void {
  const { spec } = pod;
  if (spec.serviceAccountName) throw forbidden('', 'pods', name, 'a mirror pod may not reference service accounts');
  for (const volume of spec.volumes ?? []) {
    if (volume.secret) throw forbidden('', 'pods', name, 'a mirror pod may not reference secrets');
    const projected = volume.projected as { sources?: Record<string, unknown>[] } | undefined;
    if (projected?.sources?.some((s) => s.serviceAccountToken)) throw failure(403, 'Forbidden', `pods ${JSON.stringify(name)} is forbidden: a mirror pod may not use ServiceAccountToken volume projections`);
  }
}
