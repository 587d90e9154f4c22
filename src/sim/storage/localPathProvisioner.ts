// The watching half of the local-path provisioner: makes a volume for each claim that the volume binder left to it, and
// deletes volumes that were released. A client of the API server like any other, with its Pod's service account.
// Upstream: sigs.k8s.io/sig-storage-lib-external-provisioner/v11 controller (controller.go, volume_store.go);
// rancher/local-path-provisioner provisioner.go
//
// Simplified: no resync of what was given up; no patterns for paths and owners in the class.

import { seconds, type Micros } from '../../base/time.ts';
import type { UserInfo } from '../api/http.ts';
import type { Kind } from '../api/kind.ts';
import type { KubeObject } from '../api/types.ts';
import { parseYaml, YamlError } from '../api/yaml.ts';
import { ApiError } from '../api/errors.ts';
import { Client } from '../client/client.ts';
import { isExpected, RetryLater } from '../client/controller.ts';
import { Informer, keyFor } from '../client/informer.ts';
import { Recorder, referenceTo } from '../client/recorder.ts';
import type { Transport } from '../client/transport.ts';
import { WorkQueue } from '../client/workqueue.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { running, sleep, TaskGroup, type Sim } from '../kernel/task.ts';
import { NO_SPAN } from '../kernel/trace.ts';
import { ConfigMap } from '../kinds/configMap.ts';
import { Node } from '../kinds/node.ts';
import { PersistentVolume } from '../kinds/persistentVolume.ts';
import { PersistentVolumeClaim } from '../kinds/persistentVolumeClaim.ts';
import { Pod } from '../kinds/pod.ts';
import { StorageClass } from '../kinds/storageClass.ts';
import type { ProvisionerPart, ProvisionerPlace } from '../programs/program.ts';
import { runHelper, type Template } from './helperPod.ts';
import { folderOn, isShared, readConfig, VolumeError, type LocalPathConfig } from './localPathConfig.ts';

const WORKERS = 4;
const TRIES = 15;
const FIRST_RETRY = seconds(15);
const LAST_RETRY = seconds(1000);
const LOOK_AT_CONFIG = seconds(30);
const SAVE_TRIES = 5;
const SAVE_EVERY = seconds(10);
const SELECTED_NODE = 'volume.kubernetes.io/selected-node';
const ASKED = ['volume.kubernetes.io/storage-provisioner', 'volume.beta.kubernetes.io/storage-provisioner'];
const PROVISIONED_BY = 'pv.kubernetes.io/provisioned-by';

export class LocalPathProvisioner implements ProvisionerPart {
  private readonly kernel: Kernel;
  private readonly place: ProvisionerPlace;
  private readonly client: Client;
  private readonly group: TaskGroup;
  private readonly claims: Informer<PersistentVolumeClaim>;
  private readonly byUid;
  private readonly volumes: Informer<PersistentVolume>;
  private readonly classes: Informer<StorageClass>;
  private readonly random;
  private recorder: Recorder | undefined;
  private readonly failures = new Map<string, number>();
  private configText: string | undefined;
  private config: LocalPathConfig | undefined;
  private template: Template = {};

  constructor(kernel: Kernel, transport: Transport, place: ProvisionerPlace) {
    this.kernel = kernel;
    this.place = place;
    const actor = `pod/${place.namespace}/${place.pod}`;
    this.client = new Client(transport, { actor, component: actor, user: userOf(place.token), userAgent: place.userAgent });
    this.group = new TaskGroup(kernel, actor);
    this.random = kernel.stream(`provisioner/${place.pod}`);
    this.claims = new Informer(this.client, PersistentVolumeClaim);
    this.byUid = this.claims.index('uid', ({ metadata }) => [metadata.uid]);
    this.volumes = new Informer(this.client, PersistentVolume);
    this.classes = new Informer(this.client, StorageClass);
  }

