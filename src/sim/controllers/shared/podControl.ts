// Creating Pods from a template and deleting them, each with its Event on the owner.
// Upstream: pkg/controller/controller_utils.go (RealPodControl, slowStartBatch)

import { ApiError } from '../../api/errors.ts';
import type { Kind } from '../../api/kind.ts';
import type { KubeObject } from '../../api/types.ts';
import { nameFaults } from '../../api/names.ts';
import { isExpected, type Context } from '../../client/controller.ts';
import { referenceTo } from '../../client/recorder.ts';
import { all, type Sim } from '../../kernel/task.ts';
import { Pod } from '../../kinds/pod.ts';
import type { PodTemplateSpec } from '../../kinds/shared/podTypes.ts';
import { controllerReference } from './owners.ts';

export interface PodOwner<O extends KubeObject> {
  readonly owner: O;
  readonly kind: Kind<O>;
}

/** The name by which the Pods of an owner begin; without the dash where that would be no name any more. */
export const podPrefix = (owner: string): string => (nameFaults(undefined, `${owner}-`, true).length === 0 ? `${owner}-` : owner);

export function* createPod<O extends KubeObject>(context: Context<never>, { owner, kind }: PodOwner<O>, template: PodTemplateSpec, prefix: string = podPrefix(owner.metadata.name)): Sim<Pod> {
  const { client, recorder } = context;
  const { labels, annotations, finalizers } = template.metadata ?? {};
  const pod = {
    kind: 'Pod',
    apiVersion: 'v1',
    metadata: {
      generateName: prefix,
      ...(labels ? { labels } : {}),
      ...(annotations ? { annotations } : {}),
      ...(finalizers ? { finalizers } : {}),
      ownerReferences: [controllerReference(owner, kind as unknown as Kind)],
    },
    spec: template.spec,
  };
  try {
    const created = yield* client.create(Pod, owner.metadata.namespace, pod);
    recorder.event(referenceTo(owner), 'Normal', 'SuccessfulCreate', `Created pod: ${created.metadata.name}`);
    return created;
  } catch (error) {
    if (isExpected(error) && !isNamespaceTerminating(error)) recorder.event(referenceTo(owner), 'Warning', 'FailedCreate', `Error creating: ${error.message}`);
    throw error;
  }
}

/** A Pod that is gone already counts as an error that the caller may pass over. */
export function* deletePod<O extends KubeObject>(context: Context<never>, { owner }: PodOwner<O>, name: string): Sim<void> {
  const { client, recorder } = context;
  try {
    yield* client.delete(Pod, owner.metadata.namespace, name);
    recorder.event(referenceTo(owner), 'Normal', 'SuccessfulDelete', `Deleted pod: ${name}`);
  } catch (error) {
    if (isExpected(error) && !isNotFound(error)) recorder.event(referenceTo(owner), 'Warning', 'FailedDelete', `Error deleting: ${error.message}`);
    throw error;
  }
}

export const isNotFound = (error: unknown): boolean => error instanceof ApiError && error.reason === 'NotFound';

/** Nothing can be created in a namespace that is going; no error then, and no use in trying again. */
export const isNamespaceTerminating = (error: unknown): boolean => error instanceof ApiError && error.status.details?.causes?.some((cause) => cause.reason === 'NamespaceTerminating') === true;

export interface Batches {
  readonly successes: number;
  readonly error: Error | undefined;
}

/** Does something `count` times: once, then twice at once, then four times …, and stops after the first round with a failure. */
export function* slowStart(context: Context<never>, name: string, count: number, work: (index: number) => Sim<unknown>): Sim<Batches> {
  let successes = 0;
  let error: Error | undefined;
  for (let batch = Math.min(count, 1), done = 0; batch > 0 && !error; batch = Math.min(2 * batch, count - done)) {
    const from = done;
    const results = yield* all(context.kernel, name, Array.from({ length: batch }, (_, i) => outcome(work(from + i))));
    for (const result of results) {
      if (result) error ??= result;
      else successes++;
    }
    done += batch;
  }
  return { successes, error };
}

/** Several at once; the first error once all have ended. */
export function* allOf(context: Context<never>, name: string, bodies: readonly Sim<unknown>[]): Sim<Error | undefined> {
  const results = yield* all(context.kernel, name, bodies.map(outcome));
  return results.find((result) => result !== undefined);
}

function* outcome(body: Sim<unknown>): Sim<Error | undefined> {
  try {
    yield* body;
    return undefined;
  } catch (error) {
    if (!isExpected(error)) throw error;
    return error;
  }
}
