// What of a Pod or a node of the stage one can send requests to: the Services that lead to the Pod, the Pod itself, the ports that a
// node opens for Services, the Ingresses of the controller that listens there. From the trace at a moment.

import type { TraceReader } from '../../trace/reader.ts';
import { keyFor, subjectOf } from '../../trace/subject.ts';
import { indexOf } from '../../trace/traceIndex.ts';
import { nodePorts, podsAt, portsOf, servicesAt, targetsAt } from './targets.ts';

export interface MenuTarget {
  readonly kind: 'services' | 'ingresses' | 'pods';
  readonly name: string;
  /** '' is outside; else `namespace/pod`. */
  readonly from: string;
  readonly url: string;
}

/** Known by its image, as people know it. */
const INGRESS_CONTROLLER = /ingress|traefik|contour|envoy-gateway/;

export function podTargets(reader: TraceReader, at: number, key: string): readonly MenuTarget[] {
  const subject = subjectOf(key);
  const pod = indexOf(reader).keyAt(key, at)?.summary;
  if (!subject || pod?.kind !== 'Pod' || subject.namespace === 'kube-system') return [];
  const has = new Set(pod.labels.split(','));
  const own = `${subject.namespace}/${subject.name}`;
  const { pods } = targetsAt(reader, at);
  // From somebody else, where there is somebody else.
  const from = pods.find((p) => p !== own) ?? pods[0];
  const services = servicesAt(reader, at)
    .filter(({ namespace, service }) => namespace === subject.namespace && service.selector !== '' && service.selector.split(',').every((pair) => has.has(pair)))
    .flatMap(({ name, service }): readonly MenuTarget[] => {
      const [open] = nodePorts(service);
      const ip = nodeIP(reader, at);
      if (open !== undefined && ip !== '') return [{ kind: 'services', name, from: '', url: `http://${ip}:${open}/` }];
      const [port] = portsOf(service);
      if (from === undefined || port === undefined) return [];
      const host = from.startsWith(`${subject.namespace}/`) ? name : `${name}.${subject.namespace}`;
      return [{ kind: 'services', name, from, url: `http://${host}${port === 80 ? '' : `:${port}`}/` }];
    });
  const itself: readonly MenuTarget[] = from === undefined || pod.status !== 'Running' || pod.ip === '' ? [] : [{ kind: 'pods', name: subject.name, from, url: `http://${pod.ip}/` }];
  return [...services, ...(INGRESS_CONTROLLER.test(pod.image) ? ingressTargets(reader, at, pod.node) : []), ...itself];
}

export function nodeTargets(reader: TraceReader, at: number, node: string): readonly MenuTarget[] {
  const ip = nodeIP(reader, at, node);
  if (ip === '') return [];
  const services = servicesAt(reader, at).flatMap(({ name, service }) => nodePorts(service).map((port): MenuTarget => ({ kind: 'services', name, from: '', url: `http://${ip}:${port}/` })));
  const controller = podsAt(reader, at).some(({ pod }) => pod.node === node && pod.status === 'Running' && INGRESS_CONTROLLER.test(pod.image));
  return [...services, ...(controller ? ingressTargets(reader, at, node) : [])];
}

/** They are told apart by the host of a request, which the form asks for. */
function ingressTargets(reader: TraceReader, at: number, node: string): readonly MenuTarget[] {
  const ip = nodeIP(reader, at, node);
  return ip === '' ? [] : targetsAt(reader, at).ingresses.map((key): MenuTarget => ({ kind: 'ingresses', name: subjectOf(key)?.name ?? '', from: '', url: `http://${ip}/` }));
}

/** The address of a node, or of the first worker that is Ready. */
function nodeIP(reader: TraceReader, at: number, node = ''): string {
  if (node !== '') {
    const summary = indexOf(reader).keyAt(keyFor('nodes', '', node), at)?.summary;
    return summary?.kind === 'Node' ? summary.ip : '';
  }
  return targetsAt(reader, at).node;
}