  *connect(): Sim<string | undefined> {
    const { namespace, configMap } = this.place;
    const inMap = (flag: string, why: string): string => `invalid empty flag ${flag} and it also does not exist at ConfigMap ${namespace}/${configMap} with err: ${why}`;
    try {
      const { data = {} } = yield* this.client.get(ConfigMap, namespace, configMap);
      if (data['helperPod.yaml'] === undefined) return inMap('helper-pod-file', 'helperPod.yaml is not exist in local-path-config ConfigMap');
      const template = parsed(data['helperPod.yaml']);
      if (!template) return `invalid YAMLToJSON the helper pod with helperPodYaml: ${data['helperPod.yaml']}`;
      if (!template.spec?.containers?.length) return 'helper pod template does not specify any container';
      this.template = template;
    } catch (error) {
      if (!isExpected(error)) throw error;
      return inMap('helper-pod-file', error.message);
    }
    return this.readConfig();
  }

  start(): void {
    const { group, kernel, place } = this;
    const { actor } = this.client.options;
    const component = `${place.name}_${place.pod}_${this.random.uuid()}`;
    this.recorder = new Recorder(this.client, group, { component });
    const claimQueue = new WorkQueue(kernel, actor);
    const volumeQueue = new WorkQueue(kernel, actor);
    const claimed = ({ metadata }: PersistentVolumeClaim): void => claimQueue.add(metadata.uid);
    const changed = (volume: PersistentVolume): void => volumeQueue.add(keyFor(volume));
    this.claims.handle({ added: claimed, updated: claimed });
    this.volumes.handle({ added: changed, updated: changed, deleted: (volume) => void this.failures.delete(keyFor(volume)) });
    group.spawn('config', this.watchConfig());
    group.spawn('main', this.main(component, claimQueue, volumeQueue));
  }

  *unready(): Sim<string | undefined> {
    const { namespace } = this.place;
    for (const kind of [ConfigMap, Pod, PersistentVolumeClaim, PersistentVolume, StorageClass] as readonly unknown[] as readonly Kind<KubeObject>[]) {
      try {
        yield* this.client.list(kind, { namespace: kind.namespaced ? namespace : undefined, query: { limit: '1' } });
      } catch (error) {
        if (!isExpected(error)) throw error;
        return `readiness check ${kind.plural} failed: ${error.message}`;
      }
    }
    return undefined;
  }

  stop(): void {
    this.group.cancel();
  }

  // ---- what it is told ----

  /** What is wrong with the file, if so: then the configuration stays as it is. */
  private readConfig(): string | undefined {
    const text = this.place.config();
    if (this.config && text === this.configText) return undefined;
    const read = readConfig(text);
    if (typeof read === 'string') return read;
    this.config = read;
    this.configText = text;
    this.place.log('debug', `Applied config: ${JSON.stringify(JSON.parse(text ?? ''))}`);
    return undefined;
  }

  private *watchConfig(): Sim<void> {
    for (;;) {
      yield* sleep(LOOK_AT_CONFIG);
      const problem = this.readConfig();
      if (problem !== undefined) this.place.log('error', `failed to load the new config file: ${problem}`);
    }
  }

  // ---- two queues ----

  private *main(component: string, claimQueue: WorkQueue, volumeQueue: WorkQueue): Sim<void> {
    const { group, place } = this;
    place.klog('I', 'controller.go:824', `"Starting provisioner controller" component=${JSON.stringify(component)}`);
    for (const informer of [this.claims, this.volumes, this.classes]) group.spawn(informer.kind.plural, informer.run());
    yield* this.claims.waitForSync();
    yield* this.volumes.waitForSync();
    yield* this.classes.waitForSync();
    for (let i = 0; i < WORKERS; i++) {
      group.spawn(`claims/${i}`, this.work(claimQueue, 'claim', (uid) => this.claimFor(uid), (claim) => this.provision(claim)));
      group.spawn(`volumes/${i}`, this.work(volumeQueue, 'volume', (key) => this.volumeToDelete(key), (volume) => this.remove(volume)));
    }
    place.klog('I', 'controller.go:873', `"Started provisioner controller" component=${JSON.stringify(component)}`);
  }

