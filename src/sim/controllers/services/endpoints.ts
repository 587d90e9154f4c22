// Endpoints: the older form of EndpointSlices, one object per Service, still written for those who read it.
// Upstream: pkg/controller/endpoint/endpoints_controller.go, pkg/api/v1/endpoints/util.go
//
// What a reconcile notes:  endpoints { ready, notReady }

import { deepFreeze, equal } from '../../../base/json.ts';
import { ApiError } from '../../api/errors.ts';
import { defineController, isExpected, watch, type Context } from '../../client/controller.ts';
import { keyFor, splitKey, type Informer } from '../../client/informer.ts';
import type { Sim } from '../../kernel/task.ts';
import { Endpoints } from '../../kinds/endpoints.ts';
import { Pod } from '../../kinds/pod.ts';
import { Service } from '../../kinds/service.ts';
import { isNamespaceTerminating, isNotFound } from '../shared/podControl.ts';
import { HEADLESS, isIPSet, ServicePods, TRIGGER_TIME, type Membership } from './members.ts';
import { limited, Subsets } from './subsets.ts';

const MANAGED_BY = 'endpoints.kubernetes.io/managed-by';
const OVER_CAPACITY = 'endpoints.kubernetes.io/over-capacity';

/** The addresses of a Service as they were reckoned last. */
interface Known {
  readonly subsets: Subsets;
  /** The revision that we wrote last: it has what `subsets` had then. */
  written: string | undefined;
}

interface State {
  readonly members: ServicePods;
  readonly endpoints: Informer<Endpoints>;
  readonly known: WeakMap<Membership, Known>;
}

export const endpoints = defineController<State>({
  name: 'endpoints',
  account: 'endpoint-controller',
  workers: 5,
  maxRetries: 15,
  state: (context) => ({ members: new ServicePods(context as Context<never>), endpoints: context.informer(Endpoints), known: new WeakMap() }),
  watches: [
    watch<Service, State>(Service, (service) => [keyFor(service)]),
    watch<Pod, State>(Pod, (pod, { state }, old, gone) => state.members.podChanged(pod, old, gone)),
    watch<Endpoints, State>(Endpoints, (object, _context, _old, gone) => (gone ? [keyFor(object)] : NONE)),
  ],
  *reconcile(context, key): Sim<void> {
    const { state, client } = context;
    const service = state.members.services.get(key);
    const [namespace, name] = splitKey(key);
    if (!service || service.spec.type === 'ExternalName') {
      if (!service) state.members.forget(key);
      try {
        yield* client.delete(Endpoints, namespace, name);
      } catch (error) {
        if (!isNotFound(error)) throw error;
      }
      return;
    }
    if (!service.spec.selector) return;
    const members = state.members.of(key, service);
    const trigger = members.trigger(service);
    const changed = [...members.changed];
    members.changed.clear();
    try {
      yield* write(context, service, members, changed, trigger);
    } catch (error) {
      for (const pod of changed) members.changed.add(pod);
      throw error;
    }
  },
});
const NONE: readonly string[] = [];

function* write(context: Context<State>, service: Service, members: Membership, changed: readonly string[], trigger: string | undefined): Sim<void> {
  const { state, client } = context;
  const { namespace, name, labels = {} } = service.metadata;
  const current = state.endpoints.get(`${namespace}/${name}`);
  let known = state.known.get(members);
  let shows = false;
  if (known?.subsets.service.spec === service.spec) for (const key of changed) shows = known.subsets.put(key, members.pods.get(key)) || shows;
  else {
    state.known.set(members, (known = { subsets: new Subsets(service), written: undefined }));
    for (const [key, pod] of members.pods) known.subsets.put(key, pod);
  }
  const { subsets, ready, notReady, over } = limited(known.subsets.list());
  const ours = current && known.written === current.metadata.resourceVersion && !over;
  const same = ours ? !shows : current && equal(current.subsets ?? [], subsets);
  if (current && same && equal(plainLabels(current.metadata.labels), labels) && (current.metadata.annotations?.[OVER_CAPACITY] === 'truncated') === over) return;
  known.written = undefined;
  const { [TRIGGER_TIME]: _trigger, [OVER_CAPACITY]: _over, ...others } = current?.metadata.annotations ?? {};
  const annotations = { ...others, ...(trigger === undefined ? {} : { [TRIGGER_TIME]: trigger }), ...(over ? { [OVER_CAPACITY]: 'truncated' } : {}) };
  const { annotations: _annotations, ...metadata } = current?.metadata ?? { name };
  const next = deepFreeze({
    kind: 'Endpoints',
    apiVersion: 'v1',
    metadata: { ...metadata, labels: { ...labels, ...(isIPSet(service) ? {} : { [HEADLESS]: '' }), [MANAGED_BY]: 'endpoint-controller' }, ...(Object.keys(annotations).length ? { annotations } : {}) },
    ...(subsets.length ? { subsets } : {}),
  });
  context.note('endpoints', { ready, notReady });
  try {
    const written = current ? yield* client.update(Endpoints, next as unknown as Endpoints) : yield* client.create(Endpoints, namespace, next);
    known.written = written.metadata.resourceVersion;
  } catch (error) {
    if (!isExpected(error) || (!current && error instanceof ApiError && error.reason === 'Forbidden' && isNamespaceTerminating(error))) {
      if (!isExpected(error)) throw error;
      return;
    }
    const about = { kind: 'Endpoints', name, apiVersion: 'v1', ...(current ? { namespace: namespace as string, uid: current.metadata.uid, resourceVersion: current.metadata.resourceVersion } : {}) };
    if (current) context.recorder.event(about, 'Warning', 'FailedToUpdateEndpoint', `Failed to update endpoint ${namespace}/${name}: ${error.message}`);
    else context.recorder.event(about, 'Warning', 'FailedToCreateEndpoint', `Failed to create endpoint for service ${namespace}/${name}: ${error.message}`);
    throw error;
  }
}

function plainLabels(labels: Readonly<Record<string, string>> = {}): object {
  const { [HEADLESS]: _headless, [MANAGED_BY]: _manager, ...others } = labels;
  return others;
}
