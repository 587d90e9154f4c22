// CustomResourceDefinitions at work: names are accepted or refused, the kind is served and gets its APIService; when the
// definition is deleted, its objects go first.
// Upstream: k8s.io/apiextensions-apiserver/pkg/controller/{status,establish,finalizer}, pkg/apiserver/customresource_handler.go,
// k8s.io/kube-aggregator/pkg/controllers/autoregister
//
// Simplified: all of it happens in the API server itself, without requests to itself.

import { deepFreeze } from '../../../base/json.ts';
import { milliseconds } from '../../../base/time.ts';
import type { Kind } from '../../api/kind.ts';
import type { KubeObject } from '../../api/types.ts';
import { NO_SPAN } from '../../kernel/trace.ts';
import type { CustomResourceDefinition } from '../../kinds/customResourceDefinition.ts';
import { prioritiesOf } from '../apiResources.ts';
import type { ServerState } from '../context.ts';
import { kindsOf } from './customKind.ts';

const DEFINITIONS = '/registry/apiextensions.k8s.io/customresourcedefinitions/';
const SERVICES = '/registry/apiregistration.k8s.io/apiservices/';
const CLEANUP = 'customresourcecleanup.apiextensions.k8s.io';
const STEP = milliseconds(3);

type Condition = { readonly type: string; readonly status: string; readonly lastTransitionTime: string; readonly reason: string; readonly message: string };

/** Kinds that are served because of a definition, by its name. */
const served = new WeakMap<ServerState, Map<string, { readonly spec: unknown; readonly kinds: readonly Kind[] }>>();

/** A definition was written, or went. */
export function definitionChanged(state: ServerState, key: string): void {
  const { kernel, store } = state;
  const name = key.slice(DEFINITIONS.length);
  const value = store.get(key)?.value as unknown as CustomResourceDefinition | undefined;
  serve(state, name, value);
  if (!value || !next(state, value)) return;
  kernel.after(STEP, () => {
    const span = kernel.trace.open('work', 'kube-apiserver', 'customResourceDefinition', kernel.now, kernel.span, { level: 'detail', end: kernel.now });
    const outer = kernel.span;
    kernel.span = span;
    const current = store.get(key)?.value as unknown as CustomResourceDefinition | undefined;
    if (current) next(state, current)?.();
    kernel.span = outer ?? NO_SPAN;
  });
}

const conditionOf = ({ status }: CustomResourceDefinition, type: string): Condition | undefined => (status?.conditions as readonly Condition[] | undefined)?.find((c) => c.type === type);

/** What is to be done about the definition, if anything. */
function next(state: ServerState, definition: CustomResourceDefinition): (() => void) | undefined {
  const { metadata } = definition;
  if (metadata.deletionTimestamp !== undefined) {
    if (!metadata.finalizers?.includes(CLEANUP)) return undefined;
    if (conditionOf(definition, 'Terminating')?.reason !== 'InstanceDeletionInProgress') {
      return () => setConditions(state, definition, [condition(state, 'Terminating', 'True', 'InstanceDeletionInProgress', 'CustomResource deletion is in progress')]);
    }
    return () => cleanUp(state, definition);
  }
  const taken = takenName(state, definition);
  const accepted = conditionOf(definition, 'NamesAccepted');
  if (taken) {
    if (accepted?.status === 'False' && accepted.message === taken) return undefined;
    return () => setConditions(state, definition, [condition(state, 'NamesAccepted', 'False', 'KindConflict', taken), ...(conditionOf(definition, 'Established') ? [] : [condition(state, 'Established', 'False', 'NotAccepted', 'not all names are accepted')])]);
  }
  if (accepted?.status !== 'True') {
    const { names } = definition.spec;
    return () => setConditions(state, definition, [condition(state, 'NamesAccepted', 'True', 'NoConflicts', 'no conflicts found'), condition(state, 'Established', 'False', 'Installing', 'the initial names have been accepted')], names);
  }
  if (conditionOf(definition, 'Established')?.status !== 'True') return () => setConditions(state, definition, [condition(state, 'Established', 'True', 'InitialNamesAccepted', 'the initial names have been accepted')]);
  return undefined;
}

/** Two definitions of one group must not share a name. */
function takenName(state: ServerState, { metadata, spec }: CustomResourceDefinition): string | undefined {
  for (const { value } of state.store.range(DEFINITIONS)) {
    const other = value as unknown as CustomResourceDefinition;
    if (other.spec.group !== spec.group || other.metadata.name === metadata.name || conditionOf(other, 'NamesAccepted')?.status !== 'True') continue;
    if (other.spec.names.kind === spec.names.kind) return `${JSON.stringify(spec.names.kind)} is already in use`;
    for (const name of [spec.names.singular, ...(spec.names.shortNames ?? [])]) {
      if (name && [other.spec.names.plural, other.spec.names.singular, ...(other.spec.names.shortNames ?? [])].includes(name)) return `${JSON.stringify(name)} is already in use`;
    }
  }
  return undefined;
}

const condition = ({ kernel }: ServerState, type: string, status: string, reason: string, message: string): Condition => ({ type, status, lastTransitionTime: kernel.timestamp(), reason, message });

