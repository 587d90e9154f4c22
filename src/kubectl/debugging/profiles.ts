// What the profiles of `kubectl debug` make of a container and its Pod.
// Upstream: k8s.io/kubectl/pkg/cmd/debug/profiles.go

import { isObject } from '../../base/json.ts';
import { KubectlError } from '../errors.ts';
import type { AnyItem } from '../info.ts';
import { containersOf, type Container } from '../podTemplates.ts';

export type Style = 'ephemeral' | 'copy' | 'node';

export interface Kept {
  readonly labels: boolean;
  readonly annotations: boolean;
  readonly liveness: boolean;
  readonly readiness: boolean;
  readonly startup: boolean;
  readonly initContainers: boolean;
}

export const PROFILES = ['legacy', 'general', 'baseline', 'restricted', 'netadmin', 'sysadmin'];

export function checkProfile(profile: string): void {
  if (!PROFILES.includes(profile)) throw new KubectlError(`unknown profile: ${profile}`);
}

/** The Pod with the profile applied to one of its containers. */
export function withProfile(pod: AnyItem, containerName: string, profile: string, style: Style, kept: Kept): AnyItem {
  const shaped = withContainer(pod, containerName, (c) => shapedContainer(c, profile, style));
  if (style === 'copy') return copied(shaped, profile, kept);
  if (style !== 'node') return shaped;
  const mounts = profile === 'legacy' || profile === 'general' || profile === 'sysadmin';
  const rooted = mounts ? withRoot(shaped, containerName) : shaped;
  return profile === 'baseline' || profile === 'restricted' ? rooted : withSpec(rooted, { hostNetwork: true, hostPID: true, hostIPC: true });
}

function shapedContainer(container: Container, profile: string, style: Style): Container {
  const { securityContext: _, ...bare } = container;
  switch (profile) {
    case 'general':
      return style === 'node' ? (bare as Container) : withCapabilities(container, ['SYS_PTRACE']);
    case 'baseline':
      return bare as Container;
    case 'restricted':
      return { ...bare, securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] }, runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } } } as unknown as Container;
    case 'netadmin':
      return withCapabilities(container, ['NET_ADMIN', 'NET_RAW']);
    case 'sysadmin':
      return { ...container, securityContext: { ...contextOf(container), privileged: true } };
    default:
      return container;
  }
}

const contextOf = (container: Container): AnyItem => (isObject(container.securityContext) ? container.securityContext : {});

function withCapabilities(container: Container, more: readonly string[]): Container {
  const context = contextOf(container);
  const capabilities = isObject(context.capabilities) ? context.capabilities : {};
  const add = Array.isArray(capabilities.add) ? (capabilities.add as readonly string[]) : [];
  return { ...container, securityContext: { ...context, capabilities: { ...capabilities, add: [...add, ...more] } } };
}

const specOf = (pod: AnyItem): AnyItem => (isObject(pod.spec) ? pod.spec : {});
const withSpec = (pod: AnyItem, more: AnyItem): AnyItem => ({ ...pod, spec: { ...specOf(pod), ...more } });

const LISTS = ['containers', 'initContainers', 'ephemeralContainers'] as const;

function withContainer(pod: AnyItem, name: string, change: (container: Container) => Container): AnyItem {
  const spec = specOf(pod);
  const out: Record<string, unknown> = { ...spec };
  for (const list of LISTS) if (Array.isArray(spec[list])) out[list] = (spec[list] as readonly Container[]).map((c) => (c.name === name ? change(c) : c));
  return { ...pod, spec: out };
}

function withRoot(pod: AnyItem, containerName: string): AnyItem {
  const { volumes } = specOf(pod);
  const mounted = withContainer(pod, containerName, (c) => ({ ...c, volumeMounts: [...(Array.isArray(c.volumeMounts) ? (c.volumeMounts as readonly unknown[]) : []), { mountPath: '/host', name: 'host-root' }] }));
  return withSpec(mounted, { volumes: [...(Array.isArray(volumes) ? (volumes as readonly unknown[]) : []), { name: 'host-root', hostPath: { path: '/' } }] });
}

/** A copy is made to be looked at, not to serve. */
function copied(pod: AnyItem, profile: string, kept: Kept): AnyItem {
  const metadata: Record<string, unknown> = { ...(isObject(pod.metadata) ? pod.metadata : {}) };
  if (profile === 'legacy') {
    delete metadata.labels;
    return { ...pod, metadata };
  }
  if (!kept.labels) delete metadata.labels;
  if (!kept.annotations) delete metadata.annotations;
  const spec: Record<string, unknown> = { ...specOf(pod) };
  spec.containers = containersOf(spec, 'containers').map((c) => {
    const out: Record<string, unknown> = { ...c };
    if (!kept.liveness) delete out.livenessProbe;
    if (!kept.readiness) delete out.readinessProbe;
    if (!kept.startup) delete out.startupProbe;
    return out;
  });
  if (!kept.initContainers) delete spec.initContainers;
  spec.shareProcessNamespace ??= true;
  return { ...pod, metadata, spec };
}