  private *work<T>(queue: WorkQueue, what: string, find: (key: string) => T | undefined, act: (object: T) => Sim<void>): Sim<void> {
    const { kernel } = this;
    const { actor } = this.client.options;
    for (;;) {
      const { key, causes } = yield* queue.take();
      const object = find(key);
      if (object !== undefined) {
        const span = kernel.trace.open('work', actor, what === 'claim' ? 'provision' : 'deleteVolume', kernel.now, NO_SPAN, { level: 'detail', causes });
        running().span = span;
        kernel.span = span;
        try {
          yield* act(object);
          this.failures.delete(key);
        } catch (error) {
          if (!isExpected(error)) throw error;
          this.retry(queue, what, key, error);
        }
        kernel.trace.close(span, kernel.now);
      }
      queue.done(key);
    }
  }

  private retry(queue: WorkQueue, what: string, key: string, error: Error): void {
    const { klog } = this.place;
    const failures = this.failures.get(key) ?? 0;
    const facts = `key="${key}" failures=${failures} threshold=${TRIES}`;
    if (failures < TRIES) {
      klog('I', 'controller.go:955', `"Retrying syncing ${what} because failures < threshold" ${facts}`);
      this.failures.set(key, failures + 1);
      queue.addAfter(key, Math.min(FIRST_RETRY * 2 ** failures, LAST_RETRY) as Micros, 'retry');
    } else klog('E', 'controller.go:958', `"Giving up syncing ${what} because failures >= threshold" ${facts}`);
    klog('E', 'controller.go:981', `"Unhandled Error" err="error syncing ${what} \\"${key}\\": ${error.message.replace(/"/g, '\\"')}" logger="UnhandledError"`);
  }

  // ---- claims ----

  /** The claim, if a volume is to be made for it now. */
  private claimFor(uid: string): PersistentVolumeClaim | undefined {
    const [claim] = this.byUid.get(uid);
    if (!claim || claim.spec.volumeName || this.volumes.get(`pvc-${uid}`)) return undefined;
    const annotations = claim.metadata.annotations ?? {};
    const asked = ASKED.map((name) => annotations[name]).find((name) => name !== undefined);
    if (asked !== this.place.name) return undefined;
    // A class that is missing is an error, which brings the claim back.
    const storageClass = this.classes.get(claim.spec.storageClassName ?? '');
    return storageClass?.volumeBindingMode === 'WaitForFirstConsumer' && !annotations[SELECTED_NODE] ? undefined : claim;
  }

  private *provision(claim: PersistentVolumeClaim): Sim<void> {
    const { place, client } = this;
    const className = claim.spec.storageClassName ?? '';
    const storageClass = this.classes.get(className);
    if (!storageClass) throw new RetryLater(`storageClass ${JSON.stringify(className)} not found`);
    if (storageClass.provisioner !== place.name) return;
    if (claim.spec.volumeMode === 'Block') {
      this.say(claim, 'Warning', 'ProvisioningFailed', `${place.name} does not support block volume provisioning`);
      return;
    }
    let node: Node | undefined;
    const selected = claim.metadata.annotations?.[SELECTED_NODE];
    if (selected !== undefined) {
      try {
        node = yield* client.get(Node, undefined, selected);
      } catch (error) {
        if (!isExpected(error)) throw error;
        if (error instanceof ApiError && error.reason === 'NotFound') return yield* this.reschedule(claim, error.message);
        return this.fail(claim, `failed to get target node: ${error.message}`);
      }
    }
    this.say(claim, 'Normal', 'Provisioning', `External provisioner is provisioning volume for claim "${keyFor(claim)}"`);
    let volume: object;
    try {
      volume = yield* this.makeVolume(claim, storageClass, node);
    } catch (error) {
      if (!(error instanceof VolumeError) && !isExpected(error)) throw error;
      return this.fail(claim, `failed to provision volume with StorageClass ${JSON.stringify(className)}: ${error.message}`);
    }
    yield* this.store(claim, volume);
  }

  private fail(claim: PersistentVolumeClaim, message: string): never {
    this.say(claim, 'Warning', 'ProvisioningFailed', message);
    throw new RetryLater(message);
  }

