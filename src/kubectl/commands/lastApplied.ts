// kubectl apply {view,set,edit}-last-applied: what `apply` remembers of the last configuration that it was given.
// Upstream: k8s.io/kubectl/pkg/cmd/apply/apply_{view,set,edit}_last_applied.go

import { equal } from '../../base/json.ts';
import { PATCH_TYPES } from '../../sim/api/http.ts';
import { createMergePatch } from '../../sim/api/patch/mergePatch.ts';
import { toYaml } from '../../sim/api/yaml.ts';
import type { Sim } from '../../sim/kernel/task.ts';
import { editFound, withLastApplied } from '../editing/edit.ts';
import { KubectlError, isExpected, isNotFound, withSource } from '../errors.ts';
import { lastAppliedOf } from '../generators/lastApplied.ts';
import type { AnyItem, Info } from '../info.ts';
import type { CommandModule, Invocation } from '../invocation.ts';

const viewLastApplied: CommandModule = {
  name: 'apply view-last-applied',
  *run(k) {
    const { flags } = k;
    const found = yield* k.find({
      args: k.args,
      namespace: k.namespace,
      defaultNamespace: true,
      requireNamespace: k.explicitNamespace,
      files: k.fileOptions,
      selectAll: flags.flag('all'),
      labelSelector: flags.text('selector'),
      latest: true,
      flatten: true,
    });
    const texts: string[] = [];
    yield* found.visit(function* (info) {
      const text = lastAppliedOf(info.object);
      if (text !== undefined) texts.push(text);
      // Without a file the real one finds no words for it either.
      else if (info.source !== '') throw new KubectlError(`error when no last-applied-configuration annotation found on resource: ${info.name}\n ${JSON.stringify(info.source)}: <nil>`);
    });
    const output = flags.text('output');
    for (const text of texts) {
      if (output === 'json') k.out(JSON.stringify(JSON.parse(text), undefined, 2) + (text.endsWith('\n') ? '\n' : ''));
      else if (output === 'yaml') k.out(toYaml(JSON.parse(text)));
      else throw k.usage(`Unexpected -o output mode: ${output}, the flag 'output' must be one of yaml|json`);
    }
  },
};

interface Change {
  readonly info: Info;
  readonly patch: unknown;
}

const setLastApplied: CommandModule = {
  name: 'apply set-last-applied',
  *run(k) {
    const { dryRun } = k;
    const printer = k.printer('configured');
    const changes = yield* changesOf(k);
    for (const { info, patch } of changes) {
      const helper = info.helper({ dryRun: dryRun === 'server' });
      const object = dryRun === 'client' ? info.object : yield* helper.patch(info.namespace, info.name, PATCH_TYPES.merge, patch);
      k.print(printer, object);
    }
  },
};

/** All is looked at before anything is sent. */
function* changesOf(k: Invocation): Sim<readonly Change[]> {
  const { flags } = k;
  const found = yield* k.find({ namespace: k.namespace, defaultNamespace: true, requireNamespace: k.explicitNamespace, files: k.fileOptions, flatten: true });
  const changes: Change[] = [];
  yield* found.visit(function* (info) {
    const manifest = info.object as AnyItem;
    try {
      yield* info.get();
    } catch (error) {
      if (!isExpected(error) || isNotFound(error)) throw error;
      throw withSource(`retrieving current configuration of:\n${info.description}\nfrom server for:`, info.source, error);
    }
    const before = lastAppliedOf(info.object);
    if (before === undefined && !flags.flag('create-annotation')) {
      throw new KubectlError(`no last-applied-configuration annotation found on resource: ${info.name}, to create the annotation, run the command with --create-annotation`);
    }
    if (before !== undefined && equal(JSON.parse(before), manifest)) k.out(`set-last-applied ${info.name}: no changes required.\n`);
    else changes.push({ info, patch: createMergePatch(manifest as never, withLastApplied(manifest) as never) });
  });
  return changes;
}

const editLastApplied: CommandModule = {
  name: 'apply edit-last-applied',
  *run(k) {
    yield* editFound(k, 'lastApplied');
  },
};

export const LAST_APPLIED_COMMANDS: readonly CommandModule[] = [viewLastApplied, setLastApplied, editLastApplied];
