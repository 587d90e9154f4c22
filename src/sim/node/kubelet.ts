// kubelet: runs the Pods that are bound to its node. It talks to the API server and to its container runtime, and to
// nobody else. Here the process on its node: it is started and stopped, and its folder of manifests outlives it.
// Upstream: pkg/kubelet/kubelet.go

import type { Pod } from '../kinds/pod.ts';
import type { KubeletOptions } from './kubeletOptions.ts';
import { KubeletSession } from './kubeletSession.ts';
import { putNodeFile } from './nodeFile.ts';
import type { Parts } from './parts.ts';
import type { Manifest } from './staticPodSource.ts';

export class Kubelet {
  readonly options: KubeletOptions;
  running = false;
  private readonly manifests = new Map<string, Manifest>();
  private session: KubeletSession | undefined;

  constructor(options: KubeletOptions) {
    this.options = options;
  }

  get node(): string {
    return this.options.facts.name;
  }

  start(): void {
    if (this.running) return;
    this.running = true;
    this.session = new KubeletSession(this.options, this.manifests);
    this.session.begin();
  }

  /** The process is gone; containers go on running. */
  stop(): void {
    if (!this.running) return;
    this.running = false;
    this.session?.end();
    this.session = undefined;
  }

  /** A manifest is written to the node's folder, or taken out of it; of a file elsewhere on the node the kubelet takes no notice. */
  putManifest(file: string, content: string | undefined): void {
    if (file.startsWith('/')) {
      putNodeFile(this.options.storage, file, content, this.options.kernel.now);
      return;
    }
    if (content === undefined) this.manifests.delete(file);
    else this.manifests.set(file, { content, seen: this.options.kernel.microTimestamp() });
    this.session?.statics.changed(file);
  }

  /** The content of a manifest in the node's folder. */
  manifest(file: string): string | undefined {
    return this.manifests.get(file)?.content;
  }

  /** A fault: a container's first process is killed. False where there is none. */
  killContainer(namespace: string, pod: string, container: string): boolean {
    const { runtime } = this.options;
    for (const uid of runtime.uids()) {
      const identity = runtime.identity(uid);
      if (identity?.name === pod && identity.namespace === namespace && runtime.killContainer(uid, container)) return true;
    }
    return false;
  }

  /** containerd stops or starts; containers go on running. */
  setRuntime(available: boolean): void {
    this.options.runtime.available = available;
    if (available) this.session?.runtimeIsBack();
  }

  /** The Pod as the kubelet knows it, and what the runtime knows, for whoever asks the kubelet's own API. */
  find(namespace: string, name: string): { readonly pod: Pod; readonly uid: string } | undefined {
    return this.session?.find(namespace, name);
  }

  get parts(): Parts | undefined {
    return this.session?.parts;
  }
}
