// What the scheduler writes about volumes before it binds the Pod: which volume a claim is to have, or on which node one is
// to be made for it; then it waits until the volume controller has bound them.
// Upstream: pkg/scheduler/framework/plugins/volumebinding/binder.go (BindPodVolumes)

import { deepFreeze } from '../../base/json.ts';
import { seconds } from '../../base/time.ts';
import type { Client } from '../client/client.ts';
import type { Informer } from '../client/informer.ts';
import { referenceTo } from '../client/recorder.ts';
import { sleep, type Sim } from '../kernel/task.ts';
import { PersistentVolume } from '../kinds/persistentVolume.ts';
import { PersistentVolumeClaim } from '../kinds/persistentVolumeClaim.ts';
import { SELECTED_NODE, type VolumeDecision } from './assumedVolumes.ts';
import { BIND_COMPLETED } from './volumes.ts';

const BOUND_BY_CONTROLLER = 'pv.kubernetes.io/bound-by-controller';

const POLL = seconds(1);
const TIMEOUT = seconds(600);

/** It did not come to that. */
export class VolumesNotBound extends Error {
  override readonly name = 'VolumesNotBound';
}

export interface VolumeSources {
  readonly client: Client;
  readonly claims: Informer<PersistentVolumeClaim>;
  readonly volumes: Informer<PersistentVolume>;
}

export const isEmpty = ({ bindings, provisions }: VolumeDecision): boolean => bindings.length === 0 && provisions.length === 0;

export function* bindVolumes(sources: VolumeSources, decision: VolumeDecision, node: string): Sim<void> {
  const { client, claims, volumes } = sources;
  for (const { volume: name, claim: key } of decision.bindings) {
    const volume = volumes.get(name);
    const claim = claims.get(key);
    if (!volume || !claim) throw new VolumesNotBound(`running PreBind plugin "VolumeBinding": binding volumes: failed to get ${volume ? 'claim' : 'volume'}`);
    if (volume.spec.claimRef?.uid === claim.metadata.uid) continue;
    const { kind, namespace, name: claimName, uid, apiVersion, resourceVersion } = referenceTo(claim);
    const reserved = volume.spec.claimRef !== undefined;
    yield* client.update(
      PersistentVolume,
      deepFreeze({
        ...volume,
        metadata: reserved ? volume.metadata : { ...volume.metadata, annotations: { ...volume.metadata.annotations, [BOUND_BY_CONTROLLER]: 'yes' } },
        spec: { ...volume.spec, claimRef: { kind, namespace, name: claimName, uid, apiVersion, resourceVersion } },
      }) as PersistentVolume,
    );
  }
  for (const key of decision.provisions) {
    const claim = claims.get(key);
    if (!claim || claim.metadata.annotations?.[SELECTED_NODE] === node) continue;
    yield* client.update(PersistentVolumeClaim, deepFreeze({ ...claim, metadata: { ...claim.metadata, annotations: { ...claim.metadata.annotations, [SELECTED_NODE]: node } } }));
  }
  yield* waitForBinding(sources, decision, node);
}

function* waitForBinding({ claims, client }: VolumeSources, { bindings, provisions }: VolumeDecision, node: string): Sim<void> {
  const { kernel } = client.transport;
  const until = kernel.now + TIMEOUT;
  const isBound = (key: string): boolean => {
    const claim = claims.get(key);
    if (!claim) throw new VolumesNotBound(`running PreBind plugin "VolumeBinding": binding volumes: pvc ${JSON.stringify(key)} not found`);
    return !!claim.spec.volumeName && claim.metadata.annotations?.[BIND_COMPLETED] !== undefined;
  };
  for (;;) {
    yield* sleep(POLL);
    const making = provisions.filter((key) => !isBound(key));
    if (making.length === 0 && bindings.every(({ claim }) => isBound(claim))) return;
    // A provisioner that cannot make it there takes the annotation away: another node is to be found.
    if (making.some((key) => claims.get(key)?.metadata.annotations?.[SELECTED_NODE] !== node)) {
      throw new VolumesNotBound('running PreBind plugin "VolumeBinding": binding volumes: provisioning failed for PVC');
    }
    if (kernel.now > until) throw new VolumesNotBound('running PreBind plugin "VolumeBinding": binding volumes: context deadline exceeded');
  }
}
