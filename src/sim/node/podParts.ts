// Questions about a Pod's spec that several parts of the kubelet ask.

import type { Pod } from '../kinds/pod.ts';
import type { Container, EphemeralContainer } from '../kinds/shared/podTypes.ts';
import type { ContainerInfo, PodInfo } from './runtimeTypes.ts';

export type AnyContainer = Container | EphemeralContainer;
export type ContainerGroup = 'containers' | 'initContainers' | 'ephemeralContainers';

/** `web_default(6e4f43ee-…)`, as messages name a Pod. */
export const podText = (pod: Pod): string => `${pod.metadata.name}_${pod.metadata.namespace}(${pod.metadata.uid})`;

export const podKey = (pod: Pod): string => `${pod.metadata.namespace}/${pod.metadata.name}`;

export const isTerminal = (phase: string | undefined): boolean => phase === 'Succeeded' || phase === 'Failed';

export const isSidecar = (container: AnyContainer): boolean => (container as Container).restartPolicy === 'Always';

/** The part of a container's spec whose change means a new container. Upstream: kubecontainer.HashContainer */
export const definitionOf = (container: AnyContainer): string => `${container.name} ${container.image ?? ''}`;

export function fieldPath(group: ContainerGroup, name: string): string {
  const paths = fieldPaths[group];
  let path = paths.get(name);
  if (path === undefined) paths.set(name, (path = ['spec.', group, '{', name, '}'].join('')));
  return path;
}
/** Every Event of a container has it: written once for all of one name. */
const fieldPaths: Readonly<Record<ContainerGroup, Map<string, string>>> = { containers: new Map(), initContainers: new Map(), ephemeralContainers: new Map() };

export function* allContainers(pod: Pod): Generator<readonly [ContainerGroup, AnyContainer]> {
  for (const c of pod.spec.initContainers ?? []) yield ['initContainers', c];
  for (const c of pod.spec.containers) yield ['containers', c];
  for (const c of pod.spec.ephemeralContainers ?? []) yield ['ephemeralContainers', c];
}

export function groupOf(pod: Pod, name: string): ContainerGroup | undefined {
  for (const [group, c] of allContainers(pod)) if (c.name === name) return group;
  return undefined;
}

export function containerNamed(pod: Pod, name: string): AnyContainer | undefined {
  for (const [, c] of allContainers(pod)) if (c.name === name) return c;
  return undefined;
}

/** The newest container of that name. */
export function newest(info: PodInfo | undefined, name: string): ContainerInfo | undefined {
  return info?.containers.find((c) => c.name === name);
}

export const isStatic = (pod: Pod): boolean => {
  const source = pod.metadata.annotations?.['kubernetes.io/config.source'];
  return source !== undefined && source !== 'api';
};
export const isMirror = (pod: Pod): boolean => pod.metadata.annotations?.['kubernetes.io/config.mirror'] !== undefined;

type RestartPolicy = 'Always' | 'OnFailure' | 'Never';

/** A container's own restart policy, or the Pod's. */
export const restartPolicyOf = (pod: Pod, container: AnyContainer): RestartPolicy => ((container as Container).restartPolicy ?? pod.spec.restartPolicy ?? 'Always') as RestartPolicy;

/**
 * Whether a container that does not run is to be started. Upstream: pkg/kubelet/container/helpers.go ShouldContainerBeRestarted
 */
export function shouldBeRestarted(container: AnyContainer, pod: Pod, info: PodInfo | undefined): boolean {
  // Once a Pod is marked for deletion nothing is started again.
  if (pod.metadata.deletionTimestamp) return false;
  const status = newest(info, container.name);
  if (!status) return true;
  if (status.state === 'running') return false;
  if (status.state === 'created') return true;
  return mayRestart(container, pod, status.exitCode);
}

/** Whether the container's policy and rules say that it starts again after this exit. */
export function mayRestart(container: AnyContainer, pod: Pod, exitCode: number): boolean {
  for (const rule of (container as Container).restartPolicyRules ?? []) {
    const { operator, values = [] } = rule.exitCodes ?? { operator: '' };
    const listed = values.includes(exitCode);
    if ((operator === 'In' && listed) || (operator === 'NotIn' && !listed)) return rule.action === 'Restart';
  }
  const policy = restartPolicyOf(pod, container);
  return policy === 'Always' || (policy === 'OnFailure' && exitCode !== 0);
}
