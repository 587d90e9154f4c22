// Everything about one span or one change that the trace's summaries leave out: headers, bodies, what the store made of
// them, the scheduler's table. Asked for one by one, so it may copy; long lists are cut.

import { deepCopy, isObject } from '../base/json.ts';
import type { RequestData, ScheduleData, SpanData } from '../sim/api/spans.ts';
import type { AnyObject, KubeObject } from '../sim/api/types.ts';
import { DROPPED, type Change, type SpanId, type Trace } from '../sim/kernel/trace.ts';
import { storedNotes } from './language/stored.ts';
import type { Answer, FitStrategy, RequestDetail, ScheduleDetail, ScheduleRow, ScoreFacts, SpanDetail } from './protocol.ts';
import type { Session } from './session.ts';

/** How many items of a list, characters of a text, values of any other answer go to the page unasked. */
const LIST_ITEMS = 20;
const TEXT_LENGTH = 4_000;
const VALUES = 2_000;

/** A span that is not there, or whose payload was dropped with time, has none. */
export function spanDetail(session: Session, id: SpanId, all = false): SpanDetail {
  const { trace } = session.kernel;
  const data = id >= 1 && id <= trace.size ? (trace.span(id).data as SpanData | undefined) : undefined;
  if (data?.type === 'request') return requestDetail(session, data, all);
  if (data?.type === 'schedule') return scheduleDetail(data);
  return { type: 'none' };
}

export function objectDetail(session: Session, value: unknown, before: unknown): Omit<Extract<Answer, { readonly ask: 'object' }>, 'ask'> {
  const object = shown(session, value);
  const known = object ?? shown(session, before);
  const { scheme } = session.cluster.server.state;
  const kind = known ? scheme.kind(known.apiVersion, known.kind) : undefined;
  const stored = object ? storedNotes(scheme, { value: object }).filter((note) => note.what === 'field') : [];
  return { object, before: shown(session, before), simulated: kind?.simulated ?? 'full', stored: stored.map(({ path }) => fieldPath(path)) };
}

// ---- requests ----

function requestDetail(session: Session, data: RequestData, all: boolean): RequestDetail {
  const { request, response, refused, warnings = [], revision, code = 0 } = data;
  const { items, more } = all ? { items: response, more: 0 } : shortened(response);
  const change = revision === undefined ? undefined : changeOf(session.kernel.trace, revision);
  const defaulted = data.verb === 'create' && data.subresource === '' && code < 300 ? defaultedBody(session, request.body) : undefined;
  return {
    type: 'request',
    method: request.method,
    path: request.path,
    query: request.query,
    headers: request.headers,
    user: request.user,
    more,
    warnings,
    ...(request.body === undefined ? {} : { body: request.body }),
    ...(defaulted === undefined ? {} : { defaulted }),
    ...(items === undefined ? {} : { response: items }),
    ...(refused ? { refused } : {}),
    ...(change ? { stored: { key: change.key, object: shown(session, change.value), before: previousOf(session, change) } } : {}),
  };
}

function shortened(response: unknown): { readonly items: unknown; readonly more: number } {
  if (typeof response === 'string') return { items: response.slice(0, TEXT_LENGTH), more: Math.max(0, response.length - TEXT_LENGTH) };
  if (!isObject(response)) return { items: response, more: 0 };
  const { items } = response;
  if (Array.isArray(items) && items.length > LIST_ITEMS) return { items: within({ ...response, items: items.slice(0, LIST_ITEMS) }).items, more: items.length - LIST_ITEMS };
  return within(response);
}

/** A tree without what goes beyond so many values; how many values that were. */
function within(tree: unknown): { readonly items: unknown; readonly more: number } {
  let seen = 0;
  const copy = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) {
      seen++;
      return value;
    }
    const out: Record<string, unknown> = {};
    const list: unknown[] = [];
    for (const [key, child] of Object.entries(value)) {
      const kept = copy(child);
      if (seen > VALUES) continue;
      if (Array.isArray(value)) list.push(kept);
      else out[key] = kept;
    }
    return Array.isArray(value) ? list : out;
  };
  const items = copy(tree);
  return seen > VALUES ? { items, more: seen - VALUES } : { items: tree, more: 0 };
}

/** What decoding and defaulting make of a body; undefined where it is no object of a known kind. */
function defaultedBody(session: Session, body: unknown): unknown {
  if (!isObject(body)) return undefined;
  const kind = session.cluster.server.state.scheme.kind(String(body.apiVersion), String(body.kind));
  if (!kind) return undefined;
  const draft = deepCopy(body);
  kind.defaults?.(draft as never);
  return draft;
}

/** The change of a revision: revisions grow along the stream, with facts (revision 0) in between. */
function changeOf(trace: Trace, revision: number): Change | undefined {
  let low = 0;
  let high = trace.changeCount - 1;
  while (low <= high) {
    const mid = (low + high) >> 1;
    let at = mid;
    while (at > low && trace.changeAt(at).revision === 0) at--;
    const found = trace.changeAt(at);
    if (found.revision === revision) return found;
    if (found.revision === 0 || found.revision < revision) low = mid + 1;
    else high = at - 1;
  }
  return undefined;
}