function setConditions(state: ServerState, definition: CustomResourceDefinition, conditions: readonly Condition[], names?: object): void {
  const before = (definition.status?.conditions ?? []) as readonly Condition[];
  const kept = before.map((old) => {
    const now = conditions.find(({ type }) => type === old.type);
    return now ? { ...now, lastTransitionTime: now.status === old.status ? old.lastTransitionTime : now.lastTransitionTime } : old;
  });
  const added = conditions.filter(({ type }) => !before.some((old) => old.type === type));
  const { conditions: _conditions, acceptedNames, ...rest } = definition.status ?? {};
  put(state, definition, { ...definition, status: { conditions: [...kept, ...added], acceptedNames: names ?? acceptedNames, ...rest } });
}

function put({ store, provenance, kernel }: ServerState, before: CustomResourceDefinition, after: object): void {
  const { metadata } = after as CustomResourceDefinition;
  store.put(`${DEFINITIONS}${metadata.name}`, Number(before.metadata.resourceVersion), (revision) => {
    const written = deepFreeze({ ...after, metadata: { ...metadata, resourceVersion: String(revision) } }) as unknown as KubeObject;
    provenance.note(written, { before: before as unknown as KubeObject, manager: 'kube-apiserver', apiVersion: before.apiVersion, kind: before.kind, subresource: 'status', time: kernel.timestamp() });
    return written;
  });
}

/** Its objects, then the definition itself. Objects with finalizers are marked, and waited for. */
function cleanUp(state: ServerState, definition: CustomResourceDefinition): void {
  const { store, kernel } = state;
  const { spec, metadata } = definition;
  const prefix = `/registry/${spec.group}/${spec.names.plural}/`;
  let left = 0;
  for (const { key, value, modRevision } of store.range(prefix)) {
    if (!value.metadata.finalizers?.length) {
      store.delete(key, modRevision);
      continue;
    }
    left++;
    if (value.metadata.deletionTimestamp !== undefined) continue;
    store.put(key, modRevision, (revision) => deepFreeze({ ...value, metadata: { ...value.metadata, resourceVersion: String(revision), deletionTimestamp: kernel.timestamp(), deletionGracePeriodSeconds: 0 } }));
  }
  if (left > 0) {
    kernel.after(milliseconds(5000), () => definitionChanged(state, `${DEFINITIONS}${metadata.name}`));
    return;
  }
  const finalizers = (metadata.finalizers ?? []).filter((name) => name !== CLEANUP);
  if (finalizers.length === 0) store.delete(`${DEFINITIONS}${metadata.name}`, Number(metadata.resourceVersion));
  else put(state, definition, { ...definition, metadata: { ...metadata, finalizers } });
}

// ---- serving ----

function serve(state: ServerState, name: string, definition: CustomResourceDefinition | undefined): void {
  const { scheme } = state;
  let all = served.get(state);
  if (!all) served.set(state, (all = new Map()));
  const before = all.get(name);
  const is = definition !== undefined && conditionOf(definition, 'Established')?.status === 'True';
  if (before && is && before.spec === definition.spec) return;
  for (const kind of before?.kinds ?? []) scheme.remove(kind);
  const kinds = is ? kindsOf(definition) : [];
  for (const kind of kinds) scheme.add(kind);
  if (is) all.set(name, { spec: definition.spec, kinds });
  else all.delete(name);
  settleServices(state, new Set([...(before?.kinds ?? []), ...kinds, ...(definition && !is ? announced(definition) : [])].map(({ group, version }) => `${version}.${group}`)));
}

/** The APIService of a version is there before its kind is. */
const announced = ({ spec, metadata }: CustomResourceDefinition): readonly { readonly group: string; readonly version: string }[] => (metadata.deletionTimestamp ? [] : spec.versions.filter((v) => v.served).map(({ name }) => ({ group: spec.group, version: name })));

function settleServices(state: ServerState, names: ReadonlySet<string>): void {
  const { store, kernel, provenance } = state;
  const wanted = new Set(Array.from(store.range(DEFINITIONS), ({ value }) => value as unknown as CustomResourceDefinition).flatMap((d) => d.spec.versions.filter((v) => v.served).map((v) => `${v.name}.${d.spec.group}`)));
  for (const name of names) {
    const key = `${SERVICES}${name}`;
    const existing = store.get(key);
    if (existing && !wanted.has(name)) kernel.after(STEP, () => void (store.get(key)?.modRevision === existing.modRevision && store.delete(key, existing.modRevision)));
    if (existing || !wanted.has(name)) continue;
    const dot = name.indexOf('.');
    const [version, group] = [name.slice(0, dot), name.slice(dot + 1)];
    const priorities = prioritiesOf(group, version);
    const creationTimestamp = kernel.timestamp();
    const uid = kernel.stream('uid').uuid();
    kernel.after(milliseconds(2), () => {
      if (store.get(key)) return;
      store.put(key, 0, (revision) => {
        const made = deepFreeze({
          apiVersion: 'apiregistration.k8s.io/v1',
          kind: 'APIService',
          metadata: { name, uid, resourceVersion: String(revision), creationTimestamp, labels: { 'kube-aggregator.kubernetes.io/automanaged': 'true' } },
          spec: { group, version, groupPriorityMinimum: priorities.group, versionPriority: priorities.version },
          status: { conditions: [{ type: 'Available', status: 'True', lastTransitionTime: creationTimestamp, reason: 'Local', message: 'Local APIServices are always available' }] },
        }) as unknown as KubeObject;
        provenance.note(made, { before: undefined, manager: 'kube-apiserver', apiVersion: made.apiVersion, kind: made.kind, subresource: '', time: creationTimestamp });
        return made;
      });
    });
  }
}
