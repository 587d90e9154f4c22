// Starts one container: back-off, image, configuration, create, start, postStart hook.
// Upstream: pkg/kubelet/kuberuntime/kuberuntime_container.go (startContainer, generateContainerConfig), kuberuntime_manager.go (doBackOff)

import { value } from '../api/quantity.ts';
import { formatDuration } from '../api/duration.ts';
import type { NodeWorkData } from '../api/spans.ts';
import type { Container } from '../kinds/shared/podTypes.ts';
import type { Micros } from '../../base/time.ts';
import { running, type Sim } from '../kernel/task.ts';
import type { ConfigMap } from '../kinds/configMap.ts';
import type { Pod } from '../kinds/pod.ts';
import type { Secret } from '../kinds/secret.ts';
import { cleanPath, type FileTree } from './files.ts';
import { killContainer } from './containerKill.ts';
import { ConfigError, environmentOf, expand, type Env } from './env.ts';
import { hostsFile, hostnameOf } from './hosts.ts';
import { StartError } from './imagePuller.ts';
import type { StoredImage } from './imageStore.ts';
import { podEvent, type Parts } from './parts.ts';
import { definitionOf, newest, podKey, podText, type AnyContainer } from './podParts.ts';
import { runHook } from './lifecycleHook.ts';
import { referencesOf } from './podRefs.ts';
import { RuntimeError, type ContainerConfig, type PodIdentity, type PodInfo, type SandboxInfo } from './runtimeTypes.ts';
import { TextTree } from './textTree.ts';
import type { MountedTree } from './containerFiles.ts';

/** Throws StartError where it does not start. */
export function* startContainer(parts: Parts, pod: Pod, container: AnyContainer, info: PodInfo | undefined, sandbox: SandboxInfo): Sim<void> {
  crashBackOff(parts, pod, container, info);
  const failed = (message: string): void => podEvent(parts, pod, 'Warning', 'Failed', `Error: ${message}`, container);
  let stored: StoredImage;
  try {
    stored = yield* parts.images.ensure(pod, container);
  } catch (error) {
    if (error instanceof StartError) failed(error.reason);
    if (error instanceof RuntimeError) {
      failed(error.message);
      throw new StartError('ImageInspectError', error.message);
    }
    throw error;
  }
  const before = newest(info, container.name);
  const restartCount = before ? before.restartCount + 1 : 0;
  let config: ContainerConfig;
  try {
    config = yield* configOf(parts, pod, container, stored, sandbox, restartCount);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    failed(error.message);
    throw new StartError('CreateContainerConfigError', error.message);
  }
  const { runtime } = parts;
  let id: string;
  try {
    id = yield* runtime.createContainer(config);
  } catch (error) {
    if (!(error instanceof RuntimeError)) throw error;
    failed(error.message);
    throw new StartError('CreateContainerError', error.message);
  }
  podEvent(parts, pod, 'Normal', 'Created', 'Container created', container);
  try {
    yield* runtime.startContainer(id);
  } catch (error) {
    if (!(error instanceof RuntimeError)) throw error;
    failed(error.message);
    throw new StartError('RunContainerError', error.message);
  }
  podEvent(parts, pod, 'Normal', 'Started', 'Container started', container);
  const hook = (container as Container).lifecycle?.postStart;
  if (!hook) return;
  const problem = yield* runHook(parts, pod, sandbox.ip, container as Container, id, hook);
  if (problem === undefined) return;
  podEvent(parts, pod, 'Warning', 'FailedPostStartHook', 'PostStartHook failed', container);
  yield* killContainer(parts, pod, container, id, { message: 'FailedPostStartHook' });
  throw new StartError('PostStartHookError', problem);
}

/** A container that has died waits before it is started again; throws StartError while it does. */
function crashBackOff(parts: Parts, pod: Pod, container: AnyContainer, info: PodInfo | undefined): void {
  const { crashes, kernel } = parts;
  const dead = info?.containers.find((c) => c.name === container.name && c.state === 'exited');
  if (!dead) return;
  const key = `${pod.metadata.uid}_${container.name}_${definitionOf(container)}`;
  if (!crashes.isInBackOffSince(key, dead.finishedAt)) {
    crashes.next(key, dead.finishedAt);
    return;
  }
  podEvent(parts, pod, 'Warning', 'BackOff', `Back-off restarting failed container ${container.name} in pod ${podText(pod)}`, container);
  const until = (dead.finishedAt + crashes.get(key)) as Micros;
  const data: NodeWorkData = { type: 'node', node: parts.node, pod: podKey(pod), container: container.name, detail: formatDuration(crashes.get(key) / 1000) };
  kernel.trace.open('wait', `kubelet/${parts.node}`, 'backoff', kernel.now, running().span, { data, end: until });
  throw new StartError('CrashLoopBackOff', `back-off ${formatDuration(crashes.get(key) / 1000)} restarting failed container=${container.name} pod=${podText(pod)}`, until);
}

