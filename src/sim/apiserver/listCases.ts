// Plays the recorded lists of the folder golden-api (lists.jsonl) to an API server of our own: Tables, metadata only,
// selectors, pages, revisions, watches, deletions. Unlike other cases these follow each other on one server, and each
// needs something done first that its id tells: a status set, an object to delete, changes that a watch will see.
// Used by tests and by the command line.

import { isObject } from '../../base/json.ts';
import { seconds, type Micros } from '../../base/time.ts';
import type { ApiHarness } from '../../testing/apiHarness.ts';
import { failure, type Difference } from '../../testing/cases/difference.ts';
import { parseTarget, requestInfo, type Method, type Response, type Stream } from '../api/http.ts';
import { keyOf } from '../api/kind.ts';
import type { KubeObject, WatchEvent } from '../api/types.ts';
import { differences, otherCode, readyHarness, RECORDER, type CaseOutcome, type RecordedCase } from '../kinds/cases.ts';

export interface ListCase extends Omit<RecordedCase, 'warnings' | 'original'> {
  readonly names?: readonly string[];
  readonly metadata?: unknown;
  readonly kind?: string;
  readonly events?: readonly { readonly type?: string; readonly object: Readonly<Record<string, unknown>> }[];
  readonly status_set?: unknown;
}

/** Undefined: what the case needs is not known (its object is among the cases that are kept back). */
export type ListOutcome = CaseOutcome | undefined;

const POP = '/api/v1/namespaces/pop';
const CONFIG_MAPS = `${POP}/configmaps`;
const TABLE = 'application/json;as=Table;v=v1;g=meta.k8s.io';
const METADATA = 'application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io';

export class ListPlayer {
  private readonly harness: ApiHarness;
  private readonly cases: readonly ListCase[];
  private readonly bodies: ReadonlyMap<string, RecordedCase>;
  private readonly known = new Set<string>();
  private before = 0;
  private stage = '';
  private watched = 0;

  /** `defaults`: the cases of defaults.jsonl, whose objects are in the namespace `lists`; `bootstrap`: facts/bootstrap.json. */
  constructor(cases: readonly ListCase[], defaults: readonly RecordedCase[], bootstrap: Readonly<Record<string, KubeObject>> = {}) {
    this.cases = cases;
    this.bodies = new Map(defaults.map((d) => [d.id.slice('defaults/'.length), d]));
    this.harness = readyHarness(bootstrap);
    this.createObjects();
    this.createPopulation();
  }

  /** Cases must come in the order in which they were recorded. */
  play(recorded: ListCase): ListOutcome {
    try {
      return this.ask(recorded);
    } catch (error) {
      return { equal: false, differences: [failure(error)] };
    }
  }

  private ask(recorded: ListCase): ListOutcome {
    const [, what = '', ...rest] = recorded.id.split('/');
    if (/^(pom|table|table-none|table-object|state)$/.test(what) && !this.known.has(pathOf(recorded))) return undefined;
    switch (what) {
      case 'state':
        this.send('PATCH', `${pathOf(recorded)}/status`, { body: { status: recorded.status_set }, headers: { 'content-type': 'application/merge-patch+json' } });
        return this.compare(recorded, this.request(recorded));
      case 'page':
        return this.compare(recorded, this.request(recorded, { '<continue>': this.token(recorded, rest) }));
      case 'rv':
      case 'rv-get':
        this.later();
        return this.compare(recorded, this.request(recorded, { '<before>': String(this.before) }));
      case 'watch':
        return this.playWatch(recorded, rest.join('/'));
      case 'delete':
        return this.playDelete(recorded, rest, () => this.freshConfigMap(rest[0] ?? ''));
      case 'pod-delete':
        return this.playDelete(recorded, rest, () => this.freshPod(rest[0] ?? ''));
      case 'deletecollection':
        return this.playDeleteCollection(recorded, rest);
      case 'field':
        return recorded.names && !this.complete(recorded) ? undefined : this.compare(recorded, this.request(recorded));
      default:
        if (what.startsWith('as')) this.later();
        return this.compare(recorded, this.request(recorded));
    }
  }

  // ---- what is there ----

