// POST pods/NAME/binding: the scheduler's decision becomes part of the Pod.
// Upstream: pkg/registry/core/pod/storage/storage.go (BindingREST)

import type { Draft } from '../../../base/json.ts';
import { badRequest, conflict, errorText, failure, notFound, notSupported, required, type FieldError } from '../../api/errors.ts';
import type { Response } from '../../api/http.ts';
import type { AnyObject, KubeObject, ObjectMeta } from '../../api/types.ts';
import { Binding as BindingKind, type Binding } from '../../kinds/binding.ts';
import { readObject as readBody } from '../bodies.ts';
import type { Exchange } from '../context.ts';
import type { Pending } from '../pending.ts';
import { beginUpdate } from '../updating.ts';
import type { Handler } from '../routes.ts';
import type { Serving } from '../serving.ts';
import type { Subresource } from './index.ts';

interface PodDraft extends KubeObject {
  readonly spec: { readonly nodeName?: string; readonly schedulingGates?: readonly unknown[] };
  readonly status: { readonly conditions?: readonly { readonly type: string; readonly status: string }[]; readonly nominatedNodeName?: string };
}

const readBinding = (exchange: Exchange): Draft<Binding> => readBody(exchange, BindingKind) as Draft<Binding>;

export const binding: Subresource = (_serving, exchange) => ({
  kind: 'write',
  begin: () => {
    const sent = readBinding(exchange);
    if (sent.metadata.name !== exchange.info.name) throw badRequest('name in URL does not match name in Binding object');
    return beginBinding(exchange, sent);
  },
  finish,
});

/** POST bindings: the same, with the Pod's name in the body only. */
export function bindingOf(serving: Serving, exchange: Exchange): Handler {
  const pods = exchange.state.scheme.resource('', 'v1', 'pods');
  if (!pods) throw notFound('', 'pods', '');
  return {
    kind: 'write',
    begin: () => {
      const sent = readBinding(exchange);
      const info = { ...serving.info, resource: 'pods', name: sent.metadata.name, subresource: 'binding' };
      return beginBinding({ ...exchange, kind: pods, info }, sent);
    },
    finish,
  };
}

function beginBinding(exchange: Exchange, sent: Draft<Binding>): Pending {
  const errors: FieldError[] = [];
  const { kind, name: target } = sent.target ?? {};
  if (kind && kind !== 'Node') errors.push(notSupported('target.kind', kind, ['Node', '<empty>']));
  if (!target) errors.push(required('target.name'));
  if (errors.length || !target) throw failure(500, '', errors.length === 1 ? errorText(errors[0] as FieldError) : `[${errors.map(errorText).join(', ')}]`);
  return beginUpdate(exchange, exchange.info.name, (old) => ({ object: bound(exchange, old as PodDraft, sent.metadata, target) as never }));
}

function bound(exchange: Exchange, pod: PodDraft, sent: Partial<ObjectMeta>, target: string): object {
  const { name } = pod.metadata;
  const refuse = (why: string): never => {
    throw conflict('', 'pods/binding', name, why);
  };
  if (sent.uid && sent.uid !== pod.metadata.uid) refuse(`Precondition failed: UID in precondition: ${sent.uid}, UID in object meta: ${pod.metadata.uid}`);
  if (pod.metadata.deletionTimestamp) refuse(`pod ${name} is being deleted, cannot be assigned to a host`);
  if (pod.spec.nodeName) refuse(`pod ${name} is already assigned to node ${JSON.stringify(pod.spec.nodeName)}`);
  if (pod.spec.schedulingGates?.length) refuse(`pod ${name} has non-empty .spec.schedulingGates`);
  const time = exchange.state.kernel.timestamp();
  const { nominatedNodeName: _nominated, ...status } = pod.status;
  const scheduled = { type: 'PodScheduled', status: 'True', lastProbeTime: null, lastTransitionTime: time };
  const conditions = [...(pod.status.conditions ?? []).filter((c) => c.type !== 'PodScheduled'), scheduled];
  const topology = topologyLabels(exchange.state.store.get(`/registry/minions/${target}`)?.value as AnyObject | undefined);
  const labels = { ...topology, ...pod.metadata.labels, ...sent.labels };
  const annotations = { ...pod.metadata.annotations, ...sent.annotations };
  return {
    ...pod,
    metadata: { ...pod.metadata, ...(Object.keys(labels).length ? { labels } : {}), ...(Object.keys(annotations).length ? { annotations } : {}) },
    spec: { ...pod.spec, nodeName: target },
    status: { ...status, conditions },
  };
}

function finish(): Response {
  return { code: 201, body: { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 } };
}

/** PodTopologyLabels admission: a bound Pod learns the zone and region of its node. */
function topologyLabels(node: AnyObject | undefined): Record<string, string> {
  const out: Record<string, string> = {};
  for (const key of ['topology.kubernetes.io/zone', 'topology.kubernetes.io/region']) {
    const value = node?.metadata.labels?.[key];
    if (value !== undefined) out[key] = value;
  }
  return out;
}
