// kubectl scale: another number of replicas, through the subresource that all scalable kinds have.
// Upstream: k8s.io/kubectl/pkg/cmd/scale/scale.go, k8s.io/kubectl/pkg/scale

import { isObject } from '../../base/json.ts';
import { PATCH_TYPES } from '../../sim/api/http.ts';
import type { Sim } from '../../sim/kernel/task.ts';
import { KubectlError, isConflict } from '../errors.ts';
import type { AnyItem, Info } from '../info.ts';
import type { CommandModule, Invocation } from '../invocation.ts';

export const scale: CommandModule = {
  name: 'scale',
  *run(k) {
    const { flags, dryRun } = k;
    const printer = k.printer('scaled');
    check(k);
    const found = yield* k.find({
      ...k.usual,
      args: k.args,
      allowEmptySelector: flags.flag('all'),
      labelSelector: flags.text('selector'),
    });
    const { infos, error } = yield* found.infos();
    if (flags.text('resource-version') !== '' && infos.length > 1) throw new KubectlError('cannot use --resource-version with multiple resources');
    if (infos.length === 0) throw error ?? new KubectlError('no objects passed to scale');
    for (const info of infos) {
      const replicas = dryRun === 'client' ? flags.number('replicas') : yield* scaleOne(k, info);
      k.print(printer, withReplicas(info.object as AnyItem, info, replicas));
    }
    if (error) throw error;
  },
};

function check(k: Invocation): void {
  const { flags } = k;
  if (flags.flag('all') && flags.text('selector') !== '') throw new KubectlError('cannot set --all and --selector at the same time');
  if (flags.number('replicas') < 0) throw new KubectlError('The --replicas=COUNT flag is required, and COUNT must be greater than or equal to 0');
  if (flags.number('current-replicas') < -1) throw new KubectlError('The --current-replicas must specify an integer of -1 or greater');
}

interface Scale {
  readonly metadata?: { readonly resourceVersion?: string };
  readonly spec?: { readonly replicas?: number };
  readonly status?: { readonly replicas?: number };
}

/** Tries for five minutes where somebody else writes in between. */
function* scaleOne(k: Invocation, info: Info): Sim<number> {
  const { flags, dryRun } = k;
  const helper = info.helper({ dryRun: dryRun === 'server', subresource: 'scale' });
  const replicas = flags.number('replicas');
  for (let tries = 0; ; tries++) {
    try {
      const scaled = (yield* helperWrite(k, info, replicas, helper)) as Scale;
      if (flags.duration('timeout') > 0 && dryRun === 'none') yield* waitFor(k, info, replicas, helper);
      return scaled.spec?.replicas ?? 0;
    } catch (error) {
      if (!isConflict(error) || tries >= 300) throw error;
    }
    yield* k.process.sleepMs(1000);
  }
}

function* helperWrite(k: Invocation, info: Info, replicas: number, helper: ReturnType<Info['helper']>): Sim<unknown> {
  const { flags } = k;
  const size = flags.number('current-replicas');
  const version = flags.text('resource-version');
  if (size === -1 && version === '') return yield* helper.patch(info.namespace, info.name, PATCH_TYPES.merge, { spec: { replicas } });
  const current = (yield* helper.get(info.namespace, info.name)) as unknown as Scale;
  const now = current.spec?.replicas ?? 0;
  if (size !== -1 && now !== size) throw new KubectlError(`Expected replicas to be ${size}, was ${now}`);
  if (version !== '' && current.metadata?.resourceVersion !== version) throw new KubectlError(`Expected resource version to be ${version}, was ${current.metadata?.resourceVersion ?? ''}`);
  return yield* helper.replace(info.namespace, info.name, false, { ...current, spec: { ...current.spec, replicas } });
}

/** --timeout: until the status says so too. */
function* waitFor(k: Invocation, info: Info, replicas: number, helper: ReturnType<Info['helper']>): Sim<void> {
  const end = k.process.kernel.now + k.flags.duration('timeout') * 1000;
  for (;;) {
    const current = (yield* helper.get(info.namespace, info.name)) as unknown as Scale;
    if (current.spec?.replicas !== replicas || current.status?.replicas === replicas) return;
    if (k.process.kernel.now + 1_000_000 > end) throw new KubectlError(`timed out waiting for ${info.name} to be synced`);
    yield* k.process.sleepMs(1000);
  }
}

function withReplicas(object: AnyItem, info: Info, replicas: number): AnyItem {
  const { group } = info.mapping;
  if (group !== 'apps' && group !== '') return object;
  return { ...object, spec: { ...(isObject(object.spec) ? object.spec : {}), replicas } };
}