function previousOf(session: Session, change: Change): KubeObject | undefined {
  return change.previous < 0 ? undefined : shown(session, session.kernel.trace.changeAt(change.previous).value);
}

/** An object as kubectl would show it, with the account of who set which field. */
function shown(session: Session, value: unknown): KubeObject | undefined {
  if (!isObject(value) || value === (DROPPED as unknown)) return undefined;
  const object = value as unknown as AnyObject;
  return isObject(object.metadata) ? session.cluster.server.state.provenance.shown(object) : object;
}

const fieldPath = (path: readonly (string | number)[]): string => path.reduce<string>((text, part) => (typeof part === 'number' ? `${text}[${part}]` : text === '' ? part : `${text}.${part}`), '');

// ---- scheduling ----

/** The parts of the scheduler's decision that the table is made of; see sim/scheduler/core.ts. */
interface Decision {
  readonly nodes: number;
  readonly order?: readonly string[];
  readonly feasible?: readonly string[];
  readonly filtered?: ReadonlyMap<string, Objection>;
  readonly scores?: readonly { readonly plugin: string; readonly weight: number; readonly raw: readonly number[]; readonly normalised: readonly number[] }[];
  readonly totals?: readonly number[];
  readonly filters?: { readonly ran: readonly string[]; readonly skipped: readonly string[] } | undefined;
  readonly scorers?: readonly string[];
  readonly best?: readonly string[];
  readonly hint?: string | undefined;
  readonly preFilterNodes?: { readonly plugins: readonly string[]; readonly nodes: readonly string[] } | undefined;
  readonly preFilterRejection?: Objection;
  readonly counted?: { readonly names: readonly string[]; readonly pod: readonly number[]; readonly nodes: readonly (readonly number[])[]; readonly images: readonly { readonly share: number; readonly nodes: readonly number[] }[]; readonly mostBytes: number };
  readonly profile?: { readonly schedulerName?: string; readonly pluginConfig?: readonly { readonly name: string; readonly args?: { readonly scoringStrategy?: FitStrategy } }[] };
  readonly preemption?: { readonly chosen?: { readonly victims: readonly { readonly pod: KubeObject }[] } };
}
interface Objection {
  readonly plugin: string;
  readonly reasons: readonly string[];
}

function scheduleDetail(data: ScheduleData): ScheduleDetail {
  const decision = (data.decision ?? { nodes: 0 }) as Decision;
  const { order, feasible = [], filtered, scores = [], totals = [], filters, scorers = [], best = [], hint = '', preFilterNodes, preFilterRejection, preemption, counted } = decision;
  const fit = decision.profile?.pluginConfig?.find(({ name }) => name === 'NodeResourcesFit')?.args?.scoringStrategy;
  const place = new Map(feasible.map((node, i) => [node, i]));
  const seen = order ?? feasible;
  const missed = filtered ? [...filtered.keys()].filter((node) => !seen.includes(node)) : [];
  const rows = [...seen, ...missed].map((node): ScheduleRow => {
    const i = place.get(node);
    const objection = filtered?.get(node);
    return {
      node,
      scores: i === undefined ? [] : scores.map((s) => s.weight * (s.normalised[i] ?? 0)),
      total: i === undefined ? -1 : (totals[i] ?? -1),
      raw: i === undefined ? [] : scores.map((s) => s.raw[i] ?? 0),
      ...(i === undefined || !counted?.names.includes(node) ? {} : { counted: scoreFacts(counted, counted.names.indexOf(node)) }),
      ...(objection ? { filtered: { plugin: objection.plugin, reasons: objection.reasons } } : {}),
    };
  });
  return {
    type: 'schedule',
    chosen: data.node ?? '',
    message: data.message ?? '',
    plugins: scores.map(({ plugin, weight }) => ({ name: plugin, weight })),
    rows,
    nodes: decision.nodes,
    victims: preemption?.chosen?.victims.map((victim) => victim.pod.metadata.name) ?? [],
    filters: filters?.ran ?? [],
    skippedFilters: filters?.skipped ?? [],
    skippedScores: scores.length === 0 ? [] : scorers.filter((name) => !scores.some(({ plugin }) => plugin === name)),
    best,
    hint,
    profile: decision.profile?.schedulerName ?? 'default-scheduler',
    ...(fit ? { fit } : {}),
    ...(preFilterNodes ? { narrowed: preFilterNodes } : {}),
    ...(preFilterRejection ? { rejected: { plugin: preFilterRejection.plugin, reasons: preFilterRejection.reasons } } : {}),
  };
}

function scoreFacts({ pod, nodes, images, mostBytes }: NonNullable<Decision['counted']>, i: number): ScoreFacts {
  const node = nodes[i] ?? [];
  const of = (list: readonly number[], at: number): number => list[at] ?? 0;
  return {
    resources: ['cpu', 'memory'].map((name, r) => ({ name, offered: of(node, r), requested: of(node, r + 2), own: of(pod, r), assumed: of(node, r + 4), ownAssumed: of(pod, r + 2) })),
    images: images.filter((image) => image.nodes.includes(i)).map(({ share }) => share),
    mostBytes,
  };
}
