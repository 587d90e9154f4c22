// What the caption says at a moment: which sentence (a code) with which facts. The sentences themselves are texts of the
// page (locales/*/caption.ts), one for each code; here is decided what is true. Nothing is invented: every fact is a
// summary of a span, a change, or the state of a key at that moment.

import type { SpanId } from '../sim/kernel/trace.ts';
import { activityOf } from './activity.ts';
import { bootTold } from './bootTeller.ts';
import { bootSentence } from './bootSteps.ts';
import { linkOf, queuedKey } from './explain.ts';
import { loadsOf } from './loads.ts';
import type { Milestones } from './milestones.ts';
import { netSentence } from './netCaptions.ts';
import type { SpanView, TraceReader } from './reader.ts';
import { isWrite, stepsOf, type Step } from './steps.ts';
import { keyFor, shortImage, shortName, subjectOf } from './subject.ts';
import type { ReconcileSummary, RequestSummary, ScheduleSummary } from './summary.ts';
import { indexOf } from './traceIndex.ts';

export type CaptionCode =
  | 'start' | 'begin' | 'typed' | 'discover' | 'lookUp' | 'reads' | 'createNew' | 'patches' | 'deletes' | 'evicts' | 'writes' | 'writesMany'
  | 'faultNodeDown' | 'faultNodeUp' | 'faultCut' | 'faultHeal' | 'faultStop' | 'faultStart' | 'faultKill' | 'faultRegistryDown' | 'faultRegistryUp'
  | 'forbidden' | 'conflict' | 'exists' | 'unreadable' | 'invalid' | 'missing' | 'refused' | 'lost'
  | 'setMissing' | 'setScaled' | 'jobEnds' | 'jobSuspends' | 'jobCounts' | 'jobFinished' | 'jobReports' | 'cronReports' | 'setNext' | 'setOld' | 'setSurplus' | 'setEnded' | 'cronDue' | 'cronClears' | 'ttlOver' | 'podsWanted' | 'podsTooMany' | 'podsOnNodes' | 'reportsReady' | 'reportsAvailable' | 'endpointsNew' | 'endpointsReady' | 'endpointsFewer' | 'endpointsHear'
  | 'nodeSilent' | 'nodePodsUnready' | 'nodeTainted' | 'nodeUntainted' | 'evicted' | 'ownerGone' | 'staleCache' | 'retries'
  | 'placed' | 'placedTie' | 'placedOnly' | 'unplaced'
  | 'takesPod' | 'started' | 'containerEnded' | 'oomKilled' | 'podStatus' | 'podEnds' | 'removed'
  | 'sandbox' | 'address' | 'addressing' | 'pulls' | 'pulled' | 'pullFailed' | 'starts' | 'stops' | 'stopped' | 'runsHook' | 'backOff' | 'probeFailed'
  | 'waitsPull' | 'waitsStop' | 'waitsBackOff' | 'idle'
  | 'hopReaches' | 'hopReachesMany' | 'hopReachesApi' | 'hopStored' | 'hopMarked' | 'hopDeleted' | 'hopUnchanged' | 'hopDryRun' | 'hopAnswered'
  | 'hopRead' | 'hopReadMany' | 'hopReadApi' | 'hopMissing' | 'hopRefused' | 'hopTold' | 'hopToldAll'
  | 'netAsks' | 'netNamed' | 'netNoName' | 'netChosen' | 'netReaches' | 'netConnects' | 'netConnected' | 'netHears'
  | 'bootPower' | 'bootKubelet' | 'bootJoins' | 'bootStatic' | 'bootServes' | 'bootRefused' | 'bootWaits' | 'bootRegisters' | 'bootMarks' | 'bootAddon' | 'bootLeads' | 'bootAccounts' | 'bootMirror' | 'bootReady'
  | 'netNobody' | 'netNoneHere' | 'netRefused' | 'netRefusedAt' | 'netNoRoute' | 'netNoOne' | 'netGivesUp' | 'writesFile' | 'removesFile' | 'sends' | 'sendsOn' | 'sendsNoMore';

