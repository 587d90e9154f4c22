// Security contexts of Pods and containers: users and groups, profiles, Windows options, sysctls.
// Upstream: pkg/apis/core/validation/validation.go (ValidateSecurityContext, validatePodSpecSecurityContext)

import { byteLength, isDNS1123Subdomain, isGroupID, isUserID } from '../../api/names.ts';
import { internal } from './internal.ts';
import type { PodChecks, PodSecurityContext, PodSpec, SecurityContext } from './podTypes.ts';
import { checkLocalDescending } from './paths.ts';
import type { Report } from './report.ts';

type Seccomp = NonNullable<SecurityContext['seccompProfile']>;
type AppArmor = NonNullable<SecurityContext['appArmorProfile']>;
type Windows = NonNullable<SecurityContext['windowsOptions']>;

/** Of a container; the report stands at the container. */
export function checkSecurityContext(report: Report, sc: SecurityContext | undefined, hostUsers: boolean): void {
  if (!sc) return;
  report.enter('securityContext');
  if (sc.runAsUser !== undefined) report.faults('runAsUser', sc.runAsUser, isUserID(sc.runAsUser));
  if (sc.runAsGroup !== undefined) report.faults('runAsGroup', sc.runAsGroup, isGroupID(sc.runAsGroup));
  const { procMount } = sc;
  if (procMount !== undefined) {
    if (procMount !== 'Default' && procMount !== 'Unmasked') report.unsupported('procMount', procMount, ['Default', 'Unmasked']);
    if (hostUsers && procMount === 'Unmasked') report.invalid('procMount', procMount, '`hostUsers` must be false to use `Unmasked`');
  }
  checkSeccomp(report, sc.seccompProfile);
  if (sc.allowPrivilegeEscalation === false) {
    if (sc.privileged) report.invalid('', internal('SecurityContext', sc), 'cannot set `allowPrivilegeEscalation` to false and `privileged` to true');
    for (const capability of sc.capabilities?.add ?? []) {
      if (capability === 'CAP_SYS_ADMIN') report.invalid('', internal('SecurityContext', sc), 'cannot set `allowPrivilegeEscalation` to false and `capabilities.Add` CAP_SYS_ADMIN');
    }
  }
  checkWindowsOptions(report, sc.windowsOptions);
  checkAppArmor(report, sc.appArmorProfile);
  report.leave();
}

const SECCOMP_TYPES = ['Localhost', 'RuntimeDefault', 'Unconfined'];

function checkSeccomp(report: Report, profile: Seccomp | undefined): void {
  if (!profile) return;
  const { type, localhostProfile } = profile;
  report.enter('seccompProfile');
  if (!type) report.required('type', 'type is required when seccompProfile is set');
  else if (!SECCOMP_TYPES.includes(type)) report.unsupported('type', type, SECCOMP_TYPES);
  if (type === 'Localhost') {
    if (localhostProfile === undefined) report.required('localhostProfile', 'must be set when seccomp type is Localhost');
    else checkLocalDescending(report, 'localhostProfile', localhostProfile);
  } else if (localhostProfile !== undefined) report.invalid('localhostProfile', internal('SeccompProfile', profile), 'can only be set when seccomp type is Localhost');
  report.leave();
}

function checkAppArmor(report: Report, profile: AppArmor | undefined): void {
  if (!profile) return;
  const { type, localhostProfile: path } = profile;
  report.enter('appArmorProfile');
  if (type === 'Localhost') {
    if (path === undefined) report.required('localhostProfile', 'must be set when AppArmor type is Localhost');
    else {
      if (path.trim() !== path) report.invalid('localhostProfile', path, 'must not be padded with whitespace');
      else if (path === '') report.required('localhostProfile', 'must be set when AppArmor type is Localhost');
      if (byteLength(path) > 4095) report.tooLong('localhostProfile', '', 4095);
    }
  } else if (type === 'RuntimeDefault' || type === 'Unconfined') {
    if (path !== undefined) report.invalid('localhostProfile', path, 'can only be set when AppArmor type is Localhost');
  } else if (!type) report.required('type', 'type is required when appArmorProfile is set');
  else report.unsupported('type', type, SECCOMP_TYPES);
  report.leave();
}

