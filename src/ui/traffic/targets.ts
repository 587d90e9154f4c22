// What one can send requests to at a moment, and from where: Services by their names and node ports, running Pods.

import type { TraceReader } from '../../trace/reader.ts';
import { subjectOf } from '../../trace/subject.ts';
import type { PodSummary, ServiceSummary } from '../../trace/summary.ts';
import { indexOf } from '../../trace/traceIndex.ts';

export interface Targets {
  /** `namespace/name` of Pods that run, those of the system left out. */
  readonly pods: readonly string[];
  readonly outside: readonly string[];
  /** From a Pod in a namespace. */
  readonly inside: (namespace: string) => readonly string[];
  /** Keys of Ingresses, whose hosts are asked for one by one. */
  readonly ingresses: readonly string[];
  /** The address of the first worker that is Ready; '' where none is. */
  readonly node: string;
}

export interface Listed {
  readonly namespace: string;
  readonly name: string;
  readonly service: ServiceSummary;
}

export const servicesAt = (reader: TraceReader, at: number): readonly Listed[] => lookAt(reader, at).services;
export const podsAt = (reader: TraceReader, at: number): readonly { readonly pod: PodSummary }[] => lookAt(reader, at).pods;

export function targetsAt(reader: TraceReader, at: number): Targets {
  const { services, pods, ingresses, node } = lookAt(reader, at);
  return {
    pods: pods.filter(({ pod }) => pod.status === 'Running' && pod.ip !== '').map(({ name }) => name).sort((a, b) => Number(madeByController(a)) - Number(madeByController(b))),
    outside: node === '' ? [] : services.flatMap(({ service }) => nodePorts(service).map((port) => `http://${node}:${port}/`)),
    inside: (namespace) => services.filter(({ name }) => name !== 'kubernetes').flatMap((s) => portsOf(s.service).map((port) => `http://${s.name}${s.namespace === namespace ? '' : `.${s.namespace}`}${port === 80 ? '' : `:${port}`}/`)),
    ingresses,
    node,
  };
}

/** What there is outside kube-system, what a learner made before what came with the cluster. */
function lookAt(reader: TraceReader, at: number): { readonly services: readonly Listed[]; readonly pods: readonly { readonly name: string; readonly pod: PodSummary }[]; readonly ingresses: readonly string[]; readonly node: string } {
  const index = indexOf(reader);
  const services: Listed[] = [];
  const pods: { name: string; pod: PodSummary }[] = [];
  const ingresses: string[] = [];
  let node = '';
  for (const key of keysOf(reader)) {
    const change = index.keyAt(key, at);
    const subject = change && !change.deleted ? subjectOf(key) : undefined;
    if (!change || !subject) continue;
    const { summary } = change;
    const { namespace, name } = subject;
    if (summary.kind === 'Node') {
      if (node === '' && summary.ready === 'True' && !summary.controlPlane) node = summary.ip;
    } else if (namespace === 'kube-system') continue;
    else if (summary.kind === 'Service') services.push({ namespace, name, service: summary });
    else if (summary.kind === 'Pod') pods.push({ name: `${namespace}/${name}`, pod: summary });
    else if (subject.resource === 'ingresses') ingresses.push(key);
  }
  services.sort((a, b) => Number(a.name === 'kubernetes') - Number(b.name === 'kubernetes'));
  return { services, pods, ingresses, node };
}

/** `web-5b49-x2k4q` rather than `client`. */
const madeByController = (pod: string): boolean => /-[bcdfghjklmnpqrstvwxz2456789]{5}$/.test(pod);

/** Keys of nodes, Services, Pods and Ingresses, in the order in which they came. */
function keysOf(reader: TraceReader): readonly string[] {
  let found = known.get(reader);
  if (!found) known.set(reader, (found = { seen: 0, keys: [], has: new Set() }));
  for (; found.seen < reader.changeCount; found.seen++) {
    const { key, revision } = reader.change(found.seen);
    if (revision === 0 || found.has.has(key) || !/^\/registry\/(minions|pods|services\/specs|ingress)\//.test(key)) continue;
    found.has.add(key);
    found.keys.push(key);
  }
  return found.keys;
}
const known = new WeakMap<TraceReader, { seen: number; readonly keys: string[]; readonly has: Set<string> }>();

/** `80:30080/TCP,443/TCP` */
export const portsOf = ({ ports }: ServiceSummary): readonly number[] => ports.split(',').filter((p) => p.endsWith('/TCP')).map((p) => Number.parseInt(p, 10));
export const nodePorts = ({ ports }: ServiceSummary): readonly number[] => ports.split(',').flatMap((p) => (/^\d+:(\d+)\/TCP$/.exec(p)?.[1] === undefined ? [] : [Number(/:(\d+)/.exec(p)?.[1])]));