/** Names of parameters say what they are, and so how the page writes them. */
export interface CaptionParams {
  /** `replicaset-controller`, `kubelet/worker-1` */
  readonly actor?: string;
  /** The same in the middle of a sentence. */
  readonly who?: string;
  readonly node?: string;
  /** A resource: `deployments`. */
  readonly kind?: string;
  /** Short, with its end. */
  readonly name?: string;
  /** As on the wire. */
  readonly verb?: string;
  readonly status?: string;
  readonly image?: string;
  readonly container?: string;
  readonly user?: string;
  readonly text?: string;
  readonly reason?: string;
  readonly probe?: string;
  readonly component?: string;
  readonly taint?: string;
  readonly address?: string;
  readonly path?: string;
  readonly revision?: string;
  readonly code?: string;
  readonly n?: number;
  readonly wanted?: number;
  readonly exist?: number;
  readonly from?: number;
  readonly to?: number;
  readonly best?: number;
  readonly second?: number;
  /** Microseconds. */
  readonly time?: number;
}

export interface Sentence {
  readonly code: CaptionCode;
  readonly params: CaptionParams;
}

export interface Caption extends Sentence {
  /** What it tells of; 0 where nothing goes on. */
  readonly span: SpanId;
  /** The box that the yellow marker is on: an actor of the trace; '' for none. */
  readonly actor: string;
  /** The object it is about. */
  readonly key: string;
  readonly from: number;
  readonly to: number;
  /** How long nothing was told before, where that is long: microseconds; 0 otherwise. */
  readonly after: number;
}

export interface Narration {
  readonly caption: Caption;
  /** The milestone that is being worked on (or has just been reached): the number in the circle; 0 before the first. */
  readonly milestone: number;
  readonly next: Sentence | undefined;
  /** How long until that: microseconds. */
  readonly nextIn: number;
}

/** A pause as long as this is told: "8.4 s later". */
const PAUSE = 500_000;

/** What the caption says at a moment. `origin`: when the boot was over; `busy`: something goes on at the end of the trace. */
export function narrate(reader: TraceReader, milestones: Milestones, origin: number, at: number): Narration {
  const steps = stepsOf(reader);
  const step = steps.at(at);
  const next = steps.after(at);
  const milestone = currentMilestone(milestones, at);
  const tells = (): Pick<Narration, 'milestone' | 'next' | 'nextIn'> => ({ milestone, next: next && sentenceOf(reader, next).sentence, nextIn: next ? next.from - at : 0 });
  if (!step || step.from < origin) return { caption: { code: next ? 'begin' : 'start', params: {}, ...NOBODY, from: origin, to: Infinity }, ...tells() };
  // Where the next is not known yet, nobody can say that nothing comes.
  const quiet = at - steps.lastMoment(at) >= PAUSE || (step.to <= at && at - step.to > 1 && !next && reader.now - at >= PAUSE);
  if (quiet && Math.abs(step.to - at) > 0.5) {
    const waiting = steps.waiting(at);
    if (waiting !== undefined) return { caption: waitingFor(reader, waiting, at), ...tells() };
    const run = loadsOf(reader).running(at);
    if (run) return { caption: { code: 'sendsOn', params: { text: `${run.perSecond}/s ${run.url}` }, ...NOBODY, span: run.span, actor: run.from, from: run.start, to: run.end }, ...tells() };
    if (!next && !activityOf(reader).underWay(at)) return { caption: { code: 'idle', params: {}, ...NOBODY, from: step.to, to: Infinity }, ...tells() };
  }
  return { caption: captionOf(reader, step), ...tells() };
}

const NOBODY = { span: 0 as SpanId, actor: '', key: '', after: 0 } as const;

/** The milestone that comes next or is reached just now; after the last one, that. */
export function currentMilestone(milestones: Milestones, at: number): number {
  milestones.update();
  const list = milestones.list;
  const reached = milestones.at(at - 0.5)?.number ?? 0;
  return Math.min(reached + 1, list.length);
}

/** What the yellow marker is on at a moment: the actor whose box it is, and the key of the object it has in hand. */
export function markedAt(reader: TraceReader, origin: number, at: number): { readonly actor: string; readonly key: string } {
  const step = stepsOf(reader).at(at);
  if (!step || step.from < origin) return { actor: '', key: '' };
  const { actor, key } = captionOf(reader, step);
  return { actor, key };
}

