// What a kubelet consists of, put together for one life of its process.
// Upstream: pkg/kubelet/kubelet.go (NewMainKubelet)

import type { Prng } from '../../base/prng.ts';
import { Informer } from '../client/informer.ts';
import { Recorder } from '../client/recorder.ts';
import { ConfigMap } from '../kinds/configMap.ts';
import type { Pod } from '../kinds/pod.ts';
import { Secret } from '../kinds/secret.ts';
import { RuntimeClass } from '../kinds/runtimeClass.ts';
import { Service } from '../kinds/service.ts';
import { Backoff } from './backoff.ts';
import { resolvConf } from './hosts.ts';
import { ImagePuller } from './imagePuller.ts';
import { kubeletUser } from './kubeletOptions.ts';
import type { Life } from './life.ts';
import { resourcesOf } from './nodeObject.ts';
import { ObjectCache } from './objectCache.ts';
import { podEvent, type Parts } from './parts.ts';
import { Pleg, type PodEvent } from './pleg.ts';
import type { KubeletSyncer } from './podSyncer.ts';
import { PodWorkers } from './podWorkers.ts';
import { makeProbe } from './probeAction.ts';
import { Probes, type ProbeKind, type Verdict } from './probes.ts';
import { StatusManager } from './statusManager.ts';
import { Volumes } from './volumes.ts';

/** What the parts tell the kubelet, and ask of it. */
export interface PartsHooks {
  /** The parts themselves, once they are together. */
  parts(): Parts;
  mirrorOf(pod: Pod): Pod | undefined;
  podEvent(event: PodEvent): void;
  probeChanged(kind: ProbeKind, uid: string, containerId: string, verdict: Verdict): void;
  volumeGrew(uid: string): void;
}

export function makeParts(life: Omit<Life, 'parts'>, syncer: KubeletSyncer, random: Prng, hooks: PartsHooks): Parts {
  const { options, group, phase, known } = life;
  const { kernel, facts, flavour, runtime, network } = options;
  const node = facts.name;
  const { allocatable } = resourcesOf(facts, flavour.kind);
  const identity = { actor: `kubelet/${node}`, component: `kubelet/${node}`, user: kubeletUser(node), userAgent: `kubelet/${flavour.version} (linux/amd64) kubernetes/abcdef0` };
  const client = options.client.as({ ...identity, qps: 50, burst: 100 });
  const recorder = new Recorder(options.client.as({ ...identity, qps: 50, burst: 100 }), group, { component: 'kubelet', host: node });
  const status = new StatusManager({ client, group, mayRun: (uid) => hooks.parts().workers.mayRun(uid), mirrorOf: hooks.mirrorOf });
  const pleg = new Pleg(kernel, runtime, kernel.now + random.below(1_000_000), hooks.podEvent);
  const configMaps = new ObjectCache<ConfigMap>(client, group, ConfigMap);
  const secrets = new ObjectCache<Secret>(client, group, Secret);
  const services = new Informer<Service>(client, Service, { fieldSelector: 'spec.clusterIP!=None' });
  const runtimeClasses = new Informer<RuntimeClass>(client, RuntimeClass);
  const workers = new PodWorkers({ kernel, node, group, pleg, random, tickPhase: phase, syncer, current: (uid) => known.get(uid) });
  const nodeAllocatable = { cpu: allocatable.cpu as string, memory: allocatable.memory as string, 'ephemeral-storage': allocatable['ephemeral-storage'] as string };
  const volumes = new Volumes({
    client,
    group,
    random,
    node,
    allocatable: nodeAllocatable,
    configMaps,
    secrets,
    storage: options.storage,
    status: (pod) => status.previous(pod),
    failed: (pod, message) => podEvent(hooks.parts(), pod, 'Warning', 'FailedMount', message),
    grew: hooks.volumeGrew,
    keepFiles: options.keepFiles,
  });
  const probes = new Probes({
    kernel,
    node,
    group,
    status: (uid) => status.get(uid),
    startedAt: (uid, id) => pleg.get(uid)?.containers.find((c) => c.id === id)?.startedAt,
    act: (_kind, pod, podStatus, container, id, probe) => makeProbe({ node, runtime, network }, pod, podStatus, container, id, probe),
    changed: hooks.probeChanged,
    unhealthy: (pod, container, text, warning) => podEvent(hooks.parts(), pod, 'Warning', warning ? 'ProbeWarning' : 'Unhealthy', text, container),
  });
  const images = new ImagePuller({ images: runtime.images, now: () => kernel.now, event: (pod, container, type, reason, message) => podEvent(hooks.parts(), pod, type, reason, message, container), check: () => runtime.check() });
  return {
    kernel,
    shape: facts,
    node,
    client,
    recorder,
    group,
    runtime,
    network,
    random,
    quirks: { user: flavour.kind !== 'hollow', zeroMemory: flavour.kind === 'hollow', cgroupV1: flavour.kind === 'real', noCgroups: flavour.kind === 'hollow' },
    allocatable: nodeAllocatable,
    status,
    workers,
    pleg,
    probes,
    volumes,
    images,
    crashes: new Backoff(() => kernel.now),
    runtimeClasses,
    configMaps,
    secrets,
    services,
    problems: new Map(),
    resolvConf: (pod) => resolvConf(pod, options.dns),
  };
}
