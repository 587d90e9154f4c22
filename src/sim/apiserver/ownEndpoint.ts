// The API server keeps its own address in the endpoints of the Service `kubernetes`: it takes it out when it is told to
// end, and puts it back once it serves again.
// Upstream: pkg/controlplane/controller/kubernetesservice, pkg/controlplane/reconcilers

import { deepFreeze } from '../../base/json.ts';
import type { AnyObject, KubeObject } from '../api/types.ts';
import { bootstrapObjects } from './bootstrap.ts';
import type { ServerState } from './context.ts';

const ENDPOINTS = '/registry/services/endpoints/default/kubernetes';
const SLICE = '/registry/endpointslices/default/kubernetes';

export function withdrawEndpoint(state: ServerState): void {
  change(state, ENDPOINTS, ({ subsets: _subsets, ...rest }) => rest);
  change(state, SLICE, (slice) => ({ ...slice, metadata: nextGeneration(slice), endpoints: null, ports: null }));
}

/** Does nothing where the address is there. */
export function publishEndpoint(state: ServerState): void {
  const { scheme, config, kernel, store } = state;
  if (subsetsOf(store.get(ENDPOINTS)?.value)) return;
  const own = bootstrapObjects(scheme, config, kernel.timestamp()).filter(({ metadata }) => metadata.name === 'kubernetes');
  const fields = (kind: string): AnyObject => own.find((object) => object.kind === kind) as unknown as AnyObject;
  change(state, ENDPOINTS, (endpoints) => ({ ...endpoints, subsets: subsetsOf(fields('Endpoints')) }));
  const { endpoints, ports } = fields('EndpointSlice') as AnyObject & { endpoints: unknown; ports: unknown };
  change(state, SLICE, (slice) => ({ ...slice, metadata: nextGeneration(slice), endpoints, ports }));
}

const subsetsOf = (object: KubeObject | undefined): unknown => (object as { subsets?: unknown } | undefined)?.subsets;

const nextGeneration = ({ metadata }: AnyObject): object => ({ ...metadata, generation: (metadata.generation ?? 0) + 1 });

function change({ store, kernel, provenance }: ServerState, key: string, make: (object: AnyObject) => object): void {
  const before = store.get(key);
  if (!before) return;
  store.put(key, before.modRevision, (revision) => {
    const next = make(before.value as AnyObject) as KubeObject;
    const stored = deepFreeze({ ...next, metadata: { ...next.metadata, resourceVersion: String(revision) } }) as KubeObject;
    provenance.note(stored, { before: before.value, manager: 'kube-apiserver', apiVersion: stored.apiVersion, kind: stored.kind, subresource: '', time: kernel.timestamp() });
    return stored;
  });
}