  /** The objects of defaults.jsonl, under the names by which the lists ask for them, and whole objects that a Table showed. */
  private createObjects(): void {
    // First: no LimitRange was there yet to change it.
    const container = (name: string): object => ({ name, image: 'x' });
    this.send('POST', '/api/v1/namespaces/lists/pods', { body: { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'pod-two' }, spec: { containers: [container('a'), container('b')], initContainers: [container('i')] } } });
    this.known.add('/api/v1/namespaces/lists/pods/pod-two');
    const wanted = new Map<string, ListCase>();
    for (const c of this.cases) {
      const variant = /^lists\/(?:pom|table|table-none|table-object)\/(.+)$/.exec(c.id)?.[1];
      if (variant && (!wanted.has(variant) || c.id.startsWith('lists/table-object/'))) wanted.set(variant, c);
    }
    for (const [variant, recorded] of this.bodies) {
      const listed = wanted.get(variant);
      // What belongs to no namespace acts on all (a default priority class, say), and was made only to be looked at.
      if (!listed && !recorded.path.includes('/namespaces/')) continue;
      const path = listed ? pathOf(listed) : defaultPath(variant, recorded);
      const [collection, name] = splitPath(path);
      const body = harmless(inLists(recorded.body) as Body);
      const { code } = this.send('POST', collection, { body: { ...body, metadata: { ...body.metadata, name, namespace: undefined, generateName: undefined } } });
      if (code === 201) this.known.add(path);
      wanted.delete(variant);
    }
    for (const recorded of wanted.values()) this.putShown(recorded);
  }

  private putShown(recorded: ListCase): void {
    const { result } = recorded;
    const rows = isObject(result) && Array.isArray(result.rows) ? (result.rows as { object?: KubeObject }[]) : [];
    const object = rows[0]?.object;
    if (!recorded.id.startsWith('lists/table-object/') || !object) return;
    const info = requestInfo('GET', pathOf(recorded), {});
    const kind = this.harness.server.state.scheme.resource(info.group, info.version, info.resource);
    if (!kind) return;
    const filled = JSON.parse(JSON.stringify(object).replace(/"<time>"/g, '"2026-01-05T09:00:00Z"').replace(/<clusterIP>/g, '10.96.77.77').replace(/"<nodePort>"/g, '30777').replace(/<uid>/g, '0f1e2d3c-4b5a-4978-8695-a4b3c2d1e0f8')) as KubeObject;
    this.harness.put(keyOf(kind, info.namespace, info.name), kind.storedAs ? kind.storedAs.toStored(filled as never) : filled);
    this.known.add(pathOf(recorded));
  }

  private createPopulation(): void {
    for (let i = 0; i < 12; i++) this.send('POST', CONFIG_MAPS, { body: configMap(`c${String(i).padStart(2, '0')}`, { app: i % 2 ? 'odd' : 'even', n: String(i), ...(i % 3 ? {} : { three: '' }) }) });
    for (let i = 0; i < 6; i++) {
      const labels = { app: i % 2 ? 'odd' : 'even', n: String(i) };
      this.send('POST', `${POP}/pods`, { body: pod(`p${i}`, { labels }, { ...(i > 3 ? { nodeName: 'ghost' } : {}), ...([1, 2, 4, 5].includes(i) ? { restartPolicy: 'Never' } : {}) }) });
    }
  }

  /** One more ConfigMap, from the cases about revisions on. */
  private later(): void {
    if (this.before) return;
    this.before = this.harness.store.revision;
    this.send('POST', CONFIG_MAPS, { body: configMap('later', undefined) });
  }

  /** Whether all objects that a list of the namespace `lists` shows could be made. */
  private complete(recorded: ListCase): boolean {
    const path = pathOf(recorded);
    return path.startsWith(POP) || (recorded.names ?? []).every((name) => this.known.has(`${path}/${name}`) || !name.includes('-') || /^(worker-|control-)/.test(name));
  }

  // ---- stories ----

  /** The token of the page before, from as many pages as the id says. */
  private token(recorded: ListCase, [limit = '', page = '']: readonly string[]): string {
    const { query } = parseTarget(recorded.path);
    if (query.continue === undefined) return '';
    const size = /^\d+$/.test(limit) ? limit : (query.limit ?? '5');
    let token = '';
    for (let i = 0; i < (/^\d+$/.test(page) ? Number(page) : 1); i++) {
      const { body } = this.send('GET', `${pathOf(recorded)}?limit=${size}${token ? `&continue=${token}` : ''}`);
      token = ((body as { metadata: { continue?: string } }).metadata.continue ?? '') as string;
    }
    return token;
  }

  private playWatch(recorded: ListCase, id: string): CaseOutcome {
    const { store } = this.harness;
    const first = recorded.events?.[0]?.object;
    const accept = first?.kind === 'PartialObjectMetadata' ? METADATA : first?.kind === 'Table' ? TABLE : undefined;
    const stories = recorded.events?.filter((e) => e.type === 'ADDED' && nameOf(e.object) === 'w').length ?? 0;
    // A watch from the first revision on sees what the watches before it saw.
    for (; id === 'rv1' && this.watched < stories; this.watched++) this.story();
    const response = this.request(accept ? { ...recorded, accept } : recorded, { '<rv>': String(id === 'future' ? store.revision + 1_000_000 : store.revision) });
    if (recorded.events === undefined) return this.compare(recorded, response);
    const events = response.stream ? listen(response.stream as Stream<readonly WatchEvent<object>[]>) : [{ object: {} }];
    if (stories > 0 && id !== 'rv1') {
      this.story();
      this.watched++;
    }
    this.harness.kernel.runUntil((this.harness.kernel.now + seconds(3)) as Micros);
    response.stream?.close();
    const out: Difference[] = response.code === recorded.code ? [] : [otherCode(recorded.code, response.code, response.body)];
    const whole = isObject(first) && 'metadata' in first;
    differences(recorded.events, plain(events.map((e) => (whole || ('type' in e && e.type === 'BOOKMARK') ? e : summary(e)))), 'events', out);
    return { equal: out.length === 0, differences: out };
  }

  /** What happens while a watch is open. */
  private story(): void {
    const patch = (body: object): void => void this.send('PATCH', `${CONFIG_MAPS}/w`, { body, headers: { 'content-type': 'application/merge-patch+json' } });
    this.send('POST', CONFIG_MAPS, { body: configMap('w', { app: 'odd' }) });
    patch({ data: { a: '1' } });
    patch({ metadata: { labels: { app: 'even' } } });
    patch({ metadata: { labels: { app: 'odd' } } });
    this.send('DELETE', `${CONFIG_MAPS}/w`);
  }

  /** `X`, `X/after`, `X/again`: the first step is played too where its case is kept back. */
  private playDelete(recorded: ListCase, [name = '', step = '']: readonly string[], prepare: () => string): CaseOutcome {
    const story = `${recorded.id.split('/')[1]}/${name}`;
    if (this.stage !== story) {
      this.stage = story;
      const path = prepare();
      if (step !== '') this.send('DELETE', `${path}${impliedQuery(name)}`, name === 'foreground' ? { body: { propagationPolicy: 'Foreground' } } : {});
    }
    const rv = this.harness.store.get('/registry/configmaps/pop/d')?.modRevision ?? 0;
    return this.compare(recorded, this.request(recorded, { '<rv>': String(rv) }));
  }

  private freshConfigMap(name: string): string {
    this.drop('/registry/configmaps/pop/d');
    this.send('POST', CONFIG_MAPS, { body: configMap('d', undefined, name.includes('finalizer') ? ['a.b/c'] : undefined) });
    return `${CONFIG_MAPS}/d`;
  }

  private freshPod(name: string): string {
    this.drop('/registry/pods/pop/g');
    this.send('POST', `${POP}/pods`, { body: pod('g', {}, name === 'unscheduled' ? {} : { nodeName: 'ghost2' }) });
    return `${POP}/pods/g`;
  }

  private drop(key: string): void {
    const kv = this.harness.store.get(key);
    if (kv) this.harness.store.delete(key, kv.modRevision);
  }

  private playDeleteCollection(recorded: ListCase, [name = '', step = '']: readonly string[]): CaseOutcome {
    const played = this.stage === `deletecollection/${name}`;
    this.stage = `deletecollection/${name}`;
    this.drop('/registry/configmaps/pop/d');
    this.drop('/registry/configmaps/pop/w');
    if (step === 'after' && !played && recorded.names) {
      for (const kv of this.harness.store.range('/registry/configmaps/pop/')) if (!recorded.names.includes(kv.value.metadata.name)) this.drop(kv.key);
    }
    return this.compare(recorded, this.request(recorded));
  }

  // ---- sending and comparing ----

  private send(method: Method, target: string, options: Parameters<ApiHarness['send']>[2] = {}): Response {
    return this.harness.send(method, target, { user: RECORDER, ...options });
  }

  private request(recorded: ListCase, values: Readonly<Record<string, string>> = {}): Response {
    const fill = (text: string): string => text.replace(/<[a-z]+>/g, (name) => values[name] ?? name);
    const headers: Record<string, string> = recorded.accept ? { accept: recorded.accept } : {};
    if (recorded.body !== undefined) headers['content-type'] = 'application/json';
    const body = recorded.body === undefined ? undefined : (JSON.parse(fill(JSON.stringify(recorded.body))) as unknown);
    return this.send(recorded.method, fill(recorded.path), { body, headers });
  }

  private compare(recorded: ListCase, response: Response): CaseOutcome {
    const out: Difference[] = response.code === recorded.code ? [] : [otherCode(recorded.code, response.code, response.body)];
    const body = plain(response.body);
    if (recorded.contentType) {
      const contentType = response.headers?.['content-type'] ?? 'application/json';
      if (contentType !== recorded.contentType) out.push({ field: 'contentType', recorded: recorded.contentType, ours: contentType });
    }
    if (recorded.unstable) return { equal: out.length === 0, differences: out };
    if (recorded.status !== undefined) differences(recorded.status, body, 'status', out);
    if (recorded.result !== undefined) differences(withAges(recorded.result), body, 'result', out);
    if (recorded.names && isObject(body)) {
      const items = Array.isArray(body.items) ? (body.items as KubeObject[]) : [];
      differences(recorded.names, items.map((i) => i.metadata.name), 'names', out);
      if (recorded.metadata !== undefined) differences(recorded.metadata, body.metadata, 'metadata', out);
      if (recorded.kind !== undefined) differences(recorded.kind, body.kind, 'kind', out);
    }
    return { equal: out.length === 0, differences: out };
  }
}

