// What is in a namespace that is being deleted: all of it goes, Pods first; what is left is said in its conditions.
// Upstream: pkg/controller/namespace/deletion/namespaced_resources_deleter.go

import { deepFreeze } from '../../base/json.ts';
import { compareText } from '../../base/text.ts';
import { parseTime } from '../../base/time.ts';
import { ApiError } from '../api/errors.ts';
import type { Kind } from '../api/kind.ts';
import type { KubeObject } from '../api/types.ts';
import { isExpected, type Context } from '../client/controller.ts';
import type { Sim } from '../kernel/task.ts';
import { Namespace } from '../kinds/namespace.ts';
import type { Pod } from '../kinds/pod.ts';
import { discoverKinds } from './shared/discovery.ts';
import { isNotFound } from './shared/podControl.ts';

/** How long a finalizer should take, where nothing else is known. */
const FINALIZER_SECONDS = 15;

type Condition = NonNullable<Namespace['status']['conditions']>[number];

/** What was found of one kind. */
interface Round {
  readonly estimate: number;
  readonly remaining: number;
  readonly finalizers: ReadonlyMap<string, number>;
}

class Outcome {
  estimate = 0;
  readonly remaining = new Map<string, number>();
  readonly finalizers = new Map<string, number>();
  failure: Error | undefined;
}

/** Seconds until what is left should be gone; 0: nothing is left. */
export function* deleteContent(context: Context, found: Namespace): Sim<number> {
  const kinds = (yield* discoverKinds(context)).filter(({ kind }) => kind.namespaced && kind.verbs.includes('delete')).map(({ kind }) => kind);
  const pods = kinds.find((kind) => kind.group === '' && kind.plural === 'pods');
  const outcome = new Outcome();
  const podsLeft = pods ? yield* deleteAll(context, found, pods, outcome) : 0;
  // While there are Pods, nothing that they may need is taken away; and nothing is said yet about what remains.
  if (podsLeft === 0 && !outcome.failure) for (const kind of kinds) if (kind !== pods) yield* deleteAll(context, found, kind, outcome);
  context.note('remaining', { resources: [...outcome.remaining.keys()].join(' '), finalizers: [...outcome.finalizers.keys()].join(' '), estimate: outcome.estimate });
  const silent = podsLeft > 0;
  yield* writeConditions(context, found, silent ? { ...outcome, remaining: NOTHING, finalizers: NOTHING } : outcome);
  if (outcome.failure) throw outcome.failure;
  return outcome.estimate;
}
const NOTHING: ReadonlyMap<string, number> = new Map();

function* deleteAll(context: Context, found: Namespace, kind: Kind, outcome: Outcome): Sim<number> {
  try {
    const round = yield* deleteKind(context, found, kind);
    outcome.estimate = Math.max(outcome.estimate, round.estimate);
    if (round.remaining > 0) {
      context.note('delete', { resource: kind.resource, remaining: round.remaining });
      outcome.remaining.set(`${kind.plural}.${kind.group}`, round.remaining);
      for (const [finalizer, n] of round.finalizers) outcome.finalizers.set(finalizer, (outcome.finalizers.get(finalizer) ?? 0) + n);
      // Without an estimate or a finalizer it should be gone already.
      if (round.estimate === 0) throw new Leftover(`unexpected items still remain in namespace: ${found.metadata.name} for gvr: ${kind.group || ''}/${kind.version}, Resource=${kind.plural}`);
    }
    return round.remaining;
  } catch (error) {
    if (!isExpected(error) && !(error instanceof Leftover)) throw error;
    outcome.failure ??= error instanceof Leftover ? new ApiError({ kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message: error.message }) : error;
    return 0;
  }
}

class Leftover extends Error {
  override readonly name = 'Leftover';
}

function* deleteKind({ client, kernel }: Context, found: Namespace, kind: Kind): Sim<Round> {
  const at = { namespace: found.metadata.name };
  const isPods = kind.group === '' && kind.plural === 'pods';
  let estimate = 0;
  if (isPods) {
    for (const pod of (yield* client.list(kind, at)).items as readonly Pod[]) {
      if (pod.status?.phase !== 'Succeeded' && pod.status?.phase !== 'Failed') estimate = Math.max(estimate, pod.spec.terminationGracePeriodSeconds ?? 0);
    }
    if (kernel.wallMs - (parseTime(found.metadata.deletionTimestamp as string) ?? 0) >= estimate * 1000) estimate = 0;
  }
  if (kind.verbs.includes('deletecollection')) yield* client.deleteCollection(kind, at, { propagationPolicy: 'Background' });
  else for (const item of (yield* client.list(kind, at)).items) yield* client.delete(kind, at.namespace, item.metadata.name, { propagationPolicy: 'Background' });
  const left: readonly KubeObject[] = (yield* client.list(kind, at)).items;
  const finalizers = new Map<string, number>();
  for (const { metadata } of left) for (const finalizer of metadata.finalizers ?? []) finalizers.set(finalizer, (finalizers.get(finalizer) ?? 0) + 1);
  if (left.length > 0 && estimate === 0 && finalizers.size > 0) estimate = FINALIZER_SECONDS;
  return { estimate, remaining: left.length, finalizers };
}