  /** The node that the scheduler chose is gone: it is to choose again. */
  private *reschedule(claim: PersistentVolumeClaim, why: string): Sim<void> {
    this.say(claim, 'Warning', 'ProvisioningFailed', why);
    const { [SELECTED_NODE]: _, ...annotations } = claim.metadata.annotations ?? {};
    yield* this.client.update(PersistentVolumeClaim, { ...claim, metadata: { ...claim.metadata, annotations } });
  }

  private *makeVolume(claim: PersistentVolumeClaim, storageClass: StorageClass, node: Node | undefined): Sim<object> {
    const { place } = this;
    const config = this.config as LocalPathConfig;
    const { accessModes = [], selector, volumeMode = 'Filesystem', resources } = claim.spec;
    const shared = isShared(config);
    if (!shared) {
      if (selector) throw new VolumeError('claim.Spec.Selector is not supported');
      if (accessModes.some((mode) => mode !== 'ReadWriteOnce' && mode !== 'ReadWriteOncePod')) throw new VolumeError('NodePath only supports ReadWriteOnce and ReadWriteOncePod (1.22+) access modes');
      if (!node) throw new VolumeError('configuration error, no node was specified');
    }
    const on = node?.metadata.name ?? '';
    const base = folderOn(config, on, storageClass.parameters?.nodePath ?? '', (n) => this.random.below(n), (text) => place.log('debug', text));
    const name = `pvc-${claim.metadata.uid}`;
    const path = `${base}/${name}_${claim.metadata.namespace ?? ''}_${claim.metadata.name}`;
    const size = String(resources?.requests?.storage ?? '0');
    place.log('info', `Creating volume ${name} at ${on === '' ? '' : `${on}:`}${path}`);
    yield* runHelper(this.client, place, config, this.template, 'create', { name, path, node: on, mode: volumeMode, size });
    const kind = claim.metadata.annotations?.volumeType ?? storageClass.metadata.annotations?.defaultVolumeType ?? 'hostPath';
    const { kind: claimKind, namespace, name: claimName, uid, apiVersion, resourceVersion } = referenceTo(claim as KubeObject);
    return {
      apiVersion: 'v1',
      kind: 'PersistentVolume',
      metadata: { name, annotations: { 'local.path.provisioner/selected-node': on, [PROVISIONED_BY]: storageClass.provisioner } },
      spec: {
        accessModes,
        capacity: { storage: size },
        claimRef: { kind: claimKind, namespace, name: claimName, uid, apiVersion, resourceVersion },
        ...sourceOf(kind, path),
        ...(shared ? {} : { nodeAffinity: { required: { nodeSelectorTerms: [{ matchExpressions: [affinityOf(storageClass, node)] }] } } }),
        persistentVolumeReclaimPolicy: storageClass.reclaimPolicy ?? 'Delete',
        storageClassName: storageClass.metadata.name,
        volumeMode: 'Filesystem',
      },
    };
  }

  private *store(claim: PersistentVolumeClaim, volume: object): Sim<void> {
    const name = `pvc-${claim.metadata.uid}`;
    for (let i = 1; ; i++) {
      try {
        yield* this.client.create(PersistentVolume, undefined, volume);
        break;
      } catch (error) {
        if (!isExpected(error)) throw error;
        if (error instanceof ApiError && error.reason === 'AlreadyExists') break;
        this.place.klog('I', 'volume_store.go:220', `"Failed to save persistentvolume" persistentvolume="${name}" err="${error.message.replace(/"/g, '\\"')}"`);
        if (i === SAVE_TRIES) return yield* this.giveBack(claim, volume as PersistentVolume, error);
        yield* sleep(SAVE_EVERY);
      }
    }
    this.say(claim, 'Normal', 'ProvisioningSucceeded', `Successfully provisioned volume ${name}`);
  }

  /** The folder is there and its volume cannot be written down. */
  private *giveBack(claim: PersistentVolumeClaim, volume: PersistentVolume, error: Error): Sim<void> {
    this.say(claim, 'Warning', 'ProvisioningFailed', `Error creating provisioned PV object for claim ${keyFor(claim)}: ${error.message}. Deleting the volume.`);
    yield* this.removeFolder(volume);
    throw error;
  }

