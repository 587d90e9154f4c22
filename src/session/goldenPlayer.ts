// Plays a golden scenario on a cluster that stands where the recorded one stood, and writes down what a recorder would.

import { assert } from '../base/assert.ts';
import { isObject, type Json } from '../base/json.ts';
import { milliseconds, parseTime, seconds, type Micros } from '../base/time.ts';
import { queryText } from '../sim/api/http.ts';
import type { RequestData } from '../sim/api/spans.ts';
import type { KubeObject } from '../sim/api/types.ts';
import type { Input } from '../sim/cluster/inputs.ts';
import type { SpanId } from '../sim/kernel/trace.ts';
import type { PrintFd } from '../kubectl/shell.ts';
import { splitWords } from '../kubectl/shellWords.ts';
import type { GoldenFolder, GoldenRun, GoldenStep, HistoryLine, PlayedStep, RequestLine } from './golden.ts';
import { RECORD_VERSION, Session } from './session.ts';

export interface PlayOptions {
  readonly seed?: number;
  /** How long the cluster runs before the first step, so that all its parts have found each other. */
  readonly warmUp?: Micros;
}

/** The folder in which the recorder ran its commands. */
const FOLDER = '/home/admin/scenario';
/** Recorded kubelets had been up for six to seven seconds. */
const WARM_UP = seconds(7);
/** From the beginning of a scenario to its first step. */
const FIRST_STEP = milliseconds(14);
/** How long the recorder waited for a process to end, where that was not soon: the API server was killed after 2 s. */
const STOPPING: Readonly<Record<string, Micros>> = { 'kube-apiserver': milliseconds(2100), etcd: milliseconds(7090) };
/** From the start of a process to the next step where nobody waits for it; from its last word until its end is seen. */
const STARTING = milliseconds(3);
const ENDING = milliseconds(6);
/** Beyond this a command counts as hanging. */
const LONGEST = seconds(600);

export function playGolden(folder: GoldenFolder, options: PlayOptions = {}): GoldenRun {
  return new GoldenPlayer(folder, options).play();
}

/** A command that has been started, and the step that holds what it prints. */
interface Started {
  readonly step: PlayedStep;
  readonly input: number;
}

class GoldenPlayer {
  private readonly folder: GoldenFolder;
  private readonly session: Session;
  private readonly warmUp: Micros;
  private readonly steps: PlayedStep[] = [];
  private readonly history: HistoryLine[] = [];
  /** Keys that are in etcd. */
  private readonly known = new Set<string>();
  /** Requests of the API server to itself, which are none in the simulation. */
  private readonly loopback: RequestLine[] = [];
  private readonly started = new Map<number, Started>();
  private readonly background = new Map<string, Started>();
  private lastWrite = 0;

  constructor(folder: GoldenFolder, { seed = 1, warmUp = WARM_UP }: PlayOptions) {
    const { start, scenario } = folder;
    this.folder = folder;
    this.warmUp = warmUp;
    const began = parseTime(start.started);
    assert(began !== undefined, 'cluster.json does not say when it was taken');
    this.session = new Session({ version: RECORD_VERSION, seed, shape: scenario.cluster, inputs: [] }, { epochMs: began - warmUp / 1000, start: (cluster) => cluster.startFrom(start) });
  }

  play(): GoldenRun {
    const { session, folder } = this;
    const { shell, cluster } = session;
    shell.files.folder = FOLDER;
    for (const [path, text] of folder.files) shell.writeFile(path, text);
    shell.onPrint((input, fd, text, exit) => this.printed(input, fd, text, exit));
    session.runTo(this.warmUp);
    this.dropOwnEvents();
    this.lastWrite = session.kernel.now;
    cluster.store.listen(({ type, key, revision, value }) => this.wrote(type, key, revision, value));
    const from = session.kernel.trace.size;
    session.runTo((session.kernel.now + FIRST_STEP) as Micros);
    for (const step of folder.scenario.steps) this.playStep(step);
    for (const one of this.started.values()) one.step.endMs ??= this.ms;
    return { scenario: folder.scenario, start: folder.start, steps: this.steps, requests: this.requests(from), history: this.history };
  }

