// What a StatefulSet's status says of its Pods.
// Upstream: pkg/controller/statefulset/stateful_set_control.go (computeReplicaStatus), stateful_set_status_updater.go

import { deepFreeze } from '../../../base/json.ts';
import { milliseconds } from '../../../base/time.ts';
import { ApiError } from '../../api/errors.ts';
import type { Context } from '../../client/controller.ts';
import { sleep, type Sim } from '../../kernel/task.ts';
import type { Pod } from '../../kinds/pod.ts';
import { StatefulSet } from '../../kinds/statefulSet.ts';
import { isAvailable } from '../shared/pods.ts';
import type { Revisions } from './revisions.ts';
import { isCreated, isEnding, isServing, revisionOf } from './setPods.ts';
import type { State } from './state.ts';

export interface Figures {
  readonly replicas: number;
  readonly readyReplicas: number;
  readonly availableReplicas: number;
  readonly currentReplicas: number;
  readonly updatedReplicas: number;
}
type Names = keyof Figures | 'currentRevision' | 'updateRevision';

export function figuresOf(pods: readonly Pod[], minReadySeconds: number, nowMs: number, { current, update }: Pick<Revisions, 'current' | 'update'>): Figures {
  const figures = { replicas: 0, readyReplicas: 0, availableReplicas: 0, currentReplicas: 0, updatedReplicas: 0 };
  for (const pod of pods) {
    if (!isCreated(pod)) continue;
    figures.replicas++;
    if (isServing(pod)) {
      figures.readyReplicas++;
      if (isAvailable(pod, minReadySeconds, nowMs)) figures.availableReplicas++;
    }
    if (isEnding(pod)) continue;
    if (revisionOf(pod) === current.metadata.name) figures.currentReplicas++;
    if (revisionOf(pod) === update.metadata.name) figures.updatedReplicas++;
  }
  return figures;
}

/** Once all Pods have the new revision and are ready, it is the present one. */
function completed({ spec }: StatefulSet, figures: Figures): boolean {
  const { replicas = 0, updateStrategy } = spec;
  return updateStrategy?.type === 'RollingUpdate' && figures.updatedReplicas === replicas && figures.readyReplicas === replicas && figures.replicas === replicas;
}

/** The delays before further tries, where somebody else wrote at the same time. */
const RETRIES_MS = [10, 50, 250];

export function* writeStatus(context: Context<State>, key: string, set: StatefulSet, figures: Figures, { current, update, collisions }: Revisions): Sim<void> {
  const { client, state, note } = context;
  const done = completed(set, figures);
  const wanted = { ...figures, currentReplicas: done ? figures.updatedReplicas : figures.currentReplicas, currentRevision: (done ? update : current).metadata.name, updateRevision: update.metadata.name };
  const { observedGeneration = 0 } = set.status ?? {};
  const generation = set.metadata.generation ?? 0;
  const same = (Object.keys(wanted) as Names[]).every((name) => wanted[name] === (set.status?.[name] ?? (typeof wanted[name] === 'number' ? 0 : '')));
  if (same && generation <= observedGeneration) return;
  note('status', { replicas: wanted.replicas, ready: wanted.readyReplicas, available: wanted.availableReplicas, current: wanted.currentReplicas, updated: wanted.updatedReplicas });
  const { replicas, availableReplicas, readyReplicas, currentReplicas, updatedReplicas, ...names } = wanted;
  const status = deepFreeze({
    ...(generation ? { observedGeneration: generation } : {}),
    replicas,
    ...(readyReplicas ? { readyReplicas } : {}),
    ...(currentReplicas ? { currentReplicas } : {}),
    ...(updatedReplicas ? { updatedReplicas } : {}),
    ...names,
    collisionCount: collisions,
    ...(set.status?.conditions ? { conditions: set.status.conditions } : {}),
    availableReplicas,
  });
  for (let tried = 0, latest = set; ; tried++) {
    try {
      state.consistency.wrote(key, state.sets, yield* client.updateStatus(StatefulSet, { ...latest, status }));
      return;
    } catch (error) {
      const wait = RETRIES_MS[tried];
      if (!(error instanceof ApiError) || error.reason !== 'Conflict' || wait === undefined) throw error;
      yield* sleep(milliseconds(wait));
      latest = state.sets.get(key) ?? latest;
    }
  }
}
