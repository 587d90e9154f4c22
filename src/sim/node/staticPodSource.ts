// Static Pods: the Pods of the files in the node's folder of manifests, and their mirrors in the API.
// Upstream: pkg/kubelet/config/file.go, pkg/kubelet/pod/mirror_client.go, pkg/kubelet/kubelet.go (tryReconcileMirrorPods)

import { milliseconds } from '../../base/time.ts';
import { ApiError } from '../api/errors.ts';
import { ConnectionError } from '../client/transport.ts';
import type { Sim } from '../kernel/task.ts';
import { NO_SPAN, type SpanId } from '../kernel/trace.ts';
import { Pod } from '../kinds/pod.ts';
import type { Life } from './life.ts';
import { isStatic, podKey } from './podParts.ts';
import { quietly } from './quietly.ts';
import { mirrorOf, staticPod } from './staticPods.ts';

/** A file of the folder: what is in it, and when the kubelet's node first had it so. */
export interface Manifest {
  readonly content: string;
  readonly seen: string;
}

/** What a static Pod's coming and going asks of the kubelet. */
export interface StaticPodHooks {
  start(pod: Pod): void;
  /** The uid of the node's own object, once it is known. */
  nodeUid(): string | undefined;
}

export class StaticPodSource {
  /** Static Pods by namespace and name. */
  readonly own = new Map<string, Pod>();
  /** Their mirrors, by the same. */
  readonly mirrors = new Map<string, Pod>();
  private readonly life: Life;
  private readonly manifests: ReadonlyMap<string, Manifest>;
  private readonly hooks: StaticPodHooks;
  private readonly files = new Map<string, Pod>();
  /** Those for whom another Pod of their name has to be gone first. */
  private readonly waiting: Pod[] = [];

  constructor(life: Life, manifests: ReadonlyMap<string, Manifest>, hooks: StaticPodHooks) {
    this.life = life;
    this.manifests = manifests;
    this.hooks = hooks;
  }

  readAll(): void {
    for (const file of this.manifests.keys()) this.read(file);
  }

  /** A file was written or removed. */
  changed(file: string): void {
    const { kernel } = this.life.options;
    kernel.after(milliseconds(8 + kernel.stream(`manifests/${this.life.parts.node}`).below(14)), () => {
      if (!this.life.ended && this.life.parts.pleg.started) this.read(file);
    });
  }

  private read(file: string): void {
    const { parts } = this.life;
    const manifest = this.manifests.get(file);
    const pod = manifest && staticPod(manifest.content, file, parts.node, manifest.seen);
    const old = this.files.get(file);
    if (old?.metadata.uid === pod?.metadata.uid) return;
    if (old) this.remove(file, old);
    if (!pod) return;
    this.files.set(file, pod);
    if (old || this.stillRuns(pod)) this.waiting.push(pod);
    else this.add(pod);
  }

  private stillRuns(pod: Pod): boolean {
    for (const other of this.life.known.values()) if (other.metadata.uid !== pod.metadata.uid && podKey(other) === podKey(pod) && !this.life.parts.workers.isFinished(other.metadata.uid)) return true;
    return false;
  }

  private add(pod: Pod): void {
    const { kernel } = this.life.options;
    const outer = kernel.span;
    if (kernel.span === NO_SPAN) kernel.span = kernel.trace.open('timer', `kubelet/${this.life.parts.node}`, 'manifest', kernel.now, NO_SPAN, { end: kernel.now });
    this.own.set(podKey(pod), pod);
    this.tell(pod, 'here');
    this.life.known.set(pod.metadata.uid, pod);
    this.hooks.start(pod);
    kernel.span = outer;
  }

  private remove(file: string, pod: Pod): void {
    this.files.delete(file);
    if (this.own.get(podKey(pod))?.metadata.uid === pod.metadata.uid) this.own.delete(podKey(pod));
    const at = this.waiting.indexOf(pod);
    if (at >= 0) {
      this.waiting.splice(at, 1);
      return;
    }
    this.tell(pod, 'gone');
    this.life.known.delete(pod.metadata.uid);
    // Its worker ends it as if it had been deleted with all the time that its spec gives.
    this.life.parts.workers.updatePod({ type: 'kill', pod, graceSeconds: pod.spec.terminationGracePeriodSeconds ?? 30 });
    this.life.parts.volumes.poke(pod.metadata.uid);
  }

  /** A fact of the node: with no API server to tell, only its kubelet knows of this Pod. */
  private tell(pod: Pod, state: 'here' | 'gone'): void {
    const { kernel } = this.life.options;
    kernel.trace.change(0, `node/${this.life.parts.node}/static/${pod.metadata.uid}`, { state, detail: podKey(pod) }, kernel.span, kernel.now);
  }

  /** The mirror is as the Pod: made where it is missing, made anew where it is another's. */
  *reconcileMirror(pod: Pod, mirror: Pod | undefined): Sim<void> {
    if (!isStatic(pod)) return;
    const { client, node } = this.life.parts;
    const hash = pod.metadata.annotations?.['kubernetes.io/config.hash'];
    const held = this.mirrors.get(podKey(pod));
    let present = mirror && held ? mirror : held;
    try {
      if (present && (present.metadata.deletionTimestamp || present.metadata.annotations?.['kubernetes.io/config.mirror'] !== hash)) {
        yield* this.deleteMirror(present);
        present = undefined;
      }
      if (present) return;
      yield* client.create(Pod, pod.metadata.namespace, mirrorOf(pod, this.hooks.nodeUid(), node));
    } catch (error) {
      // The Pod runs without its mirror; the next sync tries again.
      if (!(error instanceof ApiError) && !(error instanceof ConnectionError)) throw error;
    }
  }

  *deleteMirror(mirror: Pod): Sim<void> {
    const { namespace, name } = mirror.metadata;
    try {
      yield* this.life.parts.client.delete(Pod, namespace, name, { kind: 'DeleteOptions', apiVersion: 'meta.k8s.io/__internal', gracePeriodSeconds: 0, preconditions: {} } as never);
    } catch (error) {
      if (!(error instanceof ApiError) || error.code !== 404) throw error;
    }
    this.mirrors.delete(podKey(mirror));
  }

  /** Starts what waited for another Pod of its name, and takes away mirrors of Pods that are gone. True: somebody waits still. */
  housekeep(timer: () => SpanId): boolean {
    const { known, options, group } = this.life;
    for (const pod of [...this.waiting]) {
      if (this.stillRuns(pod)) continue;
      options.kernel.span = timer();
      this.waiting.splice(this.waiting.indexOf(pod), 1);
      this.add(pod);
    }
    for (const mirror of [...this.mirrors.values()]) {
      const key = podKey(mirror);
      if (!this.own.has(key) && ![...known.values()].some((p) => isStatic(p) && podKey(p) === key)) group.spawn('deleteMirror', quietly(this.deleteMirror(mirror)), timer());
    }
    return this.waiting.length > 0;
  }
}
