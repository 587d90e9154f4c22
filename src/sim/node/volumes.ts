// Volumes of Pods: made when a Pod comes, refreshed as long as it runs, taken away when it has ended.
// Upstream: pkg/kubelet/volumemanager, pkg/volume (emptydir, configmap, secret, projected, downwardapi, hostpath, local)
//
// Simplified: claims are bound to folders: hostPath and local volumes are folders of the node, all others one folder for
// each PersistentVolume that every node sees.

import type { Prng } from '../../base/prng.ts';
import { milliseconds, rfc3339, seconds, type Micros } from '../../base/time.ts';
import { ApiError } from '../api/errors.ts';
import { resourcePath } from '../api/http.ts';
import { value } from '../api/quantity.ts';
import type { Client } from '../client/client.ts';
import { ConnectionError } from '../client/transport.ts';
import type { Container, PodStatus, Volume } from '../kinds/shared/podTypes.ts';
import { Signal } from '../kernel/signal.ts';
import { race, running, sleep, timeout, type Sim, type TaskGroup } from '../kernel/task.ts';
import type { ConfigMap } from '../kinds/configMap.ts';
import type { Pod } from '../kinds/pod.ts';
import type { Secret } from '../kinds/secret.ts';
import { claimedFolder } from './claimedFolder.ts';
import { containerFor, fieldText, resourceText, type Allocatable } from './downward.ts';
import { secretData } from './env.ts';
import { AtomicTree, MemoryTree, type FileTree } from './files.ts';
import { folderOf, MountError, type Storage } from './hostPath.ts';
import type { ObjectCache } from './objectCache.ts';
import { allContainers } from './podParts.ts';
import { MOUNT_POLL } from './timing.ts';

export interface VolumesOptions {
  readonly client: Client;
  readonly group: TaskGroup;
  readonly random: Prng;
  readonly node: string;
  readonly allocatable: Allocatable;
  readonly configMaps: ObjectCache<ConfigMap>;
  readonly secrets: ObjectCache<Secret>;
  readonly storage: Storage;
  readonly status: (pod: Pod) => PodStatus;
  readonly failed: (pod: Pod, message: string) => void;
  /** An emptyDir grew. */
  readonly grew: (uid: string) => void;
  /** False: nothing reads files (a hollow runtime); only the API is asked. */
  readonly keepFiles: boolean;
}

interface Mounted {
  readonly volume: Volume;
  ready: boolean;
  stamp: number;
}

interface PodVolumes {
  pod: Pod;
  readonly byName: Map<string, Mounted>;
  readonly changed: Signal;
  failing: string;
  refreshing: boolean;
  /** When they were all taken away. */
  unmountedAt: Micros | undefined;
  /** The moment at which the kubelet first heard of the Pod. */
  readonly seen: string;
}

const TIMEOUT = seconds(123);
const FIRST_RETRY = milliseconds(500);
const LAST_RETRY = seconds(122);
const TOKEN_LEFT = 0.2;

export class Volumes {
  private readonly pods = new Map<string, PodVolumes>();
  private readonly tokens = new Map<string, { readonly token: string; readonly renewAt: Micros }>();
  private readonly options: VolumesOptions;

  constructor(options: VolumesOptions) {
    this.options = options;
  }

  /** Whether anybody reads files here. */
  get keepFiles(): boolean {
    return this.options.keepFiles;
  }

  /** The kubelet knows of the Pod: its volumes are made beside whatever else happens. */
  add(pod: Pod): void {
    const { uid } = pod.metadata;
    const known = this.pods.get(uid);
    if (known) {
      known.pod = pod;
      return;
    }
    const used = usedVolumes(pod);
    if (used.length === 0) return;
    const { random, group, client } = this.options;
    const record: PodVolumes = { pod, byName: new Map(used.map((volume) => [volume.name, { volume, ready: false, stamp: 0 }])), changed: new Signal(), failing: '', refreshing: false, unmountedAt: undefined, seen: client.transport.kernel.microTimestamp() };
    this.pods.set(uid, record);
    // The wanted state is looked at ten times a second, the present one too.
    const notice = milliseconds(60 + random.float() * 140 + random.float() * 130);
    for (const mounted of record.byName.values()) group.spawn(`mount/${pod.metadata.name}/${mounted.volume.name}`, this.mount(record, mounted, notice));
  }

