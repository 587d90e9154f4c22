// Plays recorded requests to an API server of our own and says whether it answers as the real one did: the files
// defaults.jsonl and validation.jsonl of the folder golden-api beside the repository (its README explains the format).
// Used by tests and by the command line.

import { equal, isObject } from '../../base/json.ts';
import { seconds, type Micros } from '../../base/time.ts';
import { keyOf } from '../api/kind.ts';
import { parseTarget, requestInfo, type Method, type Stream, type UserInfo } from '../api/http.ts';
import type { KubeObject } from '../api/types.ts';
import { apiHarness, type ApiHarness } from '../../testing/apiHarness.ts';
import { differenceText, failure, type Difference } from '../../testing/cases/difference.ts';

export interface RecordedCase {
  readonly id: string;
  readonly area: string;
  readonly method: Method;
  readonly path: string;
  readonly body?: unknown;
  readonly contentType?: string;
  readonly accept?: string;
  /** What was there before the request. */
  readonly original?: KubeObject;
  readonly code: number;
  readonly status?: unknown;
  readonly result?: unknown;
  readonly warnings?: readonly string[];
  readonly unstable?: boolean;
}

export interface CaseOutcome {
  readonly equal: boolean;
  readonly differences: readonly Difference[];
}

/** The kind that a case is about, as its id says: `Pod`, `HorizontalPodAutoscaler.v1`, `pod-semantics`. */
export const kindOfCase = (recorded: RecordedCase): string => recorded.id.split('/')[1] ?? '';

const NAMESPACES = ['default', 'kube-system', 'kube-public', 'kube-node-lease', 'api', 'val', 'val2', 'patch', 'apply', 'lists', 'lists2', 'pop'];

/** Servers that stand ready for cases. Most requests are dry runs, so one server plays many. */
export class CasePlayer {
  private harness: ApiHarness | undefined;
  private readonly bootstrap: Readonly<Record<string, KubeObject>>;

  /** `bootstrap`: etcd keys and objects of a fresh cluster (facts/bootstrap.json). */
  constructor(bootstrap: Readonly<Record<string, KubeObject>> = {}) {
    this.bootstrap = bootstrap;
  }

  /** A server that breaks down answers nothing, which differs too; the next case finds another. */
  play(recorded: RecordedCase): CaseOutcome {
    try {
      return this.ask(recorded);
    } catch (error) {
      this.harness = undefined;
      return { equal: false, differences: [failure(error)] };
    }
  }

  private ask(recorded: RecordedCase): CaseOutcome {
    const harness = (this.harness ??= readyHarness(this.bootstrap));
    const values = new Placeholders();
    const key = recorded.original && place(harness, recorded, values);
    const headers: Record<string, string> = {};
    if (recorded.body !== undefined) headers['content-type'] = recorded.contentType ?? 'application/json';
    if (recorded.accept) headers.accept = recorded.accept;
    const response = harness.send(recorded.method, values.fill(pathAsSent(recorded)) as string, { body: values.fill(recorded.body), headers, ...userOf(recorded) });
    const body = response.stream ? watched(harness, response.stream as Stream<readonly object[]>) : response.body;
    const differences = compare(recorded, response.code, body, response.warnings ?? []);
    const kv = key === undefined ? undefined : harness.store.get(key);
    if (kv) harness.store.delete(kv.key, kv.modRevision);
    if (recorded.method !== 'GET' && !recorded.path.includes('dryRun=All')) this.harness = undefined;
    return { equal: differences.length === 0, differences };
  }
}

export interface CaseCount {
  equal: number;
  total: number;
}

/** Plays cases and counts them under the key of each ('' for all); those without a key are passed over. */
export function countCases(
  cases: Iterable<RecordedCase>,
  bootstrap: Readonly<Record<string, KubeObject>>,
  keyFor: (recorded: RecordedCase) => string | undefined,
  onDifferent: (key: string, id: string, differences: readonly string[]) => void = () => {},
): Map<string, CaseCount> {
  const counts = new Map<string, CaseCount>();
  const player = new CasePlayer(bootstrap);
  for (const recorded of cases) {
    const key = keyFor(recorded);
    if (key === undefined) continue;
    const { differences } = player.play(recorded);
    for (const name of ['', key]) {
      const count = counts.get(name) ?? { equal: 0, total: 0 };
      counts.set(name, count);
      count.total++;
      if (!differences.length) count.equal++;
    }
    if (differences.length) onDifferent(key, recorded.id, differences.map(differenceText));
  }
  return counts;
}

/** Who recorded; the key of a certificate is among what authentication found out. */
export const RECORDER: UserInfo = {
  name: 'kubernetes-admin',
  groups: ['kubeadm:cluster-admins', 'system:authenticated'],
  extra: { 'authentication.kubernetes.io/credential-id': ['X509SHA256=8f1ea1c9b02148b17dadedd11f50a15800052e8722f6427f8439f5eb26e9ad82'] },
};

