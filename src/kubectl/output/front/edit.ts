// Commands of the test's kubectl that change an object at hand: label, annotate, patch, set.

import { equal } from '../../../base/json.ts';
import { operationText } from '../../generators/context.ts';
import { checkPatch, patchJson, patchLocally } from '../../generators/localPatch.ts';
import { checkMetadataChange, metadataListing, parseAnnotations, parseLabels, resourcesAndPairs, withAnnotations, withLabels, withResourceVersion } from '../../generators/metadataChange.ts';
import { checkSetImage, imageArgs, LOCAL_RESOURCE, requirementsOf, selectorArgs, withImages, withRequirements, withSelector, type SetResult } from '../../generators/set.ts';
import { checkSetEnv, envArgs, parseEnv, prefixed, withEnv } from '../../generators/setEnv.ts';
import { ApiError } from '../../../sim/api/errors.ts';
import { AggregateFailure, KubectlError } from '../errors.ts';
import { goForm } from '../goForm.ts';
import { resourceName } from '../name.ts';
import type { Item } from '../object.ts';
import { objectPrinter } from '../printer.ts';
import { readText } from '../files.ts';
import type { Call } from './kubectl.ts';
import { readObjects } from './manifests.ts';
import { lookUp, NOTHING_GIVEN } from './world.ts';

/** Objects from files, or from the server. */
function* targets(call: Call, resources: readonly string[], typed = false): Generator<Item | Error> {
  const { flags, world } = call;
  const files = flags.list('filename').length > 0;
  if (files && resources.length > 0) throw new KubectlError('when paths, URLs, or stdin is provided as input, you may not specify resource arguments as well');
  if (files) return yield* readObjects(call, typed);
  if (resources.length === 0) throw new KubectlError(NOTHING_GIVEN);
  const result = lookUp(world, { args: resources, allowEmptyName: flags.has('all') && flags.flag('all') });
  for (const { object } of result.found) yield typed ? goForm(object) : object;
  yield* result.errors;
}

/** Goes on after errors, and tells them in the end. */
function visit(call: Call, objects: Iterable<Item | Error>, change: (object: Item) => string): void {
  const errors: Error[] = [];
  for (const object of objects) {
    try {
      if (object instanceof Error) throw object;
      call.stdout += change(object);
    } catch (error) {
      if (!(error instanceof KubectlError || error instanceof ApiError)) throw error;
      if (error instanceof AggregateFailure) errors.push(...error.errors);
      else errors.push(error);
    }
  }
  if (errors.length > 0) throw new AggregateFailure(errors);
}

function checkVersion(call: Call, single: boolean): void {
  if (call.flags.text('resource-version') !== '' && !single) throw new KubectlError('--resource-version may only be used with a single resource');
}

const isSingle = (call: Call, resources: readonly string[]): boolean => !call.flags.list('filename').includes('-') && resources.length > 0;

export function label(call: Call): void {
  const { flags, world } = call;
  const strategy = call.dryRun();
  const { resources, words } = resourcesAndPairs(flags.args, 'label');
  const change = parseLabels(words);
  checkMetadataChange('label', resources, change, flags, strategy);
  checkVersion(call, isSingle(call, resources));
  visit(call, targets(call, resources), (target) => {
    const { object, operation } = withLabels(target, change, flags.flag('overwrite'));
    if (flags.flag('list')) return metadataListing(object, 'labels', isSingle(call, resources));
    return objectPrinter(flags, { files: world.files, operation: operationText(operation, strategy) }).print(withResourceVersion(object, flags.text('resource-version')));
  });
}

export function annotate(call: Call): void {
  const { flags, world } = call;
  const strategy = call.dryRun();
  const printer = objectPrinter(flags, { files: world.files, operation: operationText('annotated', strategy) });
  const { resources, words } = resourcesAndPairs(flags.args, 'annotation');
  const change = parseAnnotations(words);
  checkMetadataChange('annotation', resources, change, flags, strategy);
  checkVersion(call, isSingle(call, resources));
  visit(call, targets(call, resources), (target) => {
    const object = withAnnotations(target, change, flags.flag('overwrite'));
    return flags.flag('list') ? metadataListing(object, 'annotations', isSingle(call, resources)) : printer.print(withResourceVersion(object, flags.text('resource-version')));
  });
}