  /** Waits until all volumes are there. False: something more urgent came. */
  *waitForMounts(pod: Pod, interrupted: () => boolean): Sim<boolean> {
    const record = this.pods.get(pod.metadata.uid);
    if (!record) return true;
    const { kernel } = this.options.client.transport;
    const began = kernel.now;
    for (;;) {
      const missing = [...record.byName.values()].filter((m) => !m.ready);
      if (missing.length === 0) return true;
      if (interrupted()) return false;
      if (kernel.now - began > TIMEOUT) {
        const names = missing.map((m) => m.volume.name).sort();
        throw new MountError(`unmounted volumes=[${names.join(' ')}], unattached volumes=[], failed to process volumes=[]: context deadline exceeded`);
      }
      yield* race([timeout(MOUNT_POLL), record.changed]);
    }
  }

  /** Something more urgent came than waiting for mounts. */
  poke(uid: string): void {
    this.pods.get(uid)?.changed.notify();
  }

  /** A sync of a Pod whose volumes may be out of date: what they are made of is looked at again. */
  refresh(pod: Pod): void {
    const record = this.pods.get(pod.metadata.uid);
    if (!record || record.refreshing) return;
    record.pod = pod;
    if (![...record.byName.values()].some((m) => m.ready && isRefreshed(m.volume))) return;
    record.refreshing = true;
    const { group, random } = this.options;
    group.spawn(`remount/${pod.metadata.name}`, this.remount(record, milliseconds(60 + random.float() * 140 + random.float() * 130)));
  }

  /** Whether the Pod has volumes whose content may change while it runs. */
  isRefreshed(pod: Pod): boolean {
    return (pod.spec.volumes ?? []).some((v) => isRefreshed(v) && !isTokenVolume(v));
  }

  tree(uid: string, name: string): FileTree | undefined {
    return this.options.keepFiles ? this.options.storage.ofPod(uid).get(name) : undefined;
  }

  emptyDirs(uid: string): readonly (readonly [Volume, FileTree])[] {
    const out: (readonly [Volume, FileTree])[] = [];
    for (const { volume } of this.pods.get(uid)?.byName.values() ?? []) {
      const tree = volume.emptyDir && this.tree(uid, volume.name);
      if (tree) out.push([volume, tree]);
    }
    return out;
  }

  /** The Pod has ended: its volumes go. */
  release(uid: string): void {
    const record = this.pods.get(uid);
    if (!record || record.unmountedAt !== undefined) return;
    const { random, client } = this.options;
    record.unmountedAt = (client.transport.kernel.now + milliseconds(40 + random.float() * 160)) as Micros;
    record.changed.notify();
  }

  *waitForUnmount(uid: string): Sim<void> {
    const record = this.pods.get(uid);
    if (record?.unmountedAt === undefined) return;
    const { kernel } = this.options.client.transport;
    while (kernel.now < record.unmountedAt) yield* sleep(milliseconds(100));
    this.pods.delete(uid);
    this.options.storage.removePod(uid);
  }

  forget(uid: string): void {
    this.pods.delete(uid);
    this.options.storage.removePod(uid);
    for (const key of this.tokens.keys()) if (key.startsWith(uid)) this.tokens.delete(key);
  }

  clear(): void {
    this.pods.clear();
    this.tokens.clear();
  }

  private *mount(record: PodVolumes, mounted: Mounted, notice: Micros): Sim<void> {
    yield* sleep(notice);
    let retry = FIRST_RETRY;
    for (;;) {
      if (record.unmountedAt !== undefined) return;
      try {
        yield* this.setUp(record, mounted);
        mounted.ready = true;
        return;
      } catch (error) {
        if (!(error instanceof MountError)) throw error;
        this.options.failed(record.pod, `MountVolume.SetUp failed for volume ${JSON.stringify(nameShown(mounted.volume))} : ${error.message}`);
        yield* sleep(retry);
        retry = Math.min(retry * 2, LAST_RETRY) as Micros;
        yield* sleep(milliseconds(this.options.random.float() * 100));
      }
    }
  }

  private *remount(record: PodVolumes, notice: Micros): Sim<void> {
    try {
      yield* sleep(notice);
      for (const mounted of record.byName.values()) {
        if (!mounted.ready || !isRefreshed(mounted.volume) || record.unmountedAt !== undefined) continue;
        try {
          yield* this.setUp(record, mounted);
        } catch (error) {
          if (!(error instanceof MountError)) throw error;
          this.options.failed(record.pod, `MountVolume.SetUp failed for volume ${JSON.stringify(nameShown(mounted.volume))} : ${error.message}`);
        }
      }
    } finally {
      record.refreshing = false;
    }
  }