const amounts = (of: ReadonlyMap<string, number>, words: (name: string, n: number) => string): string =>
  [...of]
    .map(([name, n]) => words(name, n))
    .sort(compareText)
    .join(', ');

function* writeConditions({ client, kernel }: Context, found: Namespace, outcome: { readonly failure: Error | undefined; readonly remaining: ReadonlyMap<string, number>; readonly finalizers: ReadonlyMap<string, number> }): Sim<void> {
  const { failure, remaining, finalizers } = outcome;
  const now = kernel.timestamp();
  const make = (type: Condition['type'], bad: boolean, reason: readonly [string, string], message: readonly [string, string]): Condition => ({
    type,
    status: bad ? 'True' : 'False',
    lastTransitionTime: now,
    reason: reason[bad ? 1 : 0] as string,
    message: message[bad ? 1 : 0] as string,
  });
  const resources = amounts(remaining, (name, n) => `${name} has ${n} resource instances`);
  const names = amounts(finalizers, (name, n) => `${name} in ${n} resource instances`);
  const wanted = [
    make('NamespaceDeletionDiscoveryFailure', false, ['ResourcesDiscovered', ''], ['All resources successfully discovered', '']),
    make('NamespaceDeletionGroupVersionParsingFailure', false, ['ParsedGroupVersions', ''], ['All legacy kube types successfully parsed', '']),
    make('NamespaceDeletionContentFailure', failure !== undefined, ['ContentDeleted', 'ContentDeletionFailed'], [
      'All content successfully deleted, may be waiting on finalization',
      `Failed to delete all resource types, 1 remaining: ${failure?.message ?? ''}`,
    ]),
    make('NamespaceContentRemaining', remaining.size > 0, ['ContentRemoved', 'SomeResourcesRemain'], ['All content successfully removed', `Some resources are remaining: ${resources}`]),
    make('NamespaceFinalizersRemaining', finalizers.size > 0, ['ContentHasNoFinalizers', 'SomeFinalizersRemain'], [
      'All content-preserving finalizers finished',
      `Some content in the namespace has finalizers remaining: ${names}`,
    ]),
  ];
  const old = found.status.conditions ?? [];
  let changed = false;
  const kept = old.filter((condition) => !wanted.some((c) => c.type === condition.type));
  const conditions = wanted.map((condition) => {
    const before = old.find((c) => c.type === condition.type);
    if (before && before.status === condition.status && before.reason === condition.reason && before.message === condition.message) return before;
    changed = true;
    return before?.status === condition.status ? { ...condition, lastTransitionTime: before.lastTransitionTime as string } : condition;
  });
  if (changed) yield* client.updateStatus(Namespace, deepFreeze({ ...found, status: { ...found.status, conditions: [...kept, ...conditions] } }));
}

/** Takes the finalizer off. The namespace may have been changed by our own status write a moment ago: once more, then. */
export function* finalize({ client }: Context, found: Namespace): Sim<void> {
  const path = `/api/v1/namespaces/${found.metadata.name}/finalize`;
  const about = { verb: 'update', resource: 'namespaces', subresource: 'finalize', name: found.metadata.name };
  let current = found;
  for (;;) {
    const finalizers = (current.spec.finalizers ?? []).filter((finalizer) => finalizer !== 'kubernetes');
    const body = { kind: 'Namespace', apiVersion: 'v1', metadata: current.metadata, spec: finalizers.length ? { finalizers } : {} };
    try {
      yield* client.request({ ...about, method: 'PUT', path, body: deepFreeze(body) });
      return;
    } catch (error) {
      if (isNotFound(error)) return;
      if (!(error instanceof ApiError) || error.reason !== 'Conflict') throw error;
      const uid = current.metadata.uid;
      current = yield* client.get(Namespace, undefined, found.metadata.name);
      if (current.metadata.uid !== uid) throw error;
    }
  }
}