const NETBIOS = /^[^\\/:*?"<>|.][^\\/:*?"<>|]{0,14}$/;
const WINDOWS_DOMAIN = /^[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*$/;

function checkWindowsOptions(report: Report, options: Windows | undefined): void {
  if (!options) return;
  report.enter('windowsOptions');
  const { gmsaCredentialSpecName: specName, gmsaCredentialSpec: spec, runAsUserName } = options;
  if (specName !== undefined) report.faults('gmsaCredentialSpecName', specName, isDNS1123Subdomain(specName));
  if (spec !== undefined) {
    if (spec === '') report.invalid('gmsaCredentialSpec', spec, 'gmsaCredentialSpec cannot be an empty string');
    else if (byteLength(spec) > 65_536) report.invalid('gmsaCredentialSpec', spec, 'gmsaCredentialSpec size must be under 64 KiB');
  }
  if (runAsUserName !== undefined) for (const fault of userNameFaults(runAsUserName)) report.invalid('runAsUserName', runAsUserName, `runAsUserName${fault}`);
  report.leave();
}

function userNameFaults(name: string): string[] {
  if (name === '') return [' cannot be an empty string'];
  if (/[\x00-\x1f\x7f]/.test(name)) return [' cannot contain control characters'];
  const parts = name.split('\\');
  if (parts.length > 2) return [' cannot contain more than one backslash'];
  const domain = parts.length === 2 ? (parts[0] as string) : undefined;
  const user = parts[parts.length - 1] as string;
  const out: string[] = [];
  if (domain !== undefined && byteLength(domain) >= 256) out.push("'s Domain length must be under 256 characters");
  if (domain !== undefined && !NETBIOS.test(domain) && !WINDOWS_DOMAIN.test(domain)) out.push("'s Domain doesn't match the NetBios nor the DNS format");
  if (user === '') out.push("'s User cannot be empty");
  else if (byteLength(user) > 104) out.push("'s User length must not be longer than 104 characters");
  if (/^[. ]+$/.test(user)) out.push("'s User cannot contain only periods or spaces");
  if (/["/\\:;|=,+*?<>@[\]]/.test(user)) out.push('\'s User cannot contain the following characters: "/\\:;|=,+*?<>@[]');
  return out;
}

// ---- of a Pod ----

/** The report stands at the spec. */
export function checkPodSecurityContext(report: Report, spec: PodSpec, checks: PodChecks): void {
  const sc: PodSecurityContext | undefined = spec.securityContext;
  if (!sc) return;
  report.enter('securityContext');
  if (sc.fsGroup !== undefined) report.faults('fsGroup', sc.fsGroup, isGroupID(sc.fsGroup));
  if (sc.runAsUser !== undefined) report.faults('runAsUser', sc.runAsUser, isUserID(sc.runAsUser));
  if (sc.runAsGroup !== undefined) report.faults('runAsGroup', sc.runAsGroup, isGroupID(sc.runAsGroup));
  sc.supplementalGroups?.forEach((group, i) => report.faults(`supplementalGroups[${i}]`, group, isGroupID(group)));
  if (spec.shareProcessNamespace && spec.hostPID) report.invalid('shareProcessNamespace', true, 'ShareProcessNamespace and HostPID cannot both be enabled');
  if (sc.sysctls?.length) checkSysctls(report, sc.sysctls, spec, checks);
  const { fsGroupChangePolicy: change, supplementalGroupsPolicy: groups, seLinuxChangePolicy: selinux } = sc;
  if (change !== undefined && change !== 'OnRootMismatch' && change !== 'Always') report.unsupported('fsGroupChangePolicy', change, ['Always', 'OnRootMismatch']);
  checkSeccomp(report, sc.seccompProfile);
  checkWindowsOptions(report, sc.windowsOptions);
  checkAppArmor(report, sc.appArmorProfile);
  if (groups !== undefined && groups !== 'Merge' && groups !== 'Strict') report.unsupported('supplementalGroupsPolicy', groups, ['Merge', 'Strict']);
  if (selinux !== undefined && selinux !== 'Recursive') report.unsupported('seLinuxChangePolicy', selinux, ['Recursive']);
  report.leave();
}

const SYSCTL = '([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?';
const sysctlRegex = new RegExp(`^${SYSCTL}$`);

function checkSysctls(report: Report, sysctls: NonNullable<PodSecurityContext['sysctls']>, spec: PodSpec, checks: PodChecks): void {
  const names = new Set<string>();
  sysctls.forEach(({ name = '' }, i) => {
    const at = `sysctls[${i}].name`;
    if (name === '') report.required(at);
    else if (name.length > 253 || !sysctlRegex.test(name)) report.invalid(at, name, `must have at most 253 characters and match regex ^${SYSCTL}$`);
    else if (names.has(name)) report.duplicate(at, name);
    if (!checks.keeps.hostSysctls) {
      const area = sysctlArea(name);
      if (spec.hostNetwork && area === 'net') report.invalid(at, name, "may not be specified when 'hostNetwork' is true");
      else if (spec.hostIPC && area === 'ipc') report.invalid(at, name, "may not be specified when 'hostIPC' is true");
    }
    names.add(name);
  });
}

const IPC_SYSCTLS = new Set(['sem', 'shmall', 'shmmax', 'shmmni', 'shm_rmid_forced', 'shm', 'msgmax', 'msgmnb', 'msgmni', 'msg'].map((name) => `kernel.${name}`));

/** The kernel namespace a sysctl belongs to. Upstream: k8s.io/component-helpers/node/util/sysctl */
export function sysctlArea(sysctl: string): 'net' | 'ipc' | '' {
  // Slashes separate too; where the first separator is one, dots are part of a name.
  const first = /[./]/.exec(sysctl)?.[0];
  const name = first === '/' ? sysctl.replace(/[./]/g, (c) => (c === '/' ? '.' : '/')) : sysctl;
  const plain = name.includes('*') ? name.slice(0, name.indexOf('*')).replace(/\.$/, '') : name;
  if (IPC_SYSCTLS.has(plain) || plain.startsWith('fs.mqueue.')) return 'ipc';
  return plain.startsWith('net.') || plain === 'net' ? 'net' : '';
}
