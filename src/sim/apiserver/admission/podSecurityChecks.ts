// The checks of the Pod Security Standards: what a Pod may not ask for at the levels baseline and restricted. Each returns
// why a Pod is refused, or nothing. They are applied in the order of the list, which is the order of their ids.
// Upstream: k8s.io/pod-security-admission/policy
//
// Simplified: all versions of a level are like the latest one.

import { compareText, quote } from '../../../base/text.ts';
import type { Container, PodSpec, Volume } from '../../kinds/shared/podTypes.ts';

export type Level = 'privileged' | 'baseline' | 'restricted';

interface Subject {
  readonly spec: PodSpec;
  readonly annotations: Readonly<Record<string, string>>;
  readonly containers: readonly Container[];
}
export interface Violation {
  readonly reason: string;
  readonly detail: string;
}
interface Check {
  readonly level: 'baseline' | 'restricted';
  /** The check of the other level that this one makes needless. */
  readonly overrides?: string;
  readonly id: string;
  of(subject: Subject): Violation | undefined;
}

const names = (list: readonly string[]): string => list.map((name) => quote(name)).join(', ');
const sortedNames = (list: Iterable<string>): string => names([...new Set(list)].sort(compareText));
const plural = (word: string, n: number): string => (n === 1 ? word : `${word}s`);
const containersNamed = (list: readonly { readonly name: string }[]): string => `${plural('container', list.length)} ${names(list.map(({ name }) => name))}`;
const violation = (reason: string, detail: string): Violation => ({ reason, detail });