  /** What the components said as they began is among the recorded objects already. */
  private dropOwnEvents(): void {
    const { store } = this.session.cluster;
    const recorded = new Set(this.folder.start.objects.map(({ key }) => key));
    for (const { key, modRevision } of store.range('/registry/events/')) if (!recorded.has(key)) store.delete(key, modRevision);
  }

  private get ms(): number {
    return this.msOf(this.session.kernel.now);
  }

  private msOf(at: number): number {
    return Math.round((at - this.warmUp) / 1000);
  }

  // ---- steps ----

  private playStep(step: GoldenStep): void {
    const { session } = this;
    const played: PlayedStep = { ...step, startMs: this.ms };
    this.steps.push(played);
    if (step.run !== undefined) {
      this.runCommand(step, played);
      return;
    }
    if (step.sleep !== undefined) this.wait(seconds(step.sleep));
    if (step.settle) played.settled = this.settle(step.settle);
    if (step.stop !== undefined) this.stop(step.stop);
    const input = inputOf(step, this.folder.files);
    if (input) {
      session.settle();
      session.input(input);
      const stopped = step.node?.stop ?? step.component?.stop;
      if (stopped !== undefined) this.wait(STOPPING[stopped] ?? milliseconds(100));
    }
    played.endMs = this.ms;
  }

  private wait(duration: Micros): void {
    this.session.runTo((this.session.kernel.now + duration) as Micros);
  }

  private runCommand(step: GoldenStep, played: PlayedStep): void {
    const { session } = this;
    const words = splitWords(step.run ?? '');
    session.settle();
    played.stdout = '';
    played.stderr = '';
    const number = session.inputSpans.length;
    const started: Started = { step: played, input: number };
    this.started.set(number, started);
    session.input({ type: 'kubectl', args: words.slice(1), text: step.run ?? '', stdin: step.stdin ?? '', ...(step.env ? { env: step.env } : {}) });
    if (step.background !== undefined) {
      this.background.set(step.background, started);
      this.wait(STARTING);
      return;
    }
    const { now } = session.kernel;
    if (!this.finish(started, (now + (step.timeout === undefined ? LONGEST : seconds(step.timeout))) as Micros)) {
      this.interrupt(started);
      this.finish(started, (session.kernel.now + seconds(10)) as Micros);
    }
    this.wait(ENDING);
    played.endMs = this.ms;
  }

  /** Until the command has ended; whether it has. */
  private finish({ step }: Started, limit: Micros): boolean {
    this.session.run(limit, () => step.exit === undefined);
    return step.exit !== undefined;
  }

  private interrupt({ input, step }: Started): void {
    if (step.exit !== undefined) return;
    this.session.settle();
    this.session.input({ type: 'reply', to: input, what: 'interrupt' });
  }

  private stop(name: string): void {
    const started = this.background.get(name);
    if (!started) return;
    this.interrupt(started);
    this.finish(started, (this.session.kernel.now + seconds(10)) as Micros);
  }

  private settle({ quiet = 3, max = 90 }: NonNullable<GoldenStep['settle']>): boolean {
    const { kernel } = this.session;
    const began = kernel.now;
    const end = began + seconds(max);
    for (;;) {
      const due = Math.max(began, this.lastWrite) + seconds(quiet);
      if (kernel.now >= due) return true;
      if (kernel.now >= end) return false;
      this.session.runTo(Math.min(due, end) as Micros);
    }
  }

  // ---- what is written down ----

  private printed(input: number, fd: PrintFd, text: string, exit: number): void {
    const step = this.started.get(input)?.step;
    if (!step) return;
    if (fd === 1) step.stdout = (step.stdout ?? '') + text;
    if (fd === 2) step.stderr = (step.stderr ?? '') + text;
    if (fd !== 0) return;
    step.exit = exit;
    step.endMs = this.ms;
  }