interface Body {
  readonly kind: string;
  readonly metadata: object;
  readonly spec?: { readonly template?: { readonly spec?: object } };
}

/** The objects of defaults.jsonl name their namespace, `api`, here and there. */
function inLists(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (key, item: unknown) => (key === 'namespace' && item === 'api' ? 'lists' : item)));
}

/** Recorded beside running controllers, so nothing was to come of these objects. */
function harmless(body: Body): Body {
  if (['Deployment', 'ReplicaSet', 'StatefulSet', 'ReplicationController'].includes(body.kind)) return { ...body, spec: { ...body.spec, replicas: 0 } as NonNullable<Body['spec']> };
  if (body.kind !== 'DaemonSet') return body;
  const template = body.spec?.template;
  return { ...body, spec: { ...body.spec, template: { ...template, spec: { ...template?.spec, nodeSelector: { no: 'where' } } } } };
}

const pathOf = (recorded: ListCase): string => parseTarget(recorded.path).path;

function splitPath(path: string): [collection: string, name: string] {
  const slash = path.lastIndexOf('/');
  return [path.slice(0, slash), path.slice(slash + 1)];
}

/** Where an object that no list asks for by name was put. */
function defaultPath(variant: string, recorded: RecordedCase): string {
  const { path } = parseTarget(recorded.path);
  const own = (recorded.body as { readonly metadata?: { readonly name?: string } }).metadata?.name ?? '';
  const name = own.includes('.') || variant.startsWith('Event') ? own : variant.toLowerCase().replace(/[./]/g, '-');
  return `${path.replace('/namespaces/api/', '/namespaces/lists/')}/${name}`;
}