export function captionOf(reader: TraceReader, step: Step): Caption {
  const { sentence, actor, key } = sentenceOf(reader, step);
  const before = stepsOf(reader).lastMoment(step.from - 1);
  const after = before > 0 && step.from - before >= PAUSE ? step.from - before : 0;
  return { ...sentence, span: step.span, actor, key, from: step.from, to: step.to, after };
}

function waitingFor(reader: TraceReader, id: SpanId, at: number): Caption {
  const span = reader.span(id);
  const { summary } = span;
  const node = summary.type === 'node' ? summary.node : '';
  const time = at - span.start;
  const about = { span: id, actor: span.actor, key: linkOf(reader, id).key, from: span.start, to: span.end, after: 0 };
  if (summary.type === 'node' && span.name === 'pull') return { code: 'waitsPull', params: { node, image: shortImage(summary.image), time }, ...about };
  if (summary.type === 'node' && span.name === 'kill') return { code: 'waitsStop', params: { node, name: podName(summary.pod), time }, ...about };
  return { code: 'waitsBackOff', params: { actor: span.actor, node, name: summary.type === 'node' ? podName(summary.pod) : '', time }, ...about };
}

const podName = (pod: string): string => shortName(pod.slice(pod.indexOf('/') + 1));

interface Told {
  readonly sentence: Sentence;
  readonly actor: string;
  readonly key: string;
}

function sentenceOf(reader: TraceReader, step: Step): Told {
  const span = reader.span(step.span);
  const link = linkOf(reader, step.span);
  const about = { actor: link.actor, key: link.key };
  const { summary } = span;
  if (bootTold(reader)) {
    const sentence = bootSentence(reader, span, step.phase);
    if (sentence) return { ...about, actor: sentence.code === 'bootServes' ? 'kube-apiserver' : sentence.code === 'bootPower' ? '' : about.actor, sentence };
  }
  switch (summary.type) {
    case 'input':
      return { ...about, actor: summary.what === 'fault' ? faultPlace(summary.text) : 'kubectl', sentence: inputSentence(summary.what, summary.text) };
    case 'request':
      return { ...about, sentence: requestSentence(reader, span, summary) };
    case 'reconcile':
      return { actor: span.actor, key: queuedKey(summary.controller, summary.key), sentence: reconcileSentence(reader, span, summary) };
    case 'schedule':
      return { ...about, sentence: scheduleSentence(summary) };
    case 'hop': {
      const { actor, ...sentence } = netSentence(span, summary, step.phase === 'do' && summary.arrived >= 0 ? 'there' : 'over');
      return { ...about, actor, sentence };
    }
    default:
      return { ...about, sentence: nodeSentence(span, step.phase) };
  }
}

// ---- from outside ----

export function inputSentence(what: string, text: string): Sentence {
  if (what === 'requests' || what === 'stopRequests') return { code: what === 'requests' ? 'sends' : 'sendsNoMore', params: { text } };
  const file = what === 'staticPod' ? /^(rm )?(\S+): (.*)$/s.exec(text) : null;
  if (file) return { code: file[1] ? 'removesFile' : 'writesFile', params: { node: file[2] ?? '', path: file[3]?.startsWith('/') ? file[3] : `/etc/kubernetes/manifests/${file[3] ?? ''}` } };
  if (what !== 'fault') return { code: 'typed', params: { text } };
  const [fault = '', first = '', second = ''] = text.split(' ');
  const node = first;
  switch (fault) {
    case 'nodeDown':
      return { code: 'faultNodeDown', params: { node } };
    case 'nodeUp':
      return { code: 'faultNodeUp', params: { node } };
    case 'cutNetwork':
      return { code: 'faultCut', params: { node } };
    case 'healNetwork':
      return { code: 'faultHeal', params: { node } };
    case 'stopComponent':
      return { code: 'faultStop', params: { component: second ? `${first}/${second}` : first } };
    case 'startComponent':
      return { code: 'faultStart', params: { component: second ? `${first}/${second}` : first } };
    case 'registryDown':
      return { code: 'faultRegistryDown', params: {} };
    case 'registryUp':
      return { code: 'faultRegistryUp', params: {} };
    default:
      return { code: 'faultKill', params: { name: shortName(text.split(/[ /]/).pop() ?? '') } };
  }
}

