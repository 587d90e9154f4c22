// kubectl rollout pause, resume, restart: a small change of what is rolled out.
// Upstream: k8s.io/kubectl/pkg/cmd/rollout, k8s.io/kubectl/pkg/polymorphichelpers/object{pauser,resumer,restarter}.go

import { isObject } from '../../../base/json.ts';
import { rfc3339 } from '../../../base/time.ts';
import { PATCH_TYPES } from '../../../sim/api/http.ts';
import { goQuote } from '../../../sim/api/yaml/goQuote.ts';
import { KubectlError, errorsOf, isExpected, messageOf, throwAll } from '../../errors.ts';
import type { AnyItem } from '../../info.ts';
import type { CommandModule, Invocation } from '../../invocation.ts';
import { kindOf } from '../../output/object.ts';
import { strategicPatch, typedForm } from '../../patching.ts';
import { groupResource } from '../../restMapper.ts';
import { field, findRollouts, requireResource } from './shared.ts';

interface ChangeCommand {
  readonly name: string;
  readonly done: string;
  /** Throws KubectlError where the object does not allow it. */
  change(object: AnyItem, k: Invocation): AnyItem;
  /** What is said where nothing changed. */
  unchanged(name: string): string;
}

const withSpec = (object: AnyItem, spec: AnyItem): AnyItem => ({ ...object, spec: { ...(isObject(object.spec) ? object.spec : {}), ...spec } });

function changing(command: ChangeCommand): CommandModule {
  return {
    name: command.name,
    *run(k) {
      requireResource(k);
      const found = yield* findRollouts(k);
      const { infos, error } = yield* found.infos();
      const errors: Error[] = error ? [...errorsOf(error)] : [];
      if (infos.length === 0 && errors.length === 0) {
        k.err(`No resources found in ${k.namespace} namespace.\n`);
        return;
      }
      for (const info of infos) {
        const before = typedForm(info.object as AnyItem);
        let patch: AnyItem;
        try {
          patch = strategicPatch(before, typedForm(command.change(before, k)));
        } catch (problem) {
          if (!isExpected(problem)) throw problem;
          errors.push(new KubectlError(`error: ${groupResource(info.mapping)} ${goQuote(info.name)} ${messageOf(problem)}`));
          continue;
        }
        if (Object.keys(patch).length === 0) {
          errors.push(new KubectlError(command.unchanged(info.name)));
          continue;
        }
        try {
          info.refresh(yield* info.helper({ fieldManager: k.flags.text('field-manager') }).patch(info.namespace, info.name, PATCH_TYPES.strategic, patch));
          k.print(k.printer(command.done), info.object);
        } catch (problem) {
          if (!isExpected(problem)) throw problem;
          errors.push(new KubectlError(`failed to patch: ${messageOf(problem)}`));
        }
      }
      throwAll(errors);
    },
  };
}

const isDeployment = (object: AnyItem): boolean => kindOf(object) === 'Deployment';
const isPaused = (object: AnyItem): boolean => field(object, 'spec', 'paused') === true;

export const rolloutPause = changing({
  name: 'rollout pause',
  done: 'paused',
  unchanged: (name) => `${name} already paused`,
  change(object) {
    if (!isDeployment(object)) throw new KubectlError('pausing is not supported');
    if (isPaused(object)) throw new KubectlError('is already paused');
    return withSpec(object, { paused: true });
  },
});

export const rolloutResume = changing({
  name: 'rollout resume',
  done: 'resumed',
  unchanged: (name) => `${name} already resumed`,
  change(object) {
    if (!isDeployment(object)) throw new KubectlError('resuming is not supported');
    if (!isPaused(object)) throw new KubectlError('is not paused');
    return withSpec(object, { paused: false });
  },
});

const RESTARTED = 'kubectl.kubernetes.io/restartedAt';

export const rolloutRestart = changing({
  name: 'rollout restart',
  done: 'restarted',
  unchanged: (name) => `failed to create patch for ${name}: if restart has already been triggered within the past second, please wait before attempting to trigger another`,
  change(object, k) {
    if (!['Deployment', 'DaemonSet', 'StatefulSet'].includes(kindOf(object))) throw new KubectlError('restarting is not supported');
    if (isDeployment(object) && isPaused(object)) throw new KubectlError("can't restart paused deployment (run rollout resume first)");
    const template = field(object, 'spec', 'template') as AnyItem;
    const metadata = isObject(template.metadata) ? template.metadata : {};
    const annotations = { ...(isObject(metadata.annotations) ? metadata.annotations : {}), [RESTARTED]: rfc3339(k.nowMs) };
    return withSpec(object, { template: { ...template, metadata: { ...metadata, annotations } } });
  },
});
