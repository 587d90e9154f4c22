// kubectl delete: by name, file, label or all; waits until it is gone.
// Upstream: k8s.io/kubectl/pkg/cmd/delete/delete.go

import type { Sim } from '../../sim/kernel/task.ts';
import type { BuilderOptions } from '../builder.ts';
import { cascadeOf, deleteAll, gracePeriodOf, kindWord } from '../deleting.ts';
import { KubectlError } from '../errors.ts';
import type { Info } from '../info.ts';
import type { CommandModule, Invocation } from '../invocation.ts';
import { rawRequest } from '../raw.ts';
import { groupResource } from '../restMapper.ts';

export const deleteCommand: CommandModule = {
  name: 'delete',
  *run(k) {
    const { flags } = k;
    const propagation = cascadeOf(k);
    const picky = flags.flag('all') || flags.text('selector') !== '' || flags.text('field-selector') !== '';
    const ignoreNotFound = flags.changed('ignore-not-found') ? flags.flag('ignore-not-found') : picky;
    const gracePeriod = gracePeriodOf(flags);
    const { dryRun } = k;
    const raw = flags.text('raw');
    const found = raw === '' ? yield* k.find(question(k)) : undefined;
    check(k, gracePeriod);
    if (!found) {
      yield* rawRequest(k, 'DELETE', raw, flags.list('filename')[0] ?? '');
      return;
    }
    let only: ((info: Info) => boolean) | undefined;
    if (flags.flag('interactive')) {
      only = yield* confirmed(k, ignoreNotFound);
      if (!only) return;
    }
    yield* deleteAll(k, found, {
      gracePeriod,
      propagation,
      ignoreNotFound,
      wait: flags.flag('wait'),
      timeoutMs: flags.duration('timeout'),
      dryRun,
      nameOnly: flags.text('output') === 'name',
      warnClusterScope: k.explicitNamespace && !flags.flag('all-namespaces'),
      ...(only ? { only } : {}),
    });
  },
};

function question(k: Invocation): Omit<BuilderOptions, 'process' | 'http' | 'mapper'> {
  const { flags } = k;
  return {
    ...k.usual,
    requireNamespace: k.explicitNamespace && !flags.flag('all-namespaces'),
    labelSelector: flags.text('selector'),
    fieldSelector: flags.text('field-selector'),
    selectAll: flags.flag('all'),
    allNamespaces: flags.flag('all-namespaces'),
    args: k.args,
    requireObject: false,
  };
}

function check(k: Invocation, gracePeriod: number): void {
  const { flags } = k;
  const output = flags.text('output');
  if (output !== '' && output !== 'name') throw new KubectlError(`unexpected -o output mode: ${output}. We only support '-o name'`);
  if (flags.flag('force')) {
    if (gracePeriod > 0) throw new KubectlError('--force and --grace-period greater than 0 cannot be specified together');
    k.err('Warning: Immediate deletion does not wait for confirmation that the running resource has been terminated. The resource may continue to run on the cluster indefinitely.\n');
  }
  if (flags.text('raw') === '') return;
  if (flags.flag('interactive')) throw new KubectlError('--interactive can not be used with --raw');
  const files = flags.list('filename');
  if (files.length > 1) throw new KubectlError('--raw can only use a single local file or stdin');
  if (files[0] !== undefined && /^https?:\/\//.test(files[0])) throw new KubectlError('--raw cannot read from a url');
  if (flags.flag('recursive')) throw new KubectlError('--raw and --recursive are mutually exclusive');
  if (output !== '') throw new KubectlError('--raw and --output are mutually exclusive');
}

/** Asks the person; which things were agreed to. */
function* confirmed(k: Invocation, ignoreNotFound: boolean): Sim<((info: Info) => boolean) | undefined> {
  const preview = yield* k.find(question(k));
  const { infos, error } = yield* preview.infos();
  if (error && !ignoreNotFound) throw error;
  if (infos.length === 0) {
    k.out('No resources found\n');
    return undefined;
  }
  k.out(`You are about to delete the following ${infos.length} resource(s):\n`);
  for (const info of infos) k.out(`${kindWord(info.mapping)}/${info.name}\n`);
  k.out('Do you want to continue? (y/N): ');
  const answer = k.process.interactive ? yield* k.process.read() : yield* k.process.readAll();
  if ((answer ?? '').trim().toLowerCase() !== 'y') {
    k.out('deletion is cancelled\n');
    return undefined;
  }
  const key = (info: Info): string => `${groupResource(info.mapping)}/${info.namespace}/${info.name}`;
  const agreed = new Set(infos.map(key));
  return (info) => agreed.has(key(info));
}