/** The box that a fault hits. */
function faultPlace(text: string): string {
  const [fault = '', first = '', second = ''] = text.split(' ');
  if (fault.startsWith('node') || fault.endsWith('Network')) return `kubelet/${first}`;
  if (fault.endsWith('Component')) return second ? `${first}/${second}` : first;
  return '';
}

// ---- requests ----

function requestSentence(reader: TraceReader, span: SpanView, r: RequestSummary): Sentence {
  const actor = r.component;
  const base = { actor, kind: r.resource, name: shortName(r.name), verb: r.method };
  if (r.code >= 400 && isWrite(r)) return refusalSentence(reader, span, r);
  if (r.lost !== '') return { code: 'lost', params: base };
  if (actor === 'kubectl') {
    if (r.resource === '') return { code: 'discover', params: base };
    if (r.method === 'GET') return { code: r.name === '' ? 'reads' : 'lookUp', params: base };
    if (r.method === 'DELETE') return { code: 'deletes', params: base };
    if (r.subresource === 'eviction') return { code: 'evicts', params: base };
    if (r.method === 'POST' && r.subresource === '' && lookedUp(reader, span, r) === 404) return { code: 'createNew', params: base };
    if (r.method === 'PATCH' && lookedUp(reader, span, r) === 200) return { code: 'patches', params: base };
    return { code: 'writes', params: base };
  }
  if (reader.typeOf(span.cause || span.id) === 'timer' && actor.startsWith('node-')) {
    const node = indexOf(reader).changesOf(span.id).map((i) => reader.change(i)).find((c) => c.summary.kind === 'Node');
    if (node?.summary.kind === 'Node' && node.summary.ready === 'Unknown' && r.subresource === 'status') return { code: 'nodeSilent', params: { ...base, node: r.name, time: silence(reader, r.name, span.start) } };
    if (r.resource === 'nodes' && node?.summary.kind === 'Node') return { code: node.summary.taints.includes('unreachable') || node.summary.taints.includes('not-ready') ? 'nodeTainted' : 'nodeUntainted', params: { ...base, node: r.name, taint: 'NoExecute' } };
    if (r.resource === 'pods' && r.method === 'DELETE') return { code: 'evicted', params: { ...base, node: podNode(reader, r, span.start) } };
    if (r.resource === 'pods') return { code: 'nodePodsUnready', params: { ...base, node: podNode(reader, r, span.start) } };
  }
  if (actor.startsWith('kubelet/') && r.resource === 'pods') return podSentence(reader, span, r);
  return { code: 'writes', params: base };
}

/** What kubectl was told when it asked for the same object just before. */
function lookedUp(reader: TraceReader, span: SpanView, r: RequestSummary): number {
  for (const id of indexOf(reader).effects(span.cause)) {
    if (id >= span.id) break;
    const { summary } = reader.span(id);
    if (summary.type === 'request' && summary.method === 'GET' && summary.resource === r.resource && summary.name === r.name) return summary.code;
  }
  return 0;
}

/** How long ago a node renewed its lease for the last time. */
function silence(reader: TraceReader, node: string, at: number): number {
  const lease = indexOf(reader).keyAt(`/registry/leases/kube-node-lease/${node}`, at);
  return lease ? at - lease.at : 0;
}

function podNode(reader: TraceReader, r: RequestSummary, at: number): string {
  const pod = indexOf(reader).keyAt(keyFor('pods', r.namespace, r.name), at)?.summary;
  return pod?.kind === 'Pod' ? pod.node : '';
}

