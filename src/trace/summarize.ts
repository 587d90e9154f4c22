// From the payloads of the simulation to summaries: the one place that knows both.

import type { Micros } from '../base/time.ts';
import { isObject } from '../base/json.ts';
import { requestInfo } from '../sim/api/http.ts';
import { milliValue, value as wholeValue } from '../sim/api/quantity.ts';
import type { SpanData, RequestData, ScheduleData } from '../sim/api/spans.ts';
import { stagesOf } from '../sim/api/stages.ts';
import type { AnyObject } from '../sim/api/types.ts';
import { podStatusWord } from '../sim/kinds/shared/podStatusWord.ts';
import type { Change, Span } from '../sim/kernel/trace.ts';
import { DROPPED } from '../sim/kernel/trace.ts';
import { summarizeNet } from './summarizeNet.ts';
import type { ChangeSummary, FactSummary, PrintSummary, SpanSummary } from './summary.ts';

const NONE: SpanSummary = { type: 'none' };
const NOT_YET = -1 as Micros;
const OTHER: ChangeSummary = { kind: 'Other', phase: '', labels: '', finalizers: '', terminating: false };

export function summarizeSpan(span: Span): SpanSummary {
  const data = span.data as SpanData | undefined;
  if (!isObject(data)) return NONE;
  switch (data.type) {
    case 'request':
      return requestSummary(data);
    case 'watch':
      return { type: 'watch', event: data.event, resource: data.resource, key: data.key, revision: data.revision, count: data.count ?? 1 };
    case 'notify':
      return { type: 'notify', key: data.key, revision: data.revision };
    case 'reconcile':
      return { type: 'reconcile', controller: data.controller, key: data.key, waited: data.waited, steps: data.steps, error: data.error ?? '', requeueAfter: data.requeueAfter ?? NOT_YET };
    case 'schedule':
      return scheduleSummary(data);
    case 'node':
      return { type: 'node', node: data.node, pod: data.pod ?? '', container: data.container ?? '', image: data.image ?? '', detail: data.detail ?? '', error: data.error ?? '' };
    case 'input': {
      const input = data.input as { readonly type?: string; readonly text?: string } | undefined;
      return { type: 'input', what: input?.type ?? span.name, text: input?.text ?? '' };
    }
    case 'hop':
    case 'load':
    case 'requests':
      // Probes are hops, too, from the boot on; nobody looks at each of them.
      return span.level === 'heartbeat' ? NONE : summarizeNet(data);
    default:
      return NONE;
  }
}

function requestSummary(d: RequestData): SpanSummary {
  const info = requestInfo(d.request.method, d.request.path, d.request.query);
  return {
    type: 'request',
    component: d.component,
    method: d.request.method,
    verb: d.verb,
    group: info.group,
    resource: d.resource,
    subresource: d.subresource,
    namespace: d.namespace,
    name: d.name,
    arrived: d.arrived ?? NOT_YET,
    answered: d.answered ?? NOT_YET,
    returned: d.returned ?? NOT_YET,
    code: d.code ?? 0,
    revision: d.revision ?? 0,
    stages: stagesOf(d),
    refusedAt: d.refused?.stage ?? '',
    reason: d.refused?.status.reason ?? '',
    message: d.refused?.status.message ?? '',
    lost: d.lost ?? '',
    dryRun: d.request.query.dryRun === 'All',
  };
}

interface Decision {
  readonly nodes?: number;
  readonly feasible?: readonly string[];
  /** Where `feasible` holds only the best of many. */
  readonly feasibleCount?: number;
  /** In the order of the feasible nodes. */
  readonly totals?: readonly number[];
}

function scheduleSummary(d: ScheduleData): SpanSummary {
  const decision = (d.decision ?? {}) as Decision;
  const ranking = (decision.totals ?? []).map((total, i) => ({ node: decision.feasible?.[i] ?? '', total })).sort((a, b) => b.total - a.total).slice(0, 8);
  return { type: 'schedule', key: d.key, attempt: d.attempt, node: d.node ?? '', message: d.message ?? '', ranking, feasible: decision.feasibleCount ?? decision.feasible?.length ?? 0, nodes: decision.nodes ?? 0 };
}

// ---- changes ----

