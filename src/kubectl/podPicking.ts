// From a thing that has Pods to one of its Pods, and from a Pod to one of its containers.
// Upstream: k8s.io/kubectl/pkg/polymorphichelpers/helpers.go, k8s.io/kubectl/pkg/cmd/util/podcmd, pkg/util/podutils

import { isObject } from '../base/json.ts';
import { parseTime, type Micros } from '../base/time.ts';
import { labelSelectorText, selectorText, fromMap } from '../sim/api/selectors.ts';
import type { WatchEvent } from '../sim/api/types.ts';
import { goQuote } from '../sim/api/yaml/goQuote.ts';
import type { Sim } from '../sim/kernel/task.ts';
import { KubectlError } from './errors.ts';
import { Helper, versionOf, type RemoteObject } from './helper.ts';
import type { AnyItem } from './info.ts';
import type { Invocation } from './invocation.ts';
import { apiVersionOf, kindOf, nameOf, namespaceOf } from './output/object.ts';
import { typed } from './typed.ts';
import { TimedOut } from './waiting.ts';
import { Feed } from './watching.ts';

/** The selector of a controller's or Service's Pods, as text. Throws KubectlError. */
export function selectorOf(object: unknown): string {
  const spec = isObject(object) && isObject(object.spec) ? object.spec : {};
  switch (kindOf(object)) {
    case 'ReplicaSet':
    case 'StatefulSet':
    case 'DaemonSet':
    case 'Deployment':
    case 'Job':
      return labelSelectorText(spec.selector as never);
    case 'ReplicationController':
      return selectorText(fromMap((spec.selector ?? {}) as never));
    case 'Service': {
      const selector = isObject(spec.selector) ? (spec.selector as Record<string, string>) : {};
      if (Object.keys(selector).length === 0) throw new KubectlError(`invalid service '${nameOf(object)}': Service is defined without a selector`);
      return selectorText(fromMap(selector));
    }
    default:
      throw new KubectlError(`selector for ${goType(object)} not implemented`);
  }
}

/** `*v1.ConfigMap` */
export const goType = (object: unknown): string => `*${apiVersionOf(object).replace(/^.*\//, '')}.${kindOf(object)}`;

/** The Pod itself, or the best of those that the object selects. */
export function* attachablePod(k: Invocation, object: AnyItem, timeoutMs: number): Sim<RemoteObject> {
  if (kindOf(object) === 'Pod') return object as unknown as RemoteObject;
  let selector: string;
  try {
    selector = selectorOf(object);
  } catch (error) {
    throw error instanceof KubectlError ? new KubectlError(`cannot attach to ${goType(object)}: ${error.message}`) : error;
  }
  const pods = yield* podsFor(k, namespaceOf(object), selector, timeoutMs, (a, b) => byActivity(b, a));
  return pods[0] as RemoteObject;
}

/** The Pods of a selector in an order; where there is none yet, the first that comes. */
export function* podsFor(k: Invocation, namespace: string, selector: string, timeoutMs: number, less: (a: RemoteObject, b: RemoteObject) => boolean): Sim<readonly RemoteObject[]> {
  const helper = new Helper(k.http, typed('v1', 'Pod'));
  const list = yield* helper.list(namespace, { labelSelector: selector });
  const items = ((list as unknown as { items?: readonly RemoteObject[] }).items ?? []).map((item) => ({ ...item, apiVersion: 'v1', kind: 'Pod' }));
  if (items.length > 0) return [...items].sort((a, b) => (less(a, b) ? -1 : less(b, a) ? 1 : 0));
  const stream = yield* helper.watch(namespace, { labelSelector: selector, resourceVersion: versionOf(list) });
  const feed = new Feed<WatchEvent<RemoteObject>>(stream as never);
  const deadline = k.process.kernel.now + timeoutMs * 1000;
  try {
    for (;;) {
      const message = yield* feed.next((deadline - k.process.kernel.now) as Micros);
      if (message === undefined) throw new TimedOut();
      if ('end' in message) throw new KubectlError('watch closed before UntilWithoutRetry timeout');
      const { type, object } = message.item;
      if (type === 'ADDED' || type === 'MODIFIED') return [{ ...object, apiVersion: 'v1', kind: 'Pod' }];
    }
  } finally {
    feed.close();
  }
}

interface PodFacts {
  readonly node: string;
  readonly phase: string;
  readonly ready: boolean;
  readonly readyAt: number;
  readonly restarts: number;
  readonly createdAt: number;
  readonly deletedAt: number | undefined;
}

