// `kubectl get` of the test's kubectl.

import { AggregateFailure, KubectlError } from '../errors.ts';
import { goQuote } from '../../../sim/api/yaml/goQuote.ts';
import { ApiError } from '../../../sim/api/errors.ts';
import { listOf } from '../object.ts';
import { getPrinter, type ObjectPrinter } from '../printer.ts';
import { sortObjects } from '../sortBy.ts';
import { TabWriter } from '../tabWriter.ts';
import { TablePrinter } from '../table.ts';
import { manifests } from './manifests.ts';
import type { Call } from './kubectl.ts';
import { lookUp, notServed, type Result } from './world.ts';

export function get(call: Call): void {
  const { flags, world } = call;
  const output = flags.text('output');
  if (flags.text('raw') !== '') return raw(call);
  if (flags.flag('watch') && flags.text('sort-by') !== '') call.stderr += 'warning: --watch requested, --sort-by will be ignored for watch events received\n';
  if (!flags.flag('watch') && flags.args.length === 0 && flags.list('filename').length === 0) {
    call.stderr += 'You must specify the type of resource to get. Use "kubectl api-resources" for a complete list of supported resources.\n\n';
    throw call.usage('Required resource not specified.\nUse "kubectl explain <resource>" for a detailed description of that resource (e.g. kubectl explain pods).');
  }
  if (flags.flag('show-labels') && output !== '' && output !== 'wide') throw new KubectlError(`--show-labels option cannot be used with ${output} printer`);
  if (flags.flag('output-watch-events')) throw new KubectlError('--output-watch-events option can only be used with --watch or --watch-only');
  const result = found(call);
  const human = (output === '' && flags.text('template') === '') || output === 'wide';
  const sorting = flags.text('sort-by');
  if (human) {
    const sorted = sorting === '' ? result.found : sortObjects(result.found.map((f) => f.object), sorting).map((object) => result.found.find((f) => f.object === object) as Result['found'][number]);
    tables(call, sorted);
    if (result.errors.length > 0) throw new AggregateFailure(result.errors);
    return;
  }
  if (result.errors.length > 0 && result.single) throw result.errors[0] as Error;
  if (result.found.length === 0 && flags.flag('ignore-not-found')) return;
  const printer = getPrinter(flags, { files: world.files }, { nowMs: world.nowMs });
  const objects = result.found.map((f) => f.object);
  if (result.single && objects.length === 1) call.stdout += printer.print(objects[0]);
  else call.stdout += printer.print(listOf(sorting === '' ? objects : sortObjects(objects, sorting)));
  if (result.errors.length > 0) throw new AggregateFailure(result.errors);
}

function found(call: Call): Result {
  const { flags, world } = call;
  if (flags.list('filename').length > 0) {
    return { found: manifests(call).map((object) => ({ object, resource: world.resource(String(object.kind).toLowerCase()) })), errors: [], single: true };
  }
  if (flags.flag('all-namespaces') && flags.args.length > 1) throw new KubectlError('a resource cannot be retrieved by name across all namespaces');
  if (flags.text('subresource') !== '') {
    if (flags.args.length < 2) throw new KubectlError('subresource cannot be used when bulk resources are specified');
    throw notServed();
  }
  // The recorded server gives everything, whatever was asked.
  const result = lookUp(world, { args: flags.args, allowEmptyName: true });
  if (!flags.flag('ignore-not-found')) return result;
  return { ...result, errors: result.errors.filter((e) => !(e instanceof ApiError && e.reason === 'NotFound')) };
}

function tables(call: Call, items: Result['found']): void {
  const { flags, world } = call;
  const several = new Set(items.map((f) => f.resource)).size > 1;
  const tabs = new TabWriter();
  let printer: ObjectPrinter | undefined;
  let last: unknown;
  for (const { resource, object } of items) {
    if (resource !== last) {
      call.stdout += tabs.flush();
      tabs.forgetWidths();
      if (last !== undefined && !flags.flag('no-headers')) call.stdout += '\n';
      printer = new TablePrinter(
        {
          nowMs: world.nowMs,
          noHeaders: flags.flag('no-headers'),
          wide: flags.text('output') === 'wide',
          withNamespace: flags.flag('all-namespaces') && resource.namespaced,
          withKind: several || flags.flag('show-kind'),
          kind: `${resource.kind}${resource.group && `.${resource.group}`}`,
          showLabels: flags.flag('show-labels'),
          columnLabels: flags.list('label-columns'),
        },
        tabs,
      );
      last = resource;
    }
    (printer as TablePrinter).write(object);
  }
  call.stdout += tabs.flush();
}

function raw(call: Call): void {
  const { flags } = call;
  const path = flags.text('raw');
  if (flags.args.length > 0) throw new KubectlError('arguments may not be passed when --raw is specified');
  if (flags.text('output') !== '') throw new KubectlError('--raw and --output are mutually exclusive');
  if (!path.startsWith('/')) throw new KubectlError(`--raw must be a valid URL path: parse ${goQuote(path)}: invalid URI for request`);
  throw notServed();
}