/** Who asks, where the id says so: `forbidden/jane/GET …`. All others are the administrator. */
function userOf({ id, area }: RecordedCase): { readonly user?: UserInfo } {
  const name = area === 'authorization' ? id.split('/')[1] : undefined;
  if (!name) return { user: RECORDER };
  const account = /^system:serviceaccount:([^:]+):/.exec(name);
  const groups = account ? ['system:serviceaccounts', `system:serviceaccounts:${account[1] as string}`] : [];
  return { user: { name, groups: [...groups, name === 'system:anonymous' ? 'system:unauthenticated' : 'system:authenticated'] } };
}

/** Recordings write a huge resourceVersion as a placeholder but keep it in the id, and show some queries decoded once. */
function pathAsSent({ id, path, original }: RecordedCase): string {
  const revision = /[&/]resourceVersion=(\d+)/.exec(id)?.[1];
  const filled = revision && !original ? path.replace('resourceVersion=<rv>', `resourceVersion=${revision}`) : path;
  return id.startsWith('query/accept/') ? filled.replaceAll('%', '%25') : filled;
}

/** The body of a watch: one line for each event. */
function watched(harness: ApiHarness, stream: Stream<readonly object[]>): unknown {
  const events: object[] = [];
  stream.onItem = (batch) => events.push(...batch);
  harness.kernel.runUntil((harness.kernel.now + seconds(2)) as Micros);
  stream.close();
  return events.length === 1 ? events[0] : events.map((event) => JSON.stringify(event)).join('\n');
}

/** A server with the namespaces of the recordings, each with its service account. */
export function readyHarness(bootstrap: Readonly<Record<string, KubeObject>> = {}): ApiHarness {
  const harness = apiHarness(1, { serviceCIDR: '10.96.0.0/16' });
  for (const [key, object] of filled(bootstrap)) harness.put(key, object);
  const base = { uid: UID, creationTimestamp: TIME };
  if (!Object.keys(bootstrap).length) {
    const rbac = { apiVersion: 'rbac.authorization.k8s.io/v1', metadata: { name: 'cluster-admin', ...base } };
    const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' };
    harness.put('/registry/clusterroles/cluster-admin', { kind: 'ClusterRole', ...rbac, rules: [{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }, { nonResourceURLs: ['*'], verbs: ['*'] }] } as unknown as KubeObject);
    harness.put('/registry/clusterrolebindings/cluster-admin', { kind: 'ClusterRoleBinding', ...rbac, roleRef, subjects: [{ kind: 'Group', name: 'kubeadm:cluster-admins' }] } as unknown as KubeObject);
  }
  for (const name of NAMESPACES) {
    harness.put(`/registry/namespaces/${name}`, {
      kind: 'Namespace',
      apiVersion: 'v1',
      metadata: { name, ...base, labels: { 'kubernetes.io/metadata.name': name } },
      spec: { finalizers: ['kubernetes'] },
      status: { phase: 'Active' },
    } as unknown as KubeObject);
    harness.put(`/registry/serviceaccounts/${name}/default`, { kind: 'ServiceAccount', apiVersion: 'v1', metadata: { name: 'default', namespace: name, ...base } } as unknown as KubeObject);
  }
  return harness;
}

const filledBefore = new WeakMap<object, ReadonlyMap<string, KubeObject>>();

/** The objects of a fresh cluster, with something in place of what differs from one to the next. */
function filled(bootstrap: Readonly<Record<string, KubeObject>>): ReadonlyMap<string, KubeObject> {
  let objects = filledBefore.get(bootstrap);
  if (!objects) {
    objects = new Map(Object.entries(bootstrap).map(([key, object]) => [key, new Placeholders().fill(object) as KubeObject]));
    filledBefore.set(bootstrap, objects);
  }
  return objects;
}

/** Puts the live object into the store, in the form in which it is stored there. Answers with its key. */
function place(harness: ApiHarness, recorded: RecordedCase, values: Placeholders): string | undefined {
  const { path, query } = parseTarget(recorded.path);
  const info = requestInfo(recorded.method, path, query);
  const kind = harness.server.state.scheme.resource(info.group, info.version, info.resource);
  if (!kind) return undefined;
  const object = values.fill(recorded.original, 'original') as KubeObject;
  const key = keyOf(kind, object.metadata.namespace, object.metadata.name);
  harness.put(key, kind.storedAs ? kind.storedAs.toStored(object as never) : object);
  values.resourceVersion = String(harness.store.get(key)?.modRevision ?? 0);
  return key;
}

// ---- placeholders ----

const UID = '0f1e2d3c-4b5a-4978-8695-a4b3c2d1e0f9';
const TIME = '2026-01-05T09:00:00Z';

const FIXED: Readonly<Record<string, string>> = {
  '<uid>': UID,
  '<time>': TIME,
  '<microtime>': '2026-01-05T09:00:00.000000Z',
  '<suffix>': 'abcde',
  '<clusterIP>': '10.96.55.55',
  '<podIP>': '10.244.1.5',
  '<token>': 'token',
};

/** Real values in place of what no two recordings share. */
class Placeholders {
  resourceVersion = '';
  private readonly nodePorts = new Map<string, number>();