interface ContainerStatus {
  readonly ready?: boolean;
  readonly restartCount?: number;
}
interface Owner {
  readonly kind: string;
  readonly name: string;
  readonly controller?: boolean;
}

export function summarizeChange(change: Change): ChangeSummary {
  const value = change.value as AnyObject | undefined;
  if (!isObject(value) || value === (DROPPED as unknown)) return OTHER;
  if (change.revision === 0) return factSummary(change.key, value as unknown as Record<string, unknown>);
  const parts = change.key.split('/');
  switch (parts[2]) {
    case 'pods':
      return podSummary(value);
    case 'minions':
      return nodeSummary(value);
    case 'deployments':
    case 'replicasets':
    case 'statefulsets':
    case 'daemonsets':
    case 'jobs':
      return workloadSummary(value);
    case 'events':
      return eventSummary(value);
    case 'services':
      return parts[3] === 'specs' ? serviceSummary(value) : otherSummary(value);
    case 'endpointslices':
      return endpointsSummary(value);
    default:
      return otherSummary(value);
  }
}

const pairsKnown = new WeakMap<object, string>();

/** Labels as one text; made once for a map that many versions of an object share. */
function pairs(map: Readonly<Record<string, string>> | undefined): string {
  if (!map) return '';
  let text = pairsKnown.get(map);
  if (text === undefined) pairsKnown.set(map, (text = Object.keys(map).map((key) => `${key}=${map[key] as string}`).join(',')));
  return text;
}

const str = (value: unknown): string => (typeof value === 'string' ? value : '');
const num = (value: unknown): number => (typeof value === 'number' ? value : 0);

function controllerOf(object: AnyObject): Owner | undefined {
  return (object.metadata.ownerReferences as readonly Owner[] | undefined)?.find((o) => o.controller);
}

function podSummary(pod: AnyObject): ChangeSummary {
  const spec = pod.spec as { readonly nodeName?: string; readonly containers?: readonly { readonly image?: string; readonly resources?: { readonly requests?: Record<string, string> } }[] } | undefined;
  const status = pod.status as { readonly podIP?: string; readonly containerStatuses?: readonly ContainerStatus[]; readonly conditions?: readonly { readonly type: string; readonly status: string }[] } | undefined;
  const statuses = status?.containerStatuses ?? [];
  const owner = controllerOf(pod);
  let cpuMilli = 0;
  let memoryBytes = 0;
  for (const c of spec?.containers ?? []) {
    const { cpu, memory } = c.resources?.requests ?? {};
    if (cpu) cpuMilli += milliValue(String(cpu));
    if (memory) memoryBytes += wholeValue(String(memory));
  }
  return {
    kind: 'Pod',
    status: podStatusWord(pod as never),
    ready: statuses.filter((s) => s.ready).length,
    isReady: status?.conditions?.some((c) => c.type === 'Ready' && c.status === 'True') === true,
    containers: spec?.containers?.length ?? 0,
    restarts: statuses.reduce((n, s) => n + (s.restartCount ?? 0), 0),
    node: spec?.nodeName ?? '',
    ip: status?.podIP ?? '',
    ownerKind: owner?.kind ?? '',
    ownerName: owner?.name ?? '',
    terminating: pod.metadata.deletionTimestamp !== undefined,
    cpuMilli,
    memoryBytes,
    uid: pod.metadata.uid,
    mirror: pod.metadata.annotations?.['kubernetes.io/config.mirror'] !== undefined,
    image: spec?.containers?.[0]?.image ?? '',
    labels: pairs(pod.metadata.labels),
  };
}

function nodeSummary(node: AnyObject): ChangeSummary {
  const spec = node.spec as { readonly unschedulable?: boolean; readonly taints?: readonly { readonly key: string; readonly value?: string; readonly effect: string }[] } | undefined;
  const status = node.status as
    | { readonly allocatable?: Record<string, string>; readonly addresses?: readonly { readonly type: string; readonly address: string }[]; readonly conditions?: readonly { readonly type: string; readonly status: string }[] }
    | undefined;
  const { cpu = '0', memory = '0', pods = '0' } = status?.allocatable ?? {};
  const labels = node.metadata.labels ?? {};
  return {
    kind: 'Node',
    ready: status?.conditions?.find((c) => c.type === 'Ready')?.status ?? '',
    unschedulable: spec?.unschedulable ?? false,
    cpuMilli: milliValue(String(cpu)),
    memoryBytes: wholeValue(String(memory)),
    pods: wholeValue(String(pods)),
    ip: status?.addresses?.find((a) => a.type === 'InternalIP')?.address ?? '',
    zone: labels['topology.kubernetes.io/zone'] ?? '',
    controlPlane: 'node-role.kubernetes.io/control-plane' in labels,
    taints: (spec?.taints ?? []).map((t) => `${t.key}${t.value ? `=${t.value}` : ''}:${t.effect}`).join(','),
  };
}

