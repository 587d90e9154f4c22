// Where images come from: what a registry answers when a node asks it for one. Three of them: the one of the default
// cluster, and those of the two kinds of recordings (golden/README.md).

import { seconds, type Micros } from '../../base/time.ts';
import type { Prng } from '../../base/prng.ts';
import type { Catalog, Image } from '../programs/program.ts';
import type { ImageRef } from './image.ts';

export type Found = { readonly image: Image; readonly sizeBytes: number };
export type Problem = { readonly problem: 'notFound' | 'denied' | 'noSuchHost' | 'unreachable' };

export interface Registry {
  /** False: nobody can reach it. */
  reachable: boolean;
  /** What is there by this name. */
  resolve(ref: ImageRef): Found | Problem;
  /** How long it takes to get this many bytes of it. */
  pullTime(sizeBytes: number, random: Prng): Micros;
  /** What is at hand on every node without a pull. */
  readonly present: readonly string[];
}

/** Tags and repositories that are wrong on the face of it: what lessons and people use to break a rollout. */
const NO_TAG = /broken|missing|nonexistent|does-not-exist/;
const NO_REPOSITORY = /private|no-such|nonexistent|does-not-exist/;

/** The registry of the default cluster: known images as they are, others of plausible name as stand-ins. */
export class DefaultRegistry implements Registry {
  reachable = true;
  readonly present: readonly string[] = [];
  private readonly catalog: Catalog;

  constructor(catalog: Catalog) {
    this.catalog = catalog;
  }

  resolve({ repository, tag }: ImageRef): Found | Problem {
    if (NO_REPOSITORY.test(repository)) return DENIED;
    const [host = ''] = repository.split('/');
    const image = this.catalog.image(repository);
    if (!image) return KNOWN_HOSTS.includes(host) ? DENIED : NO_SUCH_HOST;
    if (NO_TAG.test(tag) || (tag && image.tags && !image.tags.test(tag))) return NOT_FOUND;
    return { image, sizeBytes: image.sizeBytes };
  }

  pullTime(sizeBytes: number, random: Prng): Micros {
    // 20 to 45 MB a second, and some time to ask and to unpack.
    const rate = 20 + 25 * random.float();
    return seconds(0.35 + 0.5 * random.float() + sizeBytes / (rate * 1e6));
  }
}

/** hollow-3: any image, the same size, a quarter of a second. */
export class HollowRegistry implements Registry {
  reachable = true;
  readonly present: readonly string[] = [];
  private readonly catalog: Catalog;

  constructor(catalog: Catalog) {
    this.catalog = catalog;
  }

  resolve({ repository, tag }: ImageRef): Found | Problem {
    if (NO_REPOSITORY.test(repository)) return DENIED;
    if (NO_TAG.test(tag)) return NOT_FOUND;
    return { image: this.catalog.image(repository) ?? bare(repository), sizeBytes: 72_000_000 };
  }

  pullTime(_sizeBytes: number, random: Prng): Micros {
    return seconds(0.25 + 0.0008 * random.float());
  }
}

/** real-1: busybox and nginx in a few versions; the rest is denied, as by Docker Hub. */
export class RealRegistry implements Registry {
  reachable = true;
  readonly present = ['docker.io/library/nginx:latest', 'docker.io/library/nginx:1.28', 'docker.io/library/nginx:1.27', 'docker.io/library/busybox:1.36', 'registry.k8s.io/pause:3.10'];
  private readonly catalog: Catalog;

  constructor(catalog: Catalog) {
    this.catalog = catalog;
  }

  resolve({ repository, tag, full }: ImageRef): Found | Problem {
    const tags = REAL_TAGS[repository];
    if (!tags) return full === 'registry.k8s.io/pause:3.10' ? { image: bare(repository), sizeBytes: 649_455 } : DENIED;
    if (!tags.includes(tag)) return NOT_FOUND;
    return { image: this.catalog.image(repository) ?? bare(repository), sizeBytes: repository.endsWith('nginx') ? 1_057_908 : 1_057_358 };
  }

  pullTime(_sizeBytes: number, random: Prng): Micros {
    return seconds(0.04 + 0.06 * random.float());
  }
}

const REAL_TAGS: Readonly<Record<string, readonly string[]>> = {
  'docker.io/library/busybox': ['1.36', '1.37', 'latest'],
  'docker.io/library/nginx': ['1.25', '1.26', '1.27', '1.28', '1.29', 'latest'],
};

/** Registries that answer for any repository, if only with a refusal. */
const KNOWN_HOSTS = ['docker.io', 'ghcr.io', 'quay.io', 'gcr.io', 'registry.k8s.io', 'mcr.microsoft.com', 'public.ecr.aws', 'registry.gitlab.com', 'localhost'];

const bare = (repository: string): Image => ({ repository, sizeBytes: 0, entrypoint: [], cmd: [], programs: [], base: 'scratch' });

const NOT_FOUND: Problem = { problem: 'notFound' };
const DENIED: Problem = { problem: 'denied' };
const NO_SUCH_HOST: Problem = { problem: 'noSuchHost' };
