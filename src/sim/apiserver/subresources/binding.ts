// POST pods/NAME/binding: the scheduler's decision becomes part of the Pod.
// Upstream: pkg/registry/core/pod/storage/storage.go (BindingREST)

import { badRequest, conflict, errorText, failure, notSupported, required, type FieldError } from '../../api/errors.ts';
import type { KubeObject, AnyObject } from '../../api/types.ts';
import { isObject } from '../../../base/json.ts';
import type { Exchange } from '../context.ts';
import { beginUpdate } from '../operations.ts';
import type { Subresource } from './index.ts';

interface PodDraft extends KubeObject {
  readonly spec: { readonly nodeName?: string; readonly schedulingGates?: readonly unknown[] };
  readonly status: { readonly conditions?: readonly { readonly type: string; readonly status: string }[]; readonly nominatedNodeName?: string };
}

interface Binding {
  readonly metadata?: { readonly name?: string };
  readonly target?: { readonly kind?: string; readonly name?: string };
}

function check({ info, request }: Exchange): void {
  const body: Binding = isObject(request.body) ? request.body : {};
  if (body.metadata?.name !== info.name) throw badRequest('name in URL does not match name in Binding object');
  const errors: FieldError[] = [];
  if (body.target?.kind && body.target.kind !== 'Node') errors.push(notSupported('target.kind', body.target.kind, ['Node', '<empty>']));
  if (!body.target?.name) errors.push(required('target.name'));
  if (errors.length) throw failure(500, '', errors.length === 1 ? errorText(errors[0] as FieldError) : `[${errors.map(errorText).join(', ')}]`);
}

export const binding: Subresource = (_serving, exchange) => ({
  kind: 'write',
  begin: () => {
    check(exchange);
    return beginUpdate(exchange, exchange.info.name, (old) => {
      const pod = old as PodDraft;
      const { name } = pod.metadata;
      const body = exchange.request.body as { target?: { name?: string }; metadata?: { uid?: string; labels?: Record<string, string>; annotations?: Record<string, string> } };
      const target = isObject(body) ? (body.target?.name ?? '') : '';
      const refuse = (why: string): never => {
        throw conflict('', 'pods/binding', name, why);
      };
      if (body.metadata?.uid && body.metadata.uid !== pod.metadata.uid) refuse(`Precondition failed: UID in precondition: ${body.metadata.uid}, UID in object meta: ${pod.metadata.uid}`);
      if (pod.metadata.deletionTimestamp) refuse(`pod ${name} is being deleted, cannot be assigned to a host`);
      if (pod.spec.nodeName) refuse(`pod ${name} is already assigned to node ${JSON.stringify(pod.spec.nodeName)}`);
      if (pod.spec.schedulingGates?.length) refuse(`pod ${name} has non-empty .spec.schedulingGates`);
      const time = exchange.state.kernel.timestamp();
      const { nominatedNodeName: _nominated, ...status } = pod.status;
      const generation = pod.metadata.generation;
      const scheduled = { type: 'PodScheduled', ...(generation ? { observedGeneration: generation } : {}), status: 'True', lastProbeTime: null, lastTransitionTime: time };
      const conditions = [...(pod.status.conditions ?? []).filter((c) => c.type !== 'PodScheduled'), scheduled];
      const topology = topologyLabels(exchange.state.store.get(`/registry/minions/${target}`)?.value as AnyObject | undefined);
      const labels = { ...topology, ...pod.metadata.labels, ...body.metadata?.labels };
      const annotations = { ...pod.metadata.annotations, ...body.metadata?.annotations };
      return {
        object: {
          ...pod,
          metadata: { ...pod.metadata, ...(Object.keys(labels).length ? { labels } : {}), ...(Object.keys(annotations).length ? { annotations } : {}) },
          spec: { ...pod.spec, nodeName: target },
          status: { ...status, conditions },
        } as never,
      };
    });
  },
  finish: (done) => ({ code: 201, body: { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201, ...(done.revision ? {} : {}) } }),
});

/** PodTopologyLabels admission: a bound Pod learns the zone and region of its node. */
function topologyLabels(node: AnyObject | undefined): Record<string, string> {
  const out: Record<string, string> = {};
  for (const key of ['topology.kubernetes.io/zone', 'topology.kubernetes.io/region']) {
    const value = node?.metadata.labels?.[key];
    if (value !== undefined) out[key] = value;
  }
  return out;
}