  // ---- volumes ----

  private volumeToDelete(key: string): PersistentVolume | undefined {
    const volume = this.volumes.get(key);
    if (volume?.metadata.annotations?.[PROVISIONED_BY] !== this.place.name || volume.metadata.deletionTimestamp) return undefined;
    return volume.status.phase === 'Released' && volume.spec.persistentVolumeReclaimPolicy === 'Delete' ? volume : undefined;
  }

  private *remove(volume: PersistentVolume): Sim<void> {
    try {
      yield* this.removeFolder(volume);
    } catch (error) {
      if (!(error instanceof VolumeError) && !isExpected(error)) throw error;
      this.place.klog('E', 'controller.go:1585', `"Volume deletion failed" err="${error.message.replace(/"/g, '\\"')}" PV="${volume.metadata.name}"`);
      this.say(volume, 'Warning', 'VolumeFailedDelete', error.message);
      throw new RetryLater(error.message);
    }
    yield* this.client.delete(PersistentVolume, undefined, volume.metadata.name);
  }

  private *removeFolder({ metadata: { name }, spec }: PersistentVolume): Sim<void> {
    const { place, client } = this;
    const config = this.config as LocalPathConfig;
    const fail = (why: string): VolumeError => new VolumeError(`failed to delete volume ${name}: ${why}`);
    const path = spec.hostPath?.path ?? spec.local?.path;
    if (path === undefined) throw fail(`failed to delete volume ${name}: no path set`);
    let node = '';
    if (!isShared(config)) {
      const values = spec.nodeAffinity?.required?.nodeSelectorTerms?.flatMap((term) => term.matchExpressions ?? []).find((e) => e.operator === 'In')?.values;
      if (values?.length !== 1) throw fail(`failed to delete volume ${name}: ${values ? 'multiple values for the node affinity' : 'cannot find affinited node'}`);
      node = values[0] as string;
      try {
        yield* client.get(Node, undefined, node);
      } catch (error) {
        if (!isExpected(error)) throw error;
        if (error instanceof ApiError && error.reason === 'NotFound') {
          place.log('info', `Node ${node} does not exist, skipping cleanup of volume ${name}`);
          return;
        }
      }
    }
    place.log('info', `Deleting volume ${name} at ${node === '' ? '' : `${node}:`}${path}`);
    try {
      yield* runHelper(client, place, config, this.template, 'delete', { name, path, node, mode: spec.volumeMode ?? 'Filesystem', size: String(spec.capacity?.storage ?? '0') });
    } catch (error) {
      if (!(error instanceof VolumeError) && !isExpected(error)) throw error;
      place.log('info', `clean up volume ${name} failed: ${error.message}`);
      throw fail(error.message);
    }
  }

  private say(object: PersistentVolume | PersistentVolumeClaim, type: 'Normal' | 'Warning', reason: string, message: string): void {
    this.recorder?.event(referenceTo(object as KubeObject), type, reason, message);
  }
}

function parsed(text: string): Template | undefined {
  try {
    return parseYaml(text) as unknown as Template;
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    return undefined;
  }
}

function sourceOf(kind: string, path: string): object {
  const lower = kind.toLowerCase();
  if (lower === 'local') return { local: { path } };
  if (lower === 'hostpath') return { hostPath: { path, type: 'DirectoryOrCreate' } };
  throw new VolumeError(`failed to create persistent volume source: "${kind}" is not a recognised volume type`);
}

function affinityOf({ parameters }: StorageClass, node: Node | undefined): object {
  const key = parameters?.nodeAffinityKey || 'kubernetes.io/hostname';
  return { key, operator: 'In', values: [node?.metadata.labels?.[key] ?? node?.metadata.name ?? ''] };
}

function userOf(token: string): UserInfo {
  const [, namespace = '', name = ''] = /^simulated\.([^.\s]+)\.(\S+)/.exec(token) ?? [];
  return { name: `system:serviceaccount:${namespace}:${name}`, groups: ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated'] };
}