function workloadSummary(object: AnyObject): ChangeSummary {
  const spec = object.spec as { readonly replicas?: number; readonly template?: { readonly spec?: { readonly containers?: readonly { readonly image?: string }[] } }; readonly paused?: boolean; readonly completions?: number; readonly parallelism?: number } | undefined;
  const status = (object.status ?? {}) as Record<string, unknown>;
  const owner = controllerOf(object);
  return {
    kind: 'Workload',
    desired: spec?.replicas ?? spec?.completions ?? spec?.parallelism ?? num(status.desiredNumberScheduled),
    current: num(status.replicas ?? status.currentNumberScheduled ?? status.active),
    updated: num(status.updatedReplicas ?? status.updatedNumberScheduled),
    ready: num(status.readyReplicas ?? status.numberReady ?? status.ready),
    available: num(status.availableReplicas ?? status.numberAvailable ?? status.succeeded),
    generation: object.metadata.generation ?? 0,
    observedGeneration: num(status.observedGeneration),
    ownerKind: owner?.kind ?? '',
    ownerName: owner?.name ?? '',
    images: (spec?.template?.spec?.containers ?? []).map((c) => c.image ?? '').join(','),
    paused: spec?.paused === true,
  };
}

function eventSummary(event: AnyObject): ChangeSummary {
  const about = (event.involvedObject ?? event.regarding ?? {}) as Record<string, unknown>;
  const source = event.source as { readonly component?: string } | undefined;
  return {
    kind: 'Event',
    eventType: str(event.type),
    reason: str(event.reason),
    message: str(event.message ?? event.note),
    aboutKind: str(about.kind),
    aboutNamespace: str(about.namespace),
    aboutName: str(about.name),
    count: num(event.count) || 1,
    source: source?.component || str(event.reportingComponent ?? event.reportingController),
  };
}

function serviceSummary(service: AnyObject): ChangeSummary {
  const spec = (service.spec ?? {}) as { readonly type?: string; readonly clusterIP?: string; readonly ports?: readonly { readonly port: number; readonly protocol?: string; readonly nodePort?: number }[]; readonly selector?: Readonly<Record<string, string>> };
  return {
    kind: 'Service',
    serviceType: spec.type ?? '',
    clusterIP: spec.clusterIP ?? '',
    ports: (spec.ports ?? []).map((p) => `${p.port}${p.nodePort ? `:${p.nodePort}` : ''}/${p.protocol ?? 'TCP'}`).join(','),
    selector: pairs(spec.selector),
  };
}

function otherSummary(object: AnyObject): ChangeSummary {
  const status = object.status as { readonly phase?: string } | undefined;
  const { labels, finalizers, deletionTimestamp } = object.metadata ?? {};
  return { kind: 'Other', phase: str(status?.phase), labels: pairs(labels), finalizers: (finalizers ?? []).join(','), terminating: deletionTimestamp !== undefined };
}

function endpointsSummary(slice: AnyObject): ChangeSummary {
  const endpoints = (slice.endpoints ?? []) as readonly { readonly conditions?: { readonly ready?: boolean } }[];
  return { kind: 'EndpointSlice', service: slice.metadata.labels?.['kubernetes.io/service-name'] ?? '', ready: endpoints.filter((e) => e.conditions?.ready !== false).length, total: endpoints.length };
}

function factSummary(key: string, value: Readonly<Record<string, unknown>>): FactSummary | PrintSummary {
  if (key.startsWith('shell/')) return { kind: 'Print', input: num(value.input), fd: num(value.fd), text: str(value.text), exit: num(value.exit) };
  return { kind: 'Fact', state: str(value.state), detail: str(value.detail) };
}