  private *setUp(record: PodVolumes, { volume }: Mounted): Sim<void> {
    const { pod } = record;
    const { keepFiles, storage, client } = this.options;
    const { kernel } = client.transport;
    const gid = pod.spec.securityContext?.fsGroup;
    const own = gid === undefined ? {} : { gid };
    const { uid } = pod.metadata;
    const { name, emptyDir, hostPath } = volume;
    const there = this.tree(uid, name);
    const keep = (tree: FileTree): void => void (keepFiles && storage.ofPod(uid).set(name, tree));
    const claim = volume.persistentVolumeClaim?.claimName ?? (volume.ephemeral && `${pod.metadata.name}-${name}`);
    if (emptyDir) {
      if (!keepFiles) return;
      const { medium, sizeLimit } = emptyDir;
      const memory = medium === 'Memory';
      const tree = there instanceof MemoryTree ? there : new MemoryTree({ mode: gid === undefined ? 0o777 : 0o2777, ...own, device: memory ? 'tmpfs' : 'overlay', now: kernel.now, ...(memory && sizeLimit ? { limitBytes: value(sizeLimit) } : {}) });
      if (sizeLimit && !memory) tree.onGrow = () => this.options.grew(uid);
      keep(tree);
    } else if (hostPath) {
      keep(folderOf(storage, hostPath.path, hostPath.type));
    } else if (claim !== undefined) {
      if (!there) keep(yield* claimedFolder(client, storage, pod, claim));
    } else if (volume.image) {
      if (!there) keep(new MemoryTree({ now: kernel.now }));
    } else {
      const content = yield* this.contentOf(record, volume);
      if (!content) throw new MountError(`no volume plugin matched`);
      if (!keepFiles) return;
      // ConfigMaps lie on the disk, what may be secret only in memory.
      const open = volume.configMap ? 0o777 : 0o1777;
      const tree = there instanceof AtomicTree ? there : new AtomicTree('tmpfs', gid === undefined ? open : open | 0o2000, kernel.now);
      const date = rfc3339(kernel.wallMs).replace(/[-T:]/g, '_').replace('Z', '');
      tree.replace(content.files, content.modes, `..${date}.${1 + this.options.random.below(4_000_000_000)}`, kernel.now);
      keep(tree);
    }
  }

  private *contentOf({ pod, seen }: PodVolumes, volume: Volume): Sim<{ readonly files: Map<string, string>; readonly modes: Map<string, number> } | undefined> {
    const files = new Map<string, string>();
    const modes = new Map<string, number>();
    const put = (path: string, content: string, mode: number): void => {
      files.set(path, content);
      modes.set(path, mode);
    };
    if (volume.configMap) {
      const { name = '', items, optional, defaultMode = 0o644 } = volume.configMap;
      yield* this.fromConfigMap(pod, name, items, optional, defaultMode, put);
    } else if (volume.secret) {
      const { secretName = '', items, optional, defaultMode = 0o644 } = volume.secret;
      yield* this.fromSecret(pod, secretName, items, optional, defaultMode, put);
    } else if (volume.downwardAPI) {
      this.fromDownward(pod, seen, volume.downwardAPI.items ?? [], volume.downwardAPI.defaultMode ?? 0o644, put);
    } else if (volume.projected) {
      const { sources, defaultMode = 0o644 } = volume.projected;
      for (const { configMap, secret, downwardAPI, serviceAccountToken } of sources ?? []) {
        if (configMap) yield* this.fromConfigMap(pod, configMap.name ?? '', configMap.items, configMap.optional, defaultMode, put);
        else if (secret) yield* this.fromSecret(pod, secret.name ?? '', secret.items, secret.optional, defaultMode, put);
        else if (downwardAPI) this.fromDownward(pod, seen, downwardAPI.items ?? [], defaultMode, put);
        else if (serviceAccountToken) put(serviceAccountToken.path, yield* this.token(pod, serviceAccountToken.audience ?? '', serviceAccountToken.expirationSeconds ?? 3600), defaultMode);
      }
    } else return undefined;
    return { files, modes };
  }

  private *fromConfigMap(pod: Pod, name: string, items: Items, optional: boolean | undefined, mode: number, put: Put): Sim<void> {
    const map = yield* this.options.configMaps.get(pod.metadata.namespace ?? '', name);
    if (!map) {
      if (optional) return;
      throw new MountError(`configmap ${JSON.stringify(name)} not found`);
    }
    project(map.data ?? {}, items, optional, mode, put, (key) => `configmap references non-existent config key: ${key}`);
  }

  private *fromSecret(pod: Pod, name: string, items: Items, optional: boolean | undefined, mode: number, put: Put): Sim<void> {
    const data = secretData(yield* this.options.secrets.get(pod.metadata.namespace ?? '', name));
    if (!data) {
      if (optional) return;
      throw new MountError(`secret ${JSON.stringify(name)} not found`);
    }
    project(data, items, optional, mode, put, (key) => `references non-existent secret key: ${key}`);
  }