export function identityOf(pod: Pod, node: string): PodIdentity {
  const { uid, name, namespace = '' } = pod.metadata;
  const hostNetwork = pod.spec.hostNetwork === true;
  return { uid, name, namespace, hostNetwork, hostname: hostNetwork ? node : hostnameOf(pod), shareProcesses: pod.spec.shareProcessNamespace === true };
}

function* configOf(parts: Parts, pod: Pod, container: AnyContainer, stored: StoredImage, sandbox: SandboxInfo, restartCount: number): Sim<ContainerConfig> {
  const own = container as Container;
  const env = yield* environment(parts, pod, own, sandbox);
  const values = new Map(env);
  const say = (texts: readonly string[] | undefined): string[] => (texts ?? []).map((text) => expand(text, (name) => values.get(name)));
  const user = userOf(pod, own, stored);
  checkNonRoot(pod, own, user.uid);
  const { hostname } = identityOf(pod, parts.node);
  const path = values.get('PATH') === undefined;
  const home = user.uid === 0 ? '/root' : '/';
  const imageEnv = Object.entries(stored.image.env ?? {}).filter(([name]) => !values.has(name));
  const full: (readonly [string, string])[] = [
    ...(path && !stored.image.env?.PATH ? [['PATH', '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'] as const] : []),
    ['HOSTNAME', hostname],
    ...(own.tty ? [['TERM', 'xterm'] as const] : []),
    ...imageEnv,
    ...env,
    ...(values.has('HOME') ? [] : [['HOME', home] as const]),
  ];
  const security = own.securityContext;
  return {
    pod: identityOf(pod, parts.node),
    name: container.name,
    sandboxId: sandbox.id,
    restartCount,
    definition: definitionOf(container),
    stored,
    image: container.image ?? '',
    command: say(own.command),
    args: say(own.args),
    workingDir: own.workingDir ?? '',
    env: full,
    mounts: mountsOf(parts, pod, own, sandbox, (name) => values.get(name)),
    readOnlyRoot: security?.readOnlyRootFilesystem === true,
    user,
    privileged: security?.privileged === true,
    memoryLimit: own.resources?.limits?.memory === undefined ? 0 : value(own.resources.limits.memory),
    ports: (own.ports ?? []).map((p) => p.containerPort),
    tty: own.tty === true,
    stdin: own.stdin === true,
    stdinOnce: own.stdinOnce === true,
    terminationPath: own.terminationMessagePath ?? '/dev/termination-log',
    target: (container as { targetContainerName?: string }).targetContainerName ?? '',
  };
}

function* environment(parts: Parts, pod: Pod, container: Container, sandbox: SandboxInfo): Sim<Env> {
  const namespace = pod.metadata.namespace ?? '';
  const maps = new Map<string, ConfigMap | undefined>();
  const secrets = new Map<string, Secret | undefined>();
  if (container.env?.length || container.envFrom?.length) {
    const refs = referencesOf({ ...pod, spec: { ...pod.spec, containers: [container], initContainers: [], ephemeralContainers: [], volumes: [], imagePullSecrets: [] } });
    for (const name of refs.configMaps) maps.set(name, yield* parts.configMaps.get(namespace, name));
    for (const name of refs.secrets) secrets.set(name, yield* parts.secrets.get(namespace, name));
  }
  const hostIP = parts.shape.ip;
  return environmentOf(container, {
    pod,
    status: { podIP: sandbox.ip, podIPs: [{ ip: sandbox.ip }], hostIP, hostIPs: [{ ip: hostIP }] },
    node: parts.allocatable,
    configMap: (name) => maps.get(name),
    secret: (name) => secrets.get(name),
    services: parts.services.list(),
  });
}