function factsOf(pod: RemoteObject): PodFacts {
  const spec = isObject(pod.spec) ? pod.spec : {};
  const status = isObject(pod.status) ? pod.status : {};
  const conditions = (status.conditions ?? []) as readonly { type: string; status: string; lastTransitionTime?: string }[];
  const ready = conditions.find((c) => c.type === 'Ready' && c.status === 'True');
  const restarts = ((status.containerStatuses ?? []) as readonly { restartCount?: number }[]).reduce((max, c) => Math.max(max, c.restartCount ?? 0), 0);
  const { deletionTimestamp } = pod.metadata;
  return {
    node: String(spec.nodeName ?? ''),
    phase: String(status.phase ?? ''),
    ready: ready !== undefined,
    readyAt: parseTime(ready?.lastTransitionTime ?? '') ?? 0,
    restarts,
    createdAt: parseTime(pod.metadata.creationTimestamp) ?? 0,
    deletedAt: deletionTimestamp ? parseTime(deletionTimestamp) : undefined,
  };
}

const LOGGING: Readonly<Record<string, number>> = { Running: 0, Unknown: 1, Pending: 2 };

/** For logs: what runs and has been ready longest comes first. */
export function byLogging(a: RemoteObject, b: RemoteObject): boolean {
  const x = factsOf(a);
  const y = factsOf(b);
  if (x.node !== y.node && (x.node === '' || y.node === '')) return x.node !== '';
  const [p, q] = [LOGGING[x.phase] ?? 0, LOGGING[y.phase] ?? 0];
  if (p !== q) return p < q;
  if (x.ready !== y.ready) return x.ready;
  if (x.ready && x.readyAt !== y.readyAt) return x.readyAt < y.readyAt;
  if (x.restarts !== y.restarts) return x.restarts > y.restarts;
  return x.createdAt < y.createdAt;
}

/** The least active first. */
function byActivity(a: RemoteObject, b: RemoteObject): boolean {
  const x = factsOf(a);
  const y = factsOf(b);
  if (x.node !== y.node && (x.node === '' || y.node === '')) return x.node === '';
  const rank: Readonly<Record<string, number>> = { Pending: 0, Unknown: 1, Running: 2 };
  const [p, q] = [rank[x.phase] ?? 0, rank[y.phase] ?? 0];
  if (p !== q) return p < q;
  if (x.ready !== y.ready) return !x.ready;
  if ((x.deletedAt === undefined) !== (y.deletedAt === undefined)) return x.deletedAt !== undefined;
  if (x.deletedAt !== undefined && y.deletedAt !== undefined && x.deletedAt !== y.deletedAt) return x.deletedAt < y.deletedAt;
  if (x.ready && x.readyAt !== y.readyAt) return x.readyAt > y.readyAt;
  if (x.restarts !== y.restarts) return x.restarts > y.restarts;
  return x.createdAt > y.createdAt;
}

// ---- containers ----

export interface NamedContainer {
  readonly name: string;
  readonly tty?: boolean;
  readonly stdin?: boolean;
}

const DEFAULT_CONTAINER = 'kubectl.kubernetes.io/default-container';

export function containersIn(pod: RemoteObject, field: 'containers' | 'initContainers' | 'ephemeralContainers'): readonly NamedContainer[] {
  const spec = isObject(pod.spec) ? pod.spec : {};
  return Array.isArray(spec[field]) ? (spec[field] as NamedContainer[]) : [];
}

export function containerNamed(pod: RemoteObject, name: string): NamedContainer | undefined {
  return [...containersIn(pod, 'containers'), ...containersIn(pod, 'initContainers'), ...containersIn(pod, 'ephemeralContainers')].find((c) => c.name === name);
}

/** `web, log (ephem), init (init)` */
export function containerNames(pod: RemoteObject): string {
  return [...containersIn(pod, 'containers').map((c) => c.name), ...containersIn(pod, 'ephemeralContainers').map((c) => `${c.name} (ephem)`), ...containersIn(pod, 'initContainers').map((c) => `${c.name} (init)`)].join(', ');
}

const hasSeveral = (pod: RemoteObject): boolean => containersIn(pod, 'containers').length > 1 || containersIn(pod, 'initContainers').length > 0 || containersIn(pod, 'ephemeralContainers').length > 0;

export const defaultContainer = (pod: RemoteObject): string => pod.metadata.annotations?.[DEFAULT_CONTAINER] ?? '';

/** The container that is meant; says so where it had to choose. */
export function chosenContainer(k: Invocation, pod: RemoteObject, name: string, quiet = false): NamedContainer {
  const containers = containersIn(pod, 'containers');
  const [first] = containers;
  if (!first) throw new KubectlError(`pod ${namespaceOf(pod)}/${nameOf(pod)} does not have any containers`);
  const wanted = name || defaultContainer(pod);
  if (wanted) {
    const found = containerNamed(pod, wanted);
    if (!found) throw new KubectlError(`container ${wanted} is not valid for pod ${nameOf(pod)} out of: ${containerNames(pod)}`);
    return found;
  }
  if (!quiet) defaulted(k, pod, first.name);
  return first;
}

export function defaulted(k: Invocation, pod: RemoteObject, name: string): void {
  if (hasSeveral(pod)) k.err(`Defaulted container ${goQuote(name)} out of: ${containerNames(pod)}\n`);
}