const configMap = (name: string, labels: object | undefined, finalizers?: readonly string[]): object => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, ...(labels ? { labels } : {}), ...(finalizers ? { finalizers } : {}) } });

const pod = (name: string, metadata: object, spec: object): object => ({ apiVersion: 'v1', kind: 'Pod', metadata: { name, ...metadata }, spec: { containers: [{ name: 'c', image: 'x' }], schedulerName: 'nobody', ...spec } });

/** What the name of a story says of its first request. */
function impliedQuery(name: string): string {
  const grace = name === 'neg' ? '-1' : /^scheduled-(\d+)$/.exec(name)?.[1];
  return grace === undefined ? '' : `?gracePeriodSeconds=${grace}`;
}

function listen(stream: Stream<readonly WatchEvent<object>[]>): WatchEvent<object>[] {
  const events: WatchEvent<object>[] = [];
  stream.onItem = (batch) => events.push(...batch);
  return events;
}

function nameOf(object: Readonly<Record<string, unknown>>): unknown {
  return isObject(object.metadata) ? object.metadata.name : object.name;
}

/** As the recording shortens events of plain objects. */
function summary(event: { readonly type?: string; readonly object: object }): object {
  const { kind, metadata } = event.object as Partial<KubeObject>;
  if (!metadata) return event;
  return { type: event.type, object: { kind, name: metadata.name, ...(metadata.labels ? { labels: metadata.labels } : {}) } };
}

/** Ages that two recordings happened to share were left as they are. */
function withAges(result: unknown): unknown {
  if (!isObject(result) || !Array.isArray(result.rows)) return result;
  const rows = (result.rows as { readonly cells: readonly unknown[] }[]).map((row) => ({ ...row, cells: row.cells.map((c) => (typeof c === 'string' && /^\d+s$/.test(c) ? '<age>' : c)) }));
  return { ...result, rows };
}

/** As JSON, without what recordings leave out. */
function plain(value: unknown): unknown {
  if (value === undefined || typeof value === 'string') return value;
  return JSON.parse(JSON.stringify(value, (key, item: unknown) => (key === 'managedFields' ? undefined : item)));
}
