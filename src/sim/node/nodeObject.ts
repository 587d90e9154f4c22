// The Node object as its kubelet writes it. Upstream: pkg/kubelet/kubelet_node_status.go, pkg/kubelet/nodestatus/setters.go

import { Prng } from '../../base/prng.ts';
import { quantityOf, value } from '../api/quantity.ts';
import type { ImageStore } from './imageStore.ts';
import type { NodeFacts } from './parts.ts';

export interface NodeFlavour {
  /** What the runtime and the machine say of themselves. */
  readonly kind: 'default' | 'hollow' | 'real';
  readonly version: string;
}

export interface ConditionState {
  readonly type: string;
  readonly status: 'True' | 'False';
  readonly reason: string;
  readonly message: string;
}

export const SUFFICIENT: readonly ConditionState[] = [
  { type: 'MemoryPressure', status: 'False', reason: 'KubeletHasSufficientMemory', message: 'kubelet has sufficient memory available' },
  { type: 'DiskPressure', status: 'False', reason: 'KubeletHasNoDiskPressure', message: 'kubelet has no disk pressure' },
  { type: 'PIDPressure', status: 'False', reason: 'KubeletHasSufficientPID', message: 'kubelet has sufficient PID available' },
];
export const READY: ConditionState = { type: 'Ready', status: 'True', reason: 'KubeletReady', message: 'kubelet is posting ready status' };

const DECLARED = ['ExtendWebSocketsToKubelet', 'InPlacePodLevelResourcesVerticalScaling', 'InPlacePodVerticalScalingInitContainers', 'RestartAllContainersOnContainerExits'];

export interface Resources {
  readonly capacity: Readonly<Record<string, string>>;
  readonly allocatable: Readonly<Record<string, string>>;
}

const EVICTION_MEMORY = 100 * 1024 * 1024;

export function resourcesOf(facts: NodeFacts, kind: NodeFlavour['kind']): Resources {
  const { cpu, memory, pods } = facts;
  if (kind === 'hollow') {
    const all = { cpu, 'ephemeral-storage': '100Gi', memory, pods: String(pods) };
    return { capacity: all, allocatable: all };
  }
  const huge = { 'hugepages-1Gi': '0', 'hugepages-2Mi': '0' };
  const bytes = value(memory);
  // Both are written in Ki; what is allocatable lies below by what is kept back for eviction.
  const ki = (n: number): string => `${Math.floor(n / 1024)}Ki`;
  return {
    capacity: { cpu, 'ephemeral-storage': '104857600Ki', ...huge, memory: ki(bytes + EVICTION_MEMORY), pods: String(pods) },
    allocatable: { cpu, 'ephemeral-storage': quantityOf(96_636_764_160).text, ...huge, memory: ki(bytes), pods: String(pods) },
  };
}

/** On other clusters kubeadm adds the role's labels afterwards. */
export function nodeLabels(facts: NodeFacts, kind: NodeFlavour['kind']): Record<string, string> {
  return {
    'beta.kubernetes.io/arch': 'amd64',
    'beta.kubernetes.io/os': 'linux',
    'kubernetes.io/arch': 'amd64',
    'kubernetes.io/hostname': facts.name,
    'kubernetes.io/os': 'linux',
    ...(facts.controlPlane && kind === 'hollow' ? { 'node-role.kubernetes.io/control-plane': '', 'node.kubernetes.io/exclude-from-external-load-balancers': '' } : {}),
    ...facts.labels,
  };
}

export function conditionList(states: readonly ConditionState[], now: string, before: readonly { readonly type: string; readonly status: string; readonly lastTransitionTime?: string }[]): object[] {
  return states.map(({ type, status, reason, message }) => {
    const old = before.find((c) => c.type === type);
    const lastTransitionTime = old?.status === status && old.lastTransitionTime ? old.lastTransitionTime : now;
    return { type, status, lastHeartbeatTime: now, lastTransitionTime, reason, message };
  });
}

export function imageList(images: ImageStore): object[] | undefined {
  const list = images.list().slice(0, 50);
  if (list.length === 0) return undefined;
  return list.map(({ ref, repoDigest, sizeBytes }) => ({ names: [...(repoDigest ? [repoDigest] : []), ref.full], sizeBytes }));
}

/** Another one each time that the machine is switched on. */
export function bootID(node: string, boots: number): string {
  return new Prng(boots, `boot/${node}`).uuid();
}

/** The object that is sent to register the node. */
export function newNode(facts: NodeFacts, flavour: NodeFlavour, boots: number, conditions: readonly object[], images: readonly object[] | undefined): object {
  const { kind, version } = flavour;
  const { capacity, allocatable } = resourcesOf(facts, kind);
  const ids = new Prng(0, `machine/${facts.name}`);
  const hex = (): string => ids.uint32().toString(16).padStart(8, '0');
  const machineID = hex() + hex() + hex() + hex();
  const hollow = kind === 'hollow';
  return {
    kind: 'Node',
    apiVersion: 'v1',
    metadata: { name: facts.name, labels: nodeLabels(facts, kind), annotations: { 'volumes.kubernetes.io/controller-managed-attach-detach': 'true' } },
    spec: facts.controlPlane ? { taints: [{ key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule' }] } : {},
    status: {
      capacity,
      allocatable,
      conditions,
      addresses: [
        { type: 'InternalIP', address: facts.ip },
        { type: 'Hostname', address: facts.name },
      ],
      daemonEndpoints: { kubeletEndpoint: { Port: 10250 } },
      nodeInfo: {
        machineID,
        systemUUID: machineID,
        bootID: hollow ? machineID : bootID(facts.name, boots),
        kernelVersion: '6.1.0-40-amd64',
        osImage: 'Debian GNU/Linux 12 (bookworm)',
        containerRuntimeVersion: 'containerd://2.2.1',
        kubeletVersion: version,
        kubeProxyVersion: '',
        operatingSystem: 'linux',
        architecture: 'amd64',
      },
      ...(images ? { images } : {}),
      ...(hollow ? {} : { runtimeHandlers: ['', 'runc'].map((name) => ({ name, features: { recursiveReadOnlyMounts: true, userNamespaces: kind === 'default' } })), features: { supplementalGroupsPolicy: true } }),
      declaredFeatures: DECLARED,
    },
  };
}