export function patch(call: Call): void {
  const { flags, world } = call;
  const strategy = call.dryRun();
  const type = checkPatch(flags, strategy);
  const json = patchJson(flags.text('patch') || readText(world.files, flags.text('patch-file')));
  let count = 0;
  visit(call, targets(call, flags.args), (object) => {
    count++;
    // The recorded server takes every patch, and does nothing.
    const patched = flags.flag('local') ? patchLocally(object, type, json) : object;
    const operation = equal(object, patched) ? 'patched (no change)' : 'patched';
    // The real patch forgets to say that it is a dry run.
    return objectPrinter(flags, { files: world.files, operation }).print(patched);
  });
  if (count === 0) throw new KubectlError('no objects passed to patch');
}

// ---- set ----

/** All objects, or the errors. */
function infos(call: Call, resources: readonly string[]): readonly Item[] {
  if (call.flags.flag('local') && resources.length > 0) throw new KubectlError(LOCAL_RESOURCE);
  const found: Item[] = [];
  visit(call, targets(call, resources, true), (object) => {
    found.push(object);
    return '';
  });
  return found;
}

function setEach(call: Call, objects: readonly Item[], operation: string, change: (object: Item) => SetResult): void {
  const { flags, world } = call;
  const printer = objectPrinter(flags, { files: world.files, operation, typed: true });
  const errors: Error[] = [];
  const results = objects.map((before) => {
    try {
      const result = change(before);
      errors.push(...result.errors);
      const after = goForm(result.object);
      return equal(before, after) ? undefined : after;
    } catch (error) {
      if (!(error instanceof KubectlError)) throw error;
      return new KubectlError(`error: ${nameOfObject(before)} ${error.message}\n`);
    }
  });
  for (const result of results) {
    if (result instanceof Error) errors.push(result);
    else if (result) call.stdout += printer.print(result);
  }
  if (errors.length > 0) throw new AggregateFailure(errors);
}

const nameOfObject = (object: Item): string => resourceName(object);

export function setImage(call: Call): void {
  const strategy = call.dryRun();
  objectPrinter(call.flags, { files: call.world.files });
  const asked = imageArgs(call.flags.args);
  const objects = infos(call, asked.resources);
  checkSetImage(asked, call.flags, strategy);
  setEach(call, objects, operationText('image updated', strategy), (object) => withImages(object, asked.images));
}

export function setResources(call: Call): void {
  const strategy = call.dryRun();
  objectPrinter(call.flags, { files: call.world.files });
  // Objects are looked up before the flags are checked.
  const objects = infos(call, call.flags.args);
  const requirements = requirementsOf(call.flags, strategy);
  setEach(call, objects, operationText('resource requirements updated', strategy), (object) => withRequirements(object, requirements, call.flags.text('containers')));
}

export function setSelector(call: Call): void {
  const { flags, world } = call;
  const strategy = call.dryRun();
  const { resources, selector } = selectorArgs(flags.args);
  const printer = objectPrinter(flags, { files: world.files, operation: operationText('selector updated', strategy), typed: true });
  if (!selector) throw new KubectlError('one selector is required');
  visit(call, targets(call, resources, true), (object) => printer.print(goForm(withResourceVersion(withSelector(object, selector), flags.text('resource-version')))));
}

export function setEnvCommand(call: Call): void {
  const { flags } = call;
  const asked = envArgs(flags);
  const strategy = call.dryRun();
  objectPrinter(flags, { files: call.world.files });
  checkSetEnv(asked, flags, strategy);
  const parsed = parseEnv([...flags.list('env'), ...asked.words], call.stdin);
  const change = { ...parsed, set: prefixed(parsed.set, flags.text('prefix')) };
  if (parsed.usedStdin && flags.list('filename').includes('-')) throw new KubectlError('standard input cannot be used for multiple arguments');
  const options = { containers: flags.text('containers'), overwrite: flags.flag('overwrite'), list: flags.flag('list') };
  const objects = infos(call, flags.flag('local') ? [] : asked.resources);
  if (flags.flag('list')) {
    for (const object of objects) {
      const { listing, warning } = withEnv(object, change, options);
      call.stdout += listing;
      if (warning !== undefined) call.stderr += `Warning: ${warning}\n`;
    }
    return;
  }
  setEach(call, objects, operationText('env updated', strategy), (object) => {
    const result = withEnv(object, change, options);
    if (result.warning !== undefined) call.stderr += `Warning: ${result.warning}\n`;
    return { object: result.object, errors: [] };
  });
}