  fill(value: unknown, at = ''): unknown {
    if (typeof value === 'string') {
      if (value === '<nodePort>') return this.nodePort(at);
      if (!value.includes('<')) return value;
      return value.replace(/<(?:uid|time|microtime|suffix|clusterIP|podIP|token|rv)>/g, (name) => (name === '<rv>' ? this.resourceVersion : (FIXED[name] as string)));
    }
    if (Array.isArray(value)) return value.map((item, i) => this.fill(item, `${at}/${i}`));
    if (!isObject(value)) return value;
    const out: Record<string, unknown> = {};
    for (const key in value) out[this.fill(key) as string] = this.fill(value[key], `${at}/${key}`);
    return out;
  }

  /** The same port at the same place of original and body. */
  private nodePort(at: string): number {
    const key = at.replace(/^original/, '');
    let port = this.nodePorts.get(key);
    if (port === undefined) {
      // What the body repeats is the original's first.
      const [first] = this.nodePorts.values();
      port = key === at && first !== undefined ? first : 30_100 + this.nodePorts.size;
      this.nodePorts.set(key, port);
    }
    return port;
  }
}

const PATTERNS: Readonly<Record<string, string>> = {
  '<uid>': '[0-9a-f]{8}-[0-9a-f-]{27}',
  '<time>': '\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ',
  '<microtime>': '\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}Z',
  '<rv>': '\\d+',
  '<suffix>': '[a-z0-9]{5}',
  '<clusterIP>': '\\d+\\.\\d+\\.\\d+\\.\\d+',
  '<podIP>': '\\d+\\.\\d+\\.\\d+\\.\\d+',
  '<nodePort>': '3\\d{4}',
  '<continue>': '.+',
  '<token>': '.+',
  '<age>': '.+',
};
const PLACEHOLDER = new RegExp(Object.keys(PATTERNS).join('|'), 'g');

/** Whether a text is what the recording says, whatever stands in place of its placeholders. */
export function matchesText(recorded: string, text: string): boolean {
  if (recorded === text) return true;
  if (!recorded.includes('<')) return false;
  let pattern = '';
  let at = 0;
  for (const m of recorded.matchAll(PLACEHOLDER)) {
    pattern += escape(recorded.slice(at, m.index)) + (PATTERNS[m[0]] as string);
    at = m.index + m[0].length;
  }
  return new RegExp(`^${pattern}${escape(recorded.slice(at))}$`).test(text);
}
const escape = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');

// ---- comparing ----

function compare(recorded: RecordedCase, code: number, body: unknown, warnings: readonly string[]): Difference[] {
  const out: Difference[] = [];
  if (code !== recorded.code) out.push(otherCode(recorded.code, code, body));
  if (recorded.unstable) return out;
  if (recorded.status !== undefined) differences(recorded.status, code < 400 ? withoutVariables(body) : body, 'status', out);
  if (recorded.result !== undefined && code < 400) differences(recorded.result, withoutSystem(body, recorded.result), 'result', out);
  if (recorded.warnings !== undefined || warnings.length) differences(recorded.warnings ?? [], warnings, 'warnings', out);
  return out;
}

/** Another status code, and what the server said of it. */
export function otherCode(recorded: number, code: number, body: unknown): Difference {
  return { field: 'code', recorded, ours: code < 400 ? code : `${code}: ${String((isObject(body) ? body.message : body) ?? '')}` };
}

/** What recordings of whole answers leave out, wherever it is. */
function withoutVariables(body: unknown): unknown {
  if (!isObject(body)) return body;
  return JSON.parse(JSON.stringify(body, (key, value: unknown) => (key === 'uid' || key === 'creationTimestamp' || key === 'managedFields' ? undefined : value)));
}

const SYSTEM = ['uid', 'creationTimestamp', 'managedFields'];

/** Without what recordings of results leave out, some of them more than others. */
function withoutSystem(body: unknown, recorded: unknown): unknown {
  if (!isObject(body) || !isObject(body.metadata)) return body;
  const shown = isObject(recorded) && isObject(recorded.metadata) ? recorded.metadata : {};
  return { ...body, metadata: Object.fromEntries(Object.entries(body.metadata).filter(([key]) => key in shown || !SYSTEM.includes(key))) };
}

/** Lists where a value is not as recorded. */
export function differences(recorded: unknown, ours: unknown, field: string, out: Difference[]): void {
  if (typeof recorded === 'string') {
    const text = typeof ours === 'number' && recorded === '<nodePort>' ? String(ours) : ours;
    if (typeof text !== 'string' || !matchesText(recorded, text)) out.push({ field, recorded, ours });
  } else if (Array.isArray(recorded)) {
    if (!Array.isArray(ours) || ours.length !== recorded.length) out.push({ field, recorded, ours });
    else recorded.forEach((item, i) => differences(item, ours[i], `${field}[${i}]`, out));
  } else if (!isObject(recorded) || !isObject(ours)) {
    if (!equal(recorded, ours)) out.push({ field, recorded, ours });
  } else {
    for (const key in recorded) differences(recorded[key], ours[key], `${field}.${key}`, out);
    for (const key in ours) if (!(key in recorded) && ours[key] !== undefined) out.push({ field: `${field}.${key}`, recorded: undefined, ours: ours[key] });
  }
}