  private wrote(op: 'put' | 'delete', key: string, rev: number, value: KubeObject): void {
    if (/^\/registry\/(leases|masterleases)\//.test(key)) return;
    this.lastWrite = this.session.kernel.now;
    const line = { rev, t: this.ms, op, key };
    const own = loopbackRequest(op, line.t, key, this.servedResource);
    if (own) this.loopback.push(own);
    const isNew = !this.known.has(key);
    if (op === 'delete') this.known.delete(key);
    else this.known.add(key);
    this.history.push(op === 'delete' ? line : { ...line, value: this.stored(value, isNew) });
  }

  /** What the request is about in whose course something is written. */
  private get servedResource(): string {
    const { kernel } = this.session;
    const data = kernel.trace.data(kernel.span) as RequestData | undefined;
    return data?.type === 'request' ? data.resource : '';
  }

  /** As etcd holds it. The phase of a claim that nobody has touched is a default, made whenever it is read. */
  private stored(value: KubeObject, isNew: boolean): Json {
    const { state } = this.session.cluster.server;
    const shown = this.folder.scenario.keepManagedFields ? state.provenance.shown(value) : value;
    const { resourceVersion: _, ...metadata } = shown.metadata;
    return { ...shown, metadata, ...(isNew && shown.kind === 'PersistentVolumeClaim' ? { status: {} } : {}) } as unknown as Json;
  }

  private requests(from: number): readonly RequestLine[] {
    const { trace } = this.session.kernel;
    const out: RequestLine[] = [];
    for (let id = from + 1; id <= trace.size; id++) {
      const span = trace.span(id as SpanId);
      if (span.name !== 'request') continue;
      const data = span.data as RequestData;
      if (!data.request || data.code === undefined || isHeartbeat(data)) continue;
      out.push(this.requestLine(data));
    }
    return [...out, ...this.loopback].sort((a, b) => a.t - b.t);
  }

  private requestLine({ request, component, verb, resource, subresource, namespace, name, arrived = 0 as Micros, answered, code = 0, refused }: RequestData): RequestLine {
    const { method, path, query, headers, body, user } = request;
    const group = /^\/apis\/([^/]+)\//.exec(path)?.[1] ?? '';
    const sent = refused && UNREAD.includes(refused.stage) ? undefined : body;
    // Of a new object the audit log knows the name that was sent, not the one that was generated.
    const own = isObject(sent) && isObject(sent.metadata) && typeof sent.metadata.name === 'string' ? sent.metadata.name : '';
    const known = verb === 'create' && !(name && path.includes(`/${name}`)) ? own : name;
    const type = PATCH_WORDS[headers['content-type'] ?? ''];
    const as = headers['impersonate-user'];
    return {
      t: this.msOf(arrived),
      component,
      user: user.name,
      verb,
      method,
      uri: `${path}${queryText(query)}`,
      ...(resource ? { resource: group ? `${resource}.${group}` : resource } : {}),
      ...(subresource ? { subresource } : {}),
      ...(namespace ? { namespace } : {}),
      ...(known ? { name: known } : {}),
      code,
      ...(method === 'PATCH' && type ? { patchType: type } : {}),
      ...(method !== 'GET' && sent !== undefined ? { request: sent } : {}),
      ...(refused ? { ...(refused.status.reason ? { reason: refused.status.reason } : {}), message: refused.status.message ?? '' } : {}),
      ...(as ? { as } : {}),
      ms: Math.max(0, Math.round(((answered ?? arrived) - arrived) / 1000)),
    };
  }
}

const PATCH_WORDS: Readonly<Record<string, string>> = {
  'application/strategic-merge-patch+json': 'strategic',
  'application/merge-patch+json': 'merge',
  'application/json-patch+json': 'json',
  'application/apply-patch+yaml': 'apply',
};

/** What the API server asks of itself: the addresses of Services, and its own endpoints. */
function loopbackRequest(op: 'put' | 'delete', t: number, key: string, served: string): RequestLine | undefined {
  const [, plural = '', rest = ''] = /^\/registry\/(?:services\/)?(ipaddresses|endpoints|endpointslices)\/(.*)$/.exec(key) ?? [];
  const line = { t, component: 'kube-apiserver', user: 'system:apiserver', ms: 2 };
  if (plural === 'ipaddresses') {
    const uri = `/apis/networking.k8s.io/v1/${plural}`;
    const resource = `${plural}.networking.k8s.io`;
    return op === 'put' ? { ...line, verb: 'create', method: 'POST', uri, resource, name: rest, code: 201 } : { ...line, verb: 'delete', method: 'DELETE', uri: `${uri}/${rest}`, resource, name: rest, code: 200 };
  }
  const [, namespace, quota] = /^\/registry\/resourcequotas\/(.*)\/(.*)$/.exec(key) ?? [];
  if (namespace !== undefined && quota !== undefined && op === 'put' && served !== 'resourcequotas') {
    return { ...line, verb: 'update', method: 'PUT', uri: `/api/v1/namespaces/${namespace}/resourcequotas/${quota}/status`, resource: 'resourcequotas', subresource: 'status', namespace, name: quota, code: 200 };
  }
  const [, definition] = /^\/registry\/apiextensions\.k8s\.io\/customresourcedefinitions\/(.*)$/.exec(key) ?? [];
  if (definition !== undefined && served === '') {
    const resource = 'customresourcedefinitions.apiextensions.k8s.io';
    return { ...line, verb: 'update', method: 'PUT', uri: `/apis/apiextensions.k8s.io/v1/customresourcedefinitions/${definition}/status`, resource, subresource: 'status', name: definition, code: 200 };
  }
  const [, service] = /^\/registry\/apiregistration\.k8s\.io\/apiservices\/(.*)$/.exec(key) ?? [];
  if (service !== undefined && served !== 'apiservices') {
    const uri = '/apis/apiregistration.k8s.io/v1/apiservices';
    const resource = 'apiservices.apiregistration.k8s.io';
    return op === 'put' ? { ...line, verb: 'create', method: 'POST', uri, resource, name: service, code: 201 } : { ...line, verb: 'delete', method: 'DELETE', uri: `${uri}/${service}`, resource, name: service, code: 200 };
  }
  if (rest !== 'default/kubernetes') return undefined;
  const [group, resource] = plural === 'endpoints' ? ['/api/v1', plural] : ['/apis/discovery.k8s.io/v1', `${plural}.discovery.k8s.io`];
  return { ...line, verb: 'update', method: 'PUT', uri: `${group}/namespaces/default/${plural}/kubernetes`, resource, namespace: 'default', name: 'kubernetes', code: 200 };
}

/** A body that was refused at these stages was never looked into. */
const UNREAD: readonly string[] = ['authn', 'authz', 'decode'];

/** Leases, the kubelet's look at its node, the API server's own reads, and the tokens of controllers. */
function isHeartbeat({ component, resource, subresource, request }: RequestData): boolean {
  if (resource === 'leases' || component === 'kube-apiserver') return true;
  if (component.startsWith('kubelet/') && resource === 'nodes' && request.method === 'GET') return true;
  return component === 'kube-controller-manager' && subresource === 'token';
}

function inputOf(step: GoldenStep, files: ReadonlyMap<string, string>): Input | undefined {
  const { node, component, staticPod } = step;
  if (node?.stop) return { type: 'fault', fault: { fault: 'stopComponent', component: 'kubelet', node: node.stop } };
  if (node?.start) return { type: 'fault', fault: { fault: 'startComponent', component: 'kubelet', node: node.start } };
  if (component?.stop) return { type: 'fault', fault: { fault: 'stopComponent', component: component.stop } };
  if (component?.start) return { type: 'fault', fault: { fault: 'startComponent', component: component.start } };
  if (!staticPod) return undefined;
  const file = staticPod.put ?? staticPod.remove ?? '';
  return { type: 'staticPod', node: staticPod.node, file: file.replace(/^.*\//, ''), ...(staticPod.put === undefined ? {} : { content: files.get(staticPod.put) ?? '' }) };
}
