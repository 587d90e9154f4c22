// The images on a node, and how they get there: containerd's part of the work. One pull at a time (serializeImagePulls).
// Upstream: pkg/kubelet/images (puller.go), containerd's CRI plugin

import { Prng } from '../../base/prng.ts';
import type { Micros } from '../../base/time.ts';
import type { NodeWorkData } from '../api/spans.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { Signal } from '../kernel/signal.ts';
import { running, sleep, type Sim } from '../kernel/task.ts';
import type { Image } from '../programs/program.ts';
import { parseImageRef, type ImageRef } from './image.ts';
import type { Registry } from './registry.ts';

export interface StoredImage {
  readonly ref: ImageRef;
  readonly image: Image;
  readonly sizeBytes: number;
  /** `sha256:…`, the digest of its configuration. */
  readonly id: string;
  /** `docker.io/library/nginx@sha256:…`; undefined for images that were loaded, not pulled. */
  readonly repoDigest: string | undefined;
  readonly pulledAt: Micros;
}

export class PullError extends Error {
  override readonly name = 'PullError';
}

export interface PullResult {
  readonly stored: StoredImage;
  /** The pull itself, and with the time in the queue. */
  readonly took: Micros;
  readonly total: Micros;
}

export interface ImageStoreOptions {
  readonly kernel: Kernel;
  readonly node: string;
  readonly registry: Registry;
  /** What is there from the beginning. */
  readonly images?: readonly string[];
}

export class ImageStore {
  private readonly images = new Map<string, StoredImage>();
  private readonly kernel: Kernel;
  private readonly node: string;
  private readonly registry: Registry;
  private readonly random: Prng;
  private pulling = false;
  private readonly free = new Signal();

  constructor({ kernel, node, registry, images = [] }: ImageStoreOptions) {
    this.kernel = kernel;
    this.node = node;
    this.registry = registry;
    this.random = kernel.stream(`images/${node}`);
    for (const name of [...registry.present, ...images]) {
      const ref = parseImageRef(name);
      const found = ref && registry.resolve(ref);
      if (ref && found && 'image' in found) this.store(ref, found.image, found.sizeBytes, false);
    }
  }

  get(image: string): StoredImage | undefined {
    const ref = parseImageRef(image);
    return ref && this.images.get(ref.full);
  }

  /** As the node's status lists them: the largest first. */
  list(): readonly StoredImage[] {
    return [...this.images.values()].sort((a, b) => b.sizeBytes - a.sizeBytes || b.pulledAt - a.pulledAt);
  }

  /** Gets an image from its registry; throws PullError with containerd's text. */
  *pull(image: string, pod: string): Sim<PullResult> {
    const ref = parseImageRef(image);
    if (!ref) throw new PullError(`failed to parse image reference "${image}": invalid reference format`);
    const { kernel } = this;
    const asked = kernel.now;
    const data: NodeWorkData = { type: 'node', node: this.node, pod, image };
    const span = kernel.trace.open('wait', `containerd/${this.node}`, 'pull', asked, running().span, { data });
    try {
      while (this.pulling) yield* this.free.wait();
      this.pulling = true;
      const began = kernel.now;
      try {
        const stored = yield* this.fetch(ref);
        return { stored, took: (kernel.now - began) as Micros, total: (kernel.now - asked) as Micros };
      } finally {
        this.pulling = false;
        this.free.notify();
      }
    } catch (error) {
      if (error instanceof PullError) data.error = error.message;
      throw error;
    } finally {
      kernel.trace.close(span, kernel.now);
    }
  }

  private *fetch(ref: ImageRef): Sim<StoredImage> {
    const { full } = ref;
    const found = this.registry.reachable ? this.registry.resolve(ref) : ({ problem: 'unreachable' } as const);
    if ('problem' in found) {
      yield* sleep((2000 + this.random.below(3000)) as Micros);
      throw new PullError(pullProblem(ref, found.problem));
    }
    yield* sleep(this.registry.pullTime(found.sizeBytes, this.random));
    const there = this.images.get(full);
    return there ?? this.store(ref, found.image, found.sizeBytes, true);
  }

  private store(ref: ImageRef, image: Image, sizeBytes: number, pulled: boolean): StoredImage {
    const digests = new Prng(0, `image/${ref.full}`);
    const hex = (): string => Array.from({ length: 8 }, () => digests.uint32().toString(16).padStart(8, '0')).join('');
    const id = `sha256:${hex()}`;
    const stored: StoredImage = { ref, image, sizeBytes, id, repoDigest: pulled ? `${ref.repository}@sha256:${hex()}` : undefined, pulledAt: this.kernel.now };
    this.images.set(ref.full, stored);
    this.kernel.trace.change(0, `node/${this.node}/images/${ref.full}`, { state: 'present', detail: id }, this.kernel.span, this.kernel.now);
    return stored;
  }
}

function pullProblem({ full, repository, tag }: ImageRef, problem: 'notFound' | 'denied' | 'noSuchHost' | 'unreachable'): string {
  const head = `failed to pull and unpack image "${full}": failed to resolve image: `;
  const host = repository.slice(0, repository.indexOf('/'));
  const path = repository.slice(repository.indexOf('/') + 1);
  const server = host === 'docker.io' ? 'registry-1.docker.io' : host;
  const url = `Head "https://${server}/v2/${path}/manifests/${tag || 'latest'}"`;
  switch (problem) {
    case 'notFound':
      return `rpc error: code = NotFound desc = ${head}${full}: not found`;
    case 'denied':
      return `${head}pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed`;
    case 'noSuchHost':
      return `${head}failed to do request: ${url}: dial tcp: lookup ${server} on 172.18.0.1:53: no such host`;
    case 'unreachable':
      return `${head}failed to do request: ${url}: dial tcp 203.0.113.10:443: i/o timeout`;
  }
}