export function refusalSentence(reader: TraceReader, span: SpanView, r: RequestSummary): Sentence {
  // A create is sent to the collection: the name is in the body, and in what the server says of it.
  const name = r.name || (/"([^"]+)"/.exec(r.message)?.[1] ?? '');
  const base = { actor: r.component, kind: r.resource, name: shortName(name), verb: r.verb, code: String(r.code) };
  switch (r.reason) {
    case 'Forbidden':
      // Not only roles forbid: quota and policies do, too, but they stand behind authorization.
      return r.refusedAt === 'authz' ? { code: 'forbidden', params: { ...base, user: /User "([^"]*)"/.exec(r.message)?.[1] ?? r.component } } : { code: 'refused', params: { ...base, reason: r.reason } };
    case 'Conflict': {
      const now = indexOf(reader).keyAt(keyFor(r.resource, r.namespace, r.name), span.end);
      return { code: 'conflict', params: { ...base, revision: now ? `r${now.revision}` : '' } };
    }
    case 'AlreadyExists':
      return { code: 'exists', params: base };
    case 'BadRequest':
      return { code: 'unreadable', params: base };
    case 'Invalid':
      return { code: 'invalid', params: base };
    case 'NotFound':
      return { code: 'missing', params: base };
    default:
      return { code: 'refused', params: { ...base, reason: r.reason || String(r.code) } };
  }
}

function podSentence(reader: TraceReader, span: SpanView, r: RequestSummary): Sentence {
  const node = r.component.slice(r.component.indexOf('/') + 1);
  const base = { actor: r.component, node, name: shortName(r.name), verb: r.method };
  if (r.method === 'DELETE') return { code: 'removed', params: base };
  const stored = indexOf(reader).changesOf(span.id).find((i) => reader.change(i).summary.kind === 'Pod') ?? -1;
  const pod = stored < 0 ? undefined : reader.change(stored).summary;
  if (pod?.kind !== 'Pod') return { code: 'writes', params: { ...base, kind: r.resource } };
  const params = { ...base, status: pod.status };
  if (pod.terminating) return { code: 'podEnds', params };
  const ended = ENDED.test(pod.status) ? lastEnd(reader, stored, `node/${pod.node}/containers/${pod.uid}/`, pod.status) : undefined;
  if (ended) return { code: pod.status === 'OOMKilled' ? 'oomKilled' : 'containerEnded', params: { ...params, ...ended } };
  if (pod.status === 'Running') return { code: pod.ready === pod.containers ? 'started' : 'podStatus', params };
  return { code: pod.status === 'ContainerCreating' ? 'takesPod' : 'podStatus', params };
}

/** Words of a Pod that are the reason why one of its containers ended. */
const ENDED = /^(OOMKilled|Error|Completed)$/;

/** What the node knew shortly before a change of its Pod: which container ended for this reason, and with which code. */
function lastEnd(reader: TraceReader, before: number, containers: string, reason: string): { readonly container: string; readonly code: string } | undefined {
  for (let i = before - 1; i >= 0 && i > before - 200; i--) {
    const { key, summary } = reader.change(i);
    if (summary.kind !== 'Fact' || summary.state !== 'exited' || !key.startsWith(containers)) continue;
    const [, why, code] = /^(\w+) \((\d+)\)$/.exec(summary.detail) ?? [];
    return why === reason && code !== undefined ? { container: key.slice(containers.length), code } : undefined;
  }
  return undefined;
}

// ---- controllers ----

