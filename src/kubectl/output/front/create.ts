// `kubectl create` of the test's kubectl.

import { pathText } from '../../flags.ts';
import { nameFromArgs, operationText, validationOf, type GeneratorContext } from '../../generators/context.ts';
import { CREATORS, type Creator } from '../../generators/creators.ts';
import { withSavedConfig } from '../../generators/lastApplied.ts';
import { tokenRequest } from '../../generators/simple.ts';
import { checkJob, jobFromCronJob } from '../../generators/workloads.ts';
import { KubectlError } from '../errors.ts';
import { goQuote } from '../../../sim/api/yaml/goQuote.ts';
import { apiVersionOf, groupOf, kindOf, nameOf, namespaceOf, type Item } from '../object.ts';
import { objectPrinter } from '../printer.ts';
import type { Call } from './kubectl.ts';
import { objectsOf } from './manifests.ts';
import { notServed } from './world.ts';

export function contextOf(call: Call): GeneratorContext {
  const { world } = call;
  return {
    namespace: call.namespace,
    enforceNamespace: call.flags.changed('namespace'),
    files: world.files,
    randomSuffix: (length) => 'x'.repeat(length),
    resourceFor(resource, group) {
      const found = world.find(group ? `${resource}.${group}` : resource);
      return found && { group: found.group, resource: found.plural };
    },
    warn(line) {
      call.stderr += `${line}\n`;
    },
  };
}

export function create(call: Call): void {
  const { flags, world } = call;
  const name = nameFromArgs(flags, call.name);
  const strategy = call.dryRun();
  const printer = objectPrinter(flags, { files: world.files, operation: operationText('created', strategy), typed: true });
  validationOf(flags);
  const kind = pathText(call.path.slice(2));
  if (kind === 'job' && flags.text('from') !== '') {
    checkJob(flags);
    const [type = '', from = ''] = flags.text('from').split('/');
    const object = world.get(world.resource(type), from);
    if (kindOf(object) !== 'CronJob') throw new KubectlError(`unknown object type *v1.${kindOf(object)}`);
    call.stdout += printer.print(withSavedConfig(jobFromCronJob(name, object, contextOf(call)), flags.flag('save-config'), true));
    return;
  }
  const creator = CREATORS[kind] as Creator;
  const object = withSavedConfig(creator.create(name, flags, contextOf(call)), creator.savesConfig && flags.flag('save-config'), true);
  if (strategy !== 'client') throw notServed();
  call.stdout += printer.print(object);
}

export function token(call: Call): void {
  tokenRequest(nameFromArgs(call.flags, call.name), call.flags, contextOf(call));
  throw notServed();
}

export function createFrom(call: Call): void {
  const { flags, world } = call;
  if (flags.args.length > 0) throw call.usage(`Unexpected args: [${flags.args.join(' ')}]`);
  if (flags.list('filename').length === 0) throw new KubectlError('must specify one of -f and -k');
  const strategy = call.dryRun();
  const printer = objectPrinter(flags, { files: world.files, operation: operationText('created', strategy) });
  let count = 0;
  if (validationOf(flags) !== 'Ignore') throw invalid(call);
  for (const object of objectsOf(call)) {
    const resource = world.resources.find((r) => r.kind === kindOf(object) && r.group === groupOf(object) && apiVersionOf(object).endsWith(r.version));
    if (!resource) throw noMapping(object);
    const placed = resource.namespaced && namespaceOf(object) === '' ? { ...object, metadata: { ...(object.metadata as Item), namespace: call.namespace } } : object;
    if (strategy !== 'client') throw notServed();
    call.stdout += printer.print(withSavedConfig(placed, flags.flag('save-config'), false));
    count++;
  }
  if (count === 0) throw new KubectlError('no objects passed to create');
}

function noMapping(object: Item): KubectlError {
  const head = `resource mapping not found for name: ${goQuote(nameOf(object))} namespace: ${goQuote(namespaceOf(object))} from "STDIN"`;
  return new KubectlError(`${head}: no matches for kind ${goQuote(kindOf(object))} in version ${goQuote(apiVersionOf(object))}\nensure CRDs are installed first`);
}

/** The recorded server has no OpenAPI to check against. */
function invalid(call: Call): Error {
  const path = call.flags.list('filename')[0] as string;
  const [first] = objectsOfOrNone(call);
  const why = first ? 'failed to download openapi: the server could not find the requested resource' : 'invalid object to validate';
  return new KubectlError(`error validating ${goQuote(path)}: error validating data: ${why}; if you choose to ignore these errors, turn validation off with --validate=false`);
}

function objectsOfOrNone(call: Call): readonly Item[] {
  try {
    return [...objectsOf(call)];
  } catch (error) {
    if (error instanceof KubectlError && error.message.startsWith('unable to decode')) return [];
    throw error;
  }
}
