// How much a Pod asks for: the one sum that scheduler, kubelet, quota and `kubectl describe` must agree on.
// Containers and sidecars run together, other init containers one after another; so a Pod needs the larger of the two
// phases, plus the overhead of its runtime class. Pod-level resources replace the sum for the resources they name.
// Upstream: k8s.io/component-helpers/resource/helpers.go

import type { IPod } from 'kubernetes-models/v1/Pod';
import { milliValue, value } from './quantity.ts';
import type { Served } from './types.ts';

/** Amounts by resource name: cpu in thousandths of a core, all else in whole units (bytes, pieces). */
export interface Amounts {
  readonly [resource: string]: number;
}

type Spec = Served<IPod>['spec'];
type Status = Served<IPod>['status'];
type Container = Spec['containers'][number];
type Quantities = { readonly [resource: string]: string | number } | undefined;
type Writable = { [resource: string]: number };

export interface PodRequestOptions {
  /** Used for a container that does not name the resource at all; an explicit 0 stays 0. */
  readonly fallback?: Amounts;
  /** Leave spec.resources out. */
  readonly withoutPodLevel?: boolean;
  readonly withoutOverhead?: boolean;
}

/** What the Pod reserves on its node. While a resize is under way, that is the larger of wanted and granted. */
export function podRequests(pod: { readonly spec: Spec; readonly status?: Status | undefined }, options: PodRequestOptions = NO_OPTIONS): Amounts {
  const granted = isResizing(pod.status) ? grantedRequests(pod.status) : undefined;
  const sum = overContainers(pod.spec, (container) => {
    const own = readAmounts(container.resources?.requests);
    const also = granted?.get(container.name);
    if (also) raise(own, also);
    if (options.fallback) for (const name in options.fallback) own[name] ??= options.fallback[name] as number;
    return own;
  });
  if (!options.withoutPodLevel) {
    const level = readAmounts(pod.spec.resources?.requests);
    for (const name in level) if (isPodLevelResource(name)) sum[name] = level[name] as number;
  }
  if (!options.withoutOverhead) add(sum, readAmounts(pod.spec.overhead));
  return sum;
}

/** The Pod's limits, summed like its requests; overhead counts only on top of a limit. */
export function podLimits(pod: { readonly spec: Spec }): Amounts {
  const sum = overContainers(pod.spec, (container) => readAmounts(container.resources?.limits));
  const level = readAmounts(pod.spec.resources?.limits);
  for (const name in level) if (isPodLevelResource(name)) sum[name] = level[name] as number;
  const overhead = readAmounts(pod.spec.overhead);
  for (const name in overhead) if (sum[name]) sum[name] = (sum[name] as number) + (overhead[name] as number);
  return sum;
}

/** Resources that spec.resources of a Pod may name. */
export function isPodLevelResource(name: string): boolean {
  return name === 'cpu' || name === 'memory' || name.startsWith('hugepages-');
}

/** A resource list as numbers. */
export function readAmounts(list: Quantities): Writable {
  const out: Writable = {};
  if (list) for (const name in list) out[name] = readAmount(name, list[name] as string | number);
  return out;
}

export function readAmount(name: string, quantity: string | number): number {
  return name === 'cpu' ? milliValue(quantity) : value(quantity);
}

/** A sidecar: an init container that goes on running. */
export function isSidecar(container: Container): boolean {
  return container.restartPolicy === 'Always';
}

function overContainers(spec: Spec, of: (container: Container) => Writable): Writable {
  const together: Writable = {};
  for (const container of spec.containers) add(together, of(container));
  if (!spec.initContainers?.length) return together;
  const sidecars: Writable = {};
  const starting: Writable = {};
  for (const container of spec.initContainers) {
    const own = of(container);
    if (isSidecar(container)) {
      add(together, own);
      add(sidecars, own);
      raise(starting, sidecars);
    } else {
      add(own, sidecars);
      raise(starting, own);
    }
  }
  raise(together, starting);
  return together;
}

function add(to: Writable, amounts: Amounts): void {
  for (const name in amounts) to[name] = (to[name] ?? 0) + (amounts[name] as number);
}

function raise(to: Writable, amounts: Amounts): void {
  for (const name in amounts) {
    const amount = amounts[name] as number;
    const old = to[name];
    if (old === undefined || old < amount) to[name] = amount;
  }
}

function isResizing(status: Status | undefined): status is Status {
  return status?.conditions?.some((c) => (c.type === 'PodResizePending' || c.type === 'PodResizeInProgress') && c.status === 'True') ?? false;
}

function grantedRequests(status: Status): Map<string, Amounts> {
  const out = new Map<string, Amounts>();
  for (const container of [...(status.containerStatuses ?? []), ...(status.initContainerStatuses ?? [])]) {
    const granted = readAmounts(container.resources?.requests);
    raise(granted, readAmounts(container.allocatedResources));
    out.set(container.name, granted);
  }
  return out;
}

const NO_OPTIONS: PodRequestOptions = {};