  private fromDownward(pod: Pod, seen: string, items: readonly DownwardItem[], mode: number, put: Put): void {
    const status = this.options.status(pod);
    const annotated = withSource(pod, seen);
    for (const { path, fieldRef, resourceFieldRef, mode: own } of items) {
      if (fieldRef) put(path, fieldText(fieldRef.fieldPath, annotated, status), own ?? mode);
      else if (resourceFieldRef) {
        const { resource, divisor, containerName } = resourceFieldRef;
        put(path, resourceText(resource, divisor as string | undefined, containerFor(pod, containerName, pod.spec.containers[0] as Container), this.options.allocatable), own ?? mode);
      }
    }
  }

  /** A token for the Pod's service account, kept until most of its time is over. */
  private *token(pod: Pod, audience: string, expirationSeconds: number): Sim<string> {
    const { client } = this.options;
    const { kernel } = client.transport;
    const { uid, name, namespace } = pod.metadata;
    const account = pod.spec.serviceAccountName ?? 'default';
    const key = `${uid}/${account}/${audience}/${expirationSeconds}`;
    const known = this.tokens.get(key);
    if (known && kernel.now < known.renewAt) return known.token;
    try {
      const response = yield* client.request({
        method: 'POST',
        verb: 'create',
        path: `${resourcePath({ group: '', version: 'v1', plural: 'serviceaccounts', namespace, name: account })}/token`,
        resource: 'serviceaccounts',
        subresource: 'token',
        namespace: namespace ?? '',
        name: account,
        level: kernel.trace.level(running().span) === 'heartbeat' ? 'heartbeat' : 'detail',
        body: {
          kind: 'TokenRequest',
          apiVersion: 'authentication.k8s.io/v1',
          metadata: {},
          spec: { audiences: audience ? [audience] : null, expirationSeconds, boundObjectRef: { kind: 'Pod', apiVersion: 'v1', name, uid } },
          status: { token: '', expirationTimestamp: null },
        },
      });
      const token = (response.body as { status?: { token?: string } }).status?.token ?? '';
      this.tokens.set(key, { token, renewAt: (kernel.now + seconds(expirationSeconds * (1 - TOKEN_LEFT))) as Micros });
      return token;
    } catch (error) {
      if (!(error instanceof ApiError) && !(error instanceof ConnectionError)) throw error;
      if (known) return known.token;
      throw new MountError(`failed to fetch token: ${error.message}`);
    }
  }
}

type Items = readonly { readonly key: string; readonly path: string; readonly mode?: number }[] | undefined;
type Put = (path: string, content: string, mode: number) => void;
type DownwardItem = NonNullable<NonNullable<Volume['downwardAPI']>['items']>[number];

function project(data: { readonly [key: string]: string }, items: Items, optional: boolean | undefined, mode: number, put: Put, missing: (key: string) => string): void {
  if (!items?.length) {
    for (const key of Object.keys(data)) put(key, data[key] as string, mode);
    return;
  }
  for (const { key, path, mode: own } of items) {
    const content = data[key];
    if (content !== undefined) put(path, content, own ?? mode);
    else if (!optional) throw new MountError(missing(key));
  }
}

/** Volumes that a container mounts; the others are never made. */
function usedVolumes(pod: Pod): Volume[] {
  const names = new Set<string>();
  for (const [, container] of allContainers(pod)) for (const mount of container.volumeMounts ?? []) names.add(mount.name);
  return (pod.spec.volumes ?? []).filter((volume) => names.has(volume.name));
}

const isRefreshed = (volume: Volume): boolean => Boolean(volume.configMap ?? volume.secret ?? volume.downwardAPI ?? volume.projected);

export function isTokenVolume(volume: Volume): boolean {
  const sources = volume.projected?.sources;
  return Boolean(sources?.some((s) => s.serviceAccountToken) && volume.name.startsWith('kube-api-access-'));
}

/** The kubelet notes on its own copy of a Pod where it came from, and when. */
function withSource(pod: Pod, seen: string): Pod {
  const { metadata } = pod;
  if (metadata.annotations?.['kubernetes.io/config.source']) return pod;
  return { ...pod, metadata: { ...metadata, annotations: { ...metadata.annotations, 'kubernetes.io/config.seen': seen, 'kubernetes.io/config.source': 'api' } } };
}

/** A claim's volume is named after its PersistentVolume, which is not known here before it is bound. */
const nameShown = (volume: Volume): string => volume.name;
