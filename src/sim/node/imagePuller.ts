// Sees to it that a container's image is on the node: by its pull policy, with back-off after failures, and Events.
// Upstream: pkg/kubelet/images/image_manager.go

import { formatDuration } from '../api/duration.ts';
import type { Micros } from '../../base/time.ts';
import type { Sim } from '../kernel/task.ts';
import type { Pod } from '../kinds/pod.ts';
import { Backoff } from './backoff.ts';
import { imageNameProblem, parseImageRef } from './image.ts';
import { PullError, type ImageStore, type StoredImage } from './imageStore.ts';
import { podKey, type AnyContainer } from './podParts.ts';

/** Why a container could not be started: a reason for its status and a message. */
export class StartError extends Error {
  override readonly name = 'StartError';
  readonly reason: string;
  /** Of back-offs: when it is over. */
  readonly until: Micros | undefined;
  /** The Pod's worker is told when that is; of an image's back-off it is not. Upstream: pkg/kubelet/container, BackoffError */
  readonly tells: boolean;
  constructor(reason: string, message: string, until?: Micros, tells = true) {
    super(message);
    this.reason = reason;
    this.until = until;
    this.tells = tells;
  }
}

export interface ImagePullerOptions {
  readonly images: ImageStore;
  readonly now: () => Micros;
  readonly event: (pod: Pod, container: AnyContainer, type: 'Normal' | 'Warning', reason: string, message: string) => void;
  /** Throws RuntimeError where the runtime does not answer. */
  readonly check: () => void;
}

export class ImagePuller {
  private readonly backoff: Backoff;
  private readonly lastProblem = new Map<string, string>();
  private readonly options: ImagePullerOptions;

  constructor(options: ImagePullerOptions) {
    this.options = options;
    this.backoff = new Backoff(options.now);
  }

  forget(uid: string): void {
    this.backoff.forget(`${uid}_`);
    for (const key of this.lastProblem.keys()) if (key.startsWith(`${uid}_`)) this.lastProblem.delete(key);
  }

  *ensure(pod: Pod, container: AnyContainer): Sim<StoredImage> {
    const { images, now, event } = this.options;
    const image = container.image ?? '';
    const ref = parseImageRef(image);
    if (!ref) {
      const message = `Failed to apply default image tag ${JSON.stringify(image)}: couldn't parse image name ${JSON.stringify(image)}: ${imageNameProblem(image)}`;
      event(pod, container, 'Warning', 'InspectFailed', message);
      throw new StartError('InvalidImageName', message);
    }
    this.options.check();
    const present = images.get(image);
    const policy = container.imagePullPolicy ?? 'IfNotPresent';
    if (present && policy !== 'Always') {
      event(pod, container, 'Normal', 'Pulled', `Container image ${JSON.stringify(image)} already present on machine and can be accessed by the pod`);
      return present;
    }
    if (policy === 'Never') {
      const message = `Container image ${JSON.stringify(image)} is not present with pull policy of Never`;
      event(pod, container, 'Warning', 'ErrImageNeverPull', message);
      throw new StartError('ErrImageNeverPull', message);
    }
    const key = `${pod.metadata.uid}_${image}`;
    if (this.backoff.isInBackOffSinceUpdate(key, now())) {
      const message = `Back-off pulling image ${JSON.stringify(image)}`;
      event(pod, container, 'Normal', 'BackOff', message);
      const last = this.lastProblem.get(key);
      throw new StartError('ImagePullBackOff', last ? `${message}: ${last}` : message, (this.backoff.updatedAt(key) + this.backoff.get(key)) as Micros, false);
    }
    this.lastProblem.delete(key);
    event(pod, container, 'Normal', 'Pulling', `Pulling image ${JSON.stringify(image)}`);
    try {
      const { stored, took, total } = yield* images.pull(image, podKey(pod));
      event(pod, container, 'Normal', 'Pulled', `Successfully pulled image ${JSON.stringify(image)} in ${duration(took)} (${duration(total)} including waiting). Image size: ${stored.sizeBytes} bytes.`);
      return stored;
    } catch (error) {
      if (!(error instanceof PullError)) throw error;
      event(pod, container, 'Warning', 'Failed', `Failed to pull image ${JSON.stringify(image)}: ${error.message}`);
      this.backoff.next(key, now());
      this.lastProblem.set(key, `ErrImagePull: ${error.message}`);
      throw new StartError('ErrImagePull', error.message);
    }
  }
}

/** Whole milliseconds. */
const duration = (micros: Micros): string => formatDuration(Math.trunc(micros / 1000));