function reconcileSentence(reader: TraceReader, span: SpanView, r: ReconcileSummary): Sentence {
  const actor = span.actor;
  const step = (name: string): Readonly<Record<string, string | number | boolean>> | undefined => r.steps.find((s) => s.step === name)?.values;
  const num = (value: unknown): number => (typeof value === 'number' ? value : 0);
  const str = (value: unknown): string => (typeof value === 'string' ? value : '');
  const writes = indexOf(reader).effects(span.id).map((id) => reader.span(id)).filter((s) => s.summary.type === 'request' && isWrite(s.summary));
  const first = writes[0]?.summary as RequestSummary | undefined;
  const name = shortName(r.key.split(' ').slice(-1)[0]?.split('/').pop() ?? '');
  const said = (code: CaptionCode, params: CaptionParams = {}): Sentence => ({ code, params: { actor, name, ...params } });

  const done = decisionOf();
  if (done) return done;
  const refused = writes.find((s) => (s.summary as RequestSummary).code === 409);
  if (refused && writes.length === 1) return refusalSentence(reader, refused, refused.summary as RequestSummary);
  if (first) {
    const same = writes.filter((s) => (s.summary as RequestSummary).method === first.method && (s.summary as RequestSummary).resource === first.resource).length;
    const params = { verb: first.method, kind: first.resource, name: shortName(first.name), n: same };
    return said(same > 1 ? 'writesMany' : 'writes', params);
  }
  if (/not as new as|out of date/.test(r.error)) return said('staleCache');
  return said('retries', { time: Math.max(0, r.requeueAfter) });

  function decisionOf(): Sentence | undefined {
    const create = step('create');
    const remove = step('delete');
    const count = step('count');
    if (r.controller === 'statefulset') {
      const replaced = str(remove?.why);
      if (create) return said('setNext', { name: shortName(str(create.name)), verb: 'POST' });
      if (remove) return said(replaced === 'update' ? 'setOld' : replaced === 'scale' ? 'setSurplus' : 'setEnded', { name: shortName(str(remove.name)), verb: 'DELETE' });
    }
    if (r.controller === 'cronjob' && first?.resource === 'jobs') return said(first.method === 'POST' ? 'cronDue' : 'cronClears', { kind: 'jobs', name: shortName(str((step('create') ?? step('remove') ?? step('replace'))?.name)), verb: first.method });
    if (r.controller === 'ttl-after-finished' && step('expire')) return said('ttlOver', { verb: 'DELETE', kind: 'jobs' });
    if (r.controller === 'job') {
      const finish = step('finish');
      const ends = step('failing') ?? step('enough');
      if (finish) return said('jobFinished', { status: str(finish.type), verb: first?.method ?? '' });
      if (ends) return said('jobEnds', { reason: str(ends.reason), verb: first?.method ?? '' });
      if (step('suspend')) return said('jobSuspends', { n: num(remove?.pods), verb: remove ? 'DELETE' : (first?.method ?? '') });
      if (step('counted') && !create && !remove) return said('jobCounts', { n: num(step('counted')?.pods), verb: 'PATCH' });
    }
    if (count && create) return said('podsWanted', { wanted: num(count.wanted), exist: num(count.exist), n: num(create.pods), verb: 'POST' });
    if (count && remove) return said('podsTooMany', { wanted: num(count.wanted), exist: num(count.exist), n: num(remove.pods), verb: 'DELETE' });
    const manage = step('manage');
    const nodes = step('nodes');
    if (manage && nodes && num(manage.create) > 0) return said('podsOnNodes', { wanted: num(nodes.wanted), exist: num(nodes.have), n: num(manage.create), verb: 'POST' });
    const scale = step('scale');
    if (scale && first) {
      if (first.method === 'POST') return said('setMissing', { verb: 'POST', kind: 'replicasets' });
      return said('setScaled', { name: shortName(str(scale.set)), from: num(scale.from), to: num(scale.to), verb: first.method });
    }
    const endpoints = step('endpoints');
    if (endpoints && first) {
      const n = num(endpoints.ready);
      if (r.controller === 'endpoints') return said('endpointsHear', { verb: first.method, n });
      if (first.method === 'POST') return said('endpointsNew', { verb: 'POST', n });
      const pod = triggerPod(reader, span);
      if (pod?.ready) return said('endpointsReady', { name: shortName(pod.name), n, verb: first.method });
      return said(pod ? 'endpointsFewer' : 'endpointsHear', { name: shortName(pod?.name ?? name), n, verb: first.method });
    }
    const taints = step('taints');
    if (r.controller === 'nodelifecycle' && taints && first) {
      const add = str(taints.add);
      return said(add ? 'nodeTainted' : 'nodeUntainted', { node: r.key, taint: (add || str(taints.remove)).replace('node.kubernetes.io/', ''), verb: first.method });
    }
    if (r.controller === 'tainteviction' && first?.method === 'DELETE') return said('evicted', { name: shortName(first.name), node: podNode(reader, first, span.start), verb: 'DELETE' });
    if (step('podNotReady')) return said('nodePodsUnready', { node: r.key, verb: first?.method ?? '' });
    if (r.controller === 'garbagecollector' && first?.method === 'DELETE') return said('ownerGone', { kind: first.resource, name: shortName(first.name), verb: 'DELETE' });
    const status = step('status');
    if (status && first?.subresource === 'status') {
      if (r.controller === 'job') return said('jobReports', { n: num(status.active), to: num(status.succeeded), verb: first.method });
      if (r.controller === 'cronjob') return said('cronReports', { n: num(status.active), verb: first.method });
      const key = subjectOf(queuedKey(r.controller, r.key));
      const workload = indexOf(reader).keyAt(queuedKey(r.controller, r.key), span.end === Infinity ? reader.now : span.end)?.summary;
      const wanted = workload?.kind === 'Workload' ? workload.desired : num(status.desired ?? status.replicas);
      const available = key?.kind === 'Deployment';
      return said(available ? 'reportsAvailable' : 'reportsReady', { n: num(available ? status.available : status.ready), wanted, verb: first.method });
    }
    return undefined;
  }
}

