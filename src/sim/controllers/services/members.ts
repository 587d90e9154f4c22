// Which Pods stand behind which Services, kept as Pods come and go, and which of them have changed since the endpoints of
// a Service were last written. Both endpoints controllers reckon with it, each with one of its own.
// Upstream: k8s.io/endpointslice/util/controller_utils.go, trigger_time_tracker.go

import { equal } from '../../../base/json.ts';
import { fromMap, matches, type Selector } from '../../api/selectors.ts';
import type { Context } from '../../client/controller.ts';
import { keyFor, type Index, type Informer } from '../../client/informer.ts';
import { Pod } from '../../kinds/pod.ts';
import { Service } from '../../kinds/service.ts';
import { isReady, isTerminal, podCondition } from '../shared/pods.ts';

/** The Pods of one Service. */
export class Membership {
  readonly selector: Selector;
  readonly pods = new Map<string, Pod>();
  /** Pods that came, went or changed in a way that matters to endpoints. */
  readonly changed = new Set<string>();
  private readonly triggers = new Map<string, string>();
  private serviceTrigger: string | undefined;

  constructor(selector: Selector, pods: Iterable<Pod>) {
    this.selector = selector;
    for (const pod of pods) {
      if (!matches(selector, pod.metadata.labels)) continue;
      this.pods.set(keyFor(pod), pod);
      this.changed.add(keyFor(pod));
    }
  }

  /**
   * When the earliest of the changes since the last time happened: what the annotation last-change-trigger-time tells, so
   * that one can measure how long endpoints lag behind. Undefined where nothing of that kind changed.
   */
  trigger(service: Service): string | undefined {
    let earliest: string | undefined;
    const consider = (time: string, before: string | undefined): void => {
      if ((before === undefined || time > before) && (earliest === undefined || time < earliest)) earliest = time;
    };
    for (const key of this.changed) {
      const pod = this.pods.get(key);
      const time = pod && podCondition(pod, 'Ready')?.lastTransitionTime;
      if (typeof time !== 'string') {
        this.triggers.delete(key);
        continue;
      }
      consider(time, this.triggers.get(key));
      this.triggers.set(key, time);
    }
    const created = service.metadata.creationTimestamp;
    const first = this.serviceTrigger === undefined;
    consider(created, this.serviceTrigger);
    this.serviceTrigger = created;
    return first ? created : earliest;
  }
}

export class ServicePods {
  readonly services: Informer<Service>;
  private readonly byNamespace: Index<Service>;
  private readonly podsIn: Index<Pod>;
  private readonly members = new Map<string, Membership>();
  private readonly selectors = new WeakMap<object, Selector>();

  constructor(context: Context<never>) {
    this.services = context.informer(Service);
    this.byNamespace = this.services.index('namespace', (service) => [service.metadata.namespace ?? '']);
    this.podsIn = context.informer(Pod).index('namespace', (pod) => [pod.metadata.namespace ?? '']);
  }

  /** The Pods behind a Service with a selector. */
  of(key: string, service: Service): Membership {
    const selector = this.selectorOf(service) as Selector;
    let members = this.members.get(key);
    if (!members || (members.selector !== selector && !equal(members.selector, selector))) {
      members = new Membership(selector, this.podsIn.get(service.metadata.namespace ?? ''));
      this.members.set(key, members);
    }
    return members;
  }

  forget(key: string): void {
    this.members.delete(key);
  }

  /** The keys of the Services whose endpoints this change of a Pod concerns. */
  podChanged(pod: Pod, old: Pod | undefined, gone: boolean): readonly string[] {
    let keys: string[] | undefined;
    let change: PodChange | undefined;
    for (const service of this.byNamespace.get(pod.metadata.namespace ?? '')) {
      const selector = this.selectorOf(service);
      if (!selector) continue;
      change ??= changeOf(pod, old, gone);
      const is = matches(selector, pod.metadata.labels);
      const was = change.labels ? matches(selector, (old as Pod).metadata.labels) : is;
      if (!is && !was) continue;
      const serviceKey = keyFor(service);
      const members = this.members.get(serviceKey);
      const key = keyFor(pod);
      if (is && !gone) members?.pods.set(key, pod);
      else members?.pods.delete(key);
      if (!change.pod && !change.hostname && is === was) continue;
      members?.changed.add(key);
      (keys ??= []).push(serviceKey);
    }
    return keys ?? NO_KEYS;
  }

  private selectorOf({ spec }: Service): Selector | undefined {
    if (!spec.selector) return undefined;
    let selector = this.selectors.get(spec.selector);
    if (!selector) this.selectors.set(spec.selector, (selector = fromMap(spec.selector as Readonly<Record<string, string>>)));
    return selector;
  }
}

const NO_KEYS: readonly string[] = [];

interface PodChange {
  readonly pod: boolean;
  readonly labels: boolean;
  readonly hostname: boolean;
}

function changeOf(pod: Pod, old: Pod | undefined, gone: boolean): PodChange {
  if (gone || !old) return { pod: true, labels: false, hostname: false };
  return {
    pod: podMatters(old, pod),
    labels: old.metadata.labels !== pod.metadata.labels && !equal(old.metadata.labels, pod.metadata.labels),
    hostname: old.spec.hostname !== pod.spec.hostname || old.spec.subdomain !== pod.spec.subdomain,
  };
}

/** Going, ready or not, its addresses: nothing else of a Pod shows in endpoints. */
function podMatters(old: Pod, pod: Pod): boolean {
  if (old.metadata.deletionTimestamp !== pod.metadata.deletionTimestamp) return true;
  if (old.status === pod.status) return false;
  return isReady(old) !== isReady(pod) || isTerminal(old) !== isTerminal(pod) || !equal(old.status?.podIPs, pod.status?.podIPs);
}

export const TRIGGER_TIME = 'endpoints.kubernetes.io/last-change-trigger-time';

export const HEADLESS = 'service.kubernetes.io/headless';

/** Has a cluster IP: not headless, and no mere name for something outside. */
export const isIPSet = ({ spec }: Service): boolean => spec.clusterIP !== undefined && spec.clusterIP !== '' && spec.clusterIP !== 'None';

/** Pods that have an address and have not ended; those on their way out only where that is wanted. */
export const belongsToEndpoints = (pod: Pod, terminatingToo: boolean): boolean =>
  !isTerminal(pod) && Boolean(pod.status?.podIP ?? pod.status?.podIPs?.length) && (terminatingToo || pod.metadata.deletionTimestamp === undefined);

export const setsHostname = ({ spec, metadata }: Pod, service: Service): boolean =>
  Boolean(spec.hostname) && spec.subdomain === service.metadata.name && metadata.namespace === service.metadata.namespace;

type ServicePort = NonNullable<Service['spec']['ports']>[number];

/** The number behind a Service's port for this Pod: a named one is whatever its containers call so. */
export function targetPort({ spec }: Pod, port: ServicePort): number | undefined {
  const target = port.targetPort ?? port.port;
  if (typeof target === 'number') return target;
  const sidecars = (spec.initContainers ?? []).filter((container) => container.restartPolicy === 'Always');
  for (const container of [...spec.containers, ...sidecars]) {
    for (const { name, protocol = 'TCP', containerPort } of container.ports ?? []) if (name === target && protocol === (port.protocol ?? 'TCP')) return containerPort;
  }
  return undefined;
}