function userOf(pod: Pod, container: Container, stored: StoredImage): ContainerConfig['user'] {
  const podWide = pod.spec.securityContext;
  const uid = container.securityContext?.runAsUser ?? podWide?.runAsUser ?? stored.image.user ?? 0;
  const gid = container.securityContext?.runAsGroup ?? podWide?.runAsGroup ?? 0;
  const groups = [gid, ...(podWide?.fsGroup === undefined ? [] : [podWide.fsGroup]), ...(podWide?.supplementalGroups ?? [])];
  return { uid, gid, groups: [...new Set(groups)].sort((a, b) => a - b) };
}

/** Upstream: pkg/kubelet/kuberuntime/security_context.go verifyRunAsNonRoot */
function checkNonRoot(pod: Pod, container: Container, uid: number): void {
  const own = container.securityContext;
  const podWide = pod.spec.securityContext;
  if (!(own?.runAsNonRoot ?? podWide?.runAsNonRoot)) return;
  const where = `(pod: ${JSON.stringify(podText(pod))}, container: ${container.name})`;
  if (uid !== 0) return;
  const asked = own?.runAsUser ?? podWide?.runAsUser;
  throw new ConfigError(asked === 0 ? `container's runAsUser breaks non-root policy ${where}` : `container has runAsNonRoot and image will run as root ${where}`);
}

function mountsOf(parts: Parts, pod: Pod, container: Container, sandbox: SandboxInfo, lookUp: (name: string) => string | undefined): MountedTree[] {
  const { volumes } = parts;
  const { uid } = pod.metadata;
  const mounts: MountedTree[] = [];
  let hosts = true;
  for (const { name, mountPath, readOnly, subPath, subPathExpr } of container.volumeMounts ?? []) {
    const tree = volumes.tree(uid, name);
    if (!tree) continue;
    if (mountPath === '/etc/hosts') hosts = false;
    const inside = cleanPath(subPathExpr ? expand(subPathExpr, lookUp) : (subPath ?? ''));
    const volume = pod.spec.volumes?.find((v) => v.name === name);
    const fixed = volume?.configMap ?? volume?.secret ?? volume?.projected ?? volume?.downwardAPI;
    mounts.push({ path: mountPath, tree: inside && fixed ? frozen(tree, inside) : tree, readOnly: readOnly === true || fixed !== undefined, subPath: inside && fixed ? '' : madeIn(tree, inside, parts.kernel.now) });
  }
  if (parts.volumes.keepFiles) {
    const etc = new TextTree({ hosts: () => hostsFile(pod, sandbox.ip, parts.node), hostname: () => `${identityOf(pod, parts.node).hostname}\n`, 'resolv.conf': () => parts.resolvConf(pod) });
    if (hosts) mounts.push({ path: '/etc/hosts', tree: etc, readOnly: false, subPath: 'hosts' });
    mounts.push({ path: '/etc/hostname', tree: etc, readOnly: false, subPath: 'hostname' }, { path: '/etc/resolv.conf', tree: etc, readOnly: false, subPath: 'resolv.conf' });
  }
  return mounts;
}

/** A part of a ConfigMap that is mounted by subPath stays as it was when the container was made. */
function frozen(tree: FileTree, inside: string): FileTree {
  const read = (path: string, depth = 0): string | undefined => {
    const parts = path.split('/');
    let at = '';
    for (let i = 0; i < parts.length; i++) {
      const next = at === '' ? (parts[i] as string) : `${at}/${parts[i] as string}`;
      const stat = tree.stat(next);
      if (stat?.kind === 'link' && depth < 8) return read(cleanPath([at, stat.target as string, ...parts.slice(i + 1)].join('/')), depth + 1);
      at = next;
    }
    return tree.read(at);
  };
  const content = read(inside);
  return content === undefined ? tree : new TextTree({ '': () => content });
}

/** A subPath of a writable volume is made where it is missing. */
function madeIn(tree: FileTree, inside: string, now: Micros): string {
  if (inside === '' || !tree.mkdir || tree.stat(inside)) return inside;
  const parts = inside.split('/');
  for (let i = 1; i <= parts.length; i++) {
    const path = parts.slice(0, i).join('/');
    if (!tree.stat(path)) tree.mkdir(path, { uid: 0, gid: 0, now });
  }
  return inside;
}