/** The Pod whose news a reconcile follows. */
function triggerPod(reader: TraceReader, span: SpanView): { readonly name: string; readonly ready: boolean } | undefined {
  for (const cause of span.causes) {
    const { summary } = reader.span(cause);
    if (summary.type !== 'watch') continue;
    const subject = subjectOf(summary.key);
    if (subject?.kind !== 'Pod') continue;
    const pod = indexOf(reader).revision(summary.revision)?.summary;
    return { name: subject.name, ready: pod?.kind === 'Pod' && !pod.terminating && pod.status === 'Running' && pod.ready === pod.containers };
  }
  return undefined;
}

// ---- the scheduler ----

function scheduleSentence(s: ScheduleSummary): Sentence {
  const base = { actor: 'kube-scheduler', name: podName(s.key), verb: 'POST' };
  if (s.node === '') {
    // "0/4 nodes are available: 1 node(s) had untolerated taint(s), 3 Insufficient cpu. …": what keeps it from the most nodes.
    const list = /nodes are available: (.*?)\./.exec(s.message)?.[1] ?? '';
    const reasons = list.split(', ').map((part) => /^(\d+) (?:node\(s\) )?(.*)$/.exec(part)).flatMap((m) => (m ? [{ n: Number(m[1]), reason: m[2] as string }] : []));
    reasons.sort((a, b) => b.n - a.n);
    return { code: 'unplaced', params: { ...base, reason: reasons[0]?.reason ?? s.message, n: reasons[0]?.n ?? 0, wanted: s.nodes } };
  }
  const best = s.ranking[0]?.total;
  const mine = s.ranking.find((r) => r.node === s.node)?.total ?? best ?? 0;
  const rest = s.ranking.filter((r) => r.node !== s.node);
  const second = rest[0]?.total;
  if (s.feasible === 1 || second === undefined) return { code: 'placedOnly', params: { ...base, node: s.node } };
  return { code: second === mine ? 'placedTie' : 'placed', params: { ...base, node: s.node, best: mine, second } };
}

// ---- nodes ----

function nodeSentence(span: SpanView, phase: Step['phase']): Sentence {
  const { summary } = span;
  if (summary.type !== 'node') return { code: 'idle', params: {} };
  const base = { actor: span.actor, node: summary.node, name: podName(summary.pod) };
  switch (span.name) {
    case 'sandbox':
      return { code: 'sandbox', params: base };
    case 'cni':
      return summary.detail === '' ? { code: 'addressing', params: base } : { code: 'address', params: { ...base, address: summary.detail } };
    case 'pull': {
      const params = { ...base, image: shortImage(summary.image) };
      if (phase === 'do') return { code: 'pulls', params };
      return { code: summary.error ? 'pullFailed' : 'pulled', params };
    }
    case 'start':
      return { code: 'starts', params: { ...base, image: shortImage(summary.image) } };
    case 'kill':
      return { code: phase === 'do' ? 'stops' : 'stopped', params: { ...base, time: Number.parseInt(summary.detail, 10) * 1e6 || 0 } };
    case 'preStop':
      return { code: 'runsHook', params: base };
    case 'backoff':
      return { code: 'backOff', params: { ...base, time: Number.parseFloat(summary.detail) * (summary.detail.includes('m') ? 60e6 : 1e6) || 0 } };
    default:
      return { code: 'probeFailed', params: { ...base, probe: summary.detail } };
  }
}

