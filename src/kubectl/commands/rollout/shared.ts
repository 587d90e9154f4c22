// What all `kubectl rollout` commands share: which things are meant, and the ReplicaSets or ControllerRevisions behind them.
// Upstream: k8s.io/kubectl/pkg/cmd/rollout, k8s.io/kubectl/pkg/polymorphichelpers/history.go, pkg/util/deployment

import { equal, isObject } from '../../../base/json.ts';
import { compareText } from '../../../base/text.ts';
import { labelSelectorText } from '../../../sim/api/selectors.ts';
import { applyStrategicMergePatch } from '../../../sim/api/patch/strategic.ts';
import { typeOf } from '../../../sim/api/schema/schema.ts';
import type { SchemaType } from '../../../sim/api/schema/schemaType.ts';
import type { Sim } from '../../../sim/kernel/task.ts';
import type { Resources } from '../../builder.ts';
import { KubectlError, isExpected, messageOf } from '../../errors.ts';
import { Helper, type RemoteObject } from '../../helper.ts';
import type { AnyItem } from '../../info.ts';
import type { Invocation } from '../../invocation.ts';
import { typed } from '../../typed.ts';

export function* findRollouts(k: Invocation): Sim<Resources> {
  return yield* k.find({
    ...k.usual,
    labelSelector: k.flags.text('selector'),
    args: k.args,
    allowEmptySelector: true,
    latest: true,
  });
}

export function requireResource(k: Invocation): void {
  if (k.args.length === 0 && !k.hasFiles) throw new KubectlError('required resource not specified');
}

export const field = (object: unknown, ...path: readonly string[]): unknown => {
  let value = object;
  for (const step of path) value = isObject(value) ? value[step] : undefined;
  return value;
};

export const numberAt = (object: unknown, ...path: readonly string[]): number => {
  const value = field(object, ...path);
  return typeof value === 'number' ? value : 0;
};

const REVISION = 'deployment.kubernetes.io/revision';

/** The revision that the annotation tells; undefined where it tells none. */
export function revisionOf(object: RemoteObject): number | undefined {
  const text = object.metadata.annotations?.[REVISION];
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;
}

export interface ReplicaSets {
  readonly deployment: RemoteObject;
  readonly old: readonly RemoteObject[];
  readonly current: RemoteObject | undefined;
}

export function* replicaSetsOf(k: Invocation, namespace: string, name: string, words: (why: string) => string): Sim<ReplicaSets> {
  const deployment = yield* worded(new Helper(k.http, typed('apps/v1', 'Deployment')).get(namespace, name), words);
  const { old, current } = yield* worded(listReplicaSets(k, deployment), (why) => `failed to retrieve replica sets from deployment ${name}: ${why}`);
  return { deployment, old, current };
}

/** The ReplicaSets that a Deployment controls: the one of its template, and the others. */
export function* listReplicaSets(k: Invocation, deployment: RemoteObject, limit = 0): Sim<{ readonly old: readonly RemoteObject[]; readonly current: RemoteObject | undefined }> {
  const items = yield* ownedItems(k, 'apps/v1', 'ReplicaSet', deployment, limit);
  const template = field(deployment, 'spec', 'template');
  const byAge = [...items].sort((a, b) => compareText(a.metadata.creationTimestamp, b.metadata.creationTimestamp) || compareText(a.metadata.name, b.metadata.name));
  const current = byAge.find((rs) => sameTemplate(field(rs, 'spec', 'template'), template));
  return { old: byAge.filter((rs) => rs !== current), current };
}

/** Objects of a kind that the selector finds and the owner controls. */
export function* ownedItems(k: Invocation, apiVersion: string, kind: string, owner: RemoteObject, limit = 0): Sim<readonly RemoteObject[]> {
  const selector = labelSelectorText(field(owner, 'spec', 'selector') as never);
  const list = yield* new Helper(k.http, typed(apiVersion, kind)).list(owner.metadata.namespace ?? '', { labelSelector: selector, limit });
  const items = ((list as unknown as { items?: readonly RemoteObject[] }).items ?? []).map((item): RemoteObject => ({ ...item, apiVersion, kind }));
  return items.filter((item) => item.metadata.ownerReferences?.some((r) => r.controller && r.uid === owner.metadata.uid));
}

const HASH = 'pod-template-hash';

export function sameTemplate(a: unknown, b: unknown): boolean {
  return equal(withoutHash(a), withoutHash(b));
}

export function withoutHash(template: unknown): unknown {
  const labels = field(template, 'metadata', 'labels');
  if (!isObject(template) || !isObject(template.metadata) || !isObject(labels) || !(HASH in labels)) return template;
  const { [HASH]: _, ...rest } = labels;
  return { ...template, metadata: { ...template.metadata, labels: rest } };
}

// ---- ControllerRevisions ----

export interface Revisions {
  readonly owner: RemoteObject;
  readonly history: readonly RemoteObject[];
}

export function* controllerRevisions(k: Invocation, kind: 'DaemonSet' | 'StatefulSet', namespace: string, name: string): Sim<Revisions> {
  const shown = kind === 'StatefulSet' ? 'Statefulset' : kind;
  const owner = yield* worded(new Helper(k.http, typed('apps/v1', kind)).get(namespace, name), (why) => `failed to retrieve ${shown} ${name}: ${why}`);
  const history = yield* worded(ownedItems(k, 'apps/v1', 'ControllerRevision', owner), (why) => `unable to find history controlled by ${kind} ${name}: ${why}`);
  return { owner, history };
}

/** The owner as it was at a revision. */
export function atRevision(owner: RemoteObject, revision: RemoteObject): AnyItem {
  return applyStrategicMergePatch(owner, revision.data, typeOf('apps/v1', owner.kind) as SchemaType) as AnyItem;
}

export function* worded<T>(body: Sim<T>, words: (why: string) => string): Sim<T> {
  try {
    return yield* body;
  } catch (error) {
    throw isExpected(error) ? new KubectlError(words(messageOf(error))) : error;
  }
}
