// kubectl cordon, uncordon and drain: takes a node out of service, moves its Pods away by evicting them.
// Upstream: k8s.io/kubectl/pkg/cmd/drain, k8s.io/kubectl/pkg/drain

import { compareText } from '../../base/text.ts';
import { parseLabelSelector, SelectorError } from '../../sim/api/selectorText.ts';
import { PATCH_TYPES } from '../../sim/api/http.ts';
import { goQuote } from '../../sim/api/yaml/goQuote.ts';
import type { Sim } from '../../sim/kernel/task.ts';
import { podsToDrain, type DrainList } from '../draining/pods.ts';
import { deletePods, evictPods } from '../draining/removal.ts';
import { AggregateFailure, KubectlError, aggregate, isExpected, messageOf, throwAll } from '../errors.ts';
import { operationText } from '../generators/context.ts';
import { Helper } from '../helper.ts';
import type { Info } from '../info.ts';
import type { CommandModule, Invocation } from '../invocation.ts';
import { printNames } from '../output/name.ts';
import { typed } from '../typed.ts';

export const cordon: CommandModule = {
  name: 'cordon',
  *run(k) {
    yield* cordonAll(k, yield* nodes(k), true);
  },
};

export const uncordon: CommandModule = {
  name: 'uncordon',
  *run(k) {
    yield* cordonAll(k, yield* nodes(k), false);
  },
};

export const drain: CommandModule = {
  name: 'drain',
  *run(k) {
    const infos = yield* nodes(k);
    yield* cordonAll(k, infos, true);
    const fatal: Error[] = [];
    const remaining: string[] = [];
    for (const info of infos) {
      try {
        yield* drainOne(k, info.name);
        k.out(printNames(info.object, operationText('drained', k.dryRun)));
      } catch (error) {
        if (!isExpected(error)) throw error;
        k.err(`error: unable to drain node ${goQuote(info.name)} due to error: ${messageOf(error)}, continuing command...\n`);
        fatal.push(error instanceof AggregateFailure ? error : new AggregateFailure([error]));
        remaining.push(info.name);
      }
    }
    if (remaining.length) k.err(`There are pending nodes to be drained:\n${remaining.map((name) => ` ${name}\n`).join('')}`);
    if (fatal.length) throw new AggregateFailure(fatal);
  },
};

function* nodes(k: Invocation): Sim<readonly Info[]> {
  const { flags, args } = k;
  const name = k.commandPath.replace(/^kubectl /, '');
  const selector = flags.text('selector');
  if (args.length === 0 && !flags.changed('selector')) throw k.usage(`USAGE: ${name} NODE [flags]`);
  if (args.length > 0 && selector !== '') throw k.usage('error: cannot specify both a node name and a --selector option');
  void k.dryRun;
  if (flags.has('pod-selector')) checkPodSelector(flags.text('pod-selector'));
  const found = yield* k.find({
    namespace: k.namespace,
    defaultNamespace: true,
    chunkSize: flags.has('chunk-size') ? flags.number('chunk-size') : 500,
    ...(selector ? { resourceTypes: ['nodes'], labelSelector: selector } : { resourceNames: { resource: 'nodes', names: args } }),
    singleResourceType: true,
    flatten: true,
  });
  const infos: Info[] = [];
  yield* found.visit(function* (info) {
    if (info.mapping.group !== '' || info.mapping.plural !== 'nodes') throw new KubectlError(`error: expected resource of type node, got ${goQuote(info.mapping.plural)}`);
    infos.push(info);
  });
  return infos;
}

function checkPodSelector(text: string): void {
  try {
    parseLabelSelector(text);
  } catch (error) {
    throw error instanceof SelectorError ? new KubectlError('--pod-selector=<pod_selector> must be a valid label selector') : error;
  }
}

function* cordonAll(k: Invocation, infos: readonly Info[], desired: boolean): Sim<void> {
  const verb = desired ? 'cordon' : 'uncordon';
  for (const info of infos) {
    const spec = (info.object as { readonly spec?: { readonly unschedulable?: boolean } }).spec ?? {};
    const say = (words: string): void => k.out(printNames(info.object, operationText(words, k.dryRun)));
    if ((spec.unschedulable === true) === desired) {
      say(desired ? 'already cordoned' : 'already uncordoned');
      continue;
    }
    try {
      if (k.dryRun !== 'client') {
        const helper = new Helper(k.http, typed('v1', 'Node'), { dryRun: k.dryRun === 'server' });
        yield* helper.patch('', info.name, PATCH_TYPES.strategic, { spec: { unschedulable: desired ? true : null } });
      }
      say(`${verb}ed`);
    } catch (error) {
      if (!isExpected(error)) throw error;
      k.err(`error: unable to ${verb} node ${goQuote(info.name)}: ${messageOf(error)}\n`);
    }
  }
}

function* drainOne(k: Invocation, node: string): Sim<void> {
  const list = yield* podsToDrain(k, node);
  throwAll(list.errors);
  if (list.warnings) k.err(`Warning: ${list.warnings}\n`);
  if (k.dryRun === 'client') {
    for (const { metadata } of list.pods) k.out(`evicting pod ${metadata.namespace ?? ''}/${metadata.name} (dry run)\n`);
    return;
  }
  if (list.pods.length === 0) return;
  try {
    if (!k.flags.flag('disable-eviction') && (yield* canEvict(k))) yield* evictPods(k, list.pods);
    else yield* deletePods(k, list.pods);
  } catch (error) {
    if (!isExpected(error)) throw error;
    tellPending(k, node, yield* podsToDrain(k, node), error);
    throw error;
  }
}

function* canEvict(k: Invocation): Sim<boolean> {
  const body = (yield* k.http.send({ method: 'GET', path: '/api/v1' })) as { readonly resources?: readonly { readonly name: string; readonly kind: string }[] };
  return (body.resources ?? []).some((r) => r.name === 'pods/eviction' && r.kind === 'Eviction');
}

function tellPending(k: Invocation, node: string, list: DrainList, error: Error): void {
  if (list.pods.length) {
    k.err(`There are pending pods in node ${goQuote(node)} when an error occurred: ${messageOf(error)}\n`);
    for (const { metadata } of [...list.pods].sort((a, b) => compareText(a.metadata.namespace ?? '', b.metadata.namespace ?? ''))) k.err(`pod/${metadata.name}\n`);
  }
  const more = aggregate(list.errors);
  if (more) k.err(`Following errors occurred while getting the list of pods to delete:\n${messageOf(more)}`);
}