const BASELINE_CAPABILITIES = ['AUDIT_WRITE', 'CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'FSETID', 'KILL', 'MKNOD', 'NET_BIND_SERVICE', 'SETFCAP', 'SETGID', 'SETPCAP', 'SETUID', 'SYS_CHROOT'];
const SAFE_SYSCTLS = ['kernel.shm_rmid_forced', 'net.ipv4.ip_local_port_range', 'net.ipv4.tcp_syncookies', 'net.ipv4.ping_group_range', 'net.ipv4.ip_unprivileged_port_start', 'net.ipv4.ip_local_reserved_ports', 'net.ipv4.tcp_keepalive_time', 'net.ipv4.tcp_fin_timeout', 'net.ipv4.tcp_keepalive_intvl', 'net.ipv4.tcp_keepalive_probes', 'net.ipv4.tcp_rmem', 'net.ipv4.tcp_wmem'];
const SELINUX_TYPES = ['', 'container_t', 'container_init_t', 'container_kvm_t', 'container_engine_t'];
const RESTRICTED_VOLUMES = ['configMap', 'csi', 'downwardAPI', 'emptyDir', 'ephemeral', 'persistentVolumeClaim', 'projected', 'secret', 'image'];
const APPARMOR = 'container.apparmor.security.beta.kubernetes.io/';

export const CHECKS: readonly Check[] = [
  {
    id: 'allowPrivilegeEscalation',
    level: 'restricted',
    of: ({ spec, containers }) => {
      if (spec.os?.name === 'windows') return undefined;
      const bad = containers.filter(({ securityContext }) => securityContext?.allowPrivilegeEscalation !== false);
      return bad.length ? violation('allowPrivilegeEscalation != false', `${containersNamed(bad)} must set securityContext.allowPrivilegeEscalation=false`) : undefined;
    },
  },
  {
    id: 'appArmorProfile',
    level: 'baseline',
    of: ({ spec, annotations, containers }) => {
      const bad: string[] = [];
      const forbidden = new Set<string>();
      const pod = spec.securityContext?.appArmorProfile;
      if (pod && !isAllowedProfile(pod.type)) forbidden.add(`pod must not set AppArmor profile type to ${quote(pod.type)}`);
      const wrong = containers.filter(({ securityContext }) => securityContext?.appArmorProfile && !isAllowedProfile(securityContext.appArmorProfile.type));
      if (wrong.length) forbidden.add(`${containersNamed(wrong)} must not set AppArmor profile type to ${sortedNames(wrong.map((c) => c.securityContext?.appArmorProfile?.type ?? ''))}`);
      for (const [key, profile] of Object.entries(annotations)) if (key.startsWith(APPARMOR) && profile !== '' && profile !== 'runtime/default' && !profile.startsWith('localhost/')) bad.push(`${key}=${quote(profile)}`);
      if (bad.length) forbidden.add(`${plural('annotation', bad.length)} must not set AppArmor profile ${plural('type', bad.length)} to ${bad.sort(compareText).join(', ')}`);
      return forbidden.size ? violation(`forbidden AppArmor ${plural('profile', forbidden.size)}`, [...forbidden].join(', ')) : undefined;
    },
  },
  {
    id: 'capabilities_baseline',
    level: 'baseline',
    of: ({ containers }) => {
      const bad = containers.filter(({ securityContext }) => securityContext?.capabilities?.add?.some((name) => !BASELINE_CAPABILITIES.includes(name)));
      if (!bad.length) return undefined;
      const added = bad.flatMap(({ securityContext }) => (securityContext?.capabilities?.add ?? []).filter((name) => !BASELINE_CAPABILITIES.includes(name)));
      return violation('non-default capabilities', `${containersNamed(bad)} must not include ${sortedNames(added)} in securityContext.capabilities.add`);
    },
  },
  {
    id: 'capabilities_restricted',
    level: 'restricted',
    overrides: 'capabilities_baseline',
    of: ({ spec, containers }) => {
      if (spec.os?.name === 'windows') return undefined;
      const keeps = containers.filter(({ securityContext }) => !securityContext?.capabilities?.drop?.includes('ALL'));
      const adds = containers.filter(({ securityContext }) => securityContext?.capabilities?.add?.some((name) => name !== 'NET_BIND_SERVICE'));
      const details: string[] = [];
      if (keeps.length) details.push(`${containersNamed(keeps)} must set securityContext.capabilities.drop=["ALL"]`);
      if (adds.length) details.push(`${containersNamed(adds)} must not include ${sortedNames(adds.flatMap(({ securityContext }) => (securityContext?.capabilities?.add ?? []).filter((name) => name !== 'NET_BIND_SERVICE')))} in securityContext.capabilities.add`);
      return details.length ? violation('unrestricted capabilities', details.join('; ')) : undefined;
    },
  },
  {
    id: 'hostNamespaces',
    level: 'baseline',
    of: ({ spec }) => {
      const bad = (['hostNetwork', 'hostPID', 'hostIPC'] as const).filter((field) => spec[field]);
      return bad.length ? violation('host namespaces', bad.map((field) => `${field}=true`).join(', ')) : undefined;
    },
  },
  {
    id: 'hostPathVolumes',
    level: 'baseline',
    of: ({ spec }) => {
      const bad = (spec.volumes ?? []).filter(({ hostPath }) => hostPath);
      return bad.length ? violation('hostPath volumes', `${plural('volume', bad.length)} ${names(bad.map(({ name }) => name))}`) : undefined;
    },
  },
  {
    id: 'hostPorts',
    level: 'baseline',
    of: ({ containers }) => {
      const bad = containers.filter(({ ports }) => ports?.some(({ hostPort }) => hostPort));
      if (!bad.length) return undefined;
      const ports = [...new Set(bad.flatMap((c) => (c.ports ?? []).flatMap(({ hostPort }) => (hostPort ? [String(hostPort)] : []))))].sort(compareText);
      return violation('hostPort', `${containersNamed(bad)} ${bad.length === 1 ? 'uses' : 'use'} ${plural('hostPort', ports.length)} ${ports.join(', ')}`);
    },
  },
  {
    id: 'hostProbesAndHostLifecycle',
    level: 'baseline',
    of: ({ containers }) => {
      const hosts = (c: Container): readonly string[] => {
        const actions = [c.livenessProbe, c.readinessProbe, c.startupProbe, c.lifecycle?.postStart, c.lifecycle?.preStop] as readonly ({ readonly httpGet?: { readonly host?: string }; readonly tcpSocket?: { readonly host?: string } } | undefined)[];
        return actions.flatMap((a) => [a?.httpGet?.host, a?.tcpSocket?.host]).filter((host): host is string => !!host);
      };
      const bad = containers.filter((c) => hosts(c).length > 0);
      return bad.length ? violation('probe or lifecycle host', `${containersNamed(bad)} ${bad.length === 1 ? 'uses' : 'use'} probe or lifecycle ${plural('host', new Set(bad.flatMap(hosts)).size)} ${sortedNames(bad.flatMap(hosts))}`) : undefined;
    },
  },
  {
    id: 'privileged',
    level: 'baseline',
    of: ({ containers }) => {
      const bad = containers.filter(({ securityContext }) => securityContext?.privileged);
      return bad.length ? violation('privileged', `${containersNamed(bad)} must not set securityContext.privileged=true`) : undefined;
    },
  },
  {
    id: 'procMount',
    level: 'baseline',
    of: ({ containers }) => {
      const bad = containers.filter(({ securityContext }) => (securityContext?.procMount ?? 'Default') !== 'Default');
      return bad.length ? violation('procMount', `${containersNamed(bad)} must not set securityContext.procMount to ${sortedNames(bad.map((c) => c.securityContext?.procMount ?? ''))}`) : undefined;
    },
  },
  {
    id: 'restrictedVolumes',
    level: 'restricted',
    overrides: 'hostPathVolumes',
    of: ({ spec }) => {
      const bad = (spec.volumes ?? []).filter((volume) => !RESTRICTED_VOLUMES.includes(sourceOf(volume)));
      if (!bad.length) return undefined;
      const types = new Set(bad.map(sourceOf));
      return violation('restricted volume types', `${plural('volume', bad.length)} ${names(bad.map(({ name }) => name))} ${bad.length === 1 ? 'uses' : 'use'} restricted volume ${plural('type', types.size)} ${sortedNames(types)}`);
    },
  },
  {
    id: 'runAsNonRoot',
    level: 'restricted',
    of: ({ spec, containers }) => {
      const pod = spec.securityContext?.runAsNonRoot;
      const explicit = containers.filter(({ securityContext }) => securityContext?.runAsNonRoot === false);
      const unset = containers.filter(({ securityContext }) => securityContext?.runAsNonRoot === undefined);
      const details: string[] = [];
      if (pod === false) details.push('pod');
      if (explicit.length) details.push(containersNamed(explicit));
      if (details.length) return violation('runAsNonRoot != true', `${details.join(' and ')} must not set securityContext.runAsNonRoot=false`);
      if (pod || !unset.length) return undefined;
      return violation('runAsNonRoot != true', `pod or ${containersNamed(unset)} must set securityContext.runAsNonRoot=true`);
    },
  },
  {
    id: 'runAsUser',
    level: 'restricted',
    of: ({ spec, containers }) => {
      const details: string[] = [];
      if (spec.securityContext?.runAsUser === 0) details.push('pod');
      const bad = containers.filter(({ securityContext }) => securityContext?.runAsUser === 0);
      if (bad.length) details.push(containersNamed(bad));
      return details.length ? violation('runAsUser=0', `${details.join(' and ')} must not set runAsUser=0`) : undefined;
    },
  },
  {
    id: 'seLinuxOptions',
    level: 'baseline',
    of: ({ spec, containers }) => {
      const details: string[] = [];
      const types: string[] = [];
      let user = false;
      let role = false;
      const isBad = (options: { readonly type?: string; readonly user?: string; readonly role?: string } | undefined): boolean => {
        if (!options) return false;
        const type = !SELINUX_TYPES.includes(options.type ?? '');
        if (type) types.push(options.type ?? '');
        if (options.user) user = true;
        if (options.role) role = true;
        return type || !!options.user || !!options.role;
      };
      if (isBad(spec.securityContext?.seLinuxOptions)) details.push('pod');
      const bad = containers.filter(({ securityContext }) => isBad(securityContext?.seLinuxOptions));
      if (bad.length) details.push(containersNamed(bad));
      if (!details.length) return undefined;
      const set = [...(types.length ? [`${plural('type', new Set(types).size)} ${sortedNames(types)}`] : []), ...(user ? ['user may not be set'] : []), ...(role ? ['role may not be set'] : [])];
      return violation('seLinuxOptions', `${details.join(' and ')} set forbidden securityContext.seLinuxOptions: ${set.join('; ')}`);
    },
  },
  {
    id: 'seccompProfile_baseline',
    level: 'baseline',
    of: ({ spec, containers }) => {
      const details: string[] = [];
      const pod = spec.securityContext?.seccompProfile?.type;
      if (pod !== undefined && !isAllowedSeccomp(pod)) details.push('pod');
      const bad = containers.filter(({ securityContext }) => securityContext?.seccompProfile && !isAllowedSeccomp(securityContext.seccompProfile.type));
      if (bad.length) details.push(containersNamed(bad));
      if (!details.length) return undefined;
      const types = [...(details[0] === 'pod' ? [pod as string] : []), ...bad.map((c) => c.securityContext?.seccompProfile?.type ?? '')];
      return violation('seccompProfile', `${details.join(' and ')} must not set securityContext.seccompProfile.type to ${sortedNames(types)}`);
    },
  },
  {
    id: 'seccompProfile_restricted',
    level: 'restricted',
    overrides: 'seccompProfile_baseline',
    of: ({ spec, containers }) => {
      if (spec.os?.name === 'windows') return undefined;
      const details: string[] = [];
      const pod = spec.securityContext?.seccompProfile?.type;
      if (pod !== undefined && !isAllowedSeccomp(pod)) details.push('pod');
      const bad = containers.filter(({ securityContext }) => securityContext?.seccompProfile && !isAllowedSeccomp(securityContext.seccompProfile.type));
      if (bad.length) details.push(containersNamed(bad));
      if (details.length) {
        const types = [...(details[0] === 'pod' ? [pod as string] : []), ...bad.map((c) => c.securityContext?.seccompProfile?.type ?? '')];
        return violation('seccompProfile', `${details.join(' and ')} must not set securityContext.seccompProfile.type to ${sortedNames(types)}`);
      }
      const unset = containers.filter(({ securityContext }) => !securityContext?.seccompProfile);
      if (pod !== undefined || !unset.length) return undefined;
      return violation('seccompProfile', `pod or ${containersNamed(unset)} must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost"`);
    },
  },
  {
    id: 'sysctls',
    level: 'baseline',
    of: ({ spec }) => {
      const bad = (spec.securityContext?.sysctls ?? []).map(({ name }) => name).filter((name) => !SAFE_SYSCTLS.includes(name));
      return bad.length ? violation('forbidden sysctls', bad.join(', ')) : undefined;
    },
  },
  {
    id: 'windowsHostProcess',
    level: 'baseline',
    of: ({ spec, containers }) => {
      const details: string[] = [];
      if (spec.securityContext?.windowsOptions?.hostProcess) details.push('pod');
      const bad = containers.filter(({ securityContext }) => securityContext?.windowsOptions?.hostProcess);
      if (bad.length) details.push(containersNamed(bad));
      return details.length ? violation('hostProcess', `${details.join(' and ')} must not set securityContext.windowsOptions.hostProcess=true`) : undefined;
    },
  },
];

const isAllowedProfile = (type: string): boolean => type === 'RuntimeDefault' || type === 'Localhost' || type === '';
const isAllowedSeccomp = (type: string): boolean => type === 'RuntimeDefault' || type === 'Localhost';
const sourceOf = (volume: Volume): string => Object.keys(volume).find((key) => key !== 'name') ?? 'unknown';

/** Why the level refuses the Pod; none for a Pod that it takes. */
export function violations(spec: PodSpec, annotations: Readonly<Record<string, string>>, level: Level): readonly Violation[] {
  if (level === 'privileged') return [];
  const containers = [...(spec.initContainers ?? []), ...(spec.containers ?? []), ...((spec.ephemeralContainers ?? []) as readonly Container[])];
  // A Pod in a user namespace of its own may look like root.
  const ownUsers = spec.hostUsers === false;
  const applied = CHECKS.filter((check) => (level === 'restricted' || check.level === 'baseline') && !(ownUsers && (check.id === 'runAsNonRoot' || check.id === 'runAsUser' || check.id === 'procMount')));
  const overridden = new Set(level === 'restricted' ? applied.flatMap(({ overrides }) => overrides ?? []) : []);
  const subject: Subject = { spec, annotations, containers };
  return applied.flatMap((check) => (overridden.has(check.id) ? [] : (check.of(subject) ?? [])));
}
